"""Say which full name of the same document a first name stands for, and which last name stands for none of them."""

import re
from collections import defaultdict

from ..linking import fit, person
from ..types import Document
from .recognised import Name

_KIN = re.compile(
    r"\b(?:wife|husband|spouse|widow|son|daughter|brother|sister|father|mother|parents|nephew|niece|cousin|uncle|aunt"
    r"|grand\w+|children|married|first lady|in-law)\b",
    re.IGNORECASE,
)
_NEAR = 50  # characters


def first_names(names: list[Name]) -> dict[str, str]:
    """Return the full name that each bare first name stands for, where the document has only one such person."""
    people = {name.form: person(name.form) for name in names if name.kind == "person"}
    lasts = {name.words[-1] for name in people.values() if len(name.words) > 1}
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for form, name in people.items():
        if len(name.words) > 1:
            by_first[name.words[0]].append(form)
    found = {}
    for form, name in people.items():
        full = by_first[name.words[0]] if len(name.words) == 1 and name.words[0] not in lasts else []
        if full and all(fit(people[a], people[b]) for a in full for b in full):
            found[form] = max(full, key=lambda other: (len(people[other].words), other))
    return found


def strangers(names: list[Name], doc: Document) -> set[str]:
    """Return the bare last names that the body uses before it gives a relative's full name with them.

    News introduces people in full. Who is "Trump" before "his daughter Ivanka Trump" is named is somebody else, whom
    the readers are taken to know; who that is, the other documents of the event may say.
    """
    full: defaultdict[str, list[Name]] = defaultdict(list)
    bare: dict[str, int] = {}
    forms: defaultdict[str, set[str]] = defaultdict(set)
    others = {name.form for name in names if name.kind != "person"}
    for name in sorted(names, key=lambda name: name.start):
        words = person(name.form).words
        if name.kind == "person" and len(words) > 1:
            full[words[-1]].append(name)
        elif name.kind == "person" and name.form not in others:
            forms[words[0]].add(name.form)
            if name.start >= doc.body[0]:
                bare.setdefault(words[0], name.start)
    before = [last for last, start in bare.items() if last in full and start < full[last][0].start]
    apart = [last for last in before if any(_is_relative(name, doc.text) for name in full[last])]
    return {form for last in apart for form in forms[last]}


def _is_relative(name: Name, text: str) -> bool:
    beside = text[max(0, name.start - _NEAR) : name.end + _NEAR]
    return person(name.form).junior == "jr" or _KIN.search(beside) is not None
