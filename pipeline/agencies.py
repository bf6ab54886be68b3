"""Find which news agency an article credits, and where: outlet, byline, dateline, or the text's last lines.

`data/agencies.csv` lists the agencies. Naming one in a sentence ("told Reuters") is no credit, nor is a photo's. A
copyright line is taken off by cleaning and not looked at here.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from .outlets import outlet_id

Where: TypeAlias = Literal["outlet", "byline", "dateline", "last lines"]

UNNAMED = "unnamed agency"  # "With inputs from agencies"
LAST_LINES = 4
LONGEST_LINE = 400  # characters; a credit stands on a short line, or at the end of a long one
_FILE = Path(__file__).parents[1] / "data" / "agencies.csv"
_AMBIGUOUS = frozenset(["PA"])  # after a place also a state


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that an article credits: where, in which words, and whether for a part of the text only."""

    agency: str
    where: Where
    words: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Agency:
    name: str
    outlet: str
    codes: tuple[str, ...]  # as written, in this case alone
    names: tuple[str, ...]  # upper or lower case


def credits(
    text: str, *, outlet: str | None = None, author: str | None = None, notes: Iterable[str] = ()
) -> tuple[Credit, ...]:
    """Return the agencies that an article credits, each once, the plainest place first.

    `text` is the article's body, `notes` are `Document.notes`: they keep the dateline that cleaning took off.
    """
    found: dict[str, Credit] = {}
    for credit in _credits(text, outlet, author, notes):
        kept = found.get(credit.agency)
        if kept is None or (kept.part and not credit.part):
            found[credit.agency] = credit
    if len(found) > 1:
        found.pop(UNNAMED, None)
    return tuple(found.values())


def is_agency(outlet: str | None) -> bool:
    """Say whether an outlet is a news agency."""
    return bool(outlet) and outlet_id(str(outlet)) in _by_outlet()


def _credits(text: str, outlet: str | None, author: str | None, notes: Iterable[str]) -> Iterator[Credit]:
    if outlet and (own := _by_outlet().get(outlet_id(outlet))):
        yield Credit(own, "outlet", outlet)
    for name in _named(author or ""):
        yield Credit(name, "byline", (author or "")[:120])
    for note in notes:
        if note.startswith("dateline"):
            line = note.removeprefix("dateline").strip(" “”")
            yield from (Credit(name, "dateline", line) for name in _named(line, datelined=True))
    for form in _forms().datelines:
        match = form.match(text[:160].lstrip())
        if match and _is_place(match["place"]) and (agency := _agency_of(match["agency"])):
            yield Credit(agency, "dateline", match[0].strip(" -–—"))
    lines = [line.strip() for line in text[-8000:].split("\n") if line.strip()]
    for line in lines[-LAST_LINES:]:
        yield from _of_last_line(line)


def _of_last_line(line: str) -> Iterator[Credit]:
    """Yield the credits on one of the text's last lines, or at the end of a long one."""
    forms = _forms()
    if len(line) <= LONGEST_LINE and not _PHOTO.search(line):
        if match := forms.alone.fullmatch(line):
            if name := _agency_of(match["agency"]):
                yield Credit(name, "last lines", line)
            return
        if _FEED.search(line):
            for name in _named(line) or [UNNAMED]:
                yield Credit(name, "last lines", line)
            return
        if _SIGNED.search(line):  # the form of Reuters, and of nobody else unless another is named
            for name in _named(line) or ["Reuters"]:
                yield Credit(name, "last lines", line)
            return
        if _PART.search(line):
            names = _named(line) or ([UNNAMED] if _AGENCIES.search(line) else [])
            yield from (Credit(name, "last lines", line, part=True) for name in names)
            return
    for form in forms.endings:
        if (match := form.search(line[-80:])) and (name := _agency_of(match["agency"])):
            yield Credit(name, "last lines", match[0].strip(" .!?…”\"'’"))


