"""Measure how fast articles are scored, where the time goes, and how that grows with their number.

    python tests/benchmarks/scoring.py CORPORA [ARTICLES ...]

`CORPORA` is the folder that holds `unlabelled/`. For each number of articles a process of its own scores so many into
a new library; it prints articles a second, its peak memory, and the time an article of each stage (a stage is charged
with what it does itself, not with the stages that it calls). For the first number the bare encoder and the zero-shot
way of BART-large's size (15 frames and 3 entities a sentence, random weights) take the same sentences in the same run.
"""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.encoder import Model, load_model
from pipeline.evaluate.speed import BART_LARGE, zero_shot_classifier
from pipeline.library import Library
from pipeline.score import batch, document, run, score_articles
from pipeline.train.corpora.example import json_lines
from pipeline.types import Article

BESIDE = 3  # sentences that the zero-shot way takes
# stage: the functions, by where they are looked up, that it is made of
STAGES: dict[str, list[tuple[Any, str]]] = {
    "clean": [(batch, "clean")],
    "sentences": [(document, "sentences")],
    "entities": [(document, "mentions")],
    "encode": [(Model, "encode")],
    "heads": [
        (Model, name)
        for name in ("vectors_of", "frames_of", "loaded_of", "attributions_of", "stance_of", "roles_of", "relations_of")
    ],
    "voices": [(document, name) for name in ("quotations", "attributed", "scare_quotes", "_read_alone")],
    "acts and descriptions": [(document, name) for name in ("acts", "descriptions")],
    "rows": [(document, "_scored")],
    "write": [(Library, "add")],
    "link": [(run, "link")],
}


def main(corpora: str, *counts: int) -> None:
    """Print the figures for each number of articles."""
    for place, count in enumerate(counts or (250, 1000)):
        beside = ["beside"] if not place else []
        subprocess.run([sys.executable, __file__, "one", corpora, str(count), *beside], check=True)


def one(corpora: str, count: int, *, beside: bool) -> None:
    """Score so many articles in this process and print what it took."""
    model = load_model()
    articles = list(_articles(Path(corpora), count))
    with tempfile.TemporaryDirectory() as folder:
        score_articles(articles[:2], library=Path(folder) / "first", model=model)  # what is loaded on first use
        spent: defaultdict[str, float] = defaultdict(float)
        texts: list[str] = []
        with _timed(spent, texts):
            began = time.perf_counter()
            report = score_articles(articles, library=Path(folder) / "library", event="all", model=model)
            taken = time.perf_counter() - began
    spent["all else"] = taken - sum(spent.values())
    print(f"{report.scored} articles, {len(texts)} sentences, by {model.version} on {model.threads} threads: ")
    print(f"  {report.scored / taken:.2f} articles a second, peak memory {_peak():.0f} MB")
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {stage}: {1000 * seconds / report.scored:.1f} ms an article, {seconds / taken:.1%}")
    if beside:
        _beside(model, texts, taken)


def _beside(model: Model, texts: list[str], taken: float) -> None:
    """Print what the bare encoder takes for the same sentences, and what the zero-shot way would."""
    began = time.perf_counter()
    for first in range(0, len(texts), 1024):
        model.encode(texts[first : first + 1024])
    bare = time.perf_counter() - began
    print(f"  the bare encoder alone: {bare:.1f} s for the same sentences, {bare / taken:.1%} of the time of scoring")
    classify = zero_shot_classifier(model, texts[:: max(1, len(texts) // BESIDE)][:BESIDE], BART_LARGE)
    classify()
    each = []
    for _ in range(BESIDE):
        began = time.perf_counter()
        classify()
        each.append(time.perf_counter() - began)
    theirs = median(each) * len(texts)
    print(f"  zero-shot: {median(each):.2f} s a sentence, {theirs / taken:.0f} times as long as scoring")


@contextmanager
def _timed(spent: defaultdict[str, float], texts: list[str]) -> Iterator[None]:
    """Charge each stage with its own time, and keep every sentence that is encoded."""
    running: list[str] = []
    since = time.perf_counter()

    def charge() -> None:
        nonlocal since
        now = time.perf_counter()
        if running:
            spent[running[-1]] += now - since
        since = now

    def timing(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            charge()
            running.append(stage)
            if function is encode:
                texts.extend(args[1])
            try:
                return function(*args, **options)
            finally:
                charge()
                running.pop()

        return timed

    encode = Model.encode
    with ExitStack() as patches:
        for stage, places in STAGES.items():
            for owner, name in places:
                patches.enter_context(mock.patch.object(owner, name, timing(stage, getattr(owner, name))))
        yield


def _articles(corpora: Path, count: int) -> Iterator[Article]:
    for number, row in zip(range(count), json_lines(corpora / "unlabelled" / "articles.jsonl.gz"), strict=False):
        yield Article(text=row["text"], outlet=row.get("outlet"), title=row.get("title"), source=f"row {number}")


def _peak() -> float:
    """Return this process's peak memory in MB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))) / 1024


if __name__ == "__main__":
    if sys.argv[1] == "one":
        one(sys.argv[2], int(sys.argv[3]), beside="beside" in sys.argv[4:])
    else:
        main(sys.argv[1], *(int(count) for count in sys.argv[2:]))
