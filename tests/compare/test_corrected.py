"""Corrected figures: worked examples, agreement with scipy and statsmodels, unbiasedness, coverage, what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from pipeline.compare import figures
from pipeline.compare.coded import Coded, Known
from pipeline.compare.corrected import corrected, corrected_differences, with_corrected
from pipeline.compare.findings import findings
from pipeline.errors import PipelineError


def spans(values: list[list[float]], group: str = "A", measure: str = "frame") -> pd.DataFrame:
    """One list of the model's values an article, each a sentence of its own, known for certain."""
    rows = [
        {"article_id": f"{group}{a}", "sentence_id": s, "start": 9 * s, "end": 9 * s + 5, "value": value}
        for a, own in enumerate(values)
        for s, value in enumerate(own)
    ]
    return pd.DataFrame(rows).assign(measure=measure, label="", target="", group=group, variance=0.0)


def codes_of(
    ev: pd.DataFrame, values: list[float] | np.ndarray, probability: float | list[float] = 1.0
) -> pd.DataFrame:
    columns = ["article_id", "sentence_id", "start", "end", "measure", "label", "target"]
    return ev[columns].assign(value=values, probability=probability)


def sampled(rng: np.random.Generator, articles: int, chance: float) -> Coded:
    """An outlet of true mean .4, whose model says more, and codes of some of its spans."""
    article = np.repeat(np.arange(articles), rng.integers(2, 8, articles))
    true = (rng.random(len(article)) < rng.normal(0.4, 0.1, articles)[article]).astype(float)
    is_coded = rng.random(len(article)) < chance
    return Coded(
        article=article,
        weight=1 / (articles * np.bincount(article)[article]),
        value=0.3 + 0.5 * true,
        people=np.where(is_coded, true, np.nan),
        probability=np.where(is_coded, chance, np.nan),
        unknown=np.full(len(article), 0.25),
    )


