"""Which columns of an event's articles can be compared: those it knows of, and the user's own.

Tables in, tables out; how groups are compared by a column, `spans.grouped` and what follows it say.
"""

from typing import TypeAlias

import pandas as pd

from ..library.tables import SCHEMAS
from ..outlets import outlet_country

OUTLET = "outlet_id"
MADE = ("month", "country")  # by `with_columns`
FEWEST, MOST = 2, 40  # distinct values of a column that can be compared
LONGEST_VALUE, LONGEST_NAME = 200, 60  # characters

Value: TypeAlias = str | None

_STORED = {*SCHEMAS["articles"].names, "outlet_id", "event"}


def with_columns(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `Library.articles` with `month` ("2024-03") and `country` (ISO code of a listed outlet).

    Both are None where they are not known, and so is a genre that is "unknown". The user's columns become trimmed
    lines of text, None where nothing stands or a value is no single one; a column of theirs that is called as one of
    these two goes by "month (file)".
    """
    taken = {name: f"{name} (file)" for name in MADE if name in articles}
    table = articles.rename(columns=taken)
    table.columns = pd.Index([_clean(name) for name in table.columns], dtype=object)
    table = table.loc[:, ~table.columns.duplicated()]
    cleaned = {name: _objects([_value(value) for value in table[name]], table) for name in own_columns(table)}
    months = [day[:7] if isinstance(day, str) and len(day) >= 7 else None for day in table["date"]]
    known: dict[str, Value] = {name: outlet_country(name) for name in table["outlet"].dropna().unique()}
    countries = [known.get(name) if isinstance(name, str) else None for name in table["outlet"]]
    genres = [None if genre == "unknown" or pd.isna(genre) else genre for genre in table["genre"]]
    made = {"month": months, "country": countries, "genre": genres}
    return table.assign(**cleaned, **{name: _objects(values, table) for name, values in made.items()})


def own_columns(articles: pd.DataFrame) -> list[str]:
    """Return the user's own columns of a table of `Library.articles`, in the table's order."""
    return [name for name in articles.columns if name not in _STORED and name not in MADE]


def columns_of(articles: pd.DataFrame) -> list[str]:
    """Return the columns of `with_columns` that can be compared: outlets, genre, country, month, the user's own.

    Outlets always can; any other column that has `FEWEST` to `MOST` distinct values, none of them longer than a label.
    """
    others = ["genre", "country", "month", *own_columns(articles)]
    return [OUTLET, *(name for name in others if is_choice(articles, name))]


def is_choice(articles: pd.DataFrame, name: str) -> bool:
    """Say whether a column's values are few and short enough to be chosen from."""
    values = articles[name].dropna()
    fits = len(name) <= LONGEST_NAME and values.map(len).max() <= LONGEST_VALUE if len(values) else False
    return bool(fits) and FEWEST <= values.nunique() <= MOST


def _value(value: object) -> Value:
    if isinstance(value, bool | int | str) or (isinstance(value, float) and value == value):
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return _clean(whole) or None
    return None


def _clean(value: object) -> str:
    """Return a line of text that can be written as UTF-8."""
    return " ".join(str(value).encode("utf-8", "replace").decode("utf-8").split())


def _objects(values: list[Value], table: pd.DataFrame) -> pd.Series:
    # As objects: a column of strings would turn None into NaN, which counts as true.
    return pd.Series(values, index=table.index, dtype=object)
