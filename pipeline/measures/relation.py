"""Relation: how a holder, or the author where nobody else is, stands toward a target.

After SEESAW (Zhang and others, EMNLP 2022) and directed sentiment (Bassignana and others, ACL Findings 2021
call the same task by pairs).
"""

from collections.abc import Sequence

import numpy as np

from ..encoded import Encoded
from ..types import Span
from .head import Floats, Head, softmax


def relations(
    head: Head, author: Floats, sents: Sequence[Encoded], holders: Sequence[Span | None], targets: Sequence[Span]
) -> Floats:
    """Return (n, 3) probabilities of against, neither, for: holder toward target.

    The head reads the holder's mean token (for the author, a vector learned for it), the target's and the
    sentence's.
    """
    rows = [
        np.concatenate([author if holder is None else sent.mean(holder), sent.mean(target), sent.mean()])
        for sent, holder, target in zip(sents, holders, targets, strict=True)
    ]
    return softmax(head.logits(np.stack(rows) if rows else np.zeros((0, head.features), np.float32)))
