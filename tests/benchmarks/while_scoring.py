"""Read a library as the pages do while two runs of `score` write to it.

    python tests/benchmarks/while_scoring.py CORPORA [ARTICLES]

Each run scores ARTICLES (40 by default) of `unlabelled` into an event of its own; meanwhile the list of events, and of
the event with most articles everything that its pages ask for, is read again and again. Prints how long the reads took,
and exits with 1 where one failed, saw half a batch, or took longer than a second.
"""

import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.library import Library
from pipeline.library.doctor import examine
from tests.benchmarks.scoring import _articles

STALL = 1.0  # seconds
PAUSE = 0.5  # between two looks
TABLES = ("articles", "sentences", "mentions", "attributions", "loaded")


def main(corpora: str, count: int = 40) -> int:
    """Print the figures; return 1 where one is out of bounds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        found = islice(_articles(Path(corpora), 2 * count), 2 * count)
        rows = [{"title": one.title, "text": one.text, "outlet": one.outlet, "date": one.date} for one in found]
        runs = []
        for n in range(2):
            path = root / f"{n}.jsonl"
            path.write_text("\n".join(map(json.dumps, rows[n::2])), encoding="utf-8")
            command = [sys.executable, "-m", "pipeline", "score", str(path), "--library", str(root / "l")]
            runs.append(subprocess.Popen([*command, "--event", f"Event {n}"], stderr=subprocess.DEVNULL))
        while not (root / "l" / "catalog.sqlite").is_file():
            time.sleep(0.1)
        times, wrong = [], 0
        while any(run.poll() is None for run in runs):
            began = time.perf_counter()
            wrong += _look(Library.open(root / "l"))
            times.append(time.perf_counter() - began)
            time.sleep(PAUSE)
        library = Library.open(root / "l")
        stored, faults = len(library.known()), examine(library.root)
    print(f"{len(times)} looks, median {median(times):.3f} s, longest {max(times):.3f} s, {wrong} saw half a batch")
    print(
        f"{stored} of {2 * count} articles stored, doctor: {len(faults)} faults, exits {[run.poll() for run in runs]}"
    )
    return int(bool(wrong or faults) or max(times) > STALL or any(run.returncode for run in runs))


def _look(library: Library) -> int:
    """Read what the pages read, and return 1 where an article is there without its sentences."""
    events = library.events()
    if not len(events):
        return 0
    event = str(events.sort_values("articles")["event_id"].iloc[-1])
    tables = {name: getattr(library, name)(event=event) for name in TABLES}
    # The articles were asked for first: what came since has sentences and no article here.
    return int(not set(tables["articles"]["article_id"]) <= set(tables["sentences"]["article_id"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
