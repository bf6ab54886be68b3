"""Control for how many comparisons were tested at once."""

import numpy as np
from numpy.typing import NDArray

from .estimates import FloatArray


def controlled(p: FloatArray, weight: FloatArray | None = None) -> FloatArray:
    """Return p values adjusted by Benjamini and Hochberg (1995): the share of false ones among those below is bounded.

    `p` are those of all comparisons of one family, shape (n,), n may be 0. `weight`, which is 1 in the mean, gives some
    a larger part of what may be false (Genovese, Roeder and Wasserman 2006); it must not be chosen by `p`.
    """
    from scipy.stats import false_discovery_control  # half a second to load: not before something is compared

    if not len(p):
        return p
    return np.asarray(false_discovery_control(p if weight is None else np.minimum(p / weight, 1.0)))


def fisher(table: NDArray[np.int64]) -> float:
    """Return the two-sided p value of Fisher's exact test of a 2 x 2 table of counts."""
    from scipy.stats import fisher_exact

    return float(fisher_exact(table).pvalue)
