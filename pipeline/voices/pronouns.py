"""Say whom a pronoun stands for: the nearest person, group or body that fits and is spoken of as one who acts.

Rules of recency, in the spirit of Hobbs (1978) and of Lappin and Leass (1994): subjects before objects, those who
spoke last before those who did not, what stands in a quotation last. Number and, where the text tells it, he or she
must agree.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..types import Document, Kind, Mention, Sentence, Span, SpeakerKind
from .persons import Gender, Person, title_start
from .pieces import merged, within

BACK = 5  # sentences before the pronoun's in which an antecedent may stand
SUBJECT, SPOKE, OBLIQUE, CONTAINED, QUOTED, UNSURE = 0.8, 0.5, -0.5, -1.0, -2.5, -0.3  # against 1 a sentence
CLAUSE = 150  # characters of a clause before the main one
AHEAD = 1.0  # by how much one of several must lead, where a description fits them all
MOST = 200  # names before the pronoun that are looked at
LEAST = -5.0  # a candidate below it is a guess

_QUOTED = re.compile(r"“[^”\n]*|\"[^\"\n]*\"|«[^»\n]*")
_OBLIQUE = re.compile(
    r"\b(?:of|for|by|with|to|from|against|about|at|in|on|like|than|over|under|between)\s+(?:the\s+)?$"
)
_SUBORDINATE = re.compile(
    r"(?:Even )?(?:After|Although|As|Because|Before|If|Once|Since|Though|Until|When|While)\s+", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as `Attribution` says it: name, kind and affiliation."""

    name: str | None = None
    kind: SpeakerKind | None = None
    affiliation: str | None = None


@dataclass(slots=True)
class Turn:
    """Where somebody spoke, and what a pronoun must agree with."""

    at: int
    speaker: Speaker
    gender: Gender | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int  # number of the sentence
    at: int
    mention: Mention
    worth: float


