"""Places in a sentence where one name could stand for another: what is swapped in training and in the audit.

A place is open where nothing else in the sentence depends on who is named: no gender, no second mention, no owner,
title or noun beside it.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..types import Span
from .corpora.unlabelled import named

_NAMES = Path(__file__).parents[2] / "data" / "names" / "names.toml"


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with one open place."""

    before: str
    after: str

    def filled(self, name: str) -> tuple[str, Span]:
        """Return the sentence with `name` in the open place, and where it stands."""
        if not re.search(r"\w", self.before) or self.before.rstrip().endswith((".", "!", "?")):
            name = name[:1].upper() + name[1:]
        return self.before + name + self.after, (len(self.before), len(self.before) + len(name))


@cache
def names() -> dict[str, list[str]]:
    """Return the lists of names that may stand for one another, by kind."""
    lists: dict[str, list[str]] = tomllib.loads(_NAMES.read_text(encoding="utf-8"))
    return lists


_ALSO = {  # further names that mark an open place in a real sentence; they are never put there
    "countries": ("America", "Britain", "the U.S.", "the United States", "United States", "Spain", "Libya", "Yemen"),
    "parties": ("the GOP", "the Democratic Party", "the Republican Party", "conservatives", "liberals"),
    "groups": ("Americans", "voters", "reporters", "lawmakers", "officials", "parents", "children", "supporters"),
    "people": (),
}
# Which lists may stand in for what spaCy found.
LISTS = {"PERSON": ("people",), "GPE": ("countries",), "NORP": ("parties", "groups"), "ORG": ("parties",)}
_KIND = {"people": "PERSON", "countries": "GPE"}  # spaCy finds these; the others are plain words
_GENDER = re.compile(r"\b(?:s?he|him|his|hers?|(?:him|her)self|mrs?|ms)\b", re.IGNORECASE)
# What may stand beside a name: words that agree with one and with many, and that the name does not modify.
_BESIDE = frozenset(
    (  # noqa: SIM905 # words read better as words than as a list
        "to of in on at by for from with against about over after before during since until and or but as if when "
        "while that than because had did will would could can should may might must not"
    ).split()
)
_VERBS: dict[str, set[str]] = {  # and those that agree with all the names of a kind
    "countries": {"is", "was", "has"},
    "people": {"is", "was", "has"},
    "groups": {"are", "were", "have"},
    "parties": set(),
}
_OWNERS = frozenset(
    "a an the this these those his her its their our my your no some many most every".split()  # noqa: SIM905
)


def opened(text: str, group: str) -> Template | None:
    """Return the sentence with a name of the kind taken out, or None if no other could stand there (see `place`)."""
    found = place(text, group)
    return Template(text[: found[0]], text[found[1] :]) if found else None


def place(text: str, group: str) -> Span | None:
    """Return where the sentence names one of the kind and could name any other, None if it does not.

    The rest of the sentence names neither the same one again nor any of the list, and no gender of a person.
    """
    if not 40 <= len(text) <= 300 or "\n" in text or (group == "people" and _GENDER.search(text)):
        return None
    listed = names()[group]
    called = {name.split()[-1] for name in listed} if group == "people" else set(listed)
    for start, end in _places(text, group):
        others = {*called, text[start:end].split()[-1]}
        rest = f"{text[:start]} {text[end:]}"
        if not re.search(_any_of(others), rest) and _free(text[:start], text[end:], _VERBS[group]):
            return start, end
    return None


def _places(text: str, group: str) -> Iterator[Span]:
    if group == "people":
        yield from (span for span, kind in named(text) if kind == _KIND[group])
        return
    pattern = rf"(?:\b[Tt]he )?{_any_of([*names()[group], *_ALSO[group]])}"
    places = [match.span() for match in re.finditer(pattern, text)]
    if places and group in _KIND:
        ends = {end for (_, end), kind in named(text) if kind == _KIND[group]}
        places = [place for place in places if place[1] in ends]
    yield from places


def _any_of(names: Iterable[str]) -> str:
    """Return a pattern for any of the names as whole words, the longest first."""
    longest = sorted(names, key=len, reverse=True)
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"


def _free(before: str, after: str, verbs: Collection[str]) -> bool:
    """Return whether what stands between these is a name by itself, with no owner, title or noun beside it."""
    following = re.match(r"\s+(\w+)|[.,;:!?”\"—)]|$", after)
    if not following or (
        following[1] and not (following[1] in _BESIDE or following[1] in verbs or following[1].endswith("ed"))
    ):
        return False
    preceding = re.search(r"(\w[\w.]*)\s+$", before)
    if not preceding:
        return not before or not before[-1].isalnum()
    word = preceding[1]
    return word.lower() in _BESIDE or (word.islower() and word not in _OWNERS)


def lists_at(text: str, span: Span) -> tuple[str, ...]:
    """Return the kinds of names that could stand where `span` does; none where no other name could."""
    for found, kind in _named(text):
        if found[1] == span[1] and abs(found[0] - span[0]) <= 6:  # give or take a title
            return LISTS[kind]
    words = text[slice(*span)].removeprefix("the ").removeprefix("The ")
    for group in ("groups", "parties"):
        if words in _words(group) and _free(text[: span[0]], text[span[1] :], _VERBS[group]):
            return (group,)
    return ()


@cache
def _named(text: str) -> tuple[tuple[Span, str], ...]:
    return tuple(named(text))


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(name.removeprefix("the ") for name in (*names()[group], *_ALSO[group]))
