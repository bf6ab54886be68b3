"""Find articles by their words: an index of the texts beside the catalog, made of the shards and made again from them.

The index is SQLite's own full-text search and holds no text, only which words stand where. It is behind until somebody
searches: then the articles that it lacks are read. A corrected title is found too, the title as read as well.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas as pd

from ..errors import PipelineError
from .listing import Listing
from .locks import Lock

FILE = "search.sqlite"
_LOOKED_AT = 500  # articles that are found, of which it is then asked whether they are still there
_AT_ONCE = 2000  # articles that are read and indexed in one go
_SCHEMA = """
create virtual table if not exists texts
    using fts5(text, content = '', tokenize = 'unicode61 remove_diacritics 2');
create table if not exists held (number integer primary key, article_id text not null unique) strict;
"""
_PARTS = re.compile(r'"([^"]+)"?|(\S+)')


class Searching(Listing):
    """A library's articles by their words."""

    def search(self, words: str, *, event: str | None = None, most: int = 50) -> pd.DataFrame:
        """Return the `most` articles that hold all these words, best first: `article_id event title outlet date rank`.

        Words in quotation marks stand side by side; a word that ends in * may go on. Case and accents do not count.
        `rank` is SQLite's BM25, lower is better; an article whose corrected title alone has the words comes first.
        `event` limits the search to one event. No words find nothing.
        """
        asked = query_of(words)
        if not asked:
            return self._told([], {})
        self.index()
        members = None if event is None else set(self._members(event))
        retitled = self._there(self._retitled(words), members)
        ranks = dict.fromkeys(retitled, float("-inf"))
        with self._index() as db:
            found = db.execute(
                """select article_id, texts.rank from texts join held on held.number = texts.rowid
                where texts match ? order by texts.rank, article_id""",
                [asked],
            )
            while len(ranks) < most and (part := dict(found.fetchmany(_LOOKED_AT))):
                for article in self._there(part, members):
                    ranks.setdefault(article, part[article])
        return self._told(list(ranks)[:most], ranks)

    def index(self) -> int:
        """Index the articles that are not yet; return how many these were."""
        with self._index() as db:
            (held,) = db.execute("select count(*) from held").fetchone()
            if held == self._catalog.rows("select count(*) from articles")[0][0]:
                return 0
            with Lock(self.root / "search.lock", patience=600):
                missing = sorted(self._stored() - {article for (article,) in db.execute("select article_id from held")})
                for first in range(0, len(missing), _AT_ONCE):
                    part = self._read(
                        "articles", articles=missing[first : first + _AT_ONCE], columns=["article_id", "text"]
                    )
                    db.execute("begin")
                    for row in part.to_pylist():
                        made = db.execute("insert into held (article_id) values (?)", [row["article_id"]])
                        db.execute("insert into texts (rowid, text) values (?, ?)", [made.lastrowid, row["text"]])
                    db.execute("commit")
        return len(missing)

    def _there(self, articles: Collection[str], members: set[str] | None) -> list[str]:
        """Return which of these are articles of the library that are not removed, or of `members`, in their order."""
        there = self._stored(articles) - self._removed().keys() if members is None else members
        return [article for article in articles if article in there]

    def _retitled(self, words: str) -> list[str]:
        """Return the articles whose corrected title has all the words."""
        parts = [part.casefold().rstrip("*") for part in _said(words)]
        titles = self._catalog.rows("select article_id, value from edits where field = 'title' and value is not null")
        return sorted(article for article, title in titles if all(part in title.casefold() for part in parts))

    def _told(self, articles: list[str], ranks: dict[str, float]) -> pd.DataFrame:
        columns = ["article_id", "event", "title", "outlet", "date"]
        if not articles:
            return pd.DataFrame(columns=[*columns, "rank"])
        order = {article: place for place, article in enumerate(articles)}
        table = self._of(articles)
        table = table.assign(event=self._home(table["article_id"]), rank=table["article_id"].map(ranks))
        table = table[[*columns, "rank"]]
        return table.sort_values("article_id", key=lambda ids: ids.map(order), ignore_index=True)

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        path = self.root / FILE
        try:
            with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as db:
                db.execute("pragma journal_mode = truncate")
                db.executescript(_SCHEMA)
                yield db
        except sqlite3.DatabaseError as error:
            raise PipelineError(
                f"{path}: the texts cannot be searched ({error}); delete this file, it is made again"
            ) from error


def drop_index(root: Path) -> None:
    """Delete the index; the next search makes it again from what is stored then."""
    for name in (FILE, f"{FILE}-journal"):
        (root / name).unlink(missing_ok=True)


def query_of(words: str) -> str:
    """Return what a person typed as a query of FTS5 in which nothing is an operator; "" for no word."""
    parts = []
    for part in _said(words):
        stem = part.rstrip("*").replace("\0", "")
        quoted = '"{}"'.format(stem.replace('"', '""'))
        parts.append(f"{quoted}*" if part.endswith("*") else quoted)
    return " ".join(parts)


def _said(words: str) -> list[str]:
    """Return the words and the phrases in quotation marks that somebody typed, those with a letter or digit."""
    found = [phrase or word for phrase, word in _PARTS.findall(words.replace("“", '"').replace("”", '"'))]
    return [part for part in found if any(character.isalnum() for character in part)]
