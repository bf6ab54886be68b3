"""Events: B-cubed on story roundups with dates and without, and on BASIL, beside plain TF-IDF with average linkage.

Weights and threshold were fitted on the half of the roundups that is not measured here; BASIL chose nothing. Each set
is grouped by itself. Stability is the share of articles whose group stays the same set of articles.
"""

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.feature_extraction.text import TfidfVectorizer

from ..events import group_events
from ..read.dates import day
from ..types import Article
from .metrics import interval

Told: TypeAlias = tuple[list[Article], list[str]]
Shares: TypeAlias = NDArray[np.float64]

WITH_DATES, WITHOUT, CARRIED_OVER = 0.95, 0.90, 0.98  # the goals
PLAIN, PLAIN_UNDATED = 0.19, 0.28  # mean cosine at which the baseline joins, the best on the fitting half
PLAIN_WINDOW = 3  # days
REMOVED = 10  # articles taken out, each by itself


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return a row for each set, and how the grouping of one stays under changes; `folder` holds the corpora."""
    articles, gold = roundups(folder, fitting=False)
    undated = [replace(article, date=None) for article in articles]
    found = group_events(articles)
    rows = [
        _row("roundups, with dates", articles, gold, found, WITH_DATES),
        _row("roundups, without dates", undated, gold, group_events(undated), WITHOUT),
    ]
    told, theirs = basil(folder)
    rows.append(_row("BASIL", told, theirs, group_events(told), CARRIED_OVER))
    return [{"benchmark": "events", **row} for row in [*rows, *_stability(articles, found)]]


def roundups(folder: Path, *, fitting: bool) -> Told:
    """Return the articles of one half of the roundups, by a hash of the event, and the event of each."""
    articles, events = [], []
    with gzip.open(folder / "events" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if (hashlib.sha256(row["event"].encode()).digest()[0] % 2 == 0) is fitting:
                when = day(row["date"] or "", order="month first")
                articles.append(Article(row["text"], row["title"], row["outlet"], when))
                events.append(row["event"])
    return articles, events


def basil(folder: Path) -> Told:
    """Return BASIL's articles and the event of each."""
    articles, events = [], []
    for line in (folder / "basil" / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = "\n\n".join(str(sentence["sentence"]) for sentence in row["body"])
        articles.append(Article(text, row["title"], row["source"], day(row["date"] or "")))
        events.append(str(row["event"]))
    return articles, events


def b_cubed(found: Sequence[Hashable], gold: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return the F1, precision and recall of groups: means over the items (Bagga and Baldwin 1998)."""
    precision, recall = _of_items(found, gold)
    return _f1(precision, recall), float(precision.mean()), float(recall.mean())


def _of_items(found: Sequence[Hashable], gold: Sequence[Hashable]) -> tuple[Shares, Shares]:
    """Return each item's precision and recall."""
    ours, theirs = defaultdict(set), defaultdict(set)
    for i, (a, b) in enumerate(zip(found, gold, strict=True)):
        ours[a].add(i)
        theirs[b].add(i)
    shared = np.array([len(ours[a] & theirs[b]) for a, b in zip(found, gold, strict=True)], float)
    return shared / [len(ours[a]) for a in found], shared / [len(theirs[b]) for b in gold]


def _f1(precision: Shares, recall: Shares) -> float:
    p, r = float(precision.mean()), float(recall.mean())
    return 2 * p * r / (p + r)


def plain_events(articles: Sequence[Article], threshold: float | None = None) -> list[str]:
    """Group as the baseline does: TF-IDF of title and text, three days at most, average linkage."""
    if threshold is None:
        threshold = PLAIN if any(article.date for article in articles) else PLAIN_UNDATED
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform([f"{a.title or ''}\n{a.text}" for a in articles])
    days = np.array([date.fromisoformat(a.date).toordinal() if a.date else np.nan for a in articles])
    alike = (rows @ rows.T).toarray()
    alike[np.abs(days[:, None] - days[None]) > PLAIN_WINDOW] = 0
    apart = np.clip(1 - alike[np.triu_indices(len(articles), 1)], 0, 1)
    return [str(group) for group in fcluster(linkage(apart, "average"), 1 - threshold, "distance")]


def _row(
    name: str, articles: Sequence[Article], gold: Sequence[str], found: Sequence[str], goal: float
) -> dict[str, Any]:
    low, high = interval(_f1, *_of_items(found, gold), gold)  # draws whole events
    return {
        "set": name,
        "metric": "B-cubed F1",
        "n": len(articles),
        "score": b_cubed(found, gold)[0],
        "low": low,
        "high": high,
        "floor": b_cubed(plain_events(articles), gold)[0],
        "goal": goal,
    }


def _stability(articles: Sequence[Article], found: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield how many articles keep their group, and its id where it is known, under changes of the upload."""
    before = dict(zip((article.id for article in articles), found, strict=True))
    known: dict[str, list[str]] = {}
    for article, event in before.items():
        known.setdefault(event, []).append(article)
    shuffled = random.Random(1).sample(list(articles), len(articles))
    copies = [replace(article, outlet=f"{article.outlet} copy") for article in articles[::10]]
    taken = random.Random(1).sample(range(len(articles)), REMOVED)
    uploads = {
        "shuffled": [shuffled],
        "one in ten printed twice": [[*articles, *copies]],
        "one article removed": [[*articles[:n], *articles[n + 1 :]] for n in taken],
    }
    for name, each in uploads.items():
        for metric, kept in (("same groups", None), ("same ids, known", known)):
            same = [
                share
                for upload in each
                for share in _kept(
                    before, dict(zip((a.id for a in upload), group_events(upload, known=kept), strict=True))
                )
            ]
            yield {"set": f"roundups, {name}", "metric": metric, "n": len(same), "score": float(np.mean(same))}


def _kept(before: dict[str, str], after: dict[str, str]) -> list[bool]:
    """Say of each article in both whether its group is the same set of those, under the same id."""
    both = [article for article in before if article in after]
    groups: tuple[dict[str, set[str]], dict[str, set[str]]] = (defaultdict(set), defaultdict(set))
    for article in both:
        groups[0][before[article]].add(article)
        groups[1][after[article]].add(article)
    return [groups[0][before[article]] == groups[1][after[article]] for article in both]
