"""Immutable Parquet files: written whole or not at all, and read by an in-memory DuckDB.

A shard appears under its final name only when it is complete and on disk; it is part of the library
only when the catalog lists it. So a kill at any point leaves at most a file that nobody lists.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from .tables import SCHEMAS, Name


def write(root: Path, folder: str, name: Name, table: pa.Table) -> tuple[str, str]:
    """Write `table` below `root` and return its relative path and sha256."""
    target = root / folder
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{name}-{uuid.uuid4().hex}.parquet"
    unfinished = path.with_suffix(".tmp")
    pq.write_table(table, unfinished, compression="zstd")
    with unfinished.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_folder(target)
    return path.relative_to(root).as_posix(), digest


def remove_orphans(root: Path, listed: Iterable[str]) -> list[str]:
    """Remove shards and unfinished files that the catalog does not list, and return their paths.

    Only the holder of the writer's lock may call this: a shard is unlisted while it is being written.
    """
    keep = set(listed)
    orphans = []
    for folder in ("articles", "evidence"):
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.suffix in (".parquet", ".tmp") and relative not in keep:
                path.unlink()
                orphans.append(relative)
    return orphans


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
    files: Iterable[str],
    name: Name,
    *,
    articles: Iterable[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Return the rows of these shards, of the given articles and columns only unless that is None, unordered.

    A column that a shard was written without is null in its rows.
    """
    schema = pa.schema([SCHEMAS[name].field(column) for column in columns or SCHEMAS[name].names])
    paths = [str((root / file).resolve()) for file in files]
    if not paths:
        return schema.empty_table()
    names = ", ".join(f'"{column}"' for column in schema.names)
    connection.register("no_rows", SCHEMAS[name].empty_table())  # gives the columns that no shard has
    stored = "select * from read_parquet(?, union_by_name = true, hive_partitioning = false)"
    query = f"select {names} from ({stored} union all by name select * from no_rows)"
    if articles is None:
        found = connection.sql(query, params=[paths])
    else:
        found = connection.sql(f"{query} where article_id in (select unnest(?))", params=[paths, list(articles)])
    table: pa.Table = found.to_arrow_table()
    return table.cast(schema)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
