"""Show what a coder said, the newest first, with undo and redo; nothing is ever deleted."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.codes import OWN
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.types import ROLES, Span

from ._coding_book import codebook, measure_titles
from ._library import articles, sentences
from ._safe import Mark, marked_html, md_escape
from ._text import say
from ._words import FRAME_NAMES, counted

FIRST, MOST = 15, 200
LONGEST = 400  # characters of a sentence


def show_history(library: Library, event: str, coder: str) -> None:
    """Draw the acts of a coder on the articles of an event."""
    if error := st.session_state.pop("history_error", ""):
        st.error(md_escape(error), icon=":material/error:")
    codes = library.codes(event, history=True)
    own = codes[codes["coder"] == coder]
    acts = own.groupby("act", sort=False)
    if own.empty:
        st.info(say("code.history_none"), icon=":material/info:")
        return
    order = list(dict.fromkeys(own.sort_values("code_id", ascending=False)["act"]))
    taken = int(own.drop_duplicates("act")["withdrawn"].notna().sum())
    st.caption(say("code.history_about", n=counted(len(order), "answer"), taken=taken))
    texts = articles(library, event).set_index("article_id")["text"]
    table = sentences(library, event)
    table = table[table["article_id"].isin(own["article_id"])]
    places = zip(table["article_id"], table["sentence_id"], strict=True)
    sents = dict(zip(places, zip(table["start"], table["end"], strict=True), strict=True))
    is_all = len(order) > FIRST and st.session_state.get("history_all")
    for act in order[: MOST if is_all else FIRST]:
        _show_act(library, acts.get_group(act), texts, sents)
    if len(order) > FIRST:
        st.toggle(say("code.history_all", n=min(len(order), MOST)), key="history_all")


def answer_in_words(rows: pd.DataFrame, text: str) -> str:
    """Say in Markdown what one act said: "Against", "Economic, Morality"; a number where that is no answer."""
    measure, values = rows["measure"].iloc[0], dict(zip(rows["label"], rows["value"], strict=True))
    part: dict[str, Any] = codebook().get(measure, {})
    named = {one["value"]: one["name"] for one in part.get("answers", ()) if "value" in one}
    if measure == "loaded":
        return _words_in_words(rows["note"].iloc[0], text) or say("code.of_words", share=f"{rows['value'].iloc[0]:.0%}")
    if len(values) > 1 or measure == "role":
        names = FRAME_NAMES | {role: role.capitalize() for role in ROLES}
        chosen = [names.get(label, md_escape(label)) for label, value in values.items() if value > 0.5]
        return ", ".join(chosen) or say("code.none_of_them")
    ((label, value),) = values.items()
    said = named.get(value, f"{value:g}")
    return f"{FRAME_NAMES.get(label, md_escape(label))}: {said}" if measure in ("frame", OWN) else said


def when(at: str) -> str:
    """Say in Markdown when something was done, by this machine's clock."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:  # of codes that come from elsewhere
        return md_escape(at)


def _show_act(
    library: Library, rows: pd.DataFrame, texts: "pd.Series[str]", sents: Mapping[tuple[str, int], Span]
) -> None:
    row = rows.iloc[0]
    is_gone = isinstance(row["withdrawn"], str)
    text = texts.get(row["article_id"], "")
    said = answer_in_words(rows, text)
    about = [measure_titles().get(row["measure"], md_escape(row["measure"])), md_escape(row["target"])]
    head = say("code.act", said=said, about=" · ".join(one for one in about if one))
    told = [
        when(row["at"]),
        *_seconds(row["seconds"]),
        say("code.version", version=md_escape(row["codebook"])),
    ]
    if row["mode"] == "sighted":
        told.insert(0, say("code.sighted"))
    if is_gone:
        told.append(say("code.taken_back"))
    elif not rows["stands"].all():
        told.append(say("code.replaced"))
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"~~{head}~~" if is_gone else head)
            st.html(_sentence(row, text, sents, is_gone=is_gone))
            st.caption(" · ".join(told))
        label, icon = (say("code.redo"), "redo") if is_gone else (say("code.undo"), "undo")
        st.button(
            label,
            key=f"history {row['act']}",
            icon=f":material/{icon}:",
            on_click=_turn,
            args=(library, row["act"], is_gone),
        )


def _sentence(row: "pd.Series[Any]", text: str, sents: Mapping[tuple[str, int], Span], *, is_gone: bool) -> str:
    """Return as HTML the sentence of a span with the mention marked, struck through if the act was taken back."""
    start, end = int(row["start"]), int(row["end"])
    first, last = sents.get((row["article_id"], int(row["sentence_id"])), (start, end))
    if not first <= start < end <= last:
        first, last = start, end
    marks = [Mark(start - first, end - first, "at", say("code.marked"))] if row["head"] else []
    shown = marked_html(text[first : min(last, first + LONGEST)], marks)
    return f'<div class="px-code"><p>{f"<s>{shown}</s>" if is_gone else shown}</p></div>'


def _seconds(seconds: float) -> list[str]:
    return [] if pd.isna(seconds) else [say("code.seconds", n=f"{seconds:.0f}")]


def _words_in_words(note: str, text: str) -> str:
    """Say which words were chosen, as a note tells their places; "" where it does not."""
    try:
        places = json.loads(note)["words"]
        words = [text[int(start) : int(end)] for start, end in places]
    except (ValueError, TypeError, KeyError):
        return ""
    return ", ".join(f"“{md_escape(word)}”" for word in words) or say("code.no_words")


def _turn(library: Library, act: str, is_gone: bool) -> None:
    try:
        (library.redo_code if is_gone else library.undo_code)(act)
    except PipelineError as error:
        st.session_state["history_error"] = str(error)
