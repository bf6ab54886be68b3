"""Calibration: a factor and a shift on a head's logits that give kept-out labels the highest likelihood.

Fitted on what the exported model says: the logarithms of probabilities serve as logits, for they differ from
them by a constant a row.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ..encoder import Model
from .corpora import Example, directed, fold, newsmtsc, report_only, seesaw_mentions, uncontaminated

Array = NDArray[np.float32]
_PULL = 1e-3  # toward factor 1 and shift 0, so that few labels do not carry them far


def calibrated(model: Model, data: Path, *, permissive: bool = False) -> dict[str, tuple[Array, Array]]:
    """Return (factor, shift) for the heads that were trained with the encoder, on data it mostly did not see.

    Stance: NewsMTSC dev, and for whole articles ("stance.article") the mentions in SEESAW train. Relation: half
    of the kept-out part of `directed`; the other half is measured. `model` must not be calibrated yet.
    """
    dev = newsmtsc(data, "rw_dev") + newsmtsc(data, "mt_dev")
    found = {"stance": scale_classes(*_stances(model, dev))}
    pairs = [(ex.text, *asked) for ex in directed(data) if calibrates(ex) for asked in ex.relations]
    chances = model.relations([p[0] for p in pairs], [p[1] for p in pairs], [p[2] for p in pairs])
    found["relation"] = scale_classes(_logs(chances), np.array([label for *_, label in pairs]))
    if permissive:
        return found
    held = report_only(data)
    mentions = uncontaminated(seesaw_mentions(data), held, name="SEESAW train, mentions")
    found["stance.article"] = scale_classes(*_stances(model, mentions))
    return found


def calibrates(example: Example) -> bool:
    """Return whether a kept-out pair of `directed` is for the calibration; the others are measured."""
    return fold(example.group, 10) == 0


def _stances(model: Model, examples: list[Example]) -> tuple[Array, NDArray[np.int64]]:
    asked = [(ex.text, span, label) for ex in examples for span, label in ex.stances]
    chances = model.stance([text for text, *_ in asked], [span for _, span, _ in asked])
    return _logs(chances), np.array([label for *_, label in asked])


def _logs(chances: Array) -> Array:
    return np.log(np.maximum(chances, 1e-7))


def scale_classes(logits: Array, gold: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return (factor, shift), each (labels,), for exclusive labels: one factor, a shift for each label."""
    labels = logits.shape[1]

    def loss(found: NDArray[np.float64]) -> float:
        scaled = logits * np.exp(found[0]) + found[1:]
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((total - scaled[np.arange(len(gold)), gold]).mean() + _PULL * (found**2).sum())

    found = minimize(loss, np.zeros(labels + 1), method="L-BFGS-B").x
    return np.full(labels, np.exp(found[0]), np.float32), (found[1:] - found[1:].mean()).astype(np.float32)


def scale_independent(logits: Array, gold: Array) -> tuple[Array, Array]:
    """Return (factor, shift), each (labels,), for independent labels of 1, 0 or NaN, each with its own."""
    factors, shifts = [], []
    for column in range(gold.shape[1]):
        known = ~np.isnan(gold[:, column]) & ~np.isnan(logits[:, column])
        factor, shift = _one(logits[known, column], gold[known, column]) if known.any() else (1.0, 0.0)
        factors.append(factor)
        shifts.append(shift)
    return np.array(factors, np.float32), np.array(shifts, np.float32)


def _one(logits: Array, gold: Array) -> tuple[float, float]:
    def loss(found: NDArray[np.float64]) -> float:
        scaled = logits * np.exp(found[0]) + found[1]
        return float((np.logaddexp(0, scaled) - gold * scaled).mean() + _PULL * (found**2).sum())

    found = minimize(loss, np.zeros(2), method="L-BFGS-B").x
    return float(np.exp(found[0])), float(found[1])
