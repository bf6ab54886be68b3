"""Look up the rows of some articles in shards: each shard says in its own metadata where each article's rows begin.

So of a large shard only those row groups are read in which the articles are; in shards that `compact` sorted, the
articles of an event share them. What goes through all rows is left to DuckDB, and so is a shard that says nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

INDEX = b"parallax.articles"


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the articles of a shard are: the first row of each, one more at the end, and of each row group."""

    about: pq.FileMetaData
    articles: pa.Array
    first: NDArray[np.int64]
    groups: NDArray[np.int64]

    def groups_of(self, chosen: pa.Array) -> list[int]:
        """Return the row groups that hold one of these articles."""
        held = np.flatnonzero(pc.is_in(self.articles, chosen).to_numpy(zero_copy_only=False))
        begin, end = (
            np.searchsorted(self.groups, rows, side="right") - 1
            for rows in (self.first[held], self.first[held + 1] - 1)
        )
        return sorted({group for one, other in zip(begin, end, strict=True) for group in range(one, other + 1)})


def index_of(table: pa.Table) -> bytes | None:
    """Return what a shard of these rows says of its articles; None where an article's rows do not lie together."""
    ids = table["article_id"].combine_chunks()
    if not len(ids):
        return None
    first = [0, *(np.flatnonzero(pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)) + 1).tolist()]
    articles = ids.take(pa.array(first, pa.int64())).to_pylist()
    if len(set(articles)) < len(articles):
        return None
    return json.dumps({"rows": len(ids), "articles": articles, "first": first}, separators=(",", ":")).encode()


def places(path: Path) -> Places | None:
    """Return where the articles of a shard are, None where it does not say."""
    told = path.stat()
    return _places(path, told.st_mtime_ns, told.st_size)


def read(root: Path, files: Iterable[str], articles: Sequence[str], schema: pa.Schema) -> tuple[pa.Table, list[str]]:
    """Return the rows of these articles, in the columns of `schema`, and the shards that do not say where they are.

    A column that a shard was written without is null in its rows.
    """
    chosen = pa.array(articles, pa.string())
    parts, others = [schema.empty_table()], []
    wanted = list(dict.fromkeys(["article_id", *schema.names]))
    for file in files:
        if (where := places(root / file)) is None:
            others.append(file)
        elif groups := where.groups_of(chosen):
            with pq.ParquetFile(root / file, metadata=where.about) as shard:
                there = [name for name in wanted if name in shard.schema_arrow.names]
                rows = shard.read_row_groups(groups, columns=there)
            rows = rows.filter(pc.is_in(rows["article_id"], chosen))
            columns = [
                rows[field.name].cast(field.type) if field.name in there else pa.nulls(rows.num_rows, field.type)
                for field in schema
            ]
            parts.append(pa.Table.from_arrays(columns, schema=schema))
    return pa.concat_tables(parts), others


@lru_cache(maxsize=20_000)
def _places(path: Path, written: int, size: int) -> Places | None:
    about = pq.read_metadata(path)
    said = (about.metadata or {}).get(INDEX)
    if said is None:
        return None
    index = json.loads(said)
    if index["rows"] != about.num_rows:  # of the rows that somebody copied it from
        return None
    sizes = [about.row_group(group).num_rows for group in range(about.num_row_groups)]
    groups = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    first = np.array([*index["first"], about.num_rows], np.int64)
    return Places(about, pa.array(index["articles"], pa.string()), first, groups)
