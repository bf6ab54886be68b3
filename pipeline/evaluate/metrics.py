"""Macro-F1 with a bootstrap interval that draws whole documents, and calibration error."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

Array = NDArray[np.int64]


def macro_f1(gold: Array, said: Array) -> float:
    """Return the mean of the classes' F1; a class that is neither given nor said counts as 0."""
    return float(f1_score(gold, said, average="macro", zero_division=0.0))


def binary_f1(gold: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Return the F1 of the positives; 0 where there are none."""
    both = int((gold & said).sum())
    total = int(gold.sum()) + int(said.sum())
    return 2 * both / total if total else 0.0


def interval(
    score: Callable[[Any, Any], float],
    gold: NDArray[Any],
    said: NDArray[Any],
    clusters: Sequence[str],
    *,
    draws: int = 500,
    seed: int = 1,
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a score, drawing clusters with replacement."""
    rng = np.random.default_rng(seed)
    names, index = np.unique(np.asarray(clusters), return_inverse=True)
    members = [np.flatnonzero(index == i) for i in range(len(names))]
    found = []
    for _ in range(draws):
        rows = np.concatenate([members[i] for i in rng.integers(len(names), size=len(names))])
        found.append(score(gold[rows], said[rows]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(gold: Array, chances: NDArray[np.float32], *, bins: int = 15) -> float:
    """Return the classwise expected calibration error with equal-mass bins (Nixon et al. 2019)."""
    errors = []
    for label in range(chances.shape[1]):
        order = np.argsort(chances[:, label], kind="stable")
        for part in np.array_split(order, bins):
            gap = abs(float(chances[part, label].mean()) - float((gold[part] == label).mean()))
            errors.append(gap * len(part) / len(gold) / chances.shape[1])
    return float(sum(errors))
