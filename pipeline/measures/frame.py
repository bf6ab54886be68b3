"""Frame: which of the 15 policy frames a sentence uses, each with a probability of its own.

The frames are those of Boydstun, Card and others (2014); definitions in `data/codebook/frames.toml`.
"""

from collections.abc import Sequence

import numpy as np

from ..encoded import Encoded
from ..types import FRAMES
from .head import Floats, Head, sigmoid


def frames(head: Head, sents: Sequence[Encoded]) -> Floats:
    """Return (n, 15) independent probabilities; the head reads the mean of the sentence's tokens."""
    if not sents:
        return np.zeros((0, len(FRAMES)), np.float32)
    return sigmoid(head.logits(np.stack([sent.mean() for sent in sents])))
