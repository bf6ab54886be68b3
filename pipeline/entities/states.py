"""Let a nationality stand for its state where it is the government's, and a ministry for that of its state.

"Iranian officials" are Iran; "Iranian" before anything else, a former official's country and a government's forces,
building or opponents are left as they stand. The adjectives are those of `data/codebook/names.toml`.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from ..linking import known
from .recognised import Name

_RANK = (
    r"(?:(?:top|senior|federal|central|security|military|defen[cs]e|intelligence|diplomatic|judicial|state|interim"
    r"|transitional|caretaker|coalition)\s)"
)
_MINISTRY = r"(?:[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Hh]ealth|[Ff]inance|[Jj]ustice|[Oo]il|[Ee]nergy) [Mm]inistry"
# Officials are the government where they speak or act for it; who is killed or elected is a person.
_SAY = (
    r"(?:(?:also|have|had|later|on \w+|repeatedly) ){0,2}"
    r"(?:accus|agre|announc|blam|call|claim|condemn|confirm|declin|demand|den[iy]|describ|insist|mak|order|refus|reject"
    r"|report|sa[iy]|sign|talk|threaten|told|tell|urg|vow|warn)\w*"
)
_GOVERNMENT = re.compile(
    rf"\s{_RANK}{{0,2}}(?:(?:[Gg]overnment|authorities|administration|regime|{_MINISTRY})(?![\w-])|officials {_SAY})"
    r"(?!\s(?:buildings?|change|contract\w*|employees?|forces?|soldiers?|troops|workers?|critics?|opponents?|positions?))"
)
_ELSEWHERE = re.compile(r"(?:\b(?:[Ff]ormer|[Ee]x|[Aa]nti|[Pp]ro|[Nn]on)[\s-]|-)$")
_BODY = re.compile(rf"(?:{_MINISTRY}|Ministry of [\w ]+|Parliament)")


def with_states(names: list[Name], text: str) -> list[Name]:
    """Give the names that stand for a government, and the ministries of one, their heads."""
    states = known().states
    given = [_government(name, text) if name.form in states else name for name in names]
    bodies = {name.form for name in names if _BODY.fullmatch(name.form)}
    owners = {form: _owners(form, text) for form in bodies}
    return [
        _ministry(name, text, owners[name.form]) if name.form in bodies and name.kind == "organisation" else name
        for name in given
    ]


def _government(name: Name, text: str) -> Name:
    before = text[max(0, name.start - 8) : name.start]
    if _ELSEWHERE.search(before) or not _GOVERNMENT.match(text, name.end):
        return name
    return replace(name, kind="place", head=known().states[name.form])


def _owners(form: str, text: str) -> set[str]:
    """Return the nationalities that `text` writes before a ministry or parliament, whatever its capitals."""
    before = re.finditer(rf"\b(\w+(?: \w+)?) {re.escape(form)}\b", text, re.IGNORECASE)
    return {owner for match in before for owner in _nationalities(match[1])}


def _nationalities(words: str) -> Iterable[str]:
    return [owner for owner in (words, words.split()[-1]) if owner in known().states][:1]


def _ministry(name: Name, text: str, owners: set[str]) -> Name:
    """Call "the Foreign Ministry" after the nationality before it, else after the only one that the text gives it."""
    before = " ".join(text[max(0, name.start - 30) : name.start].split()[-2:])
    own = set(_nationalities(before)) if before else set()
    owner = own or owners
    return replace(name, head=f"{min(owner)} {name.form}") if len(owner) == 1 else name
