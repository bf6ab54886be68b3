"""Read the tables of the library that is open, once for each state that it is in; `_libraries` says which that is.

Every cached function takes the library's folder and digest, never a frame: Streamlit hashes a large frame
by a sample of its rows. Filters are applied outside, to the copy that comes back.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from pipeline.agencies import Credit, credits
from pipeline.compare import frame_spans, loaded_spans, role_spans, stance_spans, with_columns
from pipeline.compare.parts import ABOUT_ENTITIES as ABOUT_ENTITIES
from pipeline.compare.parts import Split, part_differences, part_figures
from pipeline.compare.parts import kept as kept_spans
from pipeline.copies import CopyGroup, find_copies
from pipeline.library import Library

from ._copies import printed_of
from ._libraries import is_demo as is_demo
from ._libraries import library_folder as library_folder
from ._libraries import open_library as open_library
from ._text import say

# Which spans are kept, as something that Streamlit hashes in full: (articles, targets or labels, voice, speakers).
# "all" and "split" keep both voices; no speakers means everybody.
Kept: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str, tuple[str, ...]]


def reading(root: str, digest: str) -> Library:
    """Return a library in one state: each of an event's tables is read once, whoever asks for it."""
    return _Reading(Path(root), digest)


def events(library: Library) -> pd.DataFrame:
    """Return `Library.events`."""
    return _events(str(library.root), library.digest)


def article_list(
    library: Library, *, words: str = "", first: int = 0, most: int | None = None
) -> tuple[pd.DataFrame, int]:
    """Return `Library.article_list`: rows of articles for a list, and how many there are in all."""
    return _article_list(str(library.root), library.digest, words, first, most)


def outlet_list(library: Library) -> dict[str, int]:
    """Return `Library.outlet_list`."""
    return _outlet_list(str(library.root), library.digest)


