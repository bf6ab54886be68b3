"""Home: an event at a glance: what differs between its outlets, and when they published; else the list of events."""

import streamlit as st

from pipeline.compare import UNKNOWN
from views._chosen import choose_articles, stop_if_nothing, warn_of_mixed
from views._home import show_findings, show_ways_on
from views._home_events import show_events
from views._libraries import PARAMETER, is_demo, open_library
from views._library import events as events_of
from views._report import offer_report
from views._safe import md_escape
from views._start import show_start
from views._style import STYLE
from views._text import say
from views._timeline import OUTLETS_STYLE, outlets_html, show_timeline

# Before Home there was Compare at this address: what only that page can choose is a view of it that was sent.
ONLY_COMPARE = ("role", "frame", "headline")
if any(name in st.query_params for name in ONLY_COMPARE):
    st.switch_page("views/compare.py", query_params={name: st.query_params.get_all(name) for name in st.query_params})

library = open_library()
events = events_of(library)
events = events[events["articles"] > 0]
if len(events) > 1 and st.query_params.get("event") not in set(events["event_id"]):
    show_events(library)
    st.stop()

chosen = choose_articles(say("home.title"))
view, shown = chosen.view(), chosen.shown
st.html(f"<style>{STYLE}{OUTLETS_STYLE}</style>")
if len(events) > 1:
    kept = {PARAMETER: st.query_params[PARAMETER]} if PARAMETER in st.query_params else {}
    st.page_link(
        "views/home.py", label=say("home.to_event", n=len(events)), icon=":material/arrow_back:", query_params=kept
    )
st.title(md_escape(chosen.name), anchor=False)
if is_demo(library):
    show_start()
st.markdown(f"{chosen.summary()}{chosen.remarks()}")
warn_of_mixed(chosen)
stop_if_nothing(chosen, to="show")

by = shown[view.by].astype(object)
placed = shown.assign(group=by.where(by.notna(), UNKNOWN).astype("str"))
st.html(outlets_html(placed["group"].value_counts().to_dict(), view.names, view.looks))
left, right = st.columns([3, 2], gap="large")
with right:  # it needs no comparison: it stands while that is made
    show_timeline(view, placed)
with left:
    show_findings(view, chosen.kept_ids)
show_ways_on(view)
offer_report(chosen, view)
