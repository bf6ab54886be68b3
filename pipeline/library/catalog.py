"""The catalog: one SQLite file that says which shards are live, and holds what people decide.

Decisions are an overlay: they are joined when tables are read and never touch a shard. A merge or a
name of an entity is kept by one of its heads (see `Mention.head`), which no later run changes; a merge of a head
with itself splits it off. Merges are done in the order in which they were decided.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ..errors import PipelineError

Key: TypeAlias = tuple[str, str]  # a name and its kind

VERSION = 3
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
# What each version added to the one before; only tables, so that a library changes nothing of what it held.
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
}


class Catalog:
    """A library's catalog.sqlite. Rows come and go as plain tuples."""

    def __init__(self, path: Path) -> None:
        self.path = path
        new = not path.exists()
        with self._connect() as db:
            version = db.execute("pragma user_version").fetchone()[0]
            if version < VERSION:
                missing = [_SCHEMA] if new or version == 0 else []
                missing += [added for number, added in _ADDED.items() if number > version]
                self._make(db, "".join(missing))
            elif version > VERSION:
                raise PipelineError(
                    f"{path}: this library was written by a newer Parallax (catalog {version}, this one reads "
                    f"{VERSION}); update Parallax to open it"
                )

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

    @staticmethod
    def _make(db: sqlite3.Connection, tables: str) -> None:
        """Make the tables that are missing, or none where another process made them meanwhile."""
        try:
            db.executescript(f"begin immediate; {tables} pragma user_version = {VERSION}; commit;")
        except sqlite3.OperationalError:
            db.rollback()
            if db.execute("pragma user_version").fetchone()[0] != VERSION:
                raise

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        # The journal is TRUNCATE, not WAL: SQLite before 3.51.3 can corrupt a WAL under concurrent writers.
        try:
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        except sqlite3.Error as error:
            raise PipelineError(f"{self.path}: the catalog cannot be opened ({error}); check the folder") from error
        try:
            db.execute("pragma journal_mode = truncate")
            db.execute("pragma synchronous = full")
            yield db
        except sqlite3.OperationalError as error:
            raise PipelineError(
                f"{self.path}: the catalog is busy or cannot be written ({error}); try again, or check the folder"
            ) from error
        except sqlite3.DatabaseError as error:
            raise PipelineError(f"{self.path}: the catalog cannot be read ({error}); restore it from a copy") from error
        finally:
            db.close()


def _split(links: Mapping[Key, Key], key: Key) -> dict[Key, Key]:
    """Let a head stand by itself; where it lent its name to others, the longest of theirs takes its place."""
    others = [other for other, entity in links.items() if entity == links[key] and other != key]
    if links[key] != key or not others:
        return {**links, key: key}
    name = max(others, key=lambda other: (len(other[0]), other))
    return {**links, **dict.fromkeys(others, name)}
