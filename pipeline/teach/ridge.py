"""Fit a logistic regression that starts from what is believed already: one value of several, from a few codes.

    logit of value k against the first = bias_k + slope * base_k + weight_k · x

`base` is what is believed without codes. The weights are held near 0 and the slope near 1 by L2 penalties (the
posterior mode under normal priors), the biases hardly: so few codes move the belief little. What x and base are,
`heads.py` says.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

FloatArray: TypeAlias = NDArray[np.float64]

FLAT = 0.05  # precision of the biases' prior: enough that a value nobody gave has one


@dataclass(frozen=True, slots=True)
class Ridge:
    """What was fitted: `bias` is (k,), `slope` a number, `weight` (k, d), for all values but the first."""

    bias: FloatArray
    slope: float
    weight: FloatArray

    def logits(self, x: FloatArray, base: FloatArray) -> FloatArray:
        """Return (n, 1 + k): the logits against the first value, whose own are 0."""
        told = self.bias + self.slope * base + x @ self.weight.T
        return np.concatenate([np.zeros((len(told), 1)), told], axis=1)

    def chances(self, x: FloatArray, base: FloatArray) -> FloatArray:
        """Return (n, 1 + k): the probability of each value."""
        return np.asarray(softmax(self.logits(x, base), axis=1))


def fit(x: FloatArray, base: FloatArray, given: NDArray[np.int64], *, strength: float, hold: float) -> Ridge:
    """Return the regression of `given`, the number of each row's value (n,), on `x` (n, d) and `base` (n, k).

    `strength` is the precision of the weights' prior, `hold` that of the slope's, both above 0.
    """
    k, d = base.shape[1], x.shape[1]
    gold = np.eye(k + 1)[given]

    def split(flat: FloatArray) -> Ridge:
        return Ridge(flat[:k], float(flat[k]), flat[k + 1 :].reshape(k, d))

    def loss(flat: FloatArray) -> tuple[float, FloatArray]:
        ridge = split(flat)
        told = log_softmax(ridge.logits(x, base), axis=1)
        error = (np.exp(told) - gold)[:, 1:]
        away = ridge.slope - 1
        penalty = strength * float((ridge.weight**2).sum()) + hold * away**2 + FLAT * float(ridge.bias @ ridge.bias)
        slope = float((error * base).sum()) + hold * away
        weight = error.T @ x + strength * ridge.weight
        bias = error.sum(axis=0) + FLAT * ridge.bias
        return -float((told * gold).sum()) + penalty / 2, np.concatenate([bias, [slope], weight.ravel()])

    counts = gold.sum(axis=0) + 0.5
    start = np.concatenate([np.log(counts[1:] / counts[0]), [1.0], np.zeros(k * d)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-8})
    return split(np.asarray(found.x, np.float64))
