"""Hold the heads of one spelling, and say which kind the votes for several give."""

from collections import Counter

from ..types import Kind

PREFERENCE: tuple[Kind, ...] = ("person", "organisation", "place", "group")  # decides where votes for a kind tie
RARE = 4  # a last name shared by several joins the one who is named this many times as often as all others


class Unit:
    """All heads of one spelling, whatever their kind: one spelling is one entity."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.forms: Counter[str] = Counter()
        self.kinds: Counter[Kind] = Counter()

    @property
    def kind(self) -> Kind:
        return majority(self.kinds)

    @property
    def count(self) -> int:
        return self.forms.total()


def majority(votes: Counter[Kind]) -> Kind:
    """Return the kind with the most votes."""
    if len(votes) == 1:
        return next(iter(votes))  # as nearly always
    return max(PREFERENCE, key=lambda kind: (votes[kind], -PREFERENCE.index(kind)))
