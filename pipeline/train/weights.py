"""Fit the weights from mentions to articles on SEESAW's training stories, and write them with their gain.

Two articles of a story whose annotated sentiment toward an entity differs should be in that order by their
figures. The factors maximise the likelihood of those orders (Bradley-Terry on the difference of figures),
pulled toward 1; what they gain is measured on stories kept out in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import binomtest

from ..compare.weights import Factors, mention_weights

Pair: TypeAlias = tuple[tuple[str, int, str], tuple[str, int, str], float]  # article, article, sign of the difference

ARTICLE = ["story", "doc", "entity"]
DIFFERS = 0.5  # what two articles' sentiment differs by, at least, to be put in order
_PULL = 0.05  # on the logarithm of each factor
_FREE = (
    ("section", "headline"),
    ("section", "lede"),
    ("voice", "speaker"),
    ("place", "opening"),
    ("place", "closing"),
)
_FOLDS = 5
_CHANCE = 0.05


def article_values(mentions: pd.DataFrame, factors: Factors) -> pd.Series:
    """Return each article's figure for each entity, indexed by `ARTICLE`: the weighted mean of `value`."""
    weight = mention_weights(mentions, ARTICLE, factors)
    sums = (
        pd.DataFrame({"up": weight * mentions["value"], "down": weight}).groupby([mentions[c] for c in ARTICLE]).sum()
    )
    figures: pd.Series = sums["up"] / sums["down"]
    return figures


def pairs(gold: pd.DataFrame) -> list[Pair]:
    """Return (article, article, sign) for each two articles of a story that gold puts in order."""
    found = []
    for (story, entity), rows in gold.groupby(["story", "entity"]):
        for (one, a), (other, b) in combinations(zip(rows["doc"], rows["value"], strict=True), 2):
            if abs(a - b) >= DIFFERS:
                found.append(((story, one, entity), (story, other, entity), float(np.sign(a - b))))
    return found


def order(figures: pd.Series, gold: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return, for each pair of gold, the difference of the two figures (0: not mentioned) and whether it is right."""
    asked = pairs(gold)
    gaps = _gaps(figures, asked)
    return gaps, np.sign(gaps) == np.array([sign for *_, sign in asked])


def _gaps(figures: pd.Series, asked: Sequence[Pair]) -> NDArray[np.float64]:
    found = figures.to_dict()
    return np.array([found.get(one, 0.0) - found.get(other, 0.0) for one, other, _ in asked])


def fit_factors(mentions: pd.DataFrame, gold: pd.DataFrame) -> Factors:
    """Return the factors that order the articles best."""
    asked = pairs(gold)
    signs = np.array([sign for *_, sign in asked])

    def loss(found: NDArray[np.float64]) -> float:
        gaps = _gaps(article_values(mentions, _factors(found[1:])), asked)
        return float(np.logaddexp(0, -np.exp(found[0]) * signs * gaps).mean() + _PULL * (found[1:] ** 2).mean())

    start = np.array([1.0, *[0.0] * len(_FREE)])
    return _factors(minimize(loss, start, method="Nelder-Mead", options={"maxiter": 300}).x[1:])


@dataclass(frozen=True, slots=True)
class Gain:
    """What fitted factors gain on stories kept out: the shares of `n` pairs in order, and how sure the gain is."""

    fitted: float
    plain: float
    n: int
    p: float  # one-sided, by the sign test over the pairs that only one of the two gets right

    @property
    def holds(self) -> bool:
        """Say whether the gain is more than chance."""
        return self.p < _CHANCE


def cross_validated(mentions: pd.DataFrame, gold: pd.DataFrame) -> Gain:
    """Return what fitted factors gain over even ones, by stories kept out in turn."""
    right: dict[str, list[bool]] = {"fitted": [], "plain": []}
    fold = {story: i % _FOLDS for i, story in enumerate(sorted(gold["story"].unique()))}
    for number in range(_FOLDS):
        kept_out = gold["story"].map(fold) == number
        inside = mentions["story"].map(fold) == number
        factors = fit_factors(mentions[~inside], gold[~kept_out])
        for name, chosen in (("fitted", factors), ("plain", {})):
            right[name] += order(article_values(mentions[inside], chosen), gold[kept_out])[1].tolist()
    fitted, plain = (np.array(right[name], bool) for name in ("fitted", "plain"))
    better, worse = int((fitted & ~plain).sum()), int((plain & ~fitted).sum())
    p = float(binomtest(better, better + worse, alternative="greater").pvalue) if better + worse else 1.0
    return Gain(float(fitted.mean()), float(plain.mean()), len(plain), p)


def write_weights(path: Path, factors: Factors, gain: Gain) -> None:
    """Write the factors as TOML, with what they gain."""
    lines: Sequence[str] = [
        "# What a mention's sentence counts in an article's figure of stance, against one in the outlet's voice in",
        "# the middle third of the text (opening and closing are the first and the last). Fitted on the training",
        "# stories of SEESAW (EMNLP 2022): the order of two articles of a story by annotators' sentiment toward an",
        f"# entity. On stories kept out in turn, {gain.n} pairs: {gain.fitted:.3f} in order with fitted factors,",
        f"# {gain.plain:.3f} without (p = {gain.p:.2f}, sign test). Where the gain may be chance, all are 1. Written",
        "# by the training; the voice is that of the attribution that a mention stands in.",
        "",
    ]
    for column, values in factors.items():
        lines = [*lines, f"[factors.{column}]", *(f"{name} = {factor:.2f}" for name, factor in values.items()), ""]
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _factors(logs: NDArray[np.float64]) -> Factors:
    found: dict[str, dict[str, float]] = {}
    for (column, value), log in zip(_FREE, logs, strict=True):
        found.setdefault(column, {})[value] = float(np.exp(log))
    return found


EVEN = _factors(np.zeros(len(_FREE)))  # every mention counts the same
