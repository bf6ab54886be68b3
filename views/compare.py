"""Compare: an event's outlets side by side, each figure with its interval and the sentences behind it.

Outlets, or the groups of any other column. One part is open at a time, and only that one is worked out.
"""

import streamlit as st

from pipeline.compare.spans import spoken
from pipeline.errors import PipelineError
from pipeline.library import Library
from views._chosen import choose_articles, few_in_words, stop_if_nothing, warn_of_mixed
from views._copies import copy_cells, credit_cell, show_copies, told_of
from views._export import downloads
from views._filters import choose_speakers, choose_switch, choose_voice
from views._library import attributions, credits_of, is_demo, spans
from views._parts import Asked, show_part, titles
from views._report import offer_report
from views._safe import as_text, md_escape
from views._style import STYLE
from views._tables import ARTICLE_COLUMNS, article_table, export_table
from views._text import say
from views._words import listed


def merge(library: Library, event: str, names: list[str]) -> None:
    """Draw the form that says that two names are one entity."""
    with st.expander(say("compare.merge"), icon=":material/merge:"):
        if is_demo(library):
            st.markdown(say("compare.merge_demo"))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            entity = st.selectbox(say("compare.merge_this"), names, index=None, format_func=as_text, key="merge_entity")
            into = st.selectbox(say("compare.merge_into"), names, index=None, format_func=as_text, key="merge_into")
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
library, event, everything = chosen.library, chosen.event, chosen.everything

st.html(f"<style>{STYLE}</style>")
st.title(md_escape(chosen.name), anchor=False)
st.markdown(chosen.summary())
if remarks := chosen.remarks():
    st.markdown(remarks.strip())
warn_of_mixed(chosen)
origins = told_of(everything)
agencies = {article: credit_cell(found) for article, found in credits_of(library, event).items()}
with st.expander(say("compare.articles", n=len(everything)), icon=":material/list:"):
    st.dataframe(
        article_table(everything, chosen.reasons, copies=copy_cells(chosen.groups, origins), agencies=agencies),
        hide_index=True, column_config=ARTICLE_COLUMNS, alt=say("articles.all_of_event"),
    )  # fmt: skip
show_copies(chosen.groups, origins, key="copy")
stop_if_nothing(chosen, to="compare")

view = chosen.view()
part = choose_switch("part", say("compare.part"), titles(), default="overview")
told = attributions(library, event).loc[spoken]
whose, whom = st.columns([3, 2])
with whom:
    speakers = tuple(choose_speakers(told[told["article_id"].isin(chosen.kept_ids)]))
with whose:
    voice = choose_voice(split=True, fixed="speaker" if speakers else None)
if speakers:
    heard = [f"**{md_escape(speaker)}**" for speaker in speakers]
    st.markdown(say("compare.only_words", speakers=listed(heard)))
if not view.mixed_scope:
    st.markdown(few_in_words(view))

figures, charts = show_part(part, view, Asked(chosen.kept_ids, voice, speakers))
if figures is not None and len(figures):
    table = figures.assign(part=figures.get("part", voice)).rename(columns={"part": "of_voice"})
    table = export_table(table, view.names, voice=voice, by=view.by)
    table = table.assign(voice=table.pop("of_voice"), speakers="; ".join(speakers))
    with st.container(horizontal=True):
        downloads(f"{event} {part}", {titles()[part]: table}, key="compare", figures=charts)
        offer_report(chosen, view)
merge(library, event, sorted(set(spans(library, event, "stance")["target"])))
