"""Speed on this machine: sentences a second, with all heads and of the bare encoder in the same run."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..encoder import Model
from ..train.corpora import newsmtsc


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return sentences a second: encoder alone, and with frames and one stance a target."""
    examples = newsmtsc(folder, "rw_dev") + newsmtsc(folder, "mt_dev")
    texts = [ex.text for ex in examples]
    flat = [(i, span) for i, ex in enumerate(examples) for span in ex.targets]

    def measures() -> None:
        encoded = model.encode(texts)
        model.frames_of(encoded)
        model.stance_of([encoded[i] for i, _ in flat], [span for _, span in flat])

    model.encode(texts[:64])  # the first pass of each shape is slower
    row = {"benchmark": "speed", "metric": "sentences a second", "n": len(texts)}
    return [
        {**row, "set": "encoder alone", "score": len(texts) / _seconds(lambda: model.encode(texts))},
        {**row, "set": "encoder and all heads", "score": len(texts) / _seconds(measures)},
    ]


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return sorted(found)[times // 2]
