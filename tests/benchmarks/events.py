"""Measure what grouping costs: seconds, peak memory and how both grow.

    python tests/benchmarks/events.py CORPORA [ARTICLES]

`CORPORA` is the folder that holds `unlabelled/` and `events/`, whose articles are mixed by a hash of their text. A
quarter, a half and all of the ARTICLES (default 9,000) are grouped, each in a process of its own, with dates and with
none.
"""

import gzip
import hashlib
import json
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.events import group_events
from pipeline.read.dates import day
from pipeline.types import Article

FILES = ("unlabelled", "events")
SHARES = (0.25, 0.5, 1.0)


def main(corpora: str, number: str = "9000") -> None:
    """Run each size in a process of its own and print the figures."""
    for dates in ("with dates", "without dates"):
        for share in SHARES:
            count = str(int(int(number) * share))
            subprocess.run([sys.executable, __file__, corpora, count, dates], check=True)


def measure(corpora: Path, count: int, dates: str) -> None:
    """Group `count` articles and print seconds, peak memory and events."""
    articles = _articles(corpora, count)
    if dates == "without dates":
        articles = [replace(article, date=None) for article in articles]
    before = _peak()
    began, cpu = time.perf_counter(), time.process_time()
    events = len(set(group_events(articles)))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"{len(articles):,} articles {dates}: {wall:.1f} s ({cpu:.1f} s of the processor), "
        f"{_peak():.0f} MB at most ({before:.0f} before), {events:,} events",
        flush=True,
    )


def _articles(corpora: Path, count: int) -> list[Article]:
    rows = []
    for name in FILES:
        with gzip.open(corpora / name / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows += map(json.loads, lines)
    rows.sort(key=lambda row: hashlib.sha256(row["text"].encode()).digest())
    return [
        Article(row["text"], row["title"], row["outlet"], day(row["date"] or "", order="month first"))
        for row in rows[:count]
    ]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) == 4:
        measure(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    else:
        main(*sys.argv[1:])
