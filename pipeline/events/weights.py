"""Weigh a pair's features: the chance that two articles are of one event, by fitted logistic weights.

The weights, and how common words are in news at large, stand in `data/codebook/events.toml`;
`python -m pipeline.train.events` writes it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .features import FEATURES, WINDOW, Pairs

WEIGHTS = Path(__file__).parents[2] / "data" / "codebook" / "events.toml"


@dataclass(frozen=True, slots=True)
class Weights:
    """Two sets of weights: for pairs with both dates, and for those where the text alone decides."""

    threshold: float  # mean chance at which two groups are one event
    dated: Mapping[str, float]
    undated: Mapping[str, float]
    common: Mapping[str, float]  # word: share of documents that have it

    def chances(self, pairs: Pairs) -> NDArray[np.float64]:
        """Return for each pair the chance that it is of one event."""
        undated = np.isnan(pairs.apart)
        days = np.array([self.dated[f"{day} days"] if day else 0.0 for day in range(WINDOW + 1)])
        when = days[np.where(undated, 0, pairs.apart).astype(int)]
        with_dates = self._logit(pairs, self.dated) + when
        return np.asarray(1 / (1 + np.exp(-np.where(undated, self._logit(pairs, self.undated), with_dates))))

    @staticmethod
    def _logit(pairs: Pairs, weights: Mapping[str, float]) -> NDArray[np.float64]:
        return np.asarray(pairs.features @ np.array([weights.get(name, 0.0) for name in FEATURES]) + weights["always"])


@cache
def published() -> Weights:
    """Return the weights that ship."""
    found = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    common = {word: int(share) / 1000 for share, listed in found.pop("common").items() for word in listed.split()}
    return Weights(found["threshold"], found["dated"], found["undated"], common)
