"""Loaded words: BABE's sentences one outlet out, and BASIL's lexical spans in whole articles.

On BABE a sentence's score is the largest of its words'; head and calibration never saw the outlet, and the
row that counts leaves out the outlets that the encoder was trained on too. On BASIL every word is ranked;
beside it stands a lexicon of the words that BABE's annotators marked twice or more, by log-odds.
"""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from ..encoded import words
from ..encoder import Model
from ..train.calibrate import scale_independent
from ..train.corpora import Example, babe
from ..train.corpora.example import json_lines
from ..train.corpora.words import BABE_HELD
from .metrics import Array, interval, macro_f1

_MARKS = 5  # an article


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return macro-F1 on BABE, average precision and recall at five marks an article on BASIL."""
    return [*_babe(model, folder), *_basil(model, folder)]


def _babe(model: Model, folder: Path) -> list[dict[str, Any]]:
    from ..train.loaded import outlets_out  # needs torch

    examples, logits = outlets_out(model, folder)
    gold = np.array([ex.biased for ex in examples], np.float32)
    outlets = np.array([ex.group for ex in examples])
    said = np.zeros(len(gold), int)
    for outlet in np.unique(outlets):
        others = outlets != outlet
        factor, shift = scale_independent(logits[others], gold[others, None])
        said[~others] = logits[~others, 0] * factor[0] + shift[0] > 0
    unseen = np.isin(outlets, sorted(BABE_HELD))
    return [
        _babe_row("BABE, one outlet out, outlets new to the encoder", examples, gold, said, unseen),
        _babe_row("BABE, one outlet out, all outlets", examples, gold, said, np.ones(len(gold), bool)),
    ]


def _babe_row(name: str, examples: list[Example], gold: np.ndarray, said: Array, rows: np.ndarray) -> dict[str, Any]:
    truth, found = gold[rows].astype(int), said[rows]
    texts = [ex.text for ex, row in zip(examples, rows, strict=True) if row]
    low, high = interval(macro_f1, truth, found, texts)
    most = macro_f1(truth, np.full_like(truth, np.bincount(truth).argmax()))
    score = {"score": macro_f1(truth, found), "low": low, "high": high, "floor": most}
    return {"benchmark": "loaded", "set": name, "metric": "macro-F1", "n": len(truth), **score, "goal": 0.78}


def _basil(model: Model, folder: Path) -> list[dict[str, Any]]:
    lexicon = _lexicon(babe(folder))
    gold, ours, theirs, articles = [], [], [], []
    for number, article in enumerate(json_lines(folder / "basil" / "articles.jsonl")):
        lines = [part["sentence"] for part in article["body"]]
        for part, found in zip(article["body"], model.loaded(lines), strict=True):
            spans = [(a["start"], a["end"]) for a in part["annotations"] if a["bias"] == "Lexical"]
            for start, end, chance in found:
                gold.append(any(a < end and b > start for a, b in spans))
                ours.append(chance)
                theirs.append(lexicon.get(part["sentence"][start:end].casefold(), -math.inf))
                articles.append(number)
    truth, home = np.array(gold), np.array(articles)
    rows = []
    for metric, score in (("average precision of words", _precision), ("recall at 5 marks an article", _recall)):
        rows.append(
            {
                "benchmark": "loaded",
                "set": "BASIL, lexical spans; floor: lexicon",
                "metric": metric,
                "n": int(truth.sum()),
                "score": score(truth, np.array(ours), home),
                "floor": score(truth, np.maximum(np.array(theirs), -99.0), home),
            }
        )
    return rows


def _precision(truth: np.ndarray, ranks: np.ndarray, _: np.ndarray) -> float:
    return float(average_precision_score(truth, ranks))


def _recall(truth: np.ndarray, ranks: np.ndarray, home: np.ndarray) -> float:
    found = sum(
        truth[rows][np.argsort(-ranks[rows], kind="stable")[:_MARKS]].sum()
        for rows in (np.flatnonzero(home == article) for article in np.unique(home))
    )
    return float(found / truth.sum())


def _lexicon(examples: list[Example]) -> dict[str, float]:
    """Return words that annotators marked in two or more sentences, each with its log-odds of being marked."""
    marked, plain = Counter[str](), Counter[str]()
    for ex in examples:
        inside = set(_words(ex, ex.loaded or ()))
        marked.update(inside)
        plain.update(set(_words(ex, [(0, len(ex.text))])) - inside)
    return {word: math.log((count + 0.5) / (plain[word] + 0.5)) for word, count in marked.items() if count >= 2}


def _words(example: Example, spans: Any) -> Iterator[str]:
    for start, end in words(example.text):
        if any(a < end and b > start for a, b in spans):
            yield example.text[start:end].casefold()
