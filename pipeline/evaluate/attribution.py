"""Attributions on PolNeAR's development part: is each word content, source or cue. Floor: quotation marks."""

from pathlib import Path
from typing import Any

import numpy as np

from ..encoder import Model
from ..train.corpora.example import json_lines
from ..train.corpora.words import brat_spans, cut
from ..types import Span
from ..voices.quotations import voices
from .metrics import binary_f1, interval

_KINDS = {"Content": 0.78, "Source": None, "Cue": 0.85}  # with their goals


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return F1 over words for each kind, with intervals that draw whole articles."""
    gold, said, floor, articles = [], [], [], []
    for row in json_lines(folder / "polnear" / "dev.jsonl.gz"):
        text, kinds = row["text"], brat_spans(row["brat"])
        quoted = [span for found in voices(text) for span in found.content]
        spans = list(cut(text))
        for (start, _), words in zip(spans, model.attributions([text[a:b] for a, b in spans]), strict=True):
            for first, last, *chances in words:
                word = (start + first, start + last)
                gold.append([_inside(word, kinds[kind]) for kind in _KINDS])
                said.append([chance >= 0.5 for chance in chances])
                floor.append(_inside(word, quoted))
                articles.append(str(row["id"]))
    truth, found = np.array(gold), np.array(said)
    rows = []
    for column, (kind, goal) in enumerate(_KINDS.items()):
        low, high = interval(binary_f1, truth[:, column], found[:, column], articles)
        rows.append(
            {
                "benchmark": "attribution",
                "set": f"PolNeAR dev: {kind.lower()}",
                "metric": "F1 of words",
                "n": int(truth[:, column].sum()),
                "score": binary_f1(truth[:, column], found[:, column]),
                "low": low,
                "high": high,
                "floor": binary_f1(truth[:, column], np.array(floor)) if kind == "Content" else None,
                "goal": goal,
            }
        )
    return rows


def _inside(word: Span, spans: list[Span]) -> bool:
    return any(start < word[1] and end > word[0] for start, end in spans)
