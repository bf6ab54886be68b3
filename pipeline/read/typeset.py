"""Put the lines of pages back into paragraphs: running heads and page numbers off, words broken at line ends mended.

It knows nothing of PDF: a line is its text, its place and the size of its type. Lines stay in the order given, which
in a file from any typesetting program is the order of reading, column after column.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .furniture import byline, date_line, ends_a_sentence, is_masthead

_EDGE = 4  # lines at the top and at the bottom of a page that can be running heads
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(r"[-–—|\s]*(?:(?:page|p\.|seite)\s*)?\d{1,4}(?:\s*(?:of|/|von|de)\s*\d{1,4})?[-–—|\s]*", re.I)
# What browsers print above and below a page: when it was printed, and its address.
_PRINTED = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?(?: .{0,300})?", re.I)
_ADDRESS = re.compile(r"(?P<url>(?:https?|file)://\S+)(?: \d{1,4} ?/ ?\d{1,4})?")
# What stands on lines of its own in what a database writes.
_LABEL = re.compile(r"(?:length|byline|section|load-date|dateline|highlight|copyright|publication\b.{0,12}): .*", re.I)
_BULLET = re.compile(r"(?:[-•*▪●–—]|\(?\d{1,3}[.)]) ")
_BROKEN = re.compile(r"(?P<head>[^\W\d_]+)[-\u2010]$")
_KEEPS_HYPHEN = frozenset(["anti", "ex", "half", "non", "self", "vice", "well"])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: where it begins, in points from the lower left corner, and the size of its type."""

    page: int
    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """The paragraphs of a document, the one in the largest type on its first page, and what stood on every page."""

    paragraphs: tuple[str, ...]
    largest: str | None
    running: tuple[str, ...]
    url: str | None


