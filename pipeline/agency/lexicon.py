"""Know the words for violent and accusing acts, and the senses in which they tell something else.

Everything here looks at the text alone, so that only sentences that may tell an act are parsed. The words and
their reasons stand in `data/codebook/acts.toml`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

ActKind: TypeAlias = Literal["violent", "accusing"]
Part: TypeAlias = Literal["doer", "target"]

CODEBOOK = Path(__file__).parents[2] / "data" / "codebook" / "acts.toml"

_WORD = re.compile(r"[A-Za-z]{3,}")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Word:
    """An act's entry in the codebook, whose fields it explains."""

    act: str
    kind: ActKind
    forms: frozenset[str]  # of its verb
    past: frozenset[str]  # those that may be a participle
    participle: str
    nouns: frozenset[str]
    after: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    traps: re.Pattern[str]
    accusing: re.Pattern[str]
    plainly: re.Pattern[str]
    things: frozenset[str]
    to: frozenset[str]
    of: Part | None
    owner: Part
    harm: bool
    both: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon at text[start:end], which no pattern has ruled out."""

    start: int
    end: int
    word: Word
    kind: ActKind


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The codebook, with each act under every form of its verb and nouns."""

    words: dict[str, tuple[Word, ...]]
    causes: frozenset[str]
    actors: frozenset[str]
    not_nations: frozenset[str]
    doing: frozenset[str]
    undergoing: frozenset[str]
    suspecting: frozenset[str]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where the forms of any act stand in `text`, in order, whatever they mean there."""
        words = self.words
        return [match.span() for match in _WORD.finditer(text) if match[0].lower() in words]

    def hits(self, sentence: str, places: list[tuple[int, int]]) -> Iterator[Hit]:
        """Yield the words at `places` of `sentence` that may tell an act."""
        held: dict[re.Pattern[str], list[tuple[int, int]]] = {}

        def holds(pattern: re.Pattern[str], at: int) -> bool:
            if pattern not in held:  # each pattern reads the sentence once, however often its word is repeated
                held[pattern] = [match.span() for match in pattern.finditer(sentence)]
            return any(a <= at < b for a, b in held[pattern])

        for start, end in places:
            for word in self.words[sentence[start:end].lower()]:
                verb = sentence[start:end].lower() in word.forms
                if verb and word.after and not word.after.match(sentence, end):
                    continue
                if (word.needs and not holds(word.needs, start)) or holds(word.traps, start):
                    continue
                turned = holds(word.accusing, start) and not word.plainly.search(sentence)
                yield Hit(start, end, word, "accusing" if turned else word.kind)
                break


@cache
def lexicon() -> Lexicon:
    """Return the codebook's lexicon, read once."""
    codebook = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    words: dict[str, tuple[Word, ...]] = {}
    for kind in ("violent", "accusing"):
        for act, entry in codebook[kind].items():
            word = _word(act, kind, entry)
            for form in word.forms | word.nouns:
                words[form] = (*words.get(form, ()), word)
    names = ("causes", "actors", "not_nations", "doing", "undergoing", "suspecting")
    return Lexicon(words, *(frozenset(codebook[name].split()) for name in names))


def _word(act: str, kind: ActKind, entry: dict[str, Any]) -> Word:
    verb = entry.get("verb", act)
    forms = inflections(verb, past=entry.get("past", ())) | set(entry.get("extra", ()))
    nouns = {form for noun in entry.get("nouns", ()) for form in (noun, _with_s(noun))}
    ahead = "|".join(sorted(forms | nouns, key=lambda form: (-len(form), form)))
    past = tuple(entry.get("past", ())) or (_with_ed(verb),)

    def pattern(source: str) -> re.Pattern[str]:
        return re.compile(source.replace("~", rf"\b(?:{ahead})\b"), re.IGNORECASE)

    def any_of(name: str) -> re.Pattern[str]:
        return pattern("|".join(entry[name])) if entry.get(name) else _NEVER

    return Word(
        act=act,
        kind=kind,
        forms=frozenset(forms),
        past=frozenset(past),
        participle=past[-1],
        nouns=frozenset(nouns),
        after=pattern(rf"\s+(?:{entry['after']})") if "after" in entry else None,
        needs=pattern(entry["needs"]) if "needs" in entry else None,
        traps=any_of("traps"),
        accusing=any_of("accusing"),
        plainly=any_of("plainly"),
        things=frozenset(entry.get("things", ())),
        to=frozenset(entry.get("to", ())),
        of=entry.get("of") or None,
        owner=entry.get("owner", "doer"),
        harm=entry.get("harm", False),
        both=entry.get("both", False),
    )


def inflections(verb: str, *, past: tuple[str, ...] | list[str] = ()) -> set[str]:
    """Return the forms of a verb: base, third person, past forms (regular unless given), and -ing."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else _doubled(verb)
    return {verb, _with_s(verb), f"{stem}ing", *(past or {_with_ed(verb)})}


def _with_s(word: str) -> str:
    if re.search(r"(?:s|sh|ch|x|z)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def _with_ed(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if re.search(r"[^aeiou]y$", verb) else _doubled(verb) + "ed"


def _doubled(verb: str) -> str:
    """Double the last letter of a verb of one short syllable: stab, stabbed; of "kidnap" too, which is as two."""
    return verb + verb[-1] if re.fullmatch(r"(?:kid)?[^aeiou]*[aeiou][bdgmnpt]|set|run|hit|gas", verb) else verb
