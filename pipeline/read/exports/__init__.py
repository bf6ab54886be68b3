"""Split the exports of news databases into articles: Nexis Uni and Lexis, Factiva, ProQuest.

Each splitter answers None where the file is no export of its kind, and raises PipelineError where it is one that
cannot be split: such a file is never taken as one article.
"""

from collections.abc import Sequence

from ..reading import FileReading
from . import factiva, lexis, nexis, nexis_html, proquest
from .tables import refuse_table

__all__ = ["refuse_table", "split_html", "split_lines"]


def split_lines(name: str, lines: Sequence[str], *, kind: str) -> FileReading | None:
    """Return the articles in the paragraphs of a document or the lines of a text; None for no export.

    `kind` is the format that the lines come from ("docx", "rtf", "txt", ...). Raise PipelineError for an export that
    cannot be split.
    """
    lines = [part for line in lines for part in _lines(line)] if kind != "docx" else lines
    for split in (proquest.split_lines, factiva.split_lines, lexis.split, nexis.split):
        if (reading := split(name, lines, kind=kind)) is not None:
            return reading
    return None


def split_html(name: str, text: str) -> FileReading | None:
    """Return the articles in a page, or in the HTML of a mail; None for no export.

    Raise PipelineError for an export that cannot be split.
    """
    for split in (nexis_html.split_html, factiva.split_html, proquest.split_html):
        if (reading := split(name, text)) is not None:
            return reading
    return None


def _lines(line: str) -> list[str]:
    return line.split("\n")
