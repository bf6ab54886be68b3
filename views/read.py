"""Read: one article or two side by side, with marks on the phrases that the figures are counted from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.compare import main_entities
from views._filters import choose_entities, choose_event, distinct
from views._library import articles, measures, open_library
from views._read_article import show, show_tables
from views._read_html import Scored, kept_page, name_of, pairs_of
from views._read_others import show_others
from views._read_tables import has_vectors, matches_of, scored_articles
from views._safe import as_text
from views._style import STYLE, Layers, legend
from views._text import say
from views._words import EMPTY_LIBRARY, NO_HEADLINE, UNKNOWN_OUTLET, counted, not_measured

NOTHING = "nothing"  # the id that stands for no second article
MAIN_ENTITIES, ALL_ENTITIES = 8, 200  # marked until the reader chooses others; offered for the choice


def choose_article(name: str, title: str, options: Mapping[str, str]) -> str:
    """Draw a select box over {article id: label}; the id stands in the address under `name`.

    Unlike `choose_one`, a click takes the passage out of the address: it was one of the other article's.
    """
    key, asked = f"{name}_box", st.query_params.get(name)
    st.session_state[key] = asked if asked in options else next(iter(options))

    def remember() -> None:
        st.query_params[name] = st.session_state[key]
        st.query_params.pop("at", None)

    chosen: str = st.selectbox(title, list(options), format_func=options.__getitem__, key=key, on_change=remember)
    return chosen


def label(article: Mapping[str, Any]) -> str:
    """Name an article in a select box: outlet, headline, date."""
    parts = [article["outlet"] or UNKNOWN_OUTLET, article["title"] or NO_HEADLINE, article["date"]]
    return as_text(" · ".join(str(part) for part in parts if part))


def layers(*, beside: bool) -> Layers:
    """Draw the toggles, kept in the address, and return which marks are shown."""
    return Layers(
        voices=st.toggle(say("read.voices"), True, key="voices", bind="query-params"),
        cues=st.toggle(say("read.cues"), True, key="cues", bind="query-params", help=say("read.about_cues")),
        stance=st.toggle(say("read.stance"), True, key="stance", bind="query-params"),
        loaded=st.toggle(say("read.loaded"), True, key="loaded", bind="query-params"),
        frames=st.toggle(say("read.frames"), True, key="frames", bind="query-params"),
        matches=beside
        and st.toggle(say("read.matches"), True, key="matches", bind="query-params", help=say("read.about_matches")),
    )


def method(sides: list[Scored], found: pd.DataFrame | None) -> list[str]:
    """Say in lines how the marks of a saved page were made."""
    scorers = sorted({scorer for scored in sides for scorer in scored.sentences["scorer"]})
    lines = [say("read.saved_marks", scorer=as_text(", ".join(scorers)) or say("read.not_scored"))]
    if found is not None:
        lines.append(say("read.saved_matches"))
    return [*lines, say("read.saved_on", day=date.today().isoformat())]


st.title(say("read.title"))
library = open_library()
event = choose_event(library)
if event is None:
    st.info(f"{EMPTY_LIBRARY} {say('read.add_first')}", icon=":material/info:")
    st.page_link("views/add.py", label=say("read.add"), icon=":material/add:")
    st.stop()

labels = {row["article_id"]: label(row) for row in articles(library, event).to_dict("records")}
order = distinct(dict(sorted(labels.items(), key=lambda pair: (pair[1], pair[0]))))
left, right = st.columns(2)
with left:
    first = choose_article("article", say("read.article"), order)
with right:
    others = {article_id: name for article_id, name in order.items() if article_id != first}
    second = choose_article("beside", say("read.beside"), {NOTHING: say("read.nothing")} | others)
beside = second != NOTHING
sides = scored_articles(library, event, (first, second) if beside else (first,))
with st.container(horizontal=True):
    with st.popover(say("read.what_is_marked"), icon=":material/tune:"):
        shown = layers(beside=beside)
        said = pd.concat([scored.mentions for scored in sides], ignore_index=True)
        named = said.rename(columns={"entity": "target"}).assign(group=said["article_id"])
        entities = choose_entities(list(main_entities(named, most=ALL_ENTITIES)["target"]), most=MAIN_ENTITIES)
    saving = st.container()
sides = [replace(s, mentions=s.mentions[s.mentions["entity"].isin(entities)]) for s in sides]
found = matches_of(library, *sides) if beside else None
shown = replace(shown, matches=shown.matches and found is not None)
st.html(f"<style>{STYLE}</style>")
if key := legend(shown):
    st.html(key)
if "loaded" not in measures(library):
    st.caption(not_measured(say("read.loaded_words")))
if found is not None:
    n = len(found)
    st.caption(say("read.matched", passages=counted(n, "passage")) if n else say("read.none_matched"))
compared = [has_vectors(library, scored) for scored in sides]
if any(len(scored.sentences) and not has for scored, has in zip(sides, compared, strict=True)):
    st.caption(say("read.no_vectors"))

named_sides = {side: name_of(scored.article) for side, scored in zip("ab", sides, strict=False)}
spans = {side: scored.sentences for side, scored in zip("ab", sides, strict=False)}
pairs = pairs_of(found, spans, named_sides) if found is not None else {}
at = st.query_params.get("at")
bodies = []
for place, side, scored, has in zip(st.columns(len(sides), gap="large"), "ab", sides, compared, strict=False):
    with place:
        bodies.append(show(scored, shown, pairs=pairs.get(side, ()), at=at if side == "a" else None, beside=beside))
        if has:
            show_others(library, event, scored)
        show_tables(scored)
with saving:
    page = kept_page(
        " | ".join(named_sides.values()),
        [(scored.article, body) for scored, body in zip(sides, bodies, strict=True)],
        shown,
        method(sides, found if shown.matches else None),
    )
    st.download_button(
        say("read.save"), page.encode("utf-8", "replace"), "parallax-article.html", "text/html", key="save",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
