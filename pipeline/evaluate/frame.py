"""Frames: on CCF and GVFC, each with the whole corpus kept out of training, and with four fifths of it in.

The encoder has seen neither. Head and calibration are fitted again for each row, the calibration never on
the measured corpus; the threshold is .5. The score is the mean F1 over frames with 50 or more positives,
the others are listed. The exemplars are the project's own machine-written sentences: a smoke test.
"""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from ..encoder import Model
from ..types import FRAMES

_ENOUGH = 50  # positives of a frame that counts in the mean
_LISTED = 5


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return the mean F1 over frames for each corpus, kept out and in, then each frame's."""
    from ..train.frames import folded, framed, kept_out  # needs torch

    texts = framed(model, folder)
    held = np.array([ex.held for ex in texts.examples if ex.corpus == "exemplars"])
    smoke, smoke_gold = folded(texts, "exemplars")
    sets = {
        "GVFC, never trained on": kept_out(texts, "gvfc"),
        "GVFC, folds by headline": folded(texts, "gvfc"),
        "CCF, never trained on": kept_out(texts, "ccf"),
        "CCF, folds by outlet and date": folded(texts, "ccf"),
        "exemplars, held out (smoke test)": (smoke[held], smoke_gold[held]),
    }
    rows = [row for name, (chances, gold) in sets.items() for row in _scores(chances, gold, name)]
    goals = {name: 0.6 if "never" in name else 0.75 for name in sets if "smoke" not in name}
    return [{**row, "goal": goals.get(row["set"])} for row in rows]


def _scores(chances: np.ndarray, gold: np.ndarray, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for column, frame in enumerate(FRAMES):
        known = ~np.isnan(gold[:, column])
        truth = gold[known, column] == 1
        if truth.sum() < _LISTED or truth.all():
            continue
        rows.append(
            {
                "benchmark": "frame",
                "set": f"{name}: {frame}",
                "metric": "F1",
                "n": int(truth.sum()),
                "score": float(f1_score(truth, chances[known, column] >= 0.5, zero_division=0.0)),
                "floor": float(f1_score(truth, np.ones_like(truth))),  # everything is said to use the frame
            }
        )
    counted = [row for row in rows if row["n"] >= _ENOUGH]
    if not counted:
        return rows
    mean = {key: float(np.mean([row[key] for row in counted])) for key in ("score", "floor")}
    metric = f"F1, mean of {len(counted)} frames"
    return [{"benchmark": "frame", "set": name, "metric": metric, "n": len(gold), **mean}, *rows]
