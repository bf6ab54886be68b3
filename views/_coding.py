"""Ask who codes, and offer a copy of the demo to those who want to try: the demo itself stays as it is."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipeline.codes import MODEL
from pipeline.demo import build

from ._libraries import DEMO, PARAMETER, create_library, libraries, library_folder
from ._safe import as_text
from ._text import say

CODER = "coder"  # in the address, and for the session
LONGEST = 60  # characters of a coder's name


def choose_coder(place: DeltaGenerator) -> str | None:
    """Draw the field for the coder's name in a place and return it; None, with a word of why, where there is none yet.

    The name stands in the address and is kept for the session.
    """
    if CODER not in st.query_params and st.session_state.get(CODER):
        st.query_params[CODER] = st.session_state[CODER]
    key = f"{CODER}_box"
    name = st.session_state[key] = _name(st.query_params.get(CODER, ""))

    def remember() -> None:
        typed = st.session_state[CODER] = _name(st.session_state[key])
        if typed:
            st.query_params[CODER] = typed
        else:
            st.query_params.pop(CODER, None)

    place.text_input(
        say("code.coder"), key=key, max_chars=LONGEST, placeholder=say("code.coder_example"), on_change=remember,
        help=say("code.coder_help"), width=240,
    )  # fmt: skip
    if not name:
        st.info(say("code.who"), icon=":material/person:")
        return None
    if name.casefold() == MODEL:
        st.warning(say("code.not_model"), icon=":material/person_off:")
        return None
    st.session_state[CODER] = name
    return name


def offer_copy() -> None:
    """Say that nothing is coded in the demo, and offer a copy of it, which can be coded."""
    st.markdown(say("code.demo"))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("code.copy"), type="primary", key="demo_copy", icon=":material/content_copy:"):
            _open_copy()
        st.page_link("views/add.py", label=say("code.demo_own"), icon=":material/add:")


def _open_copy() -> None:
    """Open the copy of the demo, which is made where there is none yet."""
    called = say("code.copy_name")
    there = [one for one, name in libraries().items() if name == called and one != DEMO]
    made = there[0] if there else create_library(called)
    st.query_params.from_dict({PARAMETER: made})
    if not there:
        with st.spinner(say("code.copying")):
            build(library_folder())
    st.rerun()


def _name(typed: str) -> str:
    return as_text(typed, most=LONGEST)
