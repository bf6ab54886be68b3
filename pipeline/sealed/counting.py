"""Count a sealed comparison's numbers from its evidence: the same functions as the pages', no library needed."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..codes import LABELS, by_sentence
from ..compare import UNKNOWN, findings
from ..compare.correcting import Corrected, corrected_parts, with_differences, with_findings
from ..compare.parts import ABOUT_ENTITIES, kept, part_differences, part_figures
from .comparison import MEASURES, Choices

DIGITS = 9  # significant ones of a stored number: what follows depends on the processor
CHARTED = ("stance", "role", "frame", "loaded")  # measures with figures of their own

_KEY = dict.fromkeys(["measure", "label", "target"], "str")
_PAIR = _KEY | dict.fromkeys(["group_a", "group_b"], "str")
_DIFFERENCE = (
    dict.fromkeys(["value_a", "value_b", "difference", "low", "high", "p", "p_adjusted"], "float64")
    | {"holds": "bool", "corrected": "bool", "scope": "str"}
    | dict.fromkeys(["codes_a", "codes_b", "tested"], "int64")
)
NUMBERS = {
    "figures": _KEY
    | {"group": "str", "part": "str", "articles": "int64", "sentences": "int64"}
    | dict.fromkeys(["value", "low", "high"], "float64")
    | {"scope": "str"},
    "differences": _PAIR | {"part": "str"} | _DIFFERENCE,
    "findings": _PAIR
    | _DIFFERENCE
    | {"here": "bool", "alike": "bool", "margin": "float64"}
    | dict.fromkeys(["articles_a", "articles_b", "count_a", "total_a", "count_b", "total_b", "rank"], "int64"),
    "corrected": _KEY
    | {"group": "str", "part": "str"}
    | dict.fromkeys(["model", "value", "low", "high"], "float64")
    | dict.fromkeys(["articles", "coded", "coded_articles", "spans", "unasked"], "int64")
    | dict.fromkeys(["scope", "lack", "coders"], "str"),
}
# What tells a row of each from all others.
KEYS = {
    name: [*_KEY, *(column for column in ("group", "group_a", "group_b", "part") if column in columns)]
    for name, columns in NUMBERS.items()
}


def numbers(
    evidence: Mapping[str, pd.DataFrame],
    groups: Mapping[str, str],
    choices: Choices,
    *,
    codes: pd.DataFrame,
    asked: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Return the tables of `NUMBERS`, unrounded; `groups` has the group of each article.

    `figures` and `differences` are of each measure in `CHARTED`, as the choices ask; `findings` are of all measures and
    words together. Where people's codes say enough, `corrected` figures stand beside the model's, and their differences
    in the place of the model's. Codes without a probability, and of measures that the model has not, are not counted.
    """
    spans = {measure: grouped(evidence[measure], measure, groups) for measure in MEASURES if measure in evidence}
    codes = codes[codes["measure"].isin(list(LABELS)) & codes["probability"].notna()]
    figures, tested, corrected = [], [], []
    for measure in CHARTED:
        ev = spans.get(measure)
        if ev is None or not len(ev):
            continue
        topics = choices.entities if measure in ABOUT_ENTITIES else tuple(ev["label"].unique())
        own = kept(ev, topics, voice=choices.voice, speakers=choices.speakers)
        figures.append(part_figures(own, voice=choices.voice, seed=choices.seed))
        told = None
        if measure != "loaded" or (not choices.speakers and choices.voice in ("all", "split")):
            units = kept(_units(spans, measure), topics, voice=choices.voice, speakers=choices.speakers)
            told = _corrected(units, measure, codes, asked, voice=choices.voice)
        if told is not None:
            corrected.append(told.figures)
        differences = part_differences(own, voice=choices.voice, seed=choices.seed)
        tested.append(with_differences(differences, told))
    every = [ev[ev["group"] != UNKNOWN] for ev in spans.values()]
    every = [ev for ev in every if len(ev)]
    found = findings(pd.concat(every, ignore_index=True), seed=choices.seed) if every else None
    if found is not None:
        found = with_findings(found, _found(spans, codes, asked))
    joined = {"figures": _joined(figures), "differences": _joined(tested), "corrected": _joined(corrected)}
    return {name: _table(found if name == "findings" else joined[name], name) for name in NUMBERS}


def grouped(spans: pd.DataFrame, measure: str, groups: Mapping[str, str]) -> pd.DataFrame:
    """Return stored spans as evidence: with their measure and the group of their article."""
    return spans.assign(measure=measure, group=spans["article_id"].map(dict(groups)).astype("str"))


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of numbers as it is stored: `DIGITS` significant digits, no negative zero."""
    table = table.copy()
    for column in table.select_dtypes("float64"):
        table[column] = np.array([float(f"{value:.{DIGITS}g}") + 0.0 for value in table[column]], np.float64)
    return table


def _units(spans: Mapping[str, pd.DataFrame], measure: str) -> pd.DataFrame:
    """Return a measure's evidence as people code it: loaded words by sentence, as `pipeline.codes.units` does."""
    if measure != "loaded" or "frame" not in spans:
        return spans[measure]
    sents = spans["frame"].drop_duplicates(["article_id", "sentence_id"]).assign(attribution_id=pd.NA)
    return by_sentence(spans["loaded"], sents)


def _corrected(
    ev: pd.DataFrame, measure: str, codes: pd.DataFrame, asked: pd.DataFrame, *, voice: str
) -> Corrected | None:
    own = codes[codes["measure"] == measure]
    return corrected_parts(ev[ev["group"] != UNKNOWN], own, asked, voice=voice) if len(own) else None


def _found(spans: Mapping[str, pd.DataFrame], codes: pd.DataFrame, asked: pd.DataFrame) -> Corrected | None:
    """Return what codes make of all that they were given of, all words together."""
    parts = []
    for measure in LABELS:
        own = codes[codes["measure"] == measure]
        if measure in spans and len(own):
            ev, topic = _units(spans, measure), "target" if measure in ABOUT_ENTITIES else "label"
            parts.append(ev[ev[topic].isin(set(own[topic])) & (ev["group"] != UNKNOWN)])
    return corrected_parts(pd.concat(parts, ignore_index=True), codes, asked, voice="all") if parts else None


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame | None:
    full = [part for part in parts if len(part)]
    return pd.concat(full, ignore_index=True) if full else None


def _table(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    columns = NUMBERS[name]
    if table is None or not len(table):
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in columns.items()})
    return table.astype(columns)[list(columns)].reset_index(drop=True)
