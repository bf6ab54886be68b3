"""Draw one article on Read: what is known of it, its text with marks, and the marks as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.compare.spans import spoken
from pipeline.types import STANCES

from ._annotate import SCROLL, Pair, likeliest, parse_span, read_share
from ._read_html import Scored, body_html, column_html, name_of
from ._safe import as_text, md_escape
from ._speech import NOT_TOLD, speech_table
from ._style import Layers
from ._text import say
from ._words import UNKNOWN_OUTLET, counted


def show(scored: Scored, shown: Layers, *, pairs: Sequence[Pair] = (), at: str | None = None, beside: bool) -> str:
    """Draw an article: its header, then its text with the marks that are shown; return the HTML of the text."""
    text = scored.article["text"]
    header(scored)
    span = parse_span(at, len(text))
    told = scored.attributions[spoken(scored.attributions)]
    body = body_html(scored, shown, spoken=told, at=span, pairs=pairs)
    st.html(column_html(body, name_of(scored.article), beside=beside))
    if span:
        st.html(SCROLL, unsafe_allow_javascript=True)
    return body_html(scored, shown, spoken=told, pairs=pairs) if span else body


def header(scored: Scored) -> None:
    """Draw what is known of an article, how each piece was found, and how much of it was read."""
    article = scored.article
    read, total = read_share(article["text"], scored.sentences)
    facts = [article["date"] or say("read.no_date"), article["genre"] or say("read.no_genre")]
    facts += [article["author"] or say("read.no_author"), counted(article["words"], "word")]
    facts.append(say("read.share", read=read, total=counted(total, "sentence")) if read else say("read.not_scored"))
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"##### {md_escape(article['outlet'] or UNKNOWN_OUTLET)}", width="content")
            with st.popover(say("read.how_found"), type="tertiary", icon=":material/info:"):
                origin(article)
        st.caption(md_escape(" · ".join(facts)))
        if article["found"].get("title") == "set by you":  # the text below has the headline as it was read
            st.caption(say("read.corrected", title=md_escape(article["title"])))


def origin(article: Mapping[str, Any]) -> None:
    """Draw where each field comes from and what cleaning took off; all of it as inert text."""
    found = article["found"]
    fields = [field for field in ("outlet", "title", "date", "author", "genre", "url") if article.get(field)]
    fields += sorted(found.keys() - set(fields))
    rows = [(field, found.get(field, say("read.the_text")), str(article.get(field) or "unknown")) for field in fields]
    table = pd.DataFrame(rows, columns=["Field", say("read.found_in"), "Value"])
    st.dataframe(table, hide_index=True, alt=say("read.how_found_alt"))
    st.text(say("read.file", name=as_text(article["source"])))
    st.markdown(say("read.taken_off") if article["notes"] else say("read.nothing_off"))
    for note in article["notes"]:
        st.text(as_text(note))


def show_tables(scored: Scored) -> None:
    """Draw the marks in words, a table for each kind that there is: what a pointer would find in the text."""
    text, told = scored.article["text"], scored.attributions[spoken(scored.attributions)]
    tables = {
        "attribution": (speech_table(told, text), say("read.alt_attributions")),
        say("read.mention"): (mention_table(scored.mentions, text), say("read.alt_mentions")),
        say("read.loaded_word"): (loaded_table(scored.loaded, text), say("read.alt_loaded")),
        say("read.distant_word"): (distance_table(scored.scare_quotes, text), say("read.alt_distant")),
    }
    for noun, (table, alt) in tables.items():
        if len(table):
            with st.expander(say("read.as_table", what=counted(len(table), noun))):
                st.dataframe(table, hide_index=True, alt=alt)


def mention_table(said: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the marks in words, one mention a row: what a pointer would find in the tooltips."""
    spans = zip(said["start"], said["end"], strict=True)
    chances = said[list(STANCES)]
    table = pd.DataFrame({"Words": [text[start:end] for start, end in spans]})
    table[say("read.stands_for")] = said["entity"].to_list()
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
    by = distant["marker"].to_list()
    return pd.DataFrame({"Words": words, "Voice": voices(distant), say("read.held_off_by"): by})


def voices(rows: pd.DataFrame) -> list[str]:
    """Say whose words these are."""
    return [
        "outlet" if voice == "outlet" else as_text(speaker) if isinstance(speaker, str) else NOT_TOLD
        for voice, speaker in zip(rows["voice"], rows["speaker"], strict=True)
    ]
