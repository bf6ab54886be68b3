"""Say which names of an event are the same: people by full and last name and spelling, others by acronym too.

A missed merge costs a row, a wrong one puts one person's deeds on another. So first names alone, and names that
fit two people equally well, stay by themselves.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from .types import Kind

Head: TypeAlias = tuple[str, Kind]

PREFERENCE: tuple[Kind, ...] = ("person", "organisation", "place", "group")  # decides where votes for a kind tie
RARE = 4  # a last name shared by several joins the one who is named this many times as often as all others
FULLER = 0.2  # a longer form names the entity if it has this share of the most frequent form's count

ARTICLE = re.compile(r"\b[AaEeUu]l-|(?<=\s)[AaEeUu]l\s")  # not the first name of Al Gore
_SMALL = frozenset(["of", "and", "the", "for", "on", "in", "to", "a", "&"])
_JUNIOR = frozenset({"jr", "sr", "ii", "iii", "iv"})
_KIN = frozenset({"bin", "ibn", "bint", "abu"})
_COMPANY = re.compile(r" (?:alliance|co|company|coalition|corp|corporation|inc|llc|ltd|movement)$")
_ALIASES = {
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
    "america": "united states",
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "un": "united nations",
    "eu": "european union",
}
_NICKNAMES = {
    "bernie": "bernard",
    "bill": "william",
    "bob": "robert",
    "chuck": "charles",
    "dick": "richard",
    "jim": "james",
    "joe": "joseph",
    "mike": "michael",
    "tom": "thomas",
}
_FOLDS = (
    (r"kh|gh|q", "k"),
    (r"dh", "z"),
    (r"ph", "f"),
    (r"ou|oo|o", "u"),
    (r"(?<=.)y(?![aeiou])|ei|ai|ey|ay|ee|ie|e", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=[aiu])h$", ""),
)


@dataclass(frozen=True, slots=True)
class Person:
    words: tuple[str, ...]
    junior: str = ""


class _Unit:
    """All heads of one spelling, whatever their kind: one spelling is one entity."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self.forms: Counter[str] = Counter()
        self.kinds: Counter[Kind] = Counter()

    @property
    def kind(self) -> Kind:
        return majority(self.kinds)

    @property
    def count(self) -> int:
        return self.forms.total()


def link(heads: Mapping[Head, int]) -> dict[Head, Head]:
    """Return the entity's name and kind for each (head, kind), given how often each occurs in an event.

    The outcome does not depend on the order of `heads`. One spelling gets one kind. People join by full
    name, last name and spelling ("Fuad Husain", "Fouad Hussein"); other names by spelling and acronym.
    """
    units: dict[str, _Unit] = {}
    for (name, kind), count in sorted(heads.items()):
        unit = units.setdefault(_plain(name), _Unit(_plain(name)))
        unit.forms[name] += count
        unit.kinds[kind] += count
    _rekind_rare(units.values())
    people = [unit for unit in units.values() if unit.kind == "person"]
    others = [unit for unit in units.values() if unit.kind != "person"]
    linked: dict[str, Head] = {}
    for cluster in [*_people(people), *_others(others)]:
        forms = sum((unit.forms for unit in cluster), Counter[str]())
        votes: Counter[Kind] = Counter()
        for unit in cluster:
            votes[unit.kind] += unit.count
        kind = majority(votes)
        linked.update({unit.plain: (_fullest(forms, kind), kind) for unit in cluster})
    return {(name, kind): linked[_plain(name)] for name, kind in heads}


def _rekind_rare(units: Collection[_Unit]) -> None:
    """Make a person of a bare "organisation" that is rare beside people of this last name."""
    lasts: Counter[str] = Counter()
    for unit in units:
        words = person(max(unit.forms)).words
        if unit.kind == "person" and len(words) > 1:
            lasts[words[-1]] += unit.count
    for unit in units:
        words = person(max(unit.forms)).words
        if len(words) == 1 and unit.kind in ("organisation", "group") and lasts[words[0]] >= RARE * unit.count:
            unit.kinds = Counter({"person": unit.count})


def _people(units: Sequence[_Unit]) -> list[list[_Unit]]:
    """Cluster people, full names first: a name joins a cluster only if it fits every name in it."""
    names = {unit.plain: person(max(unit.forms)) for unit in units}
    firsts = {_skeleton(name.words[0]) for name in names.values() if len(name.words) > 1}
    by_last: defaultdict[str, list[list[_Unit]]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (-len(names[unit.plain].words), -unit.count, unit.plain)):
        name = names[unit.plain]
        clusters = by_last[_skeleton(name.words[-1])]
        each = [[fit(name, names[other.plain]) for other in cluster] for cluster in clusters]
        fits = [max(fit) if all(fit) else 0 for fit in each]
        best = max(fits, default=0)
        if best == 1 and len(name.words) == 1 and _skeleton(name.words[0]) in firsts:
            best = 0  # "Hossein" alone may be anybody's first name, and is no spelling of "Fuad Husain"
        fitting = [cluster for cluster, fit in zip(clusters, fits, strict=True) if best and fit == best]
        fitting.sort(key=_count, reverse=True)
        if fitting and _count(fitting[0]) >= RARE * sum(map(_count, fitting[1:])):
            fitting[0].append(unit)
        else:
            clusters.append([unit])
    return [cluster for clusters in by_last.values() for cluster in clusters]


