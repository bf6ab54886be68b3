"""Rename outlets by the user's own table: a CSV file with the columns `spelling` and `outlet`.

It stands above every other source but the user's column, and beside the list that ships (`data/outlets.csv`), which is
left alone. It is applied to articles that have been read, so that no reader needs to know of it.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from ..errors import PipelineError
from ..outlets import domain_of, outlet_id
from ..types import Article
from .charset import decode
from .reading import shown

Aliases: TypeAlias = Mapping[str, str]  # an outlet's id or domain: the name that it shall have

MOST_BYTES = 2**20


def read_aliases(path: Path) -> Aliases:
    """Return the aliases in a CSV file; raise PipelineError where a column is missing or a spelling says two things."""
    name = shown(path.name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PipelineError(f"{name}: cannot be opened ({error.strerror}); check the name") from error
    if len(content) > MOST_BYTES:
        raise PipelineError(f"{name}: is over 1 MB, so it is no table of outlets; choose another")
    rows = csv.DictReader(io.StringIO(decode(name, content).text.lstrip("\ufeff"), newline=""))
    if not {"spelling", "outlet"} <= set(rows.fieldnames or ()):
        raise PipelineError(f"{name}, line 1: name two columns spelling and outlet")
    found: dict[str, str] = {}
    for row in rows:
        spelling, outlet = ((row[column] or "").strip() for column in ("spelling", "outlet"))
        if not spelling or not outlet:
            continue
        for key in filter(None, (outlet_id(spelling), domain_of(spelling) if "." in spelling else None)):
            if found.setdefault(key, outlet) != outlet:
                above = f'"{shown(spelling)}" is "{shown(found[key])}" above'
                raise PipelineError(f"{name}, line {rows.line_num}: {above}; keep one of the two")
    return found


def renamed(article: Article, aliases: Aliases) -> Article:
    """Return the article with the outlet that the user's table names for its outlet, or else for its address.

    An outlet from the user's column is renamed where the table has that spelling; its address is not asked then.
    """
    spelt = aliases.get(outlet_id(article.outlet)) if article.outlet else None
    if spelt is None and not article.found.get("outlet", "").startswith("column"):
        spelt = aliases.get(domain_of(article.url or "") or "")
    if spelt is None or spelt == article.outlet:
        return article
    how = f"your alias table ({article.found['outlet']})" if "outlet" in article.found else "your alias table"
    return replace(article, outlet=spelt, found={**article.found, "outlet": how})
