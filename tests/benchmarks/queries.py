"""Measure what each page asks of a large library: seconds, seconds of processor time and peak memory.

    python tests/benchmarks/queries.py LIBRARY [ROUNDS] [ARTICLES]

`LIBRARY` is one that `large.py` made. Each page runs in a process of its own, without a browser; a round opens it anew
with nothing cached, on another event: those with most articles, up to `ARTICLES`. Queries are what is spent in
`pipeline.library`; the rest of a page is its comparisons and what it draws.
"""

import functools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import streamlit as st
from streamlit.testing.v1 import AppTest

from pipeline.library import Library
from views import _jobs

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
PAGES = {
    "Home, all events": ("home", False),
    "Home, words sought": ("home", False),
    "Home, one event": ("home", True),
    "Compare": ("compare", True),
    "Voices": ("voices", True),
    "Names": ("names", True),
    "Read": ("read", True),
    "Add": ("add", False),
    "Add, with a file": ("add", False),
}
COLUMNS = ("calls", "queries, s", "worst", "queries, CPU s", "page, s", "page, CPU s", "peak, MB")
UPLOADED = (
    b"outlet,title,date,text\nThe Quay,Ferry strike ends,2024-06-03,The ferry strike in Port Hale ended on Monday.\n"
)


class Spent:
    """How many calls of a library there were, and the seconds and processor seconds in them."""

    def __init__(self) -> None:
        self.calls, self.seconds, self.cpu, self._depth = 0, 0.0, 0.0, 0

    def watch(self, kind: type) -> None:
        """Count what is asked of a class from outside: a call within a call is part of it."""
        for name in dir(kind):
            if not name.startswith("_"):
                found = getattr(kind, name)
                if isinstance(found, property) and found.fget:
                    setattr(kind, name, property(self._timed(found.fget)))
                elif callable(found) and name != "open":
                    setattr(kind, name, self._timed(found))

    def _timed(self, asked: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(asked)
        def timed(*args: Any, **options: Any) -> Any:
            with self.counted():
                return asked(*args, **options)

        return timed

    @contextmanager
    def counted(self) -> Iterator[None]:
        began, cpu = time.perf_counter(), time.process_time()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self.calls += 1
                self.seconds += time.perf_counter() - began
                self.cpu += time.process_time() - cpu


def main(library: str, rounds: int = 5, articles: int = 300) -> None:
    """Print a row for each page."""
    print(f"{'':20}", *(f"{column:>14}" for column in COLUMNS))
    for page in PAGES:
        subprocess.run([sys.executable, __file__, "page", page, library, str(rounds), str(articles)], check=True)


def one(page: str, library: str, rounds: int, articles: int) -> None:
    """Open one page `rounds` times in this process and print its row."""
    file, has_event = PAGES[page]
    events = Library.open(library).events().sort_values(["articles", "event_id"], ascending=[False, True])
    chosen = list(events["event_id"][events["articles"] <= articles].head(rounds))
    titles = [str(Library.open(library).articles(event=event)["title"].iloc[0]) for event in chosen]
    spent = Spent()
    spent.watch(Library)
    _jobs.warm = lambda root: None  # no worker is started, and no model loaded
    rows = []
    with tempfile.TemporaryDirectory() as empty:
        for event, title in zip(chosen, titles, strict=True):
            # A page can be opened once the dashboard has run: with a library in which there is nothing.
            os.environ["PARALLAX_LIBRARY"] = f"{empty}/library"
            st.cache_data.clear()
            opened = AppTest.from_file(str(DASHBOARD), default_timeout=600).run()
            os.environ["PARALLAX_LIBRARY"] = library
            if has_event:
                opened.query_params["event"] = event
            if page == "Home, words sought":
                opened.run()
                opened.text_input(key="find_event").set_value(title)
            elif file != "home":
                opened.switch_page(f"views/{file}.py")
            if page == "Add, with a file":
                opened.run()
                opened.file_uploader(key="files").upload("ferry.csv", UPLOADED)
            spent.__init__()  # type: ignore[misc] # the methods that are watched keep this one
            began, cpu = time.perf_counter(), time.process_time()
            opened.run()
            rows.append((spent.calls, spent.seconds, spent.cpu, time.perf_counter() - began, time.process_time() - cpu))
            if opened.exception:
                raise SystemExit(f"{page}: {opened.exception[0].message}")
    calls, seconds, processor, whole, whole_processor = zip(*rows, strict=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = (median(seconds), max(seconds), median(processor), median(whole), median(whole_processor))
    print(f"{page:20} {median(calls):14.0f}", *(f"{value:14.2f}" for value in figures), f"{peak:14.0f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "page":
        one(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    else:
        main(sys.argv[1], *(int(number) for number in sys.argv[2:4]))
