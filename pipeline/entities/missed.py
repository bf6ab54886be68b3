"""Add the names that spaCy misses: people whose title stands before them, and what is named elsewhere in the text."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping

from ..linking import ARTICLE, known, majority
from ..types import Document, Kind
from .kinds import titled
from .recognised import Name, named
from .words import CAP, NEVER, TITLE, TITLES, has_capitals

_FULL = rf"{CAP} (?:[A-Z]\. )?{CAP}"
# "Sen. Ann Roe", or "Ann Roe (D-Verria)", as American newspapers give a member's party.
_PRESENTED = re.compile(rf"(?<![\w-]){TITLE} ({_FULL})(?![\w-])|(?<![\w-])({_FULL}) \([DRI]-")


def presented(names: list[Name], doc: Document) -> list[Name]:
    """Return the full names of people that no name covers, by the title before them or the party behind."""
    text = doc.text
    loose = doc.body[0] if has_capitals(doc) else 0
    taken = sorted((name.start, name.end) for name in names)
    found = []
    for match in _PRESENTED.finditer(text, loose):
        start, end = match.span(1 if match[1] else 2)
        if text[start:end].endswith(("’s", "'s")):
            end -= 2
        words = text[start:end].casefold().split()
        if _covered(taken, start, end) or not TITLES.union(NEVER).isdisjoint(words) or words[0] in _adjectives():
            continue
        found.append(named(text, start, end, "person"))
    return found


def missing(names: list[Name], doc: Document, expansions: Mapping[str, str]) -> list[Name]:
    """Return further occurrences of the full names, people's last names and introduced acronyms."""
    text = doc.text
    loose = doc.body[0] if has_capitals(doc) else 0
    kinds: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
    lasts: set[str] = set()
    by_title = titled(text)
    for name in names:
        if name.head is None and (" " in name.form or (name.kind == "person" and name.form in by_title)):
            kinds[name.form][name.kind] += 1
            if name.kind == "person":
                last = ARTICLE.sub("", name.form.split()[-1])
                lasts.add(last)
                kinds[last]["person"] += 1
    for form in [*expansions, *expansions.values()]:
        votes = [name.kind for name in names if name.form == form and name.kind != "person"]
        kinds[form] = Counter(votes or ["organisation"])
    if not kinds:
        return []
    longest_first = sorted(kinds, key=lambda form: (-len(form), form))
    pattern = rf"(?<![\w-])(?:[AaEe]l-)?({'|'.join(map(re.escape, longest_first))})(?!\w)"
    taken = sorted((name.start, name.end) for name in names)
    missed = []
    for match in re.finditer(pattern, text):
        if _covered(taken, *match.span()):
            continue
        if match[1] in lasts and match.start() >= loose and _in_longer_name(text, *match.span()):
            continue
        missed.append(named(text, *match.span(), majority(kinds[match[1]])))
    return missed


def _covered(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether one of the spans, in order and none overlapping, shares a character with text[start:end]."""
    before = bisect_right(taken, (end, -1)) - 1
    return before >= 0 and taken[before][1] > start


def _adjectives() -> set[str]:
    return {adjective.casefold() for adjective in known().states}


def _in_longer_name(text: str, start: int, end: int) -> bool:
    """Say whether a capitalised word beside the last name makes it another name ("Laura Bush", "Bush Avenue")."""
    before = re.search(r"([A-Z][\w’.-]*) $", text[max(0, start - 30) : start])
    after = re.match(r" [A-Z]", text[end : end + 2])
    return bool(after or (before and before[1].rstrip(".").casefold() not in TITLES))
