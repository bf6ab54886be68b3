"""How sure a mean is: its estimate, and every reason why it could have been another.

Two kinds of interval, by how many articles there are:

*These articles* (fewer than five). The figure stands for the mean of the true labels of just these spans, and
the label error is all there is to know. Value and variance give the label's probabilities back exactly (P(for)
+ P(against) = variance + value²), so the labels are drawn from them and the interval is read off the draws (a
value that is known for certain is not drawn). A normal interval would be too narrow exactly where it matters:
one mention with probabilities (.1, .2, .7) gives .6 ± 1.3, which leaves out a label that is true one time in
ten; the draws give -1 to 1. Mentions in one sentence share one draw (their errors are taken as fully
dependent); sentences are independent.

*Outlet* (five or more). Articles are resampled (a cluster bootstrap), and the percentiles are expanded to
make up for the bootstrap's narrowness in small samples (Hesterberg 2015, "What Teachers Should Know About
the Bootstrap"). Percentiles see no further than their draws, and no resample of five articles leaves the
range of the five, so each end is the wider of the percentile and Student's t (the normal, for label error);
this matters once the level is raised because many comparisons are made. Nor can an outlet be known better
than the articles it is known from: each end also reaches at least as far as the label error does. For rare
frames that alone lifts the coverage at five to fifteen articles from .79-.92 to .97 and more.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

FloatArray: TypeAlias = NDArray[np.float64]
Scope: TypeAlias = Literal["these articles", "outlet"]

ENOUGH = 5  # articles from which a figure speaks of the outlet
MANY = 400  # units from which the mean's distribution is normal for every purpose here
DEEPEST = 5  # draws beyond a percentile, below which it says nothing


@dataclass(frozen=True, slots=True)
class Spread:
    """One reason why a mean could have been another: its draws, and Student's t for what they cannot show.

    `variance` is the squared standard error, `drawn` the variance that the draws have by construction
    (the bootstrap's is too small by (n - 1)/n), `freedom` the degrees of freedom.
    """

    variance: float
    drawn: float
    freedom: float
    draws: FloatArray

    def __sub__(self, other: "Spread") -> "Spread":
        """Return the spread of the difference of two independent means, by Welch's degrees of freedom."""
        pooled = self.variance**2 / self.freedom + other.variance**2 / other.freedom
        variance = self.variance + other.variance
        return Spread(
            variance=variance,
            drawn=self.drawn + other.drawn,
            freedom=variance**2 / pooled if pooled > 0 else np.inf,
            draws=_rounded(self.draws - other.draws),
        )

    @property
    def _expansion(self) -> float:
        return float(np.sqrt(self.variance / self.drawn)) if self.drawn > 0 else 1.0

    def limits(self, value: float, level: float) -> tuple[float, float]:
        t = -float(stdtrit(self.freedom, (1 - level) / 2))
        tail = max(float(ndtr(-t * self._expansion)), DEEPEST / len(self.draws))
        k = max(int(np.ceil(tail * len(self.draws) - 1e-9)) - 1, 0)
        ordered = np.partition(self.draws, (k, len(self.draws) - 1 - k))
        reach = t * float(np.sqrt(self.variance))
        return min(float(ordered[k]), value - reach), max(float(ordered[-1 - k]), value + reach)

    def p(self, value: float) -> float:
        if value == 0:
            return 1.0
        beyond = float(np.mean(self.draws <= 0 if value > 0 else self.draws >= 0))
        by_draws = 0.0
        if beyond * len(self.draws) >= DEEPEST:
            by_draws = 2 * float(stdtr(self.freedom, ndtri(beyond) / self._expansion))
        by_t = 0.0
        if self.variance > 0:
            by_t = 2 * float(stdtr(self.freedom, -abs(value) / np.sqrt(self.variance)))
        return min(max(by_draws, by_t), 1.0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and every reason to doubt it; its interval is as wide as the widest of them."""

    value: float
    spreads: tuple[Spread, ...]

    def __sub__(self, other: "Estimate") -> "Estimate":
        spreads = tuple(a - b for a, b in zip(self.spreads, other.spreads, strict=True))
        return Estimate(float(_rounded(self.value - other.value)), spreads)

    def limits(self, level: float) -> tuple[float, float]:
        """Return the two-sided interval at `level`; the value lies inside."""
        lows, highs = zip(*(spread.limits(self.value, level) for spread in self.spreads), strict=True)
        return min(lows), max(highs)

    def p(self) -> float:
        """Return the two-sided p of "it is zero": below 1 - level just when `limits` excludes zero."""
        return max(spread.p(self.value) for spread in self.spreads)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one group says on one measure, label and target; arrays have one place a span."""

    article: NDArray[np.int64]  # 0, 1, 2 ... within the sample
    sentence: NDArray[np.int64]  # the same, across its articles
    value: FloatArray
    variance: FloatArray
    seed: int  # from the content, so that no other group and no name changes the draws
    counts: FloatArray  # what each span counts against the others of its article

    @property
    def articles(self) -> int:
        return int(self.article[-1]) + 1

    @property
    def sentences(self) -> int:
        return int(self.sentence[-1]) + 1

    @property
    def weight(self) -> FloatArray:
        """Return each span's share in the figure: articles weigh the same, an article's spans by their counts."""
        within = np.bincount(self.article, weights=self.counts)[self.article]
        return np.asarray(self.counts / (self.articles * within))

    @property
    def scope(self) -> Scope:
        return "outlet" if self.articles >= ENOUGH else "these articles"

    def estimate(self, scope: Scope, *, draws: int) -> Estimate:
        """Return the mean for the outlet, or for these articles alone."""
        value = float(self.weight @ self.value)
        if scope == "outlet":
            return Estimate(value, (self._over_articles(draws), self._over_labels(draws)))
        return Estimate(value, (self._over_labels(draws),))

    def _over_articles(self, draws: int) -> Spread:
        n = self.articles
        figures = np.bincount(self.article, weights=self.weight * self.value) * n
        mean, variance = float(np.mean(figures)), float(np.var(figures, ddof=1)) / n
        rng = np.random.default_rng(self.seed)
        if n > MANY:
            means = mean + np.sqrt(variance) * rng.standard_normal(draws)
        else:
            means = figures[rng.integers(n, size=(draws, n))].mean(axis=1)
        return Spread(variance, variance * (n - 1) / n, n - 1, _rounded(means))

    def _over_labels(self, draws: int) -> Spread:
        unsure = self.variance > 0
        known = float(self.weight[~unsure] @ self.value[~unsure])
        weight, value, variances = self.weight[unsure], self.value[unsure], self.variance[unsure]
        sentences, sentence = np.unique(self.sentence[unsure], return_inverse=True)
        variance = float(weight**2 * np.bincount(sentence)[sentence] @ variances)
        rng = np.random.default_rng([self.seed, 1])
        if len(sentences) > MANY:
            means = known + weight @ value + np.sqrt(variance) * rng.standard_normal(draws)
        else:
            either = variances + value**2
            chance = rng.random((draws, len(sentences)))[:, sentence]
            labels = (chance >= 1 - (either + value) / 2) * 1.0 - (chance < (either - value) / 2)
            means = known + labels @ weight
        return Spread(variance, variance, np.inf, _rounded(means))


def _rounded(values: FloatArray | float) -> FloatArray:
    return np.round(values, 12)  # or a tie at zero would fall to either side
