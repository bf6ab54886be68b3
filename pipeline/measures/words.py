"""Measures of single words: loaded words, and the parts of attributions.

*Loaded*: words that judge where a plain word would do (Spinde and others, BABE, EMNLP Findings 2021).
*Attribution*: whether a word stands in what is said (content), names who says it (source) or carries the
saying (cue), as in PolNeAR (Newell and others, LREC 2018).
"""

from collections.abc import Sequence

import numpy as np

from ..encoded import Encoded
from .head import Floats, Head, sigmoid
from .tagger import Tagger


def word_chances(head: Head | Tagger, sents: Sequence[Encoded]) -> list[Floats]:
    """Return (words, labels) for each sentence: the probabilities of each word's likeliest token."""
    if not sents:
        return []
    chances = sigmoid(head.over_tokens(sents))
    ends = np.cumsum([len(sent.states) for sent in sents])
    return [sent.by_word(chances[end - len(sent.states) : end]) for sent, end in zip(sents, ends, strict=True)]
