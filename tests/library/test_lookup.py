"""Rows of some articles are looked up where a shard says they are, and are all of theirs and nobody else's."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pipeline.errors import PipelineError
from pipeline.library import Library, lookup, shards
from pipeline.library.tables import SCHEMAS

from .made import SCORER, batch, ids

NAME = "loaded"


def _table(counts: list[int]) -> pa.Table:
    """Return so many rows of one article after another."""
    articles = [f"article-{place}" for place, count in enumerate(counts) for _ in range(count)]
    rows = [{"article_id": article, "start": place} for place, article in enumerate(articles)]
    return pa.Table.from_pylist(rows, schema=SCHEMAS[NAME])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    counts=some.lists(some.integers(1, 7), min_size=1, max_size=12),
    group=some.integers(1, 9),
    chosen=some.sets(some.integers(0, 13)),
)
def test_just_the_rows_of_the_articles_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: list[int], group: int, chosen: set[int]
) -> None:
    monkeypatch.setattr(shards, "_GROUP", (group, 4 << 20))
    table = _table(counts)
    file, _ = shards.write(tmp_path, "evidence", NAME, table)
    wanted = [f"article-{place}" for place in sorted(chosen)]
    expected = table.filter(pc.is_in(table["article_id"], pa.array(wanted, pa.string())))
    found, others = lookup.read(tmp_path, [file], wanted, SCHEMAS[NAME])
    assert others == []
    assert found.equals(expected)
    where = lookup.places(tmp_path / file)
    assert where is not None
    needed = {row // group for row in expected["start"].to_pylist()}
    assert where.groups_of(pa.array(wanted, pa.string())) == sorted(needed)


def test_a_shard_in_which_an_article_comes_twice_does_not_say_where(tmp_path: Path) -> None:
    table = pa.concat_tables([_table([2, 3]), _table([1])])
    file, _ = shards.write(tmp_path, "evidence", NAME, table)
    found, others = lookup.read(tmp_path, [file], ["article-0"], SCHEMAS[NAME])
    assert (found.num_rows, others) == (0, [file])
    with shards.connect(tmp_path) as connection:
        every = shards.select(connection, tmp_path, [file], NAME, articles=["article-0"])
    assert every.num_rows == 3


def test_what_is_said_of_other_rows_is_passed_over(tmp_path: Path) -> None:
    file, _ = shards.write(tmp_path, "evidence", NAME, _table([2, 3]))
    about = {lookup.INDEX: pq.read_metadata(tmp_path / file).metadata[lookup.INDEX]}
    pq.write_table(_table([2]).replace_schema_metadata(about), tmp_path / "copied.parquet")
    assert lookup.places(tmp_path / "copied.parquet") is None
    again, _ = shards.write(tmp_path, "evidence", NAME, _table([1, 4]).replace_schema_metadata(about))
    found, _ = lookup.read(tmp_path, [again], ["article-0"], SCHEMAS[NAME])
    assert found.num_rows == 1


def test_older_shards_and_new_ones_are_read_together(made: Library) -> None:
    every = {name: made.rows(name, scorer=SCORER) for name in ("sentences", "loaded")}
    for file in made._files("sentences", SCORER)[:1]:  # as it was written before shards said where articles are
        pq.write_table(pq.read_table(made.root / file).replace_schema_metadata(None), made.root / file)
        assert lookup.places(made.root / file) is None
    for name, rows in every.items():
        own = [*ids(batch(1)), *ids(batch(2))[:1]]
        found = made.rows(name, scorer=SCORER, articles=own)  # type: ignore[arg-type]
        assert found == [row for row in rows if row["article_id"] in own]


def test_a_column_that_was_not_written_is_empty(tmp_path: Path) -> None:
    table = _table([2, 1]).drop_columns(["voice"])
    pq.write_table(table.replace_schema_metadata({lookup.INDEX: lookup.index_of(table)}), tmp_path / "old.parquet")
    found, others = lookup.read(tmp_path, ["old.parquet"], ["article-1"], SCHEMAS[NAME])
    assert others == []
    assert found["voice"].to_pylist() == [None]


def test_a_shard_that_is_missing_or_damaged_is_named(made: Library) -> None:
    article = ids(batch(1))[0]
    path = next(made.root / f for f in made._files("loaded", SCORER) if _holds(made.root / f, article))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(PipelineError, match=f"{path.name}: the shard cannot be read"):
        made.loaded(articles=[article])
    path.unlink()
    with pytest.raises(PipelineError, match=f"{path.name}: the shard is missing"):
        made.loaded(articles=[article])


def _holds(path: Path, article: str) -> bool:
    return article in pq.read_table(path)["article_id"].to_pylist()
