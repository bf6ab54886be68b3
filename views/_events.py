"""Draw how events are renamed, merged, split and let go; which articles an event holds is the library's business."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library

from ._filters import distinct
from ._library import events as events_of
from ._safe import as_text, md_escape
from ._text import say
from ._words import UNKNOWN_DATE, UNKNOWN_OUTLET, counted


def change_events(library: Library) -> None:
    """Draw the form that changes one event of a library."""
    events = events_of(library)
    if events.empty:
        return
    names = distinct({row["event_id"]: _title(row["name"], row["articles"]) for row in events.to_dict("records")})
    st.dataframe(
        pd.DataFrame(
            {say("add.event"): [as_text(name) for name in events["name"]], say("add.articles"): events["articles"]}
        ),
        hide_index=True,
        alt=say("add.events_alt", events=counted(len(events), "event")),
    )
    done = st.session_state.pop("event_done", None)
    with st.expander(say("add.events_change"), icon=":material/account_tree:", expanded=done is not None):
        if done:
            st.success(md_escape(done), icon=":material/check:")
        st.caption(say("add.events_stay"))
        # A new state of the library gets a new box: an open one would go on showing the old names and counts.
        last = st.session_state.get("event_at")
        at = list(names).index(last) if last in names else 0
        event = st.selectbox(
            say("add.event"),
            list(names),
            index=at,
            format_func=names.__getitem__,
            key=f"event_changed {library.digest}",
        )
        if event is None:
            return
        st.session_state["event_at"] = event
        own = library.members(event)
        _rename(library, event, str(events.set_index("event_id").loc[event, "name"]))
        if len(names) > 1:
            _merge(library, event, names)
        if len(own) > 1:
            _split(library, event, own)
        _let_go(library, own)


def _rename(library: Library, event: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new = st.text_input(say("add.event_name"), value=as_text(name), key=f"event_name {event}").strip()
        if st.button(say("add.event_rename"), key="event_rename"):
            if new:
                _decide(lambda: library.name_event(event, new), say("add.event_renamed", name=as_text(new)))
            else:
                st.error(say("add.event_unnamed"))


def _merge(library: Library, event: str, names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        others = [other for other in names if other != event]
        into = st.selectbox(
            say("add.event_same"), others, index=None, format_func=names.__getitem__,
            key=f"event_into {event} {library.digest}",
        )  # fmt: skip
        if st.button(say("add.event_merge"), key="event_merge", disabled=into is None) and into is not None:
            st.session_state["event_at"] = into
            _decide(lambda: library.merge_events(event, into), say("add.event_merged", name=names[into]))


def _split(library: Library, event: str, own: pd.DataFrame) -> None:
    titles = distinct(
        {
            row["article_id"]: as_text(
                f"{row['outlet'] or UNKNOWN_OUTLET}: {row['title'] or row['source']} · {row['date'] or UNKNOWN_DATE}",
                most=120,
            )
            for row in own.to_dict("records")
        }
    )
    chosen = st.multiselect(
        say("add.event_else"), list(titles), format_func=titles.__getitem__,
        key=f"event_apart {event} {library.digest}",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(say("add.event_apart_name"), key=f"event_apart_name {event} {library.digest}").strip()
        if st.button(say("add.event_split"), key="event_split"):
            if not name or not 0 < len(chosen) < len(titles):
                st.error(say("add.event_split_nothing"))
            else:
                moved = say("add.event_moved", articles=counted(len(chosen), "article"), name=as_text(name))
                _decide(lambda: library.split_event(event, chosen, name), moved)


def _let_go(library: Library, own: pd.DataFrame) -> None:
    held = sorted(set(library.pinned()) & set(own["article_id"]))
    if held:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say("add.event_held", articles=counted(len(held), "article")))
            if st.button(say("add.event_let_go"), key="event_unpin"):
                _decide(lambda: library.unpin(held), say("add.event_gone"))


def _decide(decision: Callable[[], object], done: str) -> None:
    try:
        decision()
    except PipelineError as error:
        st.error(md_escape(str(error)))
    else:
        st.session_state["event_done"] = done
        st.rerun()


def _title(name: str, articles: int) -> str:
    return f"{as_text(name, most=80)} ({counted(articles, 'article')})"
