"""Propose which common-noun phrases may name the same people: people agree or refuse, nothing is merged here.

Three signs, each shown as the reason: the same noun, the same place in the same deed as told by different groups, and,
where a model is given, vectors that lie close.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .spans import grouped

NOUN, DEED, VECTORS = "same noun", "same place in the same deed", "alike by vectors"
MOST = 100  # proposals
MOST_PHRASES = 400  # that are compared, the most frequent
LEAST = 0.5  # shared words of two phrases with one noun, as Dice's coefficient
SAME = 0.75  # shared words of a phrase with another that a document gives to somebody
NEAR = 0.88  # cosine from which two phrases are alike

_PROPOSALS = (
    dict.fromkeys(["label", "phrase", "other", "reason"], "str")
    | {"similarity": "float64", "count": "int64", "others": "int64"}
)  # fmt: skip
_UNCHANGED = frozenset(["police", "military", "media", "public", "elite", "staff", "youth", "leadership", "clergy"])
_IRREGULAR = {"person": "people", "child": "children", "wife": "wives", "thief": "thieves", "hero": "heroes"}
# Deeds that anybody does, and what opponents do to each other: two who accuse somebody need not be the same.
_LIGHT = frozenset(
    ["say", "tell", "add", "take", "get", "go", "come", "give", "see", "use", "call", "want", "need", "know", "think"]
    + ["make", "show", "include", "hold", "keep", "find", "express", "announce", "report", "meet", "lead", "leave"]
    + ["accuse", "blame", "condemn", "criticise", "criticize", "deny", "reject", "warn", "urge", "believe", "respond"]
)

Vectors: TypeAlias = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(slots=True)
class _Phrase:
    """A phrase that nobody has said whom it names, over all articles."""

    words: str
    noun: str
    count: int = 0
    groups: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # of entities within it: "Norland officials"
    deeds: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def several(self) -> bool:
        return self.words.endswith(plural(self.noun))

    def may_be(self, other: "_Phrase") -> bool:
        """Say whether nothing in the phrases speaks against their naming the same."""
        return self.several == other.several and not (self.names and other.names and not self.names & other.names)


def proposals(
    descriptions: pd.DataFrame,
    mentions: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str = "outlet_id",
    model: Vectors | None = None,
) -> pd.DataFrame:
    """Return one row a proposed pair: `phrase`, which names nobody yet, may name what `other` does; at most `MOST`.

    `other` is an entity, where a document says that it is called so, or a more frequent phrase, and `label` what the
    two may be called; `count` and `others` say how often each occurs. `similarity` is the share of words that two
    phrases have in common (Dice), or the cosine of their vectors. With `model`, which gives unit vectors for texts,
    phrases of different nouns are compared too.
    """
    table = grouped(descriptions, articles, by)
    free = _phrases(table[table["entity"].isna()], grouped(mentions, articles, by))
    rows = [*_of_entities(free, table), *_by_deed(free), *_by_noun(free)]
    if model is not None and len(free) > 1:
        rows += _by_vectors(free, model)
    seen: set[frozenset[str]] = set()
    found = []
    for row in rows:
        pair = frozenset((str(row["phrase"]), str(row["other"])))
        if pair not in seen:
            seen.add(pair)
            found.append(row)
    return pd.DataFrame(found[:MOST], columns=list(_PROPOSALS)).astype(_PROPOSALS)


def plural(noun: str) -> str:
    """Return the plural of a noun, by rule: "militias", "policemen"."""
    if noun in _UNCHANGED or noun in _IRREGULAR:
        return _IRREGULAR.get(noun, noun)
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return noun + "es"
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"


def _phrases(table: pd.DataFrame, mentions: pd.DataFrame) -> list[_Phrase]:
    """Return the most frequent phrases, most frequent first."""
    inside: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for article, start, entity in zip(mentions["article_id"], mentions["start"], mentions["entity"], strict=True):
        inside[article].append((int(start), entity))
    starts = {article: np.array([at for at, _ in own]) for article, own in inside.items()}  # mentions are in order
    found: dict[str, _Phrase] = {}
    for row in table.itertuples():
        phrase = found.setdefault(row.phrase, _Phrase(row.phrase, row.noun))
        phrase.count += 1
        phrase.groups.add(row.group)
        if row.article_id in starts:
            low, high = np.searchsorted(starts[row.article_id], [row.start, row.end])
            phrase.names |= {entity for _, entity in inside[row.article_id][low:high]}
        if row.slot in ("doer", "target") and isinstance(row.verb, str) and row.verb not in _LIGHT:
            phrase.deeds[row.slot, row.verb].add(row.group)
    return sorted(found.values(), key=lambda phrase: (-phrase.count, phrase.words))[:MOST_PHRASES]


def _of_entities(free: Sequence[_Phrase], table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Propose for each phrase the entity that some document calls so, or with fewer words so."""
    told = table[table["entity"].notna()]
    called: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for noun, phrase, entity in zip(told["noun"], told["phrase"], told["entity"], strict=True):
        called[noun][phrase, entity] += 1
    for one in free:
        best = max(
            ((_dice(one.words, phrase), n, entity) for (phrase, entity), n in called[one.noun].items()
             if set(phrase.split()) <= set(one.words.split())),
            default=None,
        )  # fmt: skip
        if best and best[0] >= SAME:
            similarity, n, entity = best
            yield _row(entity, one, entity, NOUN, similarity, n)


