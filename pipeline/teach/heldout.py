"""Say how well a head does on codes that it was not fitted to, and whether it does better than no codes at all.

Codes are left out by whole articles, in folds, several times over. Average precision is the area under precision and
recall; what marks sentences blindly reaches the share of sentences that have the value. A gain is the difference on the
same codes, so that its interval is narrower than those of the two. Intervals are percentile bootstraps over articles.
What is fitted, `heads.py` says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .ridge import FloatArray

FOLDS, REPEATS, DRAWS = 5, 4, 1000

IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
# Fits to the rows of the first argument; returns (rank, chances) of those of the second, as `Fold` has them.
Fit: TypeAlias = Callable[[IntArray, IntArray], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its 95 % interval; NaN where the codes do not tell."""

    metric: str
    value: float
    low: float
    high: float


def held_out(fit: Fit, given: IntArray, believed: FloatArray, articles: Sequence[str], *, seed: int = 0) -> list[Score]:
    """Return the scores on codes left out: average precision with codes, without, the gain, and F1.

    `given` (n,) are numbers of values, of which 0 is "no"; `believed` (n, k) is what ranks them for the others without
    codes. `fit` gives for the rows left out (m, k) ranks and (m, 1 + k) probabilities. Scores are the mean over the k
    values. Needs two articles.
    """
    home = np.unique(np.asarray(articles), return_inverse=True)[1].astype(np.int64)
    k = believed.shape[1]
    ranks, chances = [], []
    for repeat in range(REPEATS):
        rank, chance = np.zeros((len(given), k)), np.zeros((len(given), k + 1))
        fold = folds(given, home, seed=seed + repeat)
        for out in range(int(fold.max()) + 1):
            own = np.flatnonzero(fold != out), np.flatnonzero(fold == out)
            rank[own[1]], chance[own[1]] = fit(*own)
        ranks.append(rank)
        chances.append(chance)
    times = draws_of(home, DRAWS, seed=seed)

    def over_values(score: Callable[[BoolArray, int, int], FloatArray]) -> FloatArray:
        """Return the mean over values and repeats: the score itself, then that of each draw."""
        every = [score(given == v + 1, v, repeat) for v in range(k) for repeat in range(REPEATS)]
        return np.asarray(np.mean(every, axis=0))

    taught = over_values(lambda gold, v, repeat: precisions(gold, ranks[repeat][:, v], times))
    before = over_values(lambda gold, v, _: precisions(gold, believed[:, v], times))
    f1 = over_values(lambda gold, v, repeat: f1s(gold, chances[repeat].argmax(axis=1) == v + 1, times))
    share = over_values(lambda gold, *_: (times @ gold) / times.sum(axis=1))
    told = {"precision": taught, "before": before, "gain": taught - before, "F1": f1, "share": share}
    return [_score(metric, found) for metric, found in told.items()]


def folds(given: IntArray, home: IntArray, *, seed: int) -> IntArray:
    """Return the fold of each row: whole articles, dealt out so that rare values are spread."""
    order = np.random.default_rng(seed).permutation(int(home.max()) + 1)
    counts = np.bincount(given)
    rarest = {int(one): min(int(counts[v]) for v in given[home == one]) for one in order}
    dealt = sorted(order, key=lambda one: rarest[int(one)])
    count = min(FOLDS, len(order))
    place = {int(one): n % count for n, one in enumerate(dealt)}
    return np.array([place[int(one)] for one in home], np.int64)


def draws_of(home: IntArray, draws: int, *, seed: int) -> FloatArray:
    """Return how often each row counts, (1 + draws, n): once, then as often as its article is drawn."""
    size = int(home.max()) + 1
    times = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), draws)[:, home]
    return np.concatenate([np.ones((1, len(home))), times])


def precisions(gold: BoolArray, rank: FloatArray, times: FloatArray) -> FloatArray:
    """Return the average precision for each row of `times`, how often each place counts; NaN without a positive.

    Places of the same rank are taken together, as scikit-learn does.
    """
    order = np.argsort(-rank, kind="stable")
    last = np.flatnonzero(np.append(np.diff(rank[order]) != 0, True))
    hits = np.cumsum(times[:, order] * gold[order], axis=1)[:, last]
    seen = np.cumsum(times[:, order], axis=1)[:, last]
    more = np.diff(hits, axis=1, prepend=0.0)
    total = hits[:, -1]
    area = (more * hits / np.maximum(seen, 1e-12)).sum(axis=1)
    return np.where(total > 0, area / np.maximum(total, 1e-12), np.nan)


def f1s(gold: BoolArray, said: BoolArray, times: FloatArray) -> FloatArray:
    """Return the F1 for each row of `times`; 0 where nothing is given or said, as where all that is said is wrong."""
    both, either = times @ (gold & said), times @ gold + times @ said
    return np.asarray(2 * both / np.maximum(either, 1e-12))


def _score(metric: str, found: FloatArray) -> Score:
    drawn = found[1:][np.isfinite(found[1:])]
    enough = len(drawn) > DRAWS / 2
    low, high = np.quantile(drawn, [0.025, 0.975]) if enough else (np.nan, np.nan)
    return Score(metric, float(found[0]), float(low), float(high))
