"""Figures and differences corrected by people's codes of a sample, beside the model's own.

Tables in, tables out: evidence and codes as `coded.py` takes them. A group with too few codes has no corrected figure,
and its row says what lacks. Differences are between two corrected figures, each group's articles being its own sample;
they hold after control over all that are tested, as in `differences.py`. `with_corrected` puts them in the place of
the model's in a table of `findings`, under one control with the others.
"""

from collections import defaultdict
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .coded import LEAST, Coded, Known, coded
from .control import controlled
from .estimates import ENOUGH, FloatArray, Scope
from .figures import KEY, SIGNED, unit

MARGINS = {"loaded": 0.005}  # differences that are too small to matter, per span; else:
MARGIN, MARGIN_SIGNED = 0.1, 0.2
ASKED = 0.5  # of the false findings that are let pass, the part of those comparisons that people coded for

__all__ = ["ENOUGH", "LEAST", "corrected", "corrected_differences", "with_corrected"]

_KEY = ["measure", "label", "target"]
_FIGURES = (
    dict.fromkeys(KEY, "str")
    | dict.fromkeys(["model", "value", "low", "high"], "float64")
    | dict.fromkeys(["articles", "coded", "coded_articles"], "int64")
    | dict.fromkeys(["scope", "lack"], "str")
)
_DIFFERENCES = (
    dict.fromkeys([*_KEY, "group_a", "group_b"], "str")
    | dict.fromkeys(["value_a", "value_b", "difference", "low", "high", "p", "p_adjusted"], "float64")
    | {"holds": "bool", "scope": "str", "tested": "int64"}
    | dict.fromkeys(["margin", "bound", "p_alike"], "float64")
    | {"alike": "bool"}
    | dict.fromkeys(["error", "freedom"], "float64")
)


