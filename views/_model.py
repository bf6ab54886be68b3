"""Hold the shipped model for the pages that need it while somebody looks: one for all, loaded when first asked for."""

import streamlit as st

from pipeline.encoder import Model, load_model

from ._text import say


@st.cache_resource(show_spinner=say("names.loading"))
def the_model() -> Model:
    """Return the shipped model."""
    return load_model()
