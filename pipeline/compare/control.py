"""Control for how many comparisons were tested at once."""

import numpy as np
from numpy.typing import NDArray

from .estimates import FloatArray


def controlled(p: FloatArray) -> FloatArray:
    """Return p values adjusted by Benjamini and Hochberg (1995): the share of false ones among those below is bounded.

    `p` are those of all comparisons of one family, shape (n,), n may be 0.
    """
    from scipy.stats import false_discovery_control  # half a second to load: not before something is compared

    return np.asarray(false_discovery_control(p)) if len(p) else p


def fisher(table: NDArray[np.int64]) -> float:
    """Return the two-sided p value of Fisher's exact test of a 2 x 2 table of counts."""
    from scipy.stats import fisher_exact

    return float(fisher_exact(table).pvalue)
