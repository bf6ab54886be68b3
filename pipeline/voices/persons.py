"""Gather what a document says of each person it names: what it calls them, and whether it says he or she.

Titles, appositions and given names only; nothing is parsed. Whom a pronoun stands for is for `pronouns` to say.
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from ..types import Mention, Sentence

Gender: TypeAlias = Literal["he", "she"]

CODEBOOK = Path(__file__).parents[2] / "data" / "codebook" / "speakers.toml"
FAR = 200  # characters beside a name within which it is titled or explained
LONGEST = 20  # words of an explanation
TITLED, NAMED, TOLD = 4, 2, 1  # votes for he or she: by a title, by a given name, by a pronoun nearby


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PREPOSITIONS = _set(
    "of for at in from with to on by about against near under over within including such like than and or as "
    "who whom whose which that where when"
)
_PERSON_ENDING = re.compile(r"(?:[ei]er|[bcdfghklmnpstvwyz]er|or|ist|ian|man|woman|person)$")
_ABBREVIATED = {"sen": "senator", "gov": "governor", "rep": "representative", "gen": "general", "prof": "professor"}
_WORD = re.compile(r"[^\W_][\w.&'’-]*")
_AGE = re.compile(r"\s*,\s*(?:aged? )?(\d{1,3})(?=\s*[,;.)]|\s*$)")
_OLD = re.compile(r"\b(\d{1,3})-year-old\b")
_EXPLAINED = re.compile(r"\s*(?:[,(—–]|\s-\s)\s*(?:who (?:is|was|has been|had been|serves as|served as)\s+)?(?=[^\W_])")
_SHORT = ("Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen", "St")
_FULL_STOP = r"(?<!\b[A-Z])" + "".join(rf"(?<!\b{short})" for short in _SHORT) + r"\."
_CLOSED = re.compile(
    r"[,;:()—–“”\"\n!?]|\s-\s|\s(?:who|whose|whom|which|where|when|while)\b|" + _FULL_STOP + r"(?=[\s”\"]|$)"
)
_CUT = re.compile(r"[,;:()—–“”\"\n]")
_ENDED = re.compile(r"\s*(?:[,.;)—–]|$)")
_CLAUSE = re.compile(r"(?:^|\s)(?:said|says|told|has|had|have|is|was|are|were|will|would|did)\b")
_DETERMINER = re.compile(r"(?<![\w’'])(?:[Tt]he|[Aa]n?|[^\W\d_][\w.-]{1,40}['’]s)(?=\s)")
_SMALL_TITLES = _set(
    "former acting deputy vice senior junior chief assistant associate presidential congressional campaign party "
    "policy foreign prime finance interior defence defense press managing executive general then ex"
)
_OPENERS = _set(
    "the a an his her its their this that when while after before as but and if although though since because with "
    "for in on at by from to said says meanwhile however now then yet so like unlike both"
)
_DANGLING = _OPENERS | {"of", "and", "who", "is", "was"}
_SOMEBODYS = ("his ", "her ", "their ", "its ", "our ", "my ", "is ", "was ", "also ")  # whose, another sentence says
_HE_OR_SHE = re.compile(r"\b(?:(he|him|his|himself)|(she|her|hers|herself))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """What a document says of one person: the fullest phrase, the nouns of all, and all words, in lower case."""

    called: str | None
    nouns: frozenset[str]
    words: frozenset[str]
    gender: Gender | None
    ages: frozenset[str]


@cache
def codebook() -> dict[str, frozenset[str]]:
    """Return the lists of words that tell what a noun stands for."""
    lists: dict[str, str] = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


def singular(word: str) -> str:
    """Return `word` in lower case without its possessive and, by rule, its plural."""
    word = re.sub(r"['’]s?$", "", word.casefold().rstrip("."))
    if word.endswith(("men", "women")) and word != "women":
        return word[:-2] + "an"
    if word in ("women", "people"):
        return {"women": "woman", "people": "person"}[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def is_person(word: str) -> bool:
    """Say whether the noun `word`, in either number, stands for people."""
    lists = codebook()
    whole, one = word.casefold().rstrip("."), singular(word).rpartition("-")[2]
    if one in lists["people"] or whole in lists["people"] or one in lists["he"] or one in lists["she"]:
        return True
    if word[:1].isupper():
        return False  # by its ending alone, it may as well be a last name
    known = one in lists["not_people"] or one in lists["institutions"] or one in lists["issued"]
    return not known and one not in lists["documents"] and len(one) > 4 and bool(_PERSON_ENDING.search(one))


def is_plural(word: str) -> bool:
    """Say whether the noun `word` stands for more than one."""
    return singular(word) != re.sub(r"['’]s?$", "", word.casefold().rstrip(".")) or word.casefold() == "staff"


def head_noun(phrase: str) -> str | None:
    """Return the last word of `phrase` before its first preposition or relative, None where that comes first."""
    last = None
    for match in _WORD.finditer(phrase):
        if match[0].casefold() in PREPOSITIONS:
            break
        last = match[0]
    return last


def persons(text: str, sents: Sequence[Sentence], mentions: Sequence[Mention]) -> dict[str, Person]:
    """Return what `text` says of each person among `mentions`, by head."""
    called: defaultdict[str, list[str]] = defaultdict(list)
    titles: defaultdict[str, list[str]] = defaultdict(list)
    ages: defaultdict[str, set[str]] = defaultdict(set)
    before = 0  # where the person named before this one ends: a title goes no further back
    for mention in mentions:
        if mention.kind == "person":
            start = title_start(text, mention.start, before)
            before = mention.end
            if title := text[start : mention.start].strip():
                titles[mention.head].append(" ".join(title.split()))
            called[mention.head] += _explained(text, start, mention.end)
            if age := _AGE.match(text, mention.end, mention.end + FAR):
                ages[mention.head].add(age[1])
    told = _told(text, sents, mentions)
    found = {}
    for head in dict.fromkeys(mention.head for mention in mentions if mention.kind == "person"):
        offices = [title for title in map(_office, titles[head]) if title]
        phrases = called[head] or offices
        words = _plain(" ".join([*called[head], *titles[head]]))
        nouns = [singular(noun) for noun in map(head_noun, called[head]) if noun]
        nouns += _plain(" ".join(titles[head]))
        found[head] = Person(
            called=max(phrases, key=lambda phrase: (len(phrase.split()), phrase), default=None),
            nouns=frozenset(_ABBREVIATED.get(noun, noun) for noun in nouns),
            words=frozenset(_ABBREVIATED.get(word, word) for word in words),
            gender=_gender(head, nouns, told[head]),
            ages=frozenset([*ages[head], *_OLD.findall(" ".join(called[head]))]),
        )
    return found


def _plain(phrase: str) -> list[str]:
    return [word.casefold().rstrip(".") for word in _WORD.findall(phrase)]


def title_start(text: str, start: int, before: int = 0) -> int:
    """Return where the titles of the name at `start` begin, not before `before`; `start` where it has none."""
    begin = start
    for match in reversed(list(_WORD.finditer(text, max(before, start - FAR // 2), start))):
        gap = text[match.end() : begin]
        word = match[0]
        plain = word.casefold().rstrip(".")
        if gap.strip() or "\n" in gap or not gap or re.search(r"[a-z]{4}\.$", word):
            break
        small = plain in _SMALL_TITLES or (is_person(word) and not is_plural(word))
        joined = plain in ("of", "for", "and", "the") and begin < start and _goes_on(text, begin, start)
        if (plain in _OPENERS and not joined) or not (word[0].isupper() or small or joined):
            break
        begin = match.start()
    while begin < start and (lead := _WORD.match(text, begin, start)) and lead[0].casefold() in _DANGLING:
        begin = lead.end() + 1
    return min(begin, start) if any(_titles(text[begin:start])) else start


def _goes_on(text: str, begin: int, start: int) -> bool:
    """Say whether text[begin:start] can go on a title, as "State" does after "Secretary of", and "Mr." does not."""
    word = _WORD.match(text, begin, start)
    titled = word is not None and (is_person(word[0]) or word[0].casefold().rstrip(".") in codebook()["address"])
    return word is not None and word[0][0].isupper() and not titled


def _titles(phrase: str) -> Iterator[bool]:
    address = codebook()["address"]
    for match in _WORD.finditer(phrase):
        yield match[0].casefold().rstrip(".") in address or is_person(match[0])


def _office(title: str) -> str | None:
    """Return `title` without forms of address, None where it is no more than that."""
    last = title.rpartition(" and ")[2]  # of another person's title, "Jan Lind of Norland and Gov. Ann Roe"
    kept = [
        word
        for word in (last if last and is_person(last.split()[0]) else title).split()
        if word.casefold().rstrip(".") not in codebook()["address"]
    ]
    one = any(is_person(word) and not is_plural(word) for word in kept)
    return " ".join(kept) if one and kept[-1] not in ("of", "for", "and", "the") else None


def _explained(text: str, start: int, end: int) -> list[str]:
    """Return the appositions after and before the name at text[start:end]."""
    found = []
    age = _AGE.match(text, end, end + FAR)
    if opened := _EXPLAINED.match(text, age.end() if age else end, end + FAR):
        closed = _CLOSED.search(text, opened.end(), opened.end() + FAR)
        phrase = text[opened.end() : closed.start() if closed else opened.end() + FAR]
        if _is_role(phrase) and not _CLAUSE.search(phrase):
            found.append(phrase.removeprefix("now ").removeprefix("then "))
    before = text[max(0, start - FAR) : start].rstrip()
    if before.endswith(",") and _ENDED.match(text, end):
        before = _CUT.split(before[:-1])[-1]
        roles = (before[match.start() :] for match in reversed(list(_DETERMINER.finditer(before))))
        if role := next(filter(_is_role, roles), None):
            found.append(role[0].lower() + role[1:] if role.startswith(("The ", "A ", "An ")) else role)
    return [" ".join(phrase.split()[:LONGEST]) for phrase in found]


def _is_role(phrase: str) -> bool:
    noun = head_noun(phrase)
    if phrase.casefold().startswith(_SOMEBODYS):
        return False
    return noun is not None and is_person(noun) and not is_plural(noun) and noun.casefold() != "person"


def _told(text: str, sents: Sequence[Sentence], mentions: Sequence[Mention]) -> defaultdict[str, Counter[Gender]]:
    """Count he and she after each person who is the only one that a sentence names."""
    starts = [sent.start for sent in sents]
    inside: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.kind == "person":
            inside[bisect_right(starts, mention.start) - 1].append(mention)
    votes: defaultdict[str, Counter[Gender]] = defaultdict(Counter)
    for place, named in inside.items():
        if place >= 0 and len({mention.head for mention in named}) == 1:
            pronoun = _HE_OR_SHE.search(text, named[0].end, max(named[0].end, sents[place].end))
            if pronoun:
                votes[named[0].head]["he" if pronoun[1] else "she"] += TOLD
    return votes


def _gender(head: str, words: Sequence[str], told: Counter[Gender]) -> Gender | None:
    lists = codebook()
    votes = Counter(told)
    votes["he"] += TITLED * sum(word in lists["he"] for word in words)
    votes["she"] += TITLED * sum(word in lists["she"] for word in words)
    first, _, rest = head.casefold().partition(" ")
    if rest:
        votes["he"] += NAMED * (first in lists["names_he"])
        votes["she"] += NAMED * (first in lists["names_she"])
    if votes["he"] == votes["she"]:
        return None
    return "he" if votes["he"] > votes["she"] else "she"
