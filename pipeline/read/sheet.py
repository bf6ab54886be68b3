"""Read an Excel table as rows like those of a CSV file: the first sheet that has a text column; the others are noted.

Formulas count as the values that were saved with them. Nothing is calculated, and what a sheet says of its own size
is not believed.
"""

import io
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from ..errors import PipelineError
from .archive import open_zip
from .charset import Decoded
from .delimited import unique_columns
from .exports import refuse_table
from .reading import FileReading, shown
from .rows import Row, articles_of, is_text_column

MOST_ROWS = 1_048_576  # a sheet's own limit
MOST_COLUMNS = 1_000
MOST_CHARACTERS = 256 * 2**20  # in all rows together: a thousand cells may share one text of the file
_HEAD = 20  # rows among which the names of the columns stand

_ERRORS = frozenset(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"])


def read_xlsx(name: str, content: bytes) -> FileReading:
    """Read the articles of an Excel table, a row each; raise PipelineError where no sheet has a text column."""
    from openpyxl import load_workbook

    open_zip(name, content)  # only to check it: openpyxl opens it again
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that it does not know
        try:
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            return _read_book(name, book)
        except (PipelineError, MemoryError):
            raise
        except Exception as error:  # openpyxl raises whatever a broken part happens to cause
            reason = shown(str(error) or type(error).__name__, longest=80)
            raise PipelineError(f"{name}: cannot be read as an Excel table ({reason}); save it again as CSV") from error


def _read_book(name: str, book: Any) -> FileReading:
    refused: PipelineError | None = None
    sheets = list(book.worksheets)
    for sheet in sheets:
        found = _header(sheet)
        if found is None:
            continue
        at, header = found
        try:
            refuse_table(name, header)
        except PipelineError as error:
            refused = refused or error
            continue
        if not any(map(is_text_column, header)):
            continue
        problems: list[str] = []
        columns = unique_columns(name, header, problems)
        rows = list(_rows(name, sheet, at, columns))
        reading = articles_of(name, "xlsx", rows, Decoded("", "utf-8", 0), problems, place="row")
        others = [shown(other.title, longest=30) for other in sheets if other is not sheet]
        notes = (
            [f'{name}: read the sheet "{shown(sheet.title, longest=30)}", not {", ".join(others)}'] if others else []
        )
        return FileReading(name, "xlsx", reading.articles, reading.problems, (*reading.notes, *notes))
    raise refused or PipelineError(
        f"{name}: no sheet has a column text, body, content, fulltext or article; name the columns in its first row"
    )


def _cells(sheet: Any, *, first: int, width: int | None) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield the rows that hold anything, with their numbers."""
    sheet.reset_dimensions()  # a sheet may claim a million columns
    rows = sheet.iter_rows(min_row=first, max_col=width, values_only=True)
    for number, cells in enumerate(islice(rows, MOST_ROWS), start=first):
        if any(cell is not None for cell in cells):
            yield number, cells


def _header(sheet: Any) -> tuple[int, list[str]] | None:
    """Return the row of the columns' names: the first with a text column, else the first that holds anything."""
    first: tuple[int, list[str]] | None = None
    for number, cells in islice(_cells(sheet, first=1, width=None), _HEAD):
        header = ["" if cell is None else str(cell).strip() for cell in cells[:MOST_COLUMNS]]
        while header and not header[-1]:
            del header[-1]
        if any(map(is_text_column, header)):
            return number, header
        first = first or (number, header)
    return first


def _rows(name: str, sheet: Any, at: int, columns: Sequence[str]) -> Iterator[Row]:
    characters = 0
    for number, cells in _cells(sheet, first=at + 1, width=len(columns)):
        row = {
            column: value for column, cell in zip(columns, cells, strict=False) if (value := _value(cell)) is not None
        }
        characters += sum(len(value) for value in row.values() if isinstance(value, str))
        if characters > MOST_CHARACTERS:
            raise PipelineError(f"{name}: holds over {MOST_CHARACTERS:,} characters; split it")
        if row:
            yield Row(number, row)


def _value(cell: object) -> object:
    """Return a cell's value as a file can hold it: dates in ISO 8601, nothing for an error or an empty cell."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, str) and (cell in _ERRORS or not cell.strip()):
        return None
    return cell
