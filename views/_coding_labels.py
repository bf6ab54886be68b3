"""Define labels of the user's own, and choose one of them to code."""

import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Library

from ._filters import distinct
from ._safe import as_text, md_escape
from ._text import say

LONGEST = 60  # characters of a name


def own_labels(library: Library) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return {name: (definition, examples)} of the user's own labels."""
    rows = library.labels().to_dict("records")
    return {row["name"]: (row["definition"], tuple(row["examples"])) for row in rows}


def choose_label(library: Library) -> str | None:
    """Draw the choice of one of the user's labels, and the form that defines one; return its name."""
    labels = own_labels(library)
    label = None
    if labels:
        if (kept := st.session_state.pop("sample_label_kept", None)) in labels:
            st.session_state["sample_label"] = kept
        shown = distinct({name: as_text(name, most=80) for name in labels})
        label = st.selectbox(say("code.label"), list(labels), format_func=shown.__getitem__, key="sample_label")
        st.caption(md_escape(labels[label][0]))
    with st.expander(say("code.define"), expanded=not labels, icon=":material/new_label:"), st.form("label"):
        st.markdown(say("code.define_about"))
        name = st.text_input(say("code.label_name"), max_chars=LONGEST, placeholder=say("code.label_name_example"))
        definition = st.text_area(
            say("code.label_definition"), max_chars=1000, placeholder=say("code.label_definition_example")
        )
        examples = st.text_area(
            say("code.label_examples"), max_chars=3000, placeholder=say("code.label_examples_example")
        )
        if st.form_submit_button(say("code.label_keep")):
            try:
                library.keep_label(
                    as_text(name, most=LONGEST), definition, [line for line in examples.splitlines() if line.strip()]
                )
            except PipelineError as error:
                st.error(md_escape(error))
            else:
                st.session_state["sample_label_kept"] = as_text(name, most=LONGEST)
                st.rerun()
    return label
