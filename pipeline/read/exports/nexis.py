"""Split what Nexis Uni and Lexis Advance export as DOCX or RTF: many articles, "End of Document" after each.

An article begins with headline, outlet, date and labels down to `Body`. Blank lines decide nothing, and label words
inside a body stay there: where it ends is told from the order of what follows, and from its stated length.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from ...errors import PipelineError
from ...outlets import is_known
from ..reading import FileReading, shown
from . import days
from .entries import UNTESTED, Entry, Export, paragraphs, words_in
from .labels import words_stated
from .nexislines import SECTIONS, Lines

_LOOK = 60  # lines with text in which a head has to be complete
_RUN = 8  # lines without a label that a label's value may go on for
_PATH = re.compile(r"https?://[^\s/]+/\S{4,}")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/?", re.IGNORECASE)


@dataclass(slots=True)
class _Item:
    """One article: its entry, where it and its body begin and where it stops, and what may be its rest."""

    entry: Entry
    start: int
    body: int
    stop: int = 0
    names: list[str] = field(default_factory=list)  # lines between headline and date: one of them is the outlet
    rest: list[tuple[int, int]] = field(default_factory=list)


def split(name: str, lines: Sequence[str], *, kind: str) -> FileReading | None:
    """Return the articles; None where the file is no such export.

    Raise PipelineError where it is one and no article in it can be told.
    """
    if (found := Lines.of(lines, kind)) is None:
        return None
    ends = [at for at, role in enumerate(found.roles) if role == "end"]
    promised, start = found.cover()
    if not ends and promised is None and "body" not in found.roles:
        return None
    items, strays = _items(found, start, ends)
    if not items:
        labels = sum(found.has(at, "length") or found.has(at, "load date") for at in range(len(found.text)))
        if promised is None and len(ends) < 2 and not (ends and labels):
            return None
        raise PipelineError(
            f"{name}: looks like an export of Nexis, but none of its articles has a head that can be told; "
            "export full documents again, as Word (.docx) with the page in English"
        )
    export = Export(name, f"Nexis {kind}", promised=promised)
    _name_outlets(items)
    for number, item in enumerate(items, start=1):
        item.entry.number = number
        strays += _fill(found, item)
        export.entries.append(item.entry)
    export.problems += [
        f"{name}: text that belongs to no article was left out, it begins “{shown(found.text[at])}”; see the file"
        for at in sorted(strays)
    ]
    if promised is not None and promised != len(items):
        export.problems.append(
            f"{name}: the cover lists {promised} articles, but {len(items)} were found; compare with the file"
        )
    if kind != "docx":
        export.notes.append(UNTESTED)
    return export.reading()


def _items(found: Lines, start: int, ends: list[int]) -> tuple[list[_Item], list[int]]:
    """Return the articles, and where text stands that is none's. Between two ends stands one article, or a rest."""
    items: list[_Item] = []
    strays: list[int] = []
    for stop in [*ends, len(found.text)]:
        if stop < start:
            continue
        heads = list(_heads(found, start, stop, ends_are_marked=bool(ends)))
        if heads and heads[0].start > start and items:
            strays += found.filled(start, heads[0].start, 1)
        for item, following in zip(heads, [*heads[1:], None], strict=False):
            item.stop = following.start if following else stop
        items += heads
        if not heads and (filled := found.filled(start, stop, 1)):
            if items:
                items[-1].rest.append((start, stop))
            elif stop < len(found.text):
                strays += filled
        start = stop + 1
    return items, strays


def _heads(found: Lines, start: int, stop: int, *, ends_are_marked: bool) -> Iterator[_Item]:
    """Yield the head of the article here, and heads further down: where an end is missing, those after a load date."""
    head = _head_first(found, start, stop) if start and found.roles[start - 1] == "end" else None
    head = head or _head_below(found, start, stop) or _head_first(found, start, stop)
    while head:
        yield head
        if ends_are_marked:
            loads = (at for at in range(head.body, stop) if found.has(at, "load date"))
            head = next(filter(None, (_head_first(found, at + 1, stop, strict=True) for at in loads)), None)
        else:
            head = _head_below(found, head.body, stop)


