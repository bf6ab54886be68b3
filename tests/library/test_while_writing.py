"""Tables are read while others write: nobody waits for long, and nobody sees half a batch."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from pipeline.library import Library
from pipeline.library.doctor import examine

from .made import SCORER, batch, library_of

BATCHES, ARTICLES = 12, 3
STALL = 1.0  # seconds of a read, on a machine that has a core for each; see the factor below


def _write(root: Path, first: int) -> int:
    """Add batches as a run of `score` does, each to the event; decide something between them."""
    library = Library.open(root)
    for seed in range(first, first + BATCHES):
        library.add(batch(seed, ARTICLES), scorer=SCORER)
        library.assign("event", [row["article_id"] for row in batch(seed, ARTICLES)["articles"]])
    return BATCHES


def test_reading_goes_on_while_two_runs_write_and_shards_are_joined(tmp_path: Path) -> None:
    library = library_of(tmp_path / "l", 1, 2)
    whole = {seed: {row["article_id"] for row in batch(seed, ARTICLES)["articles"]} for seed in (1, 2)}
    whole |= {
        seed: {row["article_id"] for row in batch(seed, ARTICLES)["articles"]}
        for first in (1000, 2000)
        for seed in range(first, first + BATCHES)
    }
    slowest, reads = 0.0, 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        writers = [pool.submit(_write, library.root, first) for first in (1000, 2000)]
        while not all(writer.done() for writer in writers):
            began, worked = time.perf_counter(), time.process_time()
            seen = set(library.sentences()["article_id"])
            shown = set(library.articles()["article_id"])
            waited = time.perf_counter() - began - (time.process_time() - worked)
            slowest, reads = max(slowest, waited), reads + 1
            assert all(len(seen & own) in (0, ARTICLES) for own in whole.values())
            assert seen <= shown  # the texts were asked for later
            if reads % 5 == 0:
                library.compact()
        assert [writer.result(60) for writer in writers] == [BATCHES, BATCHES]
    assert reads > 5
    assert slowest < 5 * STALL  # tests run side by side on few cores; benchmarks/faults.py holds it to one second
    assert library.known() == set().union(*whole.values())
    assert set(library.sentences()["article_id"]) == library.known()
    assert examine(library.root) == []
