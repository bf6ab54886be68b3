"""Frames: on a corpus never trained on (GVFC), and on parts of CCF and the exemplars kept out of training.

A corpus labels only some frames, so each frame is a yes-or-no question of its own, counted where it has
20 or more positives; the score is the mean of the frames' F1 at threshold .5. The exemplars are the
project's own machine-written sentences: their score is a smoke test, not a measurement.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from ..encoder import Model
from ..train.corpora import FrameExample, ccf, exemplars, gvfc, part_of
from ..types import FRAMES

_ENOUGH = 20


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return the mean F1 over frames for each set, then each frame's."""
    sets = {
        "GVFC headlines, never trained on": gvfc(folder),
        "CCF, held out": [ex for ex in ccf(folder) if part_of(ex) == "test"],
        "exemplars, held out (smoke test)": [ex for ex in exemplars() if part_of(ex) == "test"],
    }
    return [row for name, examples in sets.items() if examples for row in _scores(model, examples, name)]


def _scores(model: Model, examples: Sequence[FrameExample], name: str) -> list[dict[str, Any]]:
    gold = np.array([ex.labels for ex in examples])
    said = model.frames([ex.text for ex in examples]) >= 0.5
    rows = []
    for column, frame in enumerate(FRAMES):
        known = ~np.isnan(gold[:, column])
        truth = gold[known, column] == 1
        if truth.sum() < _ENOUGH or truth.all():
            continue
        rows.append(
            {
                "benchmark": "frame",
                "set": f"{name}: {frame}",
                "metric": "F1",
                "n": int(truth.sum()),
                "score": float(f1_score(truth, said[known, column], zero_division=0.0)),
                "floor": float(f1_score(truth, np.ones_like(truth))),  # everything is said to use the frame
            }
        )
    if not rows:
        return []
    mean = {key: float(np.mean([row[key] for row in rows])) for key in ("score", "floor")}
    head = {
        "benchmark": "frame",
        "set": name,
        "metric": f"F1, mean of {len(rows)} frames",
        "n": len(examples),
    }
    return [{**head, **mean}, *rows]