def _head_first(found: Lines, start: int, stop: int, *, strict: bool = False) -> _Item | None:
    """Return the head that begins with the next line that has text; `strict` asks for date, length and "Body"."""
    filled = found.filled(start, stop, _LOOK)
    label = next((n for n, at in enumerate(filled) if n and _is_above_body(found, at)), len(filled))
    dated = [n for n in range(1, label) if found.roles[filled[n]] == "date"]
    # A headline can be a date itself, and what stands above the date are headline and outlet.
    date = next((n for n in dated if n > 1), dated[0] if dated else None)
    if date is None and (strict or label < 2):
        return None
    last = date if date is not None else label - 1
    item = _below(found, filled[last] + 1, stop, strict=strict or date is None)
    if item is None:
        return None
    item.start = filled[0]
    item.entry.title = found.text[filled[0]]
    item.names = [found.text[at] for at in filled[1 : last if date is not None else label]]
    if date is not None:
        item.entry.date = days.day_line(found.text[filled[date]]) or ""
        item.entry.extra["date as written"] = found.text[filled[date]]
    return item


def _head_below(found: Lines, start: int, stop: int) -> _Item | None:
    """Return the next head wherever it begins: below a cover, or in a file that marks no ends."""
    for at in range(start, stop):
        if found.roles[at] != "date" or at - start < 2 or not found.text[at - 1]:
            continue
        if (item := _below(found, at + 1, stop, strict=True)) is None:
            continue
        top = at - 1
        while top - 1 >= start and found.text[top - 1] and at - top < 6:
            top -= 1
        if top == at - 1:  # a blank line between headline and outlet
            above = [n for n in range(max(start, top - 3), top) if found.text[n]]
            if not above:
                continue
            top = above[-1]
        item.start = top
        item.entry.title = found.text[top]
        item.names = [line for line in found.text[top + 1 : at] if line]
        item.entry.date = days.day_line(found.text[at]) or ""
        item.entry.extra["date as written"] = found.text[at]
        return item
    return None


def _is_above_body(found: Lines, at: int) -> bool:
    return isinstance(found.roles[at], tuple) or found.roles[at] in ("copyright", "body")


def _below(found: Lines, start: int, stop: int, *, strict: bool) -> _Item | None:
    """Return what the labels below a date say, and where the body begins: after "Body", or after the labels.

    Without a length there has to be "Body", and a label or copyright line; `strict` asks for both.
    """
    item = _Item(Entry(0), start, start)
    labels: list[tuple[str, list[str]]] = []
    after, run, body = start, 0, None
    for at in found.filled(start, stop, _LOOK):
        role, line = found.roles[at], found.text[at]
        if role == "body":
            body = at + 1
            break
        if isinstance(role, tuple) or role == "copyright":
            labels.append((role[0], [role[1]]) if isinstance(role, tuple) else ("copyright", [line]))
            after, run = at + 1, 0
        elif labels:
            run += 1
            if run > _RUN:
                break
            labels[-1][1].append(line)
        elif line.casefold().startswith("correction"):
            item.entry.extra["correction"] = "appended"
        elif len(found.filled(start, at, 4)) > 3 or role == "end":
            return None  # a text below a line that only looks like a date
        else:
            item.entry.extra.setdefault("edition", line)
    stated = any(name == "length" and words_stated(values[0]) is not None for name, values in labels)
    if not labels or not (stated and body if strict else stated or body):
        return None
    for name, values in labels:
        lasting = values if body else values[:1]
        item.entry.keep(name, " ".join(dict.fromkeys(map(str.strip, lasting))))
    item.body = body or after
    return item


