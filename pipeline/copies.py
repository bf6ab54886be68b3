"""Find articles that print the same text, in whole or cut and edited: wire copy, releases, versions of one report.

Candidates come from MinHash (Broder, 1997; rensa's), and are then compared exactly by their runs of five words. Nothing
here depends on the order of the articles or on chance. `agencies.py` finds whom an article credits.
"""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from .agencies import Credit, credits, is_agency
from .types import Document

# Chosen by eye on 2,669 news articles in 1,127 events, 9,000 others, and 738 of database exports.
NEAR = 0.5  # Jaccard of five-word runs from which two texts are one, where their days allow it
CUT = 0.8  # or this share of the shorter text stands in the longer one, which is then at most four times as long
CUT_NEAR = 0.2
SAME = 0.9  # from here on the days do not matter
DAYS = 2  # between two copies; a text that returns later is a form filled in again ("Air quality today")
MOST_COMPARED = 200_000  # characters of each text that are searched for what was cut and added
MOST_EDITED = 400  # words of a passage that is searched word by word
FEWEST = 40  # five-word runs; of shorter texts only equal ones are copies

_RUN = 5
_PERMUTATIONS, _ROWS, _SEED = 256, 2, 1  # misses fewer than one in 100 pairs at Jaccard .2
_LOW = 0.12  # estimated Jaccard below which no pair is compared exactly
_MOST_TOGETHER = 100  # of a crowd of like texts, each is compared with so many
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+|\n+")

Hashes: TypeAlias = npt.NDArray[np.uint64]
Text: TypeAlias = tuple[str, ...]  # its words
Source: TypeAlias = "Printed | Document | tuple[str, str | None, str]"


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as an outlet printed it: the body without the title; `notes` are `Document.notes`."""

    id: str
    outlet: str | None
    text: str
    date: str | None = None
    author: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that copies another: Jaccard of five-word runs, and the share of the shorter text in the longer."""

    id: str
    similarity: float
    contained: float


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """An original and its copies, the likeliest original first; `agencies` are those that any of them credits."""

    original: str
    copies: tuple[Copy, ...]
    agencies: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the original and of its copies."""
        return (self.original, *(copy.id for copy in self.copies))


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that stands in both texts, in the original alone (cut), or in the copy alone (added)."""

    kind: Literal["same", "cut", "added"]
    text: str


def find_copies(articles: Iterable[Source]) -> list[CopyGroup]:
    """Return the groups of copies, by the original's id; each copy is alike to its original itself.

    The original is what an agency published itself; else the earliest known day; else who credits an agency for the
    whole text; else the longest text. An article is a Document, a `Printed`, or (id, outlet, text).
    """
    unique = {printed.id: printed for printed in map(_printed, articles)}
    words = {article: tuple(_WORD.findall(unique[article].text.casefold())) for article in sorted(unique)}
    prints: dict[Text, list[str]] = {}  # equal texts are one text, printed by several
    for article, text in words.items():
        if text:
            prints.setdefault(text, []).append(article)
    like = _like(list(prints))
    waiting = {article for text, ids in prints.items() if len(ids) > 1 or text in like for article in ids}
    credited = {article: _credits_of(unique[article]) for article in waiting}

    def standing(article: str) -> tuple[bool, str, bool, int, str]:
        printed = unique[article]
        whole = any(not credit.part for credit in credited[article])
        return not is_agency(printed.outlet), printed.date or "9999", not whole, -len(words[article]), article

    groups = []
    for first in sorted(waiting, key=standing):
        if first not in waiting:
            continue
        waiting.remove(first)
        copies = []
        for text, (similarity, contained) in {words[first]: (1.0, 1.0), **like.get(words[first], {})}.items():
            for article in prints[text]:
                near = similarity >= SAME or _days_apart(unique[first].date, unique[article].date) <= DAYS
                if near and article in waiting:
                    waiting.remove(article)
                    copies.append(Copy(article, similarity, contained))
        if copies:
            named = Counter(c.agency for article in (first, *(copy.id for copy in copies)) for c in credited[article])
            agencies = tuple(sorted(named, key=lambda name: (-named[name], name)))
            groups.append(CopyGroup(first, tuple(sorted(copies, key=lambda copy: standing(copy.id))), agencies))
    return sorted(groups, key=lambda group: group.original)


def counted_once(groups: Iterable[CopyGroup], articles: Collection[str]) -> dict[str, str]:
    """Return {copy: the article that counts in its place} among these articles; of each group one counts.

    Where the original is not among them, the next in its group takes its place.
    """
    places = {}
    for group in groups:
        there = [article for article in group.ids if article in articles]
        places.update(dict.fromkeys(there[1:], there[0] if there else ""))
    return places


def changes(original: str, copy: str) -> list[Change]:
    """Return what a copy cut and added: whole sentences, and words where a sentence was edited.

    Commas and capitals do not count. Of very long texts the first 200,000 characters are compared.
    """
    old, new = _sentences(original[:MOST_COMPARED]), _sentences(copy[:MOST_COMPARED])
    found: list[Change] = []
    for kind, start, end, new_start, new_end in _opcodes(old, new):
        cut, added = " ".join(old[start:end]), " ".join(new[new_start:new_end])
        if kind == "equal":
            found.append(Change("same", added))
        else:
            found += _edited(cut, added)
    return found