@dataclass(slots=True)
class Antecedents:
    """What the pronouns of one document may stand for; `heard` grows with each speaker that is found."""

    doc: Document
    sents: Sequence[Sentence]
    mentions: Sequence[Mention]
    persons: Mapping[str, Person]
    contents: Sequence[Span] = ()
    heard: list[Turn] = field(default_factory=list)
    _bound: dict[str, Gender] = field(default_factory=dict)  # by an earlier pronoun, of whom nothing else tells it
    _starts: list[int] = field(default_factory=list)
    _candidates: list[_Candidate] = field(default_factory=list)
    _quotes: list[Span] = field(default_factory=list)

    def __post_init__(self) -> None:
        text = self.doc.text
        self._starts = [sent.start for sent in self.sents]
        self._quotes = [match.span() for match in _QUOTED.finditer(text)]
        contained = merged(self.contents)
        firsts: set[int] = set()
        for mention in self.mentions:
            place = self.place(mention.start)
            worth = QUOTED if within(self._quotes, mention.start) else 0.0
            if not worth and within(contained, mention.start):
                worth = CONTAINED
            begin = title_start(text, mention.start) if mention.kind == "person" else mention.start
            if _POSSESSIVE.match(text, mention.end) or _OBLIQUE.search(text, max(0, begin - 14), begin):
                worth += OBLIQUE
            elif not worth and place not in firsts:
                worth = SUBJECT
                firsts.add(place)
            self._candidates.append(_Candidate(place, mention.start, mention, worth))

    def place(self, at: int) -> int:
        """Return the number of the sentence that holds the character `at`."""
        return max(0, bisect_right(self._starts, at) - 1)

    def last(self, at: int) -> Turn | None:
        """Return who spoke last before `at`."""
        before = bisect_left(self.heard, at, key=lambda spoken: spoken.at)
        return self.heard[before - 1] if before else None

    def person(self, at: int, gender: Gender) -> tuple[str, Gender | None] | Turn | None:
        """Return the head of the person that "he" or "she" at `at` stands for, or one without a name who spoke."""
        place = self.place(at)
        scores: dict[str, float] = {}
        for candidate in self._near(at, place):
            head = candidate.mention.head
            if candidate.mention.kind != "person":
                continue
            known = self.persons[head].gender or self._bound.get(head)
            if known not in (None, gender):
                continue
            worth = candidate.worth - (place - candidate.place) + (UNSURE if known is None else 0)
            scores[head] = max(scores.get(head, worth), worth)
        if ahead := self._ahead(at, place, gender):
            return ahead, gender
        last = self.last(at)
        near = last is not None and place - self.place(last.at) <= BACK
        told = last and (last.gender or self._bound.get(last.speaker.name or ""))
        if last and near and not last.plural and last.speaker.name and told in (None, gender):
            name = last.speaker.name
            worth = SUBJECT + SPOKE - (place - self.place(last.at)) + (UNSURE if told is None else 0)
            if last.speaker.kind == "person":
                scores[name] = max(scores.get(name, worth), worth)
            elif last.speaker.kind == "unnamed" and worth > max(scores.values(), default=LEAST):
                return last
        best = max(scores, key=lambda head: scores[head], default=None)
        if best is None or scores[best] < LEAST:
            return None
        self._bound.setdefault(best, gender)
        return best, gender

    def most_likely(self, at: int, heads: Sequence[str]) -> str | None:
        """Return which of the people `heads` was spoken of last before `at`, None where two come close."""
        place = self.place(at)
        scores = dict.fromkeys(heads, LEAST)
        for candidate in self._near(at, place):
            head = candidate.mention.head
            if head in scores:
                scores[head] = max(scores[head], candidate.worth - (place - candidate.place))
        last = self.last(at)
        if last and last.speaker.name in scores:
            scores[last.speaker.name] = max(scores[last.speaker.name], SUBJECT + SPOKE - (place - self.place(last.at)))
        ranked = sorted(scores, key=lambda head: -scores[head])
        return ranked[0] if scores[ranked[0]] - scores[ranked[1]] >= AHEAD else None

    def several(self, at: int, *, kinds: Sequence[Kind]) -> Mention | Turn | None:
        """Return the group or body that "they" or "it" at `at` stands for, or those without a name who spoke."""
        plural = "group" in kinds
        place = self.place(at)
        best: Mention | Turn | None = None
        most = -2.0
        last = self.last(at)
        if last and last.speaker.name and (last.plural if plural else not last.plural):
            fits = last.speaker.kind in (
                ("unnamed", "group", "organisation", "place") if plural else ("organisation", "place", "document")
            )
            worth = SUBJECT + SPOKE - (place - self.place(last.at))
            if fits and worth > most:
                best, most = last, worth
        for candidate in self._near(at, place):
            worth = candidate.worth - (place - candidate.place)
            if candidate.mention.kind in kinds and worth > most:
                best, most = candidate.mention, worth
        return best

    def _ahead(self, at: int, place: int, gender: Gender) -> str | None:
        """Return the subject of the main clause after the pronoun's: "While he left, Roe stayed"."""
        text = self.doc.text
        if not self.sents or not _SUBORDINATE.fullmatch(text, self.sents[place].start, at):
            return None
        comma = text.find(", ", at, min(at + CLAUSE, self.sents[place].end))
        low = bisect_left(self._candidates, at, key=lambda candidate: candidate.at)
        for candidate in self._candidates[low : low + 8]:
            mention = candidate.mention
            if comma >= 0 and candidate.at > comma and mention.kind == "person":
                begin = title_start(text, mention.start, comma + 2)
                known = self.persons[mention.head].gender in (None, gender)
                return (
                    mention.head if begin == comma + 2 and known and not _POSSESSIVE.match(text, mention.end) else None
                )
        return None

    def _near(self, at: int, place: int) -> Sequence[_Candidate]:
        start = self._starts[max(0, place - BACK)] if self._starts else 0
        low = bisect_left(self._candidates, start, key=lambda candidate: candidate.at)
        high = bisect_left(self._candidates, at, key=lambda candidate: candidate.at)
        return self._candidates[max(low, high - MOST) : high]
