"""Invented vectors, codes and heads: sentences that have a label lie in one direction."""

import numpy as np

from pipeline.library.tables import VECTOR
from pipeline.teach.heads import Codes
from pipeline.teach.ridge import FloatArray
from pipeline.teach.taught import OWN, Label

LABEL = Label("threat", "Somebody threatens somebody.", ("“You will pay for this,” the captain said.",))


def direction(seed: int = 0) -> FloatArray:
    """Return a unit vector."""
    found = np.random.default_rng(seed).normal(size=VECTOR)
    return np.asarray(found / np.linalg.norm(found))


def sentences(values: FloatArray, *, seed: int = 0, along: int = 0, strength: float = 1.0) -> FloatArray:
    """Return a unit vector for each value: noise, and `strength` times the value along a direction."""
    noise = np.random.default_rng(seed + 100).normal(size=(len(values), VECTOR)) / np.sqrt(VECTOR)
    found = noise + strength * np.asarray(values)[:, None] * direction(along)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def codes(n: int = 40, *, signed: bool = False, seed: int = 0, believed: bool = False) -> Codes:
    """Return codes of a label in articles of two sentences each, which the vectors tell well."""
    values = np.random.default_rng(seed).integers(-1 if signed else 0, 2, n)
    base = np.random.default_rng(seed + 1).normal(size=(n, 2 if signed else 1)) if believed else None
    articles = tuple(f"a{i // 2}" for i in range(n))
    return Codes(sentences(values.astype(float), seed=seed), values, articles, base)


def label(measure: str = OWN) -> Label:
    """Return `LABEL` as one of a measure."""
    return Label(LABEL.name, LABEL.definition, LABEL.examples, measure=measure)