def corrected(ev: pd.DataFrame, codes: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return one row per measure, label and target that has codes, and group: `value`, `low`, `high`.

    `model` is the figure without codes. Of `coded` spans in `coded_articles` of the group's `articles` the figure was
    corrected; where that is too few it is NaN, and `lack` says of what: "codes" (`LEAST`), or "articles" that have
    some (`ENOUGH`). `scope` is as in `figures`. Raises PipelineError as `coded` does.
    """
    rows = []
    for key, sample in coded(ev, codes):
        value = low = high = np.nan
        if not sample.lack:
            known = sample.estimate(sample.scope)
            floor = -1.0 if key[0] in SIGNED else 0.0
            value, low, high = np.clip([known.value, *known.limits(level)], floor, 1.0) * unit(key[0])
        counts = (sample.articles, sample.codes, sample.coded_articles)
        rows.append((*key, sample.model * unit(key[0]), value, low, high, *counts, sample.scope, sample.lack))
    return pd.DataFrame(rows, columns=list(_FIGURES)).astype(_FIGURES)


def corrected_differences(
    ev: pd.DataFrame, codes: pd.DataFrame, *, level: float = 0.95, margin: float | None = None
) -> pd.DataFrame:
    """Return one row per measure, label, target and pair of groups that both have a corrected figure: a minus b.

    `p`, `p_adjusted`, `holds`, `low`, `high`, `tested` are as in `differences`. `bound` is the least d of which "no
    difference larger than d" can be said (two one-sided tests at 1 - `level`, of this pair alone); `p_alike` is that of
    `margin` (None: 0.2 for stance and relation, 5 of 1,000 words, else 0.1), and `alike` holds after control.
    `error` and `freedom` are the difference's standard error and degrees of freedom.
    """
    pairs = _pairs(ev, codes)
    apart = [pair[-1] for pair in pairs]
    p = np.array([known.p() for known in apart])
    margins = np.array([_margin(pair[0][0], margin) for pair in pairs])
    p_alike = np.array([known.alike(d) for known, d in zip(apart, margins, strict=True)])
    p_adjusted, alike = controlled(p), controlled(p_alike) < 1 - level
    passed = p_adjusted < 1 - level
    rows = []
    for i, (key, groups, values, scope, known) in enumerate(pairs):
        low, high = _limits(known, key[0], _tail(p, passed, level)[i])
        bound = max(abs(end) for end in known.limits(2 * level - 1))
        said = (*values, known.value, low, high)
        rows.append(
            (
                *key, *groups, *(unit(key[0]) * end for end in said), p[i], p_adjusted[i], passed[i], scope, len(p),
                unit(key[0]) * margins[i], unit(key[0]) * bound, p_alike[i], alike[i],
                unit(key[0]) * np.sqrt(known.variance), known.freedom,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(_DIFFERENCES)).astype(_DIFFERENCES)


def with_corrected(found: pd.DataFrame, differences: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Return a table of `findings` with the corrected differences in the place of the model's, in one control.

    `corrected` says which rows those are: their values, difference, interval and p are the corrected ones, and they
    hold, or do not, by these alone. What people coded for is what they ask: those rows get `ASKED` of what the control
    lets pass, the others the rest. Of the others none newly holds: `findings` knows the p of those that do not hold
    only from below. Rows that hold come first again; `here` is False where a row is corrected.
    """
    if not len(found) or not len(differences):
        return found.assign(corrected=False)
    both = pd.concat([differences, _turned(differences)], ignore_index=True)
    names = ["value_a", "value_b", "difference", "p", "error", "freedom"]
    joined = found.merge(
        both[[*_KEY, "group_a", "group_b", *names]],
        how="left",
        on=[*_KEY, "group_a", "group_b"],
        suffixes=("", "_coded"),
    )
    is_coded = joined["error"].notna().to_numpy(bool)
    for name in names[:4]:
        joined[name] = joined[f"{name}_coded"].where(is_coded, joined[name])
    turned = is_coded & (joined["difference"] < 0).to_numpy(bool)
    joined = _swapped(joined, turned)

    p = np.where(is_coded | joined["holds"], joined["p"], 1.0)
    weight = _weights(is_coded)
    p_adjusted = controlled(p, weight)
    passed = p_adjusted < 1 - level
    joined["p_adjusted"] = np.where(is_coded | passed, p_adjusted, np.maximum(p_adjusted, joined["p_adjusted"]))
    tails = 1 - np.minimum(weight * (1 - _tail(p, passed, level)), 1.0)
    for i in np.flatnonzero(is_coded):
        row = joined.loc[i]
        scale = unit(str(row["measure"]))
        known = Known(row["difference"] / scale, (row["error"] / scale) ** 2, row["freedom"])
        joined.loc[i, ["low", "high"]] = np.array(_limits(known, str(row["measure"]), tails[i])) * scale
    joined = joined.assign(holds=passed, here=joined["here"] & ~passed & ~is_coded, corrected=is_coded)
    order = joined.sort_values(["holds", "here", "rank"], ascending=[False, False, True], ignore_index=True)
    return order.assign(rank=np.arange(1, len(order) + 1))[[*found.columns, "corrected"]]


def _weights(is_coded: NDArray[np.bool_]) -> FloatArray:
    """Return what each row counts in the control, 1 in the mean: the coded ones together `ASKED`, or their number."""
    share = max(ASKED, is_coded.mean())
    rest = ~is_coded
    return np.asarray(np.where(is_coded, share / max(is_coded.mean(), 1e-9), (1 - share) / max(rest.mean(), 1e-9)))


def _pairs(
    ev: pd.DataFrame, codes: pd.DataFrame
) -> list[tuple[tuple[str, str, str], tuple[str, str], tuple[float, float], Scope, Known]]:
    shared: defaultdict[tuple[str, str, str], list[tuple[str, Coded]]] = defaultdict(list)
    for (measure, label, target, group), sample in coded(ev, codes):
        if not sample.lack:
            shared[measure, label, target].append((group, sample))
    found = []
    for key, groups in shared.items():
        for (a, one), (b, other) in combinations(groups, 2):
            scope: Scope = "outlet" if one.scope == other.scope == "outlet" else "these articles"
            own = one.estimate(scope), other.estimate(scope)
            found.append((key, (a, b), (own[0].value, own[1].value), scope, own[0] - own[1]))
    return found


def _margin(measure: str, margin: float | None) -> float:
    if margin is not None:
        return margin
    return MARGINS.get(measure, MARGIN_SIGNED if measure in SIGNED else MARGIN)


def _tail(p: FloatArray, passed: NDArray[np.bool_], level: float) -> FloatArray:
    """Return the level of each row's interval: as many false coverages are let pass as false findings."""
    held = int(passed.sum())
    return np.asarray(1 - (1 - level) * np.where(passed, held, held + 1) / max(len(p), 1))


def _limits(known: Known, measure: str, level: float) -> tuple[float, float]:
    widest = 2.0 if measure in SIGNED else 1.0
    low, high = np.clip(known.limits(level), -widest, widest)
    return float(low), float(high)


def _turned(differences: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows with a and b exchanged."""
    return _swapped(differences, np.ones(len(differences), bool))


def _swapped(table: pd.DataFrame, rows: NDArray[np.bool_]) -> pd.DataFrame:
    table = table.copy()
    for name in (column.removesuffix("_a") for column in table.columns if column.endswith("_a")):
        a, b = table[f"{name}_a"], table[f"{name}_b"]
        table[f"{name}_a"], table[f"{name}_b"] = a.where(~rows, b), b.where(~rows, a)
    table["difference"] = table["difference"].where(~rows, -table["difference"])
    return table
