"""Fit the mean and the directions by which sentence vectors are stored: `python -m pipeline.train.passages DATA`.

The sentences are those of the half of the roundups' events that weights are fitted on; none of the report-only sets
is among them. Which sentences stand close is left to docs/passages.md and to the thresholds of `compare.passages`.
"""

import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from ..clean import clean
from ..encoder import load_model
from ..errors import PipelineError
from ..evaluate.events import roundups
from ..library.tables import VECTOR
from ..score.vectors import FITTED
from ..sentences import sentences
from .corpora import report_only

EVENTS = 40  # some 90 articles, 3,300 sentences


def fit(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean (width) and the matrix (`VECTOR`, width) that whitens these vectors of (n, width)."""
    mean = vectors.mean(axis=0)
    _, spread, directions = np.linalg.svd(vectors - mean, full_matrices=False)
    matrix = directions[:VECTOR] / spread[:VECTOR, None]
    matrix = matrix * np.sign(matrix[np.arange(VECTOR), np.abs(matrix).argmax(axis=1)])[:, None]
    return mean.astype(np.float32), (matrix / np.abs(matrix).max()).astype(np.float32)


def fitting_sentences(data: Path) -> list[str]:
    """Return the sentences that are fitted on, in a fixed order."""
    articles, events = roundups(data, fitting=True)
    held = set(report_only(data))
    by_event: dict[str, list[str]] = {}
    several = sorted(event for event in set(events) if events.count(event) > 1)
    random.Random(0).shuffle(several)
    for article, event in zip(articles, events, strict=True):
        if event not in several[:EVENTS]:
            continue
        try:
            doc = clean(article)
        except PipelineError:
            continue
        own = [doc.text[sent.start : sent.end] for sent in sentences(doc)]
        if doc.language in (None, "en") and not held.intersection(own):
            by_event.setdefault(event, []).extend(text for text in own if len(text.split()) >= 6)
    return [text for event in several[:EVENTS] for text in by_event.get(event, ())]


if __name__ == "__main__":
    model = load_model()
    mean, matrix = fit(model.vectors(fitting_sentences(Path(sys.argv[1]))))
    tensors = {"mean": mean.astype(np.float16), "matrix": matrix.astype(np.float16)}
    save_file(tensors, FITTED, metadata={"model": model.version})
