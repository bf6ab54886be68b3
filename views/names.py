"""Names: what each outlet calls the same people and groups, and what you say of which names are one."""

import streamlit as st

from views._chosen import begin
from views._filters import choose_voice
from views._names import choose_entity, named_in, show_named
from views._names_context import LINE_STYLE, show_context
from views._names_decide import show_merge_and_split
from views._names_propose import show_proposals
from views._names_words import show_distinctive

chosen, view = begin("Names", LINE_STYLE)
articles = chosen.kept_ids
named = named_in(view.library, view.event, articles, by=view.by)
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
