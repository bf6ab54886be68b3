"""Find the phrases of a document that name people or bodies by a common noun: "the attackers", "Iran-backed militias".

A phrase is a noun of the lexicon with what stands before it; nothing is parsed. Whether it is doer or target is told
from the acts that were parsed anyway, else from the words beside it. For whom a phrase stands is `roles`' to say. Not
found: nouns that the lexicon lacks, what follows the noun ("supporters of the plan"), pronouns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..types import Act, Document, Kind, Mention, Sentence
from ..voices.persons import is_person
from .closed import (
    AFTER_DETERMINER,
    BEFORE_VERB,
    DEFINITE,
    DETERMINERS,
    LEADING,
    PRONOUNS,
    RELATIVES,
    SAID_TO_BE,
    STOPS,
)
from .lexicon import Lexicon, Noun, lexicon
from .roles import Called, named
from .slots import Slot, beside, deed, deeds_of
from .words import Word, joined, words

LONGEST = 80  # characters of a phrase
FARTHEST = 6  # words before its noun


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_PARTS = _set("group crowd team gang majority minority member crew squad network band coalition body")
TITLES = _set(
    "minister president premier pm chancellor governor senator representative general colonel major captain sergeant "
    "admiral king queen prince princess pope sheikh ayatollah judge ambassador speaker mayor sheriff congressman "
    "congresswoman officer spokesman spokeswoman spokesperson secretary commander lieutenant commissioner bishop "
    "archbishop imam mullah undersecretary brigadier professor constable chief director chairman chairwoman"
)
_BEFORE_GENERAL = _set("secretary attorney director solicitor consul")
_OFFICE = _set("prime foreign vice deputy interior defense defence finance former acting justice chief supreme")
_S_ENDING = re.compile(r"[^su]s$|[^io]us$")
_PARTICIPLE = re.compile(r"(?:ed|ing)$")
_MARKS = re.compile(r"[\"“”‘’']+(?=[\s]|$)|(?<!\S)[\"“”‘’']+")


@dataclass(frozen=True, slots=True)
class Description:
    """A phrase at text[start:end] without its determiner; `head` and `kind` tell the name that it stands for."""

    start: int
    end: int
    phrase: str
    noun: str
    slot: Slot = "other"
    verb: str | None = None
    head: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A description with what `roles` must know of it."""

    description: Description
    noun: Noun
    first: int  # numbers of its first and last word
    last: int
    opening: int  # number of the determiner, `first` without one
    determiner: str  # in lower case; "'s" for a name's, "" without one
    sure: bool = True  # else a phrase only if it stands for a name: "the council"


def phrases(
    text: str, tokens: Sequence[Word], acts: Sequence[Act] = (), known: Lexicon | None = None
) -> Iterator[Found]:
    """Yield the phrases among the words of a document."""
    known = known or lexicon()
    deeds = deeds_of(acts)
    for at, word in enumerate(tokens):
        noun = known.nouns.get(word.plain)
        if noun is None or word.mention is not None or not _is_head(text, tokens, at, noun, known):
            continue
        first, opening, determiner = _begin(text, tokens, at, known)
        while first < at and word.end - tokens[first].start > LONGEST:
            first += 1
        if not _stands(tokens, first, at, noun, determiner, known):
            continue
        span = tokens[first].start, word.end
        phrase = " ".join(_MARKS.sub("", text[slice(*span)]).casefold().split())
        if len(phrase) > LONGEST:
            continue
        slot, verb = deed(text, span, deeds) or beside(text, tokens, opening, at, known)
        lemma = _lemma(tokens, at, noun)
        sure = not noun.general or first < at
        yield Found(Description(*span, phrase, lemma, slot, verb), noun, first, at, opening, determiner, sure)


def _is_head(text: str, tokens: Sequence[Word], at: int, noun: Noun, known: Lexicon) -> bool:
    """Say whether the noun ends its phrase: nothing follows that it could stand before, and it is no title or part."""
    word = tokens[at]
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or not joined(text, word, after) or word.owner:
        return True
    if after.mention is not None:
        return not (after.mention.kind == "person" and noun.lemma in TITLES)
    plain = after.plain
    if plain == "of" and noun.body and word.capital and any(w.capital or w.mention for w in tokens[at + 2 : at + 3]):
        return False  # "the Guild of Nine"
    if plain == "of" and noun.lemma in _PARTS:
        ahead = tokens[at + 2 : at + 6]
        return not any(w.home == word.home and w.plain in known.nouns and known.nouns[w.plain].plural for w in ahead)
    if plain in STOPS or plain in RELATIVES or plain.endswith("ly"):
        return True
    if noun.plural and noun.lemma not in known.unchanged:
        return after.capital or not (plain in known.nouns or is_person(plain))
    if plain in known.nouns or after.capital or plain.endswith("ing"):
        return False
    if plain in known.verbs:
        return plain not in known.both and (plain not in known.base or noun.plural)
    return plain.endswith("ed")


