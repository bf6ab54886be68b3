"""Stance on the NewsMTSC tests: all rows, and rows from documents that are not in its training set."""

from pathlib import Path
from typing import Any

import numpy as np

from ..encoder import Model
from ..train.corpora import StanceExample, newsmtsc
from .metrics import calibration_error, interval, macro_f1


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return macro-F1 and calibration error for rw_test and mt_test."""
    seen = {ex.document for ex in newsmtsc(folder, "train")}
    rows = []
    for part in ("rw_test", "mt_test"):
        examples = newsmtsc(folder, part)
        unseen = [ex for ex in examples if ex.document not in seen]
        rows += _scores(model, examples, f"NewsMTSC {part}")
        rows += _scores(model, unseen, f"NewsMTSC {part}, new documents")[:1]
    return rows


def _scores(model: Model, examples: list[StanceExample], name: str) -> list[dict[str, Any]]:
    pairs = [(ex.text, span) for ex in examples for span in ex.targets]
    gold = np.array([label for ex in examples for label in ex.labels])
    documents = [ex.document for ex in examples for _ in ex.labels]
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
        },
        {**row, "metric": "calibration error", "score": calibration_error(gold, chances)},
    ]
