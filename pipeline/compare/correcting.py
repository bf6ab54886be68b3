"""Correct what is said of several parts at once by people's codes, and leave alone what their codes cannot speak of.

Tables in, tables out: what codes make of one figure, `corrected` tells. A group of which some spans had no chance to be
asked about is not corrected. Which codes count is the caller's to choose (`pipeline.codes.usable`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .coded import LEAST, SPAN
from .corrected import corrected, corrected_differences, with_corrected
from .figures import KEY
from .parts import BETWEEN as BETWEEN
from .parts import with_part

SAMPLE = "sample"  # what lacks where a group has spans that no sample was drawn from

_TOPIC = ["measure", "label", "target"]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What people's codes make of the figures of some spans.

    `figures` are rows of `compare.corrected` with `part`, `spans` (that could be coded), `coders` (joined by `BETWEEN`)
    and `unasked`: how many of the group's articles have spans that no sample was drawn from. Where there are some,
    nothing is corrected, and `lack` is `SAMPLE`. `differences` are those of `compare.corrected_differences`, with
    `part`. `measures` has one row a measure: `coded` spans, `coders`, and the codes' `mode`.
    """

    figures: pd.DataFrame
    differences: pd.DataFrame
    measures: pd.DataFrame


def corrected_parts(ev: pd.DataFrame, codes: pd.DataFrame, reach: pd.DataFrame, *, voice: str) -> Corrected | None:
    """Return what these codes make of evidence of known groups, in the parts of `part_figures`; None where of nothing.

    Loaded words are coded by the sentence, not by the voice of each word: only those of all words can be corrected.
    `reach` has `measure`, `label` and `SPAN` of the spans that had a chance to be asked about.
    """
    parts = [ev.assign(label=ev["label"] + BETWEEN + ("all" if voice == "split" else voice))]
    if voice == "split":
        apart = ev[ev["measure"] != "loaded"]
        parts.append(apart.assign(label=apart["label"] + BETWEEN + apart["voice"]))
    ev = pd.concat(parts, ignore_index=True)
    codes = _codes_in_parts(codes, ev)
    return _correct(ev, codes, reach) if len(codes) else None


def with_differences(tested: pd.DataFrame, told: Corrected | None) -> pd.DataFrame:
    """Return tested differences with the corrected ones in the place of the model's, in one control.

    `corrected` says which they are, `codes_a` and `codes_b` by how many codes.
    """
    if told is None or not len(tested) or not len(told.differences):
        return tested.assign(corrected=False, codes_a=0, codes_b=0)
    joined = _labelled(tested).assign(here=False, rank=range(1, len(tested) + 1), place=range(len(tested)))
    joined = with_corrected(joined, _labelled(told.differences)).sort_values("place", ignore_index=True)
    joined["label"] = [label.split(BETWEEN)[0] for label in joined["label"]]
    return _with_codes(joined[[*tested.columns, "corrected"]], told)


def with_findings(found: pd.DataFrame, told: Corrected | None) -> pd.DataFrame:
    """Return findings with the corrected ones in the place of the model's; `alike` and `margin` say what is no more.

    A corrected difference between groups of which one has too few articles is of these articles, and never `holds`;
    nor is it one `here` by fewer than `LEAST` codes a side: a sentence or two more could turn it round.
    """
    if told is None or not len(found) or not len(told.differences):
        return found.assign(corrected=False, alike=False, margin=0.0, codes_a=0, codes_b=0)
    joined = with_corrected(found, told.differences)
    about = {_pair(row): row for row in told.differences.to_dict("records")}
    rows = [about.get(_pair(row), {}) for row in joined.to_dict("records")]
    is_thin = pd.Series([bool(row) and row["scope"] != "outlet" for row in rows], joined.index) & joined["corrected"]
    joined = _with_codes(joined, told)
    enough = joined[["codes_a", "codes_b"]].min(axis=1) >= LEAST
    joined = joined.assign(
        here=(joined["here"] | (is_thin & joined["holds"])) & (enough | ~joined["corrected"]),
        holds=joined["holds"] & ~is_thin,
        scope=joined["scope"].mask(is_thin, "these articles"),
        alike=[bool(row.get("alike", False)) for row in rows],
        margin=[float(row.get("margin", 0.0)) for row in rows],
    )
    order = joined.sort_values(["holds", "here", "rank"], ascending=[False, False, True], ignore_index=True)
    return order.assign(rank=range(1, len(order) + 1))


