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
from pipeline.types import FRAMES, ROLES

from ._filters import choose_entities, choose_one
from ._headlines import show_headlines
from ._heads import show_head
from ._library import Kept, differences_of, figures_of, keep, measures, spans
from ._overview import show_overview
from ._safe import as_text
from ._sections import View, show_differences, show_figures, show_frames, show_role, show_stance
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
    figures = figures_of(view.library, view.event, "stance", kept, by=view.by)
    topics = {(entity, ""): entity for entity in entities}
    show_differences(differences_of(view.library, view.event, "stance", kept, by=view.by), view, topics)
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
    figures = figures_of(view.library, view.event, "role", kept, by=view.by)
    topics = {(entity, role): say("compare.as_role", name=entity, role=role) for entity in entities for role in ROLES}
    show_differences(differences_of(view.library, view.event, "role", kept, by=view.by), view, topics)
    role = choose_one("role", "Role", ROLE_NAMES, default=ROLES[0])
    ev = keep(spans(view.library, view.event, "role", by=view.by), kept)
    return figures, {topics[entity, role]: show_role(view, entity, role, figures, ev) for entity in entities}


def _frame(view: View, asked: Asked) -> Shown:
    show_head(say("compare.frame_title"), "frame", view, kept=asked.articles)
    st.caption(" ".join([say("compare.frame_about", noun=view.noun), *_key(view, asked)]))
    kept = asked.kept(FRAMES)
    figures = figures_of(view.library, view.event, "frame", kept, by=view.by)
    if figures.empty:
        st.markdown(say("compare.none_scored"))
        return None, {}
    topics = {("", frame): name for frame, name in FRAME_NAMES.items()}
    show_differences(differences_of(view.library, view.event, "frame", kept, by=view.by), view, topics)
    fig = show_frames(view, figures, keep(spans(view.library, view.event, "frame", by=view.by), kept))
    return figures, {say("compare.frame_title"): fig}


def _loaded(view: View, asked: Asked) -> Shown:
    show_head(say("compare.loaded"), "loaded", view, kept=asked.articles)
    if "loaded" not in measures(view.library):
        st.markdown(not_measured(say("compare.loaded_what")))
        return None, {}
    ev = spans(view.library, view.event, "loaded", by=view.by)
    kept = asked.kept(ev["label"].unique())
    figures = figures_of(view.library, view.event, "loaded", kept, by=view.by)
    if figures.empty:
        st.markdown(say("compare.none_scored"))
        return None, {}
    about = say("compare.loaded_about", noun=view.noun, least=percent(LOADED))
    st.caption(" ".join([about, *_key(view, asked)]))
    topics = {("", label): say("compare.loaded") for label in figures["label"]}
    show_differences(differences_of(view.library, view.event, "loaded", kept, by=view.by), view, topics)
    ev = keep(ev, kept)
    with st.container(border=True):
        says = say("compare.loaded_says")
        fig = show_figures(view, figures, ev[ev["value"] > 0], measure="loaded", says=says, key="loaded")
    return figures, {says: fig}


def _headline(view: View, asked: Asked) -> Shown:
    show_head(say("compare.headline_title"), "stance", view, kept=asked.articles)
    return show_headlines(view, offered_entities(view, asked), asked.kept(()))


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
