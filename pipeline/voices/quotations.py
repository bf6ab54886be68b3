"""Find what a text quotes, by its quotation marks and by blocks that are set off after a colon.

A quotation is somebody's words ("speech"), words that the writer holds at a distance ("scare") or a title or name
("title"). Not done here: whose words they are and how they are introduced, and speech without marks, indirect or free.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from ..sentences import sentences
from ..types import Attribution, Document, Span
from .kinds import FEW, NEAR, WORD, Kinds, QuotationKind, cued
from .marks import pairs

LONGEST_GAP = 15  # words between two pieces of one quotation: “…,” said the minister of trade, “…”
LONGEST_BLOCK = 3000  # characters of a paragraph that is set off
SHORTEST_BLOCK = 5  # words
LONGEST_LISTED = 4  # words of a quotation in a list of them
LONGEST_LIST = 12  # characters between two in a list
LONGEST_REPEATED = 3  # words of the longest scare quotes that are looked for in what was said

_GAP = re.compile(
    r"(?P<last>\S)\s?(?:''|``|[”“»«\"’‘'›」』])(?P<said>.*[\w’',—–-])\s*(?:''|``|,,|[“„«»\"‘'‹「『])\s?", re.DOTALL
)
_ANOTHER = re.compile(r"\b(?:while|whereas|but)\b|;")  # after it, another speaker may begin
_SET_OFF = re.compile(r":[^\S\n]*\n\s*(?P<block>\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*)")
_BLOCK_CUE = re.compile(
    r"\b(?:said|says|wrote|writes|read|reads|stated|posted|tweeted|replied|responded|added|declared|told \w+|"
    r"(?:statement|letter|note|email|e-mail|message|post|tweet|memo|text|verdict|passage|excerpt|paragraph)"
    r"(?: \w+){0,4}|had this to say|in full)$",
    re.IGNORECASE,
)
_NO_BLOCK = re.compile(r"[-•*▪●–—>\d(\[“„«\"‘'‚‹「『`,#@<]")
_LIST = re.compile(r"[^\w\s]{1,3},?\s*(?:(?:and|or|&)\s+)?[^\w\s]{1,3}")
_STOPPED = re.compile(r"[.!?…:;][^\w\s]{0,3}\s*$")
_ENDS = re.compile(r"[.!?…][)\]”’\"]?$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: its content in order, a piece for each part or paragraph, without the marks.

    `depth` is 0, or 1 for a quotation inside another; those deeper still are not told. `kind` is "speech" for
    somebody's words, "scare" for up to three words in marks that nobody near is said to have spoken (the “experts”),
    "title" for the title of a work, a name, a nickname, and a word that is spoken of as a word (the word “crime”).
    """

    content: tuple[Span, ...]
    depth: int
    kind: QuotationKind


def quotations(text: str, ends: Sequence[int]) -> list[Quotation]:
    """Return the quotations of `text` in the order in which they begin; `ends` are where its sentences end, in order.

    A quotation that its speaker interrupts within a sentence (“…,” she said, “…”) has one piece of content for each
    part, and so has one that runs over several paragraphs, each of which opens it again. A paragraph without marks
    that is set off after "He wrote:" is one too. Those of equal depth do not overlap.
    """
    outer, inner = _depths(text)
    outer = _joined(text, outer, ends)
    kinds = Kinds(text)
    found: list[Quotation] = []
    for content in outer:
        kind = kinds.of(content, _sentence(text, content, ends), inner=False)
        if found and found[-1].kind == "title" and kind != "title" and _lists(text, found[-1].content, content):
            kind = "title"
        found.append(Quotation(content, 0, kind))
    found += [Quotation(content, 1, kinds.of(content, around, inner=True)) for content, around in inner]
    return sorted(_reconsidered(text, found, ends), key=lambda quotation: quotation.content)


def voices(doc: Document | str) -> list[Attribution]:
    """Return what `doc` quotes as speech, in order, each as one attribution; the marks are not in its content."""
    if isinstance(doc, str):
        doc = Document(id="", text=doc, body=(0, len(doc)))
    ends = [sent.end for sent in sentences(doc)]
    return [
        Attribution(content=quotation.content)
        for quotation in quotations(doc.text, ends)
        if quotation.kind == "speech" and quotation.depth == 0
    ]


def _depths(text: str) -> tuple[list[tuple[Span, ...]], list[tuple[tuple[Span, ...], Span]]]:
    """Return the outer quotations, and each one right inside them with the piece around it."""
    found = pairs(text)
    found = sorted([*found, *_blocks(text, found)], key=lambda pieces: (pieces[0][0], -pieces[-1][1]))
    outer: list[tuple[Span, ...]] = []
    inner: list[tuple[tuple[Span, ...], Span]] = []
    end = last = 0  # of the outer quotation, and of the last one inside it
    for pieces in found:
        if pieces[0][0] >= end:
            outer.append(pieces)
            end, last = pieces[-1][1], 0
        elif pieces[0][0] >= last:
            around = next((piece for piece in outer[-1] if piece[0] <= pieces[0][0] < piece[1]), None)
            if around:
                inner.append((pieces, around))
                last = pieces[-1][1]
    return outer, inner


