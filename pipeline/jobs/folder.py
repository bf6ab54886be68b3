"""Keep a job as a folder of its library, LIBRARY/jobs/ID: what to score, how, and how far it is.

`articles.jsonl` and `job.json` say what and how, `state.json` how far; `stop` stands there where somebody wants it
stopped. Nothing here starts or does a job.
"""

import json
import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

from filelock import FileLock, Timeout

from ..errors import PipelineError
from ..score import Report
from ..types import Article

State: TypeAlias = Literal["waiting", "running", "done", "stopped", "failed"]

PACE = 1 / 450  # seconds a word, as measured on two cores, until this machine's own pace is known
_BORN = 30.0  # seconds in which a worker that was called for must hold the lock
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `label` is the event that its articles go to, "" where each has its own.

    "stopped" stands for both: stopped by somebody, or (`is_cut_off`) its worker is gone. Both can go on.
    """

    id: str
    label: str
    state: State
    asked: float  # seconds since the epoch
    total: int  # articles
    done: int = 0
    name: str = ""  # of the article that was scored last
    seconds_left: float | None = None
    error: str = ""  # why it failed
    is_cut_off: bool = False
    report: Report | None = None  # where it is done or stopped


@dataclass(slots=True)
class Stored:
    """What `state.json` holds."""

    state: State = "waiting"
    at: float = 0.0  # when it was written
    done: int = 0
    name: str = ""
    pace: float = 0.0  # seconds a word
    error: str = ""
    report: dict[str, Any] = field(default_factory=dict)


def jobs_of(root: Path) -> Path:
    return root / "jobs"


def lock_of(root: Path) -> FileLock:
    return FileLock(jobs_of(root) / "worker.lock")


def folders(root: Path) -> list[Path]:
    if not jobs_of(root).is_dir():
        return []
    return [
        folder
        for folder in jobs_of(root).iterdir()
        if _ID.fullmatch(folder.name) and (folder / "job.json").is_file() and not folder.is_symlink()
    ]


def folder_of(root: Path, job: str) -> Path:
    """Return a job's folder; a name that is not listed is no path."""
    found = {folder.name: folder for folder in folders(root)}
    if job not in found:
        raise PipelineError(f'"{job}" is not a job of this library; load the page again')
    return found[job]


def asked_of(folder: Path) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    return asked


def stored_of(folder: Path) -> Stored:
    return Stored(**json.loads((folder / "state.json").read_text(encoding="utf-8")))


def read(folder: Path, *, is_watched: bool) -> Job:
    asked, now = asked_of(folder), stored_of(folder)
    is_open = now.state in ("waiting", "running")
    is_cut_off = is_open and not is_watched and time.time() - now.at > (_BORN if now.state == "waiting" else 1)
    left = (asked["articles"] - now.done) * asked["words"] / asked["articles"] * (now.pace or PACE)
    return Job(
        id=folder.name,
        label="" if asked["group"] else asked["event"] or "",
        state="stopped" if is_cut_off else now.state,
        asked=asked["asked"],
        total=asked["articles"],
        done=now.done,
        name=now.name,
        seconds_left=max(0.0, left - (time.time() - now.at)) if now.state == "running" and not is_cut_off else None,
        error=now.error,
        is_cut_off=is_cut_off,
        report=Report(**now.report) if now.report else None,
    )


def write_state(folder: Path, **changed: Any) -> None:
    write(folder / "state.json", asdict(stored_of(folder)) | {"at": time.time()} | changed)


def write(path: Path, content: object) -> None:
    """Write a file that is there whole or not at all."""
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    half.write_text(json.dumps(content), encoding="utf-8")
    os.replace(half, path)


def articles_of(folder: Path) -> list[Article]:
    names = {one.name for one in fields(Article)}
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Article(**{name: value for name, value in row.items() if name in names}) for row in rows]


def words_in(article: Article) -> int:
    return len(article.text.split()) + 1


def is_working(root: Path) -> bool:
    """Say whether a worker holds this library's jobs."""
    if not jobs_of(root).is_dir():
        return False
    try:
        with lock_of(root).acquire(timeout=0):
            return False
    except Timeout:
        return True


def pace(root: Path) -> float:
    """Return the seconds a word that scoring took here last, else `PACE`."""
    try:
        return float(json.loads((jobs_of(root) / "pace.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return PACE


def seconds(root: Path, articles: Iterable[Article]) -> float:
    """Return how long scoring will take at this machine's pace, loading aside."""
    return pace(root) * sum(words_in(article) for article in articles)
