"""Find the acronyms that a document introduces, with what they stand for, and the equipment among them."""

import re

from .words import CAP, word_set

EQUIPMENT = re.compile(r" (?:system|missile|rocket|rifle|drone|jet|fighter|bomber|tank|aircraft|helicopter)")
# An expansion that ends like an organisation, or what stands before one: "Department of (Health, Education…)".
_BODY = re.compile(
    r"\b(?:Administration|Agency|Alliance|Association|Authority|Board|Bureau|Centre|Center|Commission|Committee|"
    r"Company|Corporation|Council|Department|Directorate|Federation|Foundation|Fund|Institute|League|Ministry|Office|"
    r"Organi[sz]ation|Party|Service|Society|Union|University)(?: (?:of|for) (?:the )?)?$"
)
_ACRONYM = re.compile(rf"\(([A-Z](?:[A-Z&.-]*[A-Z])\.?)\)(?: or (?:the )?({CAP}(?: {CAP})*))?")
_SMALL = word_set("of and the for on in to a &")
_WORD = re.compile(r"[^\W_]+|&")


def introduced(text: str) -> tuple[dict[str, str], set[str]]:
    """Return what each bracketed acronym stands for, and the forms that are equipment, not names.

    "Popular Mobilization Units (PMU) or Hashd" introduces two other forms of the first. An expansion
    before a word for equipment, or with a comma in it and no word for an organisation, names no actor.
    """
    expansions: dict[str, str] = {}
    things: set[str] = set()
    for match in _ACRONYM.finditer(text):
        before = text[max(0, match.start() - 120) : match.start()]
        full = _expansion(before, match[1])
        if full is None:
            continue
        lead = " ".join(before.split()).removesuffix(full)
        listed = "," in full and not (_BODY.search(full) or _BODY.search(lead))
        if listed or EQUIPMENT.match(text, match.end(1) + 1):
            things.update([match[1], full])
        else:
            expansions[match[1]] = full
            if match[2]:
                expansions[match[2]] = full
    return expansions, things


def _expansion(before: str, acronym: str) -> str | None:
    """Return the end of `before` whose words' first letters spell `acronym`."""
    letters = [letter for letter in acronym if letter.isalpha()]
    for word in reversed(list(_WORD.finditer(before))):
        if letters and word[0][0] == letters[-1]:
            letters.pop()
            if not letters:
                return " ".join(before[word.start() :].split()) if " " in before[word.start() :].strip() else None
        elif word[0].casefold() not in _SMALL:
            return None
    return None
