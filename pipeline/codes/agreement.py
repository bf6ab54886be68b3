"""How far coders agree: Krippendorff's alpha with a bootstrap interval, coder by coder, and confusion tables.

A table of ratings has one row a unit (a coded span and label) and one column a coder; what somebody did not code is
missing. The model may be one of the coders. Which codes are compared (of one measure, blind or sighted) is the
caller's to choose; how well probabilities fit the codes, `calibration.py` tells.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import PipelineError

FloatArray: TypeAlias = NDArray[np.float64]
Metric: TypeAlias = Literal["nominal", "ordinal", "interval"]

MODEL = "model"  # the coder that is none
MOST = 2_000_000  # numbers at a time
_AGREEMENT = dict.fromkeys(["alpha", "low", "high"], "float64") | dict.fromkeys(["units", "codes", "coders"], "int64")
_PAIRS = (
    dict.fromkeys(["coder_a", "coder_b"], "str")
    | {"units": "int64"}
    | dict.fromkeys(["agree", "alpha", "low", "high"], "float64")
)


def ratings(codes: pd.DataFrame, unit: list[str]) -> pd.DataFrame:
    """Return the table of ratings of codes that have a `coder` and a `value`; `unit` names the columns of a unit.

    A coder who coded a unit twice counts with the last row. Units and coders are in sorted order.
    """
    missing = [column for column in [*unit, "coder", "value"] if column not in codes.columns]
    if missing:
        raise PipelineError(f"codes: no column {', '.join(missing)}; agreement needs {', '.join(unit)}, coder, value")
    last = codes.drop_duplicates([*unit, "coder"], keep="last")
    table = last.set_index([*unit, "coder"])["value"].astype("float64").unstack("coder")
    return table.sort_index().sort_index(axis=1)


def alpha(table: pd.DataFrame | FloatArray, metric: Metric = "nominal") -> float:
    """Return Krippendorff's alpha (2011, "Computing Krippendorff's Alpha-Reliability"), units in rows.

    1 is full agreement, 0 that of chance, below 0 worse. NaN where no two coders share a unit, or all codes are the
    same, for then nothing tells agreement from habit.
    """
    counts, values = _counts(np.asarray(table, np.float64))
    return float(_alphas(counts, values, np.ones((1, len(counts))), metric)[0])


def agreement(
    table: pd.DataFrame,
    metric: Metric = "nominal",
    *,
    clusters: pd.Series | None = None,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> dict[str, float]:
    """Return `alpha` with its percentile bootstrap interval `low` to `high`, and `units`, `codes`, `coders`.

    Units that two coders share are resampled, or whole `clusters` of them where their names (one a row: the article)
    are given. Draws in which all codes are the same say nothing and are left out; where most are, there is no interval.
    """
    shared = table.notna().sum(axis=1).to_numpy() > 1
    counts, values = _counts(table.to_numpy(np.float64)[shared])
    told = {
        "alpha": float(_alphas(counts, values, np.ones((1, len(counts))), metric)[0]),
        "units": len(counts),
        "codes": int(counts.sum()),
        "coders": int((table.to_numpy()[shared] == table.to_numpy()[shared]).any(axis=0).sum()),
    }
    low = high = np.nan
    if len(counts) > 1:
        home = np.arange(len(counts)) if clusters is None else pd.factorize(clusters[shared], sort=True)[0]
        size = int(home.max()) + 1
        times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), draws)
        found = _alphas(counts, values, times[:, home].astype(np.float64), metric)
        if np.isfinite(found).mean() > 0.5 and size > 1:
            low, high = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2])
    return {"alpha": told["alpha"], "low": float(low), "high": float(high)} | {
        name: told[name] for name in ("units", "codes", "coders")
    }


def agreements(
    codes: pd.DataFrame, unit: list[str], by: list[str], *, metric: Metric | Callable[[str], Metric] = "nominal"
) -> pd.DataFrame:
    """Return one row a combination of the `by` columns (say measure and mode) with `agreement`'s columns.

    `metric` may be told by the first of `by` (a measure). An interval resamples articles where codes have one.
    """
    rows = []
    for key, own in codes.groupby(by, sort=True):
        table = ratings(own, unit)
        chosen = metric(str(key[0])) if callable(metric) else metric
        clusters = table.index.to_frame(index=False)["article_id"] if "article_id" in unit else None
        rows.append(dict(zip(by, key, strict=True)) | agreement(table, chosen, clusters=clusters))
    types = dict.fromkeys(by, "str") | _AGREEMENT
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def pairs(table: pd.DataFrame, metric: Metric = "nominal") -> pd.DataFrame:
    """Return one row a pair of coders: the units that both coded, the share they `agree` on, and `alpha` of the two.

    With the model as a coder named `MODEL`, its pairs are people against model. As in `agreements`, an interval
    resamples articles where units have one.
    """
    rows = []
    for a, b in combinations(table.columns, 2):
        both = table[[a, b]].dropna()
        clusters = both.index.to_frame(index=False)["article_id"] if "article_id" in both.index.names else None
        told = agreement(both, metric, clusters=clusters)
        agree = float((both[a] == both[b]).mean()) if len(both) else np.nan
        rows.append((str(a), str(b), len(both), agree, told["alpha"], told["low"], told["high"]))
    return pd.DataFrame(rows, columns=list(_PAIRS)).astype(_PAIRS)


def confusion(table: pd.DataFrame, a: str, b: str, *, values: list[float] | None = None) -> pd.DataFrame:
    """Return how often `a` gave the row's value where `b` gave the column's: counts over the units that both coded.

    `values` fixes rows and columns; else they are all values of the two, sorted.
    """
    both = table[[a, b]].dropna()
    order = sorted(set(both[a]) | set(both[b])) if values is None else values
    counts = pd.crosstab(both[a], both[b]).reindex(index=order, columns=order, fill_value=0)
    return counts.rename_axis(index=a, columns=b).astype("int64")


def people(table: pd.DataFrame) -> pd.Series:
    """Return what most people (not the model) coded of each unit; a tie is the value next to their mean, the lower."""
    own = table.drop(columns=MODEL, errors="ignore")
    found = {}
    for unit, row in zip(own.index, own.to_numpy(np.float64), strict=True):
        given, counts = np.unique(row[~np.isnan(row)], return_counts=True)
        if len(given):
            tied = given[counts == counts.max()]
            found[unit] = tied[np.argmin(np.abs(tied - np.nanmean(row)).round(9))]
    index = own.index[[unit in found for unit in own.index]]
    return pd.Series([found[unit] for unit in index], index, dtype="float64", name="people")


def _counts(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how often each unit that two coders share got each value, shape (units, values), and the values."""
    values, at = np.unique(table[~np.isnan(table)], return_inverse=True)
    counts = np.zeros((len(table), len(values)))
    np.add.at(counts, (np.nonzero(~np.isnan(table))[0], at), 1.0)
    return counts[counts.sum(axis=1) > 1], values


