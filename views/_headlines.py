"""Draw what headlines do against the sentences below them, where outlets have enough of them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pipeline.types import FRAMES

from ._filters import choose_one, distinct
from ._library import Kept, differences_of, figures_of, keep, spans
from ._safe import as_text
from ._sections import View, show_differences, show_figures
from ._words import FRAME_NAMES

FEWEST = 3  # headlines of an outlet; below, they are no figure of their own


def show_headlines(view: View, entities: Sequence[str], kept: Kept) -> pd.DataFrame | None:
    """Draw one stance or frame of those with enough headlines, and return the figures.

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
        st.markdown(
            f"Too few headlines to compare: it takes {FEWEST} or more by each of two {view.grouping.nouns}, in this "
            "voice."
        )
        return None
    st.caption(
        "A filled mark is the headlines, an open one all sentences below them, and the grey tick both together. "
        f"A name can be chosen where two {view.grouping.nouns} have it in {FEWEST} headlines or more."
    )
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
    says = f"{name}, from −1 against to +1 for" if measure == "stance" else f"{name}: the share of sentences"
    with st.container(border=True):
        rows, ev = (table[table[column] == topic] for table in (figures, evidence[measure]))
        show_figures(view, rows, ev, measure=measure, says=says, key="headlines", split="place")
    return figures


def with_headlines(ev: pd.DataFrame, column: str) -> set[str]:
    """Return the values of `column` that stand in `FEWEST` headlines or more of each of two outlets."""
    headlines = ev[ev["section"] == "headline"].groupby([column, "group"])["article_id"].nunique()
    outlets = headlines[headlines >= FEWEST].groupby(level=0).size()
    return set(outlets.index[outlets >= 2])