def test_by_hand() -> None:
    # Two articles, of two spans and one: weights 1/4, 1/4, 1/2. One span of each is coded.
    sample = Coded(
        article=np.array([0, 0, 1]),
        weight=np.array([0.25, 0.25, 0.5]),
        value=np.array([0.8, 0.6, 0.5]),
        people=np.array([1.0, np.nan, 0.0]),
        probability=np.array([0.5, np.nan, 1.0]),
        unknown=np.full(3, 0.25),
    )
    known = sample.estimate("these articles")
    # Both codes stand for half: .25 / .5 and .5 / 1. They move the model's .6 by the mean of .2 and -.5.
    assert known.value == pytest.approx(0.6 - 0.15)
    # The errors about that are .35 and -.35; only the first was left to chance.
    squares = 0.5 * (0.5 * 0.35) ** 2
    more = 2 * (0.5 * 0.5**2) * (0.25 - 0.35**2) / 4
    assert known.variance == pytest.approx(2 * squares + more)
    assert known.freedom == 1
    outlet = sample.estimate("outlet")
    parts = np.array([(0.7 - 0.6) / 2 + 0.5 * 0.35, (0.5 - 0.6) / 2 - 0.5 * 0.35])
    assert outlet.value == pytest.approx(known.value)
    assert outlet.variance == pytest.approx(2 * parts @ parts + more)


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.floats(-1, 1).map(lambda x: round(x, 3)), min_size=6, max_size=20),
    st.lists(st.floats(-1, 1).map(lambda x: round(x, 3)), min_size=6, max_size=20),
    st.floats(0.05, 0.5),
)
def test_where_all_is_coded_it_is_welch_and_two_one_sided_tests(a: list[float], b: list[float], margin: float) -> None:
    if np.ptp(a) < 1e-2 or np.ptp(b) < 1e-2:
        return
    ev = pd.concat([spans([[0.0]] * len(own), group, "stance") for own, group in ((a, "A"), (b, "B"))])
    codes = codes_of(ev, [*a, *b])
    row = corrected_differences(ev, codes, margin=margin).iloc[0]
    peer = stats.ttest_ind(a, b, equal_var=False)
    assert row["difference"] == pytest.approx(np.mean(a) - np.mean(b), abs=1e-9)
    assert row["p"] == pytest.approx(peer.pvalue, abs=1e-9)
    inside = peer.confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.clip(inside, -2, 2)), abs=1e-9)
    alike = CompareMeans(DescrStatsW(a), DescrStatsW(b)).ttost_ind(-margin, margin, usevar="unequal")[0]
    assert row["p_alike"] == pytest.approx(alike, abs=1e-9)
    assert row["alike"] == (alike < 0.05) == (row["bound"] < margin)
    own = corrected(ev, codes).iloc[0]
    single = stats.ttest_1samp(a, 0).confidence_interval(0.95)
    assert (own["low"], own["high"]) == pytest.approx(tuple(np.clip(single, -1, 1)), abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_neither_order_nor_names_change_a_figure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ev = spans([list(rng.uniform(0, 1, int(rng.integers(2, 6)))) for _ in range(8)])
    codes = codes_of(ev, rng.uniform(0, 1, len(ev)), 0.5).sample(15, random_state=seed)
    one = corrected(ev, codes).drop(columns="group")
    other = corrected(ev.sample(frac=1, random_state=seed).assign(group="Renamed"), codes.sort_index())
    pd.testing.assert_frame_equal(one, other.drop(columns="group"), rtol=1e-9)
    assert one["low"].item() < one["value"].item() < one["high"].item()


def test_it_is_unbiased_and_covers_where_the_model_does_not() -> None:
    rng = np.random.default_rng(1)
    found, naive = [], []
    for _ in range(1000):
        sample = sampled(rng, 20, 0.3)
        known = sample.estimate("outlet")
        low, high = known.limits(0.95)
        found.append((known.value - 0.4, low <= 0.4 <= high))
        naive.append(sample.model - 0.4)
    bias, covered = np.mean(found, axis=0)
    assert np.mean(naive) > 0.08
    assert abs(bias) < 4 * np.std([error for error, _ in found]) / np.sqrt(1000)
    assert 0.93 <= covered <= 0.98


def test_these_articles_are_known_as_far_as_they_are_coded() -> None:
    rng = np.random.default_rng(2)
    whole = sampled(rng, 4, 1.0)
    truth = float(whole.weight @ whole.people)
    whole = replace(whole, **{name: np.tile(getattr(whole, name), 5) for name in ("value", "people", "article")})
    whole = replace(whole, weight=np.tile(whole.weight, 5) / 5, unknown=np.full(len(whole.value), 0.25))
    covered = []
    for _ in range(1000):
        at = rng.random(len(whole.value)) < 0.4
        shown = np.where(at, whole.people, np.nan)
        known = replace(whole, people=shown, probability=np.where(at, 0.4, np.nan)).estimate("these articles")
        low, high = known.limits(0.95)
        covered.append(low <= truth <= high)
    assert 0.93 <= np.mean(covered) <= 0.98
    known = replace(whole, probability=np.ones(len(whole.value))).estimate("these articles")
    assert known.limits(0.95) == pytest.approx((truth, truth))


def test_a_few_codes_that_agree_leave_doubt() -> None:
    ev = spans([[0.0] * 20] * 10)
    codes = codes_of(ev.groupby("article_id").head(2), 0.0, 0.1)
    row = corrected(ev, codes).iloc[0]
    assert row["value"] == 0
    assert 0.03 < row["high"] < 0.15  # of 20 that agree one rules out some 14 % by the rule of three


def test_a_span_of_more_chance_counts_less() -> None:
    ev = spans([[0.5] * 4 for _ in range(5)])
    first = ev.groupby("article_id").head(1)
    rest = ev.groupby("article_id").nth(1)
    codes = pd.concat([codes_of(first, 1.0, 0.9), codes_of(rest, 0.0, 0.1)])
    assert corrected(ev, codes)["value"].item() == pytest.approx((1 / 0.9) / (1 / 0.9 + 1 / 0.1))


def test_coders_are_averaged_and_codes_by_hand_left_out() -> None:
    ev = spans([[0.5] * 3 for _ in range(5)])
    codes = codes_of(ev, 1.0)
    second = codes.head(5).assign(value=0.0)
    chosen = codes.head(3).assign(value=0.0, probability=np.nan)
    elsewhere = codes.head(2).assign(article_id="not here")
    row = corrected(ev, pd.concat([codes, second, chosen, elsewhere])).iloc[0]
    assert row["coded"] == 15
    assert row["value"] == pytest.approx(1 - 2.5 / 15)


def test_it_agrees_with_figures_where_people_say_what_the_model_says() -> None:
    rng = np.random.default_rng(3)
    ev = spans([list(rng.uniform(-1, 1, int(rng.integers(2, 6)))) for _ in range(7)], measure="stance")
    ev = pd.concat([ev, ev.groupby("article_id").head(1).assign(start=100, end=105)])  # two mentions in a sentence
    ev["factor"] = rng.uniform(0.5, 2, len(ev))
    plain, row = figures(ev).iloc[0], corrected(ev, codes_of(ev, ev["value"])).iloc[0]
    assert row["model"] == pytest.approx(plain["value"])
    assert row["value"] == pytest.approx(plain["value"])
    assert row["articles"] == plain["articles"]


def test_loaded_words_are_said_per_thousand_and_the_rest_of_a_sentence_is_one() -> None:
    ev = spans([[1.0, 0.0, 0.0]] * 5, measure="loaded")
    ev["factor"] = np.tile([1.0, 60.0, 40.0], 5)
    ev["sentence_id"] = 0
    ev.loc[ev["value"] == 0, ["start", "end"]] = 0, 99  # two voices' words of one sentence
    codes = codes_of(ev, ev["value"].replace(0.0, 0.02)).drop_duplicates(["article_id", "end"])
    row = corrected(ev, codes).iloc[0]
    assert row["model"] == pytest.approx(1000 / 101)
    assert row["coded"] == 10
    assert row["value"] == pytest.approx(1000 * (1 + 0.02 * 100) / 101)


@pytest.mark.parametrize(
    ("articles", "each", "coded_articles", "lack"),
    [(10, 3, 3, "codes"), (10, 3, 4, "articles"), (10, 3, 5, ""), (4, 3, 4, ""), (4, 3, 3, "codes"), (2, 2, 2, "")],
)
def test_with_too_few_codes_there_is_no_figure_and_it_says_why(
    articles: int, each: int, coded_articles: int, lack: str
) -> None:
    ev = spans([[0.5] * each for _ in range(articles)])
    codes = codes_of(ev[ev["article_id"].isin([f"A{a}" for a in range(coded_articles)])], 1.0)
    row = corrected(ev, codes).iloc[0]
    assert row["lack"] == lack
    assert np.isnan(row["value"]) == np.isnan(row["low"]) == bool(lack)
    assert row["model"] == pytest.approx(0.5)


def test_a_group_without_codes_is_told_and_not_compared() -> None:
    ev = pd.concat([spans([[0.5] * 3] * 5, group) for group in "ABC"])
    codes = codes_of(ev[ev["group"] != "C"], 1.0)
    table = corrected(ev, codes)
    assert table["lack"].tolist() == ["", "", "codes"]
    assert table["coded"].tolist() == [15, 15, 0]
    assert corrected_differences(ev, codes)[["group_a", "group_b"]].to_numpy().tolist() == [["A", "B"]]


def test_no_codes_give_empty_tables_with_their_columns() -> None:
    ev = spans([[0.5] * 3] * 5)
    full = codes_of(ev, 1.0)
    for made in (corrected, corrected_differences):
        pd.testing.assert_series_equal(made(ev, full.head(0)).dtypes, made(ev, full).dtypes)
        assert made(ev, full.head(0)).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": -0.5}, "article A0, measure frame: value -0.5"),
        ({"probability": 0.0}, "probability 0 cannot be"),
        ({"probability": 1.2}, "probability 1.2 cannot be"),
    ],
)
def test_codes_that_cannot_be_are_refused(change: dict[str, float], message: str) -> None:
    ev = spans([[0.5] * 3] * 5)
    with pytest.raises(PipelineError, match=message):
        corrected(ev, codes_of(ev, 1.0).assign(**change))