def _begin(text: str, tokens: Sequence[Word], at: int, known: Lexicon) -> tuple[int, int, str]:
    """Return the numbers of the phrase's first word and of its determiner, and the determiner."""
    first = at
    while first > 0 and at - first < FARTHEST:
        word = tokens[first - 1]
        if not joined(text, word, tokens[first]):
            break
        if word.owner and word.plain not in PRONOUNS:
            return first, first - 1, "'s"
        if word.plain in AFTER_DETERMINER or word.plain[0].isdigit():
            before = tokens[first - 2] if first > 1 else None
            if before is not None and before.plain in DETERMINERS and joined(text, before, word):
                return first, first - 2, before.plain
            return first, first - 1, word.plain
        if word.plain in ("and", "or") and _coordinated(text, tokens, first - 1, known):
            first -= 2
            continue
        if word.plain in DETERMINERS and word.mention is None:
            return first, first - 1, word.plain
        if word.owner or (word.mention is None and not _modifies(text, tokens, first - 1, known)):
            break
        first -= 1
    while first < at and _leads(tokens[first], tokens[first + 1], known):
        first += 1
    return first, first, ""


def _leads(word: Word, after: Word, known: Lexicon) -> bool:
    """Say whether a word only leads to the phrase: "allegedly armed men", but not "heavily armed men"."""
    if word.mention is not None or not word.plain.endswith("ly") or word.plain in known.modifiers:
        return False
    return word.plain in SAID_TO_BE or not after.plain.endswith("ed")


def _modifies(text: str, tokens: Sequence[Word], at: int, known: Lexicon) -> bool:
    """Say whether a word that is no name may stand before a noun, as an adjective or a noun does."""
    word = tokens[at]
    plain = word.plain
    if plain in STOPS:
        return False
    if "-" in plain or plain in known.modifiers or (plain.startswith("un") and plain.endswith("ed")):
        return True
    before = tokens[at - 1] if at else None
    if before is not None and not joined(text, before, word):
        before = None
    determined = before is not None and (before.plain in DETERMINERS or (before.owner and before.plain not in PRONOUNS))
    if plain in known.nouns and known.nouns[plain].plural:
        return plain in known.unchanged
    if plain in known.base:
        return plain + "s" in known.both and not (before and (before.plain in BEFORE_VERB or _many(before, known)))
    if plain in known.verbs or _PARTICIPLE.search(plain):
        opens = at == 0 or tokens[at - 1].home != word.home or (before is not None and before.plain in LEADING)
        return _PARTICIPLE.search(plain) is not None and (determined or (opens and plain.endswith("ed")))
    return not (_S_ENDING.search(plain) and len(plain) > 3 and not word.capital)


def _coordinated(text: str, tokens: Sequence[Word], at: int, known: Lexicon) -> bool:
    """Say whether the word before the "and" at `at` modifies the same noun: "terrorist and sectarian groups"."""
    word = tokens[at - 1] if at else None
    if word is None or not joined(text, word, tokens[at]) or word.owner:
        return False
    if word.mention is not None:
        return word.mention.kind == "group" and not word.plain.endswith("s")
    noun = known.nouns.get(word.plain)
    before = tokens[at - 2] if at > 1 and joined(text, tokens[at - 2], word) else None
    opens = before is None or before.plain in known.verbs or before.plain in STOPS - DETERMINERS
    return word.plain in known.modifiers or (opens and noun is not None and not (noun.plural or noun.body))


def _many(word: Word, known: Lexicon) -> bool:
    return word.plain in known.nouns and known.nouns[word.plain].plural


def _stands(tokens: Sequence[Word], first: int, at: int, noun: Noun, determiner: str, known: Lexicon) -> bool:
    """Say whether the words from `first` to the noun at `at` are a phrase that names somebody, and no proper name."""
    if noun.general and first == at and not (noun.body and determiner in DEFINITE):
        return False
    one = not noun.plural
    if one and not determiner and not (tokens[at].headline or first < at):
        return False
    if not tokens[at].capital:
        return True
    capitals = [word for word in tokens[first : at + 1] if word.capital and word.mention is None]
    return all(word.plain in known.nouns or word.plain in _OFFICE for word in capitals)


def _lemma(tokens: Sequence[Word], at: int, noun: Noun) -> str:
    """Return the lemma of the noun at `at`: of "secretary general" the first."""
    before = tokens[at - 1].plain if at else ""
    return before if noun.lemma == "general" and before in _BEFORE_GENERAL else noun.lemma


def descriptions(
    doc: Document, sents: Sequence[Sentence], mentions: Sequence[Mention], acts: Sequence[Act] = ()
) -> list[Description]:
    """Return the descriptions of `doc` in order, none within another; offsets are into `doc.text`.

    `mentions` are its names in order, which no description is; `acts` tell who does what to whom.
    """
    tokens = words(doc, sents, mentions)
    found = list(phrases(doc.text, tokens, acts))
    called = [
        Called(each.first, each.last, each.opening, each.noun, each.description.noun, each.determiner) for each in found
    ]
    names = named(doc.text, sents, mentions, tokens, called)
    return [
        replace(each.description, head=name.head, kind=name.kind) if name else each.description
        for each, name in zip(found, names, strict=True)
        if name or each.sure
    ]
