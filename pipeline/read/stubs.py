"""Tell what is no whole article: a headline without a body, or the beginning that a paywall leaves."""

import re
from dataclasses import replace

from .reading import FileReading

MOST_WORDS = 250  # of a stub
_ONE_ARTICLE = frozenset(["txt", "md", "html", "mhtml", "pdf", "docx", "odt", "rtf", "eml"])  # kinds with one in a file
_FEWEST_LETTERS = 20  # in any script
_LONGEST_HEADLINE = 25  # words
_LOOKED_AT = 2**21  # bytes of a page
_SENTENCE_END = re.compile(r"[.!?…。！？؟।]['\"”’»)]*(?:\s|$)|[。！？]")
# On a page these words stand only where the article breaks off.
_GATE = (
    r"\b(?:subscribe|sign (?:in|up)|log ?in|register|pay|join)\b.{0,60}\b(?:continue|keep|finish) reading\b"
    r"|\b(?:continue|keep|finish) reading\b.{0,60}\b(?:subscri|sign (?:in|up)|log ?in|register|free trial)"
    r"|\b(?:article|story) is (?:only )?(?:available |reserved )?(?:for|to) (?:our |paying )?subscribers\b"
)
_GATE_ON_PAGE = re.compile(_GATE, re.IGNORECASE)
# These stand in the head of many a page, too: only in the article's own text do they say something.
_GATE_IN_TEXT = re.compile(
    _GATE + r"|\b(?:subscribe|sign (?:in|up)|log ?in|register)\b.{0,60}\bto (?:read|unlock|access|view)\b.{0,20}"
    r"\b(?:article|story|content)\b|\balready a (?:subscriber|member)\b",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
_TAG = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)


def without_stub(reading: FileReading, content: bytes) -> FileReading:
    """Return a reading without an article that is a headline at most, with a problem for that and for a paywall's stub.

    `content` is the file's: a page says of itself that it is behind a paywall.
    """
    if reading.kind not in _ONE_ARTICLE or len(reading.articles) != 1:
        return reading
    text = reading.articles[0].text.strip()
    words = len(text.split())
    count = "1 word" if words == 1 else f"{words} words"
    is_headline = "\n" not in text and words <= _LONGEST_HEADLINE and not _SENTENCE_END.search(text)
    if is_headline or sum(map(str.isalnum, text)) < _FEWEST_LETTERS:
        problem = f"{reading.name}: holds no more than a headline ({count}); save the whole article"
        return replace(reading, articles=(), problems=(*reading.problems, problem))
    if words <= MOST_WORDS and _is_walled(text, reading.kind, content):
        problem = f"{reading.name}: is the beginning of an article behind a paywall ({count}); save the whole article"
        return replace(reading, problems=(*reading.problems, problem))
    return reading


def _is_walled(text: str, kind: str, content: bytes) -> bool:
    if _GATE_IN_TEXT.search(text):
        return True
    if kind != "html":
        return False
    page = content[:_LOOKED_AT]
    said = " ".join(_TAG.sub(b" ", page).decode("utf-8", "replace").split())
    return bool(_DECLARED.search(page) or _GATE_ON_PAGE.search(said))
