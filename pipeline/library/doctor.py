"""Look a library over, shard by shard, and put right what can be.

Every shard is held against its hash and read to the end, and the catalog against the shards. What is left over from a
run that was cut off is removed, a lost catalog is made anew (see `rebuilding`), and a damaged shard is set aside.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ..errors import PipelineError
from . import shards
from .catalog import PATIENCE, VERSION, newer
from .commits import PENDING
from .failures import of_sqlite, told
from .library import Library
from .locks import Lock
from .rebuilding import rebuild
from .shards import UNFINISHED, WAITING

CATALOG = "catalog.sqlite"
Kind: TypeAlias = Literal["catalog", "shard", "orphan", "rows"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file of a library, in one line."""

    file: str  # relative to the library
    kind: Kind
    what: str


def examine(root: Path) -> list[Finding]:
    """Return what is wrong with the library in `root`; nothing is changed, but an older catalog is brought up to date.

    Others may read and add meanwhile. Raises PipelineError where there is no library, where it is too new, and where
    the disk or a lock keeps it from being looked at.
    """
    if not (root / CATALOG).is_file() and not shards.any_below(root):
        raise PipelineError(f"{root}: there is no library here; name the folder of one")
    with Lock(root / "upkeep.lock", patience=5):
        return list(_examine(root, Lock(root / "writer.lock", patience=60)))


def repair(root: Path, findings: list[Finding]) -> list[str]:
    """Put right what `examine` found, as far as that can be done, and return a line for each thing done.

    A shard that is missing or damaged is set aside, and what was read or scored in it leaves the catalog: to score the
    same files again brings it back, under the same ids and with what people decided. Nothing is deleted but what was
    left over.
    """
    done = []
    with Lock(root / "upkeep.lock", patience=5), Lock(root / "writer.lock", patience=60) as lock:
        if any(finding.kind == "catalog" for finding in findings):
            done += rebuild(root)
        library = Library.open(root)
        bad = [finding.file for finding in _examine(root, lock) if finding.kind == "shard"]
        done += library.set_aside(bad)
        done += [f"{file}: removed, it was left over" for file in library._remove_orphans(waiting=True)]
    return done


def _examine(root: Path, lock: Lock) -> Iterator[Finding]:
    listed = _listing(root)
    if isinstance(listed, str):
        yield Finding(CATALOG, "catalog", listed)
        for file in shards.found(root):
            if said := shards.fault(root / file):
                yield Finding(file, "shard", said)
        return
    with lock:  # a file is not listed while it is being written
        listed = _listing(root)
        assert not isinstance(listed, str)
        there = shards.found(root, (".parquet", UNFINISHED, WAITING))
        is_cut_off = (root / PENDING).is_file()
    whole = True
    for file, (rows, digest) in sorted(listed.items()):
        if said := _fault(root / file, rows, digest):
            whole = False
            yield Finding(file, "shard", said)
    for file in there:
        if file not in listed:
            yield Finding(file, "orphan", "left over from a run that was cut off; nothing of the library is in it")
    if is_cut_off:
        yield Finding(PENDING, "orphan", "left over from a run that was cut off")
    if whole:
        yield from _disagreements(Library.open(root))


def _listing(root: Path) -> dict[str, tuple[int, str]] | str:
    """Return {file: (rows, sha256)} of the shards that the catalog lists, or what is wrong with the catalog."""
    path = root / CATALOG
    if not path.is_file():
        return "the catalog is gone"
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as db:
            version = db.execute("pragma user_version").fetchone()[0]
            if version > VERSION:
                raise newer(path, version)
            if version == 0:
                return "the catalog is empty"
            said = db.execute("pragma integrity_check(1)").fetchone()[0]
            if said != "ok":
                return f"the catalog is damaged ({' '.join(said.split())[:120]})"
            return {f: (rows, sha) for f, rows, sha in db.execute("select file, rows, sha256 from shards")}
    except sqlite3.Error as error:
        damaged = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: a table is gone
        if error.sqlite_errorcode & 0xFF in damaged:
            return f"the catalog is damaged ({error})"
        raise of_sqlite(error, path) from error


def _fault(path: Path, rows: int, digest: str) -> str:
    """Return what is wrong with a listed shard, "" where nothing is."""
    if not path.is_file():
        return "the shard is missing"
    with told(path), path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            return "the shard is damaged: it is not as it was written"
    return shards.fault(path, rows)


def _disagreements(library: Library) -> Iterator[Finding]:
    """Yield where the rows of the shards and the catalog tell of other articles."""
    known = library._stored()
    for name, scorer in library._tables():
        held = library.held(name, scorer)
        table = f"{name} of {scorer}" if scorer else name
        if strangers := held.keys() - known:
            yield Finding(CATALOG, "rows", f"{table} have rows of {_count(strangers)} that the catalog does not know")
        if twice := [article for article, n in held.items() if n > 1]:
            yield Finding(CATALOG, "rows", f"{table} have rows of {_count(twice)} in two shards")
    if missing := known - library.held("articles", "").keys():
        yield Finding(CATALOG, "rows", f"the catalog lists {_count(missing)} that no shard has")


def _count(articles: set[str] | list[str]) -> str:
    return f"{len(articles)} article{'s' if len(articles) != 1 else ''} ({min(articles)})"
