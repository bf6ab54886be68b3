"""Tables of articles that can be corrected: as read, before scoring, and as they stand in the library."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.types import GENRES

from ._copies import Told, told_of
from ._readings import Found, state_of
from ._safe import as_text
from ._text import say
from ._words import GENRE_NAMES, UNKNOWN_OUTLET

FIELDS = ("outlet", "title", "date", "genre")  # what can be corrected here
FIXED = ["state", "language", "copies", "agency", "words", "found", "source", "kind"]  # what cannot
ALL = ""  # the id that stands for all outlets
BULK = ("outlet", "genre", "date")  # what can be set for many articles at once

Corrections = dict[str, dict[str, str]]  # article id -> field -> value


def as_rows(
    found: Mapping[str, Found],
    stored: pd.DataFrame,
    corrections: Corrections,
    *,
    copies: Mapping[str, str],
    agencies: Mapping[str, str],
) -> pd.DataFrame:
    """Return one row an article, by id: as read, or as the library has it, and then corrected.

    `copies` and `agencies` are cells by article; a column in which nothing stands is left out.
    """
    rows = {}
    for article_id, one in found.items():
        there = article_id in stored.index
        known = stored.loc[article_id] if there else {field: getattr(one.article, field) for field in FIELDS}
        rows[article_id] = {
            **{field: known[field] for field in FIELDS},
            **corrections.get(article_id, {}),
            "state": state_of(one, stored=there),
            "language": as_text(one.doc.language or ""),
            "copies": as_text(copies.get(article_id, "")),
            "agency": as_text(agencies.get(article_id, "")),
            "words": len(one.article.text.split()),
            "found": one.article.found,
            "source": as_text("; ".join(one.sources)),
            "kind": one.kind,
        }
    table = for_display(pd.DataFrame.from_dict(rows, orient="index"))
    return table.drop(columns=[column for column in ("copies", "agency") if not table[column].any()])


def told_here(found: Mapping[str, Found], stored: pd.DataFrame, corrections: Corrections) -> dict[str, Told]:
    """Return what is said of each article that was read or is in the library, with corrections."""
    told = told_of(stored.reset_index()) if len(stored) else {}
    for article_id, one in found.items():
        known = told.get(article_id)
        fields: dict[str, str | None] = {
            "outlet": known.outlet if known else one.article.outlet,
            "title": known.title if known else one.article.title,
            "date": known.date if known else one.article.date,
        }
        fields |= {field: value for field, value in corrections.get(article_id, {}).items() if field in fields}
        told[article_id] = Told(**fields, text=one.doc.text[slice(*one.doc.body)])
    return told


def for_display(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of articles with days as dates and, in one cell, how each field was found."""
    how = [", ".join(f"{field}: {found[field]}" for field in FIELDS if field in found) for found in table["found"]]
    days = pd.to_datetime(table["date"].astype("str"), format="%Y-%m-%d", errors="coerce")
    kinds: dict[str, Any] = dict.fromkeys(("outlet", "title", "genre"), "str")
    return table.assign(date=days, found=how).astype(kinds)


def columns() -> dict[str, Any]:
    """Return how the columns of both tables look."""
    return {
        "outlet": st.column_config.TextColumn(say("add.outlet"), max_chars=120),
        "title": st.column_config.TextColumn(say("add.headline"), width="large", max_chars=500),
        "source": st.column_config.TextColumn(say("add.file"), width="medium"),
        "date": st.column_config.DateColumn(say("add.date"), format="YYYY-MM-DD", max_value=date.today()),
        "genre": st.column_config.SelectboxColumn(say("add.genre"), options=list(GENRES)),
        "language": st.column_config.TextColumn(say("add.language"), width="small"),
        "copies": st.column_config.TextColumn(say("add.copies"), width=200, help=say("add.copies_help")),
        "agency": st.column_config.TextColumn(say("add.agency"), width=130, help=say("add.agency_help")),
        "words": st.column_config.NumberColumn(say("add.words"), format="%d"),
        "found": st.column_config.TextColumn(say("add.how_found"), width="medium"),
        "kind": say("add.kind"),
        "state": st.column_config.TextColumn(say("add.state"), width=190),
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


def correct_many(table: pd.DataFrame) -> None:
    """Draw the row that sets a field of all articles, or of all of one outlet."""
    outlets = table["outlet"].fillna("").value_counts()
    names = {"outlet": say("add.outlet").lower(), "genre": say("add.genre").lower(), "date": say("add.date").lower()}
    labels = {ALL: say("add.many_all", n=len(table)) if len(table) > 1 else say("add.many_one")}
    if len(outlets) > 1:
        labels |= {f"={name}": f"{as_text(name or UNKNOWN_OUTLET, most=60)} ({n})" for name, n in outlets.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        whose = st.selectbox(
            say("add.many_for"), list(labels), format_func=lambda one: labels.get(one, ""), key="many_whose"
        )
        name = st.selectbox(say("add.many_set_the"), list(BULK), format_func=names.__getitem__, key="many_field")
        value: object
        if name == "genre":
            value = st.selectbox(
                say("add.many_to"), list(GENRES), format_func=GENRE_NAMES.__getitem__, index=None, key="many_genre"
            )
        elif name == "date":
            value = st.date_input(
                say("add.many_to"), value=None, max_value=date.today(), key="many_date", format="YYYY-MM-DD"
            )
        else:
            value = st.text_input(say("add.many_to"), key="many_outlet", max_chars=120)
        chosen = table.index if whose == ALL else table.index[table["outlet"].fillna("") == whose[1:]]
        cell = str(value or "").strip()
        st.button(
            say("add.many_set"),
            key="many_set",
            icon=":material/edit:",
            on_click=_set_many,
            args=(list(chosen), str(name), cell),
            help=say("add.many_empty"),
        )


def _set_many(articles: list[str], field: str, value: str) -> None:
    correct({article: {field: value} for article in articles})
    refresh()
