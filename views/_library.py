"""Open the library that the dashboard shows, and read its tables once for each state that it is in.

Every cached function takes the library's folder and digest, never a frame: Streamlit hashes a large frame
by a sample of its rows. Filters are applied outside, to the copy that comes back.
"""

import os
from pathlib import Path
from typing import TypeAlias

import pandas as pd
import streamlit as st

from pipeline.agencies import Credit, credits
from pipeline.compare import UNKNOWN, differences, figures, frame_spans, loaded_spans, role_spans, stance_spans
from pipeline.copies import CopyGroup, find_copies
from pipeline.demo import demo_library
from pipeline.library import Library

from ._copies import printed_of

# Which spans are kept, as something that Streamlit hashes in full: (articles, targets or labels, voice).
Kept: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str]

ABOUT_ENTITIES = ("stance", "role")
FOLDER = Path(__file__).parents[1] / "data" / "library"


def library_folder() -> Path:
    """Return the folder that new articles go to: `PARALLAX_LIBRARY`, else `data/library`."""
    named = os.environ.get("PARALLAX_LIBRARY")
    return Path(named) if named else FOLDER


def open_library() -> Library:
    """Open the library that `PARALLAX_LIBRARY` names, else `data/library`, else, while that is empty, the demo."""
    if os.environ.get("PARALLAX_LIBRARY"):
        return Library.open(library_folder(), create=True)
    if (FOLDER / "catalog.sqlite").is_file() and (library := Library.open(FOLDER)).known():
        return library
    return Library.open(_demo_folder())


def is_demo(library: Library) -> bool:
    """Say whether this is the demo, which nobody edits."""
    return not os.environ.get("PARALLAX_LIBRARY") and library.root != FOLDER


def articles(library: Library, event: str | None) -> pd.DataFrame:
    """Return `Library.articles` of an event, or of all."""
    return _table(str(library.root), library.digest, "articles", event)


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


def figures_of(library: Library, event: str, measure: str, kept: Kept) -> pd.DataFrame:
    """Return `compare.figures` of the spans that are kept."""
    return _compared(str(library.root), library.digest, event, measure, kept)[0]


def differences_of(library: Library, event: str, measure: str, kept: Kept) -> pd.DataFrame:
    """Return `compare.differences` of the spans that are kept: all that were tested at once."""
    return _compared(str(library.root), library.digest, event, measure, kept)[1]


def keep(ev: pd.DataFrame, kept: Kept) -> pd.DataFrame:
    """Return the spans of these articles, on these targets or labels, in this voice ("all" for both)."""
    chosen, topics, voice = kept
    topic = ev["target"].where(ev["measure"].isin(ABOUT_ENTITIES), ev["label"])
    rows = ev["article_id"].isin(chosen) & topic.isin(topics)
    return ev[rows & (ev["voice"] == voice)] if voice != "all" else ev[rows]


@st.cache_resource(show_spinner="Building the demo")
def _demo_folder() -> Path:
    return demo_library().root


@st.cache_data(max_entries=40, show_spinner=False)
def _table(root: str, digest: str, name: str, event: str | None) -> pd.DataFrame:
    table: pd.DataFrame = getattr(Library.open(root), name)(event=event)
    return table


@st.cache_data(max_entries=20, show_spinner=False)
def _measures(root: str, digest: str) -> tuple[str, ...]:
    return Library.open(root).measures()


@st.cache_data(max_entries=20, show_spinner="Looking for copies")
def _copies(root: str, digest: str, event: str | None) -> list[CopyGroup]:
    return find_copies(printed_of(_table(root, digest, "articles", event)))


@st.cache_data(max_entries=20, show_spinner=False)
def _credits(root: str, digest: str, event: str | None) -> dict[str, tuple[Credit, ...]]:
    every = printed_of(_table(root, digest, "articles", event))
    return {p.id: credits(p.text, outlet=p.outlet, author=p.author, notes=p.notes) for p in every}


@st.cache_data(max_entries=40, show_spinner=False)
def _spans(root: str, digest: str, event: str, measure: str, by: str) -> pd.DataFrame:
    library = Library.open(root)
    made = {"stance": stance_spans, "frame": frame_spans, "role": role_spans, "loaded": loaded_spans}[measure]
    return made(library, event, _table(root, digest, "articles", event), by=by)


@st.cache_data(max_entries=100, show_spinner="Comparing")
def _compared(root: str, digest: str, event: str, measure: str, kept: Kept) -> tuple[pd.DataFrame, pd.DataFrame]:
    ev = keep(_spans(root, digest, event, measure, "outlet_id"), kept)
    table = figures(ev)
    # Articles of unknown origin are no outlet: their figure is about them alone, and they differ from nobody.
    table.loc[table["group"] == UNKNOWN, "scope"] = "these articles"
    return table, differences(ev[ev["group"] != UNKNOWN])
