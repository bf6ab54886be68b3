import errno
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.library import Library, catalog
from pipeline.library.failures import of_sqlite, of_system
from pipeline.library.locks import Lock

from .made import SCORER, batch, ids, state


def _older(root: Path, version: int = 3) -> None:
    with closing(sqlite3.connect(root / "catalog.sqlite")) as db:
        db.executescript(f"drop index articles_of_event; pragma user_version = {version};")


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


def test_an_older_catalog_is_copied_and_then_brought_up_to_date(made: Library) -> None:
    before = state(made)
    _older(made.root)
    opened = Library.open(made.root)
    assert state(opened) == before
    assert _version(made.root / "catalog.sqlite") == catalog.VERSION
    assert _version(made.root / "catalog.sqlite.v3") == 3
    with closing(sqlite3.connect(made.root / "catalog.sqlite.v3")) as db:
        assert db.execute("select count(*) from articles").fetchone() == (9,)
    assert not list(made.root.glob("*.tmp*"))


def test_a_catalog_whose_copy_cannot_be_made_stays_as_it_is(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    _older(made.root)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(catalog.os, "fsync", full)
    with pytest.raises(PipelineError, match="the disk is full"):
        Library.open(made.root)
    assert _version(made.root / "catalog.sqlite") == 3
    assert not list(made.root.glob("catalog.sqlite.*"))


def test_a_new_library_has_no_copy(made: Library) -> None:
    assert not list(made.root.glob("catalog.sqlite.*"))


def test_the_members_of_an_event_are_looked_up_by_an_index(made: Library) -> None:
    plan = made._catalog.rows("explain query plan select article_id from event_articles where event_id = 'x'")
    assert "articles_of_event" in str(plan)


def test_a_locked_catalog_is_named_after_the_wait(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalog.PATIENCE == 30
    monkeypatch.setattr(catalog, "PATIENCE", 0.1)
    before = state(made)
    with closing(sqlite3.connect(made.root / "catalog.sqlite", isolation_level=None)) as other:
        other.execute("begin exclusive")
        for ask in (made.known, lambda: made.edit("x", "title", "y"), lambda: Library.open(made.root)):
            with pytest.raises(PipelineError, match=r"catalog\.sqlite: another program keeps the catalog locked; wait"):
                ask()
        other.execute("rollback")
    assert state(made) == before


def test_another_writer_is_named_after_the_wait(made: Library) -> None:
    lock, held, done = Lock(made.root / "writer.lock", patience=0.1), threading.Event(), threading.Event()

    def hold() -> None:
        with Lock(made.root / "writer.lock", patience=1):
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        with pytest.raises(PipelineError, match="another run has been writing to this library"), lock:
            pass
    finally:
        done.set()
        thread.join()
    with lock, lock:  # its holder may enter it again
        pass


def test_a_library_that_may_not_be_written_can_be_read(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(made)
    connect = sqlite3.connect

    def read_only(path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", read_only)
    opened = Library.open(made.root)
    assert state(opened) == before
    with pytest.raises(PipelineError, match="it cannot be written; change its permissions"):
        opened.edit(ids(batch(1))[0], "title", "Another")
    with pytest.raises(PipelineError, match="it cannot be written; change its permissions"):
        opened.add(batch(9), scorer=SCORER, event="event")
    monkeypatch.undo()
    assert state(Library.open(made.root)) == before


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full; free some space"),
        (errno.EDQUOT, "the disk is full; free some space"),
        (errno.EIO, "the disk failed (input/output error); check the disk"),
        (errno.EROFS, "it cannot be written"),
        (errno.EACCES, "it cannot be written"),
        (errno.ENAMETOOLONG, "File name too long; check the folder"),
    ],
)
def test_what_the_system_refuses_is_one_line(number: int, said: str) -> None:
    import os

    line = str(of_system(OSError(number, os.strerror(number)), Path("library")))
    assert line.startswith(f"library: {said}")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_IOERR | 4 << 8, "the disk failed"),  # while it was put on disk
        (sqlite3.SQLITE_READONLY, "it cannot be written"),
        (sqlite3.SQLITE_BUSY, "another program keeps the catalog locked"),
        (sqlite3.SQLITE_CORRUPT, "the catalog is damaged; run `python -m pipeline doctor"),
        (sqlite3.SQLITE_CONSTRAINT, "the catalog refuses this"),
    ],
)
def test_what_sqlite_refuses_is_one_line(code: int, said: str) -> None:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    assert str(of_sqlite(error, Path("catalog.sqlite"))).startswith(f"catalog.sqlite: {said}")


def test_an_event_of_a_library_is_the_same_with_and_without_removed_articles(made: Library) -> None:
    first = ids(batch(1))[0]
    made.remove([first])
    assert first not in set(made.sentences()["article_id"])
    assert set(made.sentences()["article_id"]) == set(made.sentences(event="event")["article_id"])
