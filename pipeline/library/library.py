"""Open a library, and add batches to it."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from filelock import FileLock

from ..errors import PipelineError
from . import shards
from .catalog import Catalog
from .decisions import put
from .removal import any_removed
from .stored import Head, Stored
from .tables import SCORED, Name, Row, arrow


class Library(Stored):
    """A folder with articles, their evidence, and people's decisions about them.

    Tables come back as DataFrames in a fixed order of rows, whatever the order in which they were
    written. `event` limits a table to one event, `articles` to these; `scorer` names a scorer version, else the newest.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._catalog = Catalog(root / "catalog.sqlite")
        self._lock = FileLock(root / "writer.lock", timeout=60)

    @classmethod
    def open(cls, folder: str | Path, *, create: bool = False) -> "Library":
        """Open the library in `folder`; with `create`, make an empty one where there is none."""
        root = Path(folder)
        if not (root / "catalog.sqlite").is_file():
            if not create:
                raise PipelineError(f"{root}: there is no library here; score articles into it first")
            try:
                root.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise PipelineError(f"{root}: the folder cannot be made ({error.strerror}); name another") from error
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
            shards.remove_orphans(self.root, self._files())
            new = articles.keys() - self._stored()
            fresh = articles.keys() - self.scored_articles(scorer) - set(unscored) if is_scored else set()
            written = [self._write("articles", (articles[a] for a in sorted(new)), scorer="")]
            for name in SCORED:
                rows = (row for row in tables.get(name, ()) if row["article_id"] in fresh)
                written.append(self._write(name, rows, scorer=scorer))
            with self._catalog.change() as db:
                db.executemany("insert into shards values (?, ?, ?, ?, ?)", [row for row in written if row])
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

    # How it is done.

    def _write(self, name: Name, rows: Iterable[Row], *, scorer: str) -> tuple[str, str, str, int, str] | None:
        table = arrow(name, rows)
        if not table.num_rows:
            return None
        folder = "articles" if name == "articles" else f"evidence/{scorer}"
        file, digest = shards.write(self.root, folder, name, table)
        return file, name, scorer, table.num_rows, digest
