"""Draw how events are renamed, merged, split and let go; which articles an event holds is the library's business."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library

from ._filters import distinct
from ._safe import as_text, md_escape
from ._words import UNKNOWN_DATE, UNKNOWN_OUTLET, counted


def change_events(library: Library, articles: pd.DataFrame) -> None:
    """Draw the form that changes one event of a library; `articles` is `Library.articles()`."""
    events = library.events()
    if events.empty:
        return
    names = distinct({row["event_id"]: _title(row["name"], row["articles"]) for row in events.to_dict("records")})
    with st.expander(f"Rename, merge or split {counted(len(events), 'event')}", icon=":material/account_tree:"):
        st.caption(
            "An article that you put into an event stays there, whatever a later run finds. Nothing is scored again."
        )
        event = st.selectbox("Event", list(names), format_func=names.__getitem__, key="event_changed")
        if event is None:
            return
        own = articles[articles["event"] == event]
        _rename(library, event, str(events.set_index("event_id").loc[event, "name"]))
        if len(names) > 1:
            _merge(library, event, names)
        if len(own) > 1:
            _split(library, event, own)
        _let_go(library, own)


def _rename(library: Library, event: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        new = st.text_input("Name", value=as_text(name), key=f"event_name {event}")
        if st.button("Rename", key="event_rename", disabled=not new.strip() or new == as_text(name)):
            _decide(lambda: library.name_event(event, new.strip()))


def _merge(library: Library, event: str, names: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        others = [other for other in names if other != event]
        into = st.selectbox(
            "Is the same as", others, index=None, format_func=names.__getitem__, key=f"event_into {event}"
        )
        if st.button("Merge into it", key="event_merge", disabled=into is None) and into is not None:
            _decide(lambda: library.merge_events(event, into))


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
    chosen = st.multiselect("Articles about something else", list(titles), format_func=titles.__getitem__,
                            key=f"event_apart {event}")  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name of their event", key=f"event_apart_name {event}")
        ready = bool(name.strip()) and 0 < len(chosen) < len(titles)
        if st.button("Split them off", key="event_split", disabled=not ready):
            _decide(lambda: library.split_event(event, chosen, name.strip()))


def _let_go(library: Library, own: pd.DataFrame) -> None:
    held = sorted(set(library.pinned()) & set(own["article_id"]))
    if held:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{counted(len(held), 'article')} of this event were put here by you.")
            if st.button("Let a later run move them", key="event_unpin"):
                _decide(lambda: library.unpin(held))


def _decide(decision: Callable[[], object]) -> None:
    try:
        decision()
    except PipelineError as error:
        st.error(md_escape(str(error)))
    else:
        st.rerun()


def _title(name: str, articles: int) -> str:
    return f"{as_text(name, most=80)} ({counted(articles, 'article')})"
