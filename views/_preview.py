"""Draw the articles that were read, to correct before they are scored, and the choice of their event."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import pandas as pd
import streamlit as st

from pipeline.copies import DAYS
from pipeline.jobs import seconds
from pipeline.library import Library
from pipeline.types import Article

from ._copies import copies_in_words, copy_cells, credit_cell, show_copies
from ._editors import FIXED, Corrections, as_rows, columns, correct, correct_many, rows_key, told_here, typed
from ._jobs import command_for, score, show_time
from ._readings import Found, copies_in, credits_in, is_large, languages_in_words, unknown_outlets_in_words
from ._safe import as_text
from ._text import say
from ._words import counted


def show_read(found: dict[str, Found], library: Library | None, corrections: Corrections) -> None:
    """Draw the table of the articles that were read, what there is to say of them, and how to correct them."""
    st.subheader(say("add.read", articles=counted(len(found), "article")), anchor=False)
    groups = copies_in(found, library)
    wanted = sorted({*found, *(article for group in groups for article in group.ids)})
    stored = library.articles(articles=wanted).set_index("article_id") if library else pd.DataFrame()
    told = told_here(found, stored, corrections)
    agencies = {article: credit_cell(credits) for article, credits in credits_in(found).items()}
    table = as_rows(found, stored, corrections, copies=copy_cells(groups, told), agencies=agencies)
    twice = sum(len(one.sources) > 1 for one in found.values())
    remarks = [
        say("add.read_once", articles=counted(twice, "article")) if twice else "",
        languages_in_words(found.values()),
        copies_in_words(groups, told).strip(),
        unknown_outlets_in_words(table["outlet"]),
        say("add.copies_near", days=DAYS) if library and is_large(library) else "",
    ]
    if any(remarks):
        st.markdown("\n".join(f"- {remark}" for remark in remarks if remark))
    st.caption(say("add.read_correct"))
    key = rows_key("read", table)
    st.data_editor(
        table,
        key=key,
        on_change=lambda: correct(typed(table, key)),
        column_config=columns(),
        disabled=FIXED,
        hide_index=True,
        placeholder="unknown",
        alt=say("add.read_alt", articles=counted(len(table), "article")),
    )
    correct_many(table)
    show_copies(groups, told, key="copy")


def ask_to_score(articles: Sequence[Article], root: Path, library: Library | None) -> None:
    """Draw the choice of the event and the button that starts scoring."""
    by_column, by_text = say("add.event_by_column"), say("add.event_by_text")
    events = list(library.events()["name"]) if library else []
    suggestion = suggested_event(articles)
    is_told = len({article.extra.get("event") for article in articles} - {None, ""}) > 1
    is_there = library is not None and {article.id for article in articles} <= library.known()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        event = st.selectbox(
            say("add.event"),
            list(dict.fromkeys([*([by_column] if is_told else []), suggestion, by_text, *events])),
            key="score_into",
            accept_new_options=True,
            help=say("add.event_help"),
        )
        wanted = st.button(
            say("add.score", articles=counted(len(articles), "article")),
            type="secondary" if is_there else "primary",  # the report leads on
            icon=":material/play_arrow:",
            key="score",
        )
    group = event == by_text
    label = None if event == by_column or group else event or suggestion
    if not is_there:
        show_time(seconds(root, articles), command_for(root, event=label, group=group))
    if wanted:
        score(articles, root=root, event=label, otherwise=suggestion, group=group)


def suggested_event(articles: Sequence[Article]) -> str:
    """Return the event that the files name: one value of a column "event", else one folder, else "My event"."""
    columns = {str(article.extra.get("event") or "") for article in articles}
    folders = {PurePosixPath(article.source).parent.name for article in articles}
    for names in (columns, folders):
        name = as_text(names.pop()) if len(names) == 1 else ""
        if name:
            return name
    return say("add.event_mine")
