"""Stance: how a sentence portrays a target, whoever speaks (Hamborg and Donnay, EACL 2021)."""

from collections.abc import Sequence

import numpy as np

from ..encoded import Encoded
from ..types import Span
from .head import Floats, Head, softmax


def stance(head: Head, sents: Sequence[Encoded], targets: Sequence[Span]) -> Floats:
    """Return (n, 3) probabilities of against, neither, for: one row for each sentence and its target.

    The head reads the mean of the target's tokens beside the mean of the sentence's.
    """
    return softmax(head.logits(beside_sentence(sents, targets, width=head.features // 2)))


def beside_sentence(sents: Sequence[Encoded], targets: Sequence[Span], *, width: int) -> Floats:
    """Return (n, 2 * width): the mean of each target's tokens beside the mean of its sentence's."""
    rows = [np.concatenate([sent.mean(span), sent.mean()]) for sent, span in zip(sents, targets, strict=True)]
    return np.stack(rows) if rows else np.zeros((0, 2 * width), np.float32)
