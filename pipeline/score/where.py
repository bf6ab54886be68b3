"""Choose where batches are scored, and score what is waiting there: here, in processes, or by Ray."""

import os
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..encoder import SHIPPED, Model, load_model, version_of
from ..errors import PipelineError
from ..library import Library
from ..types import Article
from .batch import Batch, Scored
from .pools import Here, Pool, Processes, Work, run
from .rows import stored_document


@dataclass(frozen=True, slots=True)
class Unloaded:
    """A model that only others load: what must be known of it here."""

    folder: Path
    version: str
    threads: int


@dataclass(frozen=True, slots=True)
class Where:
    """This process, `workers` processes, or the cluster at the address `ray`, which keeps batches below `staging`."""

    workers: int = 1
    ray: str | None = None
    staging: str | None = None

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise PipelineError(f"{self.workers} workers cannot score anything; name 1 or more")
        if self.ray and self.workers > 1:
            raise PipelineError("the processes of this machine score, or those of Ray; leave out workers, or ray")
        if self.staging and not self.ray:
            raise PipelineError("only what Ray scores is kept in a staging folder; name Ray's address, or leave it out")

    @property
    def is_here(self) -> bool:
        """Return whether this very process scores."""
        return self.workers == 1 and not self.ray

    def model(self, name: str | None) -> Model | Unloaded:
        """Return the model of this name; it is loaded only where this process scores, or else cannot be told."""
        threads = 1 if self.ray else max(1, (os.cpu_count() or 1) // self.workers)
        folder = SHIPPED if name is None else Path(name)
        if not self.is_here and (folder / "model.json").is_file():
            return Unloaded(folder, version_of(folder), threads)
        model = load_model(name, threads=threads)
        return model if self.is_here else Unloaded(model.folder, model.version, threads)


def scored_in(
    where: Where,
    waiting: Mapping[str, Article],
    *,
    library: Library,
    work: Work,
    model: Model | Unloaded,
    scorer: str,
    known: Collection[str],
) -> Generator[tuple[Collection[str], Scored]]:
    """Yield (ids of articles, their rows) for all that wait, a batch at a time, in the order in which they are done.

    `known` texts get no rows. When the next batch is asked for, the one before counts as stored.
    """
    texts = frozenset(known)
    if where.ray:
        from .cluster import Cluster, left
        from .staging import Staging

        staging = Staging(where.staging or os.fspath(library.root / "staging"), scorer)
        taken: set[str] = set()
        for ids, scored in left(staging, wanted=waiting.keys(), stored=library.scored_articles(scorer)):
            taken.update(ids)
            yield ids, scored
        waiting = {id_: article for id_, article in waiting.items() if id_ not in taken}
        if not waiting:
            return
        pool: Pool = Cluster(work, model, texts, address=where.ray, staging=staging)
    elif where.is_here and not isinstance(model, Unloaded):
        pool = Here(work, model, texts)
    else:
        pool = Processes(work, model, texts, workers=where.workers)
    with closing(pool):
        for batch, scored in run(_batches(waiting, library), pool):
            yield batch.articles.keys(), scored


def _batches(waiting: Mapping[str, Article], library: Library) -> Iterator[Batch]:
    """Yield the articles in batches, each with the documents that the library has when it is taken."""
    size = 8 if len(waiting) <= 256 else 64  # few articles: show progress; many: write large shards
    before = library.known() & waiting.keys()
    ids = iter(waiting)
    while part := list(islice(ids, size)):
        there = [id_ for id_ in part if id_ in before]
        rows: Iterable[dict[str, object]] = library.rows("articles", articles=there) if there else []
        stored = {str(row["article_id"]): stored_document(row) for row in rows}
        yield Batch({id_: waiting[id_] for id_ in part}, stored)
