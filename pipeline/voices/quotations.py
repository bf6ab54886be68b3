"""Find what a document quotes, by its quotation marks alone.

A passage is taken as somebody's words where its marks balance and it has at least three words; fewer are scare
quotes, which the loaded-language measure looks at. Not done here: whose words they are and how they are introduced
(`source`, `cue`, `speaker`, `endorsement` stay empty), speech without marks, and quotations within quotations.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from ..sentences import sentences
from ..types import Attribution, Document, Span

SHORTEST = 3  # words of a quotation
LONGEST_GAP = 15  # words between two pieces of one quotation: “…,” said the minister of trade, “…”
LONGEST = (
    3000  # characters of a quotation within a paragraph; without a bound, stray marks cost a search to its end each
)

_PARAGRAPH = re.compile(r"\n\s*\n")
_WORD = re.compile(r"\w[\w'’.-]*")
_DOUBLE = {"“": "”", "„": "“”", "«": "»", '"': '"'}
_SINGLE = {"‘": "’", "'": "'"}
_CLOSERS = _DOUBLE | _SINGLE
_ANOTHER = re.compile(r"\b(?:while|whereas|but)\b|;")  # after it, another speaker may begin


def voices(doc: Document | str) -> list[Attribution]:
    """Return the quotations of `doc` in order, each as one attribution; the marks are not in its content.

    A quotation that its speaker interrupts (“…,” she said, “…”) has one piece of content for each part, and so
    has one that runs over several paragraphs, each of which opens it again.
    """
    if isinstance(doc, str):
        doc = Document(id="", text=doc, body=(0, len(doc)))
    return [
        Attribution(content=content)
        for content in _joined(doc, list(_quotations(doc.text)))
        if sum(len(_WORD.findall(doc.text, *piece)) for piece in content) >= SHORTEST
    ]


def _quotations(text: str) -> Iterator[tuple[Span, ...]]:
    """Yield the content of each balanced pair of marks, one piece a paragraph."""
    carried: tuple[Span, ...] = ()  # pieces of a quotation that did not close in its paragraph
    mark = ""
    bounds = [0, *(at for gap in _PARAGRAPH.finditer(text) for at in gap.span()), len(text)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        opening = _opening(text, start, end)
        if opening is None or text[start:opening].strip() or text[opening] != mark:
            carried = ()
        while opening is not None:
            closing = _closing(text, opening, end)
            if closing is not None:
                if content := (*carried, *_pieces(text, opening + 1, closing)):
                    yield content
                carried = ()
            elif text[opening] in _DOUBLE and text.find(text[opening], opening + 1, end) < 0:
                carried = (*carried, *_pieces(text, opening + 1, end))
                mark = text[opening]
                break
            else:
                carried = ()
            opening = _opening(text, (closing or opening) + 1, end)


def _opening(text: str, start: int, end: int) -> int | None:
    """Return the first mark in text[start:end] that can open a quotation; an apostrophe cannot."""
    for at in range(start, end):
        if text[at] in _CLOSERS:
            before, after = text[at - 1] if at else " ", text[at + 1] if at + 1 < end else " "
            free = before.isspace() or before in "([—–-“\"‘'"
            if text[at] in "“„«" or (free and not after.isspace() and not (text[at] in _SINGLE and after.isdigit())):
                return at
    return None


def _closing(text: str, opening: int, end: int) -> int | None:
    """Return the mark that closes the one at `opening`, None where it opens again first or never closes."""
    mark = text[opening]
    possessive = None
    for at in range(opening + 1, min(end, opening + LONGEST)):
        before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
        if text[at] == mark and (mark not in "\"'" or (before.isspace() and not after.isspace())):
            break
        if text[at] not in _CLOSERS[mark]:
            continue
        if mark in _DOUBLE or (not after.isalnum() and before not in "sS" and not before.isspace()):
            return at
        if before in "sS" and not after.isalnum():
            possessive = possessive or at  # “the ministers’ plan”, or the end after all
    return possessive


def _joined(doc: Document, quotations: list[tuple[Span, ...]]) -> list[tuple[Span, ...]]:
    """Join the pieces of each quotation that is interrupted within one sentence."""
    going_on = [_goes_on(doc.text, left[-1][1], right[0][0]) for left, right in pairwise(quotations)]
    ends = [sent.end for sent in sentences(doc)] if any(going_on) else []
    joined = quotations[:1]
    for left, right, goes_on in zip(quotations, quotations[1:], going_on, strict=False):
        # Equal numbers of sentences end before both: they stand in one.
        if goes_on and bisect_left(ends, left[-1][1]) == bisect_left(ends, right[0][0]):
            joined[-1] = (*joined[-1], *right)
        else:
            joined.append(right)
    return joined


def _goes_on(text: str, left: int, right: int) -> bool:
    """Say whether between two contents stands no more than “…,” she said, “…”."""
    between = text[left - 1 : right]
    gap = re.fullmatch(r"(?P<last>\S)\s?[”“»\"’'](?P<said>.*[\w’',—–-])\s*[“„«\"‘']\s?", between, re.DOTALL)
    if gap is None or "\n\n" in between:
        return False
    said = gap["said"].strip()
    paused = gap["last"] in ",?!—–-" or said.startswith((",", "—", "–"))
    if not (paused and said.endswith((",", "—", "–"))):
        return False
    return len(_WORD.findall(said)) <= LONGEST_GAP and not _ANOTHER.search(said)


def _pieces(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return text[start:end] without the white space at its ends as the only piece, no piece where it is blank."""
    piece = text[start:end]
    if not piece.strip():
        return ()
    return ((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())),)
