"""Take the pieces of several passages together: their union, and whether it holds a place."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..types import Span


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the union of `spans`, in order and apart; those that touch are one."""
    union: list[Span] = []
    for start, end in sorted(spans):
        if union and start <= union[-1][1]:
            union[-1] = (union[-1][0], max(end, union[-1][1]))
        else:
            union.append((start, end))
    return union


def within(spans: Sequence[Span], at: int) -> bool:
    """Say whether one of `spans`, in order and apart, holds the character `at`."""
    place = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return place >= 0 and at < spans[place][1]