def _correct(ev: pd.DataFrame, codes: pd.DataFrame, reach: pd.DataFrame) -> Corrected:
    """Return what these codes make of the evidence of several parts: both have `part` in the label."""
    figures = corrected(ev, codes)
    asked = ev.merge(codes[_TOPIC].drop_duplicates(), on=_TOPIC).astype(dict.fromkeys(SPAN[1:], "int64"))
    whole = asked.assign(label=_plain(asked["label"]))[["measure", "label", *SPAN]]
    is_asked = pd.MultiIndex.from_frame(whole).isin(pd.MultiIndex.from_frame(reach))
    told = codes.merge(asked[[*_TOPIC, *SPAN, "group"]].drop_duplicates(), on=[*_TOPIC, *SPAN])
    of = {
        "spans": asked.drop_duplicates([*KEY, *SPAN]).groupby(KEY).size(),
        "unasked": asked[~is_asked].groupby(KEY)["article_id"].nunique(),
        "coders": told.groupby(KEY)["coder"].agg(_joined),
    }
    keys = list(figures[KEY].itertuples(index=False, name=None))
    for name, column in of.items():
        none = "" if name == "coders" else 0
        figures[name] = [column.get(key, none) for key in keys]
    silent = figures["unasked"] > 0
    figures.loc[silent, ["value", "low", "high"]] = np.nan
    figures.loc[silent, "lack"] = SAMPLE
    left = {key for key, is_silent in zip(keys, silent, strict=True) if is_silent}
    speaking = [key not in left for key in asked[KEY].itertuples(index=False, name=None)]
    differences = corrected_differences(asked[speaking], codes)
    by = told.drop_duplicates(["measure", *SPAN]).groupby("measure").size().rename("coded").to_frame()
    by = by.join(told.groupby("measure").agg(coders=("coder", _joined), mode=("mode", "first")))
    return Corrected(with_part(figures), with_part(differences), by.reset_index())


def _codes_in_parts(codes: pd.DataFrame, ev: pd.DataFrame) -> pd.DataFrame:
    """Return codes with the parts of their spans in the label."""
    parts = ev[["measure", "label", *SPAN]].drop_duplicates().rename(columns={"label": "whole"})
    parts = parts.assign(label=_plain(parts["whole"]))
    both = codes.merge(parts, on=["measure", "label", *SPAN])
    return both.assign(label=both["whole"]).drop(columns="whole")


def _with_codes(table: pd.DataFrame, told: Corrected) -> pd.DataFrame:
    """Return differences with each side's codes and coders, and with no value beyond what a figure can be."""
    on = [*_TOPIC, *(["part"] if "part" in table else [])]
    of = {tuple(row[name] for name in (*on, "group")): row for row in told.figures.to_dict("records")}
    rows = table.to_dict("records")
    for side in "ab":
        keys = [(*(row[name] for name in on), row[f"group_{side}"]) for row in rows]
        own = [of[key] if row["corrected"] else {} for key, row in zip(keys, rows, strict=True)]
        table[f"value_{side}"] = [one.get("value", row[f"value_{side}"]) for one, row in zip(own, rows, strict=True)]
        table[f"codes_{side}"] = [int(one.get("coded", 0)) for one in own]
        table[f"coders_{side}"] = pd.Series([one.get("coders", "") for one in own], table.index, dtype="str")
    return table


def _pair(row: Mapping[Any, Any]) -> tuple[object, ...]:
    return (*(row[name] for name in _TOPIC), frozenset((row["group_a"], row["group_b"])))


def _labelled(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its part in the label, so that a label in two parts is two."""
    return table.assign(label=table["label"] + BETWEEN + table["part"])


def _joined(names: "pd.Series[str]") -> str:
    return BETWEEN.join(sorted(set(names)))


def _plain(label: "pd.Series[str]") -> "pd.Series[str]":
    return label.str.split(BETWEEN).str[0].astype("str")
