"""The frame head: fitted on every corpus of frames, and measured with a corpus, or a part of it, kept out."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from ..encoder import Model
from .calibrate import scale_independent
from .corpora import Example, ccf, exemplars, forum, gvfc, narrative, report_only, tweets, uncontaminated
from .features import sentence_means
from .heads import Array, cross_fitted, fit_head, logits_of

HELD = ("ccf", "gvfc", "exemplars")  # corpora of which a fifth is kept from every encoder


@dataclass(frozen=True, slots=True)
class Framed:
    """Frame texts with what the encoder says of them: features (n, width), gold (n, 15) with NaN."""

    examples: list[Example]
    features: Array
    gold: Array

    @property
    def unseen(self) -> NDArray[np.bool_]:
        """Return (n,): which texts no encoder learned frames from; some sentences of narrative did teach it roles."""
        return np.array([ex.corpus == "narrative" or (ex.held and ex.corpus in HELD) for ex in self.examples])

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
    """Return the head and its calibration (factor, shift), fitted on logits of texts that neither has seen.

    The encoder has read most of these texts, so what it says of them is too sure: only the others calibrate.
    """
    unseen = texts.unseen
    groups = [str(ex.fold) if new else "seen" for ex, new in zip(texts.examples, unseen, strict=True)]
    out = cross_fitted(texts.features, texts.gold, groups, measured=unseen.tolist())
    factor, shift = scale_independent(out, texts.gold)
    return fit_head(texts.features, texts.gold, seed=seed), factor, shift


def kept_out(texts: Framed, corpus: str) -> tuple[Array, Array]:
    """Return (n, 15) probabilities for the texts of `corpus`, and their gold: no head or factor saw any of them.

    The encoder must not have seen them either: ask one from before the student went on alone.
    """
    inside = np.array([ex.corpus == corpus for ex in texts.examples])
    head, factor, shift = fit_frames(texts.rows(~inside))
    measured = texts.rows(inside)
    return _chances(logits_of(head, measured.features), factor, shift), measured.gold


def kept_in(texts: Framed, corpus: str) -> tuple[Array, Array]:
    """Return the same for the fifth of `corpus` that encoder and head have not seen; the calibration saw none of it."""
    inside = np.array([ex.corpus == corpus for ex in texts.examples])
    measured = inside & np.array([ex.held for ex in texts.examples])
    _, factor, shift = fit_frames(texts.rows(~inside))
    head = fit_head(texts.features[~measured], texts.gold[~measured])
    return _chances(logits_of(head, texts.features[measured]), factor, shift), texts.gold[measured]


def _chances(logits: Array, factor: Array, shift: Array) -> Array:
    chances: Array = 1 / (1 + np.exp(-(logits * factor + shift)))
    return chances
