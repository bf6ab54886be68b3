"""Take what the reader decides of names: which phrases name the same, which entities are one, which are two.

A decision is kept in the library and joined when its tables are read: nothing is scored again, and all of it can be
taken back. What is proposed, `_names_propose.py` shows.
"""

import pandas as pd
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library

from ._library import is_demo
from ._names import LONGEST, Named, entities_of, entity_labels, quoted
from ._safe import as_text, md_escape
from ._sections import View
from ._text import say
from ._words import counted

DEMO_STAYS = say("names.demo_stays")
_FAILED = "names_failed"  # what the last decision failed for, until it is shown


def show_decided(view: View, decided: pd.DataFrame) -> None:
    """Draw what was agreed to and refused of phrases, each to be taken back."""
    n = counted(len(decided), "decision")
    title = say("names.decided_demo", decisions=n) if is_demo(view.library) else say("names.decided", decisions=n)
    with st.expander(title, icon=":material/history:"):
        for row in decided.to_dict("records"):
            phrase, entity = row["phrase"], row["entity"]
            with st.container(horizontal=True, vertical_alignment="center"):
                one, other = md_escape(quoted(phrase)), md_escape(as_text(entity, most=LONGEST))
                if row["agreed"]:
                    st.markdown(say("names.decided_names", phrase=one, entity=other))
                else:
                    st.markdown(say("names.decided_not", phrase=one, entity=other))
                st.button(
                    "Undo", key=f"undo {phrase}\x1f{entity}", icon=":material/undo:", on_click=decide,
                    args=("withdraw", str(view.library.root), view.event, phrase, entity),
                )  # fmt: skip


def show_merge_and_split(view: View, named: Named, entity: str | None) -> None:
    """Draw the form that makes several entities one, and the names that the chosen entity is made of."""
    st.header(say("names.merge"), anchor=False)
    if is_demo(view.library):
        st.markdown(DEMO_STAYS)
        return
    say_what_failed()
    entities = entities_of(named.ledger)
    labels = entity_labels(entities)
    described = set(entities.loc[entities["kind"] == "description", "entity"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        these = st.multiselect(
            say("names.merge_these"), list(labels), format_func=labels.__getitem__, key="names these",
            placeholder=say("passages.choose"), help=say("names.merge_these_help"),
        )  # fmt: skip
        # What has a name is not made one with what has none: the name would be lost.
        others = [name for name in labels if name not in these and (set(these) <= described or name not in described)]
        into = st.selectbox(
            say("names.merge_into"), others, index=None, format_func=labels.__getitem__, key="names into",
            placeholder=say("passages.choose"),
        )  # fmt: skip
        phrases = {name: tuple(sorted(set(_said(named, name)["name"]))) for name in these if name in described}
        st.button(
            "Merge", key="names merge", icon=":material/merge:", on_click=_merge,
            args=(str(view.library.root), view.event, {name: phrases.get(name, ()) for name in these}, into),
            disabled=not these or into is None,
        )  # fmt: skip
    if entity is None:
        return
    forms = forms_of(view.library, view.event, entity)
    if len(forms) < 2:
        it = md_escape(as_text(entity, most=LONGEST))
        st.markdown(say("names.one_form", entity=it))
        return
    st.markdown(say("names.forms", entity=md_escape(as_text(entity, most=LONGEST))))
    for head, (n, kinds_of_head) in forms.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{md_escape(quoted(head))} · {counted(n, 'mention')}")
            st.button(
                "Split", key=f"split {head}", icon=":material/call_split:", on_click=_split,
                args=(str(view.library.root), view.event, head, kinds_of_head),
            )  # fmt: skip


def forms_of(library: Library, event: str, entity: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return {head: (mentions, its kinds)} of what an entity is made of, most mentioned first."""
    heads: dict[tuple[str, str], int] = {(head, kind): n for (head, kind), n in library.heads(event).items()}
    own: dict[str, tuple[int, tuple[str, ...]]] = {}
    for (head, kind), (name, _) in sorted(library.linked(event).items()):
        if name == entity and (head, kind) in heads:
            n, kinds = own.get(head, (0, ()))
            own[head] = (n + heads[head, kind], (*kinds, kind))
    return dict(sorted(own.items(), key=lambda form: (-form[1][0], form[0])))


def _split(root: str, event: str, head: str, kinds: tuple[str, ...]) -> None:
    """Let a name stand by itself again, whatever kind it was taken for where."""
    for kind in kinds:
        decide("split_entity", root, event, head, kind)


def decide(what: str, root: str, event: str, *about: str) -> None:
    """Take one decision; what it fails for is shown on the page."""
    try:
        getattr(Library.open(root), what)(event, *about)
    except PipelineError as error:
        st.session_state[_FAILED] = str(error)


def _merge(root: str, event: str, these: dict[str, tuple[str, ...]], into: str) -> None:
    """Make one entity of several; of what has no name, each of its phrases is agreed to name the other."""
    for name, phrases in these.items():
        for phrase in phrases:
            if phrase != into:
                decide("agree", root, event, phrase, into)
        if not phrases:
            decide("merge_entities", root, event, name, into)
    if these.keys() & set(st.query_params.get_all("entity")):
        st.query_params["entity"] = into
    st.session_state["names these"], st.session_state["names into"] = [], None


def _said(named: Named, entity: str) -> pd.DataFrame:
    return named.namings[named.namings["entity"] == entity]


def say_what_failed() -> None:
    if failed := st.session_state.pop(_FAILED, None):
        st.error(md_escape(failed), icon=":material/error:")
