"""How well the model's probabilities fit people's codes, and how many more codes would tell it better.

The expected calibration error with bins of equal size (Nixon et al. 2019), its interval by a bootstrap over articles,
and the error that a perfectly calibrated model would show with just these spans: of few codes that is not 0.
"""

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from ..errors import PipelineError

FloatArray: TypeAlias = NDArray[np.float64]

BIN = 10  # codes in a bin, at the least
BINS = 10  # at the most


def calibration(
    chances: ArrayLike,
    codes: ArrayLike,
    *,
    clusters: pd.Series | None = None,
    weight: ArrayLike | None = None,
    width: float | None = None,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> dict[str, float]:
    """Return `error`, `low`, `high`, `floor`, `n` and `more`, of probabilities of a label and whether people gave it.

    `chances` and `codes` (0 or 1) have one place a coded span; `weight` is 1/probability of its inclusion, `clusters`
    its article. `error` is the mean gap between chance and share, in [0, 1]; `floor` what it would be in the mean if
    the chances were right. The bootstrap's bias is taken off the interval. `more` says how many further codes would
    narrow it to `width`, as 1/sqrt(n) has it: 0 where it is so already, NaN without a `width` or an interval.
    """
    p, y = np.asarray(chances, np.float64), np.asarray(codes, np.float64)
    w = np.ones(len(p)) if weight is None else np.asarray(weight, np.float64)
    if not len(p) == len(y) == len(w) or not len(p):
        raise PipelineError(f"calibration: {len(p)} chances, {len(y)} codes, {len(w)} weights; give as many of each")
    if not (((p >= 0) & (p <= 1)).all() and np.isin(y, (0, 1)).all() and (w > 0).all()):
        raise PipelineError("calibration: chances lie from 0 to 1, codes are 0 or 1, weights above 0; correct them")
    order = np.lexsort((y, p))
    p, y, w = p[order], y[order], w[order]
    edges = np.array_split(np.arange(len(p)), max(min(BINS, len(p) // BIN), 1))
    bins = np.repeat(np.arange(len(edges)), [len(part) for part in edges])
    rng = np.random.default_rng(seed)
    error = float(_errors(p, y[None], w[None], bins)[0])
    right = (rng.random((draws, len(p))) < p).astype(np.float64)
    floor = float(_errors(p, right, w[None], bins).mean())

    names = pd.Series(np.arange(len(p))) if clusters is None else clusters.reset_index(drop=True)
    home = pd.factorize(names, sort=True)[0][order]
    size = int(home.max()) + 1
    low = high = more = np.nan
    if size > 1:
        times = rng.multinomial(size, np.full(size, 1 / size), draws)[:, home]
        found = _errors(p, y[None], w * times, bins)
        low, high = np.clip(np.quantile(found, [(1 - level) / 2, (1 + level) / 2]) + error - found.mean(), 0, 1)
        low, high = min(low, error), max(high, error)
        if width is not None and width > 0:
            more = float(max(np.ceil(len(p) * ((high - low) / width) ** 2 - 1e-9) - len(p), 0))
    return {"error": error, "low": float(low), "high": float(high), "floor": floor, "n": len(p), "more": more}


def _errors(p: FloatArray, y: FloatArray, w: FloatArray, bins: NDArray[np.int64]) -> FloatArray:
    """Return the error for each row of `y` or of `w`."""
    home = np.eye(int(bins.max()) + 1)[bins]
    gaps = np.abs((w * (y - p)) @ home)
    return np.asarray(gaps.sum(axis=1) / np.broadcast_to(w, np.broadcast_shapes(w.shape, y.shape)).sum(axis=1))
