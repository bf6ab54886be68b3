"""Run batches where they are to run, a few at once, and take each as it is done: here, or in processes of this machine.

A batch that fails, or whose process dies, is tried once more at the end, by itself where others could bring it down;
when it fails again it is set aside and all else goes on. A PipelineError is no batch's fault but what the user must set
right: it ends the run. How batches run on other machines is in `cluster`; what becomes of their rows is left to whoever
takes them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol, TypeAlias

from ..encoder import Model, load_model
from ..errors import PipelineError
from ..types import Article, Document
from .batch import Batch, Scored

log = logging.getLogger(__name__)

Work: TypeAlias = Callable[[Sequence[Article], Model, frozenset[str], Mapping[str, Document]], Scored]
Outcome: TypeAlias = Scored | Exception


class Named(Protocol):
    """A model, or what must be known of one that only others load."""

    @property
    def folder(self) -> Path: ...

    @property
    def version(self) -> str: ...

    @property
    def threads(self) -> int: ...


class Pool(Protocol):
    """Where batches are scored."""

    @property
    def room(self) -> int:
        """Return how many batches it holds at once, running or waiting to."""

    @property
    def is_shared(self) -> bool:
        """Return whether a batch that kills its process takes the others with it."""

    def start(self, batch: Batch) -> None:
        """Take a batch."""

    def finished(self) -> list[tuple[Batch, Outcome]]:
        """Wait until a batch is done and return those that are, each with its rows or why it failed."""

    def taken(self, batch: Batch) -> None:
        """Forget a batch whose rows are stored."""

    def close(self) -> None:
        """Give back what it holds."""


def run(batches: Iterable[Batch], pool: Pool) -> Iterator[tuple[Batch, Scored]]:
    """Yield each batch with its rows as it is done, in no fixed order; raise the PipelineError of any.

    No more batches are taken from `batches` than the pool has room for. When the next one is asked for, the one before
    counts as stored.
    """
    again: list[Batch] = []
    for batch, outcome in _each(batches, pool):
        if isinstance(outcome, Scored):
            yield batch, outcome
            pool.taken(batch)
        else:
            log.warning("%d articles failed and will be tried once more: %s", len(batch.articles), _said(outcome))
            again.append(batch)
    for part in [[batch] for batch in again] if pool.is_shared else [again]:
        for batch, outcome in _each(part, pool):
            yield batch, outcome if isinstance(outcome, Scored) else _set_aside(batch, outcome)
            pool.taken(batch)


def _each(batches: Iterable[Batch], pool: Pool) -> Iterator[tuple[Batch, Outcome]]:
    waiting = iter(batches)
    running = 0
    while True:
        while running < pool.room and (batch := next(waiting, None)) is not None:
            pool.start(batch)
            running += 1
        if not running:
            return
        for done, outcome in pool.finished():
            running -= 1
            if isinstance(outcome, PipelineError):
                raise outcome
            yield done, outcome


def _set_aside(batch: Batch, error: Exception) -> Scored:
    """Return no rows, and for each article why."""
    scored = Scored.nothing()
    scored.set_aside = f"scoring failed twice ({_said(error)}); score again to try this article once more"
    scored.failed = [(article.source, scored.set_aside) for article in batch.articles.values()]
    return scored


def _said(error: Exception) -> str:
    """Return one line that says why a batch failed."""
    if isinstance(error, BrokenProcessPool):
        return "its process died, perhaps for want of memory"
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


class Here:
    """This very process, one batch at a time."""

    room = 1
    is_shared = False

    def __init__(self, work: Work, model: Model, known: frozenset[str]) -> None:
        self._work, self._model, self._known = work, model, known
        self._waiting: list[Batch] = []

    def start(self, batch: Batch) -> None:
        self._waiting.append(batch)

    def finished(self) -> list[tuple[Batch, Outcome]]:
        batch = self._waiting.pop()
        try:
            return [(batch, self._work(list(batch.articles.values()), self._model, self._known, batch.stored))]
        except Exception as error:  # the edge: one batch costs only itself
            log.debug("a batch failed", exc_info=True)
            return [(batch, error)]

    def taken(self, batch: Batch) -> None:
        pass

    def close(self) -> None:
        pass


class Processes:
    """Processes of this machine, each with the model; they are started again when one of them dies."""

    is_shared = True

    def __init__(self, work: Work, model: Named, known: frozenset[str], *, workers: int) -> None:
        self.room = 2 * workers  # so that none waits while rows are stored
        self._work, self._known, self._workers = work, known, workers
        self._model = (model.folder, model.threads)
        self._running: dict[Future[Scored], Batch] = {}
        self._executor = self._started()

    def start(self, batch: Batch) -> None:
        articles = list(batch.articles.values())
        try:
            future = self._executor.submit(_in_process, self._work, articles, batch.stored, *self._model)
        except BrokenProcessPool:
            self._renew()
            future = self._executor.submit(_in_process, self._work, articles, batch.stored, *self._model)
        self._running[future] = batch

    def finished(self) -> list[tuple[Batch, Outcome]]:
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        return [(self._running.pop(future), _outcome(future)) for future in list(self._running) if future in done]

    def taken(self, batch: Batch) -> None:
        pass

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _renew(self) -> None:
        self._executor.shutdown(wait=True)
        self._executor = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # What is known may be a million texts: it goes to each process once, and not with every batch.
        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=_know, initargs=(self._known,)
        )


def _outcome(future: Future[Scored]) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    return error if isinstance(error, Exception) else RuntimeError(str(error))


_known: frozenset[str] = frozenset()


def _know(known: frozenset[str]) -> None:
    global _known
    _known = known


def _in_process(
    work: Work, articles: Sequence[Article], stored: Mapping[str, Document], folder: Path, threads: int
) -> Scored:
    return work(articles, _model(folder, threads), _known, stored)


@lru_cache(maxsize=1)
def _model(folder: Path, threads: int) -> Model:
    return load_model(folder, threads=threads)
