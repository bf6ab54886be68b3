import numpy as np
import pytest

from pipeline.evaluate.frame import _counted, _scores
from pipeline.types import FRAMES


def test_the_mean_is_over_frames_with_enough_positives_and_the_others_are_listed() -> None:
    gold = np.full((200, len(FRAMES)), np.nan)
    gold[:, 0] = np.arange(200) < 60
    gold[:, 1] = np.arange(200) < 10
    gold[:, 2] = np.arange(200) < 2  # too few to list
    chances = np.zeros_like(gold)
    chances[:, 0] = np.arange(200) < 30  # half are found, none is wrong: F1 2/3
    chances[:, 1] = gold[:, 1]
    mean, *rows = _scores(chances, gold, "a corpus", _counted(gold))
    assert (mean["metric"], mean["score"]) == ("F1, mean of 1 frames", pytest.approx(2 / 3))
    assert mean["floor"] == pytest.approx(2 * 60 / 260)
    assert [(row["set"], row["n"], row["score"]) for row in rows] == [
        ("a corpus: economic", 60, pytest.approx(2 / 3)),
        ("a corpus: capacity_and_resources", 10, pytest.approx(1.0)),
    ]
