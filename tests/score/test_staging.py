"""Scored batches on their way to the library: whole or not there."""

from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library.tables import SCORED, arrow
from pipeline.score import Scored, score_batch
from pipeline.score.batch import Batch
from pipeline.score.cluster import left
from pipeline.score.staging import Staging

from ..conftest import ALPHA, BETA

BATCH = Batch({article.id: article for article in (ALPHA, BETA)})


@pytest.fixture
def scored(tiny: Model) -> Scored:
    scored = score_batch([ALPHA, BETA], tiny)
    scored.unscored, scored.skipped, scored.failed = {"x"}, [("g.txt", "German")], [("e.txt", "empty")]
    return scored


def test_a_batch_comes_back_as_it_was(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path / "über all" / "staging"), "tiny.1")
    found = staging.read(staging.write(BATCH, scored))
    for name in ("articles", *SCORED):
        assert arrow(name, found.rows[name]).equals(arrow(name, scored.rows[name])), name
    assert (found.unscored, found.skipped, found.failed) == (scored.unscored, scored.skipped, scored.failed)
    assert (tmp_path / "über all" / "staging" / "tiny.1").is_dir()


def test_only_whole_batches_of_this_scorer_are_there(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path), "tiny.1")
    assert staging.names() == {}
    whole, cut, garbled = (staging.write(BATCH, scored) for _ in range(3))
    (tmp_path / "tiny.1" / cut / "done.json").unlink()
    (tmp_path / "tiny.1" / garbled / "done.json").write_text('{"articles": [')
    Staging(str(tmp_path), "tiny.2").write(BATCH, scored)
    assert staging.names() == {whole: frozenset(BATCH.articles)}
    staging.tidy({BATCH.key})
    assert list((tmp_path / "tiny.1").iterdir()) == []


def test_what_was_left_is_taken_once(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path), "tiny.1")
    for _ in range(2):  # two tasks did the same
        staging.write(BATCH, scored)
    taken = list(left(staging, wanted=BATCH.articles, stored=()))
    assert [ids for ids, _ in taken] == [sorted(BATCH.articles)]
    assert staging.names() == {}


def test_what_was_stored_before_a_kill_is_only_removed(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path), "tiny.1")
    staging.write(BATCH, scored)
    assert list(left(staging, wanted=[BETA.id], stored=[ALPHA.id])) == []
    assert staging.names() == {}


def test_the_batches_of_another_run_are_left_alone(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path), "tiny.1")
    name = staging.write(BATCH, scored)
    assert list(left(staging, wanted=[ALPHA.id], stored=())) == []
    assert list(staging.names()) == [name]


def test_a_batch_that_cannot_be_read_is_not_taken(tmp_path: Path, scored: Scored) -> None:
    staging = Staging(str(tmp_path), "tiny.1")
    path = tmp_path / "tiny.1" / staging.write(BATCH, scored) / "mentions.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    assert list(left(staging, wanted=BATCH.articles, stored=())) == []
    assert staging.names() == {}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, scored: Scored) -> None:
    with pytest.raises(PipelineError, match="nowhere://x: scored batches cannot be kept there"):
        Staging("nowhere://x", "tiny.1")
    (tmp_path / "file").write_text("")
    with pytest.raises(PipelineError, match="cannot be written"):
        Staging(str(tmp_path / "file"), "tiny.1").write(BATCH, scored)
