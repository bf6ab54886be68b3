import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.errors import PipelineError
from pipeline.export import as_csv, as_jsonl, safe_cell, write

HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]
TABLE = pd.DataFrame({"title": [*HOSTILE, "plain", None], "value": [-0.5] * (len(HOSTILE) + 2)})


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["plain", "a=b", "", 3, -2.5, None, True])
def test_all_else_stays(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_is_safe_and_numbers_stay_numbers() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(TABLE), newline="")))
    assert [row["title"] for row in rows] == [f"'{text}" for text in HOSTILE] + ["plain", ""]
    assert {float(row["value"]) for row in rows} == {-0.5}


def test_a_columns_name_is_safe_too() -> None:
    assert as_csv(pd.DataFrame({"=1+1": [1]})).startswith("'=1+1")


def test_jsonl_is_untouched() -> None:
    rows = [json.loads(line) for line in as_jsonl(TABLE).splitlines()]
    assert [row["title"] for row in rows] == [*HOSTILE, "plain", None]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".xlsx"])
def test_every_kind_is_written(tmp_path: Path, suffix: str) -> None:
    table = pd.DataFrame({"title": ["=1+1"], "value": [-0.5], "found": [{"outlet": "file name"}], "notes": [["x"]]})
    path = tmp_path / f"out{suffix}"
    write(table, path)
    read = {
        ".jsonl": lambda: pd.read_json(path, lines=True),
        ".csv": lambda: pd.read_csv(path),
        ".parquet": lambda: pd.read_parquet(path),
        ".xlsx": lambda: pd.read_excel(path),
    }[suffix]()
    expected = "'=1+1" if suffix in (".csv", ".xlsx") else "=1+1"
    assert read["title"].tolist() == [expected]
    assert read["value"].tolist() == [-0.5]


def test_a_sheet_has_no_formula(tmp_path: Path) -> None:
    write(TABLE.map(lambda v: v.replace("\r", " ") if isinstance(v, str) else v), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2, max_col=1) for cell in row]
    assert len(cells) == len(TABLE)
    assert "f" not in {cell.data_type for cell in cells}


def test_another_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"\.doc: cannot write this kind of file"):
        write(TABLE, tmp_path / "out.doc")


def test_what_a_sheet_cannot_hold_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"a sheet holds .* 32,767 characters a cell"):
        write(pd.DataFrame({"text": ["x" * 40_000]}), tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".parquet", ".xlsx"])
def test_a_users_odd_columns_are_written(tmp_path: Path, suffix: str) -> None:
    write(pd.DataFrame({"id": [12, "x12", None], "note": ["a\x1bb", "", None]}), tmp_path / f"out{suffix}")
    assert (tmp_path / f"out{suffix}").stat().st_size > 0


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="cannot be written"):
        write(TABLE, tmp_path / "nowhere" / "out.csv")
