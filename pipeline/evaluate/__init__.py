"""The quality benchmarks: the model on sets that it was not trained on, and reading, with floors beside.

One row a score: benchmark, set, metric, n, score, a 95 % bootstrap interval, the floor that a method
without any reading would reach, and the goal where there is one. Needs scikit-learn (`requirements-dev.txt`);
the folds of frames and loaded words need torch (`requirements-train.txt`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..encoder import Model, load_model
from ..errors import PipelineError
from . import (
    article,
    attribution,
    baselines,
    corrected,
    entities,
    events,
    exports,
    findings,
    frame,
    loaded,
    reading,
    relation,
    role,
    speed,
    stance,
    symmetry,
    teach,
    voice,
)

Score = dict[str, Any]

_OF_THE_MODEL: dict[str, Callable[[Model, Path], list[Score]]] = {
    "stance": stance.scores,
    "article": article.scores,
    "relation": relation.scores,
    "frame": frame.scores,
    "loaded": loaded.scores,
    "role": role.scores,
    "attribution": attribution.scores,
    "voice": voice.scores,
    "symmetry": symmetry.scores,
    "baselines": baselines.scores,
    "speed": speed.scores,
}
_OF_READING: dict[str, Callable[[Path], list[Score]]] = {
    "reading": reading.scores,
    "exports": exports.scores,
    "entities": entities.scores,
    "events": events.scores,
    "findings": findings.scores,
    "corrected": corrected.scores,
    "teach": teach.scores,
}
_NEEDS = {"loaded": "loaded", "attribution": "attribution", "voice": "attribution"}  # a head that not every model has
BENCHMARKS = (*_OF_THE_MODEL, *_OF_READING)
_COLUMNS = ("benchmark", "set", "metric", "n", "score", "low", "high", "floor", "goal")


def evaluate(names: Sequence[str] = (), *, folder: Path, model: Model | str | Path | None = None) -> list[Score]:
    """Run the named benchmarks on the corpora in `folder`, or all; a model is loaded only where one needs it."""
    for name in names:
        if name not in BENCHMARKS:
            raise PipelineError(f'"{name}" is not a benchmark; choose from: {", ".join(BENCHMARKS)}')
    chosen = names or BENCHMARKS
    rows: list[Score] = []
    if any(name in _OF_THE_MODEL for name in chosen):
        loaded_model = model if isinstance(model, Model) else load_model(model)
        rows += [row for name in chosen if name in _OF_THE_MODEL for row in _OF_THE_MODEL[name](loaded_model, folder)]
    return rows + [row for name in chosen if name in _OF_READING for row in _OF_READING[name](folder)]


def evaluate_model(model: Model, folder: Path) -> list[Score]:
    """Run every benchmark of the model's heads: what its card holds."""
    names = tuple(name for name in _OF_THE_MODEL if _NEEDS.get(name, "stance") in model.heads)
    return evaluate(names, folder=folder, model=model)


def as_text(scores: Sequence[Score]) -> str:
    """Return the scores as an aligned table."""
    cells = [_COLUMNS] + [tuple(_cell(row.get(column)) for column in _COLUMNS) for row in scores]
    widths = [max(len(row[i]) for row in cells) for i in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in cells)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