def _count(cluster: Sequence[_Unit]) -> int:
    return sum(unit.count for unit in cluster)


def fit(a: Person, b: Person) -> int:
    """Return 2 if the two can name one person letter by letter, 1 if in another spelling, else 0."""
    short, long = sorted((a, b), key=lambda name: len(name.words))
    size = len(short.words)
    tail = long.words[-size:]
    if size == 1 or size < len(long.words):
        if len(long.words) > size and long.words[-size - 1] in _KIN:
            return 0  # Salman is not Mohammed bin Salman
        if tail == short.words:
            return 2
        if all(_respelt(x, y, 5) for x, y in zip(tail, short.words, strict=True)):
            return 1
    if size == 1 or short.junior != long.junior:
        return 0
    middles = (short.words[1:-1], long.words[1:-1])
    if all(middles) and [word[0] for word in middles[0]] != [word[0] for word in middles[1]]:
        return 0
    first, last = (short.words[0], long.words[0]), (short.words[-1], long.words[-1])
    if last[0] == last[1]:
        if first[0] == first[1]:
            return 2
        initial = 1 in map(len, first) and first[0][0] == first[1][0]
        nickname = _NICKNAMES.get(first[0], first[0]) == _NICKNAMES.get(first[1], first[1])
        return int(initial or nickname or _respelt(*first, 4))
    return int(_respelt(*first, 4) and _respelt(*last, 4))


def _others(units: Sequence[_Unit]) -> list[list[_Unit]]:
    """Cluster groups, organisations and places: by spelling, then each acronym with its only expansion."""
    clusters: defaultdict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        clusters[_key(unit)].append(unit)
    initials: defaultdict[str, set[str]] = defaultdict(set)
    for unit in units:
        words = [word for word in re.split(r"[\s-]+", unit.plain) if word and word not in _SMALL]
        if len(words) > 2:
            initials["".join(word[0] for word in words)].add(_key(unit))
    for unit in sorted(units, key=lambda unit: unit.plain):
        full = initials[unit.plain]
        if len(full) == 1 and _key(unit) in clusters and all(map(_is_acronym, unit.forms)):
            clusters[min(full)] += clusters.pop(_key(unit))
    return list(clusters.values())


def _key(unit: _Unit) -> str:
    """Return what all spellings of a group, organisation or place share."""
    key = re.sub(r"\s*\(.*?\)", "", unit.plain).removeprefix("islamic republic of ")
    key = _ALIASES.get(key, key)
    if key in _ALIASES.values():
        return key
    if unit.kind == "group":
        key = re.sub(r"(?<=[^su])s$", "", key)
    elif unit.kind == "organisation":
        key = _COMPANY.sub("", key)
    if " " in key and len(key) >= 10:
        key = " ".join(map(_skeleton, re.split(r"[\s-]+", key)))
    return f"{unit.kind} {key}"


def _fullest(forms: Counter[str], kind: Kind) -> str:
    """Return the fullest form that is not rare beside the others; of a place or group, the most frequent."""
    known = {form: count for form, count in forms.items() if _plain(form) in _ALIASES.values()}
    spelt_out = {form: count for form, count in forms.items() if not _is_acronym(form)}
    several = {form: count for form, count in spelt_out.items() if len(person(form).words) > 1}
    chosen = known or (several if kind in ("person", "organisation") else {}) or spelt_out or dict(forms)
    enough = FULLER * max(chosen.values())
    by_length = kind in ("person", "organisation")

    def rank(form: str) -> tuple[bool, int, int, int, str]:
        words = len(person(form).words) if by_length else 0
        return "(" in form or (len(form) > 3 and form.isupper()), -words, -chosen[form], -len(form), form

    return min((form for form in chosen if chosen[form] >= enough), key=rank)


def majority(votes: Counter[Kind]) -> Kind:
    return max(PREFERENCE, key=lambda kind: (votes[kind], -PREFERENCE.index(kind)))


def _is_acronym(form: str) -> bool:
    return re.fullmatch(r"(?:[A-Z]\.?){2,6}", form) is not None


@lru_cache(maxsize=10_000)
def _plain(name: str) -> str:
    """Return `name` in lower case without accents, apostrophes, full stops and "the"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’‘ʿʾ`.")
    return " ".join("".join(kept).split()).removeprefix("the ")


@lru_cache(maxsize=10_000)
def person(name: str) -> Person:
    words = [word for word in re.split(r"[\s-]+", _plain(ARTICLE.sub("", name))) if word]
    junior = words.pop() if len(words) > 1 and words[-1] in _JUNIOR else ""
    return Person(tuple(words) or (_plain(name),), junior)


def _respelt(a: str, b: str, shortest: int) -> bool:
    """Say whether two words are spellings of one; short skeletons agree by chance (Reid, Reed)."""
    return a == b or (_skeleton(a) == _skeleton(b) and len(_skeleton(a)) >= shortest)


@lru_cache(maxsize=10_000)
def _skeleton(word: str) -> str:
    """Return what the usual spellings of an Arabic, Persian or Slavic name in Latin letters share.

    Vowels are folded, never dropped: Salih and Saleh agree, Salih and Salah do not.
    """
    for pattern, letter in _FOLDS:
        word = re.sub(pattern, letter, word)
    return word
