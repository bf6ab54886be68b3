"""Split what ProQuest sends by mail or saves as HTML or TXT: labels around "Full text:", down to the document id."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import PipelineError
from ...outlets import is_known
from ..reading import FileReading, shown
from . import days
from .entries import UNTESTED, Entry, Export, paragraphs
from .labels import words_stated
from .markup import NOT_XML, classes, lines_of, parsed

_ID = re.compile(r"ProQuest document ID", re.IGNORECASE)
_BEGIN = "\ue000ProQuest document"  # put before each document; for private use, so that no text has this character
_CAPTION = "\ue000ProQuest caption "
_COUNT = "\ue000ProQuest words "
_RULE = re.compile(r"[_=]{20,}")
_NUMBERED = re.compile(r"Document (\d{1,6}) of (\d{1,6})", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[^\W\d_][^\n:]{1,32}?)\s?:(?:\s+|\Z)")
# Above the full text, and below it.
_HEAD = frozenset(
    ["title", "author", "publication info", "abstract", "links", "full text", "document url", "proquest document link"]
    + ["abstract (summary)", "abstract (summary translation)", "alternate title", "subtitle"]
)
_TAIL = frozenset(
    ["subject", "business indexing term", "location", "people", "person", "company / organization", "classification"]
    + ["identifier / keyword", "identifiers / keywords", "url", "title", "publication title", "pages", "first page"]
    + ["number of pages", "publication year", "publication date", "year", "dateline", "column", "section", "publisher"]
    + ["place of publication", "country of publication", "publication subject", "journal subject", "issn", "eissn"]
    + ["coden", "source type", "language of publication", "language", "document type", "document feature", "volume"]
    + ["proquest document id", "document url", "copyright", "last updated", "database", "issue", "edition", "credit"]
    + ["ethnic newswatch", "accession number", "doi", "isbn", "links", "supplement", "special issue", "author"]
    + ["publication note", "correspondence author", "illustrations", "product name", "industry", "alternate title"]
)
_KEPT = {
    "subject": "subject", "location": "geographic", "people": "person", "person": "person",
    "company / organization": "organization", "identifier / keyword": "keyword", "pages": "page",
    "proquest document id": "document id", "source type": "publication type", "document type": "document type",
    "copyright": "copyright", "publisher": "publisher", "database": "database", "column": "column",
    "publication title": "publication title", "dateline": "dateline", "edition": "edition",
}  # fmt: skip
_DESK = re.compile(r":?\s*\[(?P<desk>[^\[\]]{2,40})\]\s*$")
_CITED = re.compile(r"\s(\d{1,2} [^\W\d_]{3,10}\.? (?:19|20)\d\d)(?=[.:])")
_EMPTY = ("none available", "not available", "n/a")


def split_html(name: str, text: str) -> FileReading | None:
    """Return the articles of a page or a mail; None where it holds no document of ProQuest's."""
    if not _ID.search(text) or "full text" not in text.casefold():
        return None
    tree = parsed(name, text)
    for el in list(tree.iter("a", "text", "div")):
        if el.tag == "a" and (el.get("name") or "").startswith("DocID_"):
            el.tag, el.text = "div", _BEGIN
        elif el.tag == "text":
            _add_count(el)
        elif el.tag == "div" and {"document_view_image", "sr-only"} & set(classes(el)):
            _add_captions(el)
    return _split(name, lines_of(tree), Export(name, "ProQuest html"))


def split_lines(name: str, lines: Sequence[str], *, kind: str) -> FileReading | None:
    """Return the articles of a TXT or a document; None where no line names a ProQuest document."""
    text = [line.replace("\u00a0", " ").strip() for line in lines]
    found = {
        label for line in text if ":" in line[:40] and (label := _label(line)) in ("full text", "proquest document id")
    }
    if len(found) < 2:
        return None
    marks = [len(line) < 200 and bool(_RULE.fullmatch(line) or _NUMBERED.fullmatch(line)) for line in text]
    marked = [_BEGIN if mark else line for line, mark in zip(text, marks, strict=True)]
    return _split(name, marked, Export(name, f"ProQuest {kind}", notes=[UNTESTED]))


def _split(name: str, lines: Sequence[str], export: Export) -> FileReading:
    """Return the articles: from one beginning to the next, each with its full text and a document id.

    Rules in the midst of a text begin nothing; where nothing marks a beginning, the labels below the id end a document.
    """
    lines = [line.replace("\u00a0", " ").strip() for line in lines]
    if _BEGIN not in lines:
        lines = _marked(lines)
    piece: list[str] = []
    begun = whole = False
    for line in [*lines, _BEGIN]:
        label = _label(line)
        if line != _BEGIN:
            piece.append(line)
            begun |= label == "full text"
            whole |= label == "proquest document id"
        elif whole or not begun:
            if whole:
                export.entries.append(_entry(piece, len(export.entries) + 1))
            piece, begun, whole = [], False, False
    if begun:
        first = next(filter(None, piece), "")
        export.problems.append(f"{name}: a document without its id, “{shown(first)}”, was left out; export it again")
    if not export.entries:
        raise PipelineError(
            f"{name}: looks like an export of ProQuest, but no document in it can be told; send it again with full text"
        )
    return export.reading()


