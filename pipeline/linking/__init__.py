"""Say which names of an event are the same: people by full and last name and spelling, others by acronym too.

A missed merge costs a row, a wrong one puts one person's deeds on another. So first names alone, and names that
fit two people equally well, stay by themselves.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from ..types import Kind
from .known import known
from .others import others
from .people import Apart, people
from .spelling import ARTICLE, Person, fit, is_acronym, person, plain
from .units import PREFERENCE, RARE, Unit, majority

__all__ = ["ARTICLE", "FULLER", "PREFERENCE", "RARE", "Head", "Person", "fit", "known", "link", "majority", "person"]

Head: TypeAlias = tuple[str, Kind]

# No "Union", "Federation" or "Office": there is a Soviet Union, and an Oval Office.
_BODY = re.compile(
    r" (?:administration|agency|army|association|authority|board|brigades?|bureau|campaign|commission|committee"
    r"|corporation|council|department|directorate|foundation|institute|league|ministry|movement|news|party|service)$"
)
FULLER = 0.2  # a longer form names the entity if it has this share of the most frequent form's count


def link(heads: Mapping[Head, int], documents: Iterable[Collection[Head]] = ()) -> dict[Head, Head]:
    """Return the entity's name and kind for each (head, kind), given how often each occurs in an event.

    The outcome does not depend on the order of `heads`. One spelling gets one kind. People join by full
    name, last name and spelling ("Fuad Husain", "Fouad Hussein"); other names by spelling and acronym.
    `documents`, where known, are the heads of each: two that a document holds apart are two people to it.
    """
    units: dict[str, Unit] = {}
    for (name, kind), count in sorted(heads.items()):
        unit = units.setdefault(plain(name), Unit(plain(name)))
        unit.forms[name] += count
        unit.kinds[kind] += count
    documents = list(documents)
    _rekind(units.values(), documents)
    apart = Apart([{plain(name) for name, kind in own if kind == "person"} for own in documents])
    persons = [unit for unit in units.values() if unit.kind == "person"]
    rest = [unit for unit in units.values() if unit.kind != "person"]
    linked: dict[str, Head] = {}
    for cluster in [*people(persons, apart), *others(rest)]:
        forms = sum((unit.forms for unit in cluster), Counter[str]())
        votes: Counter[Kind] = Counter()
        for unit in cluster:
            votes[unit.kind] += unit.count
        kind = majority(votes)
        linked.update({unit.plain: (_fullest(forms, kind), kind) for unit in cluster})
    return {(name, kind): linked[plain(name)] for name, kind in heads}


def _rekind(units: Collection[Unit], documents: Collection[Collection[Head]]) -> None:
    """Correct the kind of whole units: known bodies are organisations, and a bare name beside people is theirs.

    It is so where it is rare beside them, and where more documents name such a person in full than have it otherwise.
    """
    full: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for own in documents:
        full.update({p.words[-1] for name, kind in own if kind == "person" and len((p := person(name)).words) > 1})
        bare.update({plain(name) for name, kind in own if kind != "person"})
    lasts: Counter[str] = Counter()
    for unit in units:
        body = unit.plain in known().bodies and all(map(is_acronym, unit.forms))
        if unit.kind in ("person", "place", "group") and (body or _BODY.search(unit.plain)):
            unit.kinds = Counter({"organisation": unit.count})
        words = person(max(unit.forms)).words
        if unit.kind == "person" and len(words) > 1:
            lasts[words[-1]] += unit.count
    for unit in units:
        words = person(max(unit.forms)).words
        if len(words) > 1 or unit.kind not in ("organisation", "group"):
            continue
        if lasts[words[0]] >= RARE * unit.count or full[words[0]] > bare[unit.plain] > 0:
            unit.kinds = Counter({"person": unit.count})


def _fullest(forms: Counter[str], kind: Kind) -> str:
    """Return the fullest form that is not rare beside the others; of a place or group, the most frequent."""
    usual = {form: count for form, count in forms.items() if plain(form) in known().names}
    spelt_out = {form: count for form, count in forms.items() if not is_acronym(form)}
    several = {form: count for form, count in spelt_out.items() if len(person(form).words) > 1}
    chosen = usual or (several if kind in ("person", "organisation") else {}) or spelt_out or dict(forms)
    enough = FULLER * max(chosen.values())
    by_length = kind in ("person", "organisation")

    def rank(form: str) -> tuple[bool, int, int, int, str]:
        words = len(person(form).words) if by_length else 0
        return "(" in form or (len(form) > 3 and form.isupper()), -words, -chosen[form], -len(form), form

    return min((form for form in chosen if chosen[form] >= enough), key=rank)
