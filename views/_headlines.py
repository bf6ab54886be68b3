"""Draw what headlines do against the sentences below them, where outlets have enough of them."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.types import FRAMES

from ._filters import choose_one, distinct
from ._library import Kept, differences_of, figures_of, keep, spans
from ._safe import as_text
from ._sections import View, show_differences, show_figures
from ._text import say
from ._words import FRAME_NAMES

FEWEST = 3  # headlines of an outlet; below, they are no figure of their own


def show_headlines(view: View, entities: Sequence[str], kept: Kept) -> tuple[pd.DataFrame | None, dict[str, go.Figure]]:
    """Draw one stance or frame of those with enough headlines, and return the figures and {title: chart}.

    `kept` says which articles and whose words.
    """
    chosen, _, voice, speakers = kept
    evidence = {
        measure: keep(spans(view.library, view.event, measure, by=view.by), (chosen, tuple(topics), voice, speakers))
        for measure, topics in (("stance", entities), ("frame", FRAMES))
    }
    enough = {
        "stance": with_headlines(evidence["stance"], "target"),
        "frame": with_headlines(evidence["frame"], "label"),
    }
    about = {f"stance {entity}": ("stance", entity) for entity in entities if entity in enough["stance"]}
    about |= {f"frame {frame}": ("frame", frame) for frame in FRAMES if frame in enough["frame"]}
    if not about:
        st.markdown(say("compare.few_headlines", n=FEWEST, nouns=view.grouping.nouns))
        return None, {}
    st.caption(say("compare.headline_about", n=FEWEST, nouns=view.grouping.nouns))
    titles = distinct({key: FRAME_NAMES.get(topic, topic) for key, (_, topic) in about.items()})
    measure, topic = about[choose_one("headline", "About", titles, default=next(iter(titles)))]
    column = "target" if measure == "stance" else "label"
    family = tuple(other for kind, other in about.values() if kind == measure)
    topics = {(one, "") if measure == "stance" else ("", one): FRAME_NAMES.get(one, one) for one in family}
    kept = (chosen, family, voice, speakers)
    table = differences_of(view.library, view.event, measure, kept, split="place", by=view.by)
    show_differences(table, view, topics)
    figures = figures_of(view.library, view.event, measure, kept, split="place", by=view.by)
    name = as_text(FRAME_NAMES.get(topic, topic))
    says = say("compare.stance_says", name=name) if measure == "stance" else say("compare.share_says", name=name)
    with st.container(border=True):
        rows, ev = (table[table[column] == topic] for table in (figures, evidence[measure]))
        fig = show_figures(view, rows, ev, measure=measure, says=says, key="headlines", split="place")
    return figures, {name: fig}


def with_headlines(ev: pd.DataFrame, column: str) -> set[str]:
    """Return the values of `column` that stand in `FEWEST` headlines or more of each of two outlets."""
    headlines = ev[ev["section"] == "headline"].groupby([column, "group"])["article_id"].nunique()
    outlets = headlines[headlines >= FEWEST].groupby(level=0).size()
    return set(outlets.index[outlets >= 2])
