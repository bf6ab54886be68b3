"""Guide a first visit through the demo in a few steps, in place: nothing covers the page or holds the keyboard."""

from dataclasses import dataclass

import streamlit as st

from ._libraries import library_folder
from ._text import say
from ._words import DEMO_NOTICE

STEP, CLOSED = "start_step", "start_closed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the guide: what it says, and the page that it leads to, if it does."""

    title: str
    says: str
    page: str = ""
    go: str = ""


def steps() -> list[Step]:
    """Return the steps in their order."""
    return [
        Step(say("start.differs_title"), say("start.differs")),
        Step(say("start.read_title"), say("start.read"), "views/read.py", say("start.read_go")),
        Step(say("start.compare_title"), say("start.compare"), "views/compare.py", say("start.compare_go")),
        Step(say("start.add_title"), say("start.add"), "views/add.py", say("start.add_go")),
    ]


def demo_notice() -> str:
    """Say what the demo is, and what becomes of it."""
    is_alone = not (library_folder() / "catalog.sqlite").is_file()
    return DEMO_NOTICE if is_alone else say("frame.demo_beside")


@st.fragment
def show_start() -> None:
    """Draw what the demo is and the guide, or once it was closed the way to bring it back.

    Where it stands is kept for the session.
    """
    if st.session_state.get(CLOSED):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(demo_notice(), width="content")
            st.button(say("start.open"), type="tertiary", icon=":material/explore:", on_click=_reopen, key="start_open")
        return
    every = steps()
    at = min(max(int(st.session_state.get(STEP, 0)), 0), len(every) - 1)
    step = every[at]
    with st.container(border=True, gap="small"):
        if at == 0:
            st.markdown(demo_notice())
        st.markdown(say("start.step", at=at + 1, n=len(every), title=step.title))
        st.markdown(step.says)
        with st.container(horizontal=True, vertical_alignment="center"):
            if at > 0:
                st.button(say("start.back"), on_click=_turn, args=(at - 1,), key="start_back")
            if at < len(every) - 1:
                st.button(say("start.next"), type="primary", on_click=_turn, args=(at + 1,), key="start_next")
            st.button(say("start.close"), type="tertiary", on_click=_close, key="start_close")
            if step.page:
                st.page_link(step.page, label=step.go, icon=":material/arrow_forward:")


def _turn(at: int) -> None:
    st.session_state[STEP] = at


def _close() -> None:
    st.session_state[CLOSED] = True


def _reopen() -> None:
    st.session_state[CLOSED] = False
    st.session_state[STEP] = 0
