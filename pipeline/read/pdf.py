"""Read a PDF as one article, or as the export of a database: text by pypdf with its limits set, never pictures.

Where a file's pages are scanned there is no text to read, and it is said.
"""

import io
import logging
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..errors import PipelineError
from .exports import split_lines
from .fields import Draft
from .furniture import date_line, is_masthead
from .hints import hint
from .plain import read_head
from .reading import MOST_CHARACTERS, FileReading, shown
from .typeset import Line, Typeset, typeset

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 1_000
MOST_SECONDS = 20.0  # the worker that this runs in is stopped after 30
_MOST_INFLATED = 32 * 2**20  # one stream; a page of text has 100 KB
_FEWEST_LETTERS = 20  # a page with fewer has no text to speak of

# A page that was printed from a browser says when that was, not when the article appeared.
_PRINTER = re.compile(r"Skia|Chrom|Mozilla|Firefox|Safari|Quartz|wkhtml|cairo|Print|PDFCreator|Distiller", re.I)
_NO_TITLE = re.compile(r"(?:microsoft \w+ - )?.{0,200}\.\w{2,6}|untitled.{0,20}|\W*|document\d*", re.I)
_NO_AUTHOR = re.compile(
    r"(?:\(?(?:unknown|anonymous|unspecified|admin\w*|user|owner|root|editor)\)?|\S+@\S+|\W*)", re.I
)
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


def read_pdf(name: str, content: bytes) -> FileReading:
    """Read the articles of a PDF; raise PipelineError for one that is protected, damaged or holds only pictures."""
    from pypdf import apply_configuration  # a tenth of a second, and only PDFs need it

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it warns of is said below, in our words
    with apply_configuration(
        zlib_maximum_output_length=_MOST_INFLATED,
        lzw_maximum_output_length=_MOST_INFLATED,
        run_length_maximum_output_length=_MOST_INFLATED,
        array_based_stream_maximum_output_length=_MOST_INFLATED,
        stream_decoding_work_maximum_length=4 * _MOST_INFLATED,
        stream_parsing_work_maximum_count=500_000,
        page_tree_maximum_entries=20_000,
        xform_maximum_invocations_per_extraction=500,
        jbig2dec_binary=None,  # no other program is started
    ):
        try:
            reader = _opened(name, content)
            pages = list(_pages(name, reader))
            about: dict[str, object] = {str(key): value for key, value in (reader.metadata or {}).items()}
        except PipelineError:
            raise
        except Exception as error:  # pypdf: "broken PDF files might cause other exceptions"
            if b"%%EOF" not in content[-2048:]:
                raise PipelineError(
                    f"{name}: the file is cut off, its end is missing; download or save it again"
                ) from error
            reason = shown(str(error) or type(error).__name__, longest=80)
            raise PipelineError(
                f"{name}: cannot be read as a PDF ({reason}); open it and save it again, or save its text as .txt"
            ) from error
    return _reading(name, pages, about)


def _opened(name: str, content: bytes) -> "PdfReader":
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    # Many are encrypted only to forbid printing, and open without a password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise PipelineError(f"{name}: is protected by a password; open it, and save it without one")
    return reader


def _pages(name: str, reader: "PdfReader") -> Iterator[list[Line]]:
    """Yield the lines of each page."""
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise PipelineError(
            f"{name}: has {count:,} pages, over the {MOST_PAGES:,} limit; save the article's pages alone"
        )
    end = time.monotonic() + MOST_SECONDS
    characters = 0
    for number, page in enumerate(reader.pages):
        lines = _lines(page, number)
        characters += sum(len(line.text) for line in lines)
        if characters > MOST_CHARACTERS:
            raise PipelineError(
                f"{name}: holds over {MOST_CHARACTERS:,} characters, more than one article; save its pages alone"
            )
        if time.monotonic() > end:
            raise PipelineError(
                f"{name}: takes too long to read (page {number + 1} of {count}); save the article's pages alone"
            )
        yield lines


def _lines(page: "PageObject", number: int) -> list[Line]:
    """Return the lines of a page, where and how large each begins."""
    lines: list[Line] = []
    parts: list[str] = []
    place = (0.0, 0.0, 0.0)

    def take(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal place
        for at, piece in enumerate(text.split("\n")):
            if at and parts:
                lines.append(Line(number, *place, "".join(parts)))
                parts.clear()
            if piece.strip() or (piece and parts):
                if not parts:
                    place = _place(cm, tm, size)
                parts.append(piece)

    page.extract_text(visitor_text=take)
    take("\n", [], [], None, 0.0)
    return lines


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float]:
    """Return where on the page a text begins, in points, and how large its type is there."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    up = (tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    return x, y, abs(size) * (up[0] ** 2 + up[1] ** 2) ** 0.5


def _reading(name: str, pages: list[list[Line]], about: dict[str, object]) -> FileReading:
    texts = ["".join(line.text for line in lines) for lines in pages]
    empty = sum(sum(map(str.isalpha, text)) < _FEWEST_LETTERS for text in texts)
    if empty == len(pages):
        raise PipelineError(
            f"{name}: its {_number(len(pages), 'page')} hold no text, as scanned pages do; run text recognition (OCR) "
            "on it and save it again"
        )
    letters = "".join(texts)
    unreadable = len(re.findall(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)", letters))
    if unreadable * 5 > len(letters):
        raise PipelineError(
            f"{name}: its fonts do not say which letters they show; print it to a new PDF with text recognition (OCR)"
        )
    notes = [f"{_number(empty, 'page')} of {len(pages)} without text"] if empty else []
    found = typeset(line for lines in pages for line in lines)
    if (export := split_lines(name, found.paragraphs, kind="pdf")) is not None:
        return FileReading(export.name, export.kind, export.articles, export.problems, (*notes, *export.notes))
    draft = _draft(name, found, about)
    return FileReading(name, "pdf", (draft.article("\n\n".join(found.paragraphs)),), (), tuple(notes))


def _draft(name: str, found: Typeset, about: dict[str, object]) -> Draft:
    """Return the article's fields: what stands on its pages, then the file's name, then what the PDF says of itself."""
    draft = Draft(source=name)
    text = "\n\n".join(found.paragraphs)
    draft.give("title", found.largest, "largest type on the first page")
    draft.give("url", found.url, "address printed on the page")
    read_head(draft, text)
    for line in found.running:
        head, day = _day_beside(line)
        draft.give("date", day, "running head")
        if is_masthead(head):
            draft.give("outlet", head, "running head")
    hint(draft, name=name, text=text)
    title, author = (" ".join(str(about.get(key) or "").split()) for key in ("/Title", "/Author"))
    if not _NO_TITLE.fullmatch(title):
        draft.give("title", title, "PDF metadata")
    if not _NO_AUTHOR.fullmatch(author):
        draft.give("author", author, "PDF metadata")
    made = _PDF_DATE.match(str(about.get("/CreationDate") or ""))
    if made and not _PRINTER.search(f"{about.get('/Creator')} {about.get('/Producer')}"):
        draft.give("date", "-".join(made.groups()), "day on which the PDF was made")
    return draft


def _day_beside(line: str) -> tuple[str, str | None]:
    """Return a running head without the date at its beginning or end, and that date."""
    words = line.strip(" |·•–—-").split()
    for n in range(min(7, len(words)), 0, -1):
        for day, rest in ((words[-n:], words[:-n]), (words[:n], words[n:])):
            if found := date_line(" ".join(day)):
                return " ".join(rest).strip(" |·•–—-,"), found
    return line, None


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
