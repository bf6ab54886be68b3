"""Running batches: how many at once, in which order, and what happens to those that fail or kill their process."""

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.tables import SCORED
from pipeline.score import Report, Scored, score_articles, score_batch
from pipeline.score.batch import Batch
from pipeline.score.pools import Here, Outcome, run
from pipeline.types import Article, Document

from ..conftest import ALPHA, BETA

Titles = Mapping[str, str]  # a title, and what scoring an article with it does


def many(n: int) -> list[Article]:
    """Return articles in the order in which they are scored: eight a batch."""
    return sorted((replace(ALPHA, title=f"Harbour plan number {i}", source=f"{i:03d}.txt") for i in range(n)), key=_id)


def _id(article: Article) -> str:
    return article.id


def troubled(
    folder: Path,
    trouble: Titles,
    articles: Sequence[Article],
    model: Model,
    known: frozenset[str],
    stored: Mapping[str, Document],
) -> Scored:
    """Score a batch, unless an article in it brings trouble; `folder` remembers, for other processes too."""
    for title in {article.title or "" for article in articles} & trouble.keys():
        met = folder / title
        if trouble[title] == "dies" or (trouble[title] == "dies once" and not met.exists()):
            met.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if trouble[title] == "fails":
            raise ValueError(f"{title}\ncannot be scored")
        if trouble[title] == "stops":
            raise PipelineError("the model has no stance head")
    return score_batch(articles, model, known, stored)


def rows(library: Library) -> dict[str, list[dict[str, object]]]:
    (scorer,) = library.scorers()
    return {"articles": library.rows("articles"), **{name: library.rows(name, scorer=scorer) for name in SCORED}}


def scored(
    folder: Path, articles: Sequence[Article], model: Model, trouble: Titles | None = None, **options: object
) -> tuple[dict[str, list[dict[str, object]]], Report]:
    """Return the rows and the report of scoring these articles into a new library."""
    library = Library.open(folder, create=True)
    with pytest.MonkeyPatch.context() as patch:
        if trouble:
            patch.setattr(import_module("pipeline.score.run"), "score_batch", partial(troubled, folder, trouble))
        report = score_articles(articles, library=library, event="e", model=model, **options)  # type: ignore[arg-type]
    return rows(library), report


def test_dead_processes_are_started_again_and_a_batch_that_always_fails_is_set_aside(
    tmp_path: Path, tiny: Model
) -> None:
    articles = many(32)
    dies_once, fails, dies = (articles[at].title or "" for at in (1, 12, 27))
    trouble = {dies_once: "dies once", fails: "fails", dies: "dies"}
    found, report = scored(tmp_path / "l", articles, tiny, trouble, workers=2)
    lost = articles[8:16] + articles[24:32]
    assert [name for name, _ in report.failed] == sorted(article.source for article in lost)
    reasons = dict(report.failed)
    assert f"ValueError: {fails} cannot be scored" in reasons[articles[12].source]
    assert "its process died" in reasons[articles[27].source]
    assert all("\n" not in reason for reason in reasons.values())
    kept = [article for article in articles if article not in lost]
    assert report.scored == len(kept)
    assert found == scored(tmp_path / "kept", kept, tiny)[0]


def test_a_failing_batch_here_costs_only_itself_and_is_scored_by_the_next_run(tmp_path: Path, tiny: Model) -> None:
    articles = many(20)
    title = articles[9].title or ""
    library = Library.open(tmp_path / "l", create=True)
    found, report = scored(tmp_path / "l", articles, tiny, {title: "fails"})
    assert report.scored == 12
    assert {row["article_id"] for row in found["articles"]} == {a.id for a in articles[:8] + articles[16:]}
    again = score_articles(articles, library=library, event="e", model=tiny)
    assert (again.scored, again.present, again.failed) == (8, 12, [])
    assert rows(library) == scored(tmp_path / "whole", articles, tiny)[0]


def test_where_every_batch_fails_the_run_does(tmp_path: Path, tiny: Model) -> None:
    articles = many(10)
    trouble = {articles[at].title or "": "fails" for at in (0, 9)}
    with pytest.raises(PipelineError, match="nothing could be scored: scoring failed twice"):
        scored(tmp_path / "l", articles, tiny, trouble)


def test_what_the_user_must_set_right_ends_the_run(tmp_path: Path, tiny: Model) -> None:
    with pytest.raises(PipelineError, match="no stance head"):
        scored(tmp_path / "l", [ALPHA, BETA], tiny, {BETA.title or "": "stops"})


class Fake:
    """A pool that finishes the last batch first, and fails each batch whose key is in `bad` so many times."""

    is_shared = True

    def __init__(self, bad: dict[str, int]) -> None:
        self.room = 3
        self.bad = bad
        self.running: list[Batch] = []
        self.log: list[tuple[str, str, int]] = []

    def start(self, batch: Batch) -> None:
        self.running.append(batch)
        self.log.append(("start", batch.key, len(self.running)))

    def finished(self) -> list[tuple[Batch, Outcome]]:
        batch = self.running.pop()
        if self.bad.get(batch.key, 0):
            self.bad[batch.key] -= 1
            return [(batch, ValueError("bad"))]
        return [(batch, Scored.nothing())]

    def taken(self, batch: Batch) -> None:
        self.log.append(("taken", batch.key, len(self.running)))

    def close(self) -> None:
        pass


def test_no_more_batches_are_taken_than_there_is_room_for() -> None:
    batches = [Batch({str(i): ALPHA}) for i in range(9)]
    drawn: list[Batch] = []

    def drawing() -> Iterator[Batch]:
        for batch in batches:
            drawn.append(batch)
            yield batch

    done = 0
    for _ in run(drawing(), Fake({})):
        done += 1
        assert len(drawn) <= done + 2
    assert done == 9


def test_failed_batches_are_tried_once_more_at_the_end_one_at_a_time() -> None:
    batches = [Batch({str(i): replace(ALPHA, source=f"{i}.txt")}) for i in range(6)]
    once, always = batches[0], batches[3]
    pool = Fake({once.key: 1, always.key: 2, batches[4].key: 1})
    found = {batch.key: scored for batch, scored in run(iter(batches), pool)}
    assert found.keys() == {batch.key for batch in batches}
    assert [name for scored in found.values() for name, _ in scored.failed] == ["3.txt"]
    starts = [(key, running) for what, key, running in pool.log if what == "start"]
    assert len(starts) == 9
    assert all(running == 1 for _, running in starts[6:])
    assert [key for what, key, _ in pool.log if what == "taken"] == list(found)


def test_a_batch_counts_as_stored_only_when_the_next_is_asked_for() -> None:
    pool = Fake({})
    found = run([Batch({"1": ALPHA}), Batch({"2": BETA})], pool)
    next(found)
    assert not [what for what, *_ in pool.log if what == "taken"]
    next(found)
    assert len([what for what, *_ in pool.log if what == "taken"]) == 1


def test_memory_that_runs_out_is_said_in_one_line(tiny: Model) -> None:
    def hungry(*_: object) -> Scored:
        raise MemoryError

    ((_, scored),) = run([Batch({"1": ALPHA})], Here(hungry, tiny, frozenset()))
    ((name, reason),) = scored.failed
    assert name == ALPHA.source
    assert reason.startswith("scoring failed twice (MemoryError")