def articles(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.articles` of an event, or of all, with the columns that can be compared (`with_columns`)."""
    return _articles(str(library.root), library.digest, event)


def sentences(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.sentences` of an event, or of all."""
    return _table(str(library.root), library.digest, "sentences", event)


def mentions(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.mentions` of an event, or of all."""
    return _table(str(library.root), library.digest, "mentions", event)


def attributions(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.attributions` of an event, or of all."""
    return _table(str(library.root), library.digest, "attributions", event)


def loaded(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.loaded` of an event, or of all."""
    return _table(str(library.root), library.digest, "loaded", event)


def scare_quotes(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.scare_quotes` of an event, or of all."""
    return _table(str(library.root), library.digest, "scare_quotes", event)


def measures(library: Library) -> tuple[str, ...]:
    """Return `Library.measures`: what the newest scorer has scores of."""
    return _measures(str(library.root), library.digest)


def spans(library: Library, event: str, measure: str, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return the scored spans of all articles of an event, on a measure, grouped by the column `by`."""
    return _spans(str(library.root), library.digest, event, measure, by)


def copies(library: Library, event: str | None) -> list[CopyGroup]:
    """Return the groups of articles of an event that print the same text, whole or cut and edited."""
    return _copies(str(library.root), library.digest, event)


def credits_of(library: Library, event: str | None) -> dict[str, tuple[Credit, ...]]:
    """Return {article id: the agencies that it credits}."""
    return _credits(str(library.root), library.digest, event)


def figures_of(
    library: Library, event: str, measure: str, kept: Kept, *, split: Split = "voice", by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.figures` of the spans that are kept, by the groups of the column `by`, with the column `part`.

    `part` is the voice that was asked for; where that is "split", there are figures of "all" and of each voice,
    "outlet" and "speaker". With `split="place"` the parts are instead "all", "headline" and "rest", in that voice.
    """
    return _figures(str(library.root), library.digest, event, measure, kept, split, by)


def differences_of(
    library: Library, event: str, measure: str, kept: Kept, *, split: Split = "voice", by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.differences` of the spans that are kept, with `part`: all that were tested at once.

    Groups are compared within each part but "all", and the parts together are one family of comparisons.
    """
    return _differing(str(library.root), library.digest, event, measure, kept, split, by)


def keep(ev: pd.DataFrame, kept: Kept) -> pd.DataFrame:
    """Return the spans of these articles, on these targets or labels, in this voice, of these speakers.

    Beside the voice stands `place`: "headline" or "rest".
    """
    chosen, topics, voice, speakers = kept
    return kept_spans(ev[ev["article_id"].isin(chosen)], topics, voice=voice, speakers=speakers)


class _Reading(Library):
    """A library in one state. What compares and joins its tables asks for the same ones again and again."""

    def __init__(self, root: Path, state: str) -> None:
        super().__init__(root)
        self._state = state

    def sentences(self, **which: Any) -> pd.DataFrame:
        return self._once("sentences", which)

    def mentions(self, **which: Any) -> pd.DataFrame:
        return self._once("mentions", which)

    def attributions(self, **which: Any) -> pd.DataFrame:
        return self._once("attributions", which)

    def loaded(self, **which: Any) -> pd.DataFrame:
        return self._once("loaded", which)

    def descriptions(self, **which: Any) -> pd.DataFrame:
        return self._once("descriptions", which)

    def measures(self, *, scorer: str | None = None) -> tuple[str, ...]:
        return super().measures(scorer=scorer) if scorer else _measures(str(self.root), self._state)

    def _once(self, name: str, which: Mapping[str, Any]) -> pd.DataFrame:
        if {key for key, value in which.items() if value is not None} == {"event"}:
            return _table(str(self.root), self._state, name, which["event"])
        table: pd.DataFrame = getattr(super(), name)(**which)
        return table


@st.cache_data(max_entries=20, show_spinner=False)
def _events(root: str, digest: str) -> pd.DataFrame:
    return Library.open(root).events()


@st.cache_data(max_entries=20, show_spinner=False)
def _article_list(root: str, digest: str, words: str, first: int, most: int | None) -> tuple[pd.DataFrame, int]:
    return Library.open(root).article_list(words=words, first=first, most=most)


@st.cache_data(max_entries=5, show_spinner=False)
def _outlet_list(root: str, digest: str) -> dict[str, int]:
    return Library.open(root).outlet_list()


@st.cache_data(max_entries=40, show_spinner=False)
def _table(root: str, digest: str, name: str, event: str | None) -> pd.DataFrame:
    table: pd.DataFrame = getattr(Library.open(root), name)(event=event)
    return table


@st.cache_data(max_entries=40, show_spinner=False)
def _articles(root: str, digest: str, event: str | None) -> pd.DataFrame:
    return with_columns(_table(root, digest, "articles", event))


@st.cache_data(max_entries=20, show_spinner=False)
def _measures(root: str, digest: str) -> tuple[str, ...]:
    return Library.open(root).measures()


@st.cache_data(max_entries=20, show_spinner=say("add.copies_sought"))
def _copies(root: str, digest: str, event: str | None) -> list[CopyGroup]:
    return find_copies(printed_of(_table(root, digest, "articles", event)))


@st.cache_data(max_entries=20, show_spinner=False)
def _credits(root: str, digest: str, event: str | None) -> dict[str, tuple[Credit, ...]]:
    every = printed_of(_table(root, digest, "articles", event))
    return {p.id: credits(p.text, outlet=p.outlet, author=p.author, notes=p.notes) for p in every}


@st.cache_data(max_entries=40, show_spinner=False)
def _spans(root: str, digest: str, event: str, measure: str, by: str) -> pd.DataFrame:
    library = reading(root, digest)
    made = {"stance": stance_spans, "frame": frame_spans, "role": role_spans, "loaded": loaded_spans}[measure]
    return made(library, event, _articles(root, digest, event), by=by)


@st.cache_data(max_entries=100, show_spinner=False)
def _figures(root: str, digest: str, event: str, measure: str, kept: Kept, split: Split, by: str) -> pd.DataFrame:
    ev = keep(_spans(root, digest, event, measure, by), kept)
    return part_figures(ev, voice=kept[2], split=split)


@st.cache_data(max_entries=100, show_spinner="Comparing")
def _differing(root: str, digest: str, event: str, measure: str, kept: Kept, split: Split, by: str) -> pd.DataFrame:
    ev = keep(_spans(root, digest, event, measure, by), kept)
    return part_differences(ev, voice=kept[2], split=split)
