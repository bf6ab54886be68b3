"""List a library's events, outlets and articles for a page of them: counted and cut by DuckDB, and no text is read.

Corrections count as in `Library.articles`, which has every column of every article.
"""

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from ..outlets import outlet_name
from . import shards
from .rows import by_name
from .stored import Stored

Found = TypeVar("Found")

LISTED = ("title", "outlet", "date", "genre", "words", "source", "found")
_CORRECTED = ("title", "outlet", "date")
# The articles that are not removed, with what people corrected; what is empty is not known.
_STORED = """create temp table corrected as
with edited as (select article_id, {edited} from edits group by article_id)
select article_id, source, {corrected} from ({rows}) as stored left join edited using (article_id)
where article_id not in (select article_id from gone)"""
_TOLD = """create temp view told as select corrected.* replace (name as outlet)
from corrected left join named on corrected.outlet = named.spelt"""
_EVENTS = """with members as (
    select * from told join homes using (article_id)
), counted as (
    select event_id, outlet, count(*) as n from members where outlet is not null group by all
), outlets as (
    select event_id, list(outlet order by n desc, outlet) as outlets from counted group by event_id
)
select event_id, count(*) as articles, coalesce(min(date), '') as first, coalesce(max(date), '') as last,
    coalesce(any_value(outlets), []) as outlets
from members left join outlets using (event_id) group by event_id order by event_id"""


class Listing(Stored):
    """What a library holds, as lists."""

    def event_list(self) -> pd.DataFrame:
        """Return one row an event that has articles: `event_id name articles first last outlets`, by id.

        `first` and `last` are ISO dates, "" where no article has one; `outlets` are names, by frequency.
        """
        homes = self.homes()

        def ask(db: duckdb.DuckDBPyConnection) -> pa.Table:
            _register(db, "homes", article_id=homes.keys(), event_id=homes.values())
            return db.sql(_EVENTS).to_arrow_table()

        found = self._listed(ask).to_pandas()
        found["outlets"] = [tuple(outlets) for outlets in found["outlets"]]
        names = self.events().set_index("event_id")["name"].astype("str")
        found.insert(1, "name", names.reindex(found["event_id"]).array)
        return found

    def article_list(self, *, words: str = "", first: int = 0, most: int | None = None) -> tuple[pd.DataFrame, int]:
        """Return `article_id title outlet date genre words source found` of articles, and how many there are in all.

        `words` must all stand in the title, the outlet, the day or the name of the file, whatever the case. Of those
        that are found, by file and id, `most` are returned after the `first`, which are passed over.
        """
        where, values = "true", list[object]()
        for word in words.split():
            where += " and contains(lower(concat_ws(' ', title, outlet, date, source)), lower(?))"
            values.append(word)

        def ask(db: duckdb.DuckDBPyConnection) -> tuple[int, list[str]]:
            ((count,),) = db.execute(f"select count(*) from told where {where}", values).fetchall()
            query = f"select article_id from told where {where} order by source, article_id limit ? offset ?"
            return count, _column(db.execute(query, [*values, most, first]))

        count, ids = self._listed(ask)
        table = self._of(ids)
        return table.set_index("article_id").loc[ids].reset_index(), count

    def members(self, event: str) -> pd.DataFrame:
        """Return what `article_list` does, of the articles of an event, by id."""
        return self._of(self._members(event)).sort_values("article_id", ignore_index=True)

    def outlet_list(self) -> dict[str, int]:
        """Return {outlet: articles}, by name; those whose outlet is not known are under ""."""
        query = "select coalesce(outlet, ''), count(*) from told group by all order by 1"
        return dict(self._listed(lambda db: db.execute(query).fetchall()))

    def articles_of(self, outlets: Collection[str]) -> list[str]:
        """Return the ids of all articles of these outlets, by the names of `outlet_list`."""
        query = "select article_id from told where coalesce(outlet, '') in (select unnest(?)) order by article_id"
        return self._listed(lambda db: _column(db.execute(query, [list(outlets)])))

    def dated(self, days: Collection[str]) -> list[str]:
        """Return the ids of all articles of these days, which are ISO dates."""
        query = "select article_id from told where date in (select unnest(?)) order by article_id"
        return self._listed(lambda db: _column(db.execute(query, [list(days)])))

    def _of(self, articles: list[str]) -> pd.DataFrame:
        table = self._edited(self._read("articles", articles=articles, columns=["article_id", *LISTED]))
        return table.assign(outlet=by_name(table["outlet"], outlet_name))

    def _listed(self, ask: Callable[[duckdb.DuckDBPyConnection], Found]) -> Found:
        """Return what is asked of the table `told`: `article_id source title outlet date` of each article."""
        articles, fields, values = _columns(self._catalog.rows("select article_id, field, value from edits"), 3)
        removed = self._removed()

        def asked(db: duckdb.DuckDBPyConnection, files: list[str]) -> Found:
            _register(db, "edits", article_id=articles, field=fields, value=values)
            _register(db, "gone", article_id=removed)
            rows, bound = shards.rows_of(db, self.root, files, "articles")
            edited = [
                f"max(value) filter (field = '{name}') as {name}, bool_or(field = '{name}') as has_{name}"
                for name in _CORRECTED
            ]
            corrected = [f"nullif(if(has_{name}, edited.{name}, stored.{name}), '') as {name}" for name in _CORRECTED]
            query = _STORED.format(rows=rows, edited=", ".join(edited), corrected=", ".join(corrected))
            db.execute(query, bound)
            spelt = _column(db.execute("select distinct outlet from corrected where outlet is not null"))
            _register(db, "named", spelt=spelt, name=map(outlet_name, spelt))
            db.execute(_TOLD)
            return ask(db)

        return self._asked("articles", "", asked)


def _register(db: duckdb.DuckDBPyConnection, name: str, /, **columns: Iterable[str]) -> None:
    """Make columns of texts a table that queries can name."""
    db.register(name, pa.table({column: pa.array(list(cells), pa.string()) for column, cells in columns.items()}))


def _columns(rows: list[tuple[str, ...]], width: int) -> list[tuple[str, ...]]:
    return list(zip(*rows, strict=True)) or [()] * width


def _column(found: duckdb.DuckDBPyConnection) -> list[str]:
    return [cell for (cell,) in found.fetchall()]
