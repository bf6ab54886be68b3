"""Compare: an event's outlets side by side, each figure with its interval and the sentences behind it."""

import pandas as pd
import streamlit as st

from pipeline.compare import LOADED, UNKNOWN, main_entities
from pipeline.compare.spans import spoken
from pipeline.errors import PipelineError
from pipeline.export import as_csv
from pipeline.library import Library
from pipeline.types import FRAMES, ROLES
from views._chosen import choose_articles, stop_if_nothing, warn_of_mixed
from views._copies import copy_cells, credit_cell, show_copies, told_of
from views._filters import choose_entities, choose_one, choose_speakers, choose_voice
from views._headlines import show_headlines
from views._library import Kept, attributions, credits_of, differences_of, figures_of, is_demo, keep, measures, spans
from views._safe import as_text, md_escape
from views._sections import show_differences, show_figures, show_frames, show_role, show_stance
from views._style import STYLE
from views._tables import ARTICLE_COLUMNS, article_table, export_table
from views._words import FRAME_NAMES, ROLE_NAMES, UNKNOWN_OUTLET, listed, not_measured, percent

ENTITIES_OFFERED = 30


def merge(library: Library, event: str, names: list[str]) -> None:
    """Draw the form that says that two names are one entity."""
    with st.expander("Merge two names of the same entity", icon=":material/merge:"):
        if is_demo(library):
            st.markdown("The demo stays as it is. Names can be merged once you have added your own articles.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            entity = st.selectbox("This name", names, index=None, format_func=as_text, key="merge_entity")
            into = st.selectbox("is the same as", names, index=None, format_func=as_text, key="merge_into")
            ready = entity is not None and into is not None and entity != into
            pressed = st.button("Merge", key="merge", disabled=not ready, icon=":material/merge:")
        if pressed and entity is not None and into is not None:
            try:
                library.merge_entities(event, entity, into)
            except PipelineError as error:
                st.error(md_escape(error))
            else:
                st.rerun()


chosen = choose_articles("Compare")
library, event, everything, shown = chosen.library, chosen.event, chosen.everything, chosen.shown

st.html(f"<style>{STYLE}</style>")
st.title(md_escape(chosen.name), anchor=False)
st.markdown(chosen.summary())
if remarks := chosen.remarks():
    st.markdown(remarks.strip())
warn_of_mixed(chosen)
origins = told_of(everything)
agencies = {article: credit_cell(found) for article, found in credits_of(library, event).items()}
st.dataframe(
    article_table(everything, chosen.reasons, copies=copy_cells(chosen.groups, origins), agencies=agencies),
    hide_index=True, column_config=ARTICLE_COLUMNS, alt="The articles of this event, by outlet",
)  # fmt: skip
show_copies(chosen.groups, origins, key="copy")
stop_if_nothing(chosen, to="compare")

chosen_articles = tuple(shown["article_id"])
told = attributions(library, event).loc[spoken]
whose, whom = st.columns([3, 2])
with whom:
    speakers = tuple(choose_speakers(told[told["article_id"].isin(chosen_articles)]))
with whose:
    voice = choose_voice(split=True, fixed="speaker" if speakers else None)
if speakers:
    heard = [f"**{md_escape(speaker)}**" for speaker in speakers]
    st.markdown(f"Only the words of {listed(heard)} are counted here.")
key = " Filled: the outlet's own words; open: the words of all speakers that it carries; grey tick: all words."
key = key if voice == "split" else ""
view = chosen.view()
names = view.names
if not view.mixed_scope:
    st.markdown(
        "Fewer than five articles by each outlet: all figures here are about *these articles*, not the outlets."
    )

st.header("How people and groups are portrayed", anchor=False)
st.caption(
    "Each dot is the mean of the outlet's articles, and each of these the mean of its sentences that mention the name, "
    "from −1 (against) to +1 (for). The line is its 95 % interval." + key
)
stance = spans(library, event, "stance")
stance = stance[stance["article_id"].isin(chosen_articles)]
of_them = stance[(stance["voice"] == "speaker") & stance["speaker"].isin(speakers)] if speakers else stance
offered = list(main_entities(of_them, most=ENTITIES_OFFERED)["target"])
nobody = f"No person, group or organisation is mentioned in these {'words' if speakers else 'articles'}."
exported = []
entities = choose_entities(offered) if offered else []
if not entities:
    st.markdown(nobody)
else:
    kept: Kept = (chosen_articles, tuple(entities), voice, speakers)
    figures = figures_of(library, event, "stance", kept)
    exported.append(figures)
    topics = {(entity, ""): entity for entity in entities}
    show_differences(differences_of(library, event, "stance", kept), names, topics)
    for entity in entities:
        show_stance(view, entity, figures, keep(stance, kept))

st.header("Roles", anchor=False)
if "role" not in measures(library):
    st.markdown(not_measured("roles"))
elif not entities:
    st.markdown(nobody)
else:
    st.caption(
        "How likely a name is shown as protagonist, antagonist or innocent (who is harmed): the mean of the outlet's "
        "articles, and each of these the mean of its sentences that mention the name. The three do not add up to 100 %."
        + key
    )
    kept = (chosen_articles, tuple(entities), voice, speakers)
    figures = figures_of(library, event, "role", kept)
    exported.append(figures)
    topics = {(entity, role): f"{entity} as {role}" for entity in entities for role in ROLES}
    show_differences(differences_of(library, event, "role", kept), names, topics)
    role = choose_one("role", "Role", ROLE_NAMES, default=ROLES[0])
    ev = keep(spans(library, event, "role"), kept)
    for entity in entities:
        show_role(view, entity, role, figures, ev)

st.header("Frames in the foreground", anchor=False)
st.caption(
    "The share of sentences in which a frame is at work: the mean of the outlet's articles, and each of these the "
    "mean of its sentences' probabilities." + key
)
kept = (chosen_articles, FRAMES, voice, speakers)
figures = figures_of(library, event, "frame", kept)
if figures.empty:
    st.markdown("No sentence of these articles is scored in this voice.")
else:
    exported.append(figures)
    topics = {("", frame): name for frame, name in FRAME_NAMES.items()}
    show_differences(differences_of(library, event, "frame", kept), names, topics)
    show_frames(view, figures, keep(spans(library, event, "frame"), kept))

st.header("Loaded words", anchor=False)
if "loaded" not in measures(library):
    st.markdown(not_measured("loaded words"))
else:
    ev = spans(library, event, "loaded")
    kept = (chosen_articles, tuple(ev["label"].unique()), voice, speakers)
    figures = figures_of(library, event, "loaded", kept)
    ev = keep(ev, kept)
    if figures.empty:
        st.markdown("No sentence of these articles is scored in this voice.")
    else:
        st.caption(
            "Words that judge where a plain word would do, per 1,000 words: the mean of the outlet's articles. A word "
            f"counts from a probability of {percent(LOADED)} on, and by its probability." + key
        )
        exported.append(figures)
        topics = {("", label): "Loaded words" for label in figures["label"]}
        show_differences(differences_of(library, event, "loaded", kept), names, topics)
        with st.container(border=True):
            says = "Loaded words per 1,000 words"
            show_figures(view, figures, ev[ev["value"] > 0], measure="loaded", says=says, key="loaded")


st.header("Headlines against the rest", anchor=False)
show_headlines(view, offered, (chosen_articles, (), voice, speakers))

if exported:
    table = pd.concat(exported, ignore_index=True).rename(columns={"part": "of_voice"})
    table = export_table(table, {**names, UNKNOWN: UNKNOWN_OUTLET}, voice=voice)
    table = table.assign(voice=table.pop("of_voice"), speakers="; ".join(speakers))
    st.download_button(
        "Download these figures as CSV", as_csv(table).encode("utf-8-sig"), f"{event}.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
merge(library, event, sorted(set(spans(library, event, "stance")["target"])))
