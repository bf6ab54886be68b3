"""An encoded sentence: what every measure reads, and all that a measure knows of the encoder."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .types import Span

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The token states of one sentence, and where each token and each word stands in it.

    `states` is (tokens, width) float32; `starts` and `ends` are (tokens,) offsets into the sentence;
    `words` is (words, 2), each a half-open span.
    """

    states: NDArray[np.float32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    whole: NDArray[np.float32]  # the mean over all tokens, the encoder's own two included
    words: NDArray[np.int64]

    def mean(self, span: Span | None = None) -> NDArray[np.float32]:
        """Return the mean state of the tokens that touch `span`, or of the whole sentence."""
        if span is None:
            return self.whole
        touching = (self.starts < span[1]) & (self.ends > span[0])
        if not touching.any():
            return self.whole
        mean: NDArray[np.float32] = self.states[touching].mean(axis=0)
        return mean

    def by_word(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return, for values of shape (tokens, n), each word's largest: (words, n); 0 for a word without a token."""
        firsts = np.searchsorted(self.ends, self.words[:, 0], side="right")
        lasts = np.searchsorted(self.starts, self.words[:, 1], side="left")
        found = np.zeros((len(self.words), values.shape[1]), np.float32)
        for row, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
            if first < last:
                found[row] = values[first:last].max(axis=0)
        return found


def words(text: str) -> NDArray[np.int64]:
    """Return the words of `text` as (n, 2) spans: letters and digits, joined by hyphen, apostrophe or point."""
    return np.array([found.span() for found in _WORD.finditer(text)], dtype=np.int64).reshape(-1, 2)
