"""Take spaCy's names: trimmed, cut at sentence ends, widened to whole compounds, owners split off."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..nlp import parse
from ..types import Document, Kind, Sentence, Span
from .words import CAP, TITLE, TITLES

KINDS: Mapping[str, Kind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "NORP": "group",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
}

_LEAD = re.compile(r"(?:(?:[Tt]he|THE|an?|vs?\.)\s+|\W+)+")
_TAIL = re.compile(r"(?:['’]s\b| (?:of|and|the|to|for|in)|[^\w.])+$")
_OWN_STOP = re.compile(r"(?:\b[A-Z]|\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros))\.$")
_BREAK = re.compile(r"[\n()\"“”«»]+")
_WHOLE = re.compile(
    rf"\b{CAP}(?:[ -](?:[Aa]hl|[Bb]in|[Ii]bn|[Bb]int|[Aa]bu)[ -]{CAP})+"  # Asaib ahl al-Haq
    rf"|\b{CAP} \({CAP}\) (?:Alliance|Army|Bloc|Coalition|Front|League|Movement|Party|Union)\b"  # Dawn (Fajr) Party
)
_MAY_BE_WHOLE = re.compile(r"[ -](?:[Aa]hl|[Bb]in|[Ii]bn|[Bb]int|[Aa]bu)[ -]|\) [ABCFLMPU]")  # in a tenth of the time
_EDITED = re.compile(r"\s?[\[\]]\s?")
_OWNER = re.compile(r"([^’']*[^’'\s])[’']s ")
_TITLED = re.compile(rf".{{1,60}} {TITLE} ({CAP}(?: {CAP})+)")  # "New Verria Sen. Ann Roe", taken for a place
_DATED = re.compile(r"([^\d’']+)[’']s .*\d")  # "Roe’s 2015 (budget)", taken for a person
_SIDE = re.compile(r"(?:[Aa]nti|[Pp]ro)-(?=[A-Z])")
_HOUSE = re.compile(r".+ (White House)")  # "Roe White House" is where she governs, and not she


@dataclass(frozen=True, slots=True)
class Name:
    """A span that may name something; `head`, where it is more than the span says, the name it stands for."""

    start: int
    end: int
    form: str
    kind: Kind
    head: str | None = None


def recognised(doc: Document, sents: Sequence[Sentence]) -> list[Name]:
    """Return spaCy's names: trimmed, cut at sentence ends, widened to whole compounds, owners split off."""
    text = doc.text
    ends = [sent.end for sent in sents]
    whole = [match.span() for match in _WHOLE.finditer(text)] if _MAY_BE_WHOLE.search(text) else []
    found: list[Name] = []
    for ent in parse(text).ents:
        if ent.label_ not in KINDS:
            continue
        kind = KINDS[ent.label_]
        piece: Span | None = next((w for w in whole if w[0] < ent.end_char and ent.start_char < w[1]), None)
        if piece is None:
            place = bisect_right(ends, ent.start_char)
            piece = _longest_piece(text, ent.start_char, min(ent.end_char, *ends[place : place + 1]))
        span = _trimmed(text, *piece, kind)
        if span and (titled := _TITLED.fullmatch(text, *span)):
            span, kind = titled.span(1), "person"
        elif span and (house := _HOUSE.fullmatch(text, *span)):
            span, kind = house.span(1), "organisation"
        elif span and kind == "person" and (dated := _DATED.fullmatch(text, *span)):
            span = dated.span(1)
        if span is None or (found and span[0] < found[-1].end):
            continue
        both = found and kind == found[-1].kind == "person"
        if both and _EDITED.fullmatch(text, found[-1].end, span[0]):
            # "[Foreign Minister Ann] Other" is one name with an editor's bracket in it.
            span = (found.pop().start, span[1])
        found.append(named(text, *span, kind))
    return _with_owners(found, text)


def named(text: str, start: int, end: int, kind: Kind) -> Name:
    return Name(start, end, " ".join(_EDITED.sub(" ", text[start:end]).split()), kind)


def _longest_piece(text: str, start: int, end: int) -> Span:
    cuts = [start, *(at for match in _BREAK.finditer(text, start, end) for at in match.span()), end]
    return max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda span: span[1] - span[0])


def _trimmed(text: str, start: int, end: int, kind: Kind) -> Span | None:
    """Return the span of the bare name in text[start:end], None where nothing of a name is left."""
    while start < end:
        before = (start, end)
        if lead := _LEAD.match(text, start, end):
            start = lead.end()
        tail = _TAIL.search(text, start, end)
        if tail:
            end = tail.start()
        elif text[start:end].endswith(".") and not _OWN_STOP.search(text, start, end):
            end -= 1
        if kind == "person" and (side := _SIDE.match(text, start, end)):
            start = side.end()
        first, _, rest = text[start:end].partition(" ")
        if kind == "person" and rest and first.rstrip(".").casefold() in TITLES:
            start = end - len(rest)
        if before == (start, end):
            return before
    return None


def _with_owners(names: list[Name], text: str) -> list[Name]:
    """Split "Iraq’s Quds Force" in two where the document names Iraq elsewhere too."""
    kinds = {name.form: name.kind for name in names}
    split: list[Name] = []
    for name in names:
        owner = _OWNER.match(text, name.start, name.end)
        owner_kind = owner and (kinds.get(owner[1]) or kinds.get(owner[1].split()[-1]))
        if owner and owner_kind:
            split.append(named(text, *owner.span(1), owner_kind))
            name = named(text, owner.end(), name.end, name.kind)
        split.append(name)
    return split
