"""Say in one line what the disk or SQLite refused, and what to do about it. Nothing is tried again here."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import PipelineError

DOCTOR = "run `python -m pipeline doctor --library DIR`"
_FULL = "the disk is full; free some space and try again, nothing that was stored is lost"
_FAILED = f"the disk failed (input/output error); check the disk, then {DOCTOR}"
_REFUSED = "it cannot be written; change its permissions, or copy the library to where you may write"
_DAMAGED = f"the catalog is damaged; {DOCTOR} --repair, or restore a backup"
_OF_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EIO: _FAILED,
    errno.EROFS: _REFUSED,
    errno.EACCES: _REFUSED,
    errno.EPERM: _REFUSED,
}
_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "another program keeps the catalog locked; wait until it is done and try again",
    sqlite3.SQLITE_LOCKED: "another program keeps the catalog locked; wait until it is done and try again",
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FAILED,
    sqlite3.SQLITE_READONLY: _REFUSED,
    sqlite3.SQLITE_CANTOPEN: "the catalog cannot be opened or written; check the folder, and that the disk is not full",
    sqlite3.SQLITE_PERM: _REFUSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system refuses while it works on `path` into a PipelineError."""
    try:
        yield
    except OSError as error:
        raise of_system(error, path) from error


def of_system(error: OSError, path: Path) -> PipelineError:
    """Return the line for an error of the file system."""
    return PipelineError(
        f"{path}: {_OF_SYSTEM.get(error.errno or 0) or f'{error.strerror or error}; check the folder'}"
    )


def of_sqlite(error: sqlite3.Error, path: Path) -> PipelineError:
    """Return the line for an error of SQLite; what it names by no code of its own is said in its words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of the code is the finer kind
    if said := _OF_SQLITE.get(code):
        return PipelineError(f"{path}: {said}")
    return PipelineError(f"{path}: the catalog refuses this ({error}); {DOCTOR}")
