"""What a sealed comparison holds: all that its numbers were made of, and the numbers, as one value.

Nothing in it needs the library that it was made of. How it is written `writing.py` tells, how read `opening.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

MEASURES = ("stance", "role", "frame", "loaded", "voice", "name")  # the last two are for findings only

# Columns of the tables, in their order: what a row is, then what is told of it.
ARTICLES = dict.fromkeys(
    ["article_id", "text_id", "sha256", "outlet", "outlet_id", "title", "date", "author", "url", "genre", "language"]
    + ["group", "left_out"],
    "str",
) | {"words": "int64"}
SPANS = (
    {"article_id": "str", "sentence_id": "int64", "start": "int64", "end": "int64"}
    | dict.fromkeys(["section", "voice", "speaker", "label", "target", "kind"], "str")
    | dict.fromkeys(["value", "variance", "factor"], "float64")
)
CODES = (
    {"article_id": "str", "sentence_id": "int64", "start": "int64", "end": "int64"}
    | dict.fromkeys(["measure", "label", "target"], "str")
    | dict.fromkeys(["value", "probability"], "float64")
    | dict.fromkeys(["coder", "mode", "codebook", "sample_id", "at"], "str")
)

# Spans that had a chance to be coded, whether they were or not.
ASKED = {"measure": "str", "label": "str", "article_id": "str"} | dict.fromkeys(
    ["sentence_id", "start", "end"], "int64"
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What was compared, and how: everything that the numbers depend on beside the evidence.

    `event` is its id, or its name where only one is called so; `event_name` is filled in where it is empty.
    `by` is the column that is compared, `names` has each group's name on screen. `entities` are those that stance and
    roles are told of; `voice` is "all", "outlet", "speaker" or "split" (each apart), `speakers` limits it to theirs.
    `filters` say the choices in words, as (what, choice), for who reads; `address` is the page's, where it was one.
    """

    event: str
    event_name: str = ""
    by: str = "outlet_id"
    names: Mapping[str, str] = field(default_factory=dict)
    entities: tuple[str, ...] = ()
    voice: str = "split"
    speakers: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    address: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the home page: its `kind` is "holds", "here" or "tie", `strength` what stands below it."""

    kind: str
    says: str
    strength: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A comparison that can be handed over. Tables are in one fixed order, whatever they were made of."""

    choices: Choices
    scorers: tuple[str, ...]
    versions: Mapping[str, str]  # of Parallax and of what computes
    articles: pd.DataFrame  # `ARTICLES`, all of the event; `left_out` says why one does not count, "" where it does
    evidence: Mapping[str, pd.DataFrame]  # {measure: `SPANS`} of the articles that count
    codes: pd.DataFrame  # `CODES`; those without a probability count in no figure
    asked: pd.DataFrame  # `ASKED`
    lines: tuple[Line, ...]
    numbers: Mapping[str, pd.DataFrame]  # as `counting.numbers` gives them
    method: str
    bibtex: str
    texts: Mapping[str, str] | None = None  # {article id: text}, where the user said so
    seal: str = ""  # the sha256 that stands for the whole file, of one that was read

    @property
    def counted(self) -> pd.DataFrame:
        """Return the articles that count."""
        return self.articles[self.articles["left_out"] == ""]
