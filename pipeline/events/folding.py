"""Fold near-duplicates: texts that are equal or share most of their runs of five words, printed within days.

Bottom-k sketches of hashed runs (Broder, 1997), compared with earlier texts that share one of the least hashes. What
was cut and added, and whose text it was first, is told by `pipeline.copies`; here it only has to be cheap.
"""

import zlib
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ..types import Article
from .features import WINDOW, Days, words

NEAR = 0.6  # estimated Jaccard of runs from which two texts are one

_RUN = 5
_SKETCH = 64  # least hashes that stand for a text
_KEYS = 8  # of these, the ones by which like texts are found
_CROWD = 20  # texts that are looked at for each key: a standing phrase begins many
_FEWEST = 40  # runs; of shorter texts only those with the same title are one


def fold(articles: Sequence[Article], days: Days, together: Sequence[str | None]) -> list[int]:
    """Return for each article the place of the first that prints the same text, or its own.

    Articles of two different names in `together` are never folded.
    """
    found: list[int] = []
    sketches: dict[int, NDArray[np.uint64]] = {}
    by_key: dict[object, list[int]] = {}
    named: dict[int, str | None] = {}
    known: dict[str, int] = {}
    for n, article in enumerate(articles):
        text = words(article.text)
        sketch = _sketch(text, known)
        short = len(text) < _FEWEST + _RUN
        keys: list[object] = [tuple(words(article.title or "")) + tuple(text)] if short else sketch[:_KEYS].tolist()
        near = sorted({m for key in keys for m in islice(by_key.get(key, ()), _CROWD)})
        first = next(
            (
                m
                for m in near
                if not abs(days[m] - days[n]) > WINDOW
                and (together[n] is None or named[m] in (None, together[n]))
                and (short or _jaccard(sketches[m], sketch) >= NEAR)
            ),
            n,
        )
        found.append(first)
        named[first] = named.get(first) or together[n]
        if first == n and text:
            sketches[n] = sketch
            for key in keys:
                by_key.setdefault(key, []).append(n)
    return found


def _sketch(text: Sequence[str], known: dict[str, int]) -> NDArray[np.uint64]:
    """Return the least hashes of a text's runs of words, in order."""
    for word in text:
        if word not in known:
            known[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    numbers = np.fromiter((known[word] for word in text), np.uint64, len(text))
    runs = np.zeros(max(0, len(text) - _RUN + 1), np.uint64)
    for at in range(_RUN):  # a polynomial, mixed; overflow is meant
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + numbers[at : at + len(runs)]
    runs ^= runs >> np.uint64(31)
    runs *= np.uint64(0xBF58476D1CE4E5B9)
    return np.unique(runs)[:_SKETCH]


def _jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    least = np.union1d(one, other)[:_SKETCH]
    shared = np.intersect1d(one, other, assume_unique=True)
    return float(np.isin(least, shared, assume_unique=True).mean())
