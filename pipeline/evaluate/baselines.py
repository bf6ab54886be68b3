"""The floors beside stance on the NewsMTSC tests: what is reached without reading, or without the target.

Majority; VADER (Hutto and Gilbert 2014), a lexicon; linear models on TF-IDF of words and word pairs, with the
target's words and without them; and the model itself, told that the whole sentence is the target.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..encoder import Model
from ..errors import PipelineError
from ..train.corpora import Example, newsmtsc, report_only, uncontaminated
from .metrics import interval, macro_f1

Labels = NDArray[np.int64]
_EDGE = 0.05  # VADER's own limit: a compound score below -.05 is against, above .05 for


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return macro-F1 of each floor on rw_test and mt_test, with 95 % intervals by document.

    Only the last floor reads with `model`. The linear models learn from NewsMTSC train without sentences that
    are in a report-only set. Raises PipelineError if the package vaderSentiment is not installed.
    """
    train = uncontaminated(newsmtsc(folder, "train"), report_only(folder), name="NewsMTSC")
    tests = {part: newsmtsc(folder, part) for part in ("rw_test", "mt_test")}
    rows = []
    for name, parts in _floors(model, train, list(tests.values())):
        for (part, examples), said in zip(tests.items(), parts, strict=True):
            rows.append(_row(f"NewsMTSC {part}: {name}", examples, said))
    return rows


def _floors(model: Model, train: list[Example], tests: list[list[Example]]) -> Iterator[tuple[str, list[Labels]]]:
    """Yield each floor's name and what it says of the targets of each test."""
    usual = int(np.bincount(_gold(train)).argmax())
    yield "majority", [np.full_like(_gold(test), usual) for test in tests]
    yield "VADER", [vader([text for text, _ in _pairs(test)]) for test in tests]
    yield "TF-IDF of sentence and target, linear", linear(train, tests, targets=True)
    yield "TF-IDF of sentence, linear, target-blind", linear(train, tests, targets=False)
    if "stance" in model.heads:
        yield "the model, target-blind", [blind(model, [text for text, _ in _pairs(test)]) for test in tests]


def vader(texts: list[str]) -> Labels:
    """Return a stance for each sentence by VADER's compound score, whoever the target is."""
    try:
        from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped] # it publishes no types
            SentimentIntensityAnalyzer,
        )
    except ImportError as error:
        raise PipelineError("the package vaderSentiment is not installed; run pip install vaderSentiment") from error
    analyzer = SentimentIntensityAnalyzer()
    compound = np.array([analyzer.polarity_scores(text)["compound"] for text in texts])
    return np.select([compound <= -_EDGE, compound >= _EDGE], [0, 2], default=1).astype(np.int64)


def linear(train: list[Example], tests: list[list[Example]], *, targets: bool) -> list[Labels]:
    """Return the stances that logistic regression on TF-IDF of words and word pairs gives to each test's targets.

    With `targets`, the TF-IDF of the target's words stands beside that of the sentence.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    columns = (0, 1) if targets else (0,)
    vectorizers = [TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2) for _ in columns]

    def read(examples: list[Example], *, fit: bool = False) -> Any:
        parts = []
        for column, vectorizer in zip(columns, vectorizers, strict=True):
            texts = [pair[column] for pair in _pairs(examples)]
            parts.append(vectorizer.fit_transform(texts) if fit else vectorizer.transform(texts))
        return hstack(parts).tocsr()

    classifier = LogisticRegression(class_weight="balanced", max_iter=1000)
    classifier.fit(read(train, fit=True), _gold(train))
    return [classifier.predict(read(test)).astype(np.int64) for test in tests]


def blind(model: Model, texts: list[str]) -> Labels:
    """Return the model's stance for each sentence with the whole sentence as its target."""
    unique = list(dict.fromkeys(texts))
    said = model.stance(unique, [(0, len(text)) for text in unique]).argmax(axis=1)
    by_text = dict(zip(unique, said, strict=True))
    return np.array([by_text[text] for text in texts], dtype=np.int64)


def _row(name: str, examples: list[Example], said: Labels) -> dict[str, Any]:
    gold = _gold(examples)
    low, high = interval(macro_f1, gold, said, [ex.group for ex in examples for _ in ex.stances])
    return {
        "benchmark": "baselines",
        "set": name,
        "metric": "macro-F1",
        "n": len(gold),
        "score": macro_f1(gold, said),
        "low": low,
        "high": high,
    }


def _pairs(examples: list[Example]) -> list[tuple[str, str]]:
    """Return sentence and target's words, one pair a target."""
    return [(ex.text, ex.text[start:end]) for ex in examples for (start, end), _ in ex.stances]


def _gold(examples: list[Example]) -> Labels:
    return np.array([label for ex in examples for _, label in ex.stances], dtype=np.int64)
