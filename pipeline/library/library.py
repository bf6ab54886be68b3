"""Open a library, and add batches to it."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from ..errors import PipelineError
from . import shards
from .catalog import Catalog, lost
from .coding import Coding
from .decisions import put
from .failures import told
from .locks import Lock
from .removal import any_removed
from .repairing import Repairing
from .search import Searching
from .stored import Head
from .tables import SCORED, Name, Row, arrow


class Library(Repairing, Searching, Coding):
    """A folder with articles, their evidence, and people's decisions about them.

    Tables come back as DataFrames in a fixed order of rows, whatever the order in which they were
    written. `event` limits a table to one event, `articles` to these; `scorer` names a scorer version, else the newest.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._catalog = Catalog(root / "catalog.sqlite")
        self._lock = Lock(root / "writer.lock", patience=60)
        self._upkeep = Lock(root / "upkeep.lock", patience=5)

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = False) -> "Library":
        """Open the library in `folder`; with `create`, make an empty one where there is none."""
        root = Path(folder)
        if not (root / "catalog.sqlite").is_file():
            if shards.any_below(root):
                raise lost(root / "catalog.sqlite")
            if not create:
                raise PipelineError(f"{root}: there is no library here; score articles into it first")
            with told(root):
                root.mkdir(parents=True, exist_ok=True)
        return cls(root)

    @property
    def digest(self) -> str:
        """Return a key that changes whenever anything in the library does."""
        (made, changes) = self._catalog.rows("select made, n from changes")[0]
        return hashlib.sha256(f"{made}\n{changes}".encode()).hexdigest()[:16]

    # Writing.

    def add(
        self,
        tables: Mapping[Name, Iterable[Row]],
        *,
        scorer: str,
        event: str | None = None,
        unscored: Collection[str] = (),
    ) -> None:
        """Add a batch: it appears whole or not at all. What is there already stays as it is.

        `tables["articles"]` holds every article of the batch. Where `tables` names scored tables,
        the batch counts as scored by `scorer`, whether or not it has rows there, but for the articles
        in `unscored`.
        """
        articles = {row["article_id"]: row for row in tables["articles"]}
        is_scored = any(name in tables for name in SCORED)
        with self._lock:
            self._remove_orphans()
            new = articles.keys() - self._stored(articles)
            scored = self.scored_articles(scorer, articles) if is_scored else articles.keys()
            fresh = articles.keys() - scored - set(unscored)
            made: list[tuple[Name, str, pa.Table]] = [
                ("articles", "", arrow("articles", (articles[a] for a in sorted(new))))
            ]
            for name in SCORED:
                rows = (row for row in tables.get(name, ()) if row["article_id"] in fresh)
                made.append((name, scorer, arrow(name, rows)))
            written = self._prepare(each for each in made if each[2].num_rows)
            with self._commit(written) as db:
                known = [(a, articles[a]["text_id"], articles[a]["source"]) for a in sorted(new)]
                db.executemany("insert into articles values (?, ?, ?)", known)
                if fresh:
                    db.execute("insert or ignore into scorers values (?)", [scorer])
                db.executemany("insert into scored values (?, ?)", [(a, scorer) for a in sorted(fresh)])
                if event is not None:
                    put(db, event, articles)

    def assign(self, event: str, articles: Iterable[str]) -> None:
        """Put articles into an event; each leaves the one that it was in, but for those that are held there."""
        with self._lock, self._catalog.change() as db:
            put(db, event, articles)

    def add_event(self, event: str, name: str) -> None:
        """Make an event, unless it is there or was merged into another: a name that somebody gave it stays."""
        with self._lock, self._catalog.change() as db:
            query = """insert or ignore into events select ?1, ?2
                where not exists (select 1 from forwards where event_id = ?1)"""
            db.execute(query, [event, name])

    def link(self, event: str, links: Mapping[Head, Head]) -> None:
        """Set which entity each head of an event stands for; people's merges and names stay on top."""
        rows = [(event, head, kind, *entity) for (head, kind), entity in sorted(links.items())]
        with self._lock, self._catalog.change() as db:
            if not any_removed(db, event):  # else the heads that only removed articles have wait for them
                db.execute("delete from links where event_id = ?", [event])
            db.executemany("insert or replace into links values (?, ?, ?, ?, ?)", rows)
