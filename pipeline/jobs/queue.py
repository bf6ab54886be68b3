"""Ask for articles to be scored in the background, see how far it is, stop it, go on with it."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from ..errors import PipelineError
from ..library import Library
from ..types import Article
from .folder import (
    Job,
    Stored,
    folder_of,
    folders,
    is_working,
    jobs_of,
    read,
    words_in,
    write,
    write_state,
)

Corrections: TypeAlias = Mapping[str, Mapping[str, str]]  # article id -> field -> value

_ROOT = Path(__file__).parents[2]
_workers: dict[Path, subprocess.Popen[bytes]] = {}  # kept, so that one that has left is reaped


def start(
    root: Path,
    articles: Iterable[Article],
    *,
    event: str | None = None,
    otherwise: str = "My event",
    group: bool = False,
    corrections: Corrections | None = None,
) -> Job:
    """Ask for articles to be scored into the library in `root`, and see to it that somebody does; see `score_articles`.

    `corrections` are written into the library as the articles are stored.
    """
    Library.open(root, create=True)
    listed = list(articles)
    if not listed:
        raise PipelineError("nothing to score; name at least one article")
    folder = jobs_of(root) / secrets.token_hex(8)
    asked = {
        "event": event,
        "otherwise": otherwise,
        "group": group,
        "corrections": {article: dict(changed) for article, changed in (corrections or {}).items()},
        "asked": time.time(),
        "articles": len({article.id for article in listed}),
        "words": sum({article.id: words_in(article) for article in listed}.values()),
    }
    try:
        folder.mkdir(mode=0o700, parents=True)
        with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(asdict(article), default=str) + "\n" for article in listed)
        write(folder / "state.json", asdict(Stored(at=time.time())))
        write(folder / "job.json", asked)  # last: without it there is no job
    except OSError as error:
        raise PipelineError(f"{root}: the job cannot be written ({error.strerror}); check the folder") from error
    wake(root)
    return read(folder, is_watched=True)


def jobs(root: Path) -> list[Job]:
    """Return the jobs of a library, the oldest first."""
    listed = folders(root)
    if not listed:
        return []
    is_watched = is_working(root)
    return sorted((read(folder, is_watched=is_watched) for folder in listed), key=lambda job: (job.asked, job.id))


def cancel(root: Path, job: str) -> None:
    """Stop a job after the articles in hand; what is stored stays, and `resume` goes on from there."""
    folder = folder_of(root, job)
    (folder / "stop").touch()
    if not is_working(root):
        write_state(folder, state="stopped")


def resume(root: Path, job: str) -> None:
    """Go on with a job that was stopped, cut off or failed."""
    folder = folder_of(root, job)
    (folder / "stop").unlink(missing_ok=True)
    write_state(folder, state="waiting", error="", report={})
    wake(root)


def clear(root: Path, job: str) -> None:
    """Forget a job that is not running; its articles stay in the library."""
    folder = folder_of(root, job)
    if read(folder, is_watched=is_working(root)).state == "running":
        raise PipelineError("this job is running; stop it first")
    shutil.rmtree(folder, ignore_errors=True)


def wake(root: Path) -> None:
    """Start the library's worker, unless there is one; it loads the model and waits for work."""
    root = root.resolve()
    born = _workers.get(root)
    if is_working(root) or (born is not None and born.poll() is None):
        return
    try:
        _workers[root] = _spawn(root)
    except OSError as error:
        raise PipelineError(f"{root}: no worker can be started here ({error.strerror}); check the folder") from error


def _spawn(root: Path) -> subprocess.Popen[bytes]:
    """Start a worker that outlives this process; what it has to say goes to a file beside the jobs."""
    jobs_of(root).mkdir(mode=0o700, parents=True, exist_ok=True)
    with (jobs_of(root) / "worker.log").open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", "work", os.fspath(root)],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
