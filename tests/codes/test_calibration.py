"""Calibration on people's codes: by hand, against the benchmark's own, and how many more codes are asked for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codes import calibration
from pipeline.errors import PipelineError
from pipeline.evaluate.metrics import calibration_error


def test_by_hand() -> None:
    chances = [0.1] * 10 + [0.9] * 10
    found = calibration(chances, [0] * 7 + [1] * 3 + [1] * 10)
    assert found["n"] == 20
    assert found["error"] == pytest.approx((0.2 + 0.1) / 2)
    weighted = calibration(chances, [0] * 7 + [1] * 3 + [1] * 10, weight=[1.0] * 10 + [3.0] * 10)
    assert weighted["error"] == pytest.approx((0.2 + 3 * 0.1) / 4)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=150), st.integers(0, 99))
def test_agrees_with_the_benchmarks_own(rows: list[tuple[float, bool]], seed: int) -> None:
    p, y = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], np.int64)
    order = np.lexsort((y, p))
    bins = max(min(10, len(p) // 10), 1)
    expected = calibration_error(y[order], np.column_stack([1 - p, p])[order][:, 1:].repeat(2, axis=1), bins=bins)
    # The peer takes both columns for labels 0 and 1; of the second alone it is what is left.
    zero = calibration_error(y[order], p[order][:, None], bins=bins)
    shuffled = np.random.default_rng(seed).permutation(len(p))
    found = calibration(p[shuffled], y[shuffled], draws=20)["error"]
    assert found == pytest.approx(2 * expected - zero, abs=1e-6)


def test_a_calibrated_model_shows_no_more_than_the_floor() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(100)
    errors, floors = [], []
    for seed in range(30):
        found = calibration(p, rng.random(100) < p, draws=200, seed=seed)
        errors.append(found["error"])
        floors.append(found["floor"])
    assert np.mean(errors) == pytest.approx(np.mean(floors), abs=4 * np.std(errors) / np.sqrt(30))
    assert np.mean(floors) > 0.05
    few = calibration(p, rng.random(100) < p)  # drawn again, the error rises; the interval does not
    assert few["low"] < few["error"] - 0.005
    assert few["high"] < few["error"] + 0.08
    sure = calibration(np.full(100, 0.95), rng.random(100) < 0.6, draws=200)
    assert sure["low"] > sure["floor"]


def test_how_many_more_codes_a_narrower_interval_takes() -> None:
    rng = np.random.default_rng(1)
    p = rng.random(80)
    y = rng.random(80) < p**2
    found = calibration(p, y, width=0.05)
    now = found["high"] - found["low"]
    assert found["more"] == pytest.approx(80 * (now / 0.05) ** 2 - 80, abs=1)
    assert calibration(p, y, width=now + 0.01)["more"] == 0
    assert np.isnan(calibration(p, y)["more"])
    more = calibration(np.tile(p, 4), np.tile(y, 4))  # as 1/sqrt(n) has it
    assert more["high"] - more["low"] == pytest.approx(now / 2, rel=0.3)


def test_articles_are_drawn_whole_and_one_alone_has_no_interval() -> None:
    p, y = np.full(60, 0.3), np.repeat([0, 1, 1, 0, 1, 0], 10)
    alone, whole = calibration(p, y), calibration(p, y, clusters=pd.Series(np.repeat(list("abcdef"), 10)))
    assert whole["error"] == alone["error"]
    assert whole["high"] - whole["low"] > 1.5 * (alone["high"] - alone["low"])
    assert np.isnan(calibration(p, y, clusters=pd.Series(["a"] * 60), width=0.1)["more"])


@pytest.mark.parametrize(("p", "y"), [([0.5], [2]), ([1.5], [1]), ([0.5, 0.5], [1]), ([], [])])
def test_what_cannot_be_is_refused(p: list[float], y: list[int]) -> None:
    with pytest.raises(PipelineError, match="calibration"):
        calibration(p, y)
