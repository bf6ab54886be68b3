"""The frame head: fitted on every corpus of frames, and measured with a corpus, or a part of it, kept out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch import nn

from ..encoder import Model
from .calibrate import scale_independent
from .corpora import Example, ccf, exemplars, forum, gvfc, narrative, report_only, tweets, uncontaminated
from .features import sentence_means
from .heads import Array, cross_fitted, fit_head, logits_of


@dataclass(frozen=True, slots=True)
class Framed:
    """Frame texts with what the encoder says of them: features (n, width), gold (n, 15) with NaN."""

    examples: list[Example]
    features: Array
    gold: Array

    def rows(self, chosen: np.ndarray) -> "Framed":
        """Return the chosen rows; `chosen` is (n,) of booleans."""
        kept = [ex for ex, wanted in zip(self.examples, chosen, strict=True) if wanted]
        return Framed(kept, self.features[chosen], self.gold[chosen])


def framed(model: Model, data: Path, *, permissive: bool = False) -> Framed:
    """Read every corpus of frames; report-only sentences are dropped."""
    held = report_only(data)
    corpora = [ccf(data), narrative(data), exemplars()]
    if not permissive:
        corpora += [gvfc(data), tweets(data), forum(data)]
    examples = [ex for corpus in corpora for ex in uncontaminated(corpus, held, name=corpus[0].corpus)]
    features = sentence_means(model, [ex.text for ex in examples])
    return Framed(examples, features, np.array([ex.frames for ex in examples], np.float32))


def fit_frames(texts: Framed, *, seed: int = 1) -> tuple[nn.Sequential, Array, Array]:
    """Return the head and its calibration (factor, shift), fitted on logits of five folds kept out in turn."""
    out = cross_fitted(texts.features, texts.gold, [ex.fold for ex in texts.examples])
    factor, shift = scale_independent(out, texts.gold)
    return fit_head(texts.features, texts.gold, seed=seed), factor, shift


def kept_out(texts: Framed, corpus: str) -> tuple[Array, Array]:
    """Return (n, 15) probabilities for the texts of `corpus`, and their gold: no head or factor saw any of them."""
    inside = np.array([ex.corpus == corpus for ex in texts.examples])
    head, factor, shift = fit_frames(texts.rows(~inside))
    measured = texts.rows(inside)
    return _chances(logits_of(head, measured.features), factor, shift), measured.gold


def folded(texts: Framed, corpus: str) -> tuple[Array, Array]:
    """Return the same by folds of `corpus`: four fifths of it are in training, the calibration sees the others only."""
    inside = np.array([ex.corpus == corpus for ex in texts.examples])
    _, factor, shift = fit_frames(texts.rows(~inside))
    groups = [str(ex.fold) if ex.corpus == corpus else "rest" for ex in texts.examples]
    logits = cross_fitted(texts.features, texts.gold, groups, measured=inside.tolist())
    return _chances(logits[inside], factor, shift), texts.gold[inside]


def _chances(logits: Array, factor: Array, shift: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-(logits * factor + shift)))
    return chances
