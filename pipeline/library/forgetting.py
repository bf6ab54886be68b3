"""Forget articles for good: their text, their evidence and what was decided about them leave the disk.

Unlike `removal`, this cannot be undone. Shards that hold such an article are written again without it, and the old ones
are removed; SQLite overwrites what it deletes. Backups, and files elsewhere, are not ours to change.
"""

import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from ..errors import PipelineError
from ..types import Article
from . import shards
from .commits import Shard
from .compaction import Compaction
from .failures import told
from .search import drop_index
from .shards import DAMAGED
from .tables import Name

_ABOUT_HEADS = ("merges", "names", "links")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done to forget articles, and what is left to the user."""

    articles: int
    shards: int  # written again
    jobs: int  # removed, since they held one of the articles
    same_text: Sequence[str]  # articles with the same text, which stay


class Forgetting(Compaction):
    """How articles leave a library for good."""

    def forget(self, articles: Iterable[str]) -> Forgotten:
        """Purge these articles, removed ones too, from shards, catalog, jobs, and what was kept of older states.

        Events that are left empty go, and so do names and phrases of an event that no other article of it has. Raises
        PipelineError for an id that is not there, and while a job scores one of them; then nothing is changed.
        """
        chosen = sorted(set(articles))
        with self._upkeep, self._lock:
            self._remove_orphans(waiting=True)
            self._known_articles(chosen)
            jobs = _jobs_with(self.root, set(chosen))
            kept, old = self._without(chosen)
            left = {event: self._left_in(event, chosen) for event in self._events_of(chosen)}
            titles = {row["title"] for row in self.rows("articles", articles=chosen)}
            same = self._same_text(chosen)
            with self._commit(kept, old=old) as db:
                _delete(db, chosen)
                for event, found in left.items():
                    _tidy(db, event, *found, titles=titles)
            self._catalog.vacuum()
            stale = [path.name for path in self.root.glob("catalog.sqlite.*")]
            stale += shards.found(self.root, [DAMAGED])
            shards.remove(self.root, stale)
            drop_index(self.root)
            shutil.rmtree(self.root / "staging", ignore_errors=True)  # what a cluster left when it was stopped
            for folder in jobs:
                shutil.rmtree(folder, ignore_errors=True)
            still = [path for path in [*(self.root / file for file in [*old, *stale]), *jobs] if path.exists()]
            if still:
                raise PipelineError(f"{still[0]}: forgotten, but this file is in use; close what uses it and delete it")
        return Forgotten(len(chosen), len(old), len(jobs), same)

    def _without(
        self, articles: Sequence[str], *, scorer: str | None = None, skip: Collection[str] = ()
    ) -> tuple[list[Shard], list[str]]:
        """Prepare shards without these articles, and return them with the files whose place they take.

        `scorer` limits them to what one scored; `skip` names shards that are not looked at.
        """
        old: list[tuple[str, Name, str]] = []
        for name, of in self._tables():
            files = [file for file in self._files(name, of) if file not in skip]
            if not files or scorer not in (None, of):
                continue
            paths = {str((self.root / file).resolve()): file for file in files}
            query = """select distinct filename from read_parquet(?, filename = true, union_by_name = true,
                hive_partitioning = false) where article_id in (select unnest(?))"""
            with shards.connect(self.root) as connection:
                try:
                    found = connection.execute(query, [list(paths), list(articles)]).fetchall()
                except duckdb.Error as error:
                    raise shards.blamed(self.root, files) or error from error
            old += [(paths[path], name, of) for (path,) in found]
        return self._prepare(self._rewritten(old, articles)), [file for file, *_ in old]

    def _rewritten(
        self, old: Iterable[tuple[str, Name, str]], articles: Sequence[str]
    ) -> Iterator[tuple[Name, str, pa.Table]]:
        for file, name, scorer in old:
            table = pq.ParquetFile(self.root / file).read()
            kept = table.filter(pc.invert(pc.is_in(table["article_id"], pa.array(articles, pa.string()))))
            if kept.num_rows:
                yield name, scorer, kept

    def _events_of(self, articles: Sequence[str]) -> list[str]:
        query = """select event_id from event_articles where article_id in (select value from json_each(?1))
            union select event_id from pins where article_id in (select value from json_each(?1))"""
        return [event for (event,) in self._catalog.rows(query, [json.dumps(articles)])]

    def _left_in(self, event: str, gone: Collection[str]) -> tuple[set[tuple[str, str]], set[str]]:
        """Return the heads, and the phrases, that an event has without these articles, by whatever scorer."""
        query = "select article_id from event_articles where event_id = ?"
        members = [article for (article,) in self._catalog.rows(query, [event]) if article not in gone]
        heads: set[tuple[str, str]] = set()
        phrases: set[str] = set()
        for scorer in self.scorers():
            mentions = self._read("mentions", articles=members, scorer=scorer, columns=["head", "kind"])
            heads.update(zip(mentions["head"].to_pylist(), mentions["kind"].to_pylist(), strict=True))
            described = self._read("descriptions", articles=members, scorer=scorer, columns=["phrase"])
            phrases.update(described["phrase"].to_pylist())
        return heads, phrases

    def _same_text(self, articles: Sequence[str]) -> list[str]:
        query = """select article_id from articles where article_id not in (select value from json_each(?1)) and text_id
            in (select text_id from articles where article_id in (select value from json_each(?1))) order by 1"""
        return [article for (article,) in self._catalog.rows(query, [json.dumps(articles)])]


def _delete(db: sqlite3.Connection, articles: Sequence[str]) -> None:
    """Delete what the catalog says of articles, in whichever table."""
    names = db.execute("select name from sqlite_schema where type = 'table'").fetchall()
    for (name,) in names:
        if "article_id" in {row[1] for row in db.execute(f'pragma table_info("{name}")')}:
            db.executemany(f'delete from "{name}" where article_id = ?', [(article,) for article in articles])


def _tidy(
    db: sqlite3.Connection, event: str, heads: set[tuple[str, str]], phrases: set[str], *, titles: Collection[str]
) -> None:
    """Take out of an event what only forgotten articles said; an event without articles goes."""
    if not db.execute("select 1 from event_articles where event_id = ? limit 1", [event]).fetchone():
        for table in (*_ABOUT_HEADS, "called", "events"):
            db.execute(f"delete from {table} where event_id = ?", [event])
        db.execute("delete from forwards where into_id = ?1 or event_id = ?1", [event])
        db.execute("delete from sampled where sample_id in (select sample_id from samples where event_id = ?)", [event])
        db.execute("delete from samples where event_id = ?", [event])
        return
    for table in _ABOUT_HEADS:
        found = db.execute(f"select distinct head, kind from {table} where event_id = ?", [event]).fetchall()
        gone = [(event, *head) for head in found if head not in heads]
        db.executemany(f"delete from {table} where event_id = ? and head = ? and kind = ?", gone)
    merged = "select distinct into_head, into_kind from merges where event_id = ?"
    gone = [(event, *head) for head in db.execute(merged, [event]).fetchall() if head not in heads]
    db.executemany("delete from merges where event_id = ? and into_head = ? and into_kind = ?", gone)
    _rename(db, event, heads)
    known = phrases | {head for head, _ in heads}
    for phrase, entity in db.execute("select phrase, entity from called where event_id = ?", [event]).fetchall():
        if phrase not in phrases or entity not in known:
            db.execute("delete from called where event_id = ? and phrase = ? and entity = ?", [event, phrase, entity])
    _unname(db, event)
    if db.execute("select name from events where event_id = ?", [event]).fetchone()[0] in titles:
        db.execute("update events set name = event_id where event_id = ?", [event])


def _unname(db: sqlite3.Connection, event: str) -> None:
    """Take the names of entities that are gone out of what the event's samples were drawn for."""
    named = "union select name from names where event_id = ?1"
    known = {name for (name,) in db.execute(f"select entity from links where event_id = ?1 {named}", [event])}
    for sample, ask in db.execute("select sample_id, ask from samples where event_id = ?", [event]).fetchall():
        found = json.loads(ask)
        left = [target for target in found["targets"] if target in known]
        if left != found["targets"]:
            told = json.dumps({**found, "targets": left})
            db.execute("update samples set ask = ? where sample_id = ?", [told, sample])