def _marked(lines: Sequence[str]) -> list[str]:
    """Return the lines with a mark after the labels that follow each document id."""
    found: list[str] = []
    ended = False
    for line in lines:
        if ended and line and _label(line) not in _TAIL:
            found.append(_BEGIN)
            ended = False
        found.append(line)
        ended |= _label(line) == "proquest document id"
    return found


def _label(line: str) -> str:
    """Return the label that a line begins with, in small letters; "" for none."""
    match = _LABEL.match(line)
    return match["label"].casefold() if match else ""


def _value(line: str) -> str:
    return line.partition(":")[2].strip()


def _entry(piece: Sequence[str], number: int) -> Entry:
    entry = Entry(number)
    text = next((n for n, line in enumerate(piece) if _label(line) == "full text"), None)
    # The labels around the document id; below them a page or a TXT may go on with its own foot.
    at = max((n for n, line in enumerate(piece) if _label(line) == "proquest document id"), default=len(piece) - 1)
    last = foot = at
    while last > 0 and (not piece[last - 1] or _label(piece[last - 1]) in _TAIL):
        last -= 1
    while foot < len(piece) and (not piece[foot] or _label(piece[foot]) in _TAIL):
        foot += 1
    above = piece[:last] if text is None else piece[:text]
    labels = {_label(line): _value(line) for line in reversed(above) if _label(line) in _HEAD}
    labels |= {_label(line): _value(line) for line in reversed(piece[max(last, text or 0) : foot]) if line}
    head = [line for line in above if line and _label(line) not in _HEAD]
    entry.title = head[0] if head else labels.get("title", "")
    cited = " ".join([*head[1:3], labels.get("publication info", "")])
    _name_parts(entry, labels)
    _place_and_day(entry, labels, cited)
    if text is not None:
        body = [_value(piece[text]), *piece[text + 1 : last]]
        for line in body:
            if line.startswith(_COUNT):
                entry.stated = words_stated(f"{line.removeprefix(_COUNT)} words")
        # The stated length counts the captions of a page's pictures.
        entry.captions = " ".join(line.removeprefix(_CAPTION) for line in body if line.startswith(_CAPTION))
        entry.keep("graphic", entry.captions)
        entry.text = paragraphs([line for line in body if not line.startswith((_COUNT, _CAPTION))], kind="txt")
    if (abstract := labels.get("abstract", "")) and not abstract.casefold().startswith(_EMPTY):
        entry.keep("abstract", abstract)
    return entry


def _name_parts(entry: Entry, labels: Mapping[str, str]) -> None:
    """Take the desk off the headline as the section; keep author, language and further columns."""
    if match := _DESK.search(entry.title):
        entry.title = entry.title[: match.start()]
        if not match["desk"].casefold().startswith("with "):  # "[With graphic(s)]"
            entry.keep("section", match["desk"])
    entry.keep("author", labels.get("author", ""))
    for label in ("column", "section"):
        if len(section := labels.get(label, "")) > 2:  # "A" is a part of the paper
            entry.keep("section", section)
    if (kind := labels.get("document type", "")).casefold() != "news":  # which is said of opinions, too
        entry.fields["genre"] = kind
    entry.keep("language", labels.get("language of publication", labels.get("language", "")))
    for label, name in _KEPT.items():
        entry.keep(name, labels.get(label, ""))
    # `url` lists pages of the newspaper's own site that the text speaks of; this one is the article's in ProQuest.
    entry.keep("proquest url", labels.get("document url", ""))


def _place_and_day(entry: Entry, labels: Mapping[str, str], cited: str) -> None:
    """Take the outlet from "New York Times, Late Edition (East Coast); New York, N.Y.", and the day of publication."""
    title = labels.get("publication title", "") or cited
    whole = title.partition(";")[0].strip()
    entry.outlet = whole if is_known(whole) else whole.partition(",")[0].strip()
    written = labels.get("publication date", "")
    if not days.day_line(written) and (match := _CITED.search(cited)):
        written = match[1]
    entry.date = days.day_line(written) or ""
    entry.extra["date as written"] = written


def _add_captions(el: Any) -> None:
    """Put a line with the captions in the place of a picture, whose page has them as titles of links."""
    titles = dict.fromkeys(" ".join(title.split()) for link in el.iter("a") if (title := link.get("title")))
    el.clear(keep_tail=True)
    if titles:
        el.tag, el.text = "div", _CAPTION + NOT_XML.sub("", " ".join(titles))


def _add_count(el: Any) -> None:
    """Put the number of words that ProQuest states on a line below the text."""
    if (count := el.get("wordcount") or "").isdigit():
        mark = el.makeelement("div")
        mark.text = f"{_COUNT}{count}"
        el.append(mark)