def _alphas(counts: FloatArray, values: FloatArray, times: FloatArray, metric: Metric) -> FloatArray:
    """Return alpha for each row of `times`: how often each unit is taken."""
    if not len(counts):
        return np.full(len(times), np.nan)
    parts = np.array_split(times, len(times) * len(values) ** 2 // MOST + 1)
    found = np.concatenate(
        [
            _by_moments(counts, values, each) if metric == "interval" else _by_pairs(counts, each, metric)
            for each in parts
        ]
    )
    return np.asarray(found)


def _by_moments(counts: FloatArray, values: FloatArray, times: FloatArray) -> FloatArray:
    """Return alpha by the interval metric, of which sums of squares are all there is to know."""
    values = values - values.mean()
    raters = counts.sum(axis=1)
    within = raters * (counts @ values**2) - (counts @ values) ** 2
    total, first, second = (times @ (counts @ values**power) for power in (0, 1, 2))
    return _ratio(times @ (within / (raters - 1)), (total * second - first**2) / (total - 1))


def _by_pairs(counts: FloatArray, times: FloatArray, metric: Metric) -> FloatArray:
    raters, size = counts.sum(axis=1), counts.shape[1]
    pairs_of = counts[:, :, None] * counts[:, None, :] / (raters - 1)[:, None, None]
    marginal = times @ counts
    observed = (times @ pairs_of.reshape(len(counts), -1)).reshape(-1, size, size)
    expected = marginal[:, :, None] * marginal[:, None, :] / (marginal.sum(axis=1) - 1)[:, None, None]
    if metric == "nominal":
        apart = np.asarray(1.0 - np.eye(size))[None]
    else:  # between two values lie all those in between and half of each
        middle = np.cumsum(marginal, axis=1) - marginal / 2
        apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    # A pair of one and the same value is no distance apart, so it matters not that it is counted with itself.
    return _ratio((observed * apart).sum(axis=(1, 2)), (expected * apart).sum(axis=(1, 2)))


def _ratio(observed: FloatArray, expected: FloatArray) -> FloatArray:
    varied = expected > 1e-9
    return np.where(varied, 1 - observed / np.where(varied, expected, 1.0), np.nan)
