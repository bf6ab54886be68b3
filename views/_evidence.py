"""Show the sentences behind a figure, strongest first: no span, no score."""

import pandas as pd
import streamlit as st

from pipeline.library import Library
from pipeline.types import STANCES

from ._annotate import chances_in_words, loaded_marks, role_marks, stance_marks
from ._filters import shared_choices
from ._library import articles, sentences
from ._safe import Mark, as_text, marked_html, md_escape
from ._text import say
from ._words import FRAME_NAMES, NO_HEADLINE, SECTIONS, UNKNOWN_DATE, UNKNOWN_OUTLET, counted, percent, whose

FIRST = 5
MOST = 50
_PLACE = ["article_id", "sentence_id"]


def show_evidence(library: Library, event: str, ev: pd.DataFrame, *, key: str) -> None:
    """Draw the sentences of these spans, each with who wrote it, what scored it and a link to its place.

    `ev` are rows of one of the measures' spans; spans in one sentence are shown in it together.
    `key` keeps two lists on a page apart.
    """
    n = sentences_in(ev)
    most = MOST if n > FIRST and st.session_state.get(f"{key}_all") else FIRST
    said = counted(n, "sentence")
    st.caption(say("passages.strongest_first", n=said) if n > 1 else said)
    by_id = articles(library, event).set_index("article_id")
    sents = sentences(library, event).set_index(["article_id", "sentence_id"])
    for (article_id, sentence_id), rows in by_strength(ev, most):
        article, sent = by_id.loc[article_id], sents.loc[(article_id, sentence_id)]
        with st.container(border=True, gap="small"):
            _show_source(article)
            text = article["text"][sent["start"] : sent["end"]]
            st.html(f'<div class="px-article">{marked_html(text, _marks(rows, sent))}</div>')
            by = say("passages.scored_by", scorer=md_escape(sent["scorer"]))
            st.caption(f"{chances(rows, article['text'])} · {_where(rows, sent)} · {by}")
            where = {**shared_choices(), "event": event, "article": article_id, "at": f"{sent['start']}-{sent['end']}"}
            st.page_link("views/read.py", label=say("passages.to_place"), icon=":material/article:", query_params=where)
    if n > FIRST:
        rest = say("passages.all", n=n) if n <= MOST else say("passages.strongest", most=MOST, n=n)
        st.toggle(rest, key=f"{key}_all")


def sentences_in(ev: pd.DataFrame) -> int:
    """Return in how many sentences these spans stand."""
    return len(ev[_PLACE].drop_duplicates())


def by_strength(ev: pd.DataFrame, most: int) -> list[tuple[tuple[str, int], pd.DataFrame]]:
    """Return the first `most` of [((article id, sentence id), its spans)], the furthest from zero first."""
    strength = ev["value"].abs().groupby([ev["article_id"], ev["sentence_id"]]).max()
    order = strength.reset_index().sort_values(["value", *_PLACE], ascending=[False, True, True]).head(most)
    places = list(zip(order["article_id"], order["sentence_id"], strict=True))
    near = ev[ev["article_id"].isin(order["article_id"]) & ev["sentence_id"].isin(order["sentence_id"])]
    parts = dict(list(near.groupby(_PLACE)))
    return [(place, parts[place]) for place in places]


def chances(rows: pd.DataFrame, text: str) -> str:
    """Say the probabilities of the spans of one sentence, in Markdown: "against 71 %, neither 24 %, for 5 %"."""
    measure = rows["measure"].iloc[0]
    if measure == "frame":
        return ", ".join(f"{FRAME_NAMES[row.label]} {percent(row.value)}" for row in rows.itertuples())
    if measure == "role":
        return ", ".join(f"{row.label} {percent(row.value)}" for row in rows.itertuples())
    if measure == "loaded":
        words = ((md_escape(text[row.start : row.end]), row.value) for row in rows.itertuples())
        return "loaded: " + ", ".join(f"{word} {percent(chance)}" for word, chance in words)
    if measure == "name":
        called = dict.fromkeys((row.target, text[row.start : row.end]) for row in rows.itertuples())
        return "; ".join(say("compare.calls", target=md_escape(who), name=md_escape(name)) for who, name in called)
    if measure == "voice":
        said = {
            "direct": say("compare.voice_direct"),
            "unnamed": say("compare.voice_unnamed"),
            "attributed": say("compare.voice_attributed"),
        }
        return ", ".join(dict.fromkeys(said.get(row.label, md_escape(row.target)) for row in rows.itertuples()))
    return "; ".join(chances_in_words(row) for row in rows[list(STANCES)].to_numpy().tolist())


def _show_source(article: "pd.Series[object]") -> None:
    outlet, title = article["outlet"] or UNKNOWN_OUTLET, article["title"] or NO_HEADLINE
    day = article["date"] or f"date {UNKNOWN_DATE}"
    st.markdown(f"**{md_escape(outlet)}** · {md_escape(title)} · {md_escape(day)}")


def _marks(rows: pd.DataFrame, sent: "pd.Series[object]") -> list[Mark]:
    at = rows.assign(start=rows["start"] - sent["start"], end=rows["end"] - sent["start"], entity=rows["target"])
    measure = rows["measure"].iloc[0]
    if measure == "stance":
        return stance_marks(at)
    if measure == "role":
        return role_marks(at.rename(columns={"label": "role", "value": "probability"}))
    if measure == "name":
        marks = [Mark(row.start, row.end, "at", as_text(row.target)) for row in at.itertuples()]
        return [mark for mark in marks if mark.start < mark.end]
    return loaded_marks(at.rename(columns={"value": "probability"})) if measure == "loaded" else []


def _where(rows: pd.DataFrame, sent: "pd.Series[object]") -> str:
    """Say in Markdown in which section a sentence stands, and whose words its spans are."""
    told = dict.fromkeys((row.voice, row.speaker if row.voice == "speaker" else None) for row in rows.itertuples())
    words = [md_escape(whose(*one)) if one[0] == "speaker" else whose(*one) for one in told]
    return f"{SECTIONS[str(sent['section'])]} · {' and '.join(words)}"
