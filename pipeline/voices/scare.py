"""Find the words that a text holds at a distance: in scare quotes, or after "so-called" and its like.

Not done here: whose distance it is. What stands in a speaker's words is the speaker's, and is told by its place.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..types import ScareQuotes, Span
from .pieces import merged
from .quotations import Quotation

LONGEST_PHRASE = 4  # words that are held off without marks
LONGEST_QUOTED = 8  # words in marks that are held off by a word before them

_OWNED = r"(?:the|an?|his|her|its|their|our|my|your|any|some|all|such|no|\w+['’]s?)"
_BEFORE_NOUN = (  # an adjective follows, where after a name it is a verb: Roe alleged fraud
    rf"(?:{_OWNED}|this|that|these|those|of|for|in|over|about|with|by|from|against|on|into|after|following|amid|"
    r"despite|between|as|more|other|two|three|several|many)"
)
_MARKER = re.compile(
    r"\b(?:(?P<word>so[- ]called|self-(?:styled|proclaimed|appointed|anointed))"
    rf"|(?<![\w-])(?:(?:{_OWNED}|this|these|those)\s+(?:[\w-]+\s+)?(?P<adjective>supposed|purported)"
    rf"|{_OWNED}\s+(?P<adverb>(?:supposed|purported|alleged)ly)"
    rf"|(?:(?<=\n)|(?<=[.!?:]\s)|(?<=[(“\"‘'])|^|{_BEFORE_NOUN}\s+)(?P<alleged>alleged))"
    r"|(?P<calls>what\s+(?!I\b|we\b|might\b|could\b|can\b|may\b|is\b|are\b|was\b|were\b)(?:[\w.-]+\s+){1,4}?"
    r"(?:calls?|called|describes?\s+as|described\s+as|terms|termed|dubs|dubbed|labels|labelled|labeled|"
    r"refers?\s+to\s+as|referred\s+to\s+as)))(?=\s)(?!\s+to\b)",
    re.IGNORECASE,
)
_STEP = re.compile(r"\s+(?:(?:an?|the|its|his|her|their)\s+)?(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w-]*(?:['’]\w+)?")
_MARKS = frozenset("“”„‟\"＂‘’‚‛'`«»‹›「」『』,")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENDS_PHRASE = _set(
    "a an the this that these those his her its their our my your i he she it we they you who whom whose which what "
    "where when why how and or but nor yet so than then as if while because although though since until unless of in "
    "on at by for from with to into onto over under about against between among through during before after around "
    "across near without within toward towards upon off up down out not no is are was were be been being am has have "
    "had having do does did will would can could may might must shall should also just only even still now never "
    "always already again says said say told tells took takes made makes came comes went goes got gets gave gives fell "
    "rose won lost led left held began became broke brought ran fled met sent set kept put saw"
)
_PEOPLE = ("an", "ish", "ese", "ic", "ch", "raqi", "raeli")  # ends of capitalised adjectives: Russian, Polish
_TRAILING = ".,;:!?…—–- \t\n"


def scare_quotes(text: str, quotations: Sequence[Quotation], spoken: Sequence[Span]) -> list[ScareQuotes]:
    """Return the words of `text` that are held at a distance, in order; none overlap.

    They are the quotations of kind "scare", and what follows "so-called", "self-styled", "self-proclaimed",
    "supposed", "purported", "alleged" before a noun, or "what it calls". `spoken` are the contents of attributions:
    a short quotation in one is no scare quotes but a part of somebody's words that is quoted, unless it stands in
    marks within marks, where it is the speaker who holds it off. A word such as "so-called" counts wherever it
    stands. Without a grammar the phrase after it ends at a function word, after a plural, or after four words.
    """
    contents = merged(spoken)
    starts = [start for start, _ in contents]
    found: dict[int, ScareQuotes] = {}
    for quotation in quotations:
        start, end = _bare(text, quotation)
        before = bisect_left(starts, end)
        heard = quotation.depth == 0 and before > 0 and contents[before - 1][1] > start
        if quotation.kind == "scare" and not heard and start < end:
            found[start] = ScareQuotes(start, end, _marks(text, quotation))
    for held in _marked(text, quotations):
        found[held.start] = held  # the word says more than the marks
    out: list[ScareQuotes] = []
    for start in sorted(found):
        if not out or start >= out[-1].end:
            out.append(found[start])
    return out


def _marked(text: str, quotations: Sequence[Quotation]) -> Iterator[ScareQuotes]:
    """Yield what is held off by a word before it, in marks or not."""
    quoted = {start: quotation for quotation in quotations if (start := quotation.content[0][0])}
    for match in _MARKER.finditer(text):
        name = str(match.lastgroup)
        marker = match[name]
        step = _STEP.match(text, match.end())
        if step is None:
            continue
        start = step.end()
        while start < len(text) and start - step.end() < 3 and text[start] in _MARKS:
            start += 1
        if quotation := quoted.get(start):
            first, last = _bare(text, quotation)
            if start > step.end() and len(_WORD.findall(text, first, last)) <= LONGEST_QUOTED and first < last:
                yield ScareQuotes(first, last, marker)
        elif start == step.end() and (name == "calls" or step[0].isspace()):
            end = _phrase_end(text, start)
            if end > start:
                yield ScareQuotes(start, end, marker)


def _phrase_end(text: str, start: int) -> int:
    """Return where the noun phrase that begins at `start` ends; `start` where none does."""
    end, names, last = start, False, ""
    for count in range(LONGEST_PHRASE):
        word = _WORD.match(text, end + (count > 0))
        if word is None or (count and not text[end : end + 1].isspace()):
            break
        plain = word[0].lower()
        capital = word[0][0].isupper()
        if plain in _ENDS_PHRASE or (count and _plural(last)):
            break
        if names and not capital and not last.endswith(_PEOPLE):
            break  # the self-styled Republic fell
        if count and not capital and plain.endswith(("ed", "ly")):
            break  # the so-called caliphate collapsed
        end, last, names = word.end(), plain, capital
    return end


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "ous", "'s", "’s"))


def _bare(text: str, quotation: Quotation) -> Span:
    """Return a quotation's span without the points at its ends."""
    start, end = quotation.content[0][0], quotation.content[-1][1]
    words = text[start:end]
    return start, start + len(words.rstrip(_TRAILING))


def _marks(text: str, quotation: Quotation) -> str:
    """Return the marks round a quotation as they stand: “”."""
    start, end = quotation.content[0][0], quotation.content[-1][1]
    before, after = text[max(0, start - 4) : start].rstrip(), text[end : end + 4].lstrip()
    return _outermost(before[::-1])[::-1] + _outermost(after)


def _outermost(beside: str) -> str:
    """Return the mark that `beside` begins with, "''" and its like as a whole."""
    return beside[: 2 if beside[:2] in ("''", "``", ",,") else 1]
