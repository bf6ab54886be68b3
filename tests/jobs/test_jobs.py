"""Jobs on the tiny model: the worker here in this process, and once as the process that it is."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.jobs import cancel, clear, jobs, queue, resume, seconds, start, wake
from pipeline.jobs.folder import PACE, is_working, jobs_of, lock_of
from pipeline.jobs.worker import work
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.types import Article

from ..conftest import ALPHA, BETA

ROOT = Path(__file__).parents[2]
MANY = [
    replace(ALPHA, title=f"Plan {n} praised", text=f"{ALPHA.text}\n\nThe town has {n} jobs.", source=f"{n}.txt")
    for n in range(20)
]
TABLES = ("articles", "sentences", "mentions", "attributions", "loaded", "relations")


@pytest.fixture(autouse=True)
def _nobody_is_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_spawn", lambda root: None)


@pytest.fixture
def undisturbed(tmp_path: Path, tiny: Model) -> Library:
    library = Library.open(tmp_path / "undisturbed", create=True)
    score_articles(MANY, library=library, event="harbour", model=tiny)
    return library


def _is_like(library: Library, other: Library) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(library, name)(), getattr(other, name)())
    (event,) = library.events()["event_id"]
    assert library.linked(event) == other.linked(event)


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_job_does_what_scoring_does(tmp_path: Path, tiny_folder: Path, undisturbed: Library) -> None:
    root = tmp_path / "library"
    asked = start(root, MANY, event="harbour")
    assert (asked.state, asked.done, asked.total, asked.report) == ("waiting", 0, 20, None)
    work(root, model=tiny_folder, idle=0)
    (job,) = jobs(root)
    assert (job.id, job.state, job.done, job.total, job.label) == (asked.id, "done", 20, 20, "harbour")
    assert job.report is not None
    assert (job.report.scored, job.report.present, job.report.failed) == (20, 0, [])
    _is_like(Library.open(root), undisturbed)


def test_an_article_comes_back_from_its_file_as_it_was(tmp_path: Path, tiny_folder: Path) -> None:
    odd = replace(BETA, text="Half a sign \ud800 and a line\u2028end.", extra={"desk": "city", "n": 3})
    start(tmp_path, [odd], event="harbour")
    work(tmp_path, model=tiny_folder, idle=0)
    assert Library.open(tmp_path).known() == {odd.id}
    assert Library.open(tmp_path).articles()["n"].to_list() == [3]


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(tmp_path: Path, tiny_folder: Path) -> None:
    first, second = start(tmp_path, [ALPHA], event="one"), start(tmp_path, [BETA], event="two")
    assert [job.id for job in jobs(tmp_path)] == [first.id, second.id]
    work(tmp_path, model=tiny_folder, idle=0)
    assert [job.state for job in jobs(tmp_path)] == ["done", "done"]
    assert Library.open(tmp_path).events()["name"].to_list() == ["one", "two"]


def test_corrections_are_written_as_articles_are_stored(tmp_path: Path, tiny_folder: Path) -> None:
    start(tmp_path, [ALPHA, BETA], event="harbour", corrections={BETA.id: {"outlet": "Gamma Post"}})
    work(tmp_path, model=tiny_folder, idle=0)
    outlets = Library.open(tmp_path).articles().set_index("article_id")["outlet"]
    assert (outlets[ALPHA.id], outlets[BETA.id]) == (ALPHA.outlet, "Gamma Post")


class _Slow:
    """Hold each pass of the encoder until it may go on, so that a job can be met half-way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, free: int) -> None:
        self.free = threading.Semaphore(free)
        encode = Model.encode

        def held(model: Model, texts: list[str]) -> object:
            assert self.free.acquire(timeout=60)
            return encode(model, texts)

        monkeypatch.setattr(Model, "encode", held)


