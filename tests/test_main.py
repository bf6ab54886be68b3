import json
from pathlib import Path
from types import SimpleNamespace

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


def test_check_prints_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 0
    head, row, last = capsys.readouterr().out.splitlines()
    assert head.split() == ["file", "kind", "articles", "outlet", "date", "language", "warnings"]
    assert row.split()[:3] == ["harbour/articles.jsonl", "jsonl", "2"]
    assert "2 outlets" in row
    assert row.endswith("1 without date")
    assert last == "2 articles, 0 problems"


def test_check_lists_each_article_and_how_its_fields_were_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(folder), "--articles"]) == 0
    shown = capsys.readouterr().out
    assert "line 1 (jsonl): The Harbour Example | 2024-03-04 | Mayor Anna Berg praised" in shown
    assert "line 2 (jsonl): Beta Daily | unknown | " in shown
    assert "    outlet: column outlet\n" in shown


def test_check_names_what_is_wrong_after_the_table_and_exits_2(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "page.txt").write_text("<!doctype html><article><p>" + "The council voted on Monday. " * 20)
    assert main(["check", str(folder)]) == 2
    *table, problem, note, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in table] == [
        "file",
        *(f"harbour/{n}" for n in ("articles.jsonl", "empty.txt", "page.txt")),
    ]
    assert table[2].endswith("1 problem")
    assert problem == "harbour/empty.txt: the file is empty; choose another"
    assert note == "note: harbour/page.txt: named .txt, read as html, which it holds"
    assert last == "3 articles, 1 problems"


def test_check_gives_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.txt").write_text("")
    assert main(["check", str(folder), "--json"]) == 2
    rows = json.loads(capsys.readouterr().out)
    (wrong,) = [row for row in rows if "problem" in row]
    assert wrong["file"].endswith("empty.txt")
    good = [row for row in rows if "problem" not in row]
    assert [row["outlet"] for row in good] == ["The Harbour Example", "Beta Daily"]
    assert good[0]["found"]["title"] == "column title"
    assert good[0]["words"] > 20


def test_check_says_what_will_not_be_scored_and_what_is_there_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    german = "Der Rat stimmte am Montag für den Plan, der die Stadt vier Stellen kostet. " * 5
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(german)
    assert main(["check", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 0
    first, second = capsys.readouterr().out.splitlines()[1:3]
    assert first.endswith("no outlet; no date; not scored: language de (1)")
    assert second.endswith("not scored: language de (1); 1 article also in a.txt")


def test_check_shows_no_control_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a\x1b[31m.jsonl").write_text(
        '{"text": "The council met.", "title": "\\u001b[31mred", "outlet": "a\\u202eb"}'
    )
    for options in ([], ["--articles"]):
        main(["check", str(tmp_path), *options])
        assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())


def test_check_says_that_long_work_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr("pipeline.__main__.time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().err == "1 harbour/articles.jsonl\n"


def test_score_then_export(folder: Path, tmp_path: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = str(tmp_path / "library")
    arguments = ["score", str(folder), "--library", library, "--model", str(tiny_folder)]
    assert main(arguments) == 0
    assert "2 articles: 2 scored now, 0 scored before" in capsys.readouterr().out
    assert main(arguments) == 0
    assert "2 articles: 0 scored now, 2 scored before" in capsys.readouterr().out
    for table in ("articles", "sentences", "evidence", "comparison", "names"):
        out = tmp_path / f"{table}.csv"
        assert main(["export", "--library", library, "--table", table, "--out", str(out)]) == 0
        assert len(pd.read_csv(out)) > 1
    comparison = pd.read_csv(tmp_path / "comparison.csv")
    assert set(comparison["event"]) == {"harbour"}
    assert set(comparison["group"]) == {"The Harbour Example", "Beta Daily"}
    assert set(comparison["scope"]) == {"these articles"}
    names = pd.read_csv(tmp_path / "names.csv")
    assert set(names["group"]) == {"The Harbour Example", "Beta Daily"}
    assert {"Anna Berg", "Berg"} <= set(names.loc[names["entity"] == "Anna Berg", "name"])


def test_a_users_error_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "x.csv")
    assert main(["export", "--library", str(tmp_path), "--table", "articles", "--out", out]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "no library here" in captured.err
