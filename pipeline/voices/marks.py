"""Pair the quotation marks of a text, and tell them from apostrophes, inches and stray marks.

A mark's direction is told from its shape and its neighbours, so that any style and a mixed one (opened curly,
closed straight) pair up. What never closes in its paragraph pairs with nothing and swallows nothing, unless the
next paragraph opens it again. Not done here: what a quotation is (`kinds`), and which belong together (`quotations`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..types import Span

LONGEST = 3000  # characters of a quotation within a paragraph
LONGEST_DOUBTFUL = 80  # characters of one whose closing mark may be a plural's apostrophe: the ‘reforms’ of
DEEPEST = 4  # marks open at once; more is no text

# A blank line, or a mark (a lone comma or line's end is neither). It begins with one set of characters, by which it
# is found fast. Of three single marks in a row, those of the inner quotation are one.
_TOKEN = re.compile(
    r"[\n,'`“”„‟\"＂‘’‚‛«»‹›「」『』]"
    r"(?:(?<=\n)[^\S\n]*\n\s*|(?<=')'(?!'(?!['\w]))|(?<=`)`|(?<=,),)?"
)
_FAMILY = {
    **dict.fromkeys(("“", "”", "„", "‟", '"', "＂", "''", "``", ",,"), "double"),
    **dict.fromkeys("‘’‚‛'`", "single"),
    **dict.fromkeys("«»", "«"),
    **dict.fromkeys("‹›", "‹"),
    **dict.fromkeys("「」", "「"),
    **dict.fromkeys("『』", "『"),
}
_STYLE = {'"': "straight", "＂": "straight", "''": "typed", "``": "typed", ",,": "typed"}  # others: by family
_OPENERS = frozenset("“„‟‘‚‛`«‹「『") | {"``", ",,"}
_CLOSERS = frozenset("”’»›」』")
_NEVER_CLOSING = frozenset("„‚「『") | {",,"}

_BEFORE = frozenset("([{—–-/…:>|*_~")  # after these, as after white space, a mark may open
_AFTER = frozenset(".,;:!?)]}—–-…/<|*_~“”„‟\"＂‘’‚‛'`«»‹›」』")  # before these it may close
_ELISION = re.compile(
    r"(?:\d\ds?|tis|twas|twere|em|cause|cuz|bout|till?|n|round|fraid|sup|nuff|ello|ere|im|er)(?!\w)", re.IGNORECASE
)
_CLIPPED = re.compile(r"(?:\b(?:o|an|ol|th|wi|lil|de)|['’‘]n)$", re.IGNORECASE)  # rock ’n’ roll, o’ the isles
_NEVER_CLOSED = re.compile(r"[,.?!] (?:\w+ ){0,2}(?:said|says|added|told \w+)\.?\s*$")
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?…][)”\"'’»]*)\s*$")


@dataclass(slots=True)
class _Open:
    """A mark that waits for its other half."""

    family: str
    style: str
    start: int  # where its content begins
    pieces: list[Span] = field(default_factory=list)  # of the paragraphs before this one
    doubtful: int | None = None  # a mark that may close it or be an apostrophe


def pairs(text: str) -> list[tuple[Span, ...]]:
    """Return what stands in each pair of marks of `text`, in order, one piece a paragraph, without the marks.

    Two of them lie apart or one in the other. No piece is empty or begins or ends with white space.
    """
    reader = _Reader(text)
    return sorted(filter(None, reader.read()), key=lambda pieces: (pieces[0][0], -pieces[-1][1]))


class _Reader:
    """One pass over the marks of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Open] = []
        self._opened = -1  # where the last opening mark ended
        self._carried: _Open | None = None  # opened in the paragraph before, and to be opened again by a mark here
        self._line = 0  # where that mark has to stand

    def read(self) -> Iterator[tuple[Span, ...]]:
        for token in _TOKEN.finditer(self._text):
            if token[0] in _FAMILY:
                yield from self._mark(token[0], *token.span())
            elif token[0] not in "\n,":
                yield from self._paragraph(*token.span())
        yield from self._drop(0)

    def _paragraph(self, end: int, start: int) -> Iterator[tuple[Span, ...]]:
        """Close the paragraph that ends at `end`; the next begins at `start`."""
        waiting = [entry for entry in self._open if entry.doubtful is None]
        yield from self._drop(0)
        entry = next((entry for entry in reversed(waiting) if entry.family != "single"), None)
        entry = entry or (waiting[-1] if waiting else None)
        self._carried, self._line = None, start
        if entry is None or end - entry.start > LONGEST:
            return
        if not _NEVER_CLOSED.search(self._text, max(entry.start, end - 60), end):
            entry.pieces += self._pieces(entry.start, end)
            self._carried = entry

    def _mark(self, mark: str, start: int, end: int) -> Iterator[tuple[Span, ...]]:
        family = _FAMILY[mark]
        style = _STYLE.get(mark, family)
        if family == "single" and self._apostrophe(mark, start, end):
            return
        at = self._waiting(family, style)
        opens = self._opens(mark, start, end, waiting=at is not None)
        if opens:
            yield from self._begin(family, style, start, end)
        elif opens is False and at is not None:
            entry = self._open[at]
            if family == "single" and self._doubtful(start, end):
                if at == len(self._open) - 1 and entry.doubtful is None:
                    entry.doubtful = start
                return
            yield from self._drop(at + 1)
            self._open.pop()
            yield self._closed(entry, start)

    def _begin(self, family: str, style: str, start: int, end: int) -> Iterator[tuple[Span, ...]]:
        self._opened = end
        if self._carried and start == self._line and (family, style) == (self._carried.family, self._carried.style):
            self._carried.start = end
            self._open.append(self._carried)
            return
        same = [n for n, entry in enumerate(self._open) if (entry.family, entry.style) == (family, style)]
        # The same mark again within its quotation is one inside another; at a sentence's start the first never closed.
        if same and (family == "single" or _SENTENCE_BEFORE.search(self._text, max(0, start - 4), start)):
            yield from self._drop(same[-1])
        if len(self._open) == DEEPEST:
            yield from self._drop(0)
        self._open.append(_Open(family, style, end))

    def _opens(self, mark: str, start: int, end: int, *, waiting: bool) -> bool | None:
        """Say whether a mark opens (True), closes (False) or does neither (None)."""
        left, right = self._text[start - 1 : start] or " ", self._text[end : end + 1] or " "
        free = left.isspace() or left in _BEFORE or self._opened == start
        closes = right.isspace() or right in _AFTER
        if mark in _CLOSERS:
            if waiting or mark == "’":
                return False
            return True if free and right.isalnum() else None
        if mark in _OPENERS:
            if waiting and not free and closes and mark not in _NEVER_CLOSING:
                return False  # „so“, »so«, or the wrong mark
            if right.isspace() and (mark not in "“«" or not free):
                return None
            return True if free or (_FAMILY[mark] != "single" and mark != ",,") else None
        if free and not right.isspace() and (left.isspace() or self._opened == start or not (closes and waiting)):
            return True
        if closes or waiting:
            return None if self._feet(start) else False
        return True if right.isalnum() and not left.isdigit() and left != "=" and mark != "'" else None

    def _apostrophe(self, mark: str, start: int, end: int) -> bool:
        left, right = self._text[start - 1 : start], self._text[end : end + 1]
        if left.isspace() and right.isalnum() and mark == "’":
            return True
        if left.isalnum():
            return right.isalnum() or bool(_CLIPPED.search(self._text, max(0, start - 4), start))
        return mark in "‘'’" and bool(_ELISION.match(self._text, end))

    def _doubtful(self, start: int, end: int) -> bool:
        """Say whether a single mark that may close is as likely a plural's, a verb's or a foot's: s’, goin’, 6'."""
        if not self._text[end : end + 1].isspace():
            return False
        word = self._text[max(0, start - 2) : start]
        return word[-1:] in "sSzZxX" or word[-1:].isdigit() or word == "in"

    def _feet(self, start: int) -> bool:
        return re.search(r"\d['’′] ?\d{1,2}$", self._text[max(0, start - 6) : start]) is not None

    def _waiting(self, family: str, style: str) -> int | None:
        """Return which open mark one of this family and style would close: the last of the same style, else any."""
        found = [n for n, entry in enumerate(self._open) if entry.family == family]
        same = [n for n in found if self._open[n].style == style]
        if family == "single" and found and found[-1] != len(self._open) - 1:
            return None  # within the inner quotation it is an apostrophe
        return (same or found)[-1] if found else None

    def _drop(self, at: int) -> Iterator[tuple[Span, ...]]:
        """Give up what is open from the number `at` on, save for what a doubtful mark closes."""
        for entry in self._open[at:]:
            if entry.doubtful is not None and entry.doubtful - entry.start <= LONGEST_DOUBTFUL:
                yield self._closed(entry, entry.doubtful)
        del self._open[at:]

    def _closed(self, entry: _Open, end: int) -> tuple[Span, ...]:
        if end - entry.start > LONGEST:
            return ()
        return (*entry.pieces, *self._pieces(entry.start, end))

    def _pieces(self, start: int, end: int) -> list[Span]:
        """Return text[start:end] without the white space at its ends as the only piece, none where it is blank."""
        piece = self._text[start:end]
        if not piece.strip():
            return []
        return [(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))]
