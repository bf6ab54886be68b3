"""How much more one group uses a word than another: the log-odds ratio with an informative Dirichlet prior.

Monroe, Colaresi and Quinn 2008, "Fightin' Words": a word that both groups use at one rate has 0, and rare words are
drawn toward what all groups together do, so that one chance use says little. What is counted, and in what, is for
`naming` to say.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z = 1.959963984540054  # half the width of a 95 % interval, in standard errors


def log_odds(counts: ArrayLike, others: ArrayLike, prior: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each word the log-odds ratio of `counts` against `others`, and its variance.

    All three have one entry a word, along the first axis; `prior` holds the pseudo-counts that each group is taken to
    have used before (equations 16 and 19 of the paper, with the terms for the other words kept: a name may have few
    rivals). NaN where a word has no rival, or neither it nor its prior was seen.
    """
    y, z, alpha = (np.asarray(each, dtype=np.float64) for each in (counts, others, prior))
    own = (y + alpha, z + alpha)
    rest = tuple(mine.sum(axis=0) - mine for mine in own)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(own[0]) - np.log(rest[0]) - np.log(own[1]) + np.log(rest[1])
        variance = sum(1 / part for part in (*own, *rest))
    known = np.logical_and.reduce([part > 1e-9 for part in (*own, *rest)])
    return np.where(known, value, np.nan), np.where(known, variance, np.nan)


def informative(pooled: ArrayLike, weight: float) -> NDArray[np.float64]:
    """Return the prior that is worth `weight` words, spread as all groups together spread theirs; zeros of nothing."""
    counts = np.asarray(pooled, dtype=np.float64)
    total = counts.sum()
    return counts * (weight / total) if total else np.zeros_like(counts)
