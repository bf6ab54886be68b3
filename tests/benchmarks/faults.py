"""Kill what a library does at its calls to the file system, refuse it those calls, and read while others write.

    python tests/benchmarks/faults.py [RUNS]

RUNS kills (200 by default) are spread over all calls of a commit of a random batch, each run with its own; further runs
kill, tear and refuse what else changes a library. Afterwards the library is opened, looked over by the doctor, and the
deed done again. Then tables are read for some seconds while two processes add batches. Exit status 1 tells that
something was wrong. Needs Linux and a C compiler.
"""

import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.library import Library
from pipeline.library.doctor import examine
from tests.library.faulty import DEEDS, broken, compiled
from tests.library.made import SCORER, batch, library_of

IN_ONE = 20  # runs with the same random batch
ROUNDS = 40  # batches of each writer


def main(runs: int = 200) -> int:
    """Print a line for each kind of fault, and what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        preload = compiled(Path(folder))
        if preload is None:
            print("needs Linux and a C compiler")
            return 1
        wrong = 0
        for mode in ("kill", "torn", "ENOSPC", "EIO"):
            number = runs if mode == "kill" else runs // 4
            found = [
                run
                for seed in range(-(-number // IN_ONE))
                for run in broken(preload, [("add", mode, min(IN_ONE, number - seed * IN_ONE))], seed=seed)
            ]
            wrong += _tell("add", mode, found)
        for deed in (deed for deed in DEEDS if deed != "add"):
            for mode in ("kill", "torn", "ENOSPC", "EIO"):
                wrong += _tell(deed, mode, broken(preload, [(deed, mode, max(1, runs // 20))], seed=100))
        wrong += _read_while_writing(Path(folder) / "library")
    return int(wrong > 0)


def _tell(deed: str, mode: str, found: list[dict[str, object]]) -> int:
    wrong = [run for run in found if run["wrong"]]
    died = sum(bool(run["died"]) for run in found)
    said = Counter(str(run["said"]).split(": ", 1)[-1] for run in found if run["said"])
    print(
        f"{deed} {mode}: {len(found)} runs of {found[0]['calls']} calls, {died} killed, {len(wrong)} wrong", flush=True
    )
    for line, times in said.most_common():
        print(f"    {times} said: {line}")
    for run in wrong:
        print(f"    WRONG at call {run['nth']}: {run['wrong']}")
    return len(wrong)


def _write(root: Path, first: int) -> None:
    library = Library.open(root)
    for seed in range(first, first + ROUNDS):
        library.add(batch(seed, 20), scorer=SCORER, event="event")


def _read_while_writing(root: Path) -> int:
    library = library_of(root, 1, 2, articles=20)
    times, half = [], 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        writers = [pool.submit(_write, library.root, first) for first in (1000, 2000)]
        while not all(writer.done() for writer in writers):
            for read in (library.articles, library.sentences, library.mentions, library.events):
                began = time.perf_counter()
                rows = read()
                times.append(time.perf_counter() - began)
                half += "article_id" in rows and rows["article_id"].nunique() % 20 > 0
        for writer in writers:
            writer.result()
    findings = examine(root)
    print(
        f"reading while two write {2 * ROUNDS} batches: {len(times)} reads, median {median(times):.3f} s, worst "
        f"{max(times):.3f} s, {half} saw half a batch, doctor: {len(findings)} wrong"
    )
    return half + len(findings) + (max(times) > 1)


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:2])))
