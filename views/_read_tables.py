"""Read the stored rows of just the articles that Read shows; only what all others report needs the whole event."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.compare import LOADED
from pipeline.compare.passages import left_out, matches, only_here, passages
from pipeline.library import Library

from ._library import articles as stored_articles
from ._library import reading
from ._read_html import Scored
from ._text import say

_TABLES = ("sentences", "mentions", "attributions", "loaded", "scare_quotes")


@dataclass(frozen=True, slots=True)
class Others:
    """What other outlets' articles have to do with one: what only they report, and what it has alone.

    `left_out` has the columns of `compare.passages.left_out` and the sentence's `start` and `end`; `alone` is
    [(start, end)]; `outlets` counts the other outlets.
    """

    left_out: pd.DataFrame
    alone: list[tuple[int, int]]
    outlets: int


def scored_articles(library: Library, event: str, ids: tuple[str, ...]) -> list[Scored]:
    """Return what the library holds of these articles of an event, in this order."""
    table = stored_articles(library, event)
    rows = {row["article_id"]: row for row in table[table["article_id"].isin(ids)].to_dict("records")}
    tables = _tables(str(library.root), library.digest, tuple(sorted(ids)))
    loaded = tables["loaded"]
    tables["loaded"] = loaded[loaded["probability"] >= LOADED]
    return [
        Scored(
            rows[id_], **{name: own[own["article_id"] == id_].reset_index(drop=True) for name, own in tables.items()}
        )
        for id_ in ids
    ]


def matches_of(library: Library, first: Scored, second: Scored) -> pd.DataFrame | None:
    """Return the passages that match between two articles; None where the library holds no vectors of one."""
    parts = []
    for scored in (first, second):
        vectors = _vectors(str(library.root), library.digest, scored.article["article_id"])
        if vectors.empty:
            return None
        article = scored.article
        parts.append(passages(vectors, scored.sentences, {article["article_id"]: article["text"]}))
    return matches(*parts)


def has_vectors(library: Library, scored: Scored) -> bool:
    """Say whether the library holds vectors of an article's sentences."""
    return not _vectors(str(library.root), library.digest, scored.article["article_id"]).empty


def others_of(library: Library, event: str, article: str) -> Others:
    """Return what the other outlets of an event report and this article does not, and what it has alone."""
    return _others(str(library.root), library.digest, event, article)


@st.cache_data(max_entries=100, show_spinner=False)
def _tables(root: str, digest: str, ids: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    library = Library.open(root)
    return {name: getattr(library, name)(articles=list(ids)) for name in _TABLES}


@st.cache_data(max_entries=100, show_spinner=False)
def _vectors(root: str, digest: str, article: str) -> pd.DataFrame:
    return Library.open(root).vectors(articles=[article])


@st.cache_data(max_entries=20, show_spinner=False)
def _passages(root: str, digest: str, event: str) -> pd.DataFrame:
    library = reading(root, digest)
    sents = library.sentences(event=event)[["article_id", "sentence_id", "start", "end", "words"]]
    texts = library.articles(event=event).set_index("article_id")["text"]
    found = passages(library.vectors(event=event), sents, texts)
    return found.merge(sents, on=["article_id", "sentence_id"], how="left")


@st.cache_data(max_entries=100, show_spinner=say("read.reading_others"))
def _others(root: str, digest: str, event: str, article: str) -> Others:
    every = _passages(root, digest, event)
    table = stored_articles(Library.open(root), event)
    # An article of unknown origin stands for itself.
    groups = table["outlet_id"].fillna(table["article_id"]).set_axis(table["article_id"])
    spans = every[["article_id", "sentence_id", "start", "end"]]
    missed = left_out(every, article, groups).merge(spans, on=["article_id", "sentence_id"], how="left")
    own = every[every["article_id"] == article].set_index("sentence_id")
    alone = [(int(own.at[n, "start"]), int(own.at[n, "end"])) for n in only_here(every, article, groups)]
    others = set(groups[groups.index.isin(every["article_id"])]) - {groups.get(article)}
    return Others(missed, alone, len(others))