def _name_outlets(items: list[_Item]) -> None:
    """Tell the outlet in each head: the line below the headline, unless another is a listed outlet or the usual one."""
    usual = {item.names[0] for item in items if len(item.names) == 1}
    for item in items:
        names = item.names
        if not names:
            # One line above the date: an outlet's name alone, or a headline without one.
            if item.entry.title in usual or is_known(item.entry.title):
                item.entry.outlet, item.entry.title = item.entry.title, ""
            continue
        undated = [n for n, line in enumerate(names) if not days.day_line(line)] or [0]
        at = next((n for n in undated if names[n] in usual or is_known(names[n])), undated[0])
        item.entry.outlet = names[at]
        item.entry.title = " ".join([item.entry.title, *names[:at]])
        for line in names[at + 1 :]:
            key = "correction" if line.casefold().startswith("correction") else "edition"
            item.entry.extra.setdefault(key, "appended" if key == "correction" else line.strip("()"))


def _fill(found: Lines, item: _Item) -> list[int]:
    """Give the entry its text; return where text stands that follows the article and is not its own."""
    entry, stop, rest = item.entry, item.stop, item.rest
    if rest:
        stops = [stop, *(end for _, end in rest)]
        own = _own(found, item)
        stop, rest = stops[own], rest[own:]
    last, labels = _tail(found, item.body, stop)
    for name, value in labels:
        entry.keep(name, value)
    last = _without_sections(found, item, last)
    body = [found.text[at] for at in range(item.body, last)]
    while body and (not body[-1] or _HOST.fullmatch(body[-1]) or _PATH.fullmatch(body[-1])):
        if _PATH.fullmatch(line := body.pop()):
            entry.keep("url", line)
    entry.text = paragraphs(body, kind=found.kind)
    return [at for start, end in rest for at in found.filled(start, end, 1)]


def _own(found: Lines, item: _Item) -> int:
    """Return how many of the pieces after the first "End of Document" are the article's, whose body has such a line.

    That is told from the stated length, or else from where the labels stand that end an article.
    """
    pieces = [(item.body, item.stop), *item.rest]
    tails = [_tail(found, start, stop) for start, stop in pieces]
    stated = item.entry.stated
    if stated is None:
        return next((n for n, (_, labels) in enumerate(tails) if labels), 0)
    # With the marks between them, and of the last piece only what stands above its labels.
    before = accumulate((words_in(" ".join(found.text[start : stop + 1])) for start, stop in pieces), initial=0)
    bodies = (words_in(" ".join(found.text[start:last])) for (start, _), (last, _) in zip(pieces, tails, strict=True))
    words = [sum(both) for both in zip(before, bodies, strict=False)]
    if abs(words[0] - stated) <= stated / 10 and (tails[0][1] or not any(labels for _, labels in tails)):
        return 0
    return min(range(len(words)), key=lambda n: abs(words[n] - stated))


def _tail(found: Lines, start: int, stop: int) -> tuple[int, list[tuple[str, str]]]:
    """Return where the labels at the end of an article begin, and what they say."""
    labels: list[tuple[str, str]] = []
    last = at = stop
    while at > start:
        at -= 1
        role = found.roles[at]
        if isinstance(role, tuple):
            labels.append(role)
        elif role == "copyright":
            labels.append(("copyright", found.text[at]))
        elif found.text[at] and role != "classes":
            break
        if found.text[at]:
            last = at
    return last, labels[::-1]


def _without_sections(found: Lines, item: _Item, last: int) -> int:
    """Return where the body ends above its sections of captions, corrections and notes, and keep what they say.

    Such a heading counts if it is the last of its kind and the body is not cut short by it.
    """
    headings = {found.roles[at]: at for at in range(item.body, last) if found.roles[at] in SECTIONS.values()}
    places = sorted(headings.values())
    stated = item.entry.stated
    while places and stated is not None:
        with_it, without = (words_in(" ".join(found.text[item.body : at])) for at in (last, places[0]))
        if without >= 0.9 * stated or abs(without - stated) < abs(with_it - stated):
            break
        del places[0]
    for at, following in zip(places, [*places[1:], last], strict=False):
        lines = [line for line in found.text[at + 1 : following] if line]
        item.entry.keep(str(found.roles[at]), " ".join(dict.fromkeys(lines)))
    return places[0] if places else last
