"""Split what Nexis exports as HTML: `<DOC NUMBER=1>` in a comment before each article, its lines as in a Lexis TXT."""

import re

from ...errors import PipelineError
from ..reading import FileReading, shown
from .entries import Export
from .lexis import counted, entry_of, has_head
from .markup import lines_of, parsed

_MARK = re.compile(r"<DOC NUMBER=[\"']?\d{1,7}[\"']?>", re.IGNORECASE)
_END = re.compile(r"</DOCFULL>", re.IGNORECASE)
_PROMISED = re.compile(r"<META\b[^>]{0,200}\bDOCUMENTS=[\"']?(\d{1,6})", re.IGNORECASE)


def split_html(name: str, text: str) -> FileReading | None:
    """Return the articles; None for another page. Raise PipelineError where documents are marked and none is told."""
    places = [match.end() for match in _MARK.finditer(text)]
    if not places:
        return None
    match = _PROMISED.search(text[: places[0]])
    export = Export(name, "Nexis html", promised=int(match[1]) if match else len(places))
    for number, (start, stop) in enumerate(zip(places, [*places[1:], len(text)], strict=True), start=1):
        lines = _lines(name, text[start:stop])
        if lines and counted(lines[0]):
            del lines[0]
        if has_head(lines, 0):
            export.entries.append(entry_of(lines, number, kind="html"))
        else:
            first = next(filter(None, lines), "nothing")
            export.problems.append(
                f"{export.place(number)}: has no head that can be told, only “{shown(first)}”; open it in the database"
            )
    if not export.entries:
        raise PipelineError(
            f"{name}: looks like an export of Nexis, but none of its {len(places)} documents has a head; "
            "export it again"
        )
    return export.reading()


def _lines(name: str, piece: str) -> list[str]:
    """Return the lines of one document, from the comment that its mark stands in to the one that ends it."""
    if end := _END.search(piece):
        piece = piece[: end.start()]
    opened, closed = piece.find("<!--"), piece.find("-->")
    if closed >= 0 and (opened < 0 or closed < opened):
        piece = piece[closed + 3 :]
    last = piece.rfind("<!--")
    if last >= 0 and piece.find("-->", last) < 0:
        piece = piece[:last]
    lines = lines_of(parsed(name, f"<div>{piece}</div>"))
    first = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    return [line.replace("\u00a0", " ").strip() for line in lines[first:]]
