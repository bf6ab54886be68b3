"""Stance on the NewsMTSC tests: all rows, and rows from documents that are not in its training set."""

from pathlib import Path
from typing import Any

import numpy as np

from ..encoder import Model
from ..train.corpora import Example, newsmtsc
from ..train.corpora.stance import AGAINST, FOR, NEITHER
from .metrics import calibration_error, interval, macro_f1


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return macro-F1 and calibration error for rw_test and mt_test."""
    seen = {ex.group for ex in newsmtsc(folder, "train")}
    rows = []
    for part in ("rw_test", "mt_test"):
        examples = newsmtsc(folder, part)
        unseen = [ex for ex in examples if ex.group not in seen]
        rows += _scores(model, examples, f"NewsMTSC {part}")
        rows += _scores(model, unseen, f"NewsMTSC {part}, new documents")[:1]
    return [*rows, _opposed(model, newsmtsc(folder, "mt_test"))]


def _opposed(model: Model, examples: list[Example]) -> dict[str, Any]:
    """Return in how many sentences with targets for and against every target for is above every one against."""
    asked = [(ex.text, span, label) for ex in examples for span, label in ex.stances if label != NEITHER]
    chances = model.stance([text for text, *_ in asked], [span for _, span, _ in asked])
    values: dict[str, dict[int, list[float]]] = {}
    for (text, _, label), row in zip(asked, chances, strict=True):
        values.setdefault(text, {}).setdefault(label, []).append(float(row[FOR] - row[AGAINST]))
    right = [min(found[FOR]) > max(found[AGAINST]) for found in values.values() if len(found) == 2]
    return {
        "benchmark": "stance",
        "set": "NewsMTSC mt_test, one target for and one against",
        "metric": "sentences ordered right",
        "n": len(right),
        "score": float(np.mean(right)),
        "floor": 0.5,
        "goal": 0.9,
    }


def _scores(model: Model, examples: list[Example], name: str) -> list[dict[str, Any]]:
    pairs = [(ex.text, span) for ex in examples for span, _ in ex.stances]
    gold = np.array([label for ex in examples for _, label in ex.stances])
    documents = [ex.group for ex in examples for _ in ex.stances]
    chances = model.stance([text for text, _ in pairs], [span for _, span in pairs])
    said = chances.argmax(axis=1)
    low, high = interval(macro_f1, gold, said, documents)
    majority = macro_f1(gold, np.full_like(gold, np.bincount(gold).argmax()))
    row = {"benchmark": "stance", "set": name, "n": len(gold)}
    return [
        {
            **row,
            "metric": "macro-F1",
            "score": macro_f1(gold, said),
            "low": low,
            "high": high,
            "floor": majority,
            "goal": 0.85,
        },
        {**row, "metric": "calibration error", "score": calibration_error(gold, chances), "goal": 0.03},
    ]
