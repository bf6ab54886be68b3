"""Say which spellings are of one word, and which names can be one person's."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .known import known

ARTICLE = re.compile(r"\b[AaEeUu]l-|(?<=\s)[AaEeUu]l\s")  # not the first name of Al Gore
_NUMBERED = frozenset({"ii", "iii", "iv"})
_JUNIOR = frozenset({"jr", "sr"}) | _NUMBERED
_KIN = frozenset({"bin", "ibn", "bint", "abu"})
_FOLDS = (
    (r"kh|gh|q", "k"),
    (r"dh", "z"),
    (r"ph", "f"),
    (r"ou|oo|o", "u"),
    (r"(?<=.)y(?![aeiou])|ei|ai|ey|ay|ee|ie|e", "i"),
    (r"(.)\1+", r"\1"),
    (r"(?<=[aiu])h$", ""),
)


@dataclass(frozen=True, slots=True)
class Person:
    words: tuple[str, ...]
    junior: str = ""


def fit(a: Person, b: Person) -> int:
    """Return 2 if the two can name one person letter by letter, 1 if in another spelling, else 0."""
    short, long = sorted((a, b), key=lambda name: len(name.words))
    size = len(short.words)
    tail = long.words[-size:]
    if size > 1 and not _same_generation(a, b):
        return 0
    if size == 1 or size < len(long.words):
        if len(long.words) > size and long.words[-size - 1] in _KIN:
            return 0  # Salman is not Mohammed bin Salman
        if tail == short.words:
            return 2
        if all(respelt(x, y, 5) for x, y in zip(tail, short.words, strict=True)):
            return 1
    if size == 1:
        return 0
    middles = (short.words[1:-1], long.words[1:-1])
    if all(middles) and [word[0] for word in middles[0]] != [word[0] for word in middles[1]]:
        return 0
    first, last = (short.words[0], long.words[0]), (short.words[-1], long.words[-1])
    if last[0] == last[1]:
        if first[0] == first[1]:
            return 2
        initial = 1 in map(len, first) and first[0][0] == first[1][0]
        nicknames = known().nicknames
        nickname = nicknames.get(first[0], first[0]) == nicknames.get(first[1], first[1])
        return int(initial or nickname or respelt(*first, 4))
    return int(respelt(*first, 4) and respelt(*last, 4))


def _same_generation(a: Person, b: Person) -> bool:
    """Say whether neither is marked as the other's son: a "III" is often left out, a "Jr." tells two apart."""
    return a.junior == b.junior or ({a.junior, b.junior} <= _NUMBERED | {""} and "" in (a.junior, b.junior))


def is_acronym(form: str) -> bool:
    return re.fullmatch(r"(?:[A-Z]\.?){2,6}", form) is not None


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """Return `name` in lower case without accents, apostrophes, full stops and "the"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = (letter for letter in letters if not unicodedata.combining(letter) and letter not in "'’‘ʿʾ`.")
    return " ".join("".join(kept).split()).removeprefix("the ")


@lru_cache(maxsize=10_000)
def person(name: str) -> Person:
    """Return the words of a person's name, without articles, and what tells him from his father."""
    words = [word for word in re.split(r"[\s-]+", plain(ARTICLE.sub("", name))) if word]
    junior = words.pop() if len(words) > 1 and words[-1] in _JUNIOR else ""
    return Person(tuple(words) or (plain(name),), junior)


def respelt(a: str, b: str, shortest: int) -> bool:
    """Say whether two words are spellings of one; short skeletons agree by chance (Reid, Reed)."""
    return a == b or (skeleton(a) == skeleton(b) and len(skeleton(a)) >= shortest)


@lru_cache(maxsize=10_000)
def skeleton(word: str) -> str:
    """Return what the usual spellings of an Arabic, Persian or Slavic name in Latin letters share.

    Vowels are folded, never dropped: Salih and Saleh agree, Salih and Salah do not.
    """
    for pattern, letter in _FOLDS:
        word = re.sub(pattern, letter, word)
    return word
