"""Fit the weights that group articles into events, on half of the roundups, and write them.

Pairs of the fitting half, with dates and with none, are described as `pipeline.events` describes them and fitted by
logistic regression; the threshold is the one with the best B-cubed F1 when each pair's chance comes from the other
folds. What is common in news at large is counted in the unlabelled articles. The other half is not looked at.
"""

import argparse
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from ..evaluate.events import b_cubed, roundups
from ..events.clusters import average_linkage
from ..events.features import FEATURES, NEAR, PARTS, WINDOW, Pairs, find_pairs, words
from ..events.grouping import FAINT, day_of
from ..events.weights import WEIGHTS, Weights
from ..types import Article
from .corpora.example import json_lines

log = logging.getLogger(__name__)
COMMON = 0.01  # share of documents from which a word is listed
THRESHOLDS = tuple(n / 100 for n in range(15, 61, 5))
_FOLDS = 5
_DAYS = tuple(f"{day} days" for day in range(1, WINDOW + 1))
_OF_TEXT = (*PARTS, *NEAR)


def fit_events(data: Path) -> tuple[Weights, str]:
    """Return the weights fitted on the corpora in `data`, and what they reach on the fitting half, in words."""
    common = common_words(data)
    articles, gold = roundups(data, fitting=True)
    order = sorted(range(len(articles)), key=lambda n: (articles[n].date or "9999", articles[n].id))
    articles, gold = [articles[n] for n in order], [gold[n] for n in order]
    undated = [replace(article, date=None) for article in articles]
    with_dates, without = (_described(told, common) for told in (articles, undated))
    same = [np.array([gold[i] == gold[j] for i, j in zip(p.i, p.j, strict=True)]) for p in (with_dates, without)]
    told = ~np.isnan(with_dates.apart)
    days = [with_dates.apart == day for day in range(1, WINDOW + 1)]
    x, y = np.column_stack([with_dates.features, *days])[told], same[0][told]
    dated, dated_out = _fit(x, y, (*FEATURES, *_DAYS)), _kept_out(x, y)
    x, y = without.features[:, : len(_OF_TEXT)], same[1]
    text, text_out = _fit(x, y, _OF_TEXT), _kept_out(x, y)
    weights = Weights(0.0, dated, text, common)
    both = weights.chances(with_dates)
    both[told] = dated_out
    place = {pair: n for n, pair in enumerate(zip(without.i.tolist(), without.j.tolist(), strict=True))}
    for n in np.flatnonzero(~told):
        both[n] = text_out[place[(int(with_dates.i[n]), int(with_dates.j[n]))]]
    reached = {t: (_f1(with_dates, both, gold, t), _f1(without, text_out, gold, t)) for t in THRESHOLDS}
    best = max(reached, key=lambda t: sum(reached[t]))
    report = f"{reached[best][0]:.3f} with dates, {reached[best][1]:.3f} without"
    log.info("threshold %s: %s; %s", best, report, reached)
    return replace(weights, threshold=best), report


def common_words(data: Path) -> dict[str, float]:
    """Return each word's share of the unlabelled articles, rounded to thousandths, where that is not small."""
    count: Counter[str] = Counter()
    number = 0
    for row in json_lines(data / "unlabelled" / "articles.jsonl.gz"):
        count.update(set(words(f"{row['title'] or ''} {row['text']}")))
        number += 1
    return {word: round(n / number, 3) for word, n in count.items() if n / number >= COMMON}


def write(path: Path, weights: Weights, report: str) -> None:
    """Write the weights as TOML, with how they were found."""
    lines = [
        "# The chance that two articles are of one event, as logistic weights of what `pipeline/events/features.py`",
        "# finds: for pairs with both dates, and for those where the text alone decides. Fitted on half of 1,127 story",
        f"# roundups of AllSides; B-cubed F1 there, with chances of folds kept out: {report}.",
        "# [common] gives thousandths of 9,000 news articles that have a word. Written by `pipeline.train.events`.",
        "",
        f"threshold = {weights.threshold:.2f}  # mean chance at which two groups are one event",
    ]
    for name, values in (("dated", weights.dated), ("undated", weights.undated)):
        lines += ["", f"[{name}]", *(f'"{key}" = {value:.3f}' for key, value in values.items())]
    shares: dict[int, list[str]] = {}
    for word, share in weights.common.items():
        shares.setdefault(round(1000 * share), []).append(word)
    lines += ["", "[common]"]
    for share, listed in sorted(shares.items(), reverse=True):
        lines.append(f'{share} = "{" ".join(sorted(listed))}"')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _described(articles: Sequence[Article], common: Mapping[str, float]) -> Pairs:
    return find_pairs(articles, np.array([day_of(article) for article in articles]), common)


def _fit(x: NDArray[np.float64], y: NDArray[np.bool_], names: Sequence[str]) -> dict[str, float]:
    """Return the weights by name, of features as they are."""
    scaler = StandardScaler().fit(x)
    fitted = LogisticRegression(max_iter=3000).fit(scaler.transform(x), y)
    slopes = fitted.coef_[0] / scaler.scale_
    always = float(fitted.intercept_[0] - slopes @ scaler.mean_)
    return {"always": always, **dict(zip(names, slopes.tolist(), strict=True))}


def _kept_out(x: NDArray[np.float64], y: NDArray[np.bool_]) -> NDArray[np.float64]:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=3000))
    folds = KFold(_FOLDS, shuffle=True, random_state=1)
    return np.asarray(cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 1])


def _f1(pairs: Pairs, chances: NDArray[np.float64], gold: Sequence[str], threshold: float) -> float:
    likely = chances >= FAINT
    links = zip(pairs.i[likely].tolist(), pairs.j[likely].tolist(), chances[likely].tolist(), strict=True)
    found = [0] * len(gold)
    for number, group in enumerate(average_linkage(links, [None] * len(gold), threshold)):
        for n in group:
            found[n] = number
    return b_cubed(found, gold)[0]


def main() -> None:
    """Fit and write; `--data` is the folder of the corpora."""
    options = argparse.ArgumentParser(description=fit_events.__doc__)
    options.add_argument("--data", type=Path, default=WEIGHTS.parents[3] / "shared" / "corpora", metavar="DIR")
    options.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE")
    chosen = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write(chosen.out, *fit_events(chosen.data))


if __name__ == "__main__":
    main()
