"""Measure what telling voices costs: documents a second with it and without, on the same articles in turn.

    python tests/benchmarks/voices.py CORPORA [ARTICLES]

`CORPORA` is the folder that holds `unlabelled/`. "With" is what scoring does: the attribution head, quotations, links,
speakers, scare quotes, acts, and quoted sentences read alone. "Without" leaves all of it out: every word is the
outlet's.
Time is that of the wall clock and, in brackets, of the processor, which other work on the machine changes less.
"""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.encoder import Model, load_model
from pipeline.score import document
from pipeline.train.corpora.example import json_lines
from pipeline.types import Document

PARTS = ("attributed", "quotations", "scare_quotes", "acts", "_read_alone")


def main(corpora: str, count: int = 200) -> None:
    """Score the articles both ways and print the figures, and what each part takes with voices."""
    model = load_model()
    docs = list(_documents(Path(corpora), count))
    for doc in docs[:3]:  # what is loaded on first use
        document.score_document(doc, model)
    spent: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    parts: defaultdict[str, float] = defaultdict(float)
    for number, doc in enumerate(docs):
        ways = ("with", "without") if number % 2 else ("without", "with")
        for way in ways:
            with _voiceless() if way == "without" else _timed(parts):
                wall, cpu = time.perf_counter(), time.process_time()
                document.score_document(doc, model)
                spent[way][0] += time.perf_counter() - wall
                spent[way][1] += time.process_time() - cpu
    for way, (wall, cpu) in sorted(spent.items()):
        print(f"{way} voices: {len(docs) / wall:.2f} documents a second ({len(docs) / cpu:.2f})")
    slower = [1 - spent["without"][clock] / spent["with"][clock] for clock in (0, 1)]
    print(f"slower by {slower[0]:.1%} ({slower[1]:.1%})")
    for part, cpu in sorted(parts.items(), key=lambda item: -item[1]):
        print(f"  {part}: {1000 * cpu / len(docs):.1f} ms of the processor a document")


@contextmanager
def _voiceless() -> Iterator[None]:
    silent = {"attributed": lambda *_: [], "quotations": lambda *_: [], "scare_quotes": lambda *_: []}
    silent |= {"acts": lambda *_: [], "_read_alone": lambda *_: None}
    deaf = mock.patch.object(Model, "attributions_of", lambda _, sents: [[] for _ in sents])
    with mock.patch.multiple(document, **silent), deaf:
        yield


@contextmanager
def _timed(parts: defaultdict[str, float]) -> Iterator[None]:
    def timed(name: str, function: object) -> object:
        def call(*args: object) -> object:
            began = time.process_time()
            try:
                return function(*args)  # type: ignore[operator] # any function of the module
            finally:
                parts[name] += time.process_time() - began

        return call

    heard = mock.patch.object(Model, "attributions_of", timed("attribution head", Model.attributions_of))
    with mock.patch.multiple(document, **{name: timed(name, getattr(document, name)) for name in PARTS}), heard:
        yield


def _documents(corpora: Path, count: int) -> Iterator[Document]:
    (path,) = (corpora / "unlabelled").glob("*.jsonl*")
    rows = list(json_lines(path))
    for row in random.Random(1).sample(rows, count):
        text = str(row["text"])
        yield Document(id=str(len(text)), text=text, body=(0, len(text)))


if __name__ == "__main__":
    main(sys.argv[1], *(int(argument) for argument in sys.argv[2:]))
