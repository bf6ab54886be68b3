"""Figures: worked examples, agreement with scipy, invariances, coverage."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.compare import article_figures, figures
from pipeline.compare.estimates import Estimate, Sample, Spread
from pipeline.compare.figures import samples
from pipeline.errors import PipelineError

Stance = tuple[float, float, float]
COLUMNS = ["article_id", "sentence_id", "measure", "label", "target", "value", "variance", "group"]
UNSURE: Stance = (0.1, 0.2, 0.7)


def stance(article_id: str, p: Stance, *, sentence_id: int = 0, group: str = "A") -> dict[str, object]:
    value = p[2] - p[0]
    return {
        "article_id": article_id,
        "sentence_id": sentence_id,
        "measure": "stance",
        "label": "",
        "target": "Mayor Lund",
        "value": value,
        "variance": p[2] + p[0] - value**2,
        "group": group,
    }


def frame(article_id: str, p: float, *, sentence_id: int = 0, group: str = "A") -> dict[str, object]:
    row = stance(article_id, (0, 1 - p, p), sentence_id=sentence_id, group=group)
    return row | {"measure": "frame", "label": "economic", "target": ""}


def loaded(article_id: str, p: float, words: int = 1, *, sentence_id: int = 0, group: str = "A") -> dict[str, object]:
    row = frame(article_id, p, sentence_id=sentence_id, group=group)
    return row | {"measure": "loaded", "label": "per 1,000 words", "factor": words}


def coded(values: Sequence[float], group: str = "A") -> pd.DataFrame:
    """One certain figure an article, so that only articles vary."""
    rows = [stance(f"{group}{i}", UNSURE, group=group) for i in range(len(values))]
    return pd.DataFrame(rows).assign(value=values, variance=0.0)


def only(ev: pd.DataFrame) -> Sample:
    ((_, sample),) = samples(ev, seed=0)
    return sample


@st.composite
def evidence(draw: st.DrawFn) -> pd.DataFrame:
    chances = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda ab: (min(ab), abs(ab[0] - ab[1]), 1 - max(ab)))
    spans = st.tuples(st.sampled_from("AB"), st.integers(0, 6), st.integers(0, 2), chances)
    rows = [
        stance(f"{group}{i}", p, sentence_id=sent, group=group)
        for group, i, sent, p in draw(st.lists(spans, min_size=1, max_size=25))
    ]
    return pd.DataFrame(rows)


def test_an_articles_figure_by_hand() -> None:
    ev = pd.DataFrame(
        [
            stance("a", (0.0, 0.5, 0.5), sentence_id=0),  # value .5, variance .25
            stance("a", (0.5, 0.5, 0.0), sentence_id=0),  # value -.5, variance .25: the sentence 0, .25
            stance("a", (0.1, 0.2, 0.7), sentence_id=1),  # value .6, variance .44
        ]
    )
    row = article_figures(ev).iloc[0]
    assert (row["sentences"], row["value"], row["variance"]) == (2, pytest.approx(0.3), pytest.approx(0.69 / 4))


def test_an_outlets_value_is_the_mean_of_its_articles_figures() -> None:
    rows = [frame("a", 0.9), frame("b", 0.1), frame("b", 0.2, sentence_id=1), frame("b", 0.3, sentence_id=2)]
    row = figures(pd.DataFrame(rows)).iloc[0]
    assert (row["articles"], row["sentences"], row["value"]) == (2, 4, pytest.approx((0.9 + 0.2) / 2))


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        (stance("a", UNSURE), -1, 1),  # -1 is true one time in ten: 95 % cannot leave it out
        (stance("a", (0.01, 0.01, 0.98)), 0.97 - 1.959964 * np.sqrt(0.99 - 0.97**2), 1),  # the normal is wider
        (stance("a", (0.0, 0.0, 1.0)), 1, 1),
        (frame("a", 0.2), 0, 1),
        (frame("a", 0.02), 0, 0.02 + 1.959964 * 0.14),
    ],
)
def test_the_interval_of_one_span_by_hand(row: dict[str, object], low: float, high: float) -> None:
    found = figures(pd.DataFrame([row])).iloc[0]
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))
    assert found["scope"] == "these articles"


def test_labels_are_drawn_from_the_probabilities_that_value_and_variance_hold() -> None:
    sample = only(pd.DataFrame([stance("a", UNSURE), stance("a", (0.5, 0.1, 0.4), sentence_id=1)]))
    (spread,) = sample.estimate("these articles", draws=20_000).spreads
    exact = np.convolve(UNSURE, (0.5, 0.1, 0.4))  # of the mean at -1, -.5, 0, .5, 1
    seen = [np.count_nonzero(spread.draws == at) for at in (-1, -0.5, 0, 0.5, 1)]
    assert stats.chisquare(seen, exact * 20_000).pvalue > 0.001


def test_mentions_in_one_sentence_err_together() -> None:
    sample = only(pd.DataFrame([stance("a", UNSURE), stance("a", UNSURE)]))
    (spread,) = sample.estimate("these articles", draws=1000).spreads
    assert set(spread.draws) == {-1.0, 0.0, 1.0}
    assert spread.variance == pytest.approx(0.44)


def test_the_article_variances_give_the_figures_variance() -> None:
    ev = pd.DataFrame([stance(a, UNSURE, sentence_id=s) for a, s in [("a", 0), ("a", 0), ("a", 1), ("b", 0)]])
    (spread,) = only(ev).estimate("these articles", draws=100).spreads
    assert spread.variance == pytest.approx(article_figures(ev)["variance"].sum() / 4)


@pytest.mark.parametrize("n", [40, 500])
def test_for_many_normal_articles_it_is_the_t_interval(n: int) -> None:
    values = np.random.default_rng(3).normal(0, 0.2, n).clip(-1, 1)
    found = figures(coded(values), draws=20_000).iloc[0]
    t = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found["low"] <= t.low + 1e-12
    assert found["high"] >= t.high - 1e-12
    assert found["high"] - found["low"] == pytest.approx(t.high - t.low, rel=0.05)


def test_for_skewed_articles_the_long_end_is_the_expanded_percentile() -> None:
    values = np.random.default_rng(1).exponential(0.15, 12).clip(0, 1)
    found = figures(coded(values), draws=20_000).iloc[0]
    tail = stats.norm.cdf(stats.t.ppf(0.025, 11) * np.sqrt(12 / 11))  # Hesterberg 2015
    peer = stats.bootstrap(
        (values,), np.mean, confidence_level=1 - 2 * tail, method="percentile", n_resamples=20_000, rng=4
    ).confidence_interval
    t = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert peer.high > t.high + 0.01
    assert found["high"] == pytest.approx(peer.high, abs=0.006)
    assert found["low"] == pytest.approx(t.low)


@pytest.mark.parametrize("beyond", [0, 2, 4, 5, 50])
@pytest.mark.parametrize("level", [0.9, 0.99, 0.999])
def test_p_and_limits_agree_where_draws_run_out(beyond: int, level: float) -> None:
    draws = np.append(np.full(beyond, -0.1), np.full(1000 - beyond, 0.5))
    estimate = Estimate(0.5, (Spread(variance=0.01, drawn=0.009, freedom=9, draws=draws),))
    assert (estimate.p() < 1 - level) == (estimate.limits(level)[0] > 0)


@pytest.mark.parametrize(("articles", "scope"), [(4, "these articles"), (5, "outlet")])
def test_five_articles_make_an_outlet(articles: int, scope: str) -> None:
    ev = pd.DataFrame([stance(f"a{i}", UNSURE) for i in range(articles)])
    assert figures(ev)["scope"].tolist() == [scope]


def test_an_outlet_is_never_surer_than_its_articles_labels() -> None:
    ev = pd.DataFrame([stance(f"a{i}", UNSURE) for i in range(5)])  # no spread among articles at all
    row = figures(ev).iloc[0]
    assert row["low"] <= 0.6 - 1.959 * np.sqrt(0.44 / 5)


@settings(deadline=None, max_examples=25)
@given(evidence(), st.randoms())
def test_the_order_of_rows_changes_nothing(ev: pd.DataFrame, rng: object) -> None:
    order = list(range(len(ev)))
    rng.shuffle(order)  # type: ignore[attr-defined]
    shuffled = ev.iloc[order]
    pd.testing.assert_frame_equal(figures(shuffled, draws=200), figures(ev, draws=200), check_exact=True)
    pd.testing.assert_frame_equal(article_figures(shuffled), article_figures(ev), check_exact=True)


@settings(deadline=None, max_examples=25)
@given(evidence())
def test_neither_another_group_nor_another_name_changes_a_figure(ev: pd.DataFrame) -> None:
    both = figures(ev, draws=200)
    for group in ev["group"].unique():
        renamed = ev[ev["group"] == group].assign(group="Renamed")
        alone = figures(renamed, draws=200).drop(columns="group")
        within = both[both["group"] == group].drop(columns="group").reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, within, check_exact=True)


@settings(deadline=None, max_examples=25)
@given(evidence())
def test_a_value_lies_in_its_interval_and_both_in_range(ev: pd.DataFrame) -> None:
    found = figures(ev, draws=200)
    assert (found["low"] <= found["value"] + 1e-9).all()
    assert (found["value"] <= found["high"] + 1e-9).all()
    assert found["low"].ge(-1).all()
    assert found["high"].le(1).all()


def test_another_seed_is_another_draw() -> None:
    ev = coded(np.random.default_rng(1).exponential(0.15, 12))
    assert figures(ev, seed=1)["high"].item() != figures(ev, seed=2)["high"].item()


def test_the_interval_of_five_articles_covers_the_truth() -> None:
    rng = np.random.default_rng(0)
    covered = [
        low <= 0.1 <= high
        for low, high in (
            only(coded(rng.normal(0.1, 0.15, 5))).estimate("outlet", draws=500).limits(0.9) for _ in range(250)
        )
    ]
    assert abs(np.mean(covered) - 0.9) < 3.3 * np.sqrt(0.9 * 0.1 / 250)


def test_loaded_words_are_counted_over_all_words_by_hand() -> None:
    first = [
        loaded("a", 0.8),
        loaded("a", 0.0, 9),
        loaded("a", 0.6, sentence_id=1),
        loaded("a", 0.0, 29, sentence_id=1),
    ]
    row = figures(pd.DataFrame(first)).iloc[0]
    assert (row["articles"], row["sentences"]) == (1, 2)
    assert row["value"] == pytest.approx(1000 * (0.8 + 0.6) / 40)
    # None of the two is loaded in .2 * .4 = 8 of 100 draws; two are the most, and the normal reaches further.
    assert row["low"] == 0
    assert row["high"] == pytest.approx(1000 * (1.4 + stats.norm.ppf(0.975) * np.sqrt(0.16 + 0.24)) / 40)
    own = article_figures(pd.DataFrame(first)).iloc[0]
    assert (own["sentences"], own["value"]) == (2, pytest.approx(35))
    assert own["variance"] == pytest.approx((1000 / 40) ** 2 * (0.16 + 0.24))


def test_loaded_words_of_one_sentence_err_together() -> None:
    ev = pd.DataFrame([loaded("a", 0.8), loaded("a", 0.6), loaded("a", 0.0, 38)])
    sample = only(ev)
    spread = sample.estimate("these articles", draws=2000).spreads[0]
    assert spread.variance == pytest.approx(2 * (0.16 + 0.24) / 40**2)
    assert article_figures(ev)["variance"].iloc[0] == pytest.approx(1000**2 * spread.variance)
    assert set(np.unique(spread.draws * 40).round(6)) == {0, 1, 2}
    assert np.mean(spread.draws == 0) == pytest.approx(0.2, abs=0.03)  # not .2 * .4


def test_articles_weigh_the_same_however_many_words_they_have() -> None:
    ev = pd.DataFrame([loaded("a", 1.0), loaded("a", 0.0, 9), loaded("b", 1.0), loaded("b", 0.0, 999)])
    assert figures(ev)["value"].iloc[0] == pytest.approx((100 + 1) / 2)


def test_words_that_are_known_for_certain_have_no_label_error() -> None:
    row = figures(pd.DataFrame([loaded("a", 0.0, 500), loaded("a", 1.0)])).iloc[0]
    assert [row["low"], row["value"], row["high"]] == pytest.approx([1000 / 501] * 3)


@pytest.mark.parametrize("words", [0, -1, np.nan, None])
def test_how_many_words_a_row_stands_for_must_be_said(words: float | None) -> None:
    ev = pd.DataFrame([loaded("a", 0.8), loaded("a", 0.8) | {"factor": words}, stance("a", UNSURE)])
    with pytest.raises(PipelineError, match=r"column factor: 1 not above 0, or empty in .*\(loaded\)"):
        figures(ev)
    with pytest.raises(PipelineError, match="column factor: 2 not above 0, or empty"):
        figures(ev.drop(columns="factor"))


def test_a_sentence_counts_by_its_factor_by_hand() -> None:
    rows = [stance("a", (0.0, 0.0, 1.0), sentence_id=0), *[stance("a", (1.0, 0.0, 0.0), sentence_id=1)] * 2]
    ev = pd.DataFrame(rows).assign(factor=[3.0, 1.0, 1.0])
    (found,) = figures(ev).itertuples()
    assert found.value == pytest.approx((3 * 1 - 1) / 4)  # two mentions share one sentence's vote
    (article,) = article_figures(ev).itertuples()
    assert article.value == pytest.approx(found.value)
    (plain,) = figures(ev.assign(factor=np.nan)).itertuples()
    assert plain.value == pytest.approx(0)


def test_words_change_nothing_for_other_measures() -> None:
    plain = pd.DataFrame([frame("a", 0.9), frame("a", 0.2, sentence_id=1), frame("b", 0.1)])
    with_words = pd.concat([plain, pd.DataFrame([loaded("a", 0.8)])])
    both = figures(with_words)
    pd.testing.assert_frame_equal(both[both["measure"] == "frame"], figures(plain), check_exact=True)


def test_no_evidence_gives_empty_tables_with_their_columns() -> None:
    full = pd.DataFrame([stance("a", UNSURE)])
    for empty in (full.iloc[:0], pd.DataFrame(columns=COLUMNS)):
        for table in (article_figures, figures):
            pd.testing.assert_series_equal(table(empty).dtypes, table(full).dtypes)
            assert table(empty).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": np.nan}, "column value: 1 empty"),
        ({"variance": np.nan}, "column variance: 1 empty"),
        ({"group": None}, "column group: 1 empty"),
        ({"value": 1.4}, "value 1.4 with variance 0.44 cannot be"),
        ({"value": 1.4, "variance": 0.0}, "cannot be"),
        ({"value": np.inf}, "cannot be"),
        ({"variance": -0.1}, "cannot be"),
        ({"value": 0.5, "variance": 0.1}, "cannot be"),
        ({"measure": "frame", "value": -0.5, "variance": 0.25}, "article a, measure frame: value -0.5"),
    ],
)
def test_what_no_label_can_give_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        figures(pd.DataFrame([stance("a", UNSURE) | change]))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(PipelineError, match="no column group; it needs article_id"):
        article_figures(pd.DataFrame([stance("a", UNSURE)]).drop(columns="group"))


def test_float32_probabilities_are_good_enough() -> None:
    p = np.float32([[1e-7, 2e-4, 0.9998], [0.3333333, 0.3333333, 0.3333334]])
    value = p[:, 2] - p[:, 0]
    ev = pd.DataFrame([stance("a", UNSURE), stance("b", UNSURE)])
    assert len(figures(ev.assign(value=value, variance=p[:, 2] + p[:, 0] - value**2))) == 1
