"""Write a table as JSONL, CSV, Parquet or XLSX, so that a spreadsheet never runs what an article says.

In CSV and XLSX a text cell that a spreadsheet would read as a formula gets an apostrophe in front;
numbers stay numbers. JSONL and Parquet are for programs and hold the text untouched.
"""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from .errors import PipelineError

SHEET_ROWS, SHEET_CELL = 1_048_576, 32_767  # what Excel holds
SUFFIXES = (".jsonl", ".csv", ".parquet", ".xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(table: pd.DataFrame, path: Path) -> None:
    """Write `table` in the kind that the suffix of `path` names."""
    kind = path.suffix.lower()
    try:
        _write(table, path, kind)
    except OSError as error:
        raise PipelineError(f"{path}: cannot be written ({error.strerror}); name another place") from error


def _write(table: pd.DataFrame, path: Path, kind: str) -> None:
    if kind == ".jsonl":
        path.write_text(as_jsonl(table), encoding="utf-8")
    elif kind == ".csv":
        path.write_text(as_csv(table), encoding="utf-8-sig", newline="")
    elif kind == ".parquet":
        _flat(table).to_parquet(path, index=False)
    elif kind == ".xlsx":
        _sheet(table, str(path)).to_excel(path, index=False)
    else:
        raise PipelineError(f"{path}: cannot write this kind of file; end the name in one of {', '.join(SUFFIXES)}")


def _sheet(table: pd.DataFrame, path: str) -> pd.DataFrame:
    """Return the cells of a sheet; PipelineError for what a sheet cannot hold whole."""
    cells = as_cells(table)
    longest = max((len(v) for c in cells for v in cells[c] if isinstance(v, str)), default=0)
    if len(cells) >= SHEET_ROWS or longest > SHEET_CELL:
        raise PipelineError(
            f"{path}: a sheet holds {SHEET_ROWS:,} rows and {SHEET_CELL:,} characters a cell, this table has "
            f"{len(cells):,} and {longest:,}; write .csv, .jsonl or .parquet"
        )
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # the reader of sheets is slow to load

    return cells.map(lambda v: ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v)


def as_xlsx(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a workbook with a sheet for each {name: table}, with safe cells; the same tables give the same bytes.

    Raises PipelineError for what a sheet cannot hold whole.
    """
    sheets = {name: _sheet(table, f'sheet "{name}"') for name, table in tables.items()}
    book = io.BytesIO()
    with pd.ExcelWriter(book, engine="openpyxl") as writer:
        for name, cells in sheets.items():
            cells.to_excel(writer, sheet_name=name, index=False)
    return _undated(book.getvalue())


def _undated(book: bytes) -> bytes:
    """Return a workbook without the times at which its parts were written."""
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(parts, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":  # the writer dates it when it is saved
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return parts.getvalue()


def as_csv(table: pd.DataFrame) -> str:
    """Return `table` as CSV with safe cells."""
    # RFC 4180's line ends; with them a lone carriage return in a text is quoted too.
    text: str = as_cells(table).to_csv(index=False, lineterminator="\r\n")
    return text


def as_jsonl(table: pd.DataFrame) -> str:
    """Return one JSON object a line, texts untouched."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)


def as_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which every text, the columns' names too, is safe in a spreadsheet."""
    cells = _flat(table)
    for column in cells:
        if not pd.api.types.is_numeric_dtype(cells[column]):
            cells[column] = cells[column].map(safe_cell, na_action="ignore")
    return cells.rename(columns=safe_cell)


def safe_cell(value: object) -> object:
    """Return `value`, with an apostrophe in front if it is text that a spreadsheet would run."""
    if not isinstance(value, str):
        return value
    # Full-width forms (＝ ＋ － ＠) become their plain twins in some spreadsheets.
    opening = unicodedata.normalize("NFKC", value[:1])
    return f"'{value}" if value.startswith(_FORMULA) or opening.startswith(_FORMULA) else value


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy whose lists and dictionaries are JSON text."""
    flat = table.copy()
    for column in flat:
        if flat[column].map(lambda value: isinstance(value, list | dict)).any():
            flat[column] = flat[column].map(lambda value: json.dumps(value, ensure_ascii=False, default=str))
        elif flat[column].dropna().map(type).nunique() > 1:  # a user's column of numbers and words
            flat[column] = flat[column].map(str, na_action="ignore")
    return flat
