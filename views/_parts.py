"""Draw the parts of Compare, of which one is open at a time: people and groups, roles, frames, loaded words, headlines.

Each returns its figures and charts, for those who want to keep them. The overview is `_overview.py`'s.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import LOADED, main_entities
from pipeline.compare.correcting import Corrected
from pipeline.types import FRAMES, ROLES

from ._coded import corrected_of, differences_of_all, with_differences, with_figures
from ._coded_words import alike_in_words, chart_key, unasked_in_words
from ._filters import choose_entities, choose_one
from ._headlines import show_headlines
from ._heads import show_head
from ._library import Kept, differences_of, figures_of, keep, measures, spans
from ._overview import show_overview
from ._safe import as_text
from ._sections import (
    LINES_SHOWN,
    View,
    differences_in_words,
    show_differences,
    show_figures,
    show_frames,
    show_role,
    show_stance,
)
from ._text import say
from ._words import FRAME_NAMES, ROLE_NAMES, not_measured, percent

# What a part has to keep: its figures, None where there are none, and its charts by their titles.
Shown: TypeAlias = tuple[pd.DataFrame | None, dict[str, go.Figure]]

ENTITIES_OFFERED = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """Which articles and whose words are counted: the articles' ids, the voice, the speakers; all of them if none."""

    articles: tuple[str, ...]
    voice: str
    speakers: tuple[str, ...]

    def kept(self, topics: Sequence[str]) -> Kept:
        """Return what is kept of the spans about these topics."""
        return (self.articles, tuple(topics), self.voice, self.speakers)


def titles() -> dict[str, str]:
    """Return {id in the address: title} of the parts, in their order."""
    return {
        "overview": say("compare.overview"),
        "stance": say("compare.stance"),
        "role": say("compare.role"),
        "frame": say("compare.frame"),
        "loaded": say("compare.loaded"),
        "headline": say("compare.headline"),
    }


def show_part(name: str, view: View, asked: Asked) -> Shown:
    """Draw the part with this id; return its figures, None where there are none, and its charts."""
    parts: Mapping[str, Callable[[View, Asked], Shown]] = {
        "overview": _overview,
        "stance": _stance,
        "role": _role,
        "frame": _frame,
        "loaded": _loaded,
        "headline": _headline,
    }
    return parts[name](view, asked)


def offered_entities(view: View, asked: Asked) -> list[str]:
    """Return the people and groups that can be chosen, those that most articles speak of first."""
    stance = spans(view.library, view.event, "stance", by=view.by)
    stance = stance[stance["article_id"].isin(asked.articles)]
    if asked.speakers:
        stance = stance[(stance["voice"] == "speaker") & stance["speaker"].isin(asked.speakers)]
    return list(main_entities(stance, most=ENTITIES_OFFERED)["target"])


def _overview(view: View, asked: Asked) -> Shown:
    show_head(say("compare.overview_title"), "finding", view, kept=asked.articles)
    offered = offered_entities(view, asked)
    entities = choose_entities(offered) if offered else []
    # A link may lead to a row about somebody who is not among those chosen.
    linked = st.query_params.get("row", "")
    entities += [
        name for name in offered if name not in entities and linked.endswith(f":{name}") and not linked.startswith("fr")
    ]
    return show_overview(view, entities, asked.kept(())), {}


def _stance(view: View, asked: Asked) -> Shown:
    show_head(say("compare.stance_title"), "stance", view, kept=asked.articles)
    st.caption(" ".join([say("compare.stance_about", noun=view.noun), *_key(view, asked)]))
    entities = _entities(view, asked)
    if not entities:
        return None, {}
    kept = asked.kept(entities)
    topics = {(entity, ""): entity for entity in entities}
    figures, told = _figures(view, "stance", kept)
    _show_compared(view, "stance", kept, topics, told)
    ev = keep(spans(view.library, view.event, "stance", by=view.by), kept)
    return figures, {as_text(entity): show_stance(view, entity, figures, ev) for entity in entities}


def _role(view: View, asked: Asked) -> Shown:
    show_head(say("compare.role"), "role", view, kept=asked.articles)
    if "role" not in measures(view.library):
        st.markdown(not_measured("roles"))
        return None, {}
    st.caption(" ".join([say("compare.role_about", noun=view.noun), *_key(view, asked)]))
    entities = _entities(view, asked)
    if not entities:
        return None, {}
    kept = asked.kept(entities)
    figures, told = _figures(view, "role", kept)
    topics = {(entity, role): say("compare.as_role", name=entity, role=role) for entity in entities for role in ROLES}
    _show_compared(view, "role", kept, topics, told)
    role = choose_one("role", "Role", ROLE_NAMES, default=ROLES[0])
    ev = keep(spans(view.library, view.event, "role", by=view.by), kept)
    return figures, {topics[entity, role]: show_role(view, entity, role, figures, ev) for entity in entities}


