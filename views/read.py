"""Read: one article or two side by side, with marks on the phrases that the figures are counted from."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.compare import LOADED, main_entities
from pipeline.compare.spans import spoken
from pipeline.types import STANCES
from views._annotate import (
    SCROLL,
    article_html,
    frame_tags,
    likeliest,
    loaded_marks,
    parse_span,
    read_share,
    stance_marks,
)
from views._filters import choose_entities, choose_event, distinct
from views._library import (
    articles,
    attributions,
    loaded,
    measures,
    mentions,
    open_library,
    scare_quotes,
    sentences,
    spans,
)
from views._safe import as_text, md_escape
from views._speech import NOT_TOLD, Speech, cue_stretches, scare_stretches, speech_table, stretches, who_tags
from views._style import STYLE, Layers, legend
from views._words import EMPTY_LIBRARY, FRAME_NAMES, NO_HEADLINE, UNKNOWN_OUTLET, counted, not_measured

NOTHING = "nothing"  # the id that stands for no second article
_ABOUT_CUES = (
    "Verbs that vouch for somebody's words (“noted”) or keep their distance (“claimed”), and words that the writer "
    "holds at arm's length: scare quotes and “so-called”. Neutral verbs (“said”) have no mark."
)
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


def layers() -> Layers:
    """Draw the toggles, kept in the address, and return which marks are shown."""
    return Layers(
        voices=st.toggle("Whose words", True, key="voices", bind="query-params"),
        cues=st.toggle("Cues", True, key="cues", bind="query-params", help=_ABOUT_CUES),
        stance=st.toggle("Stance", True, key="stance", bind="query-params"),
        loaded=st.toggle("Loaded words", True, key="loaded", bind="query-params"),
        frames=st.toggle("Frames", True, key="frames", bind="query-params"),
    )


def header(article: Mapping[str, Any], sents: pd.DataFrame) -> None:
    """Draw what is known of an article, how each piece was found, and how much of it was read."""
    read, total = read_share(article["text"], sents)
    facts = [article["date"] or "date unknown", article["genre"] or "genre unknown"]
    facts += [article["author"] or "author unknown", counted(article["words"], "word")]
    facts.append(f"{read} of {counted(total, 'sentence')} read" if read else "not scored, shown as it stands")
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"##### {md_escape(article['outlet'] or UNKNOWN_OUTLET)}", width="content")
            with st.popover("How found", type="tertiary", icon=":material/info:"):
                origin(article)
        st.caption(md_escape(" · ".join(facts)))
        if article["found"].get("title") == "set by you":  # the text below has the headline as it was read
            st.caption(f"Headline as corrected: {md_escape(article['title'])}")


def origin(article: Mapping[str, Any]) -> None:
    """Draw where each field comes from and what cleaning took off; all of it as inert text."""
    found = article["found"]
    fields = [field for field in ("outlet", "title", "date", "author", "genre", "url") if article.get(field)]
    fields += sorted(found.keys() - set(fields))
    rows = [(field, found.get(field, "the text"), str(article.get(field) or "unknown")) for field in fields]
    table = pd.DataFrame(rows, columns=["Field", "Found in", "Value"])
    st.dataframe(table, hide_index=True, alt="How each field was found")
    st.text(f"File: {as_text(article['source'])}")
    st.markdown("**Taken off before reading:**" if article["notes"] else "Cleaning took nothing off.")
    for note in article["notes"]:
        st.text(as_text(note))


def show(article: Mapping[str, Any], entities: Sequence[str], shown: Layers, *, at: str | None = None) -> None:
    """Draw an article: its header, then its text with the marks that are asked for."""
    text = article["text"]
    sents, said, told, judging, distant = (
        table(library, event).loc[lambda rows: rows["article_id"] == article["article_id"]]
        for table in (sentences, mentions, attributions, loaded, scare_quotes)
    )
    cues, told = cue_stretches(told), told[spoken(told)]
    judging = judging[judging["probability"] >= LOADED]
    said = said[said["entity"].isin(entities)]
    header(article, sents)
    marks = stance_marks(said) if shown.stance else []
    marks += loaded_marks(judging) if shown.loaded else []
    tags = frame_tags(sents, FRAME_NAMES) if shown.frames else []
    laid = stretches(told, text) if shown.voices else []
    laid += cues + scare_stretches(distant) if shown.cues else []
    speech = Speech(tuple(laid), tuple(who_tags(told, text)) if shown.voices else ())
    span = parse_span(at, len(text))
    st.html(article_html(text, marks, tags, speech=speech, at=span, titled=bool(article["body_start"])))
    if span:
        st.html(SCROLL, unsafe_allow_javascript=True)
    tables = {
        "attribution": (speech_table(told, text), "The attributions"),
        "marked mention": (mention_table(said, text), "The marked mentions"),
        "loaded word": (loaded_table(judging, text), "The loaded words"),
        "word held at arm's length": (distance_table(distant, text), "The words held at arm's length"),
    }
    for noun, (table, alt) in tables.items():
        if len(table):
            with st.expander(f"{counted(len(table), noun)} as a table"):
                st.dataframe(table, hide_index=True, alt=alt)


def mention_table(said: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the marks in words, one mention a row: what a pointer would find in the tooltips."""
    spans = zip(said["start"], said["end"], strict=True)
    chances = said[list(STANCES)]
    table = pd.DataFrame({"Words": [text[start:end] for start, end in spans], "Stands for": said["entity"].to_list()})
    table["Voice"] = voices(said)
    table["Likeliest"] = [likeliest(row) for row in chances.to_numpy().tolist()]
    for stance in STANCES:
        table[f"{stance}, %"] = (chances[stance].to_numpy() * 100).round().astype(int)
    return table


