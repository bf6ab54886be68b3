"""Tell for any span of a document whose words it is: the outlet's, or which attribution's."""

from collections.abc import Sequence

import numpy as np

from ..types import Attribution, Span


class Spoken:
    """The attributed words of a document, asked by span."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        pieces = [
            (*piece, number) for number, found in enumerate(attributions) if found.spoken for piece in found.content
        ]
        self._starts, self._ends, self._numbers = np.array(pieces, dtype=np.int64).reshape(-1, 3).T
        self._sizes = np.array([sum(end - start for start, end in found.content) for found in attributions], np.int64)
        self._told = np.array([found.speaker is not None for found in attributions], bool)

    def at(self, span: Span) -> int | None:
        """Return the number of the attribution that `span` belongs to, None where it is the outlet's own.

        It belongs to one where more than half of it lies in words that are `spoken`: to the one with the shortest
        content that holds so much of it (the innermost of several; one whose speaker is told goes before one whose
        is not), else to the one that holds most.
        """
        start, end = span
        overlaps = np.minimum(self._ends, end) - np.maximum(self._starts, start)
        touching = overlaps > 0
        if not touching.any():
            return None
        inside = np.zeros(end - start, bool)
        for first, last in zip(self._starts[touching], self._ends[touching], strict=True):
            inside[max(0, first - start) : last - start] = True
        if 2 * int(inside.sum()) <= end - start:
            return None
        held = np.bincount(self._numbers[touching], overlaps[touching], len(self._sizes))
        enough = np.flatnonzero(2 * held > end - start)
        if told := enough[self._told[enough]].tolist():
            enough = np.array(told)
        return int(enough[self._sizes[enough].argmin()] if len(enough) else held.argmax())
