"""Draw a section's heading with the button that says what its figures are; what that says is `_explain.py`'s."""

from collections.abc import Collection

import streamlit as st

from ._explain import explain
from ._sections import View


def show_head(title: str, measure: str, view: View, *, kept: Collection[str] | None = None) -> None:
    """Draw the heading, Markdown, and beside it the button about the figures of a measure in the articles `kept`."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False, width="content")
        explain(measure, view=view, key=f"head {measure} {title}", kept=kept)
