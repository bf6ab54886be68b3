"""What people's codes of a sample make of a group's figure: its estimate, its variance, or why there is none.

The model's mean over all spans is moved by the mean of human minus model over the coded ones, each of these weighted by
1/probability of its inclusion: prediction-powered inference (Angelopoulos et al. 2023, Science 382), or design-based
supervised learning (Egami et al. 2023, NeurIPS), in the ratio form of Hájek (1971). It is right whatever the model's
errors are, also where they differ between groups; a good model only makes it surer.

As an equation: with w the share of a span in the figure, f the model's value, y the people's, p the probability, and
h = (w/p) / sum of (w/p) over the coded, the figure is sum(w f) + sum(h (y - f)). An article's part in it is

    u = (its figure by the model - the mean of these) / articles + sum over its coded spans of h (y - f - mean of that)

and the variance is the sum of u² over articles, times n/(n - 1) for the n articles with codes, on n - 1 degrees of
freedom: articles are the clusters, and a sample of articles is what the outlet is known from. Fewer than five articles
speak of themselves alone: then the codes are the only sample, of all their spans.

A few codes on which people and model happen to agree would leave no doubt, so the squared errors count as if there were
two codes more on which the model knew nothing (after Agresti and Coull 1998, and Bonett and Price 2012 for the same
difference of two labels). Tables of figures and differences are `corrected.py`'s.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from ..errors import PipelineError
from .estimates import ENOUGH, FloatArray, Scope
from .figures import KEY, PER_WORDS, SIGNED, Key, checked

SPAN = ["article_id", "sentence_id", "start", "end"]
CODES = [*SPAN, "measure", "label", "target", "value", "probability"]
LEAST = 10  # codes a group, below which there is no corrected figure
MORE = 2  # codes on which the model knew nothing


@dataclass(frozen=True, slots=True)
class Known:
    """A mean, its squared standard error, and Student's degrees of freedom of that."""

    value: float
    variance: float
    freedom: float

    def __sub__(self, other: "Known") -> "Known":
        """Return the difference of two independent means, by Welch's degrees of freedom."""
        variance = self.variance + other.variance
        pooled = self.variance**2 / self.freedom + other.variance**2 / other.freedom
        value = float(np.round(self.value - other.value, 12))
        return Known(value, variance, variance**2 / pooled if pooled > 0 else np.inf)

    def limits(self, level: float) -> tuple[float, float]:
        reach = -float(stdtrit(self.freedom, (1 - level) / 2)) * float(np.sqrt(self.variance))
        return self.value - reach, self.value + reach

    def p(self) -> float:
        """Return the two-sided p of "it is zero"."""
        return min(2 * self.beyond(-abs(self.value)), 1.0)

    def alike(self, margin: float) -> float:
        """Return the p of "it is `margin` or more, up or down": two one-sided tests (Schuirmann 1987)."""
        return max(self.beyond(self.value - margin), self.beyond(-self.value - margin))

    def beyond(self, value: float) -> float:
        """Return the probability of Student's t below `value` in standard errors; certain where there is no error."""
        if self.variance <= 0:
            return float(value >= 0)
        return float(stdtr(self.freedom, value / np.sqrt(self.variance)))


@dataclass(frozen=True, slots=True)
class Coded:
    """One group's spans on one measure, label and target, some of them coded; arrays have one place a span."""

    article: NDArray[np.int64]  # 0, 1, 2 ...
    weight: FloatArray  # its share in the figure; sums to 1
    value: FloatArray  # the model's
    people: FloatArray  # NaN where nobody coded
    probability: FloatArray  # of being coded; NaN where it was not
    unknown: FloatArray  # variance of a label of which nothing is known

    @property
    def articles(self) -> int:
        return int(self.article.max(initial=-1)) + 1

    @property
    def is_coded(self) -> NDArray[np.bool_]:
        return ~np.isnan(self.people)

    @property
    def codes(self) -> int:
        return int(self.is_coded.sum())

    @property
    def coded_articles(self) -> int:
        return len(np.unique(self.article[self.is_coded]))

    @property
    def scope(self) -> Scope:
        return "outlet" if self.articles >= ENOUGH else "these articles"

    @property
    def model(self) -> float:
        return float(self.weight @ self.value)

    @property
    def lack(self) -> str:
        """Return what is missing for a corrected figure: "codes", "articles" with codes, or nothing ("")."""
        if self.codes < min(LEAST, len(self.value)):
            return "codes"
        return "articles" if self.scope == "outlet" and self.coded_articles < ENOUGH else ""

    def estimate(self, scope: Scope) -> Known:
        """Return the corrected figure; see the head of this file. Needs two codes or more, or all."""
        at = self.is_coded
        probability, error = self.probability[at], self.people[at] - self.value[at]
        share = self.weight[at] / probability
        share = share / share.sum()
        moved = float(share @ error)
        rest = share * (error - moved)
        by_chance = share**2 * (1 - probability)  # what is coded for certain has no sampling error
        more = MORE * (by_chance @ self.unknown[at] - by_chance @ (error - moved) ** 2) / (self.codes + MORE)
        if scope == "outlet":
            n, clusters = self.coded_articles, self.articles
            figures = np.bincount(self.article, self.weight * self.value, clusters)
            parts = figures - self.model / clusters + np.bincount(self.article[at], rest, clusters)
            variance = float(parts @ parts)
        else:
            n = self.codes
            variance = float((1 - probability) @ rest**2)
        variance = variance * n / max(n - 1, 1) + max(float(more), 0.0)
        return Known(self.model + moved, variance, max(n - 1, 1))


