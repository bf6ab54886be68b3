"""What every table rests on, against scipy and statsmodels on random tables: bootstrap, log-odds, control, exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests

from pipeline.compare.control import controlled, fisher
from pipeline.compare.estimates import DEEPEST, Sample
from pipeline.compare.logodds import Z, log_odds

COUNTS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.floats(0.1, 20)), min_size=2, max_size=8)
VALUES = st.lists(st.floats(-1, 1).map(lambda value: round(value, 3)), min_size=5, max_size=30)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_control_is_that_of_benjamini_and_hochberg(p: list[float]) -> None:
    reject, adjusted, *_ = multipletests(p, alpha=0.05, method="fdr_bh")
    found = controlled(np.array(p))
    np.testing.assert_allclose(found, adjusted, atol=1e-9)
    sure = np.abs(adjusted - 0.05) > 1e-9  # of a tie at the limit either may be right
    assert ((found < 0.05) == reject)[sure].all()


def test_control_of_nothing_is_nothing() -> None:
    assert len(controlled(np.zeros(0))) == 0


@settings(deadline=None)
@given(st.tuples(*[st.integers(1, 40)] * 4))
def test_fishers_exact_test_adds_up_the_hypergeometric(counts: tuple[int, int, int, int]) -> None:
    a, b, c, d = counts
    chances = stats.hypergeom(a + b + c + d, a + b, a + c).pmf(np.arange(min(a + b, a + c) + 1))
    expected = chances[chances <= chances[a] * (1 + 1e-7)].sum()
    assert fisher(np.array([[a, b], [c, d]])) == pytest.approx(min(expected, 1), abs=1e-9)


@settings(deadline=None)
@given(COUNTS)
def test_log_odds_are_those_of_the_two_by_two_table_with_the_prior_added(rows: list[tuple[int, int, float]]) -> None:
    own, others, prior = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    value, variance = log_odds(own, others, prior)
    for w in range(len(rows)):
        sides = [(side[w] + prior[w], (side + prior).sum() - side[w] - prior[w]) for side in (own, others)]
        peer = Table2x2(np.array(sides), shift_zeros=False)
        assert value[w] == pytest.approx(peer.log_oddsratio, abs=1e-9)
        assert variance[w] == pytest.approx(peer.log_oddsratio_se**2, abs=1e-9)
        reach = Z * np.sqrt(variance[w])
        low, high = peer.log_oddsratio_confint(0.05)
        assert (value[w] - reach, value[w] + reach) == pytest.approx((low, high), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(VALUES, st.integers(0, 2**32), st.floats(0.8, 0.99))
def test_the_bootstrap_is_scipys_draw_by_draw(values: list[float], seed: int, level: float) -> None:
    figures, n, draws = np.array(values), len(values), 500
    if np.ptp(figures) < 0.01:
        return
    known = np.zeros(n)
    sample = Sample(np.arange(n), np.arange(n), figures, known, seed, np.ones(n))
    spread = sample.estimate("outlet", draws=draws).spreads[0]
    peer = stats.bootstrap(
        (figures,), np.mean, n_resamples=draws, batch=draws, method="percentile", rng=np.random.default_rng(seed)
    )
    np.testing.assert_allclose(spread.draws, peer.bootstrap_distribution, atol=1e-9)
    # Hesterberg's expanded percentile, or Student's interval where that is wider.
    tail = stats.norm.cdf(stats.t.ppf((1 - level) / 2, n - 1) * np.sqrt(n / (n - 1)))
    k = max(int(np.ceil(max(tail, DEEPEST / draws) * draws - 1e-9)) - 1, 0)
    ordered = np.sort(peer.bootstrap_distribution)
    t = stats.ttest_1samp(figures, 0).confidence_interval(level)
    expected = min(ordered[k], t.low), max(ordered[-1 - k], t.high)
    assert spread.limits(float(figures.mean()), level) == pytest.approx(expected, abs=1e-9)
