"""Do a library's jobs in turn: the one worker, a process of its own, so that a page can be left.

It holds a lock that the system frees when the process ends, however it ends. What is scored, and when it is stored,
is the business of `pipeline.score`.
"""

import logging
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import Timeout

from ..encoder import Model, load_model
from ..errors import PipelineError
from ..library import Library
from ..nlp import parse, parse_grammar
from ..score import Report, score_articles
from .folder import articles_of, asked_of, folders, jobs_of, lock_of, pace, stored_of, write, write_state

log = logging.getLogger(__name__)

IDLE = 300.0  # seconds without a job after which the worker leaves, and frees the model's memory
SURE = 10.0  # seconds of work after which a job's pace is that of the machine
_POLL = 0.2  # seconds between two looks for work


class _Stopped(Exception):
    """Somebody wants the job stopped."""


def work(root: Path, *, model: Path | None = None, idle: float = IDLE) -> None:
    """Do the library's jobs, the oldest first, until there were none for `idle` seconds.

    Where another worker is at it, do nothing.
    """
    jobs_of(root).mkdir(parents=True, exist_ok=True)
    lock = lock_of(root)
    try:
        lock.acquire(timeout=2)  # those who ask whether somebody works hold it for a moment
    except Timeout:
        return
    loaded: Model | None = None
    last = time.monotonic()
    try:
        while True:
            if loaded is None:
                loaded = _load(root, model)
                if loaded is None:
                    return
            folder = next_job(root)
            if folder:
                _do(root, folder, loaded)
                last = time.monotonic()
            elif time.monotonic() - last >= idle:
                # Who asks for a job writes it first and looks at the lock then: look once more after giving it up.
                lock.release()
                if next_job(root) is None:
                    return
                lock.acquire(timeout=2)
            else:
                time.sleep(_POLL)
    except Timeout:  # another worker was quicker
        return
    finally:
        lock.release()


def _load(root: Path, folder: Path | None) -> Model | None:
    """Return the model, with all that the first article needs loaded; where that fails, so do the jobs."""
    try:
        model = load_model(None if folder is None else os.fspath(folder))
        parse("Loading takes longer than reading.")
        parse_grammar(["Loading takes longer than reading."])
        model.encode(["Loading takes longer than reading."])
    except PipelineError as error:
        for waiting in folders(root):
            if stored_of(waiting).state in ("waiting", "running"):
                write_state(waiting, state="failed", error=str(error))
        return None
    return model


def next_job(root: Path) -> Path | None:
    """Return the oldest job that waits, or that a worker left behind."""
    open_ = [folder for folder in folders(root) if stored_of(folder).state in ("waiting", "running")]
    return min(open_, key=lambda folder: (asked_of(folder)["asked"], folder.name), default=None)


def _do(root: Path, folder: Path, model: Model) -> None:
    """Do one job and write how it ended. A job that fails leaves the worker to the others."""
    if (folder / "stop").exists():  # before its turn
        write_state(folder, state="stopped")
        return
    try:
        report = _score(root, folder, model)
    except PipelineError as error:
        write_state(folder, state="failed", error=str(error))
    except Exception as error:  # the edge: whatever went wrong, the page must say so
        log.exception("job %s", folder.name)
        write_state(folder, state="failed", error=f"scoring stopped ({type(error).__name__}: {error}); try to go on")
    else:
        if report.again:  # their texts are here only
            write_state(
                folder, state="failed", error=f"{len(report.again)} of {report.articles} articles: {report.again[0][1]}"
            )
            return
        is_stopped = (folder / "stop").exists() and report.scored + report.present < report.articles
        write_state(folder, state="stopped" if is_stopped else "done", report=asdict(report))
        if not is_stopped:  # the library has the texts now
            (folder / "articles.jsonl").unlink(missing_ok=True)


def _score(root: Path, folder: Path, model: Model) -> Report:
    asked = asked_of(folder)
    articles = articles_of(folder)
    library = Library.open(root)
    corrections: dict[str, dict[str, str]] = dict(asked["corrections"])
    words = asked["words"] / max(1, asked["articles"])  # of an article; their order is not the file's
    how: dict[str, Any] = {name: asked[name] for name in ("event", "otherwise", "group")}
    begun, before, told = time.monotonic(), len(articles), 0.0
    write_state(folder, state="running", pace=pace(root))

    def correct() -> None:
        for article in corrections.keys() & library.known():
            for field_, value in corrections.pop(article).items():
                library.edit(article, field_, value)

    def progress(done: int, total: int, name: str) -> None:
        nonlocal before, told
        if done <= before:  # the first call: the articles before it were scored by another run
            before = done - 1
        if corrections and time.monotonic() - told > 1:
            told = time.monotonic()
            correct()
        passed = time.monotonic() - begun
        own = passed / ((done - before) * words or 1)
        write_state(folder, state="running", done=done, name=name, pace=own)
        if passed > SURE:
            write(jobs_of(root) / "pace.json", own)
        if (folder / "stop").exists() and done < total:
            raise _Stopped

    try:
        report = score_articles(articles, library=library, model=model, progress=progress, **how)
    except _Stopped:
        # What is stored gets its names and speakers as after any other run.
        stored = library.known()
        kept = [one for one in articles if one.id in stored]
        write_state(folder, done=len(kept))
        report = score_articles(kept, library=library, model=model, **how)
        report.articles = asked["articles"]
    correct()
    return report
