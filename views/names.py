"""Names: what each outlet calls the same people and groups, and what you say of which names are one."""

import plotly.graph_objects as go
import streamlit as st

from views._chosen import begin
from views._export import downloads
from views._filters import choose_voice
from views._names import choose_entity, named_in, show_named
from views._names_context import LINE_STYLE, show_context
from views._names_decide import show_merge_and_split
from views._names_propose import show_proposals
from views._names_words import show_distinctive
from views._report import offer_report
from views._tables import with_names
from views._text import say

chosen, view = begin(say("names.title"), LINE_STYLE)
articles = chosen.kept_ids
named = named_in(view.library, view.event, articles, by=view.by)
if not named.has_descriptions:
    st.caption(say("names.only_names"))
entity = choose_entity(named.ledger)
tables, charts = {}, dict[str, go.Figure]()
if entity is None:
    st.markdown(say("names.nobody"))
else:
    voice = choose_voice()
    tables[say("names.title")], charts = show_named(view, named, entity, voice)
    show_context(view, named, entity, voice)
tables[say("names.words")] = show_distinctive(view, articles)
with st.container(horizontal=True):
    kept = {title: with_names(table, view.names, by=view.by) for title, table in tables.items() if len(table)}
    downloads(f"{view.event} names", kept, key="names", figures=charts)
    offer_report(chosen, view)
show_proposals(view, named, articles)
show_merge_and_split(view, named, entity)
