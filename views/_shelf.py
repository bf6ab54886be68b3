"""Draw which library is open, and how another is opened, made or renamed; which there are is said by `_libraries`."""

import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library

from ._filters import distinct
from ._libraries import DEMO, PARAMETER, create_library, libraries, library_folder, library_id
from ._safe import as_text, md_escape
from ._text import say


def choose_library() -> None:
    """Draw the choice of a library; opening one writes its id into the address and leaves the choices of the other."""
    names = distinct({one: as_text(name, most=80) for one, name in libraries().items()})
    opened = library_id()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("add.library"),
            list(names),
            index=list(names).index(opened),
            format_func=names.__getitem__,
            key=f"library_open {opened}",  # another address is another box
            on_change=_open,
            args=(f"library_open {opened}",),
            help=say("add.library_help"),
            width=320,
        )
        with st.popover(say("add.library_new"), icon=":material/create_new_folder:"), st.form("library_new"):
            name = st.text_input(say("add.library_name"), max_chars=80, placeholder=say("add.library_example"))
            if st.form_submit_button(say("add.library_create")):
                _create(name)
        if opened != DEMO:
            with st.popover(say("add.library_rename"), icon=":material/edit:"), st.form("library_rename"):
                name = st.text_input(say("add.library_name"), value=names[opened], max_chars=80, key=f"name {opened}")
                if st.form_submit_button(say("add.library_rename_do")):
                    _rename(name)


def _open(key: str) -> None:
    _go_to(st.session_state[key])


def _go_to(library: str) -> None:
    st.query_params.from_dict({PARAMETER: library})


def _create(name: str) -> None:
    try:
        made = create_library(name)
    except PipelineError as error:
        st.error(md_escape(error))
        return
    _go_to(made)
    st.rerun()


def _rename(name: str) -> None:
    called = as_text(name, most=80)
    if not called:
        st.error(say("add.library_unnamed"))
        return
    Library.open(library_folder(), create=True).rename(called)
    st.rerun()
