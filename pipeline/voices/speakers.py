"""Name who speaks in each attribution, from the words of its source.

A name becomes the document's fullest form of it; a pronoun, and "the minister" who was introduced, the one it stands
for; others keep their phrase ("officials at the Harbour Authority"). Of several who speak together the first is named.
Not done here: finding sources, and linking names across documents.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ..types import Document, Kind, Mention, Sentence, Span, SpeakerKind
from .names import Names
from .persons import Gender, codebook, is_person, persons
from .phrases import READ, Phrase, read_phrase
from .pronouns import Antecedents, Speaker, Turn

__all__ = ["Speaker", "carried", "named"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


AGAIN = 3  # sentences back in which "the politician" may have been named
_FORMER = _set("former ex-president vice deputy acting other new next late first second third")
_OWN = _set("i me my myself we us our ourselves")  # of him who is quoted
_HE = _set("he him his himself")
_SHE = _set("she her hers herself")
_THEY = _set("they them their themselves")
_IT = _set("it its itself")
_START = re.compile(
    r"(?<![\w’'-])(?:the|an?|some|many|several|two|three|four|five|other|most|one|another|those|his|her|their)\s",
    re.IGNORECASE,
)
_APART = re.compile(r"[;:()—–“”\"\n]|\s-\s")


def named(
    doc: Document,
    sents: Sequence[Sentence],
    mentions: Sequence[Mention],
    sources: Sequence[tuple[Span, ...]],
    *,
    contents: Sequence[tuple[Span, ...]] = (),
) -> list[Speaker]:
    """Return the speaker of each attribution, given the pieces of its source, in the order of `sources`.

    With `contents`, the pieces of what each of them says, "I" in somebody's words is that speaker, and names within
    what is said stand back where a pronoun looks for its own. Without a source a speaker is empty; see `carried`.
    """
    reader = _Reader(doc, sents, mentions, contents)
    found = [Speaker()] * len(sources)
    own = []
    for number in sorted(range(len(sources)), key=lambda number: min(sources[number], default=(0, 0))):
        phrase = read_phrase(doc.text, sources[number], reader.inside(sources[number]))
        if phrase.form == "nothing":
            continue
        at = min(sources[number])[0]
        if phrase.form == "pronoun" and phrase.words in _OWN:
            own.append((number, at))
        else:
            found[number] = reader.speaker(phrase, at)
    for number, at in own:
        outer = reader.speaks_at(at)
        if outer is not None and outer != number and outer < len(found):
            found[number] = found[outer]
    return found


def carried(
    sents: Sequence[Sentence],
    contents: Sequence[tuple[Span, ...]],
    speakers: Sequence[Speaker],
    *,
    sources: Sequence[tuple[Span, ...]] = (),
) -> list[Speaker]:
    """Return `speakers` with each that is empty taken over from the attribution before it, where one is near.

    Near is where the content begins in the sentence in which the content before it ended, or in the next. With
    `sources`, one that has a source keeps its own speaker, also where that is nobody: the writer's "I".
    """
    starts = [sent.start for sent in sents]
    filled = list(speakers)
    last: tuple[int, Speaker] | None = None
    for number in sorted(range(len(filled)), key=lambda number: min(contents[number], default=(0, 0))):
        if not contents[number]:
            continue
        first = bisect_right(starts, min(contents[number])[0])
        own = bool(sources and sources[number]) or filled[number].name is not None
        if not own and last is not None and first - last[0] in (0, 1):
            filled[number] = last[1]
        end = max(end for _, end in contents[number])
        last = (bisect_left(starts, end), filled[number])
    return filled


class _Reader:
    """Reads the sources of one document, in order."""

    def __init__(
        self,
        doc: Document,
        sents: Sequence[Sentence],
        mentions: Sequence[Mention],
        contents: Sequence[tuple[Span, ...]],
    ) -> None:
        self._text = doc.text
        self._sents = sents
        self._mentions = sorted(mentions, key=lambda mention: mention.start)
        self._persons = persons(doc.text, sents, self._mentions)
        self._names = Names(self._mentions, self._persons)
        self._said: defaultdict[str, list[Turn]] = defaultdict(list)  # by word: those without a name who spoke
        self._pieces = sorted((*piece, number) for number, content in enumerate(contents) for piece in content)
        said = [piece for content in contents for piece in content]
        self._antecedents = Antecedents(doc, sents, self._mentions, self._persons, said)

    def inside(self, pieces: Sequence[Span]) -> list[Mention]:
        """Return the mentions that lie in `pieces`, at least in part."""
        if not pieces:
            return []
        found = []
        for start, end in pieces:
            low = bisect_right(self._mentions, start, key=lambda mention: mention.end)
            high = bisect_left(self._mentions, min(end, start + READ), key=lambda mention: mention.start)
            found += self._mentions[low:high]
        return found

    def speaks_at(self, at: int) -> int | None:
        """Return the number of the attribution within whose content `at` lies, the innermost."""
        place = bisect_right(self._pieces, (at, len(self._text) + 1, 0))
        for start, end, number in reversed(self._pieces[max(0, place - 8) : place]):
            if start <= at < end:
                return number
        return None

    def speaker(self, phrase: Phrase, at: int) -> Speaker:
        """Return who `phrase`, which begins at `at`, stands for, and remember that he spoke."""
        speaker, gender, plural = self._resolved(phrase, at)
        nobody = phrase.form == "people" and speaker.kind == "unnamed" and not is_person(phrase.noun)
        if speaker.name is not None and not nobody:
            turn = Turn(at, speaker, gender, plural)
            self._antecedents.heard.append(turn)
            if speaker.kind == "unnamed" and not plural:
                for word in set(speaker.name.casefold().split()):
                    self._said[word].append(turn)
        return speaker

    def _resolved(self, phrase: Phrase, at: int) -> tuple[Speaker, Gender | None, bool]:
        match phrase.form:
            case "pronoun":
                return self._pronoun(phrase.words, at)
            case "relative":
                before = self._before(at)
                return self._resolved(before, at) if before else (Speaker(), None, False)
            case "mention" if phrase.mention:
                return self._mention(phrase.mention)
            case "name":
                return self._name(phrase)
            case "body":
                return self._body(phrase, at)
            case "document":
                belongs = phrase.mention.head if phrase.mention else None
                return Speaker(phrase.words, "document", belongs), None, phrase.plural
            case "people":
                return self._people(phrase, at)
        return Speaker(), None, False

    def _mention(self, mention: Mention) -> tuple[Speaker, Gender | None, bool]:
        if mention.kind == "person":
            return self._person(mention.head)
        return Speaker(mention.head, mention.kind), None, mention.kind == "group"

    def _person(self, head: str) -> tuple[Speaker, Gender | None, bool]:
        person = self._persons[head]
        return Speaker(head, "person", person.called), person.gender, False

    def _name(self, phrase: Phrase) -> tuple[Speaker, Gender | None, bool]:
        """Return the speaker for a name that was not recognised as one where it stands."""
        words = phrase.words.split()
        if found := self._names.ending(words):
            return self._mention(found)
        if phrase.definite or len(words) > 3 or phrase.words.isupper():
            return Speaker(phrase.words, "organisation"), None, False
        return Speaker(phrase.words, "organisation" if phrase.plural else "person"), None, False

    def _body(self, phrase: Phrase, at: int) -> tuple[Speaker, Gender | None, bool]:
        if phrase.definite and phrase.mention is None and (found := self._names.body(phrase.noun)):
            return self._mention(found)
        kind: SpeakerKind = "group" if phrase.noun == "police" else "organisation"
        return Speaker(phrase.words, kind, self._owner(phrase.words, at)), None, phrase.plural or kind == "group"

    def _people(self, phrase: Phrase, at: int) -> tuple[Speaker, Gender | None, bool]:
        if phrase.definite and not phrase.plural and (head := self._introduced(phrase, at)):
            return self._person(head)
        if phrase.definite and not phrase.plural and (before := self._again(phrase, at)):
            return before.speaker, before.gender, before.plural
        belongs = phrase.mention.head if phrase.mention else self._owner(phrase.words, at)
        lists = codebook()
        gender: Gender | None = "he" if phrase.noun in lists["he"] else "she" if phrase.noun in lists["she"] else None
        return Speaker(phrase.words, "unnamed", belongs), gender, phrase.plural

    def _introduced(self, phrase: Phrase, at: int) -> str | None:
        """Return the person whom the document calls so: "the minister", "the Vale senator", "the 54-year-old"."""
        said = phrase.words.casefold().replace("’s", "").replace("'s", "").split()
        noun = phrase.noun.casefold()
        fits = self._names.called(noun)
        others = [word for word in said if word not in ("the", "that", "this", noun)]
        if others:
            closer = [head for head in fits if all(word in self._persons[head].words for word in others)]
            fits = closer or ([] if any(word in _FORMER for word in others) else fits)
        if len(fits) > 1:
            return self._antecedents.most_likely(at, fits)
        return fits[0] if fits else None

    def _again(self, phrase: Phrase, at: int) -> Turn | None:
        """Return who spoke before and is spoken of again: "the source", or "the politician" of the last person."""
        last = self._antecedents.last(at)
        said = self._said.get(phrase.noun, [])
        if before := bisect_left(said, at, key=lambda turn: turn.at):
            return said[before - 1]
        bare = len(phrase.words.split()) == 2  # "the politician"; more would tell him from others
        is_near = last is not None and self._antecedents.place(at) - self._antecedents.place(last.at) <= AGAIN
        if (
            bare
            and is_near
            and last is not None
            and last.speaker.kind == "person"
            and phrase.noun in codebook()["anyone"]
        ):
            return last
        return None

    def _owner(self, words: str, at: int) -> str | None:
        """Return whom "his" in "his lawyer" stands for."""
        first = words.partition(" ")[0].casefold()
        if first not in ("his", "her", "their", "its"):
            return None
        return self._pronoun(first, at)[0].name

    def _pronoun(self, pronoun: str, at: int) -> tuple[Speaker, Gender | None, bool]:
        if pronoun in _HE or pronoun in _SHE:
            gender: Gender = "he" if pronoun in _HE else "she"
            found = self._antecedents.person(at, gender)
            if isinstance(found, Turn):
                return found.speaker, gender, False
            if found is not None:
                name, gender_ = found
                return self._person(name) if name in self._persons else (Speaker(name, "person"), gender_, False)
        elif pronoun in _THEY or pronoun in _IT:
            kinds: tuple[Kind, ...] = ("group", "organisation") if pronoun in _THEY else ("organisation", "place")
            several = self._antecedents.several(at, kinds=kinds)
            if isinstance(several, Turn):
                return several.speaker, None, several.plural
            if several is not None:
                return self._mention(several)
        return Speaker(), None, False

    def _before(self, at: int) -> Phrase | None:
        """Return the phrase that "who" or "that" at `at` goes on from."""
        sent = self._sents[self._antecedents.place(at)] if self._sents else None
        start = max(sent.start if sent else 0, at - READ)
        text = self._text
        end = start + len(text[start:at].rstrip(" ,\n"))
        apart = [match.end() for match in _APART.finditer(text, start, end)]
        start = apart[-1] if apart else start
        near = self.inside([(start, end)]) if start < end else []
        if near and near[-1].kind == "person" and near[-1].end == end:
            return Phrase("mention", near[-1].head, near[-1])
        if len(near) > 1 and near[-1].end == end and near[-2].kind == "person":
            between = text[near[-2].end : near[-1].start].split()
            if between[:1] in (["of"], ["from"], ["at"]) and between[1:] in ([], ["the"]):
                return Phrase("mention", near[-2].head, near[-2])  # "Ann Roe of Norland, who"
        comma = text.rfind(",", start, end)
        named_before = [mention for mention in near if mention.kind == "person" and mention.end == comma]
        if named_before and end < at:
            return Phrase("mention", named_before[0].head, named_before[0])
        for match in reversed(list(_START.finditer(text, max(start, comma + 1), end))):
            phrase = read_phrase(text, [(match.start(), end)], near)
            if phrase.form != "name" and _fits(phrase):
                return phrase
        if near and near[-1].end == end:
            return Phrase("mention", near[-1].head, near[-1])
        last = re.search(r"[\w’'-]+(?: (?:in|of|at|from) [\w’'-]+)?$", text[max(start, end - 60) : end])
        if last and _fits(found := read_phrase(text, [(end - len(last[0]), end)], near)):
            return found
        return None


def _fits(phrase: Phrase) -> bool:
    spoken = phrase.form in ("body", "document") or phrase.noun in codebook()["institutions"]
    return spoken or phrase.mention is not None or is_person(phrase.noun)