def test_a_span_with_two_probabilities_and_missing_columns_are_refused() -> None:
    ev = spans([[0.5] * 3] * 5)
    codes = codes_of(ev, 1.0)
    with pytest.raises(PipelineError, match=r"probability 0\.5 and 1; give a span one"):
        corrected(ev, pd.concat([codes, codes.assign(probability=0.5)]))
    with pytest.raises(PipelineError, match="codes: no column probability"):
        corrected(ev, codes.drop(columns="probability"))
    with pytest.raises(PipelineError, match="evidence: no column start"):
        corrected(ev.drop(columns="start"), codes)


@given(st.floats(-0.5, 0.5), st.floats(1e-4, 0.1), st.floats(1, 60), st.floats(0.8, 0.999))
def test_p_is_small_just_where_the_interval_excludes_zero(
    value: float, variance: float, free: float, level: float
) -> None:
    known = Known(value, variance, free)
    low, high = known.limits(level)
    if min(abs(low), abs(high)) > 1e-9:
        assert (known.p() < 1 - level) == (low > 0 or high < 0)


def test_what_is_known_for_certain_has_no_doubt() -> None:
    assert Known(0.2, 0.0, 3).p() == 0
    assert Known(0.0, 0.0, 3).p() == 1
    assert Known(0.05, 0.0, 3).alike(0.1) == 0


