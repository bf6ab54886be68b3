"""Fetch rows from the shards, joined with what people decided and without what they removed.

Which tables there are, and what stands in them, is `stored.py`'s.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from . import shards
from .evidence import with_speakers
from .removal import Removal
from .tables import EDITABLE, Name

Asked = TypeVar("Asked")


class Rows(Removal):
    """How the tables of a library are read."""

    def homes(self, articles: Iterable[str] | None = None) -> dict[str, str]:
        """Return {article id: event id} of all articles that are in an event, or of these."""
        query = """select article_id, event_id from event_articles
            where article_id not in (select article_id from removed)"""
        return dict(self._catalog.rows(*among(query, [], articles)))

    def scorers(self) -> list[str]:
        """Return the scorer versions, oldest first."""
        return [name for (name,) in self._catalog.rows("select scorer from scorers order by rowid")]

    def _read(
        self,
        name: Name,
        *,
        event: str | None = None,
        articles: Sequence[str] | None = None,
        scorer: str = "",
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Return the stored rows: of an event, of just these articles, else of all that are not removed."""
        removed: Iterable[str] = ()
        if event is not None:
            members = self._members(event)
            articles = members if articles is None else sorted(set(members) & set(articles))
        elif articles is None:
            removed = self._removed()

        def select(connection: duckdb.DuckDBPyConnection, files: list[str]) -> pa.Table:
            return shards.select(
                connection, self.root, files, name, articles=articles, without=removed, columns=columns
            )

        return self._asked(name, scorer, select)

    def _asked(self, name: Name, scorer: str, ask: Callable[[duckdb.DuckDBPyConnection, list[str]], Asked]) -> Asked:
        """Return what `ask` finds in the shards of a table."""
        files = self._files(name, scorer)
        while True:
            try:
                with shards.connect(self.root) as connection:
                    return ask(connection, files)
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                # A compaction may have put other shards in their place since we asked which there are.
                listed = self._files(name, scorer)
                if listed == files:
                    raise shards.blamed(self.root, files) or error from error
                files = listed

    def _any(self, name: Name, scorer: str, column: str) -> bool:
        """Say whether a row of a table has something in this column."""
        removed = pa.array(list(self._removed()), pa.string())

        def ask(db: duckdb.DuckDBPyConnection, files: list[str]) -> bool:
            db.register("gone", pa.table({"article_id": removed}))
            rows, bound = shards.rows_of(db, self.root, files, name)
            query = f"""select 1 from ({rows}) where "{column}" is not null
                and article_id not in (select article_id from gone) limit 1"""
            return db.execute(query, bound).fetchone() is not None

        return self._asked(name, scorer, ask)

    def _stored(self, articles: Iterable[str] | None = None) -> set[str]:
        """Return the ids of all articles, or of these, removed or not."""
        query, values = among("select article_id from articles where true", [], articles)
        return {article for (article,) in self._catalog.rows(query, values)}

    def _scored(
        self,
        name: Name,
        order: list[str],
        *,
        event: str | None,
        scorer: str | None,
        articles: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        scorer = self._scorer(scorer)
        table = self._read(name, event=event, scorer=scorer, articles=articles).to_pandas()
        table["scorer"] = pd.Series([scorer] * len(table), dtype="str")
        return table.sort_values(order, ignore_index=True)

    def _voiced(
        self,
        name: Name,
        order: list[str],
        *,
        event: str | None,
        scorer: str | None,
        articles: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return a table of spans, each with its `speaker`."""
        table = self._scored(name, order, event=event, scorer=scorer, articles=articles)
        few = ["article_id", "attribution_id", "speaker", "speaker_kind"]
        told = self._read(
            "attributions", event=event, scorer=self._scorer(scorer), articles=articles, columns=few
        ).to_pandas()
        told["speaker"] = self._entities(told, "speaker", "speaker_kind")["entity"]
        return with_speakers(table, told)

    def _entities(self, table: pd.DataFrame, name: str, kind: str) -> pd.DataFrame:
        """Return `entity` and `kind` of the heads in two columns; what is no head stays as it is."""
        place, articles = pd.factorize(table["article_id"])
        events = self.homes(articles)
        links = {event: self._catalog.links(event) for event in sorted(set(events.values()))}
        # Each head of an event is looked up once: an event has hundreds of them, and many thousand mentions.
        homes, event = np.unique([events.get(article, "") for article in articles], return_inverse=True)
        head, heads = pd.factorize(table[name], use_na_sentinel=False)
        sort, sorts = pd.factorize(table[kind], use_na_sentinel=False)
        key = (event[place] * len(heads) + head) * len(sorts) + sort
        _, first, of = np.unique(key, return_index=True, return_inverse=True)
        unique = zip(homes[event[place[first]]], heads.take(head[first]), sorts.take(sort[first]), strict=True)
        linked = [links.get(home, {}).get((name, kind), (name, kind)) for home, name, kind in unique]
        found = pd.DataFrame(linked, columns=["entity", "kind"], dtype="str")
        return found.take(of).set_axis(table.index)

    def _scorer(self, scorer: str | None) -> str:
        newest = self.scorers()[-1:]
        return scorer or (newest[0] if newest else "none")

    def _files(self, name: Name | None = None, scorer: str = "") -> list[str]:
        if name is None:
            return [file for (file,) in self._catalog.rows("select file from shards")]
        query = "select file from shards where name = ? and scorer = ? order by file"
        return [file for (file,) in self._catalog.rows(query, [name, scorer])]

    def _tables(self) -> list[tuple[Name, str]]:
        """Return (name, scorer) of what has shards, the oldest scorer first."""
        query = """select distinct name, s.scorer from shards s left join scorers o using (scorer)
            order by o.rowid, s.scorer, name"""
        return [(name, scorer) for name, scorer in self._catalog.rows(query)]

    def _home(self, articles: pd.Series) -> pd.Series:
        """Return the event that each article is in, None for none."""
        events = self.homes(articles)
        return pd.Series([events.get(article) for article in articles], index=articles.index, dtype=object)

    def _edited(self, stored: pa.Table) -> pd.DataFrame:
        """Return rows of the articles with the fields that people corrected, as far as there are; `found` says so."""
        table = stored.to_pandas()
        table = table.astype({field: object for field in EDITABLE if field in table}).where(table.notna(), None)
        if "found" in table:
            table["found"] = [json.loads(found) for found in table["found"]]
        rows = {article: i for i, article in enumerate(table["article_id"])}
        for article, field, value in self._catalog.rows("select article_id, field, value from edits"):
            if article in rows and field in table:
                table.at[rows[article], field] = value
                if "found" in table:
                    table.at[rows[article], "found"] = {**table.at[rows[article], "found"], field: "set by you"}
        return table


def among(query: str, values: list[str], articles: Iterable[str] | None) -> tuple[str, list[str]]:
    """Return a query that has a condition, and its values, for just these articles unless that is None."""
    if articles is None:
        return query, values
    return f"{query} and article_id in (select value from json_each(?))", [*values, json.dumps(sorted(set(articles)))]


def by_name(names: pd.Series, say: Callable[[str], str]) -> pd.Series:
    """Return what is said of each name, None without one; of each name it is asked once.

    As objects: a column of strings would turn None, "not known", into NaN, which counts as true.
    """
    said = {name: say(name) for name in set(names) if name}
    return pd.Series([said.get(name) for name in names], index=names.index, dtype=object)
