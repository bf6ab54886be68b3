"""Weights: the logistic by hand, dates and their lack, and what ships."""

import math

import numpy as np
import pytest

from pipeline.events.features import FEATURES, NEAR, PARTS, WINDOW, Pairs
from pipeline.events.weights import Weights, published

DATED = dict.fromkeys(FEATURES, 0.0) | {"title": 2.0, "always": -1.0, "1 days": -0.5, "2 days": -1.0, "3 days": -2.0}
UNDATED = dict.fromkeys((*PARTS, *NEAR), 0.0) | {"body": 4.0, "always": -3.0}


@pytest.mark.parametrize(("apart", "logit"), [(0.0, 0.0), (1.0, -0.5), (3.0, -2.0), (math.nan, -1.0)])
def test_a_chance_by_hand(apart: float, logit: float) -> None:
    row = np.zeros((1, len(FEATURES)))
    row[0, FEATURES.index("title")] = row[0, FEATURES.index("body")] = 0.5
    pairs = Pairs(np.array([0]), np.array([1]), np.array([apart]), row)
    assert Weights(0.5, DATED, UNDATED, {}).chances(pairs) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_the_published_weights_are_whole() -> None:
    found = published()
    assert set(found.dated) == {*FEATURES, "always", *(f"{day} days" for day in range(1, WINDOW + 1))}
    assert set(found.undated) == {*PARTS, *NEAR, "always"}
    assert 0 < found.threshold < 1
    assert found.common["the"] > 0.9
    assert all(0 < share <= 1 for share in found.common.values())


def test_later_days_speak_against_one_event() -> None:
    found = published().dated
    assert 0 > found["1 days"] > found["2 days"] > found["3 days"]
