"""Group articles into events: the same happening, told within days of each other.

Words weighted by TF-IDF (the title counts three times), cosine similarity, average linkage. Pairs more than
three days apart count as unlike; where a date is missing the text alone decides, at a discount. The
threshold was chosen on half of 1,127 AllSides story roundups (2,669 articles, split by event: B-cubed F1 .92);
`tests/test_events.py` reports the other half (.92). Works on one language at a time: a translation
shares few words with its original. Who edits events by hand is the library's business.
"""

import hashlib
import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain, count

import numpy as np
from scipy import sparse

from .errors import PipelineError
from .types import Article

WINDOW = 3  # days; 97 % of the roundups' dated pairs lie within it
THRESHOLD = 0.19  # mean similarity at which two clusters are one event
UNDATED = 0.8  # what a similarity is worth when a date is missing
FAINT = 0.1  # similarities below count as none, which keeps the graph sparse
TITLE = 3  # times that the title counts
BLOCK = 256  # rows of the similarity matrix that are held at once

_WORD = re.compile(r"[^\W_]{2,}")


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

    days = [_day(unique[id_]) for id_ in order]
    together = [home.get(id_) for id_ in order]
    similar = _similarities(_tfidf([unique[id_] for id_ in order]), days)
    named = {}
    for cluster in _average_linkage(similar, together):
        members = [order[i] for i in cluster]
        theirs = {home[id_] for id_ in members if id_ in home}
        event = next((event for event in known if event in theirs), None)
        if event is None:
            names = chain((f"event-{id_}" for id_ in members), (f"event-{members[0]}-{n}" for n in count(2)))
            event = next(name for name in names if name not in known)
        named.update(dict.fromkeys(members, event))
    return [named[id_] for id_ in ids]


def label_event(name: str) -> str:
    """Return the id of an event that the user named: a readable slug and a short hash of the whole name."""
    normal = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    plain = unicodedata.normalize("NFKD", normal).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-")
    digest = hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug or 'event'}-{digest}"


def _day(article: Article) -> float:
    if article.date is None:
        return np.nan
    try:
        return date.fromisoformat(article.date).toordinal()
    except ValueError:
        where = article.source or article.title or article.id
        raise PipelineError(f'{where}: date "{article.date}" is not a day; write it as 2026-03-01') from None


def _tfidf(articles: Sequence[Article]) -> sparse.csr_array:
    """Return unit rows of (1 + log tf) idf, with scikit-learn's smoothing of idf."""
    vocabulary: dict[str, int] = {}
    indptr, columns, counts = [0], list[int](), list[int]()
    for article in articles:
        text = f"{article.title or ''}\n" * TITLE + article.text
        bag = Counter(word.casefold() for word in _WORD.findall(text))
        columns += [vocabulary.setdefault(word, len(vocabulary)) for word in bag]
        counts += bag.values()
        indptr.append(len(columns))
    shape = (len(articles), len(vocabulary))
    column, tf = np.array(columns, dtype=np.int32), np.array(counts, dtype=np.float64)
    idf = np.log((1 + len(articles)) / (1 + np.bincount(column, minlength=len(vocabulary)))) + 1
    rows = sparse.csr_array(((1 + np.log(tf)) * idf[column], column, indptr), shape=shape)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)))
    rows.data /= np.repeat(length, np.diff(rows.indptr))
    return rows


def _similarities(rows: sparse.csr_array, days: Sequence[float]) -> sparse.coo_array:
    """Return the pairs i < j worth linking. Rows come in order of date, those without one last."""
    day = np.array(days, dtype=float)
    dated = int(np.count_nonzero(~np.isnan(day)))
    kept = []
    for start in range(0, len(day), BLOCK):
        stop = min(start + BLOCK, len(day))
        near = dated if stop > dated else int(np.searchsorted(day[:dated], day[stop - 1] + WINDOW, "right"))
        for first, last in ((start, near), (max(dated, start), len(day))):
            if first < last:
                block = (rows[start:stop] @ rows[first:last].T).tocoo()
                i, j, weight = block.coords[0] + start, block.coords[1] + first, block.data
                gap = np.abs(day[i] - day[j])
                weight = np.where(np.isnan(gap), weight * UNDATED, weight)
                keep = (i < j) & ~(gap > WINDOW) & (weight >= FAINT)
                kept.append((i[keep], j[keep], weight[keep]))
    i, j, weight = (np.concatenate(part) for part in zip(*kept, strict=True)) if kept else ([], [], [])
    return sparse.coo_array((weight, (i, j)), shape=(len(day), len(day)))


def _average_linkage(similar: sparse.coo_array, together: Sequence[str | None]) -> list[list[int]]:
    """Merge the most similar clusters until none reaches THRESHOLD; pairs not in the graph count as zero.

    Nodes that share a name in `together` begin as one cluster. Ties go to the earliest members.
    """
    first: dict[str, int] = {}
    start = [i if name is None else first.setdefault(name, i) for i, name in enumerate(together)]
    members: dict[int, list[int]] = {}
    for i, cluster in enumerate(start):
        members.setdefault(cluster, []).append(i)
    links: dict[int, dict[int, float]] = {cluster: {} for cluster in members}
    for i, j, weight in zip(*similar.coords, similar.data, strict=True):
        a, b = start[i], start[j]
        if a != b:
            links[a][b] = links[b][a] = links[a].get(b, 0.0) + float(weight)

    def offer(a: int, b: int) -> None:
        mean = links[a][b] / (len(members[a]) * len(members[b]))
        if mean >= THRESHOLD:
            low, high = sorted((a, b))
            heapq.heappush(queue, (-round(mean, 9), low, high, len(members[low]), len(members[high])))

    queue: list[tuple[float, int, int, int, int]] = []
    for a in links:
        for b in links[a]:
            if a < b:
                offer(a, b)
    while queue:
        _, a, b, size_a, size_b = heapq.heappop(queue)
        if len(members.get(a, ())) != size_a or len(members.get(b, ())) != size_b:
            continue  # one of them has been merged since
        members[a] += members.pop(b)
        for other, weight in links.pop(b).items():
            del links[other][b]
            if other != a:
                links[a][other] = links[other][a] = links[a].get(other, 0.0) + weight
        for other in links[a]:
            offer(a, other)
    return list(members.values())
