"""The symmetry audit: how far scores move when nothing in a sentence changes but a name.

Each of 40 names of a kind (`data/names/names.toml`) is put into the same sentences: half of them real ones,
of NewsMTSC's dev sets and, where those name too few, of the fifth of `directed` on which nothing is trained;
half invented (`data/names/templates.toml`). The shift of a name is its score less the mean score of all names
in that sentence. Names that training swaps in (even places) and names that it does not (odd) stand apart.
"""

import random
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..encoder import Model
from ..errors import PipelineError
from ..train.corpora import directed, newsmtsc, normal
from ..train.places import Template, names, opened
from ..types import FRAMES, ROLES, Span

Floats = NDArray[np.float32]
NAMES = Path(__file__).parents[2] / "data" / "names"
GOAL = 0.02  # of the mean absolute shift
_WHICH = ("names swapped in training", "names not swapped")  # even and odd places of a list


def scores(model: Model, folder: Path, *, sentences: int = 24, seed: int = 1) -> list[dict[str, Any]]:
    """Return, for each kind of name and each head, the mean absolute shift and the name shifted the most.

    Stance counts as P(for) - P(against) toward the name, the others as probabilities; loaded is the likeliest
    word beside the name. Intervals (95 %) draw sentences. `sentences` of a kind times 40 names are encoded.
    Heads that the model lacks are left out.
    """
    rows = []
    for group, listed in names().items():
        half = sentences // 2
        templates = invented(group, half, seed=seed) + real(group, folder, sentences - half, seed=seed)
        for head, values in measured(model, templates, listed).items():
            rows += shift_rows(f"{group}, {head}", _HEADS[head].labels, values, listed)
    return rows


# Sentences with an open place.


def invented(group: str, count: int, *, seed: int = 1) -> list[Template]:
    """Draw `count` of the project's own templates, or take all if there are no more."""
    lines = [line for kind in _templates()[group].values() for line in kind]
    drawn = random.Random(seed).sample(lines, min(count, len(lines)))
    return [Template(*line.split("{name}")) for line in drawn]


def real(group: str, folder: Path, count: int, *, seed: int = 1) -> list[Template]:
    """Draw up to `count` sentences from the corpora that name one of the kind, once, where another could stand."""
    rng = random.Random(seed)
    found: dict[str, Template] = {}
    for pool in (newsmtsc(folder, "rw_dev") + newsmtsc(folder, "mt_dev"), [ex for ex in directed(folder) if ex.held]):
        for ex in rng.sample(pool, len(pool)):
            if len(found) == count:
                break
            template = opened(ex.text, group)
            if template:
                found.setdefault(normal(ex.text), template)
    return list(found.values())


# Scores of the filled sentences.


@dataclass(frozen=True, slots=True)
class _Head:
    labels: Sequence[str]
    read: Callable[[Model, Sequence[Any], Sequence[Span]], Floats]  # model, encoded, slots -> (n, labels)


def _stance(model: Model, encoded: Sequence[Any], slots: Sequence[Span]) -> Floats:
    chances = model.stance_of(encoded, slots)
    return chances[:, 2:] - chances[:, :1]


def _loaded(model: Model, encoded: Sequence[Any], slots: Sequence[Span]) -> Floats:
    outside = [
        [chance for start, end, chance in words if end <= slot[0] or start >= slot[1]]
        for words, slot in zip(model.loaded_of(encoded), slots, strict=True)
    ]
    return np.array([[max(chances, default=0.0)] for chances in outside], np.float32)


_HEADS = {
    "stance value": _Head(("",), _stance),
    "frame": _Head(FRAMES, lambda model, encoded, _: model.frames_of(encoded)),
    "role": _Head(ROLES, lambda model, encoded, slots: model.roles_of(encoded, slots)),
    "loaded": _Head(("",), _loaded),
}


def measured(model: Model, templates: Iterable[Template], names: Sequence[str]) -> dict[str, Floats]:
    """Return, for each head that the model has, scores of shape (templates, names, labels)."""
    heads = {name: head for name, head in _HEADS.items() if _has(model, head)}
    found: dict[str, list[Floats]] = {name: [] for name in heads}
    for template in templates:
        filled = [template.filled(name) for name in names]
        encoded = model.encode([text for text, _ in filled])
        for name, head in heads.items():
            found[name].append(head.read(model, encoded, [slot for _, slot in filled]))
    return {name: np.stack(values) for name, values in found.items()}


def _has(model: Model, head: _Head) -> bool:
    try:
        head.read(model, model.encode(["Somebody spoke."]), [(0, 8)])
    except PipelineError:
        return False
    return True


# Shifts.


def shift_rows(name: str, labels: Sequence[str], values: Floats, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return two rows for the names at even places and two for those at odd ones.

    `values` is (sentences, names, labels). The first row's `n` counts scored sentences, the second's the
    sentences over which the one name's shift is averaged, with its sign.
    """
    shifts = values - values.mean(axis=1, keepdims=True)
    rows = []
    for place, which in enumerate(_WHICH):
        mine = shifts[:, place::2]
        head = {"benchmark": "symmetry", "set": f"{name}, {which}"}
        rows.append(
            {
                **head,
                "metric": "mean absolute shift",
                "n": mine.shape[0] * mine.shape[1],
                **_mean(np.abs(mine).mean(axis=(1, 2))),
                "goal": GOAL,
            }
        )
        worst, label = np.unravel_index(np.abs(mine.mean(axis=0)).argmax(), mine.shape[1:])
        who = ", ".join(filter(None, (names[place::2][worst], labels[label])))
        rows.append({**head, "metric": f"worst mean shift: {who}", "n": len(mine), **_mean(mine[:, worst, label])})
    return rows


def _mean(by_sentence: Floats, *, draws: int = 1000, seed: int = 1) -> dict[str, float]:
    """Return the mean and its 95 % percentile bootstrap interval, drawing sentences with replacement."""
    drawn = np.random.default_rng(seed).integers(len(by_sentence), size=(draws, len(by_sentence)))
    low, high = np.percentile(by_sentence[drawn].mean(axis=1), [2.5, 97.5])
    return {"score": float(by_sentence.mean()), "low": float(low), "high": float(high)}


@cache
def _templates() -> dict[str, Any]:
    return tomllib.loads((NAMES / "templates.toml").read_text(encoding="utf-8"))
