"""Features: agreement with scikit-learn and with a plain reckoning of pairs, rivals by hand."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from pipeline.events import features
from pipeline.events.features import FEATURES, find_pairs
from pipeline.events.grouping import day_of
from pipeline.types import Article

from .stories import story


def found(articles: list[Article], common: dict[str, float] | None = None) -> features.Pairs:
    return find_pairs(articles, np.array([day_of(article) for article in articles]), common or {})


def test_rows_agree_with_scikit_learn() -> None:
    articles = story()
    body = list(features._vectors(articles, {}))[features.PARTS.index("body")]
    told = [features.words(article.text) for article in articles]
    index = {
        word: n
        for n, word in enumerate(
            dict.fromkeys(w for a, t in zip(articles, told, strict=True) for w in features.words(a.title or "") + t)
        )
    }
    counts = np.array([[text.count(word) for word in index] for text in told])
    whole = np.array([[word in features.words(f"{a.title} {a.text}") for word in index] for a in articles])
    idf = np.log((1 + features.BACKGROUND + len(articles)) / (1 + whole.sum(axis=0)))
    peer = TfidfTransformer(sublinear_tf=True, use_idf=False, norm=None).fit_transform(counts).toarray() * idf
    peer /= np.linalg.norm(peer, axis=1, keepdims=True)
    assert np.allclose((body @ body.T).toarray(), peer @ peer.T)


@pytest.mark.parametrize("block", [1, 3, 256])
def test_pairs_are_those_of_a_plain_reckoning_whatever_the_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [replace(a, date=day) for day in ("2026-03-01", "2026-03-04", "2026-03-06", None) for a in story()]
    opening = list(features._vectors(articles, {}))[features.PARTS.index("opening")]
    cosine = (opening @ opening.T).toarray()
    days = np.array([day_of(article) for article in articles])
    wanted = {
        (i, j): cosine[i, j]
        for i in range(len(articles))
        for j in range(i + 1, len(articles))
        if (np.isnan(days[i] - days[j]) and cosine[i, j] >= features.FAINT_UNDATED)
        or (abs(days[i] - days[j]) <= features.WINDOW and cosine[i, j] >= features.FAINT)
    }
    monkeypatch.setattr(features, "BLOCK", block)
    pairs = found(articles)
    assert list(zip(pairs.i, pairs.j, strict=True)) == list(wanted)
    assert np.allclose(pairs.features[:, FEATURES.index("opening")], list(wanted.values()))


def test_rivals_are_drawn_to_the_typical_where_they_are_few() -> None:
    # 50 rivals: half their own level, the mean of the two likest (.4), half the typical one.
    alike = np.zeros((1, 60))
    alike[0, :3] = 0.5, 0.3, 0.2
    level = features._level(alike, np.array([50]), 2)
    assert level == pytest.approx(0.5 * 0.4 + 0.5 * features.TYPICAL)
    assert features._level(np.zeros((1, 1)), np.array([0]), 2) == pytest.approx(features.TYPICAL)


def test_what_is_common_in_the_news_counts_little() -> None:
    articles = [Article("Aaa bbb", date="2026-03-01"), Article("Aaa ccc", date="2026-03-01")]
    body = FEATURES.index("body")
    assert found(articles, {"aaa": 0.9}).features.shape == (0, len(FEATURES))
    assert found(articles).features[0, body] > found(articles, {"aaa": 0.3}).features[0, body] > 0


def test_far_rivals_are_only_of_other_weeks() -> None:
    far = FEATURES.index("far rivals")
    pair = story()[:2]
    week_later = [replace(article, date="2026-03-08", outlet="D") for article in pair]
    day_before = [replace(article, date="2026-03-07", outlet="D") for article in pair]
    alone, with_week, with_day = (found([*pair, *others]).features[0, far] for others in ([], week_later, day_before))
    assert with_week > alone == with_day


def test_a_crowd_is_cut_to_the_likest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "MOST", 2)
    alike = found([replace(story()[0], text=f"{story()[0].text} {'Word ' * n}") for n in range(8)])
    equal = found([replace(story()[0], outlet=name) for name in "abcdefgh"])
    assert np.bincount(alike.i).max() == np.bincount(equal.i).max() == 2


def test_names_are_runs_of_capitals_within_a_line() -> None:
    assert features.names("Ann Berg met Élan\nTom at the U.N. in Port Ester") == [
        "Ann Berg",
        "Élan",
        "Tom",
        "Port Ester",
    ]
