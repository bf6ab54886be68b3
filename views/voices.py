"""Voices: whose words an event's outlets carry, and who is shown for or against whom."""

import streamlit as st

from views._chosen import choose_articles, stop_if_nothing, warn_of_mixed
from views._filters import choose_voice
from views._heard import heard_of, show_heard, show_shared
from views._safe import md_escape
from views._style import STYLE
from views._voices import MATRIX_STYLE, show_acts, show_distance, show_relations

chosen = choose_articles("Voices")
shown = chosen.shown

st.html(f"<style>{STYLE}{MATRIX_STYLE}</style>")
st.title("Voices", anchor=False)
st.markdown(f"{md_escape(chosen.name)}: {chosen.summary()}{chosen.remarks()}")
warn_of_mixed(chosen)
stop_if_nothing(chosen, to="show")

view = chosen.view()
if not view.mixed_scope:
    st.markdown(
        "Fewer than five articles by each outlet: all that stands here is about *these articles*, not the outlets."
    )
heard = heard_of(view.library, view.event, tuple(shown["article_id"]))
show_heard(view, heard)
show_shared(view, heard)
voice = choose_voice(label="Whose words, from here on")
show_relations(view, shown, voice)
show_acts(view, shown, voice)
show_distance(view, heard.cued, shown, voice)
