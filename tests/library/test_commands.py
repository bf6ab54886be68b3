from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.library import Library

from .made import batch, ids, library_of, state


def test_a_library_is_joined_examined_kept_and_restored(
    made: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, file = str(made.root), str(tmp_path / "made.zip")
    assert main(["compact", "--library", root]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "articles: 3 files are 1 now" in shown
    assert shown[-1] == "6 tables joined"
    assert main(["compact", "--library", root]) == 0
    assert main(["doctor", "--library", root]) == 0
    assert main(["backup", "--library", root, "--out", file]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "nothing to join",
        "all is well",
        f"the catalog and 6 files in {file}",
    ]
    assert main(["restore", file, "--library", str(tmp_path / "again")]) == 0
    assert capsys.readouterr().out == f"9 articles in {tmp_path / 'again'}\n"
    assert state(Library.open(tmp_path / "again")) == state(made)


def test_doctor_exits_2_until_all_is_well(made: Library, capsys: pytest.CaptureFixture[str]) -> None:
    (made.root / "articles" / "half.tmp").write_bytes(b"PAR1")
    assert main(["doctor", "--library", str(made.root)]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "articles/half.tmp: left over from a run that was cut off; nothing of the library is in it",
        "1 wrong",
    ]
    assert main(["doctor", "--library", str(made.root), "--repair"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["articles/half.tmp: removed, it was left over", "all is well"]


def test_forget_says_what_is_left_to_do(made: Library, capsys: pytest.CaptureFixture[str]) -> None:
    first = ids(batch(1))[0]
    assert main(["forget", first, "--library", str(made.root)]) == 0
    first_line, last = capsys.readouterr().out.splitlines()
    assert first_line == "1 forgotten, 6 files written again, 0 jobs removed"
    assert "backups" in last
    assert main(["forget", first, "--library", str(made.root)]) == 2
    assert "is not an article" in capsys.readouterr().err


def test_what_is_not_a_library_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["compact"], ["doctor"], ["forget", "x"], ["backup", "--out", str(tmp_path / "x.zip")]):
        assert main([*command, "--library", str(tmp_path / "none")]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_can_be_kept(tmp_path: Path) -> None:
    library_of(tmp_path / "l")
    assert main(["backup", "--library", str(tmp_path / "l"), "--out", str(tmp_path / "l.zip")]) == 0
    assert main(["restore", str(tmp_path / "l.zip"), "--library", str(tmp_path / "m")]) == 0