def _by_deed(free: Sequence[_Phrase]) -> Iterator[dict[str, object]]:
    doing: defaultdict[tuple[str, str], list[_Phrase]] = defaultdict(list)
    for one in free:
        for place in one.deeds:
            doing[place].append(one)
    for place in sorted(doing, key=lambda place: (-len(doing[place]), place)):
        other, *rest = doing[place]  # the most frequent
        for one in rest:
            if one.may_be(other) and len(one.deeds[place] | other.deeds[place]) > 1:
                yield _row(plural(other.noun), one, other.words, DEED, _dice(one.words, other.words), other.count)


def _by_noun(free: Sequence[_Phrase]) -> Iterator[dict[str, object]]:
    """Propose for each phrase the one before it with its noun that shares most words with it."""
    before: defaultdict[str, list[_Phrase]] = defaultdict(list)
    for one in free:
        fits = [other for other in before[one.noun] if one.may_be(other)]
        best = max(fits, key=lambda other: (_dice(one.words, other.words), other.count), default=None)
        if best and (similarity := _dice(one.words, best.words)) >= LEAST:
            yield _row(plural(best.noun), one, best.words, NOUN, similarity, best.count)
        before[one.noun].append(one)


def _by_vectors(free: Sequence[_Phrase], model: Vectors) -> Iterator[dict[str, object]]:
    vectors = np.asarray(model([one.words for one in free]), dtype=np.float64)
    for n, one in enumerate(free):
        fits = [i for i in range(n) if one.noun != free[i].noun and one.may_be(free[i]) and not _holds(one, free[i])]
        if not fits:
            continue
        near = vectors[fits] @ vectors[n]
        best = int(near.argmax())
        if near[best] >= NEAR:
            other = free[fits[best]]
            yield _row(plural(other.noun), one, other.words, VECTORS, float(near[best]), other.count)


def _holds(one: _Phrase, other: _Phrase) -> bool:
    """Say whether one phrase is about the other: "ministry spokesman", "ministry"."""
    a, b = set(one.words.split()), set(other.words.split())
    return a <= b or b <= a


def _row(label: str, one: _Phrase, other: str, reason: str, similarity: float, others: int) -> dict[str, object]:
    shown = {"label": label, "phrase": one.words, "other": other, "reason": reason}
    return {**shown, "similarity": similarity, "count": one.count, "others": others}


def _dice(one: str, other: str) -> float:
    a, b = set(one.split()), set(other.split())
    return 2 * len(a & b) / (len(a) + len(b))
