"""Say by which column articles are compared: its id in the address, its words, and its groups' names on screen.

Which columns an event offers, `pipeline.compare.columns` decides; the box is drawn in `_filters`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from pipeline.compare import UNKNOWN, columns_of
from pipeline.compare.columns import OUTLET, own_columns
from pipeline.types import GENRES

from ._safe import as_text
from ._text import say
from ._words import GENRE_NAMES, UNKNOWN_OUTLET, plural

MOST_GROUPS = 12  # that stand beside each other
OWN_OFFERED = 6  # of the user's columns
PREFIX = "x."  # of a user's column, in the address


@dataclass(frozen=True, slots=True)
class Grouping:
    """A column that articles are compared by: its title, a line of text, and the noun for one of its groups."""

    by: str = OUTLET
    title: str = "Outlet"
    noun: str = "outlet"

    @property
    def nouns(self) -> str:
        """Return the noun for several groups."""
        return plural(self.noun)


BY_OUTLET = Grouping()


def title_of(grouping: Grouping) -> str:
    """Return the title of the groups' column in a table, which is no other column's: a user's is in quotation marks."""
    return f"“{grouping.title}”" if grouping.noun == "group" else grouping.title


def offered(articles: pd.DataFrame) -> dict[str, Grouping]:
    """Return {id in the address: grouping} of what these articles can be compared by; of the user's, the first few."""
    own = set(own_columns(articles))
    found: dict[str, Grouping] = {}
    for column in columns_of(articles):
        if column not in own:
            found[id_of(column)] = known_grouping(column)
        elif sum(grouping.by in own for grouping in found.values()) < OWN_OFFERED:
            found[PREFIX + column] = Grouping(column, as_text(column, most=60) or "Column", "group")
    return found


def id_of(column: str) -> str:
    """Return the id in the address of a column that is not the user's."""
    return "outlet" if column == OUTLET else column


def known_grouping(column: str) -> Grouping:
    """Return the grouping by outlet, genre, country or month."""
    titles = {"genre": say("filters.genre"), "country": say("filters.country"), "month": say("filters.month")}
    return Grouping(column, titles[column], column) if column in titles else Grouping(OUTLET, say("filters.outlet"))


def group_names(articles: pd.DataFrame, by: str) -> dict[str, str]:
    """Return {group id: name on screen} of these articles: genres in their order, months by id, others by name.

    The unknown stand last.
    """
    there = articles[by].dropna()
    if by == OUTLET:
        known = articles[articles[by].notna()].sort_values(by, kind="stable")
        names: Mapping[str, str] = dict(zip(known[by], known["outlet"], strict=True))
    elif by == "genre":
        names = {genre: GENRE_NAMES[genre] for genre in GENRES if genre in set(there)}
    elif by == "country":
        names = dict(sorted(((code, country_name(code)) for code in set(there)), key=lambda one: one[::-1]))
    else:
        names = {value: _month(value) if by == "month" else value for value in sorted(set(there))}
    return distinct({**names, **({UNKNOWN: _unknown(by)} if len(there) < len(articles) else {})})


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names as lines of text; where two look the same, the later ones are numbered."""
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in names.items():
        line = label = as_text(name)
        copies = 1
        while label in taken:
            copies += 1
            label = f"{line} ({copies})"
        shown[key] = label
        taken.add(label)
    return shown


def crowded_out(articles: pd.DataFrame, by: str) -> set[str]:
    """Return the ids of the groups beyond `MOST_GROUPS`, those with fewest articles."""
    counts = articles[by].astype(object).where(articles[by].notna(), UNKNOWN).value_counts()
    order = sorted(counts.index, key=lambda group: (group == UNKNOWN, -counts[group], str(group)))
    return set(order[MOST_GROUPS:])


def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166 code, as CLDR has it; a code that is none as it stands."""
    return _countries().get(code.upper(), code)


@cache
def _countries() -> dict[str, str]:
    from babel import Locale  # tens of milliseconds: only where countries are shown

    return dict(Locale("en").territories)


def _unknown(by: str) -> str:
    unknown = {"genre": say("filters.no_genre"), "country": say("filters.no_country"), "month": say("filters.no_month")}
    return UNKNOWN_OUTLET if by == OUTLET else unknown.get(by, say("filters.no_value"))


def _month(value: str) -> str:
    try:
        return date.fromisoformat(f"{value}-01").strftime("%B %Y")
    except ValueError:
        return value
