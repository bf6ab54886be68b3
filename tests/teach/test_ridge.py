"""The regression: what it finds with much to learn from, and what it holds on to with little."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from pipeline.teach.ridge import FLAT, fit


def made(seed: int, n: int = 60, d: int = 4, k: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.normal(size=(n, k)), rng.integers(0, k + 1, n)


@pytest.mark.parametrize("strength", [0.3, 1.0, 10.0])
def test_without_a_belief_it_is_the_logistic_regression_of_scikit_learn(strength: float) -> None:
    x, base, gold = made(0)
    gold = (x[:, 0] + 0.5 * x[:, 1] > 0).astype(int)
    ours = fit(x, np.zeros_like(base), gold, strength=strength, hold=1.0)
    # Its intercept is free, ours all but free: as a column that is hardly held back it is the same there too.
    theirs = LogisticRegression(C=1 / strength, fit_intercept=False, tol=1e-10, max_iter=5000)
    theirs.fit(np.column_stack([x, np.full(len(x), np.sqrt(strength / FLAT))]), gold)
    assert ours.weight[0] == pytest.approx(theirs.coef_[0, :4], abs=1e-4)
    assert ours.bias[0] == pytest.approx(theirs.coef_[0, 4] * np.sqrt(strength / FLAT), abs=1e-4)


@settings(deadline=None)
@given(st.integers(0, 1000), st.sampled_from([1, 2]))
def test_it_is_at_the_top_of_the_posterior(seed: int, k: int) -> None:
    """No step in any direction makes the codes and the priors likelier."""
    x, base, gold = made(seed, n=20, d=3, k=k)
    ridge = fit(x, base, gold, strength=0.7, hold=2.0)

    def loss(bias: np.ndarray, slope: float, weight: np.ndarray) -> float:
        logits = np.concatenate([np.zeros((len(x), 1)), bias + slope * base + x @ weight.T], axis=1)
        told = logits[np.arange(len(x)), gold] - np.log(np.exp(logits).sum(axis=1))
        prior = FLAT * (bias**2).sum() + 2.0 * (slope - 1) ** 2 + 0.7 * (weight**2).sum()
        return float(-told.sum() + prior / 2)

    best = loss(ridge.bias, ridge.slope, ridge.weight)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        bias, weight = ridge.bias + 0.01 * rng.normal(size=k), ridge.weight + 0.01 * rng.normal(size=(k, 3))
        assert loss(bias, ridge.slope + 0.01 * float(rng.normal()), weight) > best - 1e-9


def test_what_is_held_firmly_stays_as_it_is_believed() -> None:
    x, base, gold = made(1)
    ridge = fit(x, base, gold, strength=1e6, hold=1e6)
    assert np.abs(ridge.weight).max() < 1e-4
    assert ridge.slope == pytest.approx(1.0, abs=1e-3)


def test_a_belief_that_is_wrong_is_turned_round_by_codes() -> None:
    x, base, _ = made(2, n=200)
    gold = (base[:, 0] < 0).astype(int)
    assert fit(x, base, gold, strength=1.0, hold=1.0).slope < -1


def test_a_value_that_nobody_gave_is_unlikely_and_not_impossible() -> None:
    x, base, _ = made(3, n=30, k=2)
    gold = np.arange(30) % 2
    chances = fit(x, base * 0, gold, strength=1.0, hold=1.0).chances(x, base * 0)
    assert chances.sum(axis=1) == pytest.approx(np.ones(30))
    assert (chances[:, 2] > 1e-6).all()
    assert (chances[:, 2] < 0.1).all()
