"""Split what Factiva exports as HTML or RTF: a head of unlabelled lines around "808 words", a "Document" line below.

The date is in the interface's language. Words that were searched for stand in bold, and stay in their sentences.
Articles exported with field codes (HD, WC, PD, ...) are read by these.
"""

import re
from collections.abc import Sequence
from typing import Any

from ...errors import PipelineError
from .. import dates
from ..furniture import byline
from ..reading import FileReading, shown
from . import days
from .entries import UNTESTED, Entry, Export
from .labels import words_stated
from .markup import classes, lines_of, parsed, text_of

_IS_FACTIVA = re.compile(r"class\s*=\s*[\"'][^\"'>]{0,80}\b[a-z]{2,4}Article\b")
_CONTAINER = re.compile(r"[a-z]{2,4}Article")
_DOCUMENT = re.compile(r"[^\W\d_]{2,14}:? (?P<id>[A-Za-z0-9]*\d[A-Za-z0-9]{14,44})")
_CODE = re.compile(r"[A-Z0-9]{2,14}")
_RIGHTS = re.compile(r"(?:\(c\)|©|copyright|\(copyright\)).*", re.IGNORECASE | re.DOTALL)
_AROUND = 14  # lines of a head below its length
_FIELDS = {
    "SE": "section", "HD": "title", "BY": "author", "CR": "credit", "WC": "length", "PD": "date", "ET": "time",
    "SN": "outlet", "SC": "source code", "ED": "edition", "PG": "page", "VOL": "volume", "LA": "language",
    "CY": "copyright", "LP": "text", "TD": "text", "CT": "contact", "RF": "notes", "CO": "company", "IN": "industry",
    "NS": "subject", "RE": "region", "IPD": "descriptor", "IPC": "descriptor code", "PUB": "publisher",
    "AN": "document id", "ART": "graphic", "CLM": "column",
}  # fmt: skip
_CODED = re.compile(rf"({'|'.join(_FIELDS)})(?:[ \t|]+(.*))?", re.DOTALL)


def split_html(name: str, text: str) -> FileReading | None:
    """Return the articles; None for another page. Raise PipelineError where it is Factiva's and no article is told."""
    if not _IS_FACTIVA.search(text):
        return None
    places = _places(parsed(name, text))
    export = Export(name, "Factiva html")
    for number, place in enumerate(places, start=1):
        if entry := _entry(place, number):
            export.entries.append(entry)
        else:
            export.problems.append(
                f"{export.place(number)}: its head has no length and date, only “{shown(text_of(place))}”; see the file"
            )
    if not export.entries:
        raise PipelineError(
            f"{name}: looks like an export of Factiva, but no article in it has a head that can be told; "
            "export it again in the format for articles, as HTML"
        )
    return export.reading()


def split_lines(name: str, lines: Sequence[str], *, kind: str) -> FileReading | None:
    """Return the articles in the lines of an RTF; None where no "Document" line ends an article with a length."""
    text = [line.replace("\u00a0", " ").strip() for line in lines]
    ends = [at for at, line in enumerate(text) if len(line) < 70 and _DOCUMENT.fullmatch(line)]
    if not ends or not any(len(line) < 30 and words_stated(line) is not None for line in text):
        ends = [
            at for at, line in enumerate(text) if len(line) < 60 and line.startswith("AN") and _CODED.fullmatch(line)
        ]
        if not ends or sum(line[:2] in ("HD", "PD") and bool(_CODED.fullmatch(line)) for line in text) < 2:
            return None
    export = Export(name, f"Factiva {kind}", notes=[UNTESTED])
    start = number = 0
    for end in ends:
        piece = [line for line in text[start : end + 1] if line]
        start = end + 1
        if entry := _entry_of_lines(piece, number + 1) or _entry_of_codes(_codes_in(piece), number + 1):
            number += 1
            export.entries.append(entry)
        elif export.entries and not any(days.day_line(line) for line in piece[:_AROUND]):
            export.entries[-1].text += "\n\n" + "\n\n".join(piece)  # a body may have such a line
        elif piece:
            export.problems.append(
                f"{name}: above “{shown(text[end])}” stands no head with length and date, only “{shown(piece[0])}”"
            )
    if not export.entries:
        raise PipelineError(
            f"{name}: looks like an export of Factiva, but no article in it has a head that can be told; "
            "export it again as HTML, in the format for articles"
        )
    return export.reading()


def _places(tree: Any) -> list[Any]:
    """Return the elements that hold an article each, of those in one another the outermost."""
    from lxml import etree

    found = []
    walk = etree.iterwalk(tree, events=("start",), tag="div")
    for _, el in walk:
        if any(map(_CONTAINER.fullmatch, classes(el))) and next(el.iter("p", "pre", "td"), None) is not None:
            found.append(el)
            walk.skip_subtree()
    return found


