"""Tell whether a phrase is doer or target of a verb: by an act that was parsed, else by the words beside it.

Only what stands directly beside the phrase is read, so most phrases are "other".
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, TypeAlias

from ..types import Act, Span
from .closed import ADVERBS, AUXILIARIES, BE, RELATIVES
from .lexicon import Lexicon
from .words import Word, joined

Slot: TypeAlias = Literal["doer", "target", "holder", "other"]
Deed: TypeAlias = tuple[Span, Slot, str]

BACK = 8  # deeds before a phrase that are looked at
AHEAD = 5  # words after it


INVERTED = frozenset(
    ["say", "add", "explain", "write", "note", "warn", "claim", "argue", "insist"]
)  # “…,” said the mayor
_INNER = re.compile(r"\b(?:of|for|by|from|in|at|on|to|with|against|near|who|which|that)\b|['’]s\b", re.IGNORECASE)


def deeds_of(acts: Sequence[Act]) -> list[Deed]:
    """Return the phrases of doers and targets, in order, each with its slot and its act."""
    doers: list[Deed] = [(act.doer, "doer", act.act) for act in acts if act.doer]
    targets: list[Deed] = [(act.target, "target", act.act) for act in acts if act.target]
    return sorted(doers + targets)


def deed(text: str, span: Span, deeds: Sequence[Deed]) -> tuple[Slot, str] | None:
    """Return slot and act of the deed whose doer or target the phrase at `span` heads."""
    last = bisect_right(deeds, span[0], key=lambda one: one[0][0])
    for (start, end), slot, act in reversed(deeds[max(0, last - BACK) : last]):
        if span[1] <= end and span[0] - start < 200 and not _INNER.search(text, start, span[0]):
            return slot, act
    return None


def beside(text: str, tokens: Sequence[Word], first: int, last: int, known: Lexicon) -> tuple[Slot, str | None]:
    """Return slot and verb of the phrase of the words `first` (its determiner) to `last`, by its neighbours."""
    if tokens[last].owner:
        return "holder", None
    return _after(text, tokens, last, known) or _before(text, tokens, first, known) or ("other", None)


def _after(text: str, tokens: Sequence[Word], last: int, known: Lexicon) -> tuple[Slot, str] | None:
    passive = helped = False
    for at in range(last + 1, min(last + 1 + AHEAD, len(tokens))):
        word = tokens[at]
        if not joined(text, tokens[at - 1], word) or word.mention is not None:
            return None
        if word.plain in BE or word.plain in AUXILIARIES:
            passive, helped = word.plain in BE, True
            continue
        if word.plain in ADVERBS or word.plain in RELATIVES or word.plain.endswith("ly"):
            continue
        verb = known.verbs.get(word.plain)
        if verb is None:
            return None
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        by = following is not None and following.plain == "by" and joined(text, word, following)
        if word.plain in known.past and (passive or (by and not helped)):
            return "target", verb
        many = tokens[last].plain in known.nouns and known.nouns[tokens[last].plain].plural
        return ("doer", verb) if helped or many or word.plain not in known.base else None
    return None


def _before(text: str, tokens: Sequence[Word], first: int, known: Lexicon) -> tuple[Slot, str] | None:
    if first < 1 or not joined(text, tokens[first - 1], tokens[first]):
        return None
    word = tokens[first - 1]
    before = tokens[first - 2] if first > 1 and joined(text, tokens[first - 2], word) else None
    if word.plain == "by" and before is not None and before.plain in known.past:
        return "doer", known.verbs[before.plain]
    verb = known.verbs.get(word.plain)
    if verb in INVERTED:
        return "doer", verb
    if verb is None or word.mention is not None or (before is not None and before.plain in BE):
        return None
    return "target", verb