def typeset(lines: Iterable[Line]) -> Typeset:
    """Return the paragraphs that the lines make, in their order."""
    lines = [line for line in map(_plain, lines) if line.text]
    taken, running, url = _running(lines)
    lines = _with_initials([line for number, line in enumerate(lines) if number not in taken])
    blocks = _blocks(lines)
    hyphened = {word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+-[^\W\d_]+", line.text)}
    paragraphs = tuple(_joined([line.text for line in block], hyphened) for block in blocks)
    return Typeset(paragraphs, _largest(blocks, paragraphs, running), running, url)


def _plain(line: Line) -> Line:
    return Line(line.page, line.x, line.y, line.size, " ".join(line.text.translate(_LIGATURES).split()))


def _running(lines: Sequence[Line]) -> tuple[set[int], tuple[str, ...], str | None]:
    """Return the places of running heads, feet and page numbers among the lines, their texts, and an address there."""
    pages: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        pages[line.page].append(number)
    edges: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken: set[int] = set()
    url = None
    for numbers in pages.values():
        by_height = sorted(numbers, key=lambda number: -lines[number].y)
        for edge, near in (("top", by_height[:_EDGE]), ("bottom", by_height[: -_EDGE - 1 : -1])):
            for number in near:
                text = lines[number].text
                edges[edge, re.sub(r"\d+", "#", text.casefold())].append(number)
                # A line of the text ends in a full stop or goes on; a number alone at the very edge counts pages.
                if _PRINTED.fullmatch(text) or (_PAGE_NUMBER.fullmatch(text) and number in (near[:2])):
                    taken.add(number)
                elif address := _ADDRESS.fullmatch(text):
                    taken.add(number)
                    url = url or (address["url"] if address["url"].startswith("http") else None)
    texts = []
    for numbers in edges.values():
        on = {lines[number].page for number in numbers}
        heights = [lines[number].y for number in numbers]
        # Left and right pages may have heads of their own, and the first page none.
        if len(on) >= max(2, 0.3 * len(pages)) and max(heights) - min(heights) < 6:
            taken.update(numbers)
            texts.append(lines[numbers[0]].text)
    return taken, tuple(dict.fromkeys(texts)), url


def _with_initials(lines: list[Line]) -> list[Line]:
    """Return the lines with a large first letter put before the line that it begins."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if above and len(above.text) == 1 and above.text.isupper() and above.size > 1.5 * line.size:
            found[-1] = Line(line.page, line.x, line.y, line.size, above.text + line.text)
        else:
            found.append(line)
    return found


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of each paragraph."""
    if not lines:
        return []
    body = _body_size(lines)
    gaps: dict[float, list[float]] = defaultdict(list)
    for above, below in pairwise(lines):
        if _goes_down(above, below) and _alike(above, below):
            gaps[round(below.size)].append(above.y - below.y)
    leading = {size: median(found) for size, found in gaps.items()}
    lengths = sorted(len(line.text) for line in lines if abs(line.size - body) < 1) or [0]
    full = lengths[len(lengths) * 9 // 10]
    blocks = [[lines[0]]]
    for number, (above, below) in enumerate(pairwise(lines), start=1):
        after = lines[number + 1] if number + 1 < len(lines) else None
        is_short = len(above.text) < 0.7 * full
        if (
            not _alike(above, below)
            or _stands_alone(above.text)
            or _stands_alone(below.text)
            or below.text.startswith(("• ", "▪ ", "● "))
            or (is_short and ends_a_sentence(above.text) and below.size < 1.15 * body)
            or _apart(above, below, leading.get(round(below.size), 1.2 * below.size))
            or (below.size < 1.15 * body and _indented(above, below, after, is_short=is_short))
        ):
            blocks.append([])
        blocks[-1].append(below)
    return blocks


def _body_size(lines: Iterable[Line]) -> float:
    """Return the size that most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= 0.12 * max(one.size, other.size)


def _goes_down(above: Line, below: Line) -> bool:
    """Say whether a line stands below another on the same page, not at the head of the next column."""
    return above.page == below.page and 0 < above.y - below.y < 10 * max(below.size, 1)


def _stands_alone(text: str) -> bool:
    if len(text) >= 80:
        return False
    return bool(byline(text) or date_line(text) or is_masthead(text) or _LABEL.fullmatch(text))


def _apart(above: Line, below: Line, leading: float) -> bool:
    """Say whether there is more room between two lines than between others of their size."""
    return _goes_down(above, below) and above.y - below.y > 1.35 * leading


def _indented(above: Line, below: Line, after: Line | None, *, is_short: bool) -> bool:
    """Say whether the line begins further in than the one above it, or the one after it."""
    least, most = 0.6 * below.size, 8 * below.size
    if _goes_down(above, below) and not _BULLET.match(above.text) and least <= below.x - above.x <= most:
        return True
    hangs = after is not None and _goes_down(below, after) and least <= below.x - after.x <= most
    return hangs and (ends_a_sentence(above.text) or (is_short and abs(above.x - below.x) < 0.5 * below.size))


def _joined(texts: Sequence[str], hyphened: set[str]) -> str:
    """Return one paragraph of its lines; a word broken at a line's end is whole again.

    A hyphen stays where the document has the word with it elsewhere, before a capital or a digit, and after one letter
    or "self" and the like.
    """
    found = texts[0]
    for text in texts[1:]:
        if found.endswith("\u00ad"):
            found = found[:-1] + text
        elif match := _BROKEN.search(found):
            head, rest = match["head"].casefold(), re.match(r"[^\W\d_]*", text)
            tail = rest[0] if rest else ""
            keeps = not tail[:1].islower() or len(head) == 1 or f"{head}-{tail.casefold()}" in hyphened
            keeps = keeps or (head in _KEEPS_HYPHEN and len(tail) > 4)
            found = (found if keeps else found[:-1]) + text
        elif re.search(r"\d[-–]$", found):
            found += text
        else:
            found += " " + text
    return found


def _largest(blocks: Sequence[Sequence[Line]], paragraphs: Sequence[str], running: Iterable[str]) -> str | None:
    """Return the paragraph in the largest type on the first page, where it is larger than the text and like a title."""
    if not blocks:
        return None
    body = _body_size(line for block in blocks for line in block)
    heads = set(running)
    first = [
        (block[0].size, text)
        for block, text in zip(blocks, paragraphs, strict=True)
        if block[0].page == blocks[0][0].page and text not in heads and not is_masthead(text)
    ]
    size, text = max(first, key=lambda found: found[0], default=(0.0, ""))
    return text if size > 1.15 * body and 2 <= len(text.split()) <= 40 else None
