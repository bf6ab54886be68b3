"""Group articles into events: fold near-duplicates, score pairs, cluster, and keep the ids that are known."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain, count

import numpy as np

from ..errors import PipelineError
from ..types import Article
from .clusters import average_linkage
from .features import find_pairs
from .folding import fold
from .weights import Weights, published

FAINT = 0.02  # chances below count as none, which keeps the graph sparse


def group_events(articles: Sequence[Article], *, known: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Return an event id for each article, in order; neither order nor repeats of an article matter.

    A new event is named after its earliest article. `known` maps event ids to the ids of their articles:
    those stay together and keep their event's id; where two known events turn out to be one, the id that
    comes first in `known` stays. Raises PipelineError for a date that is no day.
    """
    known = known or {}
    ids = [article.id for article in articles]
    unique = dict(zip(ids, articles, strict=True))
    order = sorted(unique, key=lambda id_: (unique[id_].date or "9999", id_))
    home = {id_: event for event in reversed(list(known)) for id_ in known[event]}

    named = {}
    for cluster in clusters([unique[id_] for id_ in order], [home.get(id_) for id_ in order], published()):
        members = [order[i] for i in cluster]
        theirs = {home[id_] for id_ in members if id_ in home}
        event = next((event for event in known if event in theirs), None)
        if event is None:
            names = chain((f"event-{id_}" for id_ in members), (f"event-{members[0]}-{n}" for n in count(2)))
            event = next(name for name in names if name not in known)
        named.update(dict.fromkeys(members, event))
    return [named[id_] for id_ in ids]


def clusters(articles: Sequence[Article], together: Sequence[str | None], weights: Weights) -> list[list[int]]:
    """Return the groups of articles, as places in the list; the list is in order of date, the undated last.

    Articles of one name in `together` are in one group.
    """
    days = np.array([day_of(article) for article in articles], dtype=float)
    firsts = fold(articles, days, together)
    kept = sorted(set(firsts))
    at = {first: n for n, first in enumerate(kept)}
    copies: list[list[int]] = [[] for _ in kept]
    for n, first in enumerate(firsts):
        copies[at[first]].append(n)
    pairs = find_pairs([articles[first] for first in kept], days[kept], weights.common)
    chances = weights.chances(pairs)
    likely = chances >= FAINT
    links = zip(pairs.i[likely].tolist(), pairs.j[likely].tolist(), chances[likely].tolist(), strict=True)
    home = [next((together[n] for n in group if together[n] is not None), None) for group in copies]
    found = average_linkage(links, home, weights.threshold)
    return [sorted(n for place in group for n in copies[place]) for group in found]


def day_of(article: Article) -> float:
    """Return an article's day as an ordinal, NaN where it has none."""
    if article.date is None:
        return np.nan
    try:
        return date.fromisoformat(article.date).toordinal()
    except ValueError:
        where = article.source or article.title or article.id
        raise PipelineError(f'{where}: date "{article.date}" is not a day; write it as 2026-03-01') from None
