"""Read strangers' files in a process of its own, which is stopped when a file costs too much, and started again.

A file that crashes the reading process, or takes too long, costs one line; in an archive it costs one line for that
file, and the files after it are read. Safe from several threads: each takes a process of its own from a small pool.
"""

import atexit
import contextlib
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from . import messages
from .kinds import promised
from .reading import FileReading, Progress, silent
from .worker import MOST_SECONDS
from .zipped import merged

MOST_WORKERS = min(4, os.cpu_count() or 1)
MOST_SECONDS_IN_ALL = 300  # for an archive, or a file of many articles
MOST_FAILURES = 3  # files that may cost the process its life, in one archive
_START_SECONDS = 60
_LOOK_SECONDS = 0.25

# Only the package's path is given, not the package: importing all of it would cost a second and 100 MB.
_BOOT = """
import sys, types
package = types.ModuleType("pipeline")
package.__path__ = [sys.argv[1]]
sys.modules["pipeline"] = package
from pipeline.read.worker import serve
serve()
"""
_KEPT = [
    "PATH",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "LANG",
    "LC_ALL",
] + ["HOME", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE"]
_SET = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class WorkerLost(Exception):
    """The reading process ended, or was ended, while it read; the message says why, and what to do."""


def read_apart(name: str, content: bytes, *, progress: Progress = silent) -> FileReading:
    """Read one file in a reading process; whatever happens to that is one line.

    `progress` is called with the name of each file in an archive as it is begun.
    """
    work = _Work(name, progress)
    for _ in range(MOST_FAILURES):
        try:
            with _borrowed() as worker:
                worker.read(work, content)
        except WorkerLost as lost:
            if not work.is_archive:
                return FileReading(name, promised(name), (), (f"{name}: {lost}",))
            if work.member:
                work.parts.append(FileReading(work.member, promised(work.member), (), (f"{work.member}: {lost}",)))
                work.member = ""
            if work.seconds_left() <= 0:
                break
        else:
            return merged(name, work.parts) if work.is_archive else work.parts[0]
    problem = f"{name}: too much in this archive cannot be read; the files after {len(work.parts)} are left out"
    return merged(name, [*work.parts, FileReading(name, "unread", (), (problem,))])


@dataclass(slots=True)
class _Work:
    """One file that is read, and what it gave so far."""

    name: str
    progress: Progress
    parts: list[FileReading] = field(default_factory=list)
    member: str = ""  # the file in an archive that is being read
    is_archive: bool = False
    size: int = 0  # bytes of the answers so far
    begun: float = field(default_factory=time.monotonic)

    def seconds_left(self) -> float:
        return MOST_SECONDS_IN_ALL - (time.monotonic() - self.begun)


class _Worker:
    """One reading process."""

    def __init__(self) -> None:
        self.spent = False
        self.late = False
        self._deadline = math.inf
        self._ended = threading.Event()
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _SET
        if path := environment.get("PYTHONPATH"):
            environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, path.split(os.pathsep)))
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", _BOOT, str(Path(__file__).parents[1])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_empty_folder(),
                env=environment,
                start_new_session=True,  # so that it can be killed with whatever it started, and Ctrl-C is ours
            )
        except OSError as error:
            raise WorkerLost(f"no reading process could be started ({error.strerror}); try again") from error
        assert self.process.stdin
        assert self.process.stdout
        self.requests: BinaryIO = self.process.stdin  # type: ignore[assignment]
        self.answers: BinaryIO = self.process.stdout  # type: ignore[assignment]
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            with self._watched(_START_SECONDS):
                messages.receive(self.answers, most=0)
        except (EOFError, ValueError, OSError) as error:
            self.kill()
            raise WorkerLost("no reading process could be started; install the requirements again") from error

    def read(self, work: _Work, content: bytes) -> None:
        """Read a file into `work`, from the part on that is not there yet; raise WorkerLost."""
        request = {"name": work.name, "start": len(work.parts)}
        try:
            with self._watched(MOST_SECONDS):
                messages.send(self.requests, messages.ASK, json.dumps(request).encode())
                messages.send(self.requests, messages.CONTENT, content)
                kind = self._next(work)
            while kind != messages.DONE:
                with self._watched(min(MOST_SECONDS, max(0, work.seconds_left()))):
                    kind = self._next(work)
        except (EOFError, OSError) as error:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            raise WorkerLost(self._why()) from error
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise WorkerLost("what was read cannot be passed on; split the file") from error

    def _next(self, work: _Work) -> bytes:
        """Take one frame into `work` and return its kind."""
        kind, answer = messages.receive(self.answers, most=messages.MOST_ANSWER)
        work.size += len(answer)
        if work.size > 2 * messages.MOST_ANSWER:
            raise ValueError("too many answers")
        match kind:
            case messages.MEMBER:
                work.member, work.is_archive = answer.decode(), True
                work.progress(work.member)
            case messages.PART:
                work.parts.append(messages.decoded(answer))
                work.member = ""
            case messages.DONE:
                self.spent = bool(json.loads(answer)["spent"])
        return kind

    def _why(self) -> str:
        code = self.process.returncode
        if self.late or (sys.platform != "win32" and code == -signal.SIGXCPU):
            return f"took over {MOST_SECONDS} s to read; split it, or save its text as .txt"
        return "broke the program that read it; it is damaged or made to harm, save its text as .txt"

    @contextlib.contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Kill the process when the block takes longer than this: that ends any waiting for it."""
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = math.inf

    def _watch(self) -> None:
        # One thread as long as the process lives: starting one for each file would cost more than reading it.
        while not self._ended.wait(_LOOK_SECONDS):
            if time.monotonic() > self._deadline:
                self.late = True
                self._signal()
                return

    def _signal(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_usable(self) -> bool:
        return not self.spent and not self.late and self.process.poll() is None

    def kill(self) -> None:
        """End the process and whatever it started."""
        self._ended.set()
        if self.process.poll() is None:
            self._signal()
        self.process.wait()
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):  # what was not yet written
                pipe.close()


# The pool.

_idle: list[_Worker] = []
_lock = threading.Lock()
_places = threading.BoundedSemaphore(MOST_WORKERS)
_folder: str | None = None


@contextlib.contextmanager
def _borrowed() -> Iterator[_Worker]:
    """Give a reading process to a block; it is kept for the next one unless the block fails."""
    with _places:
        with _lock:
            worker = _idle.pop() if _idle else None
        if worker is None or not worker.is_usable():
            if worker:
                worker.kill()
            worker = _Worker()
        try:
            yield worker
        except BaseException:  # also Ctrl-C: an answer that nobody waits for must not reach the next file
            worker.kill()
            raise
        if worker.is_usable():
            with _lock:
                _idle.append(worker)
        else:
            worker.kill()


def _empty_folder() -> str:
    """Return an empty folder for the processes to stand in."""
    global _folder
    with _lock:
        if _folder is None or not os.path.isdir(_folder):
            _folder = tempfile.mkdtemp(prefix="parallax-")
        return _folder


@atexit.register
def close() -> None:
    """End the reading processes; the next file starts a new one."""
    global _folder
    with _lock:
        workers, folder = _idle[:], _folder
        _idle.clear()
        _folder = None
    for worker in workers:
        worker.kill()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _forget() -> None:
    """Leave the parent's processes to the parent, in a process that was forked."""
    global _idle, _lock, _places, _folder
    for worker in _idle:
        worker.process.returncode = 0
    _idle, _lock, _places, _folder = [], threading.Lock(), threading.BoundedSemaphore(MOST_WORKERS), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
