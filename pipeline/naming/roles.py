"""Say which name of the same document a phrase stands for: "the premier", "the movement", "Ann Roe, a ferry pilot".

Cautious: a role leads to a name only where the document gives it to one alone, and a phrase with a word that the
document does not say of that name ("the Norland premier") leads to none.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..types import Mention, Sentence
from ..voices.persons import Person, codebook, persons, title_start
from .lexicon import Noun, lexicon
from .words import Word, joined


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


AGAIN = 3  # sentences back in which "the politician" may have been named
MOST = 50  # names that are looked at
MINOR = 5  # who is named this many times less often than another is hardly "the president"

_DEFINITE = _set("the this that")
_APPOSED = _DEFINITE | _set("a an his her its their 's")
_MARKED = _set("former ex vice deputy acting assistant then late junior")  # of an office, no longer or not quite it
_OF_OTHERS = _set(
    "wife widow husband brother sister mother father son daughter child friend relative ally rival opponent supporter "
    "partner colleague follower fan successor counterpart"
)  # with "the", no role: whose, is told after the noun
_FREE = _set("new current embattled outgoing incoming caretaker wounded ruling powerful")
_COMMA = re.compile(r",\s{1,3}")
_ENDED = re.compile(r"\s*(?:[.,;)—–]|$|\s(?:of|for|in|at|from|who|whose|which|that|with)\b)")


@dataclass(frozen=True, slots=True)
class Called:
    """A phrase of the words `first` to `last`; `opening` is the number of its determiner."""

    first: int
    last: int
    opening: int
    noun: Noun
    lemma: str
    determiner: str


def named(
    text: str, sents: Sequence[Sentence], mentions: Sequence[Mention], tokens: Sequence[Word], called: Sequence[Called]
) -> list[Mention | None]:
    """Return for each phrase a mention of the name that it stands for, None where the document does not say."""
    beside = [_beside(text, tokens, one) for one in called]
    if all(mention or not _is_role(one) for one, mention in zip(called, beside, strict=True)):
        return beside
    offices = _Offices(text, sents, mentions)
    found = []
    unnamed: set[str] = set()  # "an official", whom "the official" goes on with
    for one, mention in zip(called, beside, strict=True):
        if mention is None and _is_role(one) and one.lemma not in unnamed:
            mention = offices.bearer(one, tokens)
        if mention is None and not one.noun.plural and one.determiner not in _DEFINITE:
            unnamed.add(one.lemma)
        found.append(mention)
    return found


def _is_role(one: Called) -> bool:
    return one.determiner in _DEFINITE and not one.noun.plural and one.lemma not in _OF_OTHERS


def _beside(text: str, tokens: Sequence[Word], one: Called) -> Mention | None:
    """Return the name that the phrase explains: in front of it, or before a comma."""
    if one.noun.plural or tokens[one.last].owner:
        return None
    after = tokens[one.last + 1] if one.last + 1 < len(tokens) else None
    if after is not None and after.mention is not None and joined(text, tokens[one.last], after):
        return after.mention if _may_name(one, after.mention) else None
    if one.determiner not in _APPOSED or one.determiner == "'s":
        return None
    name = tokens[one.opening - 1].mention if one.opening else None
    if name is None or not _COMMA.fullmatch(text, name.end, max(name.end, tokens[one.opening].start)):
        return None
    if not _ENDED.match(text, tokens[one.last].end):
        return None
    return name if _may_name(one, name) else None


def _may_name(one: Called, mention: Mention) -> bool:
    return mention.kind in (("organisation", "group") if one.noun.body else ("person",))


class _Offices:
    """Who holds which office in one document."""

    def __init__(self, text: str, sents: Sequence[Sentence], mentions: Sequence[Mention]) -> None:
        self._persons = persons(text, sents, mentions)
        self._sents = sents
        self._people = [mention for mention in mentions if mention.kind == "person"]
        self._first: dict[str, Mention] = {}
        self._bodies: defaultdict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            if mention.head not in self._first and mention.kind == "organisation":
                for word in mention.head.casefold().split():
                    self._bodies[word].add(mention.head)
            self._first.setdefault(mention.head, mention)
        counts = Counter(mention.head for mention in self._people)
        most = max(counts.values(), default=0)
        self._minor = {head for head, count in counts.items() if count * MINOR < most}
        self._starts = {head: mention.start for head, mention in self._first.items()}
        plainly = _plain_titles(text, mentions)
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        for head, person in self._persons.items():
            for office in _offices(person, plainly[head]):
                self._holders[office].add(head)

    def bearer(self, one: Called, tokens: Sequence[Word]) -> Mention | None:
        """Return the only name that the document gives this role."""
        at = tokens[one.first].start
        words = [word.plain for word in tokens[one.first : one.last + 1]]
        if one.noun.body:
            return self._body(words, at)
        office, others = one.lemma, words[:-1]
        if office == "minister" and "prime" in others:
            office = "prime minister"
            others.remove("prime")
        elif office != words[-1]:  # "secretary general"
            others = words[:-2]
        others = [word for word in others if word not in _FREE]
        covers = {each.replace("-", " ") for each in lexicon().covers.get(office, ())}
        heads = self._holders.get(office) or set().union(*(self._holders.get(each, set()) for each in covers))
        if not heads and not others and office in codebook()["anyone"]:
            heads = self._near(tokens[one.first])
        if len(heads) > MOST:
            return None
        fits = [head for head in heads if all(word in self._persons[head].words for word in others)]
        before = [head for head in fits if office in self._persons[head].nouns or self._starts[head] < at]
        if len(fits) != 1 or len(before) != 1 or (not others and before[0] in self._minor):
            return None
        return self._first[before[0]]

    def _body(self, words: Sequence[str], at: int) -> Mention | None:
        """Return the only organisation named before that has all these words in its name."""
        heads = set.intersection(*(self._bodies.get(word, set()) for word in words))
        return self._first[min(heads)] if len(heads) == 1 and self._starts[min(heads)] < at else None

    def _near(self, word: Word) -> set[str]:
        """Return the people whom the sentences just before a word name."""
        start = self._sents[max(0, word.home - AGAIN)].start if self._sents else 0
        low, high = (bisect_left(self._people, at, key=lambda mention: mention.start) for at in (start, word.start))
        return {mention.head for mention in self._people[max(low, high - MOST) : high]}


def _plain_titles(text: str, mentions: Sequence[Mention]) -> Mapping[str, set[str]]:
    """Return the words of each person's titles, but of those that say "former" or "deputy"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    before = 0
    for mention in mentions:
        if mention.kind == "person":
            title = text[title_start(text, mention.start, before) : mention.start].casefold().split()
            before = mention.end
            if _MARKED.isdisjoint(title):
                found[mention.head].update(word.rstrip(".") for word in title)
    return found


def _offices(person: Person, plainly: set[str]) -> set[str]:
    """Return the nouns by which the document calls a person without "former"; "prime minister" is one of them."""
    nouns = set(person.nouns)
    if not _MARKED.isdisjoint(person.words):
        nouns &= plainly
    if "minister" in nouns and "prime" in person.words:
        nouns = nouns - {"minister"} | {"prime minister"}
    return nouns