def test_a_job_can_be_watched_and_stopped_half_way_and_goes_on(
    tmp_path: Path, tiny_folder: Path, undisturbed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "library"
    slow = _Slow(monkeypatch, free=9)  # one for the warming, and the first batch of eight
    asked = start(root, MANY, event="harbour", corrections={MANY[0].id: {"genre": "opinion"}})
    worker = threading.Thread(target=work, args=(root,), kwargs={"model": tiny_folder, "idle": 0})
    worker.start()
    _wait(lambda: jobs(root)[0].done == 8)
    (job,) = jobs(root)
    assert job.state == "running"
    assert job.name.startswith("Plan ")
    assert job.seconds_left is not None
    assert job.seconds_left > 0
    assert is_working(root)
    with pytest.raises(PipelineError, match="running"):
        clear(root, asked.id)
    cancel(root, asked.id)
    slow.free.release(50)
    worker.join(60)
    (job,) = jobs(root)
    library = Library.open(root)
    assert (job.state, job.is_cut_off, job.done) == ("stopped", False, 16)
    assert len(library.articles()) == 16  # the batch in hand was stored
    assert library.linked(library.events()["event_id"][0])  # what is stored has its names

    resume(root, asked.id)
    slow.free.release(50)
    work(root, model=tiny_folder, idle=0)
    (job,) = jobs(root)
    assert job.report is not None
    assert (job.state, job.report.scored, job.report.present) == ("done", 4, 16)
    assert library.articles().set_index("article_id")["genre"][MANY[0].id] == "opinion"
    library.edit(MANY[0].id, "genre", None)
    _is_like(library, undisturbed)


def test_a_stop_before_the_start_stores_nothing(tmp_path: Path, tiny_folder: Path) -> None:
    asked = start(tmp_path, MANY, event="harbour")
    cancel(tmp_path, asked.id)
    work(tmp_path, model=tiny_folder, idle=0)
    assert [job.state for job in jobs(tmp_path)] == ["stopped"]
    assert not Library.open(tmp_path).known()


def test_a_killed_worker_is_noticed_and_its_job_ends_as_if_undisturbed(
    tmp_path: Path, tiny_folder: Path, undisturbed: Library
) -> None:
    root = tmp_path / "library"
    many = [*MANY, *(replace(one, title=f"{one.title} again") for one in MANY)]
    asked = start(root, many, event="harbour")
    command = [sys.executable, "-m", "pipeline", "work", str(root), "--model", str(tiny_folder)]
    worker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _wait(lambda: len(Library.open(root).known()) > 0)
    worker.send_signal(signal.SIGKILL)
    worker.wait(30)
    stored = len(Library.open(root).known())
    assert 0 < stored < len(many)
    _wait(lambda: jobs(root)[0].state == "stopped")
    assert jobs(root)[0].is_cut_off
    assert not is_working(root)

    resume(root, asked.id)
    work(root, model=tiny_folder, idle=0)
    (job,) = jobs(root)
    assert job.report is not None
    assert (job.state, job.report.scored, job.report.present) == ("done", len(many) - stored, stored)
    whole = Library.open(tmp_path / "whole", create=True)
    score_articles(many, library=whole, event="harbour", model=Model(tiny_folder, threads=1))
    _is_like(Library.open(root), whole)


def test_one_library_has_one_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[Path] = []
    monkeypatch.setattr(queue, "_spawn", called.append)
    start(tmp_path, [ALPHA])
    assert called == [tmp_path.resolve()]
    with lock_of(tmp_path):
        wake(tmp_path)
        work(tmp_path, model=tmp_path / "nowhere", idle=0)  # would fail if it did anything
    assert called == [tmp_path.resolve()]
    assert jobs(tmp_path)[0].state == "waiting"


def test_the_worker_that_is_started_is_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.undo()
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: called.append(command))
    jobs_of(tmp_path).mkdir()
    wake(tmp_path)
    assert called == [[sys.executable, "-m", "pipeline", "work", str(tmp_path.resolve())]]


