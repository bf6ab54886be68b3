"""Make headlines readable for a parser that learned from running text.

Where a headline writes all its words with a capital, those that are no names get a small letter: the body of the
same document shows which (`plain`). A verb that looks like a noun ("Army bombs village") is spelled out as
one ("Army has bombed village", `spelled_out`).
"""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from .lexicon import Hit, Lexicon, Word

Token: TypeAlias = Any  # a spaCy Token


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_PLURALS = frozenset({"police", "people", "men", "women", "children", "cops", "militia", "gunmen", "policemen"})
_STOPS = frozenset(",;:.!?-–—|()")
_WORD = re.compile(r"[^\W\d_](?:[\w’'.]*\w)?")
_SMALL = _set(
    "a an the and or but nor for so yet at by in of on to up as if is are was were be been has have had do does did "
    "after amid over with from into near under against during than that this who whom which when where while why how "
    "not no his her its their he she they it we you i my our your says say said will would may could can must out off "
    "about before between down two three four five six seven eight nine ten dozens hundreds thousands scores dead "
    "man men woman women people child children boy girl police officer officers gunman gunmen soldiers soldier "
    "protesters protester troops rebels students student suspect minister mayor president governor leader leaders "
    "rival critics court judge"
)


def plain(headline: str, body: str, lexicon: Lexicon) -> str:
    """Return `headline`, of the same length, with small letters where `body` or the lexicon shows no name.

    A headline in sentence case comes back as it is.
    """
    words = list(_WORD.finditer(headline))
    long = [match[0] for match in words if len(match[0]) > 3]
    if len(long) < 2 or sum(word[0].isupper() for word in long) <= 0.8 * len(long):
        return headline
    shouted = sum(word.isupper() for word in long) > 0.8 * len(long)
    seen = set(_WORD.findall(body[:20_000]))
    letters = list(headline)
    for place, match in enumerate(words):
        word, lower = match[0], match[0].lower()
        if len(lower) != len(word) or (word.isupper() and not shouted):
            continue
        if lower in seen or lower in _SMALL or (lower in lexicon.words and (shouted or word not in seen)):
            plain_word = lower
        elif shouted:
            plain_word = word[0] + lower[1:] if word not in seen else word
        else:
            continue
        if place == 0:
            plain_word = word[0] + plain_word[1:]
        letters[match.start() : match.end()] = plain_word
    return "".join(letters)


def hidden_verbs(tokens: Sequence[Token], hits: list[Hit]) -> list[Hit]:
    """Return the words that must be verbs of a headline although the parser found none in them.

    That is a form of the present between two noun phrases, in a clause without another finite verb.
    """
    found = []
    for hit in hits:
        token = next((token for token in tokens if token.idx == hit.start), None)
        if token is None or token.lower_ in hit.word.past or token.lower_ not in hit.word.forms:
            continue
        if token.lower_.endswith("ing") or _reads_as_verb(token) or hit.word.after:
            continue
        clause = _clause(token)
        before = [other.tag_ for other in clause if other.i < token.i]
        if (
            any(other.tag_ in _FINITE and other.i != token.i for other in clause)
            or "IN" in before
            or clause[0].i == token.i == 0
        ):
            continue
        left, right = token.i - 1, token.i + 1
        starts = right < len(token.doc) and (
            token.doc[right].tag_[:2] in ("NN", "DT", "CD", "JJ", "PR", "RB", "VB", "$")
            or token.doc[right].lower_ in hit.word.to
        )
        ends = token.i == clause[0].i or (
            token.doc[left].tag_[:2] in ("NN", "CD", "PR") and not token.doc[left].lower_.endswith(("'s", "’s"))
        )
        if starts and ends and (token.i == clause[0].i or _agrees(token.doc[left], token.lower_ == _base(hit))):
            found.append(hit)
    return found


def _reads_as_verb(token: Token) -> bool:
    return (
        token.tag_.startswith("VB")
        and token.dep_ not in ("compound", "amod", "nmod")
        and any(child.dep_ in ("nsubj", "nsubjpass", "aux") for child in token.children)
    )


def _agrees(noun: Token, plural: bool) -> bool:
    """Say whether a noun of that number can be the verb's subject: "Police raid", not "Verrin strike"."""
    word = noun.lower_
    if noun.tag_.startswith("NNP") and not plural:
        return True
    return plural == (word.endswith("s") or word in _PLURALS or noun.tag_ in ("NNS", "NNPS", "CD"))


def _clause(token: Token) -> list[Token]:
    """Return the tokens around `token` up to the next punctuation mark or conjunction of clauses on either side."""
    doc, start, end = token.doc, token.i, token.i + 1
    while start and not _parts(doc[start - 1]):
        start -= 1
    while end < len(doc) and not _parts(doc[end]):
        end += 1
    return list(doc[start:end])


def _parts(token: Token) -> bool:
    return token.text in _STOPS or token.lower_ in ("as", "after", "while", "before", "amid", "who", "that")


def spelled_out(headline: str, hits: list[Hit]) -> tuple[str, list[int]]:
    """Return `headline` with the verbs of `hits` in the perfect ("has bombed"), and each character's old offset.

    The list has one offset more than the text has characters, for spans that end with it.
    """
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for hit in hits:
        plural = headline[hit.start : hit.end].lower() == _base(hit)
        auxiliary = "have " if plural else "has "
        pieces += [headline[at : hit.start], auxiliary, hit.word.participle]
        origin += [*range(at, hit.start), *[hit.start] * len(auxiliary)]
        origin += [hit.start] * len(hit.word.participle)
        at = hit.end
    return "".join([*pieces, headline[at:]]), [*origin, *range(at, len(headline) + 1)]


def _base(hit: Hit) -> str:
    return min(hit.word.forms, key=lambda form: (len(form), form))


def bare_participle(token: Token, word: Word) -> bool:
    """Say whether a headline's past form is a passive: it has no auxiliary, and no object comes after it."""
    if token.lower_ not in word.past or word.both:
        return False
    if any(child.dep_ in ("aux", "auxpass") for child in token.children) or token.i == 0:
        return False
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    if after is not None and after.lower_ in ("and", "&", ",") and token.i + 2 < len(token.doc):
        other = token.nbor(2)  # "shot and killed by", "shot, killed"
        if other.tag_ in ("VBN", "VBD") and other.i + 1 < len(token.doc):
            after = other.nbor(1)
    if after is not None and after.lower_ in word.to:
        return False
    if token.nbor(-1).lower_ in ("who", "that", "which", "he", "she", "they", "we", "i", "has", "have", "had", "to"):
        return False
    return (
        after is None
        or after.tag_
        in ("IN", "TO", ".", ",", ":", "-RRB-", "-LRB-", "CC", "RB", "VBZ", "VBP", "VBD", "VBG", "''", "HYPH")
        or after.lower_
        in ("dead", "today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
