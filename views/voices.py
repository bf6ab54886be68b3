"""Voices: whose words an event's outlets carry, and who is shown for or against whom."""

import streamlit as st

from pipeline.compare import UNKNOWN
from pipeline.compare.estimates import ENOUGH
from views._charts import outlet_looks
from views._copies import among, copies_in_words, told_of, without_copies
from views._filters import (
    choose_event,
    choose_filters,
    choose_voice,
    genres_in_words,
    mixed_genres,
    outlet_names,
    why_left_out,
)
from views._heard import heard_of, show_heard, show_shared
from views._library import articles, copies, open_library, sentences
from views._safe import md_escape
from views._sections import View
from views._style import STYLE
from views._tables import left_out_in_words
from views._voices import MATRIX_STYLE, show_acts, show_distance, show_relations
from views._words import EMPTY_LIBRARY, counted, listed

library = open_library()
found = choose_event(library)
if found is None:
    st.title("Voices")
    st.info(f"{EMPTY_LIBRARY} Add some of the same event from two outlets or more.", icon=":material/info:")
    st.page_link("views/add.py", label="Add articles", icon=":material/add:")
    st.stop()

event: str = found
everything = articles(library, event)
every_group = copies(library, event)
filters = choose_filters(everything, has_copies=bool(every_group))
reasons = why_left_out(everything, filters)
scored = set(sentences(library, event)["article_id"])
reasons = reasons.mask((reasons == "") & ~everything["article_id"].isin(scored), "not scored")
groups = among(every_group, set(everything["article_id"][reasons == ""]))
if filters.copies == "once":
    reasons = without_copies(reasons, everything["article_id"], groups)
shown = everything[reasons == ""]
names = outlet_names(shown)

st.html(f"<style>{STYLE}{MATRIX_STYLE}</style>")
st.title("Voices", anchor=False)
known = len(names.keys() - {UNKNOWN})
name = library.events().set_index("event_id").loc[event, "name"]
summary = f"{md_escape(name)}: {counted(len(shown), 'article')} by {counted(known, 'outlet')}."
remarks = genres_in_words(shown, filters)
remarks += copies_in_words(groups, told_of(everything), once=filters.copies == "once")
st.markdown(summary + left_out_in_words(reasons) + remarks)
if mixed := mixed_genres(shown, filters):
    st.warning(f"Different genres are mixed here because you chose so: {listed(mixed)}.", icon=":material/warning:")
if shown.empty:
    st.info("The filters leave nothing to show. Choose more genres, outlets or days.", icon=":material/filter_alt:")
    st.stop()

per_outlet = shown["outlet_id"].fillna(UNKNOWN).value_counts()
looks = outlet_looks(everything["outlet_id"].dropna().unique())
view = View(library, event, names, looks, mixed_scope=bool(per_outlet.max() >= ENOUGH))
if not view.mixed_scope:
    st.markdown(
        "Fewer than five articles by each outlet: all that stands here is about *these articles*, not the outlets."
    )
heard = heard_of(library, event, tuple(shown["article_id"]))
show_heard(view, heard)
show_shared(view, heard)
voice = choose_voice()
show_relations(view, shown, voice)
show_acts(view, shown, voice)
show_distance(view, heard.said, shown, voice)
