"""Read a CSV file with commas, semicolons or tabs: a header, then one article a row. A bad row spoils no other."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from ..errors import PipelineError
from .charset import decode
from .exports import refuse_table
from .reading import MOST_BYTES, FileReading, shown
from .rows import Row, articles_of, is_text_column

csv.field_size_limit(MOST_BYTES)  # the default refuses an article of over 131,072 characters
_MOST_RESTARTS = 1000
_LONGEST_ROW = 100_000  # characters on a line that is looked at for its quotes
_MOST_BROKEN = 500  # lines that one broken row may go on for


def read_csv(name: str, content: bytes) -> FileReading:
    """Read the articles of a delimited file; the delimiter is the one that makes most of the first line's columns."""
    decoded = decode(name, content)
    lines = list(io.StringIO(decoded.text, newline=""))
    problems: list[str] = []
    records = _records(name, lines, _delimiter(lines), problems)
    header_line, header = next(records, (1, []))
    columns = unique_columns(name, header, problems)
    refuse_table(name, columns)
    if not any(map(is_text_column, columns)):
        raise PipelineError(
            f"{name}, line {header_line}: no column text, body, content, fulltext or article; "
            "name the columns in the first line"
        )
    rows = []
    for number, cells in records:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            problems.append(
                f"{name}, line {number}: {len(cells)} values for {len(columns)} columns; put quotes round the text"
            )
            continue
        rows.append(Row(number, dict(zip(columns, cells, strict=False))))
    return articles_of(name, "csv", rows, decoded, problems)


def _records(name: str, lines: list[str], delimiter: str, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line; go on below a record whose quotes do not match."""
    at = 0
    columns = 0
    for _ in range(_MOST_RESTARTS):
        # strict: a quote that is not closed would otherwise swallow the rows below it in silence.
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter, strict=True)
        begin = at
        try:
            for record in reader:
                if any(cell.strip() for cell in record):
                    columns = columns or len(record)
                    yield begin + 1, record
                begin = at + reader.line_num
        except csv.Error:
            at = _below(lines, begin, delimiter, columns)
            rows = f"line {begin + 1}: the quotes of this row"
            if at > begin + 1:
                rows = f"lines {begin + 1} to {at}: the quotes of the row in them"
            problems.append(f"{name}, {rows} do not match; double those in the text")
        else:
            return
    problems.append(f"{name}, line {at + 1}: too many rows whose quotes do not match; the rest is not read")


def _below(lines: list[str], begin: int, delimiter: str, columns: int) -> int:
    """Return the line below a record whose quotes do not match: the next that is plainly a row of the table.

    What lies between may be the record's own text, and no line of a text may pass for an article.
    """
    last = min(len(lines), begin + _MOST_BROKEN)
    return next((n for n in range(begin + 1, last) if _is_row(lines[n], delimiter, columns)), last)


def _is_row(line: str, delimiter: str, columns: int) -> bool:
    """Say whether a line alone is a row: as many cells as columns, quotes only round cells, no space before a cell.

    A row whose last cell goes on over further lines may have fewer. A line of prose has a space after its commas.
    """
    line = line.rstrip("\r\n")
    if len(line) > _LONGEST_ROW:
        return False
    open_cell = re.search(rf'(?:^|{re.escape(delimiter)})"(?:[^"]|"")*$', line)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    bare = re.sub(rf'(?:^|(?<={re.escape(delimiter)}))"(?:[^"]|"")*(?:"(?={re.escape(delimiter)}|$)|$)', "", line)
    if '"' in bare or any(cell.startswith(" ") for cell in bare.split(delimiter)):
        return False
    return 1 < len(cells) <= columns if open_cell and columns > 1 else len(cells) == columns


def _delimiter(lines: list[str]) -> str:
    first = next((line for line in lines if line.strip()), "")

    def columns(delimiter: str) -> tuple[bool, int]:
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return False, 0
        return any(map(is_text_column, header)), len(header)

    return max(",;\t", key=columns)


def unique_columns(name: str, header: list[str], problems: list[str]) -> list[str]:
    """Return the header with a number at each repeated name, so that no column hides another."""
    counts: Counter[str] = Counter()
    columns = []
    for column in header:
        counts[column.strip().casefold()] += 1
        seen = counts[column.strip().casefold()]
        columns.append(column.strip() if seen == 1 else f"{column.strip()} ({seen})")
    for column, seen in counts.items():
        if column and seen > 1:
            problems.append(f"{name}, line 1: column {shown(column)} stands {seen} times; the first is read")
    return columns
