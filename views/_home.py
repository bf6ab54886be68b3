"""Draw what differs between an event's outlets: each finding a sentence, with its strength and the passages behind it.

What the sentences say is `_findings.py`'s, which articles count `_chosen.py`'s.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ._coded import corrected_found
from ._coded_words import corrected_in_words, unasked_in_words
from ._evidence import show_evidence
from ._explain import explain
from ._filters import shared_choices
from ._findings import Finding, Row, behind, findings_of, spans_of, told
from ._findings_ties import no_difference, without_difference
from ._library import sentences
from ._passages import Passage, show_passages
from ._safe import Mark, as_text, md_escape
from ._sections import View
from ._text import say
from ._words import counted, listed, unbroken

FIRST = 5  # findings shown before the rest is asked for
MOST = 40


def show_findings(view: View, chosen: tuple[str, ...]) -> None:
    """Draw the differences that hold, those that are of these articles alone, and where none is clear."""
    nouns = view.grouping.nouns
    st.header(say("home.differs"), anchor=False, help=say("home.differs_help", nouns=nouns))
    found = findings_of(view.library, view.event, chosen, by=view.by)
    if found.empty:
        st.markdown(say("home.nothing_to_compare", nouns=nouns))
        st.page_link("views/add.py", label=say("home.add_another"), icon=":material/add:")
        return
    _show_corrected(view, chosen)
    held, here = told(found[found["holds"]], view.names), told(found[found["here"]], view.names)
    tested = counted(len(found), "comparison")
    if held:
        clear, told_in = counted(int(found["holds"].sum()), "clear difference"), counted(len(held), "sentence")
        st.markdown(say("home.tested", held=clear, n=tested, sentences=told_in))
        _show_list(view, held, chosen, key="held")
    else:
        st.markdown(say("home.none_holds", n=tested, nouns=nouns))
    explain("finding", view=view, key="findings", kept=chosen)
    if here:
        st.subheader(say("home.here"), anchor=False)
        st.markdown(say("home.here_says", nouns=nouns))
        _show_list(view, here, chosen, key="here")
    lines, tied = no_difference(found, nouns)
    # That loaded words tie is said once: they are one figure.
    silent = without_difference(found[~((found["measure"] == "loaded") & ("loaded" in tied))])
    if lines or silent:
        if held or here or lines:
            st.subheader(say("home.ties"), anchor=False)
        if lines:
            st.markdown(unbroken("\n".join(f"- {line}" for line in lines)))
        if silent:
            st.caption(say("home.none_anywhere", said=silent), help=say("home.none_help", nouns=nouns))


def _show_corrected(view: View, chosen: tuple[str, ...]) -> None:
    """Say above the findings which of them rest on people's codes, and of what codes cannot speak."""
    by_people = corrected_found(view.library, view.event, chosen, by=view.by)
    lines = corrected_in_words(by_people)
    if without := unasked_in_words(by_people, view.names):
        lines.append(without)
    if lines:
        st.caption(unbroken("\n\n".join(lines)))


def _show_list(view: View, found: Sequence[Finding], chosen: tuple[str, ...], *, key: str) -> None:
    is_all = len(found) > FIRST and st.session_state.get(f"{key} all")
    shown = found[: MOST if is_all else FIRST]
    measures = {finding.rows[0]["measure"] for finding in shown} - {"voice"}  # whose words those are, it says itself
    spans = {measure: spans_of(view.library, view.event, measure, by=view.by) for measure in measures}
    for finding in shown:
        with st.container(border=True, gap="small"):
            st.markdown(unbroken(finding.says))
            st.caption(unbroken(finding.strength))
            if (every := spans.get(finding.rows[0]["measure"])) is not None:
                st.caption(_whose_words(view, finding, every, chosen))
            _show_behind(view, finding, chosen)
    if len(found) > FIRST:
        st.toggle(say("home.show_more", n=min(len(found), MOST) - FIRST), key=f"{key} all")


def _whose_words(view: View, finding: Finding, every: pd.DataFrame, chosen: tuple[str, ...]) -> str:
    """Say in how many of the sentences behind each side of a finding the words are the outlet's own, in Markdown."""
    said = []
    for group in finding.groups:
        ev = behind(every, finding.row_of(group), group, chosen).drop_duplicates(["article_id", "sentence_id", "voice"])
        n = len(ev[["article_id", "sentence_id"]].drop_duplicates())
        own = int((ev["voice"] == "outlet").sum())
        said.append(say("home.whose_of", name=md_escape(view.names[group]), own=own, n=counted(n, "sentence")))
    return say("home.whose_words", said=listed(said))


@st.fragment
def _show_behind(view: View, finding: Finding, chosen: tuple[str, ...]) -> None:
    """Draw a button for each side of a finding; the one that is pressed shows its sentences."""
    labels = {group: md_escape(view.names[group]) for group in finding.groups}
    group = st.pills(say("home.passages"), list(labels), format_func=labels.__getitem__, key=f"behind {finding.key}")
    if group not in labels:
        return
    row = finding.row_of(group)
    ev = behind(spans_of(view.library, view.event, row["measure"], by=view.by), row, group, chosen)
    if ev.empty:
        st.caption(say("home.none_there", name=labels[group]))
    elif row["measure"] in ("voice", "name"):
        show_passages(view, _scored(view, ev), _passage, key=f"passages {finding.key} {group}")
    else:
        show_evidence(view.library, view.event, ev, key=f"list {finding.key} {group}")


def _scored(view: View, ev: pd.DataFrame) -> pd.DataFrame:
    """Return the spans, the strongest first, with what found them."""
    order = ["value", "article_id", "start"]
    if "scorer" not in ev:
        scorers = sentences(view.library, view.event).drop_duplicates("article_id").set_index("article_id")["scorer"]
        ev = ev.assign(scorer=ev["article_id"].map(scorers))
    return ev.sort_values(order, ascending=[False, True, True], kind="stable")


def _passage(row: Row, text: str) -> Passage:
    start, end = int(row["start"]), int(row["end"])
    what = _what(row)
    marks = (Mark(start, end, "at", what),) if row["measure"] == "name" else ()
    return Passage(start, end, what, marks)


def _what(row: Row) -> str:
    if row["measure"] == "name":
        return say("home.calls", target=as_text(row["target"]), name=as_text(row["label"]))
    if row["label"] == "speaker":
        return say("home.voice_speaker", name=as_text(row["target"]))
    if row["label"] == "direct":
        return say("home.voice_direct")
    return say("home.voice_unnamed") if row["label"] == "unnamed" else say("home.voice_attributed")


def show_ways_on(view: View) -> None:
    """Draw the links into the other pages, with what is chosen here."""
    st.header(say("home.further"), anchor=False)
    where = {**shared_choices(), "event": view.event}
    with st.container(horizontal=True, gap="small"):
        for page, label, icon in (
            ("views/compare.py", say("home.compare"), ":material/compare_arrows:"),
            ("views/voices.py", say("home.voices"), ":material/record_voice_over:"),
            ("views/names.py", say("home.names"), ":material/badge:"),
            ("views/read.py", say("home.read"), ":material/article:"),
        ):
            st.page_link(page, label=label, icon=icon, query_params=where)
