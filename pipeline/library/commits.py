"""Publish shards and list them in the catalog as one step, that happens whole or not at all.

What is about to change stands in `pending.json` until it has changed. The catalog alone says what is live; should it be
lost, that file tells whether the shards of the last step are all there. Nothing here decides what is written.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from ..errors import PipelineError
from . import shards
from .failures import told
from .locks import Lock
from .shards import UNFINISHED
from .stored import Stored
from .tables import Name

Shard: TypeAlias = tuple[str, Name, str, int, str]  # file, name, scorer ("" of articles), rows, sha256: as it is listed

PENDING = "pending.json"


@dataclass(frozen=True, slots=True)
class Pending:
    """The shards of a step that has begun: those that come, and those whose place they take."""

    fresh: Sequence[str]
    old: Sequence[str] = ()

    def write(self, root: Path) -> None:
        """Put it on disk, before any of the shards has its name."""
        half = root / f"{PENDING}{UNFINISHED}"
        with told(root):
            with half.open("w", encoding="utf-8") as file:
                json.dump({"fresh": list(self.fresh), "old": list(self.old)}, file)
                file.flush()
                os.fsync(file.fileno())
            half.replace(root / PENDING)
            shards.sync_folder(root)

    @classmethod
    def read(cls, root: Path) -> "Pending":
        """Return the step that was cut off, or one that changes nothing."""
        try:
            found = json.loads((root / PENDING).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls([])
        return cls(found["fresh"], found["old"])

    def never_counted(self, root: Path) -> set[str]:
        """Return which shards on disk do not count: the old where all fresh ones are there, else the fresh."""
        is_whole = all((root / file).is_file() for file in self.fresh)
        return set(self.old if is_whole else self.fresh)


class Commits(Stored):
    """How a library's shards change."""

    _upkeep: Lock  # held by what rewrites or copies many shards, for as long as it takes; taken before the writer's

    def _prepare(self, tables: Iterable[tuple[Name, str, pa.Table]], *, ending: str = UNFINISHED) -> list[Shard]:
        """Write (name, scorer, table) to disk, all or none, and return the shards that they are to become."""
        prepared: list[Shard] = []
        try:
            for name, scorer, table in tables:
                folder = "articles" if name == "articles" else f"evidence/{scorer}"
                file, digest = shards.prepare(self.root, folder, name, table, ending=ending)
                prepared.append((file, name, scorer, table.num_rows, digest))
        except BaseException:
            self._discard(prepared, ending)
            raise
        return prepared

    @contextmanager
    def _commit(
        self, fresh: Sequence[Shard], *, old: Sequence[str] = (), ending: str = UNFINISHED
    ) -> Iterator[sqlite3.Connection]:
        """Put prepared shards in the place of old ones, in one transaction with what the caller changes.

        The caller holds the writer's lock.
        """
        files = [file for file, *_ in fresh]
        try:
            if files or old:
                Pending(files, old).write(self.root)
            shards.publish(self.root, files, ending=ending)
            with self._catalog.change() as db:
                db.executemany("insert into shards values (?, ?, ?, ?, ?)", fresh)
                db.executemany("delete from shards where file = ?", [(file,) for file in old])
                yield db
        except BaseException:
            self._discard(fresh, ending)
            raise
        if files or old:
            shards.remove(self.root, [*old, PENDING])

    def _remove_orphans(self, *, waiting: bool = False) -> list[str]:
        """Remove what a run left that was cut off; see `shards.remove_orphans`."""
        gone = shards.remove_orphans(self.root, self._files(), waiting=waiting)
        shards.remove(self.root, [PENDING, f"{PENDING}{UNFINISHED}"])
        return gone

    def _discard(self, prepared: Iterable[Shard], ending: str) -> None:
        """Remove shards of a step that failed, as far as the disk lets us: the next run removes the rest."""
        with suppress(PipelineError, OSError):
            listed = set(self._files())  # asked for, since a disk may fail just after it did what was asked
            for file in (file for file, *_ in prepared if file not in listed):
                unfinished = Path(file).with_suffix(ending).as_posix()
                shards.remove(self.root, [unfinished, file])
            if not listed.intersection(file for file, *_ in prepared):
                shards.remove(self.root, [PENDING, f"{PENDING}{UNFINISHED}"])
