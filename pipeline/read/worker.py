"""The reading process: reads one file after another for its parent, with limits on time, memory, disk and network.

It is started by `sandbox`, takes requests from its standard input and answers on its standard output. It is no
sandbox against native code that was taken over; it bounds what a file can cost, and what Python code can reach.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from ..errors import PipelineError
from . import messages
from .kinds import read_one
from .reading import MOST_BYTES, FileReading, on_tick
from .sniff import kind_of
from .zipped import read_members

if sys.platform != "win32":
    import resource

MOST_SECONDS = 30  # for one file, or one article of a file of many
MOST_MEMORY = 3 * 2**30  # address space, which is more than what is used
MOST_FILES = 1_000  # then a new process takes over, so that what libraries leak is given back
_SPENT_MEMORY = 2**30  # the same after a file that took this much
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_PROGRAMS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "pty.")
_NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.", "nntplib.")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def serve() -> None:
    """Answer requests until the parent closes the pipe."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())  # what a library prints must not get among the answers
    limit()
    sys.addaudithook(_refuse)
    on_tick(lambda: _go_on(answers, messages.TICK))
    messages.send(answers, messages.READY)
    done = 0
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _, request = messages.receive(asked, most=2**20)
            _, content = messages.receive(asked, most=MOST_BYTES)
            _answer(answers, json.loads(request), content)
            done += 1
            spent = done >= MOST_FILES or _peak() > _SPENT_MEMORY
            messages.send(answers, messages.DONE, json.dumps({"spent": spent}).encode())


def parts_of(
    name: str, content: bytes, *, start: int = 0, begin: Callable[[str], None] = lambda member: None
) -> Iterator[FileReading]:
    """Yield the reading of a file, or of each file in an archive from number `start` on."""
    try:
        is_zip = content.startswith(b"PK") and kind_of(name, content) == "zip"
    except PipelineError:
        is_zip = False  # the reading says why
    if not is_zip:
        yield read_one(name, content)
        return
    try:
        yield from read_members(name, content, start=start, begin=begin)
    except PipelineError as error:
        yield FileReading(name, "zip", (), (str(error),))


def limit() -> None:
    """Limit this process's memory, and let it write no file; what a system cannot limit is left."""
    if sys.platform != "win32":
        limits = {resource.RLIMIT_AS: MOST_MEMORY, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
        for what, most in limits.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def _answer(answers: BinaryIO, request: dict[str, Any], content: bytes) -> None:
    _limit_time()
    begin = partial(_go_on, answers, messages.MEMBER)
    for reading in parts_of(request["name"], content, start=request["start"], begin=begin):
        try:
            answer = messages.encoded(reading)
        except (MemoryError, RecursionError, ValueError):
            answer = b""
        if not 0 < len(answer) <= messages.MOST_ANSWER:
            problem = f"{reading.name}: holds more text than can be passed on; split it"
            answer = messages.encoded(FileReading(reading.name, reading.kind, (), (problem,)))
        messages.send(answers, messages.PART, answer)


def _go_on(answers: BinaryIO, kind: bytes, name: str = "") -> None:
    """Tell the parent that the next file or article begins; each has the whole time."""
    _limit_time()
    messages.send(answers, kind, name.encode("utf-8", "replace"))


def _limit_time() -> None:
    """Move the limit on processor time forward for one more file: reaching it ends this process."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = int(used.ru_utime + used.ru_stime) + MOST_SECONDS + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _peak() -> int:
    """Return the most memory that this process ever had, in bytes; 0 where nobody counts it."""
    if sys.platform == "win32":
        return 0
    try:  # on Linux ru_maxrss begins with what the parent had
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def _refuse(event: str, values: tuple[Any, ...]) -> None:
    """Stop Python code that would reach the network, start a program or change a file (an audit hook)."""
    if event == "open":
        _, mode, flags = values
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (mode is None and flags & _WRITES):
            raise PermissionError("a reader writes no files")
    elif event.startswith((*_NETWORK, *_PROGRAMS, *_CHANGES)):
        raise PermissionError(f"a reader may not do this: {event}")