_PHOTO = re.compile(r"\b(?:photo|photograph|photographer|picture|image|getty|credit\.\.\.)", re.IGNORECASE)
_SIGNED = re.compile(r"^\(?(?:additional )?(?:reporting|writing)[^;.]{0,40} by\b.{2,300}?\bediting by\b", re.IGNORECASE)
_PART = re.compile(
    r"\bcontributed(?: (?:to|reporting)\b.{0,40})?\W*$"
    r"|^[^\w]*with\b.{0,30}\b(?:inputs?|reporting|material|files?|reports?|agencies)\b|^contributing\s*:"
    r"|^additional (?:reporting|material) (?:by|from)\b",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"\b(?:published|taken|generated|sourced) (?:unedited |automatically )?(?:from|by) (?:an? |the )?"
    r"(?:(?:wire|news|syndicated)[- ]?(?:agency|service)? ?(?:feed|agency)|agency feed|syndicated feed)\b"
    r"|^[^\w]*(?:source|from|courtesy|by)s? ?:? (?:the )?(?:news )?agencies\W*$|^\W*(?:news )?agencies\W*$",
    re.IGNORECASE,
)
_AGENCIES = re.compile(r"^.{0,60}\b(?:(?:news |wire )?agenc(?:ies|y)|wire services?|wires)\b.{0,60}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Forms:
    anywhere: re.Pattern[str]
    datelines: tuple[re.Pattern[str], ...]
    alone: re.Pattern[str]
    endings: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    codes = [code for agency in _agencies() for code in agency.codes]
    names = [name for agency in _agencies() for name in agency.names]

    def either(words: Iterable[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    one = rf"(?P<agency>{either(codes)}|(?i:{either(names)}))"
    here = rf"(?P<agency>{either(c for c in codes if c not in _AMBIGUOUS)}|(?i:{either(names)}))"
    place = r"(?P<place>[^\n!?“\"(\[]{0,90}?)"
    end = r"[.!?…”\"'’)]\s*"
    return _Forms(
        anywhere=re.compile(rf"(?<![\w/]){one}(?!\w)"),
        datelines=(
            re.compile(rf"{place}\({here}\)[\s.]*(?:[-–—:]|(?=[A-ZÀ-Þ“\"‘]))"),
            re.compile(rf"{place}/{here}/[\s.]*(?:[-–—:]|(?=[A-ZÀ-Þ“\"‘]))"),
            re.compile(rf"{place},\s*{here}\s*[-–—]"),
        ),
        alone=re.compile(
            rf"[\s(\[*–—_-]*(?:(?i:source|by|from|via|courtesy|courtesy of)\s*:?\s+)?(?:[Tt]he )?{one}"
            r"(?: (?i:news|news agency|reports?|wire|staff|inputs?))?(?: [A-Z]{2,4}){0,5}[\s)\].*_–—-]*"
        ),
        endings=(
            re.compile(rf"{end}[(\[] ?(?:[Tt]he )?{one} ?[)\]]\W*$"),
            re.compile(rf"{end}[–—-]+ ?(?:[Tt]he )?{one}\W*$"),
        ),
    )


def _named(words: str, *, datelined: bool = False) -> list[str]:
    """Return the agencies that some words name, in order, each once."""
    found = [match["agency"] for match in _forms().anywhere.finditer(words)]
    names = [_agency_of(word) for word in found if not (datelined and word in _AMBIGUOUS)]
    return [name for name in dict.fromkeys(names) if name]


def _is_place(words: str) -> bool:
    """Say whether the words before an agency can be a place and a day: no verb, which begins small."""
    return all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", words))


def _agency_of(words: str) -> str | None:
    return _by_words().get(words) or _by_words().get(words.casefold())


@lru_cache(maxsize=1)
def _agencies() -> tuple[_Agency, ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            _Agency(
                row["name"], row["outlet"], tuple(filter(None, row["codes"].split("|"))), tuple(row["names"].split("|"))
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def _by_outlet() -> dict[str, str]:
    return {agency.outlet: agency.name for agency in _agencies()}


@lru_cache(maxsize=1)
def _by_words() -> dict[str, str]:
    """Return the agency of each code as written and of each name in small letters."""
    codes = {code: agency.name for agency in _agencies() for code in agency.codes}
    return {name.casefold(): agency.name for agency in _agencies() for name in agency.names} | codes
