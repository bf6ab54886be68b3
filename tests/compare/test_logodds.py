"""The log-odds ratio: a worked example, a plain re-derivation, symmetry, and what has no answer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compare.logodds import Z, informative, log_odds

COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 20)), min_size=2, max_size=12)


def test_by_hand() -> None:
    value, variance = log_odds([4, 1], [2, 6], [1, 1])
    assert value[0] == pytest.approx(math.log((5 / 2) / (3 / 7)))
    assert variance[0] == pytest.approx(1 / 5 + 1 / 2 + 1 / 3 + 1 / 7)
    assert value[1] == pytest.approx(-value[0])


@given(COUNTS)
def test_agrees_with_a_plain_derivation(rows: list[tuple[int, int, float]]) -> None:
    own, others, prior = (list(column) for column in zip(*rows, strict=True))
    value, variance = log_odds(own, others, prior)
    for w in range(len(rows)):
        odds = []
        spread = 0.0
        for counts in (own, others):
            word = counts[w] + prior[w]
            rest = sum(counts[v] + prior[v] for v in range(len(rows)) if v != w)
            odds.append(word / rest)
            spread += 1 / word + 1 / rest
        assert value[w] == pytest.approx(math.log(odds[0] / odds[1]), abs=1e-6)
        assert variance[w] == pytest.approx(spread, rel=1e-6)


@given(COUNTS)
def test_swapping_the_groups_turns_the_sign_alone(rows: list[tuple[int, int, float]]) -> None:
    own, others, prior = zip(*rows, strict=True)
    value, variance = log_odds(own, others, prior)
    turned, same = log_odds(others, own, prior)
    np.testing.assert_allclose(value, -turned, atol=1e-9)
    np.testing.assert_allclose(variance, same)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=10), st.integers(1, 9), st.integers(1, 9), st.floats(0.5, 50))
def test_equal_rates_are_zero(counts: list[int], mine: int, theirs: int, weight: float) -> None:
    words = np.array(counts)
    value, _ = log_odds(mine * words, theirs * words, informative((mine + theirs) * words, weight))
    np.testing.assert_allclose(value, 0, atol=1e-9)


def test_a_prior_draws_rare_words_toward_the_others() -> None:
    counts, others = np.array([1, 99]), np.array([0, 100])
    by_weight = [log_odds(counts, others, informative(counts + others, weight))[0][0] for weight in (1, 10, 1000)]
    assert by_weight[0] > by_weight[1] > by_weight[2] > 0


def test_columns_are_groups_of_their_own() -> None:
    own, others = np.array([[4, 2], [1, 6]]), np.array([[2, 4], [6, 1]])
    value, variance = log_odds(own, others, np.ones((2, 1)))
    for group in (0, 1):
        one, spread = log_odds(own[:, group], others[:, group], [1, 1])
        np.testing.assert_allclose(value[:, group], one)
        np.testing.assert_allclose(variance[:, group], spread)


@pytest.mark.parametrize("counts", [([3], [4], [1]), ([0, 3], [0, 4], [0, 1]), ([], [], [])])
def test_without_a_rival_there_is_no_ratio(counts: tuple[list[int], list[int], list[int]]) -> None:
    value, variance = log_odds(*counts)
    assert np.isnan(value).all()
    assert np.isnan(variance).all()


def test_the_prior_is_spread_as_the_counts() -> None:
    assert informative([1, 3], 8).tolist() == [2, 6]
    assert informative([0, 0], 8).tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_covers_where_groups_speak_alike(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chances = np.array([0.3, 0.25, 0.25, 0.2])
    hit = 0
    for _ in range(400):
        own, others = rng.multinomial(60, chances), rng.multinomial(90, chances)
        value, variance = log_odds(own, others, informative(own + others, 4))
        hit += bool(abs(value[0]) <= Z * np.sqrt(variance[0]))
    assert hit / 400 > 0.92
