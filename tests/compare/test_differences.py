"""Differences: worked examples, agreement with scipy and statsmodels, invariances, false findings."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from pipeline.compare import differences, figures, verdict

P = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def table(group: str, target: str, value: np.ndarray, variance: np.ndarray, *, sents: int = 1) -> pd.DataFrame:
    n = len(value)
    return pd.DataFrame(
        {
            "article_id": [f"{group} {i // sents}" for i in range(n)],
            "sentence_id": [i % sents for i in range(n)],
            "measure": "stance",
            "label": "",
            "target": target,
            "value": value,
            "variance": variance,
            "group": group,
        }
    )


def coded(group: str, values: np.ndarray, target: str = "Mayor Lund") -> pd.DataFrame:
    return table(group, target, np.asarray(values, dtype=float), np.zeros(len(values)))


def scored(group: str, p: P, target: str = "Mayor Lund", *, sents: int = 1) -> pd.DataFrame:
    value = p[:, 2] - p[:, 0]
    return table(group, target, value, p[:, 2] + p[:, 0] - value**2, sents=sents)


def probabilities(rng: np.random.Generator, articles: int, sents: int, *, shift: float = 0) -> P:
    """Calibrated by construction: labels are drawn from them. Articles differ among themselves."""
    slant = np.repeat(rng.normal(shift, 0.8, articles), sents)
    noise = rng.normal(size=(2, articles * sents))
    scores = np.exp(1.5 * np.stack([noise[0] - slant, np.full_like(slant, 0.8), noise[1] + slant], axis=1))
    return scores / scores.sum(axis=1, keepdims=True)


@st.composite
def two_groups(draw: st.DrawFn) -> pd.DataFrame:
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    sizes = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    sents = draw(st.integers(1, 3))
    shift = draw(st.sampled_from([0, 1, 2]))  # in B only
    a, b = (probabilities(rng, n, sents, shift=s) for n, s in zip(sizes, (0, shift), strict=True))
    return pd.concat([scored("A", a, sents=sents), scored("B", b, sents=sents)])


def test_a_difference_of_loaded_words_is_per_thousand_words() -> None:
    rows = [(f"{group}{n}", group, value) for n in range(6) for group, value in (("A", 0.02), ("B", 0.005 + 0.001 * n))]
    ev = pd.DataFrame(rows, columns=["article_id", "group", "value"])
    ev = ev.assign(measure="loaded", label="", target="", sentence_id=0, variance=0.0, factor=200)
    (row,) = differences(ev).to_dict("records")
    assert (row["value_a"], row["value_b"], row["difference"]) == pytest.approx((20, 7.5, 12.5))
    assert row["holds"]
    shares = differences(ev.assign(measure="frame"))
    for end in ("low", "high"):
        assert row[end] == pytest.approx(1000 * shares[end].iloc[0])
    assert row["p"] == pytest.approx(shares["p"].iloc[0])


def test_two_single_spans_by_hand() -> None:
    # a is 1 (.9) or 0 (.1), b is 0 (.8) or -1 (.2): a - b is 0 only for (0, 0), .08; p = 2 * .08
    ev = pd.concat([scored("A", np.array([[0, 0.1, 0.9]])), scored("B", np.array([[0.2, 0.8, 0]]))])
    row = differences(ev, draws=20_000).iloc[0]
    assert row["difference"] == pytest.approx(1.1)
    assert row["p"] == pytest.approx(0.16, abs=0.02)
    assert (row["low"], row["high"], row["holds"]) == (0, 2, False)
    assert row["scope"] == "these articles"


def test_for_normal_articles_p_is_welchs() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(0.15, 0.2, 30), rng.normal(0, 0.1, 20)
    row = differences(pd.concat([coded("A", a), coded("B", b)]), draws=20_000).iloc[0]
    welch = stats.ttest_ind(a, b, equal_var=False)
    assert welch.pvalue * 0.999 <= row["p"] <= 1.3 * welch.pvalue
    t = welch.confidence_interval(0.95)
    assert (row["low"], row["high"]) == (pytest.approx(t.low, abs=0.01), pytest.approx(t.high, abs=0.01))
    assert row["scope"] == "outlet"


def test_a_clear_difference_among_many_is_found_beyond_the_draws() -> None:
    rng = np.random.default_rng(6)
    parts = [coded(g, rng.normal(0, 0.1, 15), f"target {i}") for i in range(150) for g in "AB"]
    parts += [coded("A", rng.normal(0.5, 0.1, 15), "clear"), coded("B", rng.normal(0, 0.1, 15), "clear")]
    found = differences(pd.concat(parts), draws=500)
    assert found.loc[found["holds"], "target"].tolist() == ["clear"]


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    shifts = [0, 0, 0, 0, 0.2, 0.3, 0.4]
    return pd.concat(
        coded(g, rng.normal(shift * (g == "A"), 0.2, 12).clip(-1, 1), f"target {i}")
        for i, shift in enumerate(shifts)
        for g in "AB"
    )


def test_control_is_benjamini_and_hochbergs(many: pd.DataFrame) -> None:
    found = differences(many)
    holds, adjusted, *_ = multipletests(found["p"], alpha=0.05, method="fdr_bh")
    assert found["holds"].tolist() == holds.tolist()
    assert np.allclose(found["p_adjusted"], adjusted)
    assert 0 < found["holds"].sum() < len(found)
    assert found["tested"].eq(len(found)).all()


def test_intervals_are_widened_for_the_choice(many: pd.DataFrame) -> None:
    found = differences(many)
    level = 1 - 0.05 * found["holds"].sum() / len(found)
    for row in found[found["holds"]].to_dict("records"):
        alone = differences(many[many["target"] == row["target"]], level=level).iloc[0]
        assert (row["low"], row["high"]) == (alone["low"], alone["high"])
        plain = differences(many[many["target"] == row["target"]]).iloc[0]
        assert row["high"] - row["low"] > plain["high"] - plain["low"]


@settings(deadline=None, max_examples=100)
@given(two_groups(), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_interval_p_and_verdict_say_the_same(ev: pd.DataFrame, level: float) -> None:
    row = differences(ev, level=level, draws=300).iloc[0]
    assert row["holds"] == (row["p"] < 1 - level) == (row["low"] > 0 or row["high"] < 0)
    assert row["low"] <= row["difference"] <= row["high"]
    assert (verdict(row) == "no clear difference") != row["holds"]


@settings(deadline=None, max_examples=25)
@given(two_groups())
def test_swapping_the_names_swaps_the_sign_and_nothing_else(ev: pd.DataFrame) -> None:
    row = differences(ev, draws=300).iloc[0]
    swapped = differences(ev.assign(group=ev["group"].map({"A": "B", "B": "A"})), draws=300).iloc[0]
    assert (swapped["low"], swapped["high"]) == (-row["high"], -row["low"])
    assert swapped["difference"] == -row["difference"]
    assert (swapped["value_a"], swapped["value_b"]) == (row["value_b"], row["value_a"])
    assert (swapped["p"], swapped["scope"]) == (row["p"], row["scope"])


@settings(deadline=None, max_examples=25)
@given(two_groups(), st.integers(0, 99))
def test_neither_order_nor_another_group_changes_a_comparison(ev: pd.DataFrame, seed: int) -> None:
    found = differences(ev, draws=300)
    mixed = ev.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(differences(mixed, draws=300), found, check_exact=True)
    third = differences(pd.concat([ev, coded("C", np.array([0.5, 0.1]))]), draws=300)
    pair = third[(third["group_a"] == "A") & (third["group_b"] == "B")]
    kept = ["value_a", "value_b", "difference", "p", "scope"]
    pd.testing.assert_frame_equal(pair[kept], found[kept], check_exact=True)
    assert third["tested"].tolist() == [3, 3, 3]


def test_one_short_side_makes_it_about_these_articles() -> None:
    ev = pd.concat([coded("A", np.linspace(0, 0.5, 8)), coded("B", np.linspace(0, 0.5, 4))])
    assert differences(ev)["scope"].tolist() == ["these articles"]
    assert figures(ev)["scope"].tolist() == ["outlet", "these articles"]


def test_only_like_is_compared_with_like() -> None:
    ev = pd.concat([coded("A", np.array([0.1]), "X"), coded("B", np.array([0.2]), "Y")])
    assert differences(ev).empty


@pytest.mark.parametrize("articles", [1, 5, 15])
def test_false_findings_stay_below_five_percent(articles: int) -> None:
    """300 comparisons without a difference: of the same population, or, for one article, of the drawn labels."""
    rng = np.random.default_rng(articles)
    parts, truth = [], {}
    for i in range(300):
        p = {group: probabilities(rng, articles, 3) for group in "AB"}
        labels = {g: (rng.random((len(q), 1)) > q.cumsum(axis=1)).sum(axis=1) for g, q in p.items()}
        truth[f"{i:03}"] = np.sign(labels["A"].mean() - labels["B"].mean()) if articles == 1 else 0
        parts += [scored(group, q, f"{i:03}", sents=3) for group, q in p.items()]
    found = differences(pd.concat(parts), draws=400)
    wrong = np.sign(found["difference"]) != found["target"].map(truth)
    assert ((found["p"] < 0.05) & wrong).mean() <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 300)
    assert (found["holds"] & wrong).sum() <= 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "higher in A by 0.31 (0.12 to 0.50)"),
        ({"difference": -0.31, "low": -0.5, "high": -0.12}, "higher in B by 0.31 (0.12 to 0.50)"),
        ({"holds": False}, "no clear difference"),
    ],
)
def test_a_row_in_words(changes: dict[str, object], words: str) -> None:
    row = {"group_a": "A", "group_b": "B", "difference": 0.31, "low": 0.12, "high": 0.5, "holds": True}
    assert verdict(row | changes) == words


def test_nothing_to_compare_gives_an_empty_table_with_its_columns() -> None:
    one, two = coded("A", np.array([0.1])), coded("B", np.array([0.2]))
    full = differences(pd.concat([one, two]))
    for nothing in (one.iloc[:0], one):
        assert differences(nothing).empty
        pd.testing.assert_series_equal(differences(nothing).dtypes, full.dtypes)
