"""Start the dashboard: the frame around its pages. `streamlit run dashboard.py`."""

import streamlit as st

from pipeline.errors import PipelineError
from views._filters import carry_choices
from views._libraries import is_demo, open_library
from views._safe import md_escape
from views._start import demo_notice
from views._text import say

# Drawn here: a Material icon or an emoji as the tab's picture is fetched from another host.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="12" cy="16" r="9" fill="#5b4b8a"/>'
    '<circle cx="20" cy="16" r="9" fill="none" stroke="#b5651d" stroke-width="3"/></svg>'
)
SAID_THERE = ("", "method")  # the pages that say themselves what the demo is: Home, Method

st.set_page_config(page_title="Parallax", page_icon=ICON, layout="wide", initial_sidebar_state=250)
page = st.navigation(
    [
        st.Page("views/home.py", title=say("frame.home"), icon=":material/home:", default=True),
        st.Page("views/compare.py", title=say("frame.compare"), icon=":material/compare_arrows:"),
        st.Page("views/voices.py", title=say("frame.voices"), icon=":material/record_voice_over:"),
        st.Page("views/names.py", title=say("frame.names"), icon=":material/badge:"),
        st.Page("views/read.py", title=say("frame.read"), icon=":material/article:"),
        st.Page("views/code.py", title=say("frame.code"), icon=":material/edit_note:"),
        st.Page("views/add.py", title=say("frame.add"), icon=":material/add:"),
        st.Page("views/method.py", title=say("frame.method"), icon=":material/straighten:"),
    ],
    position="top",
)
carry_choices(page.url_path)
try:
    if page.url_path not in SAID_THERE and is_demo(open_library()):
        st.info(demo_notice(), icon=":material/science:")
    page.run()
except PipelineError as error:
    st.error(md_escape(error), icon=":material/error:")
