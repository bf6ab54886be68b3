"""Agreement: a published example, the krippendorff package, its bootstrap, and tables by hand."""

import warnings

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codes import MODEL, agreement, agreements, alpha, confusion, pairs, people, ratings
from pipeline.errors import PipelineError

NAN = np.nan
# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", example C: four observers, twelve units.
PUBLISHED = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    values = st.one_of(st.just(NAN), st.sampled_from(draw(st.sampled_from([(0, 1), (-1, 0, 1), (0, 0.5, 2, 7)]))))
    coders = draw(st.integers(2, 4))
    return np.array(draw(st.lists(st.lists(values, min_size=coders, max_size=coders), min_size=2, max_size=15)), float)


@pytest.mark.parametrize(("metric", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_the_published_example(metric: str, expected: float) -> None:
    assert alpha(PUBLISHED, metric) == pytest.approx(expected, abs=5e-4)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=150)
@given(tables(), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_agrees_with_the_krippendorff_package(table: np.ndarray, metric: str) -> None:
    found = alpha(table, metric)  # type: ignore[arg-type]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            expected = krippendorff.alpha(table.T, level_of_measurement=metric)
        except (ValueError, AssertionError):  # not two values, or no unit of two coders
            expected = NAN
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


@settings(deadline=None, max_examples=25)
@given(tables(), st.sampled_from(["nominal", "ordinal", "interval"]))
def test_a_draw_of_units_has_the_alpha_of_the_table_with_those_units(table: np.ndarray, metric: str) -> None:
    shared = table[(~np.isnan(table)).sum(axis=1) > 1]
    if len(shared) < 2:
        return
    found = agreement(pd.DataFrame(shared), metric, draws=1, seed=3)  # type: ignore[arg-type]
    times = np.random.default_rng(3).multinomial(len(shared), np.full(len(shared), 1 / len(shared)), 1)[0]
    expected = alpha(np.repeat(shared, times, axis=0), metric)  # type: ignore[arg-type]
    assert found["low"] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_the_interval_is_the_same_twice_and_narrower_with_more_units() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 3, 400)
    table = pd.DataFrame({c: np.where(rng.random(400) < 0.8, true, rng.integers(0, 3, 400)) for c in "ab"}, dtype=float)
    few, many = agreement(table.head(40)), agreement(table)
    assert agreement(table) == many
    assert many["low"] < many["alpha"] < many["high"]
    assert many["high"] - many["low"] < 0.6 * (few["high"] - few["low"])
    assert (many["units"], many["codes"], many["coders"]) == (400, 800, 2)


def test_units_of_one_article_are_drawn_together() -> None:
    rng = np.random.default_rng(0)
    good = np.repeat(rng.random(20) < 0.5, 10)  # in half of the articles the two never agree
    a = rng.integers(0, 2, 200).astype(float)
    table = pd.DataFrame({"a": a, "b": np.where(good, a, 1 - a)})
    alone = agreement(table)
    clustered = agreement(table, clusters=pd.Series(np.repeat(np.arange(20), 10)))
    assert clustered["high"] - clustered["low"] > 2 * (alone["high"] - alone["low"])


@pytest.mark.parametrize("table", [[[1, NAN], [NAN, 1]], [[1, 1], [1, 1]], [[NAN, NAN]]])
def test_where_nothing_can_be_told_there_is_no_alpha(table: list[list[float]]) -> None:
    found = agreement(pd.DataFrame(table, columns=["a", "b"], dtype=float))
    assert np.isnan([found["alpha"], found["low"], found["high"]]).all()


def codes() -> pd.DataFrame:
    rows = [
        ("x", 0, "blind", "ana", 1), ("x", 0, "blind", "ben", 1), ("x", 1, "blind", "ana", 0),
        ("x", 1, "blind", "ben", 1),
        ("y", 0, "blind", "ana", -1), ("y", 0, "blind", "ben", -1), ("y", 1, "sighted", "ana", 0),
        ("y", 1, "sighted", "ben", 0), ("y", 2, "sighted", "ana", 1), ("y", 2, "sighted", "ben", 1),
        ("x", 0, "blind", MODEL, 1), ("x", 1, "blind", MODEL, 1), ("y", 0, "blind", MODEL, 0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["article_id", "start", "mode", "coder", "value"]).assign(measure="stance")


def test_blind_and_sighted_codes_apart() -> None:
    own = codes()[codes()["coder"] != MODEL]
    found = agreements(own, ["article_id", "start"], ["measure", "mode"], metric=lambda name: "ordinal")
    assert found[["measure", "mode", "units"]].to_numpy().tolist() == [["stance", "blind", 3], ["stance", "sighted", 2]]
    assert found["alpha"].tolist() == pytest.approx([alpha(np.array([[1, 1], [0, 1], [-1, -1]]), "ordinal"), 1])
    empty = agreements(own.head(0), ["article_id", "start"], ["measure", "mode"])
    pd.testing.assert_series_equal(empty.dtypes, found.dtypes)


def test_coder_by_coder_and_against_the_model() -> None:
    table = ratings(codes(), ["article_id", "start"])
    found = pairs(table).set_index(["coder_a", "coder_b"])
    assert found.loc[("ana", "ben"), ["units", "agree"]].tolist() == [5, 0.8]
    assert found.loc[("ana", MODEL), ["units", "agree"]].tolist() == [3, pytest.approx(1 / 3)]
    assert found.loc[("ben", MODEL), "agree"] == pytest.approx(2 / 3)
    counts = confusion(table, "ben", MODEL, values=[-1, 0, 1])
    assert counts.to_numpy().tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 2]]
    assert confusion(table, "ana", "ben").to_numpy().tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 2]]


@pytest.mark.parametrize(
    ("given_codes", "expected"),
    [([1, 1, 0], 1), ([0, 1], 0), ([-1, 1], -1), ([-1, -1, 1, 1, 0], -1), ([-1, 0, 0], 0), ([-1, -1, 0, 1, 1, 1], 1)],
)
def test_what_most_people_say(given_codes: list[float], expected: float) -> None:
    table = pd.DataFrame([[*given_codes, 7.0], [NAN] * (len(given_codes) + 1)])
    table.columns = [*(f"coder {n}" for n in range(len(given_codes))), MODEL]
    assert people(table).tolist() == [expected]


def test_a_coder_counts_with_the_last_of_two_codes_and_a_missing_column_is_named() -> None:
    twice = pd.concat([codes(), codes().head(1).assign(value=-1)])
    assert ratings(twice, ["article_id", "start"]).loc[("x", 0), "ana"] == -1
    with pytest.raises(PipelineError, match="no column coder"):
        ratings(codes().drop(columns="coder"), ["article_id"])
