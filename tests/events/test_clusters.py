"""Average linkage agrees with scipy, and needs most pairs to agree."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from pipeline.events.clusters import average_linkage


@pytest.mark.parametrize("seed", range(20))
def test_linkage_agrees_with_scipy(seed: int) -> None:
    chances = np.triu(np.random.default_rng(seed).random((30, 30)) ** 3, 1)
    tree = linkage(squareform(1 - chances - chances.T - np.eye(30), checks=False), "average")
    theirs = fcluster(tree, 1 - 0.3, "distance")
    pairs = [(int(i), int(j), float(chances[i, j])) for i, j in zip(*np.nonzero(chances), strict=True)]
    ours = average_linkage(pairs, [None] * 30, 0.3)
    assert {frozenset(c) for c in ours} == {frozenset(np.flatnonzero(theirs == c)) for c in set(theirs)}


def test_one_pair_joins_no_two_groups() -> None:
    pairs = [(0, 1, 1.0), (2, 3, 1.0), (1, 2, 1.0)]
    assert average_linkage(pairs, [None] * 4, 0.3) == [[0, 1], [2, 3]]
    assert average_linkage([*pairs, (0, 3, 1.0)], [None] * 4, 0.3) == [[0, 1, 2, 3]]


def test_what_is_together_begins_together() -> None:
    assert average_linkage([(0, 1, 1.0)], ["a", None, "a"], 0.3) == [[0, 2, 1]]
