import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.__main__ import main

from .conftest import ALPHA, BETA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "harbour"
    folder.mkdir()
    for article in (ALPHA, BETA):
        row = {"outlet": article.outlet, "title": article.title, "date": article.date, "text": article.text}
        with (folder / "articles.jsonl").open("a") as file:
            file.write(json.dumps(row) + "\n")
    return folder


def test_check_says_what_would_be_loaded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "The Harbour Example | 2024-03-04 | Mayor Anna Berg praised" in shown
    assert "Beta Daily | unknown | " in shown
    assert "2 articles, 0 problems" in shown


def test_check_exits_2_and_names_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.txt").write_text("")
    assert main(["check", str(folder), "--json"]) == 2
    rows = json.loads(capsys.readouterr().out)
    (wrong,) = [row for row in rows if "problem" in row]
    assert wrong["file"].endswith("empty.txt")
    assert sum("problem" not in row for row in rows) == 2


def test_score_then_export(folder: Path, tmp_path: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = str(tmp_path / "library")
    arguments = ["score", str(folder), "--library", library, "--model", str(tiny_folder)]
    assert main(arguments) == 0
    assert "2 articles: 2 scored now, 0 scored before" in capsys.readouterr().out
    assert main(arguments) == 0
    assert "2 articles: 0 scored now, 2 scored before" in capsys.readouterr().out
    for table in ("articles", "sentences", "evidence", "comparison"):
        out = tmp_path / f"{table}.csv"
        assert main(["export", "--library", library, "--table", table, "--out", str(out)]) == 0
        assert len(pd.read_csv(out)) > 1
    comparison = pd.read_csv(tmp_path / "comparison.csv")
    assert set(comparison["event"]) == {"harbour"}
    assert set(comparison["group"]) == {"The Harbour Example", "Beta Daily"}
    assert set(comparison["scope"]) == {"these articles"}


def test_a_users_error_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "x.csv")
    assert main(["export", "--library", str(tmp_path), "--table", "articles", "--out", out]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "no library here" in captured.err
