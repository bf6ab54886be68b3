"""Scoring as tasks of a Ray that runs on this machine. Without Ray only what it needs is tested."""

import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import RULES, Scored, score_articles, score_batch
from pipeline.score.batch import Batch
from pipeline.score.staging import Staging
from pipeline.types import Article, Document

from ..conftest import ALPHA, BETA
from .test_pools import many, rows, scored

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed (requirements-ray.txt)")


@pytest.fixture(scope="module")
def machine() -> Iterator[Path]:
    """The temporary folder of the machine of a small Ray: two cores, 100 MB.

    Its path is short, since Ray's sockets lie in it and a socket's path has 107 bytes at most.
    """
    folder = Path(tempfile.mkdtemp(prefix="px"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        patch.setenv("TMPDIR", str(folder))
        module = import_module("ray")
        store = 100 << 20
        module.init(
            address="local", num_cpus=2, object_store_memory=store, include_dashboard=False, log_to_driver=False
        )
        yield folder
        module.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def recorded(
    folder: Path,
    articles: Sequence[Article],
    model: Model,
    known: frozenset[str],
    stored: Mapping[str, Document],
) -> Scored:
    """Score a batch, and leave a file for each article that was scored."""
    for article in articles:
        (folder / article.id).touch()
    return score_batch(articles, model, known, stored)


@needs_ray
def test_ray_gives_the_rows_of_one_process_though_a_worker_is_killed(
    tmp_path: Path, tiny: Model, machine: Path
) -> None:
    articles = [*many(20), BETA]
    trouble = {articles[9].title or "": "dies once"}
    found, report = scored(tmp_path / "two", articles, tiny, trouble, ray="local")
    assert (tmp_path / "two" / (articles[9].title or "")).exists(), "nothing was killed"
    assert (report.scored, report.failed) == (21, [])
    one, _ = scored(tmp_path / "one", articles, tiny)
    assert found.keys() == one.keys()
    for name, expected in one.items():
        assert len(expected) or name in ("scare_quotes", "descriptions", "acts"), name
        assert [_keys(row) for row in found[name]] == [_keys(row) for row in expected]
        assert _numbers(found[name]) == pytest.approx(_numbers(expected), abs=1e-5)
    assert not list((tmp_path / "two" / "staging").glob("*/*"))
    assert len(list(machine.rglob("model.json"))) == 1  # for all processes of the machine


def _keys(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if not isinstance(value, float)}


def _numbers(table: Sequence[Mapping[str, object]]) -> list[float]:
    return [value for row in table for value in row.values() if isinstance(value, float)]


@needs_ray
def test_a_batch_that_always_fails_on_ray_is_set_aside(tmp_path: Path, tiny: Model, machine: Path) -> None:
    articles = many(16)
    title = articles[3].title or ""
    found, report = scored(tmp_path / "l", articles, tiny, {title: "fails"}, ray="local")
    assert report.scored == 8
    assert {row["article_id"] for row in found["articles"]} == {article.id for article in articles[8:]}
    assert {name for name, _ in report.failed} == {article.source for article in articles[:8]}
    assert all(f"ValueError: {title} cannot be scored" in reason for _, reason in report.failed)


@needs_ray
def test_what_a_killed_run_staged_is_not_scored_again(
    tmp_path: Path, tiny: Model, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = many(24)
    staging = Staging(str(tmp_path / "staged"), f"{tiny.version}.{RULES}")
    for part in (articles[2:7], articles[12:15]):  # batches of another size: a run after a kill cuts them otherwise
        staging.write(Batch({article.id: article for article in part}), score_batch(part, tiny))
    (tmp_path / "seen").mkdir()
    monkeypatch.setattr(import_module("pipeline.score.run"), "score_batch", partial(recorded, tmp_path / "seen"))
    library = Library.open(tmp_path / "l", create=True)
    progress: list[int] = []
    report = score_articles(
        articles,
        library=library,
        event="e",
        model=tiny,
        ray="local",
        staging=(tmp_path / "staged").as_uri(),
        progress=lambda done, total, name: progress.append(done),
    )
    left = articles[:2] + articles[7:12] + articles[15:]
    assert {path.name for path in (tmp_path / "seen").iterdir()} == {article.id for article in left}
    assert (report.scored, progress) == (24, list(range(1, 25)))
    assert staging.names() == {}
    assert rows(library) == scored(tmp_path / "one", articles, tiny)[0]


@needs_ray
def test_a_machine_with_another_version_of_parallax_stops_the_run(
    tmp_path: Path, tiny: Model, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("pipeline.score.cluster"), "code_digest", lambda: "another")
    with pytest.raises(PipelineError, match="this machine has another version of Parallax"):
        scored(tmp_path / "l", [ALPHA], tiny, ray="local")


def test_without_ray_one_line_says_what_to_install(
    tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(PipelineError, match=r"Ray is not installed; run pip install -r requirements-ray\.txt"):
        scored(tmp_path / "l", [ALPHA], tiny, ray="local")


@needs_ray
def test_a_cluster_that_is_not_there_is_named_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(PipelineError, match=f"{address}: there is no Ray cluster .* name its address"):
            import_module("pipeline.score.cluster")._connect(import_module("ray"), address, store=0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"ray": "local", "workers": 2}, "leave out workers, or ray"),
        ({"staging": "s3://bucket"}, "only what Ray scores"),
    ],
)
def test_options_that_do_not_go_together_are_named(
    tmp_path: Path, tiny: Model, options: dict[str, object], said: str
) -> None:
    with pytest.raises(PipelineError, match=said):
        scored(tmp_path / "l", [ALPHA], tiny, **options)
