"""Read, clean, score and store, batch by batch, here, in other processes or on other machines.

What a batch is stands in `batch`, where it runs in `where`. A batch is stored whole or not at all, keyed by article
and scorer version: an interrupted run goes on where it stopped, and scoring the same files again changes nothing. The
rows are the same in whatever order the batches are done.
"""

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ..encoder import Model
from ..errors import PipelineError
from ..events import label_event
from ..library import Library, Row
from ..library.tables import SCORED
from ..linking import Head, link
from ..read import read_each
from ..read.aliases import read_aliases, renamed
from ..types import Article
from .batch import Scored, score_batch
from .grouped import grouped
from .where import Where, scored_in

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
    again: list[tuple[str, str]] = field(default_factory=list)  # those of `failed` that may not fail once more


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
    ray: str | None = None,
    staging: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Score the articles in files and folders into a library, which is made if it is not there.

    `event` labels all of them as one event. Without it an article's own column "event" does, and articles
    without one are the event of the first path's name; with `group` they go to the events that their texts tell of,
    known to the library or new ones named by their own words. `outlet` sets the outlet of all; `aliases` names a CSV
    file that renames outlets (`pipeline.read.aliases`). Both are corrections: no score changes. A file that cannot
    be read is reported and the others are scored, and so is a batch that fails twice. `progress` is called with (done,
    total, article's name).

    `workers` processes of this machine score side by side. `ray` names a Ray cluster's address, "local" for one on this
    machine: its tasks do, and keep what they have scored below the URI `staging` until it is stored (without it, in a
    folder of the library, which all machines must then see); what a killed run left there is not scored again.
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
        ray=ray,
        staging=staging,
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
    ray: str | None = None,
    staging: str | None = None,
    progress: Progress | None = None,
) -> Report:
    """Score articles already read; see `score`. `otherwise` labels what has no label of its own.

    PipelineError where every batch fails.
    """
    where = Where(workers=workers, ray=ray, staging=staging)
    if not isinstance(library, Library):
        library = Library.open(os.fspath(library), create=True)
    if model is None or isinstance(model, str | os.PathLike):
        used = where.model(None if model is None else os.fspath(model))
    else:
        used = model
    scorer = f"{used.version}.{RULES}"
    unique = _unique(articles)
    own = {id_: event or str(article.extra.get("event") or "") for id_, article in unique.items()}
    labels = {id_: _plain(label or otherwise) for id_, label in own.items()}
    library.restore(own)  # who scores a removed article wants it back
    # An article that is there stays in its event, unless somebody says otherwise; one that is held there, always.
    held, before_homes = library.pinned(), library.homes()
    kept = {id_: home for id_, home in before_homes.items() if id_ in own and (id_ in held or not own[id_])}
    places = {id_: (label_event(label), label) for id_, label in labels.items() if id_ not in kept}
    if group:
        alike = [article for id_, article in unique.items() if not own[id_] and id_ not in kept]
        places |= grouped(library, alike)
    asked = sorted(set(places.values()))
    for event_id, name in asked:
        library.add_event(event_id, name)
    current = {event_id: library.current(event_id) for event_id, _ in asked}
    homes = {id_: current[event_id] for id_, (event_id, _) in places.items()} | kept
    named = dict(library.events()[["event_id", "name"]].itertuples(index=False))
    events = sorted(set(homes.values()), key=lambda event_id: (named.get(event_id, ""), event_id))
    report = Report(events=events, articles=len(unique))

    done = library.scored_articles(scorer)
    present = [id_ for id_ in unique if id_ in done]
    report.present = finished = len(present)
    _assign(library, present, homes)
    waiting = {id_: article for id_, article in unique.items() if id_ not in done}
    known = library.scored(scorer)
    batches = scored_in(
        where, waiting, library=library, work=score_batch, model=used, scorer=scorer, known=known.keys()
    )
    reason = ""
    with closing(batches):  # at once, also when `progress` stops the run
        for ids, scored in batches:
            _fill_copies(scored, library, scorer, known)
            library.add(scored.rows, scorer=scorer, unscored=scored.unscored)
            _assign(library, [row["article_id"] for row in scored.rows["articles"]], homes)
            report.scored += len(scored.rows["articles"]) - len(scored.skipped)
            report.skipped += scored.skipped
            report.failed += scored.failed
            if scored.set_aside:
                reason = scored.set_aside
                report.again += scored.failed
            for article in map(waiting.__getitem__, ids):
                finished += 1
                if progress:
                    progress(finished, len(unique), article.title or article.source)
    if reason and not (report.scored or report.present):  # no batch's fault
        raise PipelineError(f"nothing could be scored: {reason}")
    report.skipped.sort()
    report.failed.sort()
    if outlet:
        for article_id in sorted(homes.keys() & library.known()):
            library.edit(article_id, "outlet", outlet)
    for event_id in report.events:
        each = library.heads_by_article(event_id, scorer=scorer).values()
        every: Counter[Head] = Counter()
        for heads in each:
            every.update(heads)
        library.link(event_id, link(every, each))
    return report


def _name_of(path: Path) -> str:
    path = path.resolve()
    return path.name if path.is_dir() else path.stem


def _plain(label: str) -> str:
    """Return a label that can be stored, whatever bytes a file's name was made of."""
    return label.encode("utf-8", "replace").decode()


def _assign(library: Library, ids: Iterable[str], homes: Mapping[str, str]) -> None:
    members: dict[str, list[str]] = {}
    for id_ in ids:
        members.setdefault(homes[id_], []).append(id_)
    for event_id, own in sorted(members.items()):
        library.assign(event_id, own)


def _unique(articles: Iterable[Article]) -> dict[str, Article]:
    """Return each article once by its id, in an order of its own: not that of the files, and like texts together."""
    first: dict[str, Article] = {}
    for article in articles:
        id_ = article.id
        kept = first.setdefault(id_, article)
        if article.source < kept.source:
            first[id_] = article
    return dict(sorted(first.items(), key=lambda each: (zlib.crc32(each[1].text.encode("utf-8", "replace")), each[0])))


def _fill_copies(scored: Scored, library: Library, scorer: str, known: Mapping[str, str]) -> None:
    """Give the articles whose text an earlier run scored that text's rows; `known` is {text id: article with them}."""
    has_rows = {row["article_id"] for row in scored.rows["sentences"]}
    waiting = [row for row in scored.rows["articles"] if row["article_id"] not in has_rows | scored.unscored]
    twins = {row["article_id"]: known[row["text_id"]] for row in waiting if row["text_id"] in known}
    for name in SCORED if twins else ():
        of_twin: dict[str, list[Row]] = {}
        for row in library.rows(name, scorer=scorer, articles=sorted(set(twins.values()))):
            of_twin.setdefault(row["article_id"], []).append(row)
        for id_, twin in twins.items():
            scored.rows[name] += [{**row, "article_id": id_} for row in of_twin.get(twin, ())]
