import json
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.backup import LISTING, backup, restore
from pipeline.library.doctor import examine

from .made import SCORER, batch, state


@pytest.fixture
def file(made: Library, tmp_path: Path) -> Path:
    assert backup(made, tmp_path / "made.zip") == 18
    return tmp_path / "made.zip"


def test_a_restored_library_holds_the_same(made: Library, file: Path, tmp_path: Path) -> None:
    restored = restore(file, tmp_path / "again")
    assert state(restored) == state(made)
    assert examine(restored.root) == []
    assert restored.digest != made.digest  # both may go on; what is kept for one is not shown for the other
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "made", "made.zip"]


def test_what_is_added_afterwards_is_not_in_it(made: Library, file: Path, tmp_path: Path) -> None:
    before = state(made)
    made.add(batch(9), scorer=SCORER, event="event")
    made.compact()
    assert state(restore(file, tmp_path / "again")) == before


def test_an_empty_folder_is_filled_and_any_other_is_left_alone(made: Library, file: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert restore(file, tmp_path / "empty").known() == made.known()
    before = state(made)
    with pytest.raises(PipelineError, match="there is something here already"):
        restore(file, made.root)
    assert state(made) == before


def test_a_backup_is_never_written_over(made: Library, file: Path) -> None:
    content = file.read_bytes()
    with pytest.raises(PipelineError, match="there already"):
        backup(made, file)
    assert file.read_bytes() == content


def test_a_damaged_library_has_no_backup(made: Library, tmp_path: Path) -> None:
    path = made.root / made._files("mentions", SCORER)[0]
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with pytest.raises(PipelineError, match=f"{path.name}: not as it was written"):
        backup(made, tmp_path / "made.zip")
    assert [one.name for one in tmp_path.iterdir()] == ["made"]


@pytest.mark.parametrize("at", [0.3, 0.6, 1.0])
def test_a_damaged_backup_makes_no_library(file: Path, tmp_path: Path, at: float) -> None:
    content = bytearray(file.read_bytes())
    content[int((len(content) - 6) * at)] ^= 255  # the last: where the list of files begins
    file.write_bytes(content)
    with pytest.raises(PipelineError, match=r"made\.zip"):
        restore(file, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("content", [b"", b"PK", b"text" * 99])
def test_what_is_no_backup_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(PipelineError, match=r"x\.zip: not a backup"):
        restore(tmp_path / "x.zip", tmp_path / "again")
    with pytest.raises(PipelineError, match="not there"):
        restore(tmp_path / "y.zip", tmp_path / "again")


@pytest.mark.parametrize("name", ["../escape.parquet", "articles/../../escape", "/etc/escape", "articles/x.sh"])
def test_a_backup_writes_only_what_a_library_has(file: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(file) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    listing = json.loads(files[LISTING])
    listing["sha256"][name] = "0" * 64
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as packed:
        for one, content in (files | {LISTING: json.dumps(listing).encode(), name: b"x"}).items():
            packed.writestr(one, content)
    with pytest.raises(PipelineError, match="other files than a library has"):
        restore(tmp_path / "evil.zip", tmp_path / "again")
    assert not list(tmp_path.rglob("escape*"))


def test_a_newer_backup_is_not_restored(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        files = {one: packed.read(one) for one in packed.namelist()}
    listing = json.loads(files[LISTING]) | {"format": 99}
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as packed:
        for one, content in (files | {LISTING: json.dumps(listing).encode()}).items():
            packed.writestr(one, content)
    with pytest.raises(PipelineError, match="newer Parallax"):
        restore(tmp_path / "new.zip", tmp_path / "again")
