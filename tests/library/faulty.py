"""Break what a library does at a chosen call to the file system, and look at what is left.

    LD_PRELOAD=faulty.so python -m tests.library.faulty FOLDER SEED DEED:MODE:RUNS...

Run as a program, it does each deed so many times, each time in a process of its own, which is killed (`kill`), killed
in the middle of a write (`torn`), or refused a call (`ENOSPC`, from there on; `EIO`, once): at calls spread over all
that the deed makes, at each of them where RUNS is 0. Of the runs a quarter is for the writes of new files, which are
many and alike. It prints a line of JSON for each, with what was wrong afterwards.
"""

import ctypes
import errno
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.backup import backup, restore
from pipeline.library.doctor import examine, repair

from .made import SCORER, batch, ids, library_of, state

ROOT = Path(__file__).parents[2]
MODES = {"kill": 0, "torn": -1, "ENOSPC": errno.ENOSPC, "EIO": errno.EIO}
_SEED = int(sys.argv[2]) if __name__ == "__main__" else 0
_OLD, _NEW = 10 * _SEED + 1, 10 * _SEED + 2


def compiled(folder: Path) -> Path | None:
    """Return the library to preload, or None where there is no compiler or no Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if sys.platform != "linux" or not compiler:
        return None
    made = folder / "faulty.so"
    source = Path(__file__).with_name("faulty.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(source)], check=True)
    return made


def broken(preload: Path, plan: Iterable[tuple[str, str, int]], *, seed: int = 0) -> list[dict[str, Any]]:
    """Do each (deed, mode, runs) and return what was found in each run."""
    parts = [":".join(map(str, part)) for part in plan]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.library.faulty", folder, str(seed), *parts]
        env = os.environ | {"LD_PRELOAD": str(preload), "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


# Deeds: what is there before, and what is done.


def _add(root: Path) -> None:
    Library.open(root).add(batch(_NEW, 2 + _NEW % 4), scorer=SCORER, event="event")


def _decide(root: Path) -> None:
    Library.open(root).edit(ids(batch(_OLD))[1], "title", "Another title")


def _compact(root: Path) -> None:
    Library.open(root).compact()


def _forget(root: Path) -> None:
    library = Library.open(root)
    if ids(batch(_OLD))[0] in library._stored():  # a second time there is nothing to forget
        library.forget(ids(batch(_OLD))[:1])


def _open(root: Path) -> None:
    Library.open(root)


def _older(root: Path) -> None:
    with sqlite3.connect(root / "catalog.sqlite") as db:
        db.executescript("drop index articles_of_event; pragma user_version = 3;")


def _backup(root: Path) -> None:
    if not (root / "backup.zip").exists():
        backup(Library.open(root), root / "backup.zip")
    with tempfile.TemporaryDirectory() as folder:
        restored = restore(root / "backup.zip", Path(folder) / "restored")
        assert state(restored) == state(Library.open(root))


def _repair(root: Path) -> None:
    if findings := examine(root):
        repair(root, findings)


def _leave_over(root: Path) -> None:
    (root / "articles" / "half.tmp").write_bytes(b"PAR1")
    (root / "catalog.sqlite").write_bytes(b"")


DEEDS: dict[str, tuple[Callable[[Path], object], Callable[[Path], object]]] = {
    "new": (lambda root: root.mkdir(), lambda root: library_of(root, _NEW)),
    "add": (lambda root: library_of(root, _OLD), _add),
    "decide": (lambda root: library_of(root, _OLD), _decide),
    "compact": (lambda root: library_of(root, _OLD, 10 * _SEED + 3, 10 * _SEED + 4), _compact),
    "forget": (lambda root: library_of(root, _OLD, 10 * _SEED + 3), _forget),
    "migrate": (lambda root: (library_of(root, _OLD), _older(root)), _open),
    "backup": (lambda root: library_of(root, _OLD), _backup),
    "rebuild": (lambda root: (library_of(root, _OLD), _leave_over(root)), _repair),
}
_UNREADABLE = {"new", "rebuild"}  # nothing is seen before they are done
_LEAVES = {"decide", "migrate", "backup"}  # write no shards, and remove nothing that is left over


def main(folder: Path, deed: str, mode: str, runs: int) -> None:
    prepare, do = DEEDS[deed]
    folder.mkdir()
    base, after = folder / "base", folder / "after"
    _apart(lambda: prepare(base))
    shutil.copytree(base, after)
    whole = _told(folder, lambda: _strike(after, do, mode, 0))
    assert not whole["said"] + whole["raw"], whole
    roots = (after, after) if deed in _UNREADABLE | {"migrate"} else (base, after)  # to look at an older one changes it
    states = tuple(_told(folder, partial(_state, root)) for root in roots)
    calls = whole["calls"]
    for nth in _spread(whole["kinds"], runs) if runs else range(1, calls + 1):
        found = _broken(folder, deed, mode, nth, states) | {"deed": deed, "mode": mode, "nth": nth, "calls": calls}
        print(json.dumps(found), flush=True)
    shutil.rmtree(folder)


def _spread(kinds: str, runs: int) -> list[int]:
    """Return the numbers of so many calls, at random from parts of equal size."""
    rng = random.Random(_SEED)
    chosen = []
    for kind, number in (("w", runs // 4), ("x", runs - runs // 4)):
        own = [nth for nth, each in enumerate(kinds, 1) if each == kind]
        parts = [own[len(own) * run // number : len(own) * (run + 1) // number] or own for run in range(number)]
        chosen += [rng.choice(part) for part in parts if part]
    return sorted(chosen)


def _told(folder: Path, ask: Callable[[], Any], *, may_die: bool = False) -> Any:
    """Return what a process of its own finds, None where it died."""
    told = folder / "told.json"
    told.unlink(missing_ok=True)
    _apart(lambda: told.write_text(json.dumps(ask())), may_die=may_die)
    return json.loads(told.read_text()) if told.exists() else None


def _broken(folder: Path, deed: str, mode: str, nth: int, states: tuple[Any, ...]) -> dict[str, Any]:
    root, do = folder / "run", DEEDS[deed][1]
    shutil.copytree(folder / "base", root)
    ended = _told(folder, lambda: _strike(root, do, mode, nth), may_die=True)
    found = {"died": ended is None, "said": (ended or {}).get("said", ""), "raw": (ended or {}).get("raw", "")}
    found["wrong"] = _told(folder, lambda: _wrong(root, deed, do, found, states))
    shutil.rmtree(root)
    return found


def _strike(root: Path, do: Callable[[Path], object], mode: str, nth: int) -> dict[str, Any]:
    shim = ctypes.CDLL(None)
    shim.fault_seen.restype, shim.fault_kinds.restype = ctypes.c_long, ctypes.c_char_p
    shim.fault_arm(os.fsencode(root), ctypes.c_long(nth), MODES[mode])
    said, raw = "", ""
    try:
        do(root)
    except PipelineError as error:
        said = str(error)
    except BaseException:
        raw = traceback.format_exc()
    calls = shim.fault_seen()
    shim.fault_arm(b"", ctypes.c_long(0), 0)
    return {"calls": calls, "kinds": shim.fault_kinds()[:calls].decode(), "said": said, "raw": raw}


def _wrong(root: Path, deed: str, do: Callable[[Path], object], found: dict[str, Any], states: tuple[Any, ...]) -> str:
    """Return what is wrong after a deed was broken, "" where nothing is."""
    before, after = states
    if found["raw"]:
        return f"not a line for users: {found['raw']}"
    if "\n" in found["said"]:
        return f"more than one line: {found['said']}"
    is_done = not found["died"] and not found["said"]
    if deed not in _UNREADABLE:
        if bad := [finding for finding in examine(root) if finding.kind != "orphan"]:
            return f"doctor: {bad}"
        seen = _state(root)
        if seen != after and (is_done or seen != before):
            return f"half done: {[key for key, rows in seen.items() if rows != after[key]]}"
    do(root)  # once more, unbroken
    if _state(root) != after:
        return "another try does not finish it"
    if deed in _LEAVES:
        repair(root, examine(root))
    return f"doctor after another try: {bad}" if (bad := examine(root)) else ""


def _state(root: Path) -> Any:
    return json.loads(json.dumps(state(Library.open(root))))


def _apart(do: Callable[[], object], *, may_die: bool = False) -> None:
    """Do something in a process of its own, which has all modules and no open file of this one."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            do()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert may_die or ended == 0, "the process failed"


if __name__ == "__main__":
    for number, part in enumerate(sys.argv[3:]):
        deed_, mode_, runs_ = part.split(":")
        main(Path(sys.argv[1]).resolve() / str(number), deed_, mode_, int(runs_))