def _edited(cut: str, added: str) -> list[Change]:
    """Return the changes from one run of sentences to another: word by word where most of the words stayed."""
    old, new = cut.split(), added.split()
    if old and new and max(len(old), len(new)) <= MOST_EDITED:
        codes = _opcodes(old, new, autojunk=False)
        stayed = sum(end - start for kind, start, end, *_ in codes if kind == "equal")
        if 2 * stayed >= min(len(old), len(new)):
            found: list[Change] = []
            for kind, start, end, new_start, new_end in codes:
                if kind == "equal":
                    found.append(Change("same", " ".join(new[new_start:new_end])))
                else:
                    found += _whole(" ".join(old[start:end]), " ".join(new[new_start:new_end]))
            return found
    return _whole(cut, added)


def _whole(cut: str, added: str) -> list[Change]:
    return [change for change in (Change("cut", cut), Change("added", added)) if change.text]


def _opcodes(old: Sequence[str], new: Sequence[str], *, autojunk: bool = True) -> list[tuple[str, int, int, int, int]]:
    before, after = ([" ".join(_WORD.findall(part.casefold())) for part in parts] for parts in (old, new))
    return list(difflib.SequenceMatcher(None, before, after, autojunk=autojunk).get_opcodes())


def _credits_of(printed: Printed) -> tuple[Credit, ...]:
    return credits(printed.text, outlet=printed.outlet, author=printed.author, notes=printed.notes)


def _printed(article: Source) -> Printed:
    if isinstance(article, Printed):
        return article
    if isinstance(article, Document):
        body = article.text[slice(*article.body)]
        return Printed(article.id, article.outlet, body, article.date, notes=article.notes)
    return Printed(*article)


def _sentences(text: str) -> list[str]:
    """Return the sentences by a rule that is the same for both texts, so that abbreviations do no harm."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    parts = [text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [part for part in parts if _WORD.search(part)]


# Which texts are alike.


def _runs(texts: Sequence[Text]) -> list[Hashes]:
    """Return each text's runs of five words as sorted hashes, which no seed of Python's changes."""
    known: dict[str, int] = {}
    found = []
    for text in texts:
        for word in text:
            if word not in known:
                known[word] = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())
        numbers = np.fromiter((known[word] for word in text), np.uint64, len(text))
        runs = np.zeros(max(0, len(text) - _RUN + 1), np.uint64)
        for at in range(_RUN):  # a polynomial; overflow is meant
            runs = runs * np.uint64(0x9E3779B97F4A7C15) + numbers[at : at + len(runs)]
        found.append(np.unique(runs))
    return found


def _like(texts: Sequence[Text]) -> dict[Text, dict[Text, tuple[float, float]]]:
    """Return {text: {text: (Jaccard, share of the shorter text)}} for all that are alike, both ways."""
    every = _runs(texts)
    long_enough = [n for n, runs in enumerate(every) if len(runs) >= FEWEST]
    like: dict[Text, dict[Text, tuple[float, float]]] = {}
    for one, other in _candidates([every[n] for n in long_enough]):
        a, b = long_enough[one], long_enough[other]
        shared = len(np.intersect1d(every[a], every[b], assume_unique=True))
        shorter, longer = sorted((len(every[a]), len(every[b])))
        jaccard, contained = shared / (shorter + longer - shared), shared / shorter
        if jaccard >= NEAR or (contained >= CUT and jaccard >= CUT_NEAR):
            found = (round(jaccard, 4), round(contained, 4))
            like.setdefault(texts[a], {})[texts[b]] = like.setdefault(texts[b], {})[texts[a]] = found
    return like


def _candidates(runs: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose signatures share a band and look alike as a whole."""
    if len(runs) < 2:
        return
    from rensa import RMinHash  # type: ignore[import-untyped] # it publishes no types

    ends = np.cumsum([0, *map(len, runs)]).tolist()
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(runs), ends, _PERMUTATIONS, _SEED)
    signatures = np.array(matrix.to_rows(), np.uint32)
    pairs = set[tuple[int, int]]()
    for band in range(0, _PERMUTATIONS, _ROWS):
        together: dict[bytes, list[int]] = {}
        for n, key in enumerate(map(bytes, np.ascontiguousarray(signatures[:, band : band + _ROWS]))):
            together.setdefault(key, []).append(n)
        for members in together.values():
            for at, a in enumerate(members[:_MOST_TOGETHER]):
                pairs.update((a, b) for b in members[at + 1 :])
    for a, b in sorted(pairs):
        if (signatures[a] == signatures[b]).mean() >= _LOW:
            yield a, b


def _days_apart(one: str | None, other: str | None) -> int:
    """Return the days between two dates, 0 where one is not known."""
    try:
        return abs((date.fromisoformat(one or "") - date.fromisoformat(other or "")).days)
    except ValueError:
        return 0