def loaded_table(judging: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the loaded words, one a row, in the order of the text."""
    words = [text[start:end] for start, end in zip(judging["start"], judging["end"], strict=True)]
    chances = (judging["probability"].to_numpy() * 100).round().astype(int)
    return pd.DataFrame({"Word": words, "Voice": voices(judging), "Loaded, %": chances})


def distance_table(distant: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the words held at arm's length, one row each, with what holds them off."""
    words = [text[start:end] for start, end in zip(distant["start"], distant["end"], strict=True)]
    return pd.DataFrame({"Words": words, "Voice": voices(distant), "Held off by": distant["marker"].to_list()})


def voices(rows: pd.DataFrame) -> list[str]:
    """Say whose words these are."""
    return [
        "outlet" if voice == "outlet" else as_text(speaker) if isinstance(speaker, str) else NOT_TOLD
        for voice, speaker in zip(rows["voice"], rows["speaker"], strict=True)
    ]


st.title("Read")
library = open_library()
event = choose_event(library)
if event is None:
    st.info(f"{EMPTY_LIBRARY} Add articles first.", icon=":material/info:")
    st.page_link("views/add.py", label="Add articles", icon=":material/add:")
    st.stop()

by_id = {article["article_id"]: article for article in articles(library, event).to_dict("records")}
labels = {article_id: label(article) for article_id, article in by_id.items()}
order = distinct(dict(sorted(labels.items(), key=lambda pair: (pair[1], pair[0]))))
left, right = st.columns(2)
with left:
    first = choose_article("article", "Article", order)
with right:
    others = {article_id: name for article_id, name in order.items() if article_id != first}
    second = choose_article("beside", "Beside it", {NOTHING: "nothing"} | others)
with st.popover("What is marked", icon=":material/tune:"):
    shown = layers()
    named = main_entities(spans(library, event, "stance"), most=ALL_ENTITIES)
    entities = choose_entities(list(named["target"]), most=MAIN_ENTITIES)
st.html(f"<style>{STYLE}</style>")
if key := legend(shown):
    st.html(key)
if "loaded" not in measures(library):
    st.caption(not_measured("loaded words"))

at = st.query_params.get("at")
if second == NOTHING:
    show(by_id[first], entities, shown, at=at)
else:
    left, right = st.columns(2, gap="large")
    with left:
        show(by_id[first], entities, shown, at=at)
    with right:
        show(by_id[second], entities, shown)
