"""Tables of articles that can be corrected: as read, before scoring, and as they stand in the library."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.types import GENRES, Article

FIELDS = ("outlet", "title", "date", "genre")  # what can be corrected here

Corrections = dict[str, dict[str, str]]  # article id -> field -> value


def as_rows(articles: Iterable[tuple[Article, str]], stored: pd.DataFrame, corrections: Corrections) -> pd.DataFrame:
    """Return one row an article, by id: as read, or as the library has it, and then corrected."""
    rows = {}
    for article, kind in articles:
        there = article.id in stored.index
        known = stored.loc[article.id] if there else {field: getattr(article, field) for field in FIELDS}
        fields = {field: known[field] for field in FIELDS} | corrections.get(article.id, {})
        rows[article.id] = {
            **fields,
            "words": len(article.text.split()),
            "found": article.found,
            "source": article.source,
            "kind": kind,
            "state": "in the library" if there else "new",
        }
    return for_display(pd.DataFrame.from_dict(rows, orient="index"))


def for_display(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of articles with days as dates and, in one cell, how each field was found."""
    how = [", ".join(f"{field}: {found[field]}" for field in FIELDS if field in found) for found in table["found"]]
    days = pd.to_datetime(table["date"].astype("str"), format="%Y-%m-%d", errors="coerce")
    kinds: dict[str, Any] = dict.fromkeys(("outlet", "title", "genre"), "str")
    return table.assign(date=days, found=how).astype(kinds)


def columns() -> dict[str, Any]:
    """Return how the columns of both tables look."""
    return {
        "outlet": st.column_config.TextColumn("Outlet", max_chars=120),
        "title": st.column_config.TextColumn("Headline", width="large", max_chars=500),
        "date": st.column_config.DateColumn("Date", format="YYYY-MM-DD", max_value=date.today()),
        "genre": st.column_config.SelectboxColumn("Genre", options=list(GENRES)),
        "words": st.column_config.NumberColumn("Words", format="%d"),
        "found": st.column_config.TextColumn("How found", width="medium"),
        "source": "File",
        "kind": "Kind",
        "state": "State",
    }


def rows_key(name: str, table: pd.DataFrame) -> str:
    """Return a key for an editor of just these rows: what was typed for others never lands on them."""
    digest = hashlib.sha256("\n".join(map(str, table.index)).encode()).hexdigest()[:12]
    return f"{name}-{digest}-{st.session_state.get('emptied', 0)}"


def typed(table: pd.DataFrame, key: str) -> Corrections:
    """Return what was typed into the editor `key`, by article; an emptied cell is an empty text."""
    changes: Mapping[int, Mapping[str, object]] = st.session_state[key]["edited_rows"]
    cells = {
        str(table.index[row]): {field: str(value or "").strip() for field, value in changed.items() if field in FIELDS}
        for row, changed in changes.items()
    }
    if any(not value for row in cells.values() for value in row.values()):
        refresh()
    return cells


def refresh() -> None:
    """Give the editors new keys: the browser then shows what holds, not what was typed."""
    st.session_state["emptied"] = st.session_state.get("emptied", 0) + 1


def correct(cells: Corrections) -> None:
    """Keep what was typed until the articles are scored; an emptied cell goes back to what the file says."""
    corrections: Corrections = st.session_state["corrections"]
    for article, changed in cells.items():
        fields = corrections.get(article, {}) | changed
        corrections[article] = {field: value for field, value in fields.items() if value}
