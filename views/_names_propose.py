"""Show which phrases may name the same, why, and where they stand: the reader agrees or does not."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from pipeline.compare import proposals
from pipeline.errors import PipelineError
from pipeline.library import Library

from ._library import articles, is_demo, mentions, reading
from ._model import the_model
from ._names import LONGEST, Named, by_outlet, quoted
from ._names_context import show_lines
from ._names_decide import DEMO_STAYS, decide, say_what_failed, show_decided
from ._passages import FIRST, MOST, Row, rest_of
from ._safe import as_text, md_escape
from ._sections import View
from ._text import say

LINES_EACH = 3  # of each of two phrases
REASONS = {
    "same noun": say("names.same_noun"),
    "same place in the same deed": say("names.same_deed"),
    "alike by vectors": say("names.alike"),
}  # by what `compare.proposals` calls them


def show_proposals(view: View, named: Named, chosen: tuple[str, ...]) -> None:
    """Draw pairs of phrases that may name the same, to be agreed to or not, and what was decided."""
    st.header(say("names.proposals"), anchor=False)
    say_what_failed()
    decided = view.library.agreed(view.event)
    by_vectors = named.has_descriptions and st.toggle(
        say("names.by_vectors"), key="proposals by vectors", help=say("names.by_vectors_help")
    )  # fmt: skip
    found = still_open(proposals_of(view.library, view.event, chosen, by_vectors=by_vectors, by=view.by), decided)
    if found.empty:
        st.markdown(say("names.proposals_none") if decided.empty else say("names.proposals_done"))
    else:
        st.caption(say("names.proposals_about"))
        if is_demo(view.library):
            st.markdown(DEMO_STAYS)
        is_all = len(found) > FIRST and st.session_state.get("proposals all")
        for row in found.head(MOST if is_all else FIRST).to_dict("records"):
            _show_proposal(view, named, row)
        if len(found) > FIRST:
            st.toggle(rest_of(len(found)), key="proposals all")
    if len(decided):
        show_decided(view, decided)


def still_open(found: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return the proposals that nobody has agreed to or refused, in either order of the two phrases."""
    done = {frozenset(pair) for pair in zip(decided["phrase"], decided["entity"], strict=True)}
    pairs = [frozenset(pair) for pair in zip(found["phrase"], found["other"], strict=True)]
    return found[[pair not in done for pair in pairs]]


def proposals_of(
    library: Library, event: str, chosen: tuple[str, ...], *, by_vectors: bool, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.proposals` of the articles chosen; without a model that loads, none by vectors."""
    if by_vectors:
        try:
            the_model()
        except PipelineError as error:
            st.warning(md_escape(error), icon=":material/warning:")
            by_vectors = False
    return _proposals(str(library.root), library.digest, event, chosen, by_vectors, by)


def why(row: Row) -> str:
    """Say why two phrases are proposed, as a line of text."""
    reason = REASONS.get(row["reason"], str(row["reason"]))
    return f"{reason} ({row['similarity']:.2f})" if row["reason"] == "alike by vectors" else reason


def _show_proposal(view: View, named: Named, row: Row) -> None:
    phrase, other = row["phrase"], row["other"]
    key = f"{phrase}\x1f{other}"
    said = {name: _said(named.namings, name) for name in (phrase, other)}
    # The other may be an entity that has a name, which needs no quotation marks.
    is_phrase = not said[other]["proper"].any()
    labels = {phrase: quoted(phrase), other: quoted(other) if is_phrase else as_text(other, most=LONGEST)}
    with st.container(border=True, gap="small"):
        st.markdown(say("names.pair", phrase=md_escape(labels[phrase]), other=md_escape(labels[other])))
        counts = [f"{label}: {by_outlet(said[name], view.names) or 'none'}" for name, label in labels.items()]
        st.caption(md_escape(" · ".join([why(row).capitalize(), *counts])))
        about = (str(view.library.root), view.event, phrase, other)
        stays = is_demo(view.library)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Agree", key=f"agree {key}", icon=":material/check:", on_click=decide, args=("agree", *about),
                disabled=stays,
            )  # fmt: skip
            st.button(
                say("names.not_same"), key=f"refuse {key}", icon=":material/close:", on_click=decide,
                args=("refuse", *about), disabled=stays,
            )  # fmt: skip
            is_open = st.toggle(say("names.show_both"), key=f"lines {key}")
        if is_open:
            for column, (name, label) in zip(st.columns(2, gap="medium"), labels.items(), strict=True):
                with column:
                    st.markdown(f"**{md_escape(label)}**")
                    show_lines(view, said[name], key=f"lines {key} {name}", most=LINES_EACH)


def _said(namings: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the namings by a phrase, or, of a name, those of the entity."""
    own = namings[(namings["name"] == name) & ~namings["proper"]]
    return own if len(own) else namings[namings["entity"] == name]


@st.cache_data(max_entries=10, show_spinner=say("names.comparing"))
def _vectors(version: str, phrases: tuple[str, ...]) -> NDArray[np.float32]:
    """Return the model's vectors: a decision changes the library, and seldom the phrases."""
    return the_model().vectors(phrases)


@st.cache_data(max_entries=20, show_spinner=say("names.looking"))
def _proposals(root: str, digest: str, event: str, chosen: tuple[str, ...], by_vectors: bool, by: str) -> pd.DataFrame:
    library = reading(root, digest)
    every = articles(library, event)
    shown = every[every["article_id"].isin(chosen)]
    described = library.descriptions(event=event)
    if not by_vectors:
        return proposals(described, mentions(library, event), shown, by=by)

    def vectors(phrases: Sequence[str]) -> NDArray[np.float32]:
        return _vectors(the_model().version, tuple(phrases))

    return proposals(described, mentions(library, event), shown, by=by, model=vectors)
