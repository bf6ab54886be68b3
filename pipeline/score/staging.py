"""Keep scored batches as Parquet below a URI, on a shared disk or in a bucket, until they are in the library.

A batch is a folder, named by its articles and by whoever wrote it, so that two who score the same batch never write the
same file. `done.json` is written last: a folder without it does not count. Nothing here scores or touches a library.
"""

import json
import logging
import uuid
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from ..errors import PipelineError
from ..library.tables import SCORED, Name, arrow
from .batch import Batch, Scored

log = logging.getLogger(__name__)

_DONE = "done.json"
_TABLES: tuple[Name, ...] = ("articles", *SCORED)


class Staging:
    """Batches that one scorer version has scored, below a URI or the path of a folder."""

    def __init__(self, place: str, scorer: str) -> None:
        self.scorer = scorer
        self.uri = place if "://" in place else Path(place).resolve().as_uri()
        try:
            self._fs, root = fs.FileSystem.from_uri(self.uri)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise PipelineError(
                f"{place}: scored batches cannot be kept there ({_line(error)}); name a folder that all machines see, "
                "or a bucket such as s3://bucket/folder"
            ) from error
        self._root = f"{root.rstrip('/')}/{scorer}"

    def write(self, batch: Batch, scored: Scored) -> str:
        """Write a batch and return its name."""
        name = f"{batch.key}.{uuid.uuid4().hex[:8]}"
        folder = f"{self._root}/{name}"
        try:
            self._fs.create_dir(folder, recursive=True)
            for table in _TABLES:
                if rows := scored.rows[table]:
                    pq.write_table(arrow(table, rows), f"{folder}/{table}.parquet", filesystem=self._fs)
            said = {
                "articles": sorted(batch.articles),
                "unscored": sorted(scored.unscored),
                "skipped": scored.skipped,
                "failed": scored.failed,
                "rows": {table: len(rows) for table, rows in scored.rows.items() if rows},
            }
            with self._fs.open_output_stream(f"{folder}/{_DONE}") as file:
                file.write(json.dumps(said).encode())
        except OSError as error:
            raise PipelineError(
                f"{self.uri}: a scored batch cannot be written ({_line(error)}); see that every machine may write "
                "there, then run again: what is there is not scored again"
            ) from error
        return name

    def read(self, name: str) -> Scored:
        """Return a batch as it was written. Raise OSError or ValueError where it is not whole."""
        said = self._said(name)
        scored = Scored.nothing()
        for table, count in said["rows"].items():
            path = f"{self._root}/{name}/{table}.parquet"
            scored.rows[table] = rows = pq.read_table(path, filesystem=self._fs, partitioning=None).to_pylist()
            if len(rows) != count:
                raise ValueError(f"{table}: {len(rows)} rows, not {count}")
        scored.unscored = set(said["unscored"])
        scored.skipped = [(source, reason) for source, reason in said["skipped"]]
        scored.failed = [(source, reason) for source, reason in said["failed"]]
        return scored

    def names(self) -> dict[str, frozenset[str]]:
        """Return the names of the whole batches that are there, each with the ids of its articles."""
        found = {}
        for name in self._folders():
            try:
                found[name] = frozenset(self._said(name)["articles"])
            except (OSError, ValueError):  # not written to its end
                continue
        return found

    def remove(self, name: str) -> None:
        """Remove a batch. Where that cannot be done it is left to a later run."""
        try:
            self._fs.delete_dir(f"{self._root}/{name}")
        except OSError as error:
            log.warning("%s/%s cannot be removed: %s", self.uri, name, _line(error))

    def tidy(self, keys: Collection[str]) -> None:
        """Remove what was begun of the batches with these keys, by tasks that died or were overtaken."""
        for name in self._folders():
            if name.split(".")[0] in keys:
                self.remove(name)

    def _folders(self) -> list[str]:
        try:
            listed = self._fs.get_file_info(fs.FileSelector(self._root, allow_not_found=True))
        except OSError as error:
            raise PipelineError(
                f"{self.uri}: the folder cannot be read ({_line(error)}); see that it is there and yours"
            ) from error
        return sorted(each.base_name for each in listed if each.type == fs.FileType.Directory)

    def _said(self, name: str) -> dict[str, Any]:
        with self._fs.open_input_stream(f"{self._root}/{name}/{_DONE}") as file:
            said: dict[str, Any] = json.loads(file.read())
        return said


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]
