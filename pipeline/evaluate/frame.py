"""Frames: on CCF and GVFC, each with the whole corpus kept out of training, and with four fifths of it in.

Head and calibration are fitted again for each row, the calibration never on the measured corpus; the threshold is
.5. The encoder that ships has seen four fifths of both: the rows "never trained on" are of the encoder from which it
went on, measured before that, and stand in the model's description. The score is the mean F1 over frames with 50 or
more positives in the corpus, the others are listed. The exemplars are the project's own machine-written sentences: a
smoke test.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from ..encoder import Model
from ..types import FRAMES

_ENOUGH = 50  # positives of a frame that counts in the mean
_LISTED = 5
_NAMES = {"gvfc": "GVFC", "ccf": "CCF", "exemplars": "exemplars (smoke test)"}
_GOALS = {"gvfc": 0.75, "ccf": 0.75}


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return the mean F1 over frames for each corpus, in and kept out, then each frame's."""
    from ..train.frames import framed, kept_in  # needs torch

    texts = framed(model, folder)
    counted = {name: _counted(texts.gold[[ex.corpus == name for ex in texts.examples]]) for name in _NAMES}
    rows = [
        row
        for name, label in _NAMES.items()
        for row in _scores(*kept_in(texts, name), f"{label}, a fifth kept out", counted[name], goal=_GOALS.get(name))
    ]
    return [*model.card.get("about", {}).get("frames_out", ()), *rows]


def scores_out(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return the same for a model whose encoder has seen nothing of either corpus, each corpus kept out as a whole."""
    from ..train.frames import framed, kept_out

    texts = framed(model, folder)
    rows = []
    for name in ("gvfc", "ccf"):
        chances, gold = kept_out(texts, name)
        label = f"{_NAMES[name]}, never trained on (encoder of {model.version})"
        rows += _scores(chances, gold, label, _counted(gold), goal=0.6)
    return rows


def _counted(gold: np.ndarray) -> frozenset[int]:
    """Return the columns with enough positives to count in the mean."""
    return frozenset(np.flatnonzero(np.nansum(gold, axis=0) >= _ENOUGH).tolist())


def _scores(
    chances: np.ndarray, gold: np.ndarray, name: str, counted: Collection[int], *, goal: float | None = None
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    means: list[dict[str, Any]] = []
    for column, frame in enumerate(FRAMES):
        known = ~np.isnan(gold[:, column])
        truth = gold[known, column] == 1
        if truth.sum() < _LISTED or truth.all():
            continue
        row = {
            "benchmark": "frame",
            "set": f"{name}: {frame}",
            "metric": "F1",
            "n": int(truth.sum()),
            "score": float(f1_score(truth, chances[known, column] >= 0.5, zero_division=0.0)),
            "floor": float(f1_score(truth, np.ones_like(truth))),  # everything is said to use the frame
        }
        rows.append(row)
        means += [row] * (column in counted)
    if not means:
        return rows
    mean = {key: float(np.mean([row[key] for row in means])) for key in ("score", "floor")}
    metric = f"F1, mean of {len(means)} frames"
    return [{"benchmark": "frame", "set": name, "metric": metric, "n": len(gold), **mean, "goal": goal}, *rows]
