"""Read an event's codes and what they make of its figures, once for each state that the library is in.

Which codes count, `pipeline.codes.usable` tells, what they make of figures, `pipeline.compare.correcting`. Where an
event has no codes of a drawn sample nothing is read but that. How it is all said is `_coded_words.py`'s.
"""

import pandas as pd
import streamlit as st

from pipeline.codes import LABELS, by_sentence
from pipeline.codes.usable import usable, within_reach
from pipeline.compare import UNKNOWN
from pipeline.compare.correcting import Corrected, corrected_parts
from pipeline.compare.correcting import with_differences as with_differences
from pipeline.compare.correcting import with_findings as with_findings
from pipeline.library import Library

from ._library import ABOUT_ENTITIES, Kept, keep, measures, sentences, spans

# What stands beside a figure; `codes` counts coded spans, `spans` all that could be.
_COUNTS = dict.fromkeys(["codes", "coded_articles", "spans", "unasked"], 0)
COLUMNS = ["corrected", "corrected_low", "corrected_high", *_COUNTS, "coders", "lack"]

_TOPIC = ["measure", "label", "target"]
_TESTED = [*_TOPIC, "group_a", "group_b", "value_a", "value_b", "difference", "low", "high", "p", "p_adjusted", "holds"]


def coded_measures(library: Library, event: str) -> tuple[str, ...]:
    """Return the measures of which figures can be corrected: those with codes of a sample, in the order of `LABELS`."""
    return _coded_measures(str(library.root), library.digest, event)


def codes_of(library: Library, event: str) -> pd.DataFrame:
    """Return `pipeline.codes.usable`: the codes that correct figures, with their probability and mode."""
    return _usable(str(library.root), library.digest, event)


def corrected_of(library: Library, event: str, measure: str, kept: Kept, *, by: str = "outlet_id") -> Corrected | None:
    """Return what codes make of a measure's figures in the spans that are kept; None where it has no codes.

    Parts are those of `figures_of`. Loaded words are coded by the sentence, not by the voice of each word: only their
    figures of all words can be corrected. Of articles whose group is not known nothing is.
    """
    if measure not in coded_measures(library, event):
        return None
    return _corrected(str(library.root), library.digest, event, measure, kept, by)


def corrected_found(
    library: Library, event: str, chosen: tuple[str, ...], *, by: str = "outlet_id"
) -> Corrected | None:
    """Return what codes make of all that they were given of, in these articles, all words together; None without."""
    if not coded_measures(library, event):
        return None
    return _found(str(library.root), library.digest, event, chosen, by)


def with_figures(figures: pd.DataFrame, told: Corrected | None) -> pd.DataFrame:
    """Return figures with the corrected ones beside them; as they are where nothing was coded.

    Their columns are `COLUMNS`.
    """
    if told is None or not len(figures):
        return figures
    on = [*_TOPIC, "group", *(["part"] if "part" in figures else [])]
    own = told.figures.rename(columns={"value": "corrected", "low": "corrected_low", "high": "corrected_high"})
    own = own.rename(columns={"coded": "codes"})
    return filled(figures.merge(own[[*on, *COLUMNS]], how="left", on=on))


def filled(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures of which some have corrected ones beside them, without gaps where nothing was coded."""
    if "lack" not in figures:
        return figures
    return figures.fillna({**_COUNTS, "coders": "", "lack": ""}).astype(dict.fromkeys(_COUNTS, "int64"))


def differences_of_all(told: Corrected | None) -> pd.DataFrame:
    """Return the corrected differences between all words of the groups, in a control of their own, as compared ones."""
    if told is None or not len(told.differences):
        return pd.DataFrame()
    rows = told.differences[told.differences["part"] == "all"].reset_index(drop=True)
    return with_differences(rows[[*_TESTED, "scope", "tested", "part"]], told)


def _units(root: str, digest: str, event: str, measure: str, by: str) -> pd.DataFrame:
    """Return the spans of known groups on what has codes, one row a unit that people code."""
    library, codes = Library.open(root), _usable(root, digest, event)
    own = spans(library, event, measure, by=by) if measure != "loaded" else _by_sentence(root, digest, event, by)
    topic = "target" if measure in ABOUT_ENTITIES else "label"
    return own[own[topic].isin(set(codes.loc[codes["measure"] == measure, topic])) & (own["group"] != UNKNOWN)]


@st.cache_data(max_entries=10, show_spinner=False)
def _by_sentence(root: str, digest: str, event: str, by: str) -> pd.DataFrame:
    library = Library.open(root)
    return by_sentence(spans(library, event, "loaded", by=by), sentences(library, event))


@st.cache_data(max_entries=40, show_spinner=False)
def _coded_measures(root: str, digest: str, event: str) -> tuple[str, ...]:
    library = Library.open(root)
    if not library.samples(event)["coded"].any():
        return ()
    there = set(_usable(root, digest, event)["measure"]) & set(measures(library))
    return tuple(measure for measure in LABELS if measure in there)


@st.cache_data(max_entries=10, show_spinner=False)
def _usable(root: str, digest: str, event: str) -> pd.DataFrame:
    return usable(Library.open(root), event)


@st.cache_data(max_entries=10, show_spinner=False)
def _reach(root: str, digest: str, event: str) -> pd.DataFrame:
    return within_reach(Library.open(root), event, _usable(root, digest, event))


@st.cache_data(max_entries=100, show_spinner=False)
def _corrected(root: str, digest: str, event: str, measure: str, kept: Kept, by: str) -> Corrected | None:
    _, _, voice, speakers = kept
    if measure == "loaded" and (speakers or voice not in ("all", "split")):
        return None
    codes, reach = _usable(root, digest, event), _reach(root, digest, event)
    ev = keep(_units(root, digest, event, measure, by), kept)
    return corrected_parts(ev, codes[codes["measure"] == measure], reach, voice=voice)


@st.cache_data(max_entries=100, show_spinner=False)
def _found(root: str, digest: str, event: str, chosen: tuple[str, ...], by: str) -> Corrected | None:
    coded = coded_measures(Library.open(root), event)
    parts = [_units(root, digest, event, measure, by) for measure in coded]
    ev = pd.concat([part[part["article_id"].isin(chosen)] for part in parts], ignore_index=True)
    return corrected_parts(ev, _usable(root, digest, event), _reach(root, digest, event), voice="all")