def _entry(place: Any, number: int) -> Entry | None:
    """Return the article in its element."""
    rows = [cells for row in place.iter("tr") if len(cells := list(row.iterchildren("td", "th"))) > 1]
    codes = [(code, cells[1:]) for cells in rows if (code := text_of(cells[0])) in _FIELDS]
    if codes:
        values = [(code, [line for cell in cells for line in lines_of(cell) if line]) for code, cells in codes]
        return _entry_of_codes([(code, "\n\n".join(lines)) for code, lines in values], number)
    entry = Entry(number)
    entry.fields["language"] = next(found for found in classes(place) if _CONTAINER.fullmatch(found))[:2]
    above: list[str] = []
    below: list[str] = []
    text: list[str] = []
    for el in place.iter("div", "p", "pre", "span"):
        kinds = classes(el)
        if any(found.endswith("Headline") for found in kinds):
            entry.title = entry.title or text_of(el)
        elif any(found.casefold().endswith("articleparagraph") for found in kinds):
            text += [line for line in lines_of(el) if line]
        elif el.tag in ("div", "p") and next(el.iterdescendants("div", "p"), None) is None and (line := text_of(el)):
            if el.tag == "p" and text:
                _read_foot(entry, line)
            elif el.tag == "p" or text or el.get("id") == "hd":
                continue
            elif "author" in kinds:
                entry.keep("author", line)
            else:
                (below if below or _is_length(line) else above).append(line)
    if not below or not _read_head(entry, below):
        return None
    if above:
        entry.keep("section", above[0])
    entry.text = "\n\n".join(text)
    return entry


def _is_length(line: str) -> bool:
    """Say whether the line is the length, where the lines below the headline begin."""
    return words_stated(line) is not None and not days.day_line(line)


def _read_head(entry: Entry, lines: Sequence[str]) -> bool:
    """Take length, date, time, source and what follows; return False where there is no date."""
    entry.keep("length", lines[0])
    at = next((n for n, line in enumerate(lines[1:4], start=1) if days.day_line(line)), 0)
    if not at:
        return False
    entry.date = days.day_line(lines[at]) or ""
    entry.extra["date as written"] = lines[at]
    rest = list(lines[at + 1 :])
    if rest and (time := dates.clock(rest[0])):
        entry.date = f"{entry.date[:10]} {time}"
        del rest[0]
    if rest:
        entry.outlet = rest.pop(0)
    if rest and _CODE.fullmatch(rest[0]):
        entry.keep("source code", rest.pop(0))
    if rest and _RIGHTS.fullmatch(rest[-1]):
        entry.keep("copyright", rest.pop())
    if rest:
        entry.keep("language", rest.pop())
    for line in rest:
        entry.keep("page" if re.fullmatch(r"[A-Z]{0,3}\d[\w,\- ]{0,12}", line) else "edition", line)
    return True


def _read_foot(entry: Entry, line: str) -> None:
    if match := _DOCUMENT.fullmatch(line):
        entry.keep("document id", match["id"])
    elif line:
        entry.keep("publisher", line)


def _entry_of_lines(piece: Sequence[str], number: int) -> Entry | None:
    """Return the article in the lines above and with its "Document" line; None where they hold no head."""
    length = next(
        (n for n, line in enumerate(piece[1:12], start=1)
         if len(line) < 30 and words_stated(line) is not None and any(map(days.day_line, piece[n + 1 : n + 3]))),
        0,
    )  # fmt: skip
    if not length:
        return None
    entry = Entry(number)
    above = list(piece[:length])
    if len(above) > 1 and byline(f"By {above[-1]}"):
        entry.keep("author", above.pop())
    if len(above) > 1 and len(above[0]) < 40:
        entry.keep("section", above.pop(0))
    entry.title = " ".join(above)
    below = piece[length : length + _AROUND]
    rights = next((n for n, line in enumerate(below) if n > 2 and _RIGHTS.fullmatch(line)), None)
    last = rights + 1 if rights is not None else 4
    _read_head(entry, below[:last])
    if rights is None:
        entry.fields.pop("language", None)
    text = list(piece[length + last :])
    if text and (match := _DOCUMENT.fullmatch(text[-1])):
        entry.keep("document id", match["id"])
        del text[-1]
    entry.text = "\n\n".join(text)
    return entry


def _codes_in(piece: Sequence[str]) -> list[tuple[str, str]]:
    """Return the field codes in lines with their values, which go on to the next code."""
    found: list[tuple[str, str]] = []
    for line in piece:
        if match := _CODED.fullmatch(line):
            found.append((match[1], match[2] or ""))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n\n{line}".strip())
    return found


def _entry_of_codes(codes: Sequence[tuple[str, str]], number: int) -> Entry | None:
    """Return the article whose fields have codes; None without headline and date."""
    entry = Entry(number)
    text: list[str] = []
    time = ""
    for code, value in codes:
        match name := _FIELDS[code]:
            case "title" | "outlet":
                setattr(entry, name, " ".join(value.split()))
            case "date":
                entry.date = days.day_line(value) or ""
                entry.extra["date as written"] = value
            case "time":
                time = dates.clock(value) or ""
            case "text":
                text.append(value)
            case "document id":
                entry.keep(name, value.removeprefix("Document").strip())
            case _:
                entry.keep(name, value)
    if entry.date and time:
        entry.date = f"{entry.date[:10]} {time}"
    entry.text = "\n\n".join(filter(None, text))
    return entry if entry.title and entry.date else None