def _rename(db: sqlite3.Connection, event: str, heads: set[tuple[str, str]]) -> None:
    """Call an entity by the longest of its heads that are left, where the one it was called by is gone."""
    query = "select head, kind, entity, entity_kind from links where event_id = ?"
    of: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for head, kind, *entity in db.execute(query, [event]).fetchall():
        of.setdefault((entity[0], entity[1]), []).append((head, kind))
    for entity_, own in of.items():
        if entity_ not in heads:
            called = max(own, key=lambda head: (len(head[0]), head))
            rows = [(*called, event, *entity_)]
            db.executemany(
                "update links set entity = ?, entity_kind = ? where event_id = ? and entity = ? and entity_kind = ?",
                rows,
            )


def _jobs_with(root: Path, articles: set[str]) -> list[Path]:
    """Return the folders of jobs that hold one of these articles; none of them may be at work."""
    found = []
    for path in sorted((root / "jobs").glob("*/articles.jsonl")):
        with told(path), path.open(encoding="utf-8") as lines:
            if any(_id(line) in articles for line in lines):
                found.append(path.parent)
    if found:
        lock = FileLock(root / "jobs" / "worker.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise PipelineError(f"{found[0]}: this job may be scoring the article; stop it, then forget") from error
        lock.release()
    return found


def _id(line: str) -> str:
    """Return the id of an article as a job holds it, "" where the line holds none."""
    try:
        row = json.loads(line)
        return Article(row["text"], title=row.get("title"), outlet=row.get("outlet"), date=row.get("date")).id
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
