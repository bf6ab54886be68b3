"""Turn an article and its scored spans into the marks and the HTML that Read shows: pure, without Streamlit.

Every piece of the article's text goes through `marked_html`; what stands around it is fixed here. Marks
carry a sign as well as a colour, so that nothing hangs on colour alone. `_speech` finds what lies under the marks,
`_style` says how all of it looks.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol, TypeVar

import pandas as pd

from pipeline.types import FRAMES, STANCES, Span

from ._safe import Mark, as_text, marked_html
from ._speech import Speech, Stretch, Who
from ._style import STYLE as STYLE
from ._text import say
from ._words import percent, whose

FRAME_THRESHOLD = 0.5  # a frame is at work in a sentence when it is likelier than not
MOST_TAGS = 2  # frames that are told of a sentence or a paragraph
ANCHOR = "px-at"


@dataclass(frozen=True, slots=True)
class FrameTag:
    """The frames at work in one sentence, the likeliest first, as (name on screen, probability)."""

    start: int
    end: int
    frames: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence that matches one of the article beside it: its number, its own anchor and the other's, a label."""

    start: int
    end: int
    number: int
    here: str
    there: str
    label: str


def parse_span(value: str | None, length: int) -> Span | None:
    """Return the span that an address gives as "start-end", or None if it is none in this text."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", value or "", re.ASCII)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= length else None


def read_share(text: str, sents: pd.DataFrame) -> tuple[int, int]:
    """Return how many sentences were read, out of how many: a stretch of text outside them all counts as one."""
    at, missed = 0, 0
    for start, end in [*zip(sents["start"], sents["end"], strict=True), (len(text), len(text))]:
        missed += bool(text[at:start].strip())
        at = max(at, end)
    return len(sents), len(sents) + missed


def likeliest(chances: Sequence[float]) -> str:
    """Return the likeliest of `STANCES`; a tie is "neither", never for or against."""
    best = max(chances)
    winners = [stance for stance, chance in zip(STANCES, chances, strict=True) if chance == best]
    return winners[0] if len(winners) == 1 else "neither"


def chances_in_words(chances: Sequence[float]) -> str:
    """Return the probabilities of `STANCES` as "against 71 %, neither 24 %, for 5 %"."""
    return ", ".join(f"{stance} {percent(chance)}" for stance, chance in zip(STANCES, chances, strict=True))


def stance_marks(mentions: pd.DataFrame) -> list[Mark]:
    """Return one mark a mention: its kind is the likeliest stance, its label says the probabilities."""
    marks = []
    for mention in mentions.to_dict("records"):
        chances = [mention[stance] for stance in STANCES]
        label = f"{mention['entity']}, {_whose(mention)}: {chances_in_words(chances)}"
        marks.append(Mark(int(mention["start"]), int(mention["end"]), likeliest(chances), label))
    return marks


def role_marks(mentions: pd.DataFrame) -> list[Mark]:
    """Return one mark a mention and role; its label says how likely the role is."""
    return [
        Mark(row["start"], row["end"], "role", f"{row['entity']}, {_whose(row)}: {row['role']} {_chance(row)}")
        for row in mentions.to_dict("records")
    ]


def loaded_marks(loaded: pd.DataFrame) -> list[Mark]:
    """Return one mark a loaded word."""
    return [
        Mark(row["start"], row["end"], "loaded", say("read.loaded_mark", whose=_whose(row), chance=_chance(row)))
        for row in loaded.to_dict("records")
    ]


def _whose(row: Mapping[Any, Any]) -> str:
    return whose(row["voice"], row.get("speaker"))


def _chance(row: Mapping[Any, Any]) -> str:
    return percent(row["probability"])


def frame_tags(sents: pd.DataFrame, names: Mapping[str, str]) -> list[FrameTag]:
    """Return each sentence's frames that are likelier than not, at most `MOST_TAGS`.

    "other" says only that the remaining fourteen do not fit, so it is no tag.
    """
    tags = []
    for sent in sents.to_dict("records"):
        at_work = [(frame, sent[frame]) for frame in FRAMES if frame != "other" and sent[frame] >= FRAME_THRESHOLD]
        at_work.sort(key=lambda pair: -pair[1])
        shown = tuple((names[frame], float(chance)) for frame, chance in at_work[:MOST_TAGS])
        tags.append(FrameTag(int(sent["start"]), int(sent["end"]), shown))
    return tags


def article_html(
    text: str,
    marks: Iterable[Mark],
    tags: Iterable[FrameTag] = (),
    *,
    speech: Speech = Speech(),  # noqa: B008 (frozen)
    at: Span | None = None,
    titled: bool = False,
    pairs: Iterable[Pair] = (),
) -> str:
    """Return `text` as paragraphs with marks, each one's frames in the margin, and an anchor before the span `at`.

    Marks may overlap and cross sentences and paragraphs; `speech` lies under them. A pair has a numbered link to its
    counterpart before it. With `titled` the first paragraph is the headline.
    """
    marks = list(marks)
    if at:
        marks.append(Mark(*at, "at", say("read.at")))
    behind: dict[int, list[str]] = {}
    for who in speech.who:
        behind.setdefault(who.at, []).append(_who_html(who))
    spans, tags = list(_paragraphs(text)), list(tags)
    each = zip(
        spans, *(_along(items, spans) for items in (marks, speech.stretches, tags)), _along(pairs, spans), strict=True
    )
    paragraphs = [
        _paragraph(text, span, own, laid, behind, at, paired) + _margin_html(framed)
        for span, own, laid, framed, paired in each
    ]
    kind = "px-article" + (" px-titled" if titled else "") + (" px-framed" if tags else "")
    return f'<div class="{kind}">{"".join(paragraphs)}</div>'


def _paragraphs(text: str) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        yield match.span()


class _Ranged(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_R = TypeVar("_R", bound=_Ranged)


def _along(items: Iterable[_R], spans: Iterable[Span]) -> Iterator[list[_R]]:
    """Yield for each of these spans, which follow one another, the items that touch it."""
    waiting = sorted(items, key=lambda item: item.start, reverse=True)
    is_open: list[_R] = []
    for start, end in spans:
        is_open = [item for item in is_open if item.end > start]
        while waiting and waiting[-1].start < end:
            if (item := waiting.pop()).end > start:
                is_open.append(item)
        yield is_open


def _paragraph(
    text: str,
    span: Span,
    marks: list[Mark],
    laid: list[Stretch],
    behind: Mapping[int, list[str]],
    at: Span | None,
    pairs: list[Pair],
) -> str:
    start, stop = span
    cuts = {cut for stretch in laid for cut in (stretch.start, stretch.end)} | ({at[0]} if at else set())
    cuts |= {cut for pair in pairs for cut in (pair.start, pair.end)}
    cuts = {cut for cut in cuts if start < cut < stop} | {cut for cut in behind if start < cut < stop}
    pieces = list(pairwise([start, *sorted(cuts), stop]))
    opened, closed = {max(pair.start, start): pair for pair in pairs}, {min(pair.end, stop) for pair in pairs}
    parts = []
    for (first, last), own, under in zip(pieces, _along(marks, pieces), _along(laid, pieces), strict=True):
        if pair := opened.get(first):
            parts.append(_opening(pair, is_first=first == pair.start))
        if at and first == at[0]:
            parts.append(f'<span id="{ANCHOR}"></span>')
        parts += [_piece(text[first:last], first, own, under), *behind.get(last, ())]
        if last in closed:
            parts.append("</span>")
    return f"<p>{''.join(parts)}</p>"


def _opening(pair: Pair, *, is_first: bool) -> str:
    """Return what stands before a paired sentence, and before its rest where it goes on in the next paragraph."""
    if not is_first:
        return '<span class="px-pair">'
    label = html.escape(as_text(pair.label))
    link = f'<a class="px-to" href="#{pair.there}" title="{label}" aria-label="{label}">{pair.number}</a>'
    return f'<span class="px-pair" id="{pair.here}">{link}'


def _piece(words: str, first: int, marks: list[Mark], under: list[Stretch]) -> str:
    """Return one piece of a paragraph that no stretch of speech begins or ends in."""
    last = first + len(words)
    moved = [Mark(mark.start - first, mark.end - first, mark.kind, mark.label) for mark in marks]
    under = sorted(under, key=lambda stretch: _DEPTH.index(stretch.look))
    # A mark without a look of its own carries the tooltip; of those that fit one piece the last lies outermost.
    moved += [Mark(0, len(words), "quote", stretch.label) for stretch in reversed(under)]
    opening = "".join(f'<span class="{_classes(stretch, last)}">' for stretch in under)
    return opening + marked_html(words, moved) + "</span>" * len(under)


_DEPTH = ("direct", "indirect", "endorsing", "distancing", "scare")  # what lies under what


def _classes(stretch: Stretch, last: int) -> str:
    if stretch.look in ("direct", "indirect"):
        return f"px-said px-{stretch.look}" + (" px-inner" if stretch.inner else "")
    return f"px-cue px-{stretch.look}" + (" px-last" if stretch.end == last else "")


def _who_html(who: Who) -> str:
    """Return a speaker's name that can be reached by the keyboard, and shows the note then."""
    name, note = (marked_html(words, []) for words in (who.name, who.note))
    return f'<span class="px-who" tabindex="0">{name}<span class="px-note">{note}</span></span>'


def paragraph_frames(tags: Sequence[FrameTag]) -> list[tuple[str, int]]:
    """Return the frames at work in a paragraph's sentences as (name, sentences), at most `MOST_TAGS`.

    Those in more of its sentences first, then the likelier ones.
    """
    counts: dict[str, list[float]] = {}
    for tag in tags:
        for name, chance in tag.frames:
            counts.setdefault(name, []).append(chance)
    order = sorted(counts, key=lambda name: (-len(counts[name]), -max(counts[name]), name))
    return [(name, len(counts[name])) for name in order[:MOST_TAGS]]


def _margin_html(tags: Sequence[FrameTag]) -> str:
    """Return the note in a paragraph's margin; "" where no frame is at work."""
    notes = [
        f'<span class="px-tag">{marked_html(name, [])} <span class="px-of">{n} of {len(tags)}</span></span>'
        for name, n in paragraph_frames(tags)
    ]
    return f'<div class="px-margin">{"".join(notes)}</div>' if notes else ""


# A constant, kept apart from every article's HTML: the only script on the page.
SCROLL = f"<script>document.getElementById('{ANCHOR}')?.scrollIntoView({{block: 'center'}})</script>"
