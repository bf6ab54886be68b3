"""What a report of a comparison says, as one value: all of it, and nothing that is drawn.

Texts in it are Markdown, safe as a page's, where a field says so; else they are plain. Tables are unrounded.
`_gathered` makes the value of what a page shows, `_report_html` writes it down.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ._safe import Mark


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it stands in its article, with what is marked in it; `says` is Markdown."""

    outlet: str
    title: str
    date: str
    text: str
    marks: tuple[Mark, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Side:
    """A group's sentences behind a figure: the first few, and how many there are."""

    name: str
    quotes: tuple[Quote, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Told:
    """A finding: its sentence and strength, in Markdown, and the sentences of each group that it names."""

    says: str
    strength: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures of one topic, as `figures_of` gives them; `topics` are those of several labels that are drawn."""

    title: str
    measure: str
    figures: pd.DataFrame
    sides: tuple[Side, ...]
    topics: tuple[tuple[str, str], ...] = ()  # (label, name on screen)


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of one measure: its figures, the differences that hold, in Markdown, and how many were tested."""

    title: str
    about: str
    differences: tuple[str, ...]
    held: int
    of_outlets: bool  # whether any of those that hold speaks of the outlets, not of these articles alone
    tested: int
    charts: tuple[Chart, ...]
    codes: tuple[str, ...] = ()  # what people's codes corrected, and on what they show that groups are alike: Markdown


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, beside the filters: which names, whose words; and the address itself."""

    query: str = ""
    entities: tuple[str, ...] = ()
    voice: str = "split"
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a report says. The same view of the same library on the same day gives an equal one."""

    title: str
    event: str
    made: str  # a day, ISO 8601
    query: str
    filters: tuple[tuple[str, str], ...]  # (what is chosen, the choice), plain text
    summary: str
    names: Mapping[str, str]
    looks: Mapping[str, tuple[str, str]]
    nouns: str
    articles: pd.DataFrame
    read: str
    tested: int
    findings: tuple[Told, ...]
    here: tuple[Told, ...]
    more: int  # findings that are left out
    ties: tuple[str, ...]
    sections: tuple[Section, ...]
    scorers: tuple[str, ...]
    shipped: str | None
    scores: pd.DataFrame  # `SCORES` with `measure`
    is_split: bool
    codes: tuple[str, ...] = ()  # what people's codes corrected of the findings, Markdown
