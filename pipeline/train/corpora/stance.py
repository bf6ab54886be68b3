"""Sentences with stances toward targets: NewsMTSC (portrayal), SEESAW and directed (holder toward target)."""

import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

from ...types import Span
from .example import Example, json_lines, normal, table

_POLARITY = {2.0: 0, 4.0: 1, 6.0: 2}  # NewsMTSC's codes, in the order of STANCES
ENTITY_KINDS = frozenset({"People", "Organization", "GPE"})  # SEESAW's, of those that act
_SIGN = {"NEG": 0, "POS": 2}  # SEESAW's
AGAINST, NEITHER, FOR = 0, 1, 2
_AUTHOR_NEUTRAL = 0.2  # of the sentences; without it the author would always take sides
# directed's five classes: (p toward q, q toward p)
DIRECTED = {
    "0": (NEITHER, NEITHER),
    "1": (FOR, NEITHER),
    "2": (NEITHER, FOR),
    "3": (AGAINST, NEITHER),
    "4": (NEITHER, AGAINST),
}


def newsmtsc(folder: Path, part: str) -> list[Example]:
    """Read NewsMTSC's `part` (train, rw_dev, mt_dev, rw_test, mt_test); the group is the source document."""
    return [
        Example(
            text=row["sentence_normalized"],
            corpus="newsmtsc",
            group="_".join(row["primary_gid"].split("_")[:3]),
            stances=tuple(((t["from"], t["to"]), _POLARITY[t["polarity"]]) for t in row["targets"]),
        )
        for row in json_lines(folder / "newsmtsc" / f"{part}.jsonl")
    ]


def directed(folder: Path) -> list[Example]:
    """Read the pairs [p] [q] of directed sentiment; the group is the sentence, each pair gives both directions."""
    examples = []
    for row in table(folder / "directed" / "pairs.tsv", delimiter="\t", quoted=False):
        text, spans = _unbracketed(row["sentence"])
        if len(spans) != 2 or row["label"] not in DIRECTED:
            continue
        p, q = spans
        if text[slice(*p)] != row["p"] and text[slice(*q)] == row["p"]:
            p, q = q, p
        forth, back = DIRECTED[row["label"]]
        examples.append(Example(text, "directed", normal(text), relations=((p, q, forth), (q, p, back))))
    return examples


def seesaw(folder: Path, part: str = "train", *, seed: int = 1) -> list[Example]:
    """Read SEESAW's sentence stances as relations; the group is the story.

    Who is named is found by name. A pair without a stance is neutral; of those at most as many are drawn as
    the sentence has stances, and for a few sentences the author toward a name.
    """
    rng = random.Random(seed)
    examples = []
    for article in json_lines(folder / "seesaw" / f"{part}.jsonl"):
        names = [entity["name"] for entity in article["entities"]]
        for number, text in enumerate(article["sentences"]):
            stances = article["stances"].get(str(number), [])
            places = {name: place for name in names if (place := locate(name, text))}
            relations = _seesaw_relations(text, stances, places, rng)
            if relations:
                examples.append(Example(text, "seesaw", article["story"], relations=tuple(relations)))
    return examples


def seesaw_mentions(folder: Path, part: str = "train") -> list[Example]:
    """Read SEESAW's named entities, at the first place in each sentence, with the sentence's stance toward them.

    Whoever holds the stance; a name that nobody takes a stance to is "neither". The group is the story.
    """
    examples = []
    for article in json_lines(folder / "seesaw" / f"{part}.jsonl"):
        names = [entity["name"] for entity in article["entities"] if ENTITY_KINDS & set(entity["types"])]
        for number, text in enumerate(article["sentences"]):
            stances = article["stances"].get(str(number), [])
            found = [(place, _toward(name, stances)) for name in names if (place := locate(name, text))]
            if found:
                examples.append(Example(text, "seesaw", article["story"], stances=tuple(found)))
    return examples


def _toward(name: str, stances: Sequence[dict[str, Any]]) -> int:
    total = sum(1 if s["sentiment"] == "POS" else -1 for s in stances if s["object"] == name)
    return FOR if total > 0 else AGAINST if total < 0 else NEITHER


def _seesaw_relations(
    text: str, stances: Sequence[dict[str, Any]], places: dict[str, Span], rng: random.Random
) -> list[tuple[Span | None, Span, int]]:
    found: dict[tuple[Span | None, Span], int] = {}
    taken: set[tuple[str | None, str]] = set()
    for stance in stances:
        subject, target = stance["subject"], stance["object"]
        holder = None if subject in (None, "None") else places.get(subject) or locate(subject, text)
        aim = places.get(target) or locate(target, text)
        taken.add((None if subject in (None, "None") else subject, target))
        if aim and (holder or subject in (None, "None")) and holder != aim:
            found[holder, aim] = _SIGN[stance["sentiment"]]
    neutral: list[tuple[Span | None, Span]] = [
        (places[a], places[b])
        for a, b in permutations(places, 2)
        if (a, b) not in taken and places[a] != places[b] and (places[a], places[b]) not in found
    ]
    author: list[tuple[Span | None, Span]] = [
        (None, place) for name, place in places.items() if (None, name) not in taken and (None, place) not in found
    ]
    drawn = author[:1] if rng.random() < _AUTHOR_NEUTRAL else []
    drawn += rng.sample(neutral, min(len(found), len(neutral)))
    pairs = [(holder, target, label) for (holder, target), label in found.items()]
    return pairs + [(holder, target, NEITHER) for holder, target in drawn]


_TITLES = {"party", "administration", "campaign", "house", "states", "united", "department", "state", "government"}


def locate(name: str, text: str) -> Span | None:
    """Return where `text` first names `name`, if it does (see `locate_all`)."""
    return next(iter(locate_all(name, text)), None)


def locate_all(name: str, text: str) -> list[Span]:
    """Return where `text` names `name`: in full, else by its last telling word ("Republican Party": "Republicans")."""
    for candidate in (name, *_telling_words(name)):
        flags = re.IGNORECASE if " " in candidate else re.NOFLAG
        found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(candidate)}s?(?!\w)", text, flags)]
        if found:
            return found
    return []


def _telling_words(name: str) -> Iterator[str]:
    words = [word for word in name.split() if word[:1].isupper() and len(word) > 2]
    yield from (word for word in reversed(words) if word.casefold() not in _TITLES)
    for first, last in pairwise(words):  # "United States": "U.S."
        yield f"{first[0]}.{last[0]}."


def _unbracketed(marked: str) -> tuple[str, list[Span]]:
    """Return the text without its [ ] and the spans that stood in them."""
    text, spans, opened = [], [], -1
    length = 0
    for char in marked:
        if char == "[":
            opened = length
        elif char == "]" and opened >= 0:
            spans.append((opened, length))
            opened = -1
        else:
            text.append(char)
            length += 1
    return "".join(text), spans
