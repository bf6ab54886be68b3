"""The quality benchmarks: what the model scores on sets that it was not trained on, with floors beside.

One row a score: benchmark, set, metric, n, score, a 95 % bootstrap interval, the floor that a method
without any reading would reach, and the goal where there is one. Needs scikit-learn (`requirements-dev.txt`);
the folds of frames and loaded words need torch (`requirements-train.txt`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..encoder import Model, load_model
from ..errors import PipelineError
from . import article, attribution, baselines, frame, loaded, relation, role, speed, stance, symmetry

Score = dict[str, Any]

BENCHMARKS: dict[str, Callable[[Model, Path], list[Score]]] = {
    "stance": stance.scores,
    "article": article.scores,
    "relation": relation.scores,
    "frame": frame.scores,
    "loaded": loaded.scores,
    "role": role.scores,
    "attribution": attribution.scores,
    "symmetry": symmetry.scores,
    "baselines": baselines.scores,
    "speed": speed.scores,
}
_COLUMNS = ("benchmark", "set", "metric", "n", "score", "low", "high", "floor", "goal")


def evaluate(names: Sequence[str] = (), *, folder: Path, model: Model | str | Path | None = None) -> list[Score]:
    """Run the named benchmarks, or all, on the corpora in `folder`."""
    for name in names:
        if name not in BENCHMARKS:
            raise PipelineError(f'"{name}" is not a benchmark; choose from: {", ".join(BENCHMARKS)}')
    loaded = model if isinstance(model, Model) else load_model(model)
    return [row for name in names or BENCHMARKS for row in BENCHMARKS[name](loaded, folder)]


def as_text(scores: Sequence[Score]) -> str:
    """Return the scores as an aligned table."""
    cells = [_COLUMNS] + [tuple(_cell(row.get(column)) for column in _COLUMNS) for row in scores]
    widths = [max(len(row[i]) for row in cells) for i in range(len(_COLUMNS))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in cells)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
