"""seal, open and verify: what they print, what they exit with, and that a stranger's text drives no terminal."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.library import Library
from pipeline.sealed import Line, Sealed, opened, written


@pytest.fixture
def file(sealed: Sealed, tmp_path: Path) -> Path:
    path = tmp_path / "harbour.zip"
    path.write_bytes(written(sealed))
    return path


def test_what_is_sealed_is_opened_to_the_same_numbers(
    harbour: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sealed.zip"
    arguments = ["seal", "--library", str(harbour.root), "--entity", "Anna Berg", "--out", str(out)]
    assert main(arguments) == 0
    seal = opened(out).seal
    assert capsys.readouterr().out == f"seal {seal}\n"
    assert main(arguments) == 2
    assert "there already" in capsys.readouterr().err
    assert main(["open", str(out)]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("harbour: 10 of 10 articles count\nBeta Daily 5; The Harbour Example 5\n")
    assert f"\nseal {seal}\n" in shown
    assert "\nstance · Anna Berg\n  Beta Daily: " in shown
    assert "apart, with --all" in shown
    assert "speakers' words" not in shown
    assert "@misc{" in shown
    assert shown.splitlines()[-1].startswith("the same numbers: ")
    assert main(["open", str(out), "--all"]) == 0
    assert "speakers' words" in capsys.readouterr().out


def test_the_sentences_of_home_stand_under_their_headings(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "\nWhat holds up\n- One tells more of the plan than the other.\n  By 3.\n" in shown
    assert "\nNo clear difference\n- Loaded words.\n" in shown
    assert "In these articles only" not in shown


def test_its_tables_can_be_had_as_csv(file: Path, sealed: Sealed, tmp_path: Path) -> None:
    folder = tmp_path / "tables" / "of it"
    assert main(["open", str(file), "--csv", str(folder)]) == 0
    assert len(pd.read_csv(folder / "evidence-frame.csv")) == len(sealed.evidence["frame"])
    assert list(pd.read_csv(folder / "articles.csv")["article_id"]) == list(sealed.articles["article_id"])
    assert main(["open", str(file), "--csv", str(folder)]) == 2


def test_verify_says_what_another_library_has_otherwise(
    file: Path, copied: Library, sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(file), "--library", str(copied.root)]) == 0
    same, last = capsys.readouterr().out.splitlines()
    assert same.startswith("the same numbers: ")
    assert last == f"the same numbers in {copied.root}"
    copied.remove([sealed.articles["article_id"][0]])
    assert main(["verify", str(file), "--library", str(copied.root)]) == 1
    shown = capsys.readouterr().out
    assert "\narticles: " in shown
    assert "is not there" in shown
    assert "\nfigures: " in shown
    assert "the same numbers in" not in shown


def test_verify_holds_a_file_against_another(
    file: Path, sealed: Sealed, coded: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(written(replace(sealed, versions={**sealed.versions, "numpy": "1.0"})))
    assert main(["verify", str(file), "--against", str(other)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].endswith(", there 1.0 (no number differs by that)")
    assert said[2] == f"the same numbers in {other}"
    other.write_bytes(written(coded))
    assert main(["verify", str(file), "--against", str(other)]) == 1
    assert f"codes: {len(coded.codes)} are there only" in capsys.readouterr().out


def test_verify_holds_the_file_against_its_published_seal(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(file), "--seal", opened(file).seal.upper()]) == 0
    assert main(["verify", str(file), "--seal", "0" * 64]) == 1
    assert "this is another file" in capsys.readouterr().out


def test_a_number_that_its_evidence_does_not_give_exits_1(
    sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = sealed.numbers["figures"]
    lied = replace(sealed, numbers={**sealed.numbers, "figures": figures.assign(value=figures["value"] / 2)})
    path = tmp_path / "lied.zip"
    path.write_bytes(written(lied))
    for command in ("open", "verify"):
        assert main([command, str(path)]) == 1
        assert "not the numbers that its evidence gives" in capsys.readouterr().out


def test_what_is_no_sealed_comparison_is_one_line_and_exit_2(
    harbour: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.zip").write_text("hello")
    for arguments in (
        ["open", str(tmp_path / "x.zip")],
        ["verify", str(tmp_path / "none.zip")],
        ["seal", "--library", str(harbour.root), "--event", "none", "--out", str(tmp_path / "y.zip")],
        ["seal", "--library", str(harbour.root), "--out", str(tmp_path / "no folder" / "y.zip")],
    ):
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert said.err.count("\n") == 1
        assert said.out == ""


def test_a_strangers_text_drives_no_terminal(
    sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b[2J\u202eevil\r"
    choices = replace(sealed.choices, event_name=evil, names=dict.fromkeys(sealed.choices.names, evil))
    path = tmp_path / "evil.zip"
    hostile = replace(sealed, choices=choices, lines=(Line("holds", evil, evil),), method=evil, bibtex=evil)
    path.write_bytes(written(hostile))
    assert main(["open", str(path)]) == 0
    assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())
