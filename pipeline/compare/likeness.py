"""Say how alike sentences are: by their vectors, and by the rare words that they share.

The model's vectors were trained for other ends and are alike for all news, so that rare words weigh more. How the two
were weighed against each other, and what a likeness is worth, is in docs/passages.md.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..events.weights import published

WORDS = 2.0  # what shared words weigh beside the vectors' cosine
BACKGROUND = 1000  # sentences that news at large counts as, in what is rare
_RARE = 0.001  # share of sentences that a word has of which nothing is known
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDING = re.compile(r"(?:['’]s|s|ed|ing)$")


class Likeness:
    """Sentences ready to be compared: `vectors` is (n, d) of unit length, `texts` are as written."""

    def __init__(self, vectors: NDArray[np.float32], texts: Sequence[str]) -> None:
        bags = [set(words(text)) for text in texts]
        seen = Counter(word for bag in bags for word in bag)
        index = {word: n for n, word in enumerate(sorted(seen))}
        weight = _rarity(seen, len(bags))
        cells = [(row, index[word], weight[word]) for row, bag in enumerate(bags) for word in sorted(bag)]
        rows, columns, values = (list(part) for part in zip(*cells, strict=True)) if cells else ([], [], [])
        table = sparse.csr_array((values, (rows, columns)), shape=(len(bags), max(len(index), 1)), dtype=np.float32)
        lengths = np.sqrt(table.multiply(table).sum(axis=1))
        self._words = sparse.csr_array(sparse.diags_array(1 / np.maximum(lengths, 1e-9)) @ table)
        self._vectors = vectors

    def between(self, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return (rows, others): the weighted mean of the cosines of vectors and of rare words; the same text has 1."""
        said = (self._words[rows] @ self._words[others].T).toarray()
        mean: NDArray[np.float32] = (self._vectors[rows] @ self._vectors[others].T + WORDS * said) / (1 + WORDS)
        return mean.astype(np.float32)


def words(text: str) -> list[str]:
    """Return the words of a text, folded in case, without the commonest endings."""
    return [_ENDING.sub("", word) if len(word) > 4 else word for word in _WORD.findall(text.casefold())]


def _rarity(seen: Mapping[str, int], sentences: int) -> dict[str, float]:
    """Return how much each word weighs: what is rare here and in news at large weighs most."""
    share: dict[str, float] = {}
    for word, common in published().common.items():
        stem = words(word)[0] if words(word) else word
        share[stem] = max(share.get(stem, 0.0), common)
    return {
        word: float(np.log((sentences + BACKGROUND) / (n + BACKGROUND * share.get(word, _RARE))))
        for word, n in seen.items()
    }
