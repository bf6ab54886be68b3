"""The catalog: one SQLite file that says which shards are live, and holds what people decide.

Decisions are an overlay: they are joined when tables are read and never touch a shard. A merge or a
name of an entity is kept by one of its heads (see `Mention.head`), which no later run changes; a merge of a head
with itself splits it off. Merges are done in the order in which they were decided.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import PipelineError
from .failures import DOCTOR, of_sqlite, told
from .shards import any_below

Key: TypeAlias = tuple[str, str]  # a name and its kind

VERSION = 5
PATIENCE = 30.0  # seconds to wait for whoever has the catalog locked
_SCHEMA = """
create table shards (file text primary key, name text not null, scorer text not null,
    rows integer not null, sha256 text not null) strict;
create table articles (article_id text primary key, text_id text not null, source text not null) strict;
create index articles_by_text on articles (text_id);
create table scorers (scorer text primary key) strict;
create table scored (article_id text not null, scorer text not null, primary key (article_id, scorer)) strict;
create table events (event_id text primary key, name text not null) strict;
create table event_articles (article_id text primary key, event_id text not null) strict;
create table links (event_id text not null, head text not null, kind text not null, entity text not null,
    entity_kind text not null, primary key (event_id, head, kind)) strict;
create table edits (article_id text not null, field text not null, value text,
    primary key (article_id, field)) strict;
create table merges (event_id text not null, head text not null, kind text not null, into_head text not null,
    into_kind text not null, unique (event_id, head, kind, into_head, into_kind)) strict;
create table names (event_id text not null, head text not null, kind text not null, name text not null,
    primary key (event_id, head, kind)) strict;
create table changes (made text not null, n integer not null) strict;
insert into changes values (hex(randomblob(16)), 0);
"""
# What each version added to the one before; nothing that was held is changed. What is added may be there already,
# where an older Parallax opened a newer catalog's copy: "if not exists".
_ADDED = {
    2: """
create table pins (article_id text primary key, event_id text not null) strict;
create table forwards (event_id text primary key, into_id text not null) strict;
create table called (event_id text not null, phrase text not null, entity text not null, agreed integer not null,
    primary key (event_id, phrase, entity)) strict;
""",
    3: """
create table removed (article_id text primary key, at text not null) strict;
create table about (field text primary key, value text not null) strict;
""",
    4: """
create index if not exists articles_of_event on event_articles (event_id);
""",
    5: """
create table if not exists samples (sample_id text primary key, event_id text not null, made text not null,
    ask text not null) strict;
create table if not exists sampled (sample_id text not null, article_id text not null, sentence_id integer not null,
    start integer not null, end integer not null, "group" text not null, head text not null, kind text not null,
    probability real not null, place integer) strict;
create index if not exists sampled_by_sample on sampled (sample_id, place);
create table if not exists codes (code_id integer primary key, act text not null, at text not null, coder text not null,
    measure text not null, label text not null, head text not null, kind text not null, article_id text not null,
    sentence_id integer not null, start integer not null, end integer not null, value real not null, mode text not null,
    codebook text not null, seconds real, sample_id text, note text not null, withdrawn text) strict;
create index if not exists codes_by_span on codes (article_id, start, end);
create table if not exists own (sort text not null, name text not null, body text not null, at text not null,
    dropped text) strict;