def _two(seed: int, gap: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stance of two outlets that the model sees `gap` apart, and codes that say they are alike (or apart by -gap)."""
    rng = np.random.default_rng(seed)
    ev = pd.concat(
        [
            spans([list((rng.normal(mean, 0.05, 8)).clip(-1, 1)) for _ in range(12)], group, "stance")
            for group, mean in (("A", gap), ("B", 0.0))
        ],
        ignore_index=True,
    )
    return ev.assign(target="Mayor Lund", kind="person"), ev


def test_codes_decide_a_finding_in_the_place_of_the_model() -> None:
    ev, _ = _two(0, 0.5)
    alone = findings(ev)
    assert alone["holds"].tolist() == [True]
    assert alone["group_a"].tolist() == ["A"]
    noise = np.random.default_rng(1).normal(0, 0.05, len(ev))
    for shift, holds, first in ((0.0, False, None), (-0.5, True, "B"), (0.5, True, "A")):
        codes = codes_of(ev, np.where(ev["group"] == "A", shift, 0.0) + noise)
        found = with_corrected(alone, corrected_differences(ev, codes))
        assert found["corrected"].tolist() == [True]
        assert found["holds"].tolist() == [holds]
        row = found.iloc[0]
        assert (row["low"] > 0) == holds
        assert row["difference"] >= 0
        assert row["difference"] == pytest.approx(row["value_a"] - row["value_b"])
        if first:
            assert (row["group_a"], row["articles_a"]) == (first, 12)
    assert list(found.columns) == [*alone.columns, "corrected"]


def test_without_codes_findings_stay_as_they_are() -> None:
    ev, _ = _two(0, 0.5)
    alone = findings(ev)
    same = with_corrected(alone, corrected_differences(ev, codes_of(ev, 0.0).head(0)))
    pd.testing.assert_frame_equal(same.drop(columns="corrected"), alone)
    assert not same["corrected"].any()


def test_a_row_that_did_not_hold_does_not_hold_because_others_now_do() -> None:
    ev, _ = _two(0, 0.5)
    alone = findings(pd.concat([ev, ev.assign(target="The Guards")], ignore_index=True)).sort_values("target")
    # Of two that do not hold, .03 would if the other did.
    alone = alone.assign(p=[0.5, 0.03], p_adjusted=[0.5, 0.06], holds=False, rank=[2, 1])
    found = with_corrected(alone, corrected_differences(ev, codes_of(ev, ev["value"]))).set_index("target")
    assert found.loc["Mayor Lund", ["holds", "corrected", "rank"]].tolist() == [True, True, 1]
    assert found.loc["The Guards", ["holds", "corrected", "rank"]].tolist() == [False, False, 2]
    assert found.loc["The Guards", "p_adjusted"] >= 0.06


def test_what_people_coded_for_gets_half_of_what_the_control_lets_pass() -> None:
    ev, _ = _two(0, 0.5)
    row = findings(ev)
    names = ["Mayor Lund", *(f"Guard {n}" for n in range(19))]
    alone = pd.concat([row.assign(target=name) for name in names], ignore_index=True)
    alone = alone.assign(p=0.9, p_adjusted=0.9, holds=False, rank=range(1, 21))
    differences = corrected_differences(ev, codes_of(ev, ev["value"]))

    def holds(p: float) -> list[bool]:
        found = with_corrected(alone, differences.assign(p=p))
        return found.loc[found["corrected"], "holds"].tolist()

    assert (holds(0.024), holds(0.026)) == ([True], [False])  # of twenty alike, .0025 would be the bound

    # The others share the other half: 19 rows of .025.
    for p, expected in ((0.0012, True), (0.0014, False)):
        rival = alone["target"] == "Guard 3"
        held = alone.assign(holds=rival, p=np.where(rival, p, 0.9))
        found = with_corrected(held, differences.assign(p=0.9)).set_index("target")
        assert found.loc["Guard 3", "holds"] == expected


def test_where_all_is_coded_the_control_is_as_without() -> None:
    ev, _ = _two(0, 0.5)
    both = pd.concat([ev, ev.assign(target="The Guards")], ignore_index=True)
    differences = corrected_differences(both, codes_of(both, both["value"])).assign(p=[0.03, 0.06])
    found = with_corrected(findings(both), differences).sort_values("target")
    assert sorted(found["p_adjusted"]) == pytest.approx([0.06, 0.06])
