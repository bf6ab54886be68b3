"""Read, clean, score and store, batch by batch, here or in other processes.

The unit of work is a batch of articles, scored by one function that touches no disk and is the same for
one process and for many. A batch is stored whole or not at all, keyed by article and scorer version:
an interrupted run goes on where it stopped, and scoring the same files again changes nothing.
"""

import logging
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from ..clean import clean
from ..encoder import Model, load_model
from ..errors import PipelineError
from ..events import label_event
from ..library import Library, Name, Row
from ..library.tables import SCORED
from ..linking import link
from ..read import read_each
from ..read.aliases import read_aliases, renamed
from ..types import Article, Document
from .document import score_document
from .grouped import grouped
from .rows import article_row, stored_document

log = logging.getLogger(__name__)
# Goes up when sentences, mentions, voices or acts are found otherwise, or when other words or pairs or one more table
# are stored: scores then belong to a new scorer, and articles that were scored before get all of it when scored again.
RULES = 4

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class Report:
    """What a run did. `failed` and `skipped` hold (file or article, reason)."""

    events: list[str]  # the ids of the events that the articles are in
    articles: int = 0  # different articles that were read
    scored: int = 0  # scored now
    present: int = 0  # scored before by the same scorer version
    skipped: list[tuple[str, str]] = field(default_factory=list)  # stored, but not scored
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Scored:
    """A batch's rows, and what in it could not be scored."""

    rows: dict[Name, list[Row]]
    unscored: set[str] = field(default_factory=set)  # ids of articles that are stored without scores
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def score(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    library: Library | str | os.PathLike[str],
    event: str | None = None,
    group: bool = False,
    outlet: str | None = None,
    aliases: str | os.PathLike[str] | None = None,
    model: Model | str | os.PathLike[str] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Score the articles in files and folders into a library, which is made if it is not there.

    `event` labels all of them as one event. Without it an article's own column "event" does, and articles
    without one are the event of the first path's name; with `group` they go to the events that their texts tell of,
    known to the library or new ones named by their own words. `outlet` sets the outlet of all; `aliases` names a CSV
    file that renames outlets (`pipeline.read.aliases`). Both are corrections: no score changes. A file that cannot
    be read is reported and the others are scored. `progress` is called with (done, total, article's name).
    """
    listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not listed:
        raise PipelineError("nothing to score; name at least one file or folder")
    names = read_aliases(Path(aliases)) if aliases else {}
    if not isinstance(library, Library):
        library = Library.open(os.fspath(library), create=True)
    articles: list[Article] = []
    failed: list[tuple[str, str]] = []
    for found in read_each(listed):
        articles += found.articles
        failed += [(found.name, problem) for problem in found.problems]
    report = score_articles(
        articles,
        library=library,
        event=event,
        otherwise=_name_of(Path(min(os.fspath(path) for path in listed))),
        group=group,
        outlet=outlet,
        model=model,
        workers=workers,
        progress=progress,
    )
    report.failed[:0] = failed
    stored = library.known()
    for article in articles:
        named = renamed(article, names)
        if named is not article and article.id in stored and not outlet:
            library.edit(article.id, "outlet", named.outlet)
    return report


def score_articles(
    articles: Iterable[Article],
    *,
    library: Library | str | os.PathLike[str],
    event: str | None = None,
    otherwise: str = "My event",
    group: bool = False,
    outlet: str | None = None,
    model: Model | str | os.PathLike[str] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Score articles already read; see `score`. `otherwise` labels what has no label of its own."""
    if workers < 1:
        raise PipelineError(f"{workers} workers cannot score anything; name 1 or more")
    if not isinstance(library, Library):
        library = Library.open(os.fspath(library), create=True)
    if model is None or isinstance(model, str | os.PathLike):
        threads = max(1, (os.cpu_count() or 1) // workers)
        model = load_model(None if model is None else os.fspath(model), threads=threads)
    scorer = f"{model.version}.{RULES}"
    unique = _unique(articles)
    own = {article.id: event or str(article.extra.get("event") or "") for article in unique}
    labels = {article_id: _plain(label or otherwise) for article_id, label in own.items()}
    library.restore(own)  # who scores a removed article wants it back
    # An article that is there stays in its event, unless somebody says otherwise; one that is held there, always.
    held, before_homes = library.pinned(), library.homes()
    kept = {id_: home for id_, home in before_homes.items() if id_ in own and (id_ in held or not own[id_])}
    places = {id_: (label_event(label), label) for id_, label in labels.items() if id_ not in kept}
    if group:
        places |= grouped(library, [article for article in unique if not own[article.id] and article.id not in kept])
    for event_id, name in sorted(set(places.values())):
        library.add_event(event_id, name)
    homes = {id_: library.current(event_id) for id_, (event_id, _) in places.items()} | kept
    named = dict(library.events()[["event_id", "name"]].itertuples(index=False))
    events = sorted(set(homes.values()), key=lambda event_id: (named.get(event_id, ""), event_id))
    report = Report(events=events, articles=len(unique))

    done = library.scored_articles(scorer)
    present = [article for article in unique if article.id in done]
    report.present = len(present)
    _assign(library, present, homes)
    waiting = [article for article in unique if article.id not in done]
    finished = len(present)

    def documents(batch: Sequence[Article]) -> dict[str, Document]:
        there = [article.id for article in batch if article.id in before]
        rows = library.rows("articles", articles=there) if there else []
        return {row["article_id"]: stored_document(row) for row in rows}

    before = library.known()
    for batch, scored in _run(_batches(waiting), model, library.scored(scorer), workers, documents):
        _fill_copies(scored, library, scorer)
        library.add(scored.rows, scorer=scorer, unscored=scored.unscored)
        stored = {row["article_id"] for row in scored.rows["articles"]}
        _assign(library, [article for article in batch if article.id in stored], homes)
        report.scored += len(scored.rows["articles"]) - len(scored.skipped)
        report.skipped += scored.skipped
        report.failed += scored.failed
        for article in batch:
            finished += 1
            if progress:
                progress(finished, len(unique), article.title or article.source)
    if outlet:
        for article_id in sorted(homes.keys() & library.known()):
            library.edit(article_id, "outlet", outlet)
    for event_id in report.events:
        each = library.heads_by_article(event_id, scorer=scorer).values()
        library.link(event_id, link(library.heads(event_id, scorer=scorer), each))
    return report


def _name_of(path: Path) -> str:
    path = path.resolve()
    return path.name if path.is_dir() else path.stem


def score_batch(
    articles: Sequence[Article],
    model: Model,
    known: frozenset[str] = frozenset(),
    stored: Mapping[str, Document] | None = None,
) -> Scored:
    """Score a batch: no disk, no network, nothing but these articles. `known` texts get no rows.

    `stored` holds the documents of articles that a library has: they stay as they were first cleaned, since
    every span points into them.
    """
    scored = Scored({"articles": [], **{name: [] for name in SCORED}})
    by_text: dict[str, list[Document]] = {}
    for article in articles:
        try:
            doc = clean(article)
        except PipelineError as error:
            scored.failed.append((article.source, str(error)))
            continue
        if before := (stored or {}).get(article.id):
            doc = replace(before, language=doc.language)
        scored.rows["articles"].append(article_row(article, doc))
        if doc.language not in (None, "en"):
            scored.unscored.add(article.id)
            scored.skipped.append((article.source, f"not scored: language {doc.language}, the model reads English"))
        elif doc.text_id not in known:
            by_text.setdefault(doc.text_id, []).append(doc)
    for same in by_text.values():  # identical text is scored once
        rows = score_document(same[0], model)
        for doc in same:
            for name, found in rows.items():
                scored.rows[name] += [{**row, "article_id": doc.id} for row in found]
    return scored


# Running batches, here or in other processes.


def _run(
    batches: Iterator[list[Article]],
    model: Model,
    known: dict[str, str],
    workers: int,
    stored: Callable[[Sequence[Article]], dict[str, Document]],
) -> Iterator[tuple[list[Article], Scored]]:
    texts = frozenset(known)
    if workers <= 1:
        for batch in batches:
            yield batch, score_batch(batch, model, texts, stored(batch))
        return
    waiting = list(batches)
    with ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=_start_worker,
        initargs=(model.folder, model.threads),
    ) as pool:
        yield from zip(waiting, pool.map(_work, waiting, [texts] * len(waiting), map(stored, waiting)), strict=True)


_worker_model: Model | None = None


def _start_worker(folder: Path, threads: int) -> None:
    global _worker_model
    _worker_model = load_model(folder, threads=threads)


def _work(batch: list[Article], known: frozenset[str], stored: Mapping[str, Document]) -> Scored:
    assert _worker_model is not None
    return score_batch(batch, _worker_model, known, stored)


def _batches(articles: Sequence[Article]) -> Iterator[list[Article]]:
    size = 8 if len(articles) <= 256 else 64  # few articles: show progress; many: write large shards
    for at in range(0, len(articles), size):
        yield list(articles[at : at + size])


def _plain(label: str) -> str:
    """Return a label that can be stored, whatever bytes a file's name was made of."""
    return label.encode("utf-8", "replace").decode()


def _assign(library: Library, articles: Iterable[Article], homes: Mapping[str, str]) -> None:
    members: dict[str, list[str]] = {}
    for article in articles:
        members.setdefault(homes[article.id], []).append(article.id)
    for event_id, ids in sorted(members.items()):
        library.assign(event_id, ids)


def _unique(articles: Iterable[Article]) -> list[Article]:
    """Return each article once, in an order of its own: not that of the files, and like texts together."""
    first: dict[str, Article] = {}
    for article in articles:
        kept = first.setdefault(article.id, article)
        if article.source < kept.source:
            first[article.id] = article
    return sorted(first.values(), key=lambda article: (zlib.crc32(article.text.encode("utf-8", "replace")), article.id))


def _fill_copies(scored: Scored, library: Library, scorer: str) -> None:
    """Give the articles whose text was scored in an earlier batch that text's rows."""
    has_rows = {row["article_id"] for row in scored.rows["sentences"]}
    waiting = [row for row in scored.rows["articles"] if row["article_id"] not in has_rows | scored.unscored]
    known = library.scored(scorer) if waiting else {}
    for row in waiting:
        twin = known.get(row["text_id"])
        if twin is not None:
            for name in SCORED:
                copies = library.rows(name, scorer=scorer, articles=[twin])
                scored.rows[name] += [{**found, "article_id": row["article_id"]} for found in copies]