""",
}


class Catalog:
    """A library's catalog.sqlite. Rows come and go as plain tuples."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._connect() as db:
            version = version_of(db)
            if version > VERSION:
                raise newer(path, version)
            # Shards may come between the two looks, but only with a catalog.
            if version == 0 and any_below(path.parent) and version_of(db) == 0:
                raise lost(path)
            if version < VERSION:
                if version:
                    copy(path, path.with_name(f"{path.name}.v{version}"), version=version)
                make(db, version)

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._connect() as db:
            return db.execute(query, tuple(values)).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction: all of it happens, or nothing; `changes.n` goes up by one."""
        with self._connect() as db:
            db.execute("begin immediate")
            try:
                yield db
                db.execute("update changes set n = n + 1")
            except BaseException:
                db.rollback()
                raise
            db.commit()

    def vacuum(self) -> None:
        """Write the file anew, so that nothing which was deleted before is left in its free pages."""
        with self._connect() as db:
            db.execute("pragma temp_store = memory")  # not into a temporary file elsewhere
            db.execute("vacuum")

    def links(self, event: str) -> Mapping[Key, Key]:
        """Return (head, kind) -> (entity, kind) for an event, with people's merges and names applied."""
        found = self.rows("select head, kind, entity, entity_kind from links where event_id = ?", [event])
        links = {(head, kind): (entity, entity_kind) for head, kind, entity, entity_kind in found}
        merges = self.rows(
            "select head, kind, into_head, into_kind from merges where event_id = ? order by rowid", [event]
        )
        for head, kind, into_head, into_kind in merges:
            old, new = links.get((head, kind)), links.get((into_head, into_kind))
            if old and (head, kind) == (into_head, into_kind):
                links = _split(links, (head, kind))
            elif old and new:
                links = {key: new if entity == old else entity for key, entity in links.items()}
        for head, kind, name in self.rows("select head, kind, name from names where event_id = ?", [event]):
            old = links.get((head, kind))
            if old:
                links = {key: (name, e[1]) if e == old else e for key, e in links.items()}
        return links

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        # The journal is TRUNCATE, not WAL: SQLite before 3.51.3 can corrupt a WAL under concurrent writers.
        try:
            with closing(sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)) as db:
                db.execute("pragma journal_mode = truncate")
                db.execute("pragma synchronous = full")
                db.execute("pragma secure_delete = on")  # what is deleted is gone from the file too
                yield db
        except sqlite3.Error as error:
            raise of_sqlite(error, self.path) from error


def make(db: sqlite3.Connection, version: int) -> None:
    """Make what a catalog of this version lacks, or nothing where another process made it meanwhile."""
    missing = ([] if version else [_SCHEMA]) + [added for number, added in _ADDED.items() if number > version]
    try:
        db.executescript(f"begin immediate; {''.join(missing)} pragma user_version = {VERSION}; commit;")
    except sqlite3.OperationalError:
        db.rollback()
        if version_of(db) != VERSION:
            raise


def version_of(db: sqlite3.Connection) -> int:
    """Return a catalog's version, 0 for one that holds nothing yet."""
    version: int = db.execute("pragma user_version").fetchone()[0]
    return version


def newer(path: Path, version: int) -> PipelineError:
    """Return the line for a catalog that this Parallax does not know."""
    return PipelineError(
        f"{path}: this library was written by a newer Parallax (catalog {version}, this one reads "
        f"{VERSION}); update Parallax to open it"
    )


def lost(path: Path) -> PipelineError:
    """Return the line for shards without a catalog. Under a new one, the next run would remove them as left over."""
    return PipelineError(f"{path}: the catalog is empty or gone, but there are shards beside it; {DOCTOR} --repair")


def copy(path: Path, target: Path, *, version: int | None = None) -> None:
    """Copy a catalog as it is at one moment, whole or not at all; with `version`, only while it is of this one."""
    half = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        with told(target):
            try:
                with closing(sqlite3.connect(path, timeout=PATIENCE)) as old, closing(sqlite3.connect(half)) as new:
                    new.execute("pragma journal_mode = off")
                    old.backup(new)
                    is_wanted = version is None or version_of(new) == version
                with half.open("rb+") as file:
                    os.fsync(file.fileno())
                if is_wanted:
                    half.replace(target)
            finally:
                half.unlink(missing_ok=True)
    except sqlite3.Error as error:
        raise of_sqlite(error, target) from error


def _split(links: Mapping[Key, Key], key: Key) -> dict[Key, Key]:
    """Let a head stand by itself; where it lent its name to others, the longest of theirs takes its place."""
    others = [other for other, entity in links.items() if entity == links[key] and other != key]
    if links[key] != key or not others:
        return {**links, key: key}
    name = max(others, key=lambda other: (len(other[0]), other))
    return {**links, **dict.fromkeys(others, name)}
