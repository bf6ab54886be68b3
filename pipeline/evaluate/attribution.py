"""Attributions on PolNeAR's development part: which words are content, source and cue, and who is linked to what.

Twice: what the model says of single words, and what `pipeline.voices` makes of it. Floor: quotation marks alone.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from ..encoded import words
from ..encoder import Model
from ..train.corpora.example import json_lines
from ..train.corpora.words import Attributed, brat_attributions, brat_spans, cut
from ..types import Span
from ..voices import voices
from ..voices.quotations import voices as quoted
from .metrics import binary_f1, interval

_PARTS = ("content", "source", "cue")
_GOALS = {"words": (0.78, None, 0.85), "attributions": (0.80, None, 0.85)}


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return F1 over words for each part and the share of right sources, with intervals that draw whole articles."""
    gold, head, linked, floor, articles = [], [], [], [], []
    sources: list[tuple[str, NDArray[np.int64]]] = []
    for row in json_lines(folder / "polnear" / "dev.jsonl.gz"):
        text, truth = row["text"], brat_spans(row["brat"])
        spans = [(int(start), int(end)) for start, end in words(text)]
        found = voices(text, model=model)
        said = [(a.content, a.source, a.cue) for a in found]
        gold.append(_marked(spans, [truth[part.title()] for part in _PARTS]))
        head.append(_marked(spans, _by_head(model, text)))
        linked.append(_marked(spans, [[s for one in said for s in one[part]] for part in range(len(_PARTS))]))
        floor.append(_marked(spans, [[s for quotation in quoted(text) for s in quotation.content], [], []]))
        articles += [str(row["id"])] * len(spans)
        sources.append((str(row["id"]), source_counts(brat_attributions(row["brat"]), said)))
    truth_of, floor_of = np.concatenate(gold), np.concatenate(floor)
    rows = []
    for name, marks in (("words", np.concatenate(head)), ("attributions", np.concatenate(linked))):
        for column, part in enumerate(_PARTS):
            low, high = interval(binary_f1, truth_of[:, column], marks[:, column], articles)
            rows.append(
                {
                    "benchmark": "attribution",
                    "set": f"PolNeAR dev, {name}: {part}",
                    "metric": "F1 of words",
                    "n": int(truth_of[:, column].sum()),
                    "score": binary_f1(truth_of[:, column], marks[:, column]),
                    "low": low,
                    "high": high,
                    "floor": binary_f1(truth_of[:, column], floor_of[:, column]) if part == "content" else None,
                    "goal": _GOALS[name][column],
                }
            )
    return rows + _source_rows(sources)


def source_counts(gold: Sequence[Attributed], said: Sequence[Attributed]) -> NDArray[np.int64]:
    """Return (gold with a source, those of them matched, those with the right source, said with a source).

    Attributions are matched one to one so that their contents overlap most (F1 of characters, Hungarian method). A
    source is right if it overlaps the source of the one that it is matched with.
    """
    asked, told = sum(bool(g[1]) for g in gold), sum(bool(s[1]) for s in said)
    if not gold or not said:
        return np.array([asked, 0, 0, told])
    shared = np.array([[_overlap(g[0], s[0]) for s in said] for g in gold], dtype=np.float64)
    sizes = np.add.outer([_size(g[0]) for g in gold], [_size(s[0]) for s in said])
    f1 = 2 * shared / np.maximum(sizes, 1)
    matches = [(i, j) for i, j in zip(*linear_sum_assignment(-f1), strict=True) if shared[i, j] and gold[i][1]]
    right = sum(_overlap(gold[i][1], said[j][1]) > 0 for i, j in matches)
    return np.array([asked, len(matches), right, told])


def _source_rows(counts: Sequence[tuple[str, NDArray[np.int64]]]) -> list[dict[str, Any]]:
    table = np.array([found for _, found in counts])
    rows = []
    for metric, out_of, goal in (
        ("right source, share of gold", 0, 0.75),
        ("right source, share of those found", 1, None),
        ("right source, share of said", 3, None),
    ):

        def share(asked: NDArray[np.int64], right: NDArray[np.int64]) -> float:
            return float(right.sum() / max(1, asked.sum()))

        low, high = interval(share, table[:, out_of], table[:, 2], [article for article, _ in counts])
        score = share(table[:, out_of], table[:, 2])
        row = {"benchmark": "attribution", "set": "PolNeAR dev, attributions", "metric": metric, "goal": goal}
        rows.append({**row, "n": int(table[:, out_of].sum()), "score": score, "low": low, "high": high})
    return rows


def _by_head(model: Model, text: str) -> list[list[Span]]:
    """Return the words that the model gives at least even chances, for each part."""
    spans = list(cut(text))
    parts: list[list[Span]] = [[], [], []]
    for (start, _), found in zip(spans, model.attributions([text[a:b] for a, b in spans]), strict=True):
        for first, last, *chances in found:
            for part, chance in zip(parts, chances, strict=True):
                if chance >= 0.5:
                    part.append((start + first, start + last))
    return parts


def _marked(spans: Sequence[Span], parts: Sequence[Sequence[Span]]) -> NDArray[np.bool_]:
    """Return (words, parts): whether each word touches one of a part's spans."""
    length = max((end for _, end in spans), default=0)
    marked = np.zeros((len(spans), len(parts)), bool)
    places = np.array(spans, dtype=np.int64).reshape(-1, 2)
    for column, found in enumerate(parts):
        inside = np.zeros(length + 1, np.int64)
        for start, end in found:
            inside[start:end] = 1
        before = np.concatenate([[0], np.cumsum(inside)])
        marked[:, column] = before[places[:, 1]] > before[places[:, 0]]
    return marked


def _size(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _overlap(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
