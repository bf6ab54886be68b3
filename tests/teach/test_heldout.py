"""Scores on codes left out: equal to scikit-learn's, by whole articles, and honest about what is not there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score

from pipeline.teach.heldout import IntArray, draws_of, f1s, folds, held_out, precisions
from pipeline.teach.ridge import FloatArray


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_average_precision_and_f1_are_those_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold, rank = rng.random(15) < 0.4, rng.integers(0, 6, 15).astype(float)  # with ties
    gold[0] = True
    times = np.stack([np.ones(15), rng.integers(0, 3, 15)]).astype(float)
    times[:, 0] = 1
    said = rank > 2
    for n, weight in enumerate(times):
        theirs = average_precision_score(gold, rank, sample_weight=weight)
        assert precisions(gold, rank, times)[n] == pytest.approx(theirs, abs=1e-9)
        assert f1s(gold, said, times)[n] == pytest.approx(f1_score(gold, said, sample_weight=weight, zero_division=0))


def test_without_a_positive_there_is_no_precision() -> None:
    assert np.isnan(precisions(np.zeros(3, bool), np.arange(3.0), np.ones((1, 3)))).all()


def test_an_article_is_in_one_fold_and_rare_values_are_spread() -> None:
    home = np.repeat(np.arange(20), 3)
    given = np.zeros(60, np.int64)
    given[[0, 13, 25, 37, 49]] = 1  # of five articles
    fold = folds(given, home, seed=3)
    assert all(len(set(fold[home == article])) == 1 for article in range(20))
    assert sorted(fold[given == 1]) == [0, 1, 2, 3, 4]
    assert len(set(folds(np.array([0, 1]), np.array([0, 1]), seed=0))) == 2


def test_a_draw_takes_whole_articles() -> None:
    home = np.array([0, 0, 1, 2, 2, 2])
    times = draws_of(home, 50, seed=0)
    assert times[0].tolist() == [1] * 6
    assert (times[:, 0] == times[:, 1]).all()
    assert (times[:, 3] == times[:, 5]).all()
    assert (times[1:, [0, 2, 3]].sum(axis=1) == 3).all()


def _scores(rank: FloatArray, given: IntArray, believed: FloatArray) -> dict[str, tuple[float, float, float]]:
    def fit(own: IntArray, out: IntArray) -> tuple[FloatArray, FloatArray]:
        assert not set(own) & set(out)
        return rank[out], np.column_stack([rank[out] <= 0, rank[out] > 0]).astype(float)

    found = held_out(fit, given, believed, [f"a{n // 2}" for n in range(len(given))])
    return {score.metric: (score.value, score.low, score.high) for score in found}


def test_a_head_that_is_right_gains_on_a_belief_that_is_not() -> None:
    rng = np.random.default_rng(0)
    given = (np.arange(60) % 3 == 0).astype(np.int64)
    right = np.where(given == 1, 1.0, -1.0)[:, None]
    blind = rng.normal(size=(60, 1))
    told = _scores(right, given, blind)
    assert told["precision"] == pytest.approx((1, 1, 1))
    assert told["F1"] == pytest.approx((1, 1, 1))
    assert told["share"][0] == pytest.approx(1 / 3)
    assert told["before"][0] < 0.6
    assert told["gain"][1] > 0
    assert told["gain"][0] == pytest.approx(1 - told["before"][0])
    # The other way round it loses, and where nothing changed it gains nothing, for certain.
    assert _scores(blind, given, right)["gain"][2] < 0
    assert _scores(blind, given, blind)["gain"] == pytest.approx((0, 0, 0))
