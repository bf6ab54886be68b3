"""Cut a document into words, each with the name that it is part of, for `find` to walk over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..types import Document, Mention, Sentence

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-’'.&/][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_APART = re.compile(r"[ \t\n]*[\"“”‘’']*[ \t\n]*")
_SHOUTED = 0.6  # share of a headline's longer words with a capital from which capitals say nothing in it


@dataclass(frozen=True, slots=True)
class Word:
    """A word at text[start:end], without its possessive 's; `plain` is in lower case."""

    start: int
    end: int
    plain: str
    capital: bool  # where that says something: not at the head of a sentence, nor where all words have one
    owner: bool
    mention: Mention | None
    home: int  # number of its sentence
    headline: bool


def words(doc: Document, sents: Sequence[Sentence], mentions: Sequence[Mention]) -> list[Word]:
    """Return the words of `doc` in order."""
    text = doc.text
    starts = [sent.start for sent in sents]
    headlines = {number for number, sent in enumerate(sents) if sent.section == "headline"}
    shouted = {number for number in headlines if _shouted(text[sents[number].start : sents[number].end])}
    found: list[Word] = []
    place = home = 0
    opens = True
    for match in _WORD.finditer(text):
        start, end = match.span()
        while home + 1 < len(starts) and start >= starts[home + 1]:
            home, opens = home + 1, True
        while place < len(mentions) and mentions[place].end <= start:
            place += 1
        mention = mentions[place] if place < len(mentions) and mentions[place].start < end else None
        owner = _POSSESSIVE.search(match[0]) is not None
        end -= 2 * owner
        word = text[start:end]
        capital = word[:1].isupper() and not opens and home not in shouted
        found.append(Word(start, end, word.casefold(), capital, owner, mention, home, home in headlines))
        opens = False
    return found


def joined(text: str, before: Word, after: Word) -> bool:
    """Say whether nothing but white space, or a quotation mark, stands between two words of one sentence."""
    gap = text[before.end + 2 * before.owner : after.start]
    return before.home == after.home and len(gap) < 6 and _APART.fullmatch(gap) is not None and "\n\n" not in gap


def _shouted(headline: str) -> bool:
    long = re.findall(r"[^\W\d_]{4,}", headline)
    return len(long) > 2 and sum(word[0].isupper() for word in long) > _SHOUTED * len(long)
