"""Refuse the tables of news databases that hold no article's text, with the reason and what to do instead."""

from collections.abc import Sequence
from typing import NoReturn

from ...errors import PipelineError
from ..fields import ALIASES
from ..reading import shown

# Each database by the columns that all its tables have, and what they hold instead of a text.
_TABLES = (
    ("Media Cloud", ({"media_name", "media_url"}, {"stories_id", "media_name"}), "addresses and titles"),
    ("GDELT", ({"gkgrecordid", "documentidentifier"}, {"globaleventid", "sourceurl"}), "addresses and codes"),
    ("ProQuest", ({"storeid", "pubtitle"},), "citations and abstracts"),
)


def refuse_table(name: str, columns: Sequence[str]) -> None:
    """Raise PipelineError where a table's columns are those of a database that gives out no texts."""
    found = {"_".join(str(column).casefold().split()) for column in columns}
    if found & set(ALIASES["text"]):
        return  # the user has added the texts
    for database, signatures, held in _TABLES:
        if any(signature <= found for signature in signatures):
            _refuse(name, database, held)


def _refuse(name: str, database: str, held: str) -> NoReturn:
    raise PipelineError(
        f"{shown(name, longest=200)}: this is a {database} table, which holds {held} but no article's text; "
        "save the articles themselves, or add their texts in a column called text"
    )
