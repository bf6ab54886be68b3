"""Show a name in its sentences, two outlets side by side: some words around it, and the way to its place."""

import re

import pandas as pd
import streamlit as st

from pipeline.types import Span

from ._filters import choose_one, distinct, shared_choices
from ._library import articles, sentences
from ._names import Named, quoted, rows_of
from ._passages import FIRST, MOST, rest_of
from ._safe import Mark, as_text, marked_html, md_escape
from ._sections import View
from ._text import say
from ._words import NO_HEADLINE, SECTIONS, UNKNOWN_DATE, whose

AROUND = 160  # characters on each side of a name
LONGEST_MARKED = 300
LINE_STYLE = """
.px-line { line-height: 1.6; }
.px-article.px-line mark.px-at {
  outline: none; font-weight: 600; background: light-dark(#f6edcf, #463c1c);
  border-bottom: 2px solid light-dark(#7a5c00, #e8c547);
}
"""


def show_context(view: View, named: Named, entity: str, voice: str) -> None:
    """Draw the choice of a name and of two outlets, and the name in their sentences."""
    rows = rows_of(named.ledger, entity, voice)
    rows = rows[rows["count"] > 0]
    if rows.empty:
        return
    st.header(say("names.context"), anchor=False)
    own = named.namings[named.namings["entity"] == entity]
    own = own if voice == "all" else own[own["voice"] == voice]
    totals = rows.drop_duplicates("name").set_index("name")["total"]
    labels = distinct({name: f"{quoted(name)} ({n})" for name, n in totals.items()})
    name = choose_one("name", say("names.which"), labels, default=next(iter(labels)))
    # Until others are chosen, those stand side by side who use the name most and least, of their own namings.
    shares = rows[rows["name"] == name].set_index("group")["share"]
    counts = rows.groupby("group")["count"].sum()
    there = [outlet for outlet in view.names if outlet in counts]
    there.sort(key=lambda outlet: (-shares.get(outlet, 0.0), -counts[outlet] * shares.get(outlet, -1.0)))
    labelled = {outlet: view.names[outlet] for outlet in view.names if outlet in there}
    sides = st.columns(2, gap="medium") if len(there) > 1 else [st.container()]
    with sides[0]:
        left = choose_one("left", md_escape(view.grouping.title), labelled, default=there[0])
        _show_side(view, own, rows, left, name, key="context left")
    if len(sides) > 1:
        others = {outlet: label for outlet, label in labelled.items() if outlet != left}
        with sides[1]:
            right = choose_one(
                "right", say("names.beside"), others, default=next(o for o in reversed(there) if o != left)
            )
            _show_side(view, own, rows, right, name, key="context right")


def _show_side(view: View, own: pd.DataFrame, rows: pd.DataFrame, outlet: str, name: str, *, key: str) -> None:
    """Draw an outlet's sentences with the name; where it never uses it, those with the name that it uses most."""
    mine = own[own["group"] == outlet]
    said = mine[mine["name"] == name]
    if said.empty:
        used = rows[rows["group"] == outlet].nlargest(1, "count")["name"].iloc[0]
        it, never, most = (md_escape(words) for words in (view.names[outlet], quoted(name), quoted(used)))
        st.markdown(say("names.never_says", outlet=it, name=never, used=most))
        said = mine[mine["name"] == used]
    else:
        it, called = md_escape(view.names[outlet]), md_escape(quoted(name))
        st.markdown(say("names.says", outlet=it, name=called, n=len(said), total=len(mine)))
    show_lines(view, said, key=key)


def show_lines(view: View, said: pd.DataFrame, *, key: str, most: int = FIRST) -> None:
    """Draw namings in their sentences, headlines first; `key` keeps two lists on a page apart."""
    is_all = len(said) > most and st.session_state.get(f"{key} all")
    by_id = articles(view.library, view.event).set_index("article_id")
    sents = sentences(view.library, view.event).drop_duplicates(["article_id", "sentence_id"])
    bounds = sents.set_index(["article_id", "sentence_id"])[["start", "end"]]
    day = said["article_id"].map(by_id["date"]).fillna("9999")
    order = said.assign(rest=said["section"] != "headline", day=day)
    order = order.sort_values(["rest", "day", "article_id", "start"], kind="stable")
    for row in order.head(MOST if is_all else most).to_dict("records"):
        article = by_id.loc[row["article_id"]]
        place = (row["article_id"], row["sentence_id"])
        sent = tuple(int(at) for at in bounds.loc[place]) if place in bounds.index else (0, len(article["text"]))
        span = (int(row["start"]), int(row["end"]))
        with st.container(border=True, gap="xxsmall"):
            st.html(
                context_html(
                    article["text"], span, (sent[0], sent[-1]), label=say("names.names_it", entity=row["entity"])
                )
            )
            facts = [] if row["section"] == "headline" else [article["title"] or NO_HEADLINE]
            facts += [
                article["date"] or say("passages.no_date", unknown=UNKNOWN_DATE),
                SECTIONS[row["section"]],
                whose(row["voice"], row["speaker"]),
            ]
            st.caption(md_escape(" · ".join(as_text(fact) for fact in facts)))
            at = f"{span[0]}-{span[1]}"
            where = {**shared_choices(), "event": view.event, "article": row["article_id"], "at": at}
            to_place = say("passages.to_place")
            st.page_link("views/read.py", label=to_place, icon=":material/article:", query_params=where)
    if len(said) > most:
        st.toggle(rest_of(len(said)), key=f"{key} all")


def context_html(text: str, span: Span, sent: Span, *, label: str) -> str:
    """Return the words around a span of its sentence as HTML, the span marked; dots say where words are cut."""
    first, last = around(text, span, sent)
    lead, trail = ("… " if first > sent[0] else ""), (" …" if last < sent[1] else "")
    moved = len(lead) - first
    end = min(span[1], last)
    marks = [Mark(span[0] + moved, end + moved, "at", label)]
    return f'<div class="px-article px-line">{marked_html(lead + text[first:last] + trail, marks)}</div>'


def around(text: str, span: Span, sent: Span) -> Span:
    """Return where whole words begin and end within `AROUND` characters of a span, inside its sentence."""
    start, end = span[0], min(span[1], span[0] + LONGEST_MARKED)
    first, last = max(min(sent[0], start), start - AROUND), min(max(sent[1], end), end + AROUND)
    if first > sent[0] and (gap := re.search(r"\s+", text[first:start])):
        first += gap.end()
    if last < sent[1] and (gap := re.search(r"\s+\S*$", text[end:last])):
        last = end + gap.start()
    return first, last
