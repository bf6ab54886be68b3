"""Events: a worked example, agreement with scikit-learn and scipy, stability, and B-cubed on the roundups."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline import events
from pipeline.errors import PipelineError
from pipeline.events import group_events, label_event
from pipeline.types import Article

ROUNDUPS = Path(__file__).parents[2] / "shared/corpora/events/articles.jsonl.gz"

FERRY = [
    Article("The ferry Marlin ran aground off Port Ester and 40 passengers were rescued.", "Ferry aground", "A"),
    Article("Passengers were rescued after the ferry Marlin ran aground near Port Ester.", "Ferry rescue", "B"),
]
STRIKE = [
    Article("Teachers in Osterby walked out over wages as the union strike began.", "Teachers strike", "A"),
    Article("A strike by the teachers union over wages closed schools in Osterby.", "Schools closed", "C"),
]


def dated(article: Article, day: str | None) -> Article:
    return Article(article.text, article.title, article.outlet, day)


def story(day: str | None = "2026-03-01") -> list[Article]:
    return [dated(article, day) for article in [*FERRY, *STRIKE]]


def same(ids: Sequence[str]) -> set[frozenset[int]]:
    return {frozenset(i for i, other in enumerate(ids) if other == id_) for id_ in ids}


@pytest.mark.parametrize("day", ["2026-03-01", None])
def test_two_stories_of_one_day_are_two_events(day: str | None) -> None:
    assert same(group_events(story(day))) == {frozenset({0, 1}), frozenset({2, 3})}


@pytest.mark.parametrize(("gap", "events_found"), [("2026-03-04", 1), ("2026-03-05", 2)])
def test_the_same_words_four_days_later_are_another_event(gap: str, events_found: int) -> None:
    pair = [dated(FERRY[0], "2026-03-01"), dated(FERRY[1], gap)]
    assert len(set(group_events(pair))) == events_found


def test_an_event_is_named_after_its_earliest_article() -> None:
    later, earlier = dated(FERRY[0], "2026-03-02"), dated(FERRY[1], "2026-03-01")
    assert group_events([later, earlier]) == [f"event-{earlier.id}"] * 2


def test_nothing_gives_nothing_and_an_empty_text_stands_alone() -> None:
    assert group_events([]) == []
    ids = group_events([Article("", outlet="A"), Article("", outlet="B"), *FERRY])
    assert same(ids) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_neither_order_nor_repeats_matter(picked: list[int]) -> None:
    articles = story()
    whole = dict(zip([a.id for a in articles], group_events(articles), strict=True))
    order = list(dict.fromkeys(picked)) + [i for i in range(4) if i not in picked] + picked
    assert group_events([articles[i] for i in order]) == [whole[articles[i].id] for i in order]


def test_a_known_event_keeps_its_id_when_an_earlier_article_comes() -> None:
    old, new = dated(FERRY[0], "2026-03-02"), dated(FERRY[1], "2026-03-01")
    (event,) = group_events([old])
    assert group_events([new, old], known={event: [old.id]}) == [event, event]


def test_two_known_events_that_are_one_keep_the_id_that_comes_first() -> None:
    a, b = dated(FERRY[0], "2026-03-01"), dated(FERRY[1], "2026-03-01")
    assert group_events([a, b], known={"second": [b.id], "first": [a.id]}) == ["second", "second"]


def test_what_is_known_to_be_together_stays_together() -> None:
    articles = story()
    known = {"mine": {articles[0].id, articles[2].id, "of another upload"}}
    assert group_events(articles, known=known)[::2] == ["mine", "mine"]


def test_an_article_of_two_known_events_belongs_to_the_first() -> None:
    article = dated(FERRY[0], "2026-03-01")
    assert group_events([article], known={"first": [article.id], "second": [article.id]}) == ["first"]


def test_a_new_event_never_takes_a_known_id() -> None:
    a, b = dated(FERRY[0], "2026-03-01"), dated(STRIKE[0], "2026-03-01")
    ids = group_events([a, b], known={f"event-{a.id}": [b.id]})
    assert ids == [f"event-{a.id}-2", f"event-{a.id}"]


def test_a_date_that_is_no_day_is_refused() -> None:
    with pytest.raises(PipelineError, match=r'^a.csv: date "yesterday" is not a day; write it as 2026-03-01$'):
        group_events([Article("x", date="yesterday", source="a.csv")])


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Port Ester ferry", "port-ester-ferry"), ("Élections", "elections"), ("抗议", "event")],
)
def test_a_label_gives_a_readable_stable_id(name: str, slug: str) -> None:
    assert label_event(name).rpartition("-")[0] == slug
    assert label_event(f"  {name.upper()}\n") == label_event(name)


def test_labels_that_share_a_slug_differ() -> None:
    assert len({label_event(name) for name in ("抗议", "选举", "a/b", "a-b", "x" * 50, "x" * 60)}) == 6


def test_tfidf_agrees_with_scikit_learn() -> None:
    articles = story()
    peer = TfidfVectorizer(token_pattern=r"[^\W_]{2,}", sublinear_tf=True)
    theirs = peer.fit_transform([f"{a.title}\n" * events.TITLE + a.text for a in articles])
    ours = events._tfidf(articles)
    assert np.allclose((ours @ ours.T).toarray(), (theirs @ theirs.T).toarray())


@pytest.mark.parametrize("seed", range(20))
def test_linkage_agrees_with_scipy(seed: int) -> None:
    similar = np.triu(np.random.default_rng(seed).random((30, 30)) ** 3, 1)
    tree = linkage(squareform(1 - similar - similar.T - np.eye(30), checks=False), "average")
    theirs = fcluster(tree, 1 - events.THRESHOLD, "distance")
    ours = events._average_linkage(sparse.coo_array(similar), [None] * 30)
    assert {frozenset(c) for c in ours} == {frozenset(np.flatnonzero(theirs == c)) for c in set(theirs)}


@pytest.mark.parametrize("block", [1, 3, 256])
def test_the_size_of_a_block_changes_no_similarity(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [dated(a, day) for day in ("2026-03-01", "2026-03-04", "2026-03-06", None) for a in story()]
    days = [events._day(a) for a in articles]
    rows = events._tfidf(articles)
    cosine = np.triu((rows @ rows.T).toarray(), 1)
    gap = np.abs(np.subtract.outer(days, days))
    wanted = np.where(np.isnan(gap), cosine * events.UNDATED, np.where(gap <= events.WINDOW, cosine, 0))
    monkeypatch.setattr(events, "BLOCK", block)
    found = events._similarities(rows, days).toarray()
    assert np.allclose(found, np.where(wanted >= events.FAINT, wanted, 0))


def b_cubed(found: Sequence[str], gold: Sequence[str]) -> float:
    """Return the F1 of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    ours, theirs = defaultdict(set), defaultdict(set)
    for i, (a, b) in enumerate(zip(found, gold, strict=True)):
        ours[a].add(i)
        theirs[b].add(i)
    shared = [len(ours[a] & theirs[b]) for a, b in zip(found, gold, strict=True)]
    precision = np.mean([n / len(ours[a]) for n, a in zip(shared, found, strict=True)])
    recall = np.mean([n / len(theirs[b]) for n, b in zip(shared, gold, strict=True)])
    return float(2 * precision * recall / (precision + recall))


def test_b_cubed_by_hand() -> None:
    # precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall (1 + 1 + 1) / 3 = 1, F1 = 10/14
    assert b_cubed("xxx", "aab") == pytest.approx(10 / 14)


@pytest.mark.skipif(not ROUNDUPS.exists(), reason="needs ../shared/corpora/events")
def test_b_cubed_on_the_half_that_chose_no_threshold() -> None:
    with gzip.open(ROUNDUPS, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    names = sorted({row["event"] for row in rows})
    random.Random(0).shuffle(names)
    chosen = set(names[: len(names) // 2])
    rows = [row for row in rows if row["event"] not in chosen]
    articles = [Article(row["text"], row["title"], row["outlet"], _iso(row["date"])) for row in rows]
    assert b_cubed(group_events(articles), [row["event"] for row in rows]) > 0.915  # .923 when written


def _iso(day: str | None) -> str | None:
    if day and "/" in day:  # four rows of the corpus: 8/29/18
        month, of_month, year = map(int, day.split("/"))
        return date(2000 + year, month, of_month).isoformat()
    return day or None
