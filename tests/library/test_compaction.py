from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.errors import PipelineError
from pipeline.library import Library, compaction, shards
from pipeline.library.doctor import examine

from .made import SCORER, batch, ids, library_of, state


def _shards(library: Library, name: str) -> list[Path]:
    return [library.root / file for file in library._files(name, "" if name == "articles" else SCORER)]  # type: ignore[arg-type]


def test_small_shards_are_one_and_nothing_else_changes(made: Library) -> None:
    before = state(made)
    done = made.compact()
    assert {(table.name, table.before, table.after) for table in done} == {
        (name, 3, 1) for name in ("articles", "sentences", "mentions", "loaded", "descriptions", "vectors")
    }
    assert state(made) == before
    assert len(list(made.root.rglob("*.parquet"))) == 6
    assert examine(made.root) == []


def test_a_second_time_changes_nothing(made: Library) -> None:
    made.compact()
    files = made._files()
    assert made.compact() == []
    assert made._files() == files


def test_what_is_added_later_is_joined_with_what_is_small(made: Library) -> None:
    made.compact()
    made.add(batch(9), scorer=SCORER, event="event")
    before = state(made)
    assert {(table.before, table.after) for table in made.compact()} == {(2, 1)}
    assert state(made) == before


def test_rows_are_sorted_and_split_by_article(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "SHARD", (12, 64 << 20))
    monkeypatch.setattr(shards, "_GROUP", (4, 4 << 20))
    rows = len(made.sentences())
    made.compact()
    tables = sorted((pq.read_table(path)["article_id"].to_pylist() for path in _shards(made, "sentences")), key=min)
    assert len(tables) > 1
    assert max(map(len, tables)) <= 12 + 5  # an article stays whole
    together = [article for table in tables for article in table]
    assert together == sorted(together)
    assert len(together) == rows
    assert all(pq.ParquetFile(path).num_row_groups > 1 for path in _shards(made, "sentences"))


def test_the_articles_of_an_event_lie_side_by_side(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "SHARD", (12, 64 << 20))
    made.add_event("other", "Another event")
    other = [ids(batch(seed))[0] for seed in (1, 2, 3)]
    made.assign("other", other)
    before = state(made)
    made.compact()
    assert state(made) == before
    paths = sorted(_shards(made, "sentences"), key=lambda path: min(_places(path, other)))
    order = [article in other for path in paths for article in pq.read_table(path)["article_id"].to_pylist()]
    assert order == sorted(order)
    assert len(made.sentences(event="other")) == sum(order)


def _places(path: Path, others: list[str]) -> list[tuple[bool, str]]:
    return [(article in others, article) for article in pq.read_table(path)["article_id"].to_pylist()]


def test_large_sorted_shards_are_left_alone(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "SHARD", (4, 64 << 20))
    made.compact()
    large = set(_shards(made, "sentences"))
    assert len(large) > 5
    one = {name: rows[:1] for name, rows in batch(9, 1).items()}
    made.add(one, scorer=SCORER, event="event")
    made.compact()
    assert len(large & set(_shards(made, "sentences"))) >= len(large) - 1  # the last of them was small


def test_older_shards_keep_columns_that_are_no_longer_written(made: Library) -> None:
    path = _shards(made, "loaded")[0]
    table = pq.read_table(path)
    pq.write_table(table.append_column("mood", [["calm"] * len(table)]), path)
    with made._catalog.change() as db:
        db.execute(
            "update shards set sha256 = ? where file = ?", [_digest(path), path.relative_to(made.root).as_posix()]
        )
    made.compact()
    moods = pq.read_table(_shards(made, "loaded")[0])["mood"].to_pylist()
    assert moods.count("calm") == len(table)
    assert len(moods) > len(table)


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_damaged_shard_is_named_and_not_made_good(made: Library) -> None:
    path = _shards(made, "vectors")[1]
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        PipelineError, match=f"{path.name}: the shard is not as it was written; run `python -m pipeline"
    ):
        made.compact()
    assert path in _shards(made, "vectors")
    assert [finding.file for finding in examine(made.root)] == [path.relative_to(made.root).as_posix()]


def test_a_reader_in_the_middle_goes_on_with_the_new_shards(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before, stale = made.sentences(), made._files("sentences", SCORER)
    made.compact()
    answers = {"sentences": [stale]}  # the list as it was asked for just before

    def files(self: Library, name: str | None = None, scorer: str = "") -> list[str]:
        waiting = answers.get(name or "")
        return waiting.pop() if waiting else asked(self, name, scorer)

    asked = Library._files
    monkeypatch.setattr(Library, "_files", files)
    assert made.sentences().equals(before)
    assert answers == {"sentences": []}


def test_an_empty_library_has_nothing_to_join(tmp_path: Path) -> None:
    assert library_of(tmp_path / "empty").compact() == []


def test_copies_of_an_article_stay_in_their_order(tmp_path: Path) -> None:
    library = library_of(tmp_path / "l", 1)
    rows = library.rows("sentences", scorer=SCORER)
    library.compact()
    assert library.rows("sentences", scorer=SCORER) == rows
    assert set(library.known()) == set(ids(batch(1)))
