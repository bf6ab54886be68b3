"""An encoded sentence: what every measure reads, and all that a measure knows of the encoder."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .types import Span


@dataclass(frozen=True, slots=True)
class Encoded:
    """The token states of one sentence, and where each token stands in it.

    `states` is (tokens, width) float32; `starts` and `ends` are (tokens,) offsets into the sentence.
    """

    states: NDArray[np.float32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    whole: NDArray[np.float32]  # the mean over all tokens, the encoder's own two included

    def mean(self, span: Span | None = None) -> NDArray[np.float32]:
        """Return the mean state of the tokens that touch `span`, or of the whole sentence."""
        if span is None:
            return self.whole
        touching = (self.starts < span[1]) & (self.ends > span[0])
        if not touching.any():
            return self.whole
        mean: NDArray[np.float32] = self.states[touching].mean(axis=0)
        return mean
