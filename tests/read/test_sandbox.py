"""The reading process is tried by a reader that does whatever a text file says: Python code, run inside it."""

import gc
import io
import os
import signal
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.read import read_bytes, sandbox
from pipeline.read.kinds import read_one
from pipeline.read.sandbox import close, read_apart

TEXT = b"Council votes for the harbour plan\n\nThe council voted on Monday. The plan costs the town four jobs.\n"
_OBEY = """
import os, signal, time
from pipeline.errors import PipelineError
from pipeline.read import kinds, messages, worker

def obey(name, content):
    exec(content.decode(), {"os": os, "signal": signal, "time": time, "PipelineError": PipelineError})
    return kinds.FileReading(name, "txt")

kinds.KINDS["txt"] = obey
worker.MOST_FILES = 5
messages.MOST_ANSWER = 10_000
serve()
"""
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="this system cannot limit a process so")


@pytest.fixture
def obeying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start reading processes that run text files as code."""
    close()
    monkeypatch.setattr(sandbox, "_BOOT", sandbox._BOOT.removesuffix("serve()\n") + _OBEY)
    yield
    close()


def told(code: str) -> str:
    """Return the one line that a file with this code ends in."""
    reading = read_apart("a.txt", code.encode())
    assert reading.articles == ()
    (line,) = reading.problems
    assert line.startswith("a.txt: ")
    return line.removeprefix("a.txt: ")


def asked(code: str) -> str:
    """Return the value of an expression in the reading process."""
    return told(f"raise PipelineError('a.txt: ' + str({code}))")


def zipped(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, code in members.items():
            archive.writestr(f"{name}.txt", code)
    return held.getvalue()


def test_it_gives_what_reading_here_gives() -> None:
    table = (
        b'{"text": "The council \\ud800 voted.", "title": "Plan", "n": [1, {"a": null}], "event": "x"}\n{"text": 1}\n'
    )
    for name, content in [("press-tv_2021-11-14.txt", TEXT), ("a.jsonl", table), ("a.pdf", b"%PDF-1.7"), ("a", b"")]:
        assert read_apart(name, content) == read_one(name, content)


@pytest.mark.usefixtures("obeying")
@pytest.mark.parametrize("code", ["os.abort()", "os._exit(0)", "os.kill(os.getpid(), signal.SIGSEGV)"])
def test_a_crash_is_one_line_and_the_next_file_is_read(code: str) -> None:
    assert told(code) == "broke the program that read it; it is damaged or made to harm, save its text as .txt"
    assert read_apart("a.txt", b"pass").problems == ()


@pytest.mark.usefixtures("obeying")
@pytest.mark.parametrize("code", ["while True: pass", "time.sleep(99)"])
def test_what_takes_too_long_is_stopped(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("1") == "1"  # so that no start is timed
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 1)
    begun = time.monotonic()
    assert told(code) == "took over 1 s to read; split it, or save its text as .txt"
    assert time.monotonic() - begun < 20
    monkeypatch.undo()
    assert read_apart("a.txt", TEXT).articles


@needs_limits
@pytest.mark.usefixtures("obeying")
def test_processor_time_is_limited_file_by_file() -> None:
    assert told("os.kill(os.getpid(), signal.SIGXCPU)").startswith("took over 30 s to read")
    soft = "__import__('resource').getrlimit(__import__('resource').RLIMIT_CPU)[0]"
    first = int(asked(soft))
    assert 30 <= first <= 40
    work = f"while time.process_time() < {first - 30}: pass\nraise PipelineError('a.txt: done')"
    assert told(work) == "done"
    assert int(asked(soft)) > first


@needs_limits
@pytest.mark.usefixtures("obeying")
def test_memory_is_limited() -> None:
    assert told("bytearray(4 << 30)") == "needs more memory than reading may take; split it"
    assert read_apart("a.txt", b"pass").problems == ()


@pytest.mark.usefixtures("obeying")
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('a.example', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "open('written', 'w')",
        "os.open('written', os.O_CREAT | os.O_WRONLY)",
        "os.mkdir('made')",
        "os.remove('gone')",
    ],
)
def test_no_network_no_program_no_file(code: str) -> None:
    assert told(code) == "could not be read (PermissionError); save it again as UTF-8 text"


@pytest.mark.usefixtures("obeying")
def test_it_stands_in_an_empty_folder_and_knows_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "x")
    assert asked("os.listdir('.')") == "[]"
    assert asked("'A_SECRET' in os.environ") == "False"
    assert asked("'pandas' in __import__('sys').modules") == "False"


@pytest.mark.usefixtures("obeying")
def test_what_a_library_prints_is_no_answer() -> None:
    assert read_apart("a.txt", b"print('noise' * 999); os.write(1, b'more'); os.write(2, b'x')").problems == ()


@pytest.mark.usefixtures("obeying")
def test_noise_among_the_answers_costs_the_file() -> None:
    noise = "for fd in range(3, 9):\n try: os.write(fd, b'noise' * 99)\n except OSError: pass"
    assert told(noise) == "what was read cannot be passed on; split the file"
    assert asked("1") == "1"


@pytest.mark.usefixtures("obeying")
def test_an_answer_that_is_too_long_is_one_line() -> None:
    assert told("raise PipelineError('x' * 20_000)") == "holds more text than can be passed on; split it"


@pytest.mark.usefixtures("obeying")
def test_a_process_is_used_again_and_replaced_in_time() -> None:
    pids = [asked("os.getpid()") for _ in range(12)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [5, 5, 2]


@pytest.mark.usefixtures("obeying")
def test_a_process_that_was_ended_meanwhile_is_replaced() -> None:
    os.kill(int(asked("os.getpid()")), signal.SIGKILL)
    deadline = time.monotonic() + 20
    while sandbox._idle[0].process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert asked("1") == "1"


@pytest.mark.usefixtures("obeying")
def test_a_bad_file_in_an_archive_costs_one_line() -> None:
    begun: list[str] = []
    content = zipped(a="pass", b="os.abort()", c="pass", d="raise PipelineError('d: bad')", e="pass")
    reading = read_apart("x.zip", content, progress=begun.append)
    broke = "broke the program that read it; it is damaged or made to harm, save its text as .txt"
    assert reading.problems == (f"x.zip/b.txt: {broke}", "d: bad")
    assert reading.notes == ("x.zip: 5 files in it: 5 txt",)
    assert begun == [f"x.zip/{letter}.txt" for letter in "abcde"]


@pytest.mark.usefixtures("obeying")
def test_an_archive_of_bad_files_is_given_up() -> None:
    reading = read_apart("x.zip", zipped(**dict.fromkeys("abcdefgh", "os.abort()")))
    assert len(reading.problems) == sandbox.MOST_FAILURES + 1
    assert reading.problems[-1] == "x.zip: too much in this archive cannot be read; the files after 3 are left out"


@pytest.mark.usefixtures("obeying")
def test_an_archive_as_a_whole_has_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("1") == "1"
    monkeypatch.setattr(sandbox, "MOST_SECONDS_IN_ALL", 1)
    reading = read_apart("x.zip", zipped(**{f"n{number}": "time.sleep(.4)" for number in range(20)}))
    assert "the files after" in reading.problems[-1]
    assert len(reading.problems) == 2


def test_an_answer_that_nobody_waits_for_reaches_no_other_file() -> None:
    class Stop(Exception):
        pass

    def stop(name: str) -> None:
        raise Stop

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("other.txt", TEXT)
    with pytest.raises(Stop):
        read_apart("x.zip", held.getvalue(), progress=stop)
    assert read_apart("a.txt", TEXT).articles[0].source == "a.txt"


def test_threads_get_their_own_answers() -> None:
    def title(number: int) -> str | None:
        return read_bytes(f"{number}.txt", TEXT.replace(b"Council", f"Council {number}".encode())).articles[0].title

    with ThreadPoolExecutor(8) as threads:
        titles = list(threads.map(title, range(60)))
    assert titles == [f"Council {number} votes for the harbour plan" for number in range(60)]
    assert len(sandbox._idle) <= sandbox.MOST_WORKERS


def test_closing_leaves_nothing_and_reading_goes_on() -> None:
    assert read_apart("a.txt", TEXT).articles
    (worker, *_), folder = sandbox._idle, sandbox._folder
    close()
    assert worker.process.poll() is not None
    assert folder
    assert not Path(folder).exists()
    deadline = time.monotonic() + 20
    while any("_watch" in thread.name for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.01)
    gc.collect()  # a pipe left open would warn
    assert read_apart("a.txt", TEXT).articles


def test_no_python_to_start_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    close()
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "no reading process could be started" in told("")
    monkeypatch.undo()
    monkeypatch.setattr(sandbox, "_BOOT", "import no_such_module")
    assert told("").endswith("could be started; install the requirements again")
