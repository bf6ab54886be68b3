"""Say how far the cue of an attribution vouches for the words it introduces.

The classes of the words, and the rule by which they are told apart, stand in `data/codebook/cues.toml`. What turns a
word is looked for beside it: a negation ("did not admit"), an adverb ("falsely said"), another sense ("found
guilty"). Not done here: finding cues, and what the rest of the sentence thinks of the words.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from ..types import Endorsement, Span

CLASSES: tuple[Endorsement, ...] = ("neutral", "distancing", "endorsing")
CODEBOOK = Path(__file__).parents[2] / "data" / "codebook" / "cues.toml"
BEFORE, AFTER = 60, 60  # characters beside the cue that can turn it
READ = 300  # characters of a cue; more than that is no cue
NEAR = 4  # words before the cue within which a negation reaches it
LONGEST_PHRASE = 6  # words

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_NEGATED = re.compile(r"n['’]t$|^cannot$")
_CLAUSE = re.compile(r"[,;:.!?()“”\"—–\n]")
_PREPOSITIONS = frozenset(["in", "on", "at", "during", "after", "before", "with", "via", "by", "from"])
_UNKNOWN = re.compile(r"\s*(?:whether|if)\b")  # what is known is left out: "found out whether"
_VOWEL = re.compile(r"[aeiouy]")
_IRREGULAR = {
    "am": "be", "are": "be", "is": "be", "was": "be", "were": "be", "been": "be", "being": "be", "had": "have",
    "has": "have", "did": "do", "does": "do", "done": "do", "began": "begin", "begun": "begin", "believed": "believe",
    "bade": "bid", "bore": "bear", "borne": "bear", "brought": "bring", "came": "come", "drew": "draw",
    "drawn": "draw", "felt": "feel", "forgot": "forget", "forgotten": "forget", "foresaw": "foresee",
    "foreseen": "foresee", "found": "find", "gave": "give", "given": "give", "got": "get", "heard": "hear",
    "held": "hold", "knew": "know", "known": "know", "laid": "lay", "learnt": "learn", "made": "make",
    "meant": "mean", "misspoke": "misspeak", "overheard": "overhear", "pled": "plead", "proven": "prove",
    "said": "say", "saw": "see", "seen": "see", "sought": "seek", "shot": "shoot", "shown": "show", "spelt": "spell",
    "spoke": "speak", "spoken": "speak", "spun": "spin", "swore": "swear", "sworn": "swear", "taken": "take",
    "thought": "think", "told": "tell", "took": "take", "understood": "understand", "went": "go", "gone": "go",
    "withheld": "withhold", "wrote": "write", "written": "write", "shed": "shed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Codebook:
    words: Mapping[str, Endorsement]
    classes: Mapping[tuple[str, ...], Endorsement]
    phrases: Mapping[str, Sequence[tuple[str, ...]]]  # by their first word
    turning: Mapping[str, Endorsement]
    groundless: re.Pattern[str]
    negations: frozenset[str]
    withheld: frozenset[str]
    modals: frozenset[str]
    idioms: Mapping[str, re.Pattern[str]]


def endorsement(text: str, cue: Sequence[Span], sent: Span) -> Endorsement | None:
    """Return how far `cue`, the pieces of one cue in the sentence `sent` of `text`, vouches for what is said.

    None without a cue; "neutral" for a cue that the codebook does not have.
    """
    pieces = [(start, min(end, start + READ)) for start, end in sorted(cue) if start < end]
    if not pieces:
        return None
    book = _codebook()
    start, end = pieces[0][0], pieces[-1][1]
    before = text[max(0, min(sent[0], start), start - BEFORE) : start]
    after = text[end : min(max(sent[1], end), end + AFTER)]
    words = [word for piece in pieces for word in _words(text[slice(*piece)])]
    if turned := _turned(book, text[start : min(end, start + READ)], words, before, after):
        return turned
    before = _CLAUSE.split(before)[-1]
    lemmas = [_lemma(word) for word in words]
    found, at = _class(book, lemmas, _words(before), _words(_CLAUSE.split(after)[0]))
    if found == "neutral":
        return found
    following = text[pieces[-1][1] - len(_rest(text, pieces, words, at)) : end] + after
    idiom = book.idioms.get(lemmas[at]) if at < len(lemmas) else None
    if (idiom and idiom.match(following)) or _UNKNOWN.match(following):
        return "neutral"
    return "neutral" if _is_open(book, [*_words(before)[-NEAR:], *words[:at]], found) else found


def _rest(text: str, pieces: Sequence[Span], words: Sequence[str], at: int) -> str:
    """Return what of the last piece stands after the word number `at` of the cue."""
    last = text[slice(*pieces[-1])]
    inside = list(_WORD.finditer(last))
    place = at - (len(words) - len(inside))
    return last[inside[place].end() :] if 0 <= place < len(inside) else ""


def _turned(book: _Codebook, cue: str, words: Sequence[str], before: str, after: str) -> Endorsement | None:
    """Return what an adverb in or beside the cue makes of it, None where none does."""
    if book.groundless.search(cue) or book.groundless.search(before) or book.groundless.match(after.lstrip(" ,")):
        return "distancing"
    beside = [*_words(_CLAUSE.split(before)[-1])[-2:], *words, *([] if _CLAUSE.match(after) else _words(after)[:1])]
    return next((book.turning[word] for word in beside if word in book.turning), None)


def _class(
    book: _Codebook, lemmas: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> tuple[Endorsement, int]:
    """Return the class of the cue, and the number of the last word that gives it."""
    beside = [_lemma(word) for word in before[-LONGEST_PHRASE:]]
    around = [*beside, *lemmas, *map(_lemma, after[:LONGEST_PHRASE])]
    first, last = len(beside), len(beside) + len(lemmas)
    matches = [
        (len(phrase), -start, phrase)
        for start in range(max(0, first - LONGEST_PHRASE), last)
        for phrase in book.phrases.get(around[start], ())
        if start + len(phrase) > first and tuple(around[start : start + len(phrase)]) == phrase
    ]
    if matches:
        _, start, phrase = max(matches)
        return book.classes[phrase], max(0, min(len(phrase) - 1 - start - first, len(lemmas) - 1))
    known = [at for at, lemma in enumerate(lemmas) if lemma in book.words]
    # "said in a statement", "acknowledged with regret": what follows a preposition is not the cue's verb.
    cut = next((at for at, lemma in enumerate(lemmas) if at and lemma in _PREPOSITIONS), len(lemmas))
    main = [at for at in known if at < cut] or known
    return (book.words[lemmas[main[-1]]], main[-1]) if main else ("neutral", 0)


def _is_open(book: _Codebook, words: Sequence[str], found: Endorsement) -> bool:
    """Say whether the words before the cue leave open whether it holds."""
    lemmas = [_lemma(word) for word in words]
    if any(word in book.negations or _NEGATED.search(word) for word in words):
        return True
    if found != "endorsing":
        return False
    wanted = any(lemma in book.withheld and follower == "to" for lemma, follower in pairwise(lemmas))
    return wanted or any(word in book.modals for word in words)


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text.lower())]


@lru_cache(maxsize=10_000)
def _lemma(word: str) -> str:
    """Return the lemma that the codebook has for `word`, `word` itself where it has none."""
    known = _known()
    plain = word.replace("’", "'").removesuffix("'s")
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    return next((form for form in _forms(plain) if form in known), plain)


def _forms(word: str) -> Iterator[str]:
    """Yield the words of which `word` can be a form, in British spelling and in American."""
    for base in _bases(word):
        yield base
        if base.endswith(("ise", "yse")):
            yield base[:-3] + base[-3] + "ze"
        if "our" in base:
            yield base.replace("our", "or")


def _bases(word: str) -> Iterator[str]:
    yield word
    for ending, instead in (("ies", ("y",)), ("es", ("e", "")), ("s", ("",)), ("ied", ("y",))):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            yield from (word[: -len(ending)] + end for end in instead)
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and _VOWEL.search(stem):
            yield stem + "e"
            yield stem
            if len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("y") and ending == "ing":
                yield stem[:-1] + "ie"


@cache
def _known() -> frozenset[str]:
    book = _codebook()
    return frozenset(book.words) | {word for phrase in book.classes for word in phrase} | book.withheld


@cache
def _codebook() -> _Codebook:
    book = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    words: dict[str, Endorsement] = {}
    classes: dict[tuple[str, ...], Endorsement] = {}
    phrases: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in CLASSES:
        for part in ("nouns", "adverbs", "adjectives", "verbs"):
            words |= dict.fromkeys(book[name].get(part, "").split(), name)
        classes |= {tuple(phrase.split()): name for phrase in book[name]["phrases"]}
    for phrase in classes:
        phrases[phrase[0]].append(phrase)
    turning = {word: name for name in CLASSES for word in book["turning"].get(name, "").split()}
    grounds = "|".join(book["turning"]["without"].split())
    return _Codebook(
        words=words,
        classes=classes,
        phrases=phrases,
        turning=turning,
        groundless=re.compile(rf"without (?:\w+ ){{0,3}}(?:{grounds})\b", re.IGNORECASE),
        negations=frozenset(book["open"]["negations"].split()),
        withheld=frozenset(book["open"]["withheld"].split()),
        modals=frozenset(book["open"]["modals"].split()),
        idioms={lemma: re.compile(rf"\s*(?:{after})\b", re.IGNORECASE) for lemma, after in book["idioms"].items()},
    )
