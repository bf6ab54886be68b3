"""Join small shards into large ones, sorted by event: many small files are slow to read, and so is a search in all.

An event's articles then lie side by side, in a row group or two of each table. That an event is merged, split or
grouped anew moves no row: it is read from some more of them until the next time. Nothing that is stored changes.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import PipelineError
from . import lookup, shards
from .commits import Commits
from .failures import DOCTOR, told
from .shards import WAITING
from .tables import SCHEMAS, Name

log = logging.getLogger(__name__)

SHARD = (200_000, 64 << 20)  # rows and bytes on disk of a shard, the lesser of both
SORTED = {b"parallax.sorted": b"event"}  # in the file's own metadata


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many shards a table of a scorer had (`before`), and now has."""

    name: Name
    scorer: str
    before: int
    after: int


class Compaction(Commits):
    """How a library's shards are kept few."""

    def compact(self) -> list[Compacted]:
        """Join the small shards of each table and scorer, and return what changed; a second time changes nothing.

        Others may read and add meanwhile: they wait for no more than one commit. When it is cut off, what was there
        before is still there.
        """
        done = []
        with self._upkeep:
            with self._lock:
                self._remove_orphans(waiting=True)
            for name, scorer in self._tables():
                if compacted := self._compact(name, scorer):
                    log.info("%s: %d shards are %d", name, compacted.before, compacted.after)
                    done.append(compacted)
        return done

    def _compact(self, name: Name, scorer: str) -> Compacted | None:
        query = "select file, rows, sha256 from shards where name = ? and scorer = ? order by file"
        listed = {file: (rows, digest) for file, rows, digest in self._catalog.rows(query, [name, scorer])}
        chosen = _chosen(self.root, {file: rows for file, (rows, _) in listed.items()})
        if not chosen:
            return None
        for file in chosen:  # a damaged shard must not come out whole, under a hash of its own
            with told(self.root / file), (self.root / file).open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != listed[file][1]:
                    raise PipelineError(f"{self.root / file}: the shard is not as it was written; {DOCTOR}")
        rows = sum(listed[file][0] for file in chosen)
        size = sum((self.root / file).stat().st_size for file in chosen) / max(rows, 1)
        most = max(1, min(SHARD[0], int(SHARD[1] / max(size, 1))))
        tables = ((name, scorer, table) for table in self._sorted(name, chosen, most))
        fresh = self._prepare(tables, ending=WAITING)
        if sum(n for _, _, _, n, _ in fresh) != rows:
            self._discard(fresh, WAITING)
            raise PipelineError(f"{self.root}: {name} have other rows than the catalog says; {DOCTOR}")
        with self._lock, self._commit(fresh, old=chosen, ending=WAITING):
            pass
        return Compacted(name, scorer, len(listed), len(listed) - len(chosen) + len(fresh))

    def _sorted(self, name: Name, files: Sequence[str], most: int) -> Iterator[pa.Table]:
        """Yield the rows of these shards in tables of at most about so many, each with the articles next in order.

        The order is by event, then by id. An article's rows stay together, in the order in which they were written.
        """
        stored = "read_parquet(?, union_by_name = true, hive_partitioning = false, file_row_number = true)"
        paths = [str((self.root / file).resolve()) for file in files]
        with shards.connect(self.root) as connection:
            counted = f"select article_id, count(*) as n from {stored} group by article_id"
            counts = dict(connection.execute(counted, [paths]).fetchall())
            homes = self.homes()
            order = sorted(counts, key=lambda article: (homes.get(article, ""), article))
            ends = np.cumsum([counts[article] for article in order])
            part = (ends - 1) // -(-int(ends[-1]) // -(-int(ends[-1]) // most)) if len(ends) else ends
            for first, last in _runs(part):
                own = order[first : last + 1]
                connection.register("places", pa.table({"article_id": own, "place": np.arange(len(own))}))
                query = f"""select stored.* exclude (file_row_number) from {stored} as stored join places
                    using (article_id) order by place, file_row_number"""
                there = [str((self.root / file).resolve()) for file in files if _has_any(self.root / file, own)]
                table = connection.sql(query, params=[there]).to_arrow_table()
                known = SCHEMAS[name]
                fields = [known.field(f.name) if f.name in known.names else f for f in table.schema]
                yield table.cast(pa.schema(fields, metadata=SORTED))


def _chosen(root: Path, rows: dict[str, int]) -> list[str]:
    """Return which shards to join: none where all are sorted, else the new and small ones, and all when these are many.

    So each row is rewritten a few times while a library grows, and an article is looked up in a few runs of shards.
    """
    loose, small = [], []
    for file in rows:
        path = root / file
        with told(path):
            if not path.is_file():
                raise PipelineError(f"{path}: the shard is missing; {DOCTOR}")
            size = path.stat().st_size
        try:
            about = pq.read_metadata(path).metadata or {}
        except (OSError, pa.ArrowException) as error:
            raise PipelineError(f"{path}: the shard cannot be read; {DOCTOR}") from error
        if not SORTED.items() <= about.items():
            loose.append(file)
        elif rows[file] < SHARD[0] / 2 and size < SHARD[1] / 2:
            small.append(file)
    if not loose:
        return []
    joined = sum(rows[file] for file in loose)
    return list(rows) if 10 * joined >= sum(rows.values()) - joined else sorted(loose + small)


def _has_any(path: Path, articles: Sequence[str]) -> bool:
    """Say whether a shard has rows of one of these articles, or does not say."""
    where = lookup.places(path)
    return where is None or bool(where.groups_of(pa.array(articles, pa.string())))


def _runs(part: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each run of equal numbers."""
    if len(part):
        starts = np.flatnonzero(np.diff(part, prepend=part[0] - 1))
        yield from zip(starts.tolist(), [*(starts[1:] - 1).tolist(), len(part) - 1], strict=True)
