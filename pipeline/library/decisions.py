"""Keep what people decide about a library's articles, events and names.

A decision is an overlay: it is joined when tables are read, changes no row that was read or scored, and outlives a new
run. An entity is known by one of its heads (see `Mention.head`), which no run changes; a phrase by its words.
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from ..errors import PipelineError
from ..types import GENRES
from .catalog import Catalog
from .locks import Lock
from .tables import EDITABLE

Head: TypeAlias = tuple[str, str]  # a name and its kind

_MEMBERS = "select article_id from event_articles where event_id = ? order by article_id"
_OF_ENTITIES = ("merges", "names", "called")


class Decisions:
    """What a library knows from people. `Library` adds what was read and scored."""

    root: Path
    _catalog: Catalog
    _lock: Lock

    # Articles.

    def edit(self, article: str, field: str, value: str | None) -> None:
        """Set a field of an article (see `EDITABLE`), or with None take the correction back.

        Nothing is scored again: no score depends on any of these fields.
        """
        if field not in EDITABLE:
            raise PipelineError(f'"{field}" cannot be set; choose one of: {", ".join(EDITABLE)}')
        if value is not None and field == "date" and not _is_day(value):
            raise PipelineError(f'date "{value}" is not a day; write it as 2026-03-01')
        if value is not None and field == "genre" and value not in GENRES:
            raise PipelineError(f'"{value}" is not a genre; choose one of: {", ".join(GENRES)}')
        self._known_articles([article])
        with self._lock, self._catalog.change() as db:
            db.execute("delete from edits where article_id = ? and field = ?", [article, field])
            if value is not None:
                db.execute("insert into edits values (?, ?, ?)", [article, field, value])

    # Events.

    def name_event(self, event: str, name: str) -> None:
        """Make an event, or give it another name."""
        with self._lock, self._catalog.change() as db:
            db.execute("delete from forwards where event_id = ?", [event])
            db.execute(
                "insert into events values (?, ?) on conflict (event_id) do update set name = excluded.name",
                [event, name],
            )

    def current(self, event: str) -> str:
        """Return the event that this one was merged into, or the event itself."""
        forwards = dict(self._catalog.rows("select event_id, into_id from forwards"))
        return _follow(forwards, event)

    def pinned(self) -> dict[str, str]:
        """Return {article id: event id} of the articles that somebody put where they are."""
        query = """select article_id, event_id from pins
            where article_id not in (select article_id from removed) order by article_id"""
        return dict(self._catalog.rows(query))

    def pin(self, event: str, articles: Iterable[str]) -> None:
        """Put articles into an event and hold them there, whatever a later grouping says."""
        self._known_event(event)
        chosen = sorted(set(articles))
        self._known_articles(chosen)
        with self._lock, self._catalog.change() as db:
            _pin(db, event, chosen)

    def unpin(self, articles: Iterable[str]) -> None:
        """Let a later grouping move these articles again."""
        with self._lock, self._catalog.change() as db:
            db.executemany("delete from pins where article_id = ?", [(article,) for article in sorted(set(articles))])

    def merge_events(self, event: str, into: str) -> None:
        """Put all articles of an event into another, hold them there, and drop the first; its id leads to the other.

        What was decided about the entities of the first holds in the other, unless it is decided there already.
        """
        self._known_event(event)
        self._known_event(into)
        if event == into:
            return
        with self._lock, self._catalog.change() as db:
            _pin(db, into, [article for (article,) in db.execute(_MEMBERS, [event])])
            db.execute(
                """delete from called where event_id = ?1 and agreed = 1
                and phrase in (select phrase from called where event_id = ?2 and agreed = 1)""",
                [event, into],
            )
            merges = [
                row
                for each in (event, into)  # the later decides
                for row in db.execute("select * from merges where event_id = ? order by rowid", [each]).fetchall()
            ]
            db.execute("delete from merges where event_id in (?, ?)", [event, into])
            db.executemany("insert or replace into merges values (?, ?, ?, ?, ?)", [(into, *row[1:]) for row in merges])
            # Heads of both events, until they are linked anew: those of the other win.
            for table in (*_OF_ENTITIES, "links"):
                db.execute(f"update or ignore {table} set event_id = ? where event_id = ?", [into, event])
                db.execute(f"delete from {table} where event_id = ?", [event])
            db.execute("update samples set event_id = ? where event_id = ?", [into, event])
            db.execute("delete from events where event_id = ?", [event])
            db.execute("insert or replace into forwards values (?, ?)", [event, into])
            db.execute("delete from forwards where event_id = ?", [into])

    def split_event(self, event: str, articles: Collection[str], name: str) -> str:
        """Put some articles of an event into a new one of this name, hold them there, and return its id.

        What was decided about the entities holds in both.
        """
        self._known_event(event)
        chosen = sorted(set(articles))
        strangers = sorted(set(chosen) - set(self._members(event)))
        if not chosen or strangers:
            whom = f'"{strangers[0]}" is not in this event' if strangers else "no article is chosen"
            raise PipelineError(f"{whom}; choose articles of the event that is split")
        digest = hashlib.sha256("\n".join([event, *chosen]).encode("utf-8", "replace")).hexdigest()[:12]
        with self._lock, self._catalog.change() as db:
            taken = {used for (used,) in db.execute("select event_id from events union select event_id from forwards")}
            names = chain([f"event-{digest}"], (f"event-{digest}-{n}" for n in count(2)))
            made = next(id_ for id_ in names if id_ not in taken)
            db.execute("insert into events values (?, ?)", [made, name])
            _pin(db, made, chosen)
            for table in (*_OF_ENTITIES, "links"):
                columns = [row[1] for row in db.execute(f"pragma table_info({table})")][1:]
                listed = ", ".join(columns)
                db.execute(
                    f"insert or ignore into {table} (event_id, {listed}) select ?, {listed} from {table} "
                    "where event_id = ? order by rowid",
                    [made, event],
                )
        return made

    # Entities.

    def linked(self, event: str) -> dict[Head, Head]:
        """Return {(head, kind): (entity, kind)} of an event, as people decided."""
        return dict(self._catalog.links(event))

    def merge_entities(self, event: str, entity: str, into: str) -> None:
        """Say that two entities of an event are one, under the name `into`."""
        links = self._catalog.links(event)
        heads = sorted(head for head, (name, _) in links.items() if name == entity)
        if not heads:
            self._any_head(event, entity)
        kinds = {links[head]: head for head in reversed(heads)}  # one name may be a group here and a body there
        into_head = self._any_head(event, into)
        with self._lock, self._catalog.change() as db:
            db.executemany(
                "delete from names where event_id = ? and head = ? and kind = ?", [(event, *h) for h in heads]
            )
            rows = [(event, *head, *into_head) for head in kinds.values() if head != into_head]
            db.executemany("insert or replace into merges values (?, ?, ?, ?, ?)", rows)

    def split_entity(self, event: str, head: str, kind: str) -> None:
        """Say that a head of an event is an entity by itself, until it is merged again."""
        if (head, kind) not in self._catalog.links(event):
            raise PipelineError(f'"{head}" is not a name in this event; choose one from the list of an entity\'s names')
        with self._lock, self._catalog.change() as db:
            db.execute("insert or replace into merges values (?, ?, ?, ?, ?)", [event, head, kind, head, kind])

    def rename_entity(self, event: str, entity: str, name: str) -> None:
        """Give an entity of an event another name."""
        row = [event, *self._any_head(event, entity), name]
        with self._lock, self._catalog.change() as db:
            db.execute("insert or replace into names values (?, ?, ?, ?)", row)

    # Phrases that are no names.

    def agreed(self, event: str) -> pd.DataFrame:
        """Return one row a decision about a phrase: `phrase entity agreed`."""
        names = self._names(event)
        found = {(phrase, names.get(kept, kept), agreed) for phrase, kept, agreed in self._called(event)}
        table = pd.DataFrame(sorted(found), columns=["phrase", "entity", "agreed"])
        return table.astype({"phrase": "str", "entity": "str", "agreed": "bool"})

    def agree(self, event: str, phrase: str, entity: str) -> None:
        """Say that a phrase ("the attackers") names this entity, or those whom another phrase names."""
        self._call(event, phrase, entity, agreed=True)

    def refuse(self, event: str, phrase: str, entity: str) -> None:
        """Say that a phrase does not name this entity: it is not proposed again."""
        self._call(event, phrase, entity, agreed=False)

    def withdraw(self, event: str, phrase: str, entity: str) -> None:
        """Take back what was said of a phrase and an entity."""
        with self._lock, self._catalog.change() as db:
            self._forget(db, event, phrase, entity)

    # How it is done.

    def _call(self, event: str, phrase: str, entity: str, *, agreed: bool) -> None:
        self._known_event(event)
        heads = sorted(head for (head, _), (name, _) in self._catalog.links(event).items() if name == entity)
        kept = heads[0] if heads else entity  # a head outlives merges and names
        with self._lock, self._catalog.change() as db:
            self._forget(db, event, phrase, entity)
            if agreed:  # one phrase names one entity: the last word counts
                db.execute("delete from called where event_id = ? and phrase = ? and agreed = 1", [event, phrase])
            db.execute("insert or replace into called values (?, ?, ?, ?)", [event, phrase, kept, int(agreed)])

    def _called(self, event: str) -> list[tuple[str, str, int]]:
        query = "select phrase, entity, agreed from called where event_id = ?"
        return [(phrase, kept, agreed) for phrase, kept, agreed in self._catalog.rows(query, [event])]

    def _names(self, event: str) -> dict[str, str]:
        """Return {head: the name under which its entity now goes}."""
        return {head: name for (head, _), (name, _) in sorted(self._catalog.links(event).items(), reverse=True)}

    def _forget(self, db: sqlite3.Connection, event: str, phrase: str, entity: str) -> None:
        names = self._names(event)
        rows = [kept for called, kept, _ in self._called(event) if called == phrase]
        same = [(event, phrase, kept) for kept in rows if entity in (kept, names.get(kept, kept))]
        db.executemany("delete from called where event_id = ? and phrase = ? and entity = ?", same)

    def _members(self, event: str) -> list[str]:
        """Return the articles of an event; those that are removed are not among them."""
        removed = {article for (article,) in self._catalog.rows("select article_id from removed")}
        return [article for (article,) in self._catalog.rows(_MEMBERS, [event]) if article not in removed]

    def _known_event(self, event: str) -> None:
        if not self._catalog.rows("select 1 from events where event_id = ?", [event]):
            raise PipelineError(f'"{event}" is not an event of {self.root}; look its id up in events()')

    def _known_articles(self, articles: Iterable[str]) -> None:
        for article in articles:
            if not self._catalog.rows("select 1 from articles where article_id = ?", [article]):
                raise PipelineError(f'"{article}" is not an article of {self.root}; look its id up in articles()')

    def _any_head(self, event: str, entity: str) -> Head:
        for key, (name, _) in sorted(self._catalog.links(event).items()):
            if name == entity:
                return key
        raise PipelineError(f'"{entity}" is not an entity of this event; choose a name from its list')


def put(db: sqlite3.Connection, event: str, articles: Iterable[str]) -> None:
    """Put articles into an event, or the one that it was merged into, but for those that are held in another."""
    event = _follow(dict(db.execute("select event_id, into_id from forwards")), event)
    query = """insert or replace into event_articles select ?1, ?2
        where not exists (select 1 from pins where article_id = ?1)"""
    db.executemany(query, [(article, event) for article in sorted(articles)])


def _follow(forwards: Mapping[str, str], event: str) -> str:
    while event in forwards:
        event = forwards[event]
    return event


def _pin(db: sqlite3.Connection, event: str, articles: Iterable[str]) -> None:
    pairs = [(article, event) for article in articles]
    db.executemany("insert or replace into event_articles values (?, ?)", pairs)
    db.executemany("insert or replace into pins values (?, ?)", pairs)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