def _blocks(text: str, found: Sequence[tuple[Span, ...]]) -> Iterator[tuple[Span, ...]]:
    """Yield the paragraphs without marks that are set off after a line such as "The statement read in full:"."""
    starts = [pieces[0][0] for pieces in found]
    reach = list(accumulate((pieces[-1][1] for pieces in found), max))
    for match in _SET_OFF.finditer(text):
        start, end = match.start("block"), match.start("block") + len(match["block"].rstrip())
        if not _BLOCK_CUE.search(text, max(0, match.start() - NEAR), match.start()) or _NO_BLOCK.match(text, start):
            continue
        before, after = bisect_left(starts, start), bisect_left(starts, end)
        crossed = (before and reach[before - 1] > start) or (after > before and reach[after - 1] > end)
        if crossed or end - start > LONGEST_BLOCK or not _ENDS.search(text, end - 2, end):
            continue
        if len(WORD.findall(text, start, end)) >= SHORTEST_BLOCK:
            yield ((start, end),)


def _joined(text: str, outer: list[tuple[Span, ...]], ends: Sequence[int]) -> list[tuple[Span, ...]]:
    """Join the pieces of each quotation that is interrupted within one sentence."""
    joined = outer[:1]
    for left, right in pairwise(outer):
        # Equal numbers of sentences end before both: they stand in one.
        one = bisect_left(ends, left[-1][1]) == bisect_left(ends, right[0][0])
        if one and _goes_on(text, left, right):
            joined[-1] = (*joined[-1], *right)
        else:
            joined.append(right)
    return joined


def _goes_on(text: str, left: tuple[Span, ...], right: tuple[Span, ...]) -> bool:
    """Say whether between two contents stands no more than “…,” she said, “…”."""
    start, end = left[-1][1], right[0][0]
    between = text[start - 1 : end] if end - start <= 20 * LONGEST_GAP else ""
    gap = _GAP.fullmatch(between)
    if gap is None or "\n\n" in between:
        return False
    said = gap["said"].strip()
    paused = gap["last"] in ",?!—–-" or said.startswith((",", "—", "–"))
    if not (paused and said.endswith((",", "—", "–"))):
        return False
    if not cued(said) and len(WORD.findall(text, *left[-1])) <= FEW:
        return False  # a list: “Fair Play,” then “Foul Play,” and “Play”
    return len(WORD.findall(said)) <= LONGEST_GAP and not _ANOTHER.search(said)


def _sentence(text: str, content: tuple[Span, ...], ends: Sequence[int]) -> Span:
    """Return the sentence that holds `content`, cut at line ends."""
    start, end = content[0][0], content[-1][1]
    first = bisect_right(ends, start)
    last = bisect_left(ends, end)
    begin = max(ends[first - 1] if first else 0, text.rfind("\n", max(0, start - 300), start) + 1)
    stop = ends[last] if last < len(ends) else len(text)
    line = text.find("\n", end, min(stop, end + 300))
    return begin, max(end, stop if line < 0 else line)


def _lists(text: str, left: tuple[Span, ...], right: tuple[Span, ...]) -> bool:
    """Say whether a short quotation stands in a list after another: the words “one,” “two” and “three”."""
    start, end = left[-1][1], right[0][0]
    if len(WORD.findall(text, *right[0])) > LONGEST_LISTED or end - start > LONGEST_LIST:
        return False
    return len(right) == 1 and _LIST.fullmatch(text, start, end) is not None


def _reconsidered(text: str, found: list[Quotation], ends: Sequence[int]) -> list[Quotation]:
    """Make speech of short quotations that somebody is, after all, said to have spoken.

    They share their sentence with speech, repeat what is quoted elsewhere in the text, or stand in a line without a
    stop: a headline quotes what the body attributes.
    """
    spoken, said, held = set(), set(), set()
    for quotation in found:
        words = _plain(text, quotation)
        if quotation.kind == "speech":
            spoken |= {bisect_left(ends, end) for _, end in quotation.content}
            said |= _runs(words) | ({words} if len(words) == 1 else set())
        elif quotation.kind == "scare" and not _headline(text, quotation.content, ends):
            held.add(words)

    def heard(quotation: Quotation) -> bool:
        words = _plain(text, quotation)
        if words in said or bisect_left(ends, quotation.content[0][1]) in spoken:
            return True
        return words not in held

    return [
        replace(quotation, kind="speech")
        if quotation.kind == "scare" and quotation.depth == 0 and heard(quotation)
        else quotation
        for quotation in found
    ]


def _headline(text: str, content: tuple[Span, ...], ends: Sequence[int]) -> bool:
    line = text[slice(*_sentence(text, content, ends))]
    return _STOPPED.search(line[-10:]) is None


def _plain(text: str, quotation: Quotation) -> tuple[str, ...]:
    """Return the words of a quotation, in lower case and without the points at their ends."""
    return tuple(word.casefold().strip(".'’-") for piece in quotation.content for word in WORD.findall(text, *piece))


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return the runs of two to `LONGEST_REPEATED` words."""
    return {
        run for size in range(2, LONGEST_REPEATED + 1) for run in zip(*(words[n:] for n in range(size)), strict=False)
    }
