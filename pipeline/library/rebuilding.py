"""Make a catalog anew from the shards beside it, with what can still be read of the old one.

Shards tell which articles there are and what was scored. Events, corrections, names, pins, removals and codes are in
the catalog alone: what the old file no longer gives is lost. It is kept beside, as catalog.sqlite.broken-N.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pyarrow.parquet as pq

from . import shards
from .catalog import make
from .commits import Pending
from .failures import of_sqlite, told

CATALOG = "catalog.sqlite"
_FROM_SHARDS = {"shards", "articles", "scorers", "scored", "changes"}


def rebuild(root: Path) -> list[str]:
    """Make the catalog of `root` anew and return a line for each thing done. The caller holds both locks.

    A shard that cannot be read is set aside under the ending .damaged. Shards of a step that was cut off halfway do not
    count, and are left over afterwards.
    """
    path = root / CATALOG
    half = root / f"{CATALOG}.rebuilt.tmp"
    done = []
    try:
        with told(path):
            half.unlink(missing_ok=True)
            with closing(sqlite3.connect(half, isolation_level=None)) as db:
                make(db, 0)
                db.execute("begin immediate")
                if path.is_file():  # in their order, which says which is the newest
                    db.executemany("insert or ignore into scorers values (?)", _readable(path, "scorers", 1))
                done += _list_shards(db, root)
                kept = _salvage(db, path) if path.is_file() else {}
                db.execute("delete from scorers where scorer not in (select scorer from scored)")
                db.execute("commit")
            if path.is_file():
                aside = next(p for n in count(1) if not (p := root / f"{CATALOG}.broken-{n}").exists())
                journal = root / f"{CATALOG}-journal"
                if journal.is_file():  # SQLite would play it back into the new file
                    journal.replace(aside.with_name(f"{aside.name}-journal"))
                path.replace(aside)
                done.append(f"{CATALOG}: the broken file is kept as {aside.name}")
            half.replace(path)
            shards.sync_folder(root)
    except sqlite3.Error as error:
        raise of_sqlite(error, path) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    saved = ", ".join(f"{table} {rows}" for table, rows in kept.items() if rows) or "nothing"
    return [
        *done,
        f"{CATALOG}: made anew from the shards; rows saved from the old file: {saved}",
        f"{CATALOG}: events, corrections, names, pins, removals and codes that are not among these are lost, since no "
        "shard has them; restore a backup to get them back, or score the same files again: articles go back to their "
        "events without being scored anew",
    ]


def _list_shards(db: sqlite3.Connection, root: Path) -> list[str]:
    """List the shards that count, their articles and what they score; return a line for each that cannot be read."""
    never = Pending.read(root).never_counted(root)
    files = [file for file in shards.found(root) if file not in never]
    lines = []
    for file in sorted(files, key=lambda file: ((root / file).stat().st_mtime_ns, file)):  # scorers in their order
        path = root / file
        if said := shards.fault(path):
            path.replace(path.with_suffix(shards.DAMAGED))
            lines.append(f"{file}: {said}; kept under the ending .damaged, to score the same files again replaces it")
            continue
        folder, _, named = file.rpartition("/")
        name, scorer = named.rsplit("-", 1)[0], folder.partition("/")[2]
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        rows = pq.read_metadata(path).num_rows
        db.execute("insert into shards values (?, ?, ?, ?, ?)", [file, name, scorer, rows, digest])
        if name == "articles":
            columns = _columns(path, ["article_id", "text_id", "source"])
            found = ((article, text, source or "") for article, text, source in columns)
            db.executemany("insert or ignore into articles values (?, ?, ?)", found)
        else:
            db.execute("insert or ignore into scorers values (?)", [scorer])
            scored = ((article, scorer) for article in {article for (article,) in _columns(path, ["article_id"])})
            db.executemany("insert or ignore into scored values (?, ?)", scored)
    return lines


def _columns(path: Path, names: list[str]) -> Iterator[tuple[str, ...]]:
    with pq.ParquetFile(path) as shard:
        for batch in shard.iter_batches(columns=names):
            yield from zip(*(batch[name].to_pylist() for name in names), strict=True)


def _salvage(db: sqlite3.Connection, broken: Path) -> dict[str, int]:
    """Take over what people decided as far as the broken file can be read; return the rows of each table."""
    kept = {}
    tables = [name for (name,) in db.execute("select name from sqlite_schema where type = 'table'")]
    for table in (name for name in tables if name not in _FROM_SHARDS):
        columns = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
        marks = ", ".join("?" * len(columns))
        query = f'insert or ignore into "{table}" values ({marks})'
        kept[table] = sum(db.execute(query, row).rowcount for row in _readable(broken, table, len(columns)))
        if "article_id" in columns:
            strangers = f'delete from "{table}" where article_id not in (select article_id from articles)'
            kept[table] -= db.execute(strangers).rowcount
    return kept


def _readable(broken: Path, table: str, width: int) -> Iterable[tuple[object, ...]]:
    """Yield the rows of a table up to the first that cannot be read."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(broken)) as old:
        for row in old.execute(f'select * from "{table}" order by rowid'):
            if len(row) == width:
                yield row