def _frame(view: View, asked: Asked) -> Shown:
    show_head(say("compare.frame_title"), "frame", view, kept=asked.articles)
    st.caption(" ".join([say("compare.frame_about", noun=view.noun), *_key(view, asked)]))
    kept = asked.kept(FRAMES)
    figures, told = _figures(view, "frame", kept)
    if figures.empty:
        st.markdown(say("compare.none_scored"))
        return None, {}
    topics = {("", frame): name for frame, name in FRAME_NAMES.items()}
    _show_compared(view, "frame", kept, topics, told)
    fig = show_frames(view, figures, keep(spans(view.library, view.event, "frame", by=view.by), kept))
    return figures, {say("compare.frame_title"): fig}


def _loaded(view: View, asked: Asked) -> Shown:
    show_head(say("compare.loaded"), "loaded", view, kept=asked.articles)
    if "loaded" not in measures(view.library):
        st.markdown(not_measured(say("compare.loaded_what")))
        return None, {}
    ev = spans(view.library, view.event, "loaded", by=view.by)
    kept = asked.kept(ev["label"].unique())
    figures, told = _figures(view, "loaded", kept)
    if figures.empty:
        st.markdown(say("compare.none_scored"))
        return None, {}
    about = say("compare.loaded_about", noun=view.noun, least=percent(LOADED))
    st.caption(" ".join([about, *_key(view, asked)]))
    topics = {("", label): say("compare.loaded") for label in figures["label"]}
    _show_compared(view, "loaded", kept, topics, told)
    ev = keep(ev, kept)
    with st.container(border=True):
        says = say("compare.loaded_says")
        fig = show_figures(view, figures, ev[ev["value"] > 0], measure="loaded", says=says, key="loaded")
    return figures, {says: fig}


def _headline(view: View, asked: Asked) -> Shown:
    show_head(say("compare.headline_title"), "stance", view, kept=asked.articles)
    return show_headlines(view, offered_entities(view, asked), asked.kept(()))


def _figures(view: View, measure: str, kept: Kept) -> tuple[pd.DataFrame, Corrected | None]:
    """Return a measure's figures, with the corrected ones beside them, and what codes make of them."""
    told = corrected_of(view.library, view.event, measure, kept, by=view.by)
    return with_figures(figures_of(view.library, view.event, measure, kept, by=view.by), told), told


def _show_compared(
    view: View, measure: str, kept: Kept, topics: Mapping[tuple[str, str], str], told: Corrected | None
) -> None:
    """Say what codes corrected, which differences hold, and where codes show that there is none that matters."""
    lines = [line for line in (chart_key(told), unasked_in_words(told, view.names)) if line]
    if lines:
        st.caption("\n\n".join(lines))
    tested = differences_of(view.library, view.event, measure, kept, by=view.by)
    show_differences(with_differences(tested, told), view, topics)
    if kept[2] == "split" and len(whole := differences_of_all(told)) and whole["holds"].any():
        lines = [f"- {line}" for line in differences_in_words(whole[whole["holds"]], view.names, topics)]
        st.markdown("\n".join([say("compare.corrected_whole"), "", *lines]))
    alike = [f"- {line}" for line in alike_in_words(told, view.names, topics)]
    if alike:
        st.markdown("\n".join([say("compare.alike_title"), "", *alike[:LINES_SHOWN]]))
        if len(alike) > LINES_SHOWN:
            with st.expander(say("compare.rest", n=len(alike) - LINES_SHOWN), key=f"alike {measure}"):
                st.markdown("\n".join(alike[LINES_SHOWN:]))


def _key(view: View, asked: Asked) -> list[str]:
    """Say what filled and open marks are, where there are both."""
    if asked.voice != "split":
        return []
    is_by_outlet = view.noun == "outlet"
    return [say("compare.split_key", noun=view.noun) if is_by_outlet else say("compare.split_key_other")]


def _entities(view: View, asked: Asked) -> list[str]:
    """Draw the choice of people and groups and return them; say so where nobody can be chosen or is."""
    offered = offered_entities(view, asked)
    entities = choose_entities(offered) if offered else []
    if not entities:
        st.markdown(say("compare.nobody", what="words" if asked.speakers else "articles"))
    return entities
