"""Names: what each outlet calls the same people and groups, and what you say of which names are one."""

import streamlit as st

from views._chosen import choose_articles, stop_if_nothing, warn_of_mixed
from views._filters import choose_voice
from views._names import choose_entity, named_in, show_named
from views._names_context import LINE_STYLE, show_context
from views._names_decide import show_merge_and_split
from views._names_propose import show_proposals
from views._names_words import show_distinctive
from views._safe import md_escape
from views._style import STYLE

chosen = choose_articles("Names")
shown = chosen.shown

st.html(f"<style>{STYLE}{LINE_STYLE}</style>")
st.title("Names", anchor=False)
st.markdown(f"{md_escape(chosen.name)}: {chosen.summary()}{chosen.remarks()}")
warn_of_mixed(chosen)
stop_if_nothing(chosen, to="show")

view = chosen.view()
if not view.mixed_scope:
    st.markdown(
        "Fewer than five articles by each outlet: all that stands here is about *these articles*, not the outlets."
    )
articles = tuple(shown["article_id"])
named = named_in(view.library, view.event, articles)
if not named.has_descriptions:
    st.caption(
        "Only names are found in these articles. Scoring them again finds descriptions too, such as “the attackers”."
    )
entity = choose_entity(named.ledger)
if entity is None:
    st.markdown("No person, group, organisation or place is named in these articles.")
else:
    voice = choose_voice()
    show_named(view, named, entity, voice)
    show_context(view, named, entity, voice)
show_distinctive(view, articles)
show_proposals(view, named, articles)
show_merge_and_split(view, named, entity)