def test_a_missing_model_fails_the_job_in_one_line_and_it_can_go_on(tmp_path: Path, tiny_folder: Path) -> None:
    asked = start(tmp_path, [ALPHA], event="harbour")
    work(tmp_path, model=tmp_path / "nowhere", idle=0)
    (job,) = jobs(tmp_path)
    assert job.state == "failed"
    assert "check the name" in job.error
    resume(tmp_path, asked.id)
    work(tmp_path, model=tiny_folder, idle=0)
    assert jobs(tmp_path)[0].state == "done"
    assert jobs(tmp_path)[0].error == ""


def test_what_fails_one_job_leaves_the_next(tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(tmp_path, [ALPHA], event="harbour")
    second = start(tmp_path, [BETA], event="harbour")
    encode = Model.encode

    def fail(model: Model, texts: list[str]) -> object:
        if any("praised" in text for text in texts):
            raise MemoryError("too much")
        return encode(model, texts)

    monkeypatch.setattr(Model, "encode", fail)
    work(tmp_path, model=tiny_folder, idle=0)
    failed, done = jobs(tmp_path)
    assert (failed.state, done.id, done.state) == ("failed", second.id, "done")
    assert "MemoryError: too much" in failed.error


def test_a_job_of_which_a_batch_always_fails_keeps_its_texts_and_can_go_on(
    tmp_path: Path, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = import_module("pipeline.score.run")
    score_batch, bad = run.score_batch, MANY[3].title

    def fail(articles: Sequence[Article], *rest: object, **options: object) -> object:
        if any(article.title == bad for article in articles):
            raise MemoryError("too much")
        return score_batch(articles, *rest, **options)

    asked = start(tmp_path, MANY, event="harbour")
    with monkeypatch.context() as patch:
        patch.setattr(run, "score_batch", fail)
        work(tmp_path, model=tiny_folder, idle=0)
    (job,) = jobs(tmp_path)
    stored = len(Library.open(tmp_path).known())
    assert 0 < stored < len(MANY)
    assert job.state == "failed"
    assert f"{len(MANY) - stored} of {len(MANY)} articles: scoring failed twice (MemoryError: too much)" in job.error
    resume(tmp_path, asked.id)
    work(tmp_path, model=tiny_folder, idle=0)
    assert jobs(tmp_path)[0].state == "done"
    assert len(Library.open(tmp_path).known()) == len(MANY)


def test_a_done_job_keeps_no_texts_and_can_be_cleared(tmp_path: Path, tiny_folder: Path) -> None:
    asked = start(tmp_path, [ALPHA], event="harbour")
    folder = jobs_of(tmp_path) / asked.id
    assert ALPHA.text.split(".")[0] in (folder / "articles.jsonl").read_text(encoding="utf-8")
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0
    work(tmp_path, model=tiny_folder, idle=0)
    assert not (folder / "articles.jsonl").exists()
    clear(tmp_path, asked.id)
    assert jobs(tmp_path) == []
    assert Library.open(tmp_path).known() == {ALPHA.id}


@pytest.mark.parametrize("asked", ["..", "../..", "", "0123456789abcdef", "worker.lock"])
@pytest.mark.parametrize("act", [cancel, clear, resume])
def test_only_a_listed_job_can_be_acted_on(tmp_path: Path, asked: str, act: Callable[[Path, str], None]) -> None:
    start(tmp_path, [ALPHA])
    with pytest.raises(PipelineError, match="is not a job"):
        act(tmp_path, asked)
    assert len(jobs(tmp_path)) == 1


def test_time_needed_grows_with_the_words_and_knows_this_machines_pace(tmp_path: Path) -> None:
    words = replace(ALPHA, text="word " * 99)
    assert seconds(tmp_path, [words, words]) == pytest.approx(200 * PACE)
    jobs_of(tmp_path).mkdir()
    (jobs_of(tmp_path) / "pace.json").write_text("0.5", encoding="utf-8")
    assert seconds(tmp_path, [words]) == pytest.approx(50)


def test_nothing_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="nothing to score"):
        start(tmp_path, [])
