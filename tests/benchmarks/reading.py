"""Measure reading 5,000 small files in one folder: files a second, and whether memory stays flat.

    taskset -c 0 python tests/benchmarks/reading.py [FILES]

Time is also given as processor time of both processes, which other work on the machine changes less.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.read import read_each, sandbox

WORDS = (
    "the",
    "council",
    "mayor",
    "plan",
    "harbour",
    "town",
    "voted",
    "said",
    "for",
    "against",
    "costs",
    "jobs",
    "court",
)
PAGE = """<!doctype html><html><head><title>{title}</title><meta property="article:published_time" content="2024-03-12">
</head><body><nav><a href="/">Home</a> <a href="/city">City</a></nav><article><h1>{title}</h1>{body}</article>
<footer>All rights reserved</footer></body></html>"""


def main(files: int = 5_000) -> None:
    """Make the files, read them, print the figures."""
    for kind in ("txt", "html"):
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder), kind, files)
            measure(Path(folder), kind, files)
            sandbox.close()


def make(folder: Path, kind: str, files: int) -> None:
    """Write invented articles of about 300 words."""
    draw = random.Random(1)
    for number in range(files):
        title = f"Plan {number} wins in the harbour town"
        paragraphs = [" ".join(draw.choices(WORDS, k=60)).capitalize() + "." for _ in range(5)]
        text = f"{title}\n\n" + "\n\n".join(paragraphs)
        if kind == "html":
            text = PAGE.format(title=title, body="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
        (folder / f"harbour-lantern_2024-03-12_{number}.{kind}").write_text(text, encoding="utf-8")


def measure(folder: Path, kind: str, files: int) -> None:
    """Read the folder and print a line of figures."""
    memory: list[tuple[int, int]] = []
    processor, wall = _processor(), time.perf_counter()
    for number, reading in enumerate(read_each([folder]), start=1):
        assert len(reading.articles) == 1, reading.problems
        if number % (files // 5) == files // 5 - 1:  # a new process takes over in between
            worker = sandbox._idle[0].process.pid if sandbox._idle else 0
            memory.append((_megabytes("self"), _megabytes(str(worker))))
    wall = time.perf_counter() - wall
    sandbox.close()  # its processor time counts when it has ended
    processor = _processor() - processor
    print(f"{files} {kind} files: {files / wall:.0f} a second ({files / processor:.0f} a second of processor time)")
    print(f"    memory of this process and of the reading process, in MB, after each fifth: {memory}")


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _megabytes(process: str) -> int:
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
