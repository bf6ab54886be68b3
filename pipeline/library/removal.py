"""Take articles out of a library and put them back: an overlay, so that nothing is deleted and undo is whole.

A removed article is in no table and no count. Its rows, its corrections, its event and its pin stay stored for the
moment when it comes back. Deleting for good is not done here.
"""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from .decisions import Decisions


class Removal(Decisions):
    """What a library leaves out because somebody removed it."""

    def remove(self, articles: Iterable[str]) -> None:
        """Take articles out of every table and count, until they are restored or scored again."""
        chosen = sorted(set(articles))
        self._known_articles(chosen)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock, self._catalog.change() as db:
            db.executemany("insert or ignore into removed values (?, ?)", [(article, now) for article in chosen])

    def restore(self, articles: Iterable[str]) -> None:
        """Put removed articles back as they were; those that are not removed are passed over."""
        chosen = sorted(set(articles) & self._removed().keys())
        if not chosen:
            return
        with self._lock, self._catalog.change() as db:
            db.executemany("delete from removed where article_id = ?", [(article,) for article in chosen])

    @property
    def name(self) -> str:
        """Return what somebody called this library; "" where nobody did."""
        rows = self._catalog.rows("select value from about where field = 'name'")
        return str(rows[0][0]) if rows else ""

    def rename(self, name: str) -> None:
        """Call this library by another name."""
        with self._lock, self._catalog.change() as db:
            db.execute("insert or replace into about values ('name', ?)", [name])

    def _removed(self) -> dict[str, str]:
        """Return {article id: when it was removed}."""
        return dict(self._catalog.rows("select article_id, at from removed order by at, article_id"))


def any_removed(db: sqlite3.Connection, event: str) -> bool:
    """Say whether an event holds removed articles."""
    query = "select 1 from removed join event_articles using (article_id) where event_id = ? limit 1"
    return db.execute(query, [event]).fetchone() is not None
