"""Immutable Parquet files: written whole or not at all, and read by an in-memory DuckDB.

A shard appears under its final name only when it is complete and on disk; it is part of the library
only when the catalog lists it. So a kill at any point leaves at most a file that nobody lists.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import IO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import PipelineError
from . import lookup
from .failures import DOCTOR, told
from .tables import SCHEMAS, Name

FOLDERS = ("articles", "evidence")
# An unfinished file of a writer, and a finished one that waits for the moment in which it takes others' place.
UNFINISHED, WAITING = ".tmp", ".new"
DAMAGED = ".damaged"  # a shard that was set aside
_GROUP = (8192, 4 << 20)  # rows and bytes in memory of a row group


def write(root: Path, folder: str, name: Name, table: pa.Table) -> tuple[str, str]:
    """Write `table` below `root` and return its relative path and sha256."""
    file, digest = prepare(root, folder, name, table, ending=UNFINISHED)
    publish(root, [file], ending=UNFINISHED)
    return file, digest


def prepare(root: Path, folder: str, name: Name, table: pa.Table, *, ending: str) -> tuple[str, str]:
    """Write `table` to disk and return the relative path that it will have when it is published, and its sha256."""
    target = root / folder
    about = {key: said for key, said in (table.schema.metadata or {}).items() if key != lookup.INDEX}
    table = table.replace_schema_metadata(about)  # an index is of the shard that the rows were read from
    group = min(_GROUP[0], _GROUP[1] * max(table.num_rows, 1) // max(table.nbytes, 1))
    path = target / f"{name}-{uuid.uuid4().hex}.parquet"
    unfinished = path.with_suffix(ending)
    with told(path):
        _make_folder(target)
        try:
            with pq.ParquetWriter(unfinished, table.schema, compression="zstd") as writer:
                writer.write_table(table, row_group_size=max(group, 1))
                if index := lookup.index_of(table):
                    writer.add_key_value_metadata({lookup.INDEX: index})
            with unfinished.open("rb+") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)  # a full disk stays no fuller than it was
            raise
    return path.relative_to(root).as_posix(), digest


def publish(root: Path, files: Iterable[str], *, ending: str) -> None:
    """Give prepared shards their final names."""
    folders = set()
    for path in (root / file for file in files):
        with told(path):
            path.with_suffix(ending).replace(path)
        folders.add(path.parent)
    for folder in sorted(folders):
        with told(folder):
            sync_folder(folder)


def found(root: Path, endings: Iterable[str] = (".parquet",)) -> list[str]:
    """Return the relative paths of files below `root` that are, or were to become, shards."""
    wanted = set(endings)
    return [
        path.relative_to(root).as_posix()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in wanted
    ]


def any_below(root: Path) -> bool:
    """Say whether there is a shard below `root`, listed or not."""
    return any(next((root / folder).rglob("*.parquet"), None) for folder in FOLDERS)


def remove_orphans(root: Path, listed: Iterable[str], *, waiting: bool = False) -> list[str]:
    """Remove shards and unfinished files that the catalog does not list, and return their paths.

    Only the holder of the writer's lock may call this: a shard is unlisted while it is being written. With `waiting`,
    what a compaction has prepared goes too: its lock must be held as well.
    """
    keep = set(listed)
    endings = (".parquet", UNFINISHED, WAITING) if waiting else (".parquet", UNFINISHED)
    return remove(root, (file for file in found(root, endings) if file not in keep))


def remove(root: Path, files: Iterable[str]) -> list[str]:
    """Remove files and return their paths; what cannot be removed, since it is being read, is left to a later run."""
    gone = []
    for file in files:
        with suppress(OSError):
            (root / file).unlink()
            gone.append(file)
    return gone


def connect(root: Path) -> duckdb.DuckDBPyConnection:
    """Return a cursor of an in-memory DuckDB that can read files below `root` and nothing else; close it after use.

    There is one such DuckDB for each root in this process: to start one takes longer than most reads.
    """
    return _started(root.resolve()).cursor()


@lru_cache(maxsize=16)
def _started(root: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("set allowed_directories = [?]", [f"{root.as_posix()}/"])
    for setting in (
        "enable_external_access = false",
        "autoload_known_extensions = false",
        "autoinstall_known_extensions = false",
        "parquet_metadata_cache = true",  # a shard never changes; DuckDB looks at its time of writing all the same
        "lock_configuration = true",
    ):
        connection.execute(f"set {setting}")
    return connection


def select(
    connection: duckdb.DuckDBPyConnection,
    root: Path,
    files: Sequence[str],
    name: Name,
    *,
    articles: Iterable[str] | None = None,
    without: Iterable[str] = (),
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Return the rows of these shards, of the given articles and columns only unless that is None, unordered.

    `without` leaves out articles. A column that a shard was written without is null in its rows.
    """
    schema = pa.schema([SCHEMAS[name].field(column) for column in columns or SCHEMAS[name].names])
    found = schema.empty_table()
    if articles is not None:
        chosen = list(articles)
        found, files = lookup.read(root, files, chosen, schema)
        if not files or not chosen:
            return found
    names = ", ".join(f'"{column}"' for column in schema.names)
    stored, params = rows_of(connection, root, files, name)
    query = f"select {names} from ({stored}) where true"
    if articles is not None:
        query += " and article_id in (select unnest(?))"
        params.append(chosen)
    if excluded := list(without):
        query += " and article_id not in (select unnest(?))"
        params.append(excluded)
    table: pa.Table = connection.sql(query, params=params).to_arrow_table()
    return pa.concat_tables([found, table.cast(schema)])


def rows_of(
    connection: duckdb.DuckDBPyConnection, root: Path, files: Sequence[str], name: Name
) -> tuple[str, list[object]]:
    """Return a query of all rows of these shards, with every column of the table, and the parameters to bind to it."""
    connection.register("no_rows", SCHEMAS[name].empty_table())  # gives the columns that no shard has
    if not files:
        return "select * from no_rows", []
    stored = "select * from read_parquet(?, union_by_name = true, hive_partitioning = false)"
    return f"{stored} union all by name select * from no_rows", [[str((root / file).resolve()) for file in files]]


def blamed(root: Path, files: Iterable[str]) -> PipelineError | None:
    """Return the line for the first of these shards that cannot be read, None where all can."""
    for file in files:
        if said := fault(root / file):
            return PipelineError(f"{root / file}: {said}; {DOCTOR}")
    return None


def fault(path: Path, rows: int | None = None) -> str:
    """Return what keeps a shard from being read row by row, "" where nothing does; `rows` is how many it must have."""
    if not path.is_file():
        return "the shard is missing"
    try:
        with pq.ParquetFile(path) as shard:
            found = sum(batch.num_rows for batch in shard.iter_batches())
    except (OSError, pa.ArrowException, ValueError) as error:
        return f"the shard cannot be read ({' '.join(str(error).split())[:120]})"
    return "" if rows in (None, found) else f"the shard has {found} rows, the catalog says {rows}"


def sync(file: IO[bytes]) -> None:
    """Put what was written to a file on disk."""
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the names of a folder's files on disk."""
    if os.name == "nt":  # which has no handle of a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each on disk before what it will hold."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
