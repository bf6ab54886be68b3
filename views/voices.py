"""Voices: whose words an event's outlets carry, and who is shown for or against whom."""

import streamlit as st

from views._chosen import begin
from views._export import downloads
from views._filters import choose_voice
from views._heard import heard_of, show_heard, show_shared
from views._report import offer_report
from views._tables import with_names
from views._text import say
from views._voices import MATRIX_STYLE, show_acts, show_distance, show_relations

chosen, view = begin(say("voices.title"), MATRIX_STYLE)
shown = chosen.shown
heard = heard_of(view.library, view.event, chosen.kept_ids, by=view.by)
charts = show_heard(view, heard)
show_shared(view, heard)
voice = choose_voice(label=say("voices.from_here"))
tables = {
    say("voices.heard"): heard.spread,
    say("voices.speakers"): heard.speakers,
    say("voices.shared", nouns=view.grouping.nouns): heard.shared,
    say("voices.relations"): show_relations(view, shown, voice).assign(voice=voice),
    say("voices.acts"): show_acts(view, shown, voice).assign(voice=voice),
    say("voices.distance"): show_distance(view, heard.cued, shown, voice).assign(voice=voice),
}
with st.container(horizontal=True):
    kept = {title: with_names(table, view.names, by=view.by) for title, table in tables.items() if len(table)}
    downloads(f"{view.event} voices", kept, key="voices", figures=charts)
    offer_report(chosen, view)
