"""Cut a document into sentences: exact spans that leave out nothing but white space.

A sentence ends at a full stop, question mark or exclamation mark that is followed by something a sentence can
begin with. Where the stop may belong to an abbreviation or to a quoted question ("in the U.S. Officials said"),
spaCy decides. A sentence of any length stays whole; the encoder reads it in windows.
"""

import re
from collections.abc import Iterator

from .nlp import parse
from .types import Document, Section, Sentence, Span

LONGEST_LEDE = 120  # words; a longer first paragraph is a text whose paragraph breaks were lost
LONGEST_BRACKET = 300  # characters; a bracket that stays open for longer was never closed

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")  # runs that cannot overlap: white space of any length is read once
# A stop, the marks that close with it (a quote mark may stand off by a space), and the white space before
# the next sentence; or a line that opens with a bullet.
_STOP = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]+)(?P<close>(?:[\"'”’»)\]]|[ ](?:[”’»]|[\"'](?=\s)))*)\s+(?=(?P<next>\S))"
    r"|\n[ \t]*(?P<bullet>[-•*▪●–—] )"
)
_BRACKETS = re.compile(rf"\([^()]{{0,{LONGEST_BRACKET}}}\)|\[[^\[\]]{{0,{LONGEST_BRACKET}}}\]")
_WORD = re.compile(r"[\w.&’'-]*$")
_LETTER = re.compile(r"[^\W_]")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}")


class _Letters:
    """Tell the next letter or digit of a text; places asked for in order read the text once in all."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = -1  # where the letter told last stands; the text's length where none was left

    def after(self, at: int) -> str:
        """Return the first letter or digit of text[at:], "" where it has none; `at` never goes back."""
        if self._next < at:
            found = _LETTER.search(self._text, at)
            self._next = found.start() if found else len(self._text)
        return self._text[self._next : self._next + 1]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# “Why?” Smith asked.
_SAID = re.compile(
    r"(?!(?:He|She|They|We|I|It)\b)(?:[A-Z][\w.’'-]* ){1,4}"
    r"(?:added|asked|cried|exclaimed|repeated|said|says|shouted|told|wondered|wrote|yelled)\b"
)

# After an abbreviation, a word that would not be written with a capital within a sentence.
_STARTER = re.compile(r"[“\"‘']?(?:But|He|However|In|It|She|Some|That|The|There|These|They|This|Those|We|When)\b")

# Before a name: never the end of a sentence.
_TITLES = _set(
    "Adm Amb Asst Atty Brig Capt Cmdr Cmdt Col Cpl Det Dr Fr Gen Gov Hon Insp Lt Maj Messrs Mlle Mme Mr Mrs "
    "Ms Mt Pres Prof Pvt Rep Reps Rev Sen Sens Sgt Spc St Ste Supt v vs cf viz approx"
)
# Before a number: not the end of a sentence.
_NUMBERED = _set("No Nos no nos Art art Fig fig p pp Vol vol Ch ch Sec sec")
# At a sentence's end or within: spaCy knows better.
_DOUBTFUL = _set(
    "Ala Ariz Ark Assn Aug Ave Bldg Blvd Bros Calif Co Colo Conn Corp Dec Del Dept Dist Ed Feb Fla Ft Ga Ill "
    "Inc Ind Jan Jr Kan Ky La Ltd Mar Mass Md Mich Minn Miss Mo Mont Nev Nov Oct Okla Ont Ore Pa Que Sask "
    "Sept Sr Tenn Tex Univ Va Vt Wash Wis Wyo etc al Ph"
)


def sentences(doc: Document) -> list[Sentence]:
    """Return the document's sentences in order; between them lies only white space.

    The title is one sentence, whatever it contains. The first paragraph of the body is the lede; where that
    has over 120 words, its breaks were lost before it came here, and only its first sentence is the lede.
    """
    found: list[Sentence] = []
    if title := _stripped(doc.text, 0, doc.body[0]):
        found.append(Sentence(*title, "headline"))
    letters = _Letters(doc.text)
    for number, paragraph in enumerate(_paragraphs(doc.text, doc.body[0])):
        whole = len(doc.text[slice(*paragraph)].split()) <= LONGEST_LEDE
        for place, span in enumerate(_cut(doc.text, *paragraph, letters)):
            section: Section = "lede" if number == 0 and (whole or place == 0) else "body"
            found.append(Sentence(*span, section))
    return found


def _paragraphs(text: str, start: int) -> Iterator[Span]:
    for gap in _PARAGRAPH.finditer(text, start):
        if span := _stripped(text, start, gap.start()):
            yield span
        start = gap.end()
    if span := _stripped(text, start, len(text)):
        yield span


def _cut(text: str, start: int, end: int, letters: _Letters) -> list[Span]:
    """Return the sentences of the paragraph text[start:end]."""
    bracketed = [match.span() for match in _BRACKETS.finditer(text, start, end)]
    starts = [start]
    for match in _STOP.finditer(text, start, end):
        at = match.start("bullet") if match["bullet"] else match.end()
        if any(a < at < b for a, b in bracketed):
            continue
        if match["bullet"] or _ends(text, match, starts[-1], letters.after(at)):
            starts.append(at)
    spans: list[Span] = []
    for a, b in zip(starts, [*starts[1:], end], strict=True):
        span = _stripped(text, a, b)
        if not span:
            continue
        if spans and not (_has_letter(text, span) and _has_letter(text, spans[-1])):
            spans[-1] = (spans[-1][0], span[1])  # punctuation alone is no sentence: it joins its neighbour
        else:
            spans.append(span)
    return spans


def _ends(text: str, match: re.Match[str], start: int, letter: str) -> bool:
    """Say whether the stop of `match`, with `letter` the next after it, ends the sentence that began at `start`."""
    if not letter or letter.islower() or match["next"] in ",;:.!?…”’»)]":
        return False
    if match["stop"] == ".":
        word = _word_before(text, start, match.start())
        if word in _TITLES or (len(word) == 1 and word.isupper() and word != "I"):
            return False
        if letter.isdigit() and word in _NUMBERED:
            return False
        if word.isdigit() and match.start() - len(word) == start:
            return False  # the number of a list's item
        if word in _DOUBTFUL or word == "I" or _DOTTED.fullmatch(word):
            return _STARTER.match(text, match.end()) is not None or _spacy_starts_at(text, match)
    elif set(match["stop"]) <= {".", "…"}:
        return not text.startswith("I", match.end())  # “I... I don't know.”
    elif match["close"].strip(")]"):
        return not _SAID.match(text, match.end()) and _spacy_starts_at(text, match)
    return True


def _spacy_starts_at(text: str, match: re.Match[str]) -> bool:
    """Say whether spaCy begins a sentence between the stop and the next sentence's first word."""
    # A quote mark between the two may be a token of either sentence, as spaCy sees it.
    tokens = parse(text).char_span(match.end("stop"), match.end() + 1, alignment_mode="expand")
    return any(token.is_sent_start for token in tokens if token.idx >= match.end("stop"))


def _word_before(text: str, start: int, end: int) -> str:
    found = _WORD.search(text, max(start, end - 30), end)
    return found[0].lstrip("'’-") if found else ""


def _has_letter(text: str, span: Span) -> bool:
    return any(character.isalnum() for character in text[slice(*span)])


def _stripped(text: str, start: int, end: int) -> Span | None:
    """Return text[start:end] without the white space at its ends, None where nothing is left."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return (start, start + len(piece.strip())) if piece.strip() else None