def coded(ev: pd.DataFrame, codes: pd.DataFrame) -> Iterator[tuple[Key, Coded]]:
    """Yield each measure, label, target that has codes, with each group's spans, in sorted order.

    `ev` is evidence as for `figures`, with `start` and `end`; `codes` has `CODES`, one row a span and coder, `value` on
    the scale of the evidence. Codes of a span by several coders are averaged. Codes without a probability were chosen
    by hand and cannot speak for others: they are left out, as are those of spans that `ev` does not have. Rows of one
    span and label (the words of a sentence that are not loaded) are one. Raises PipelineError where a column lacks, or
    a value or probability cannot be.
    """
    people = _people(codes)
    asked = ["measure", "label", "target"]
    ev = ev.astype(dict.fromkeys(asked, "str")).merge(people[asked].drop_duplicates(), on=asked)
    missing = [column for column in SPAN if column not in ev.columns]
    if missing:
        raise PipelineError(f"evidence: no column {', '.join(missing)}; codes are told to spans by {', '.join(SPAN)}")
    checked(ev)
    ev = ev.astype({"article_id": "str", "group": "str"} | dict.fromkeys(SPAN[1:], "int64"))
    factor = ev["factor"].fillna(1.0).astype("float64") if "factor" in ev.columns else pd.Series(1.0, ev.index)
    per_word = ev["measure"].isin(PER_WORDS)
    sharing = ev.groupby([*KEY, "article_id", "sentence_id"])["article_id"].transform("size")
    weight = factor / sharing.where(~per_word, 1)
    units = ev.assign(weight=weight, value=weight * ev["value"].astype("float64"), words=factor.where(per_word, 1.0))
    units = units.groupby([*KEY, *SPAN], as_index=False).agg({"weight": "sum", "value": "sum", "words": "sum"})
    units = units.assign(value=units["value"] / units["weight"]).merge(people, how="left", on=[*asked, *SPAN])
    within = units.groupby([*KEY, "article_id"])["weight"].transform("sum")
    articles = units.groupby(KEY)["article_id"].transform("nunique")
    share = (units["weight"] / within / articles).to_numpy()
    unknown = np.where(units["measure"].isin(SIGNED), 2 / 3, 1 / 4) / units["words"].to_numpy()
    value, said, probability = (units[name].to_numpy(np.float64) for name in ("value", "people", "probability"))
    for key, rows in units.groupby(KEY).indices.items():
        article = pd.factorize(units["article_id"].to_numpy()[rows])[0].astype(np.int64)
        yield key, Coded(article, share[rows], value[rows], said[rows], probability[rows], unknown[rows])


def _people(codes: pd.DataFrame) -> pd.DataFrame:
    """Return one row a coded span and label: `people`, the mean over coders, and its `probability`."""
    missing = [column for column in CODES if column not in codes.columns]
    if missing:
        raise PipelineError(f"codes: no column {', '.join(missing)}; they need {', '.join(CODES)}")
    codes = codes[CODES].dropna(subset=["value", "probability"])
    codes = codes.astype(
        dict.fromkeys(["article_id", "measure", "label", "target"], "str")
        | dict.fromkeys(SPAN[1:], "int64")
        | {"value": "float64", "probability": "float64"}
    )
    lowest = np.where(codes["measure"].isin(SIGNED), -1.0, 0.0)
    wrong = codes[~(codes["value"].between(lowest, 1) & (codes["probability"] > 0) & (codes["probability"] <= 1))]
    if len(wrong):
        row = wrong.iloc[0]
        raise PipelineError(
            f"codes, article {row['article_id']}, measure {row['measure']}: value {row['value']:g} with probability "
            f"{row['probability']:g} cannot be; values lie from 0 (stance and relation: -1) to 1, probabilities above 0"
        )
    spans = codes.groupby([*CODES[:-2]], as_index=False).agg(
        people=("value", "mean"), probability=("probability", "min"), other=("probability", "max")
    )
    apart = spans[spans["other"] - spans["probability"] > 1e-9]
    if len(apart):
        row = apart.iloc[0]
        raise PipelineError(
            f"codes, article {row['article_id']}, {row['start']} to {row['end']}: probability {row['probability']:g} "
            f"and {row['other']:g}; give a span one, that of being coded by anyone"
        )
    return spans.drop(columns="other")
