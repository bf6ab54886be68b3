"""Blind codes go first, what was picked by hand corrects nothing, and codes speak only of what could be asked about."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.codes import draw_sample
from pipeline.codes.usable import usable, within_reach
from pipeline.library import Library

from .made import articles_of, code_all, library_to_code


@pytest.fixture
def made(tmp_path: Path) -> Library:
    return library_to_code(tmp_path / "made")


def _sample(library: Library, measure: str = "stance", **options: object) -> str:
    return draw_sample(library, "event", articles_of(library), measure, size=12, **options)  # type: ignore[arg-type]


def test_without_codes_there_are_none_and_they_reach_nothing(made: Library) -> None:
    codes = usable(made, "event")
    assert codes.empty
    assert "probability" in codes
    assert within_reach(made, "event", codes).empty


def test_sighted_codes_count_where_a_measure_has_no_blind_ones(made: Library) -> None:
    code_all(made, _sample(made, mode="sighted"), 0.0)
    code_all(made, _sample(made, "role", mode="sighted"), 0.0)
    assert usable(made, "event").groupby("measure")["mode"].unique().map(list).to_dict() == {
        "stance": ["sighted"],
        "role": ["sighted"],
    }
    code_all(made, _sample(made, seed=1), 1.0)
    codes = usable(made, "event")
    assert codes.groupby("measure")["mode"].unique().map(list).to_dict() == {"stance": ["blind"], "role": ["sighted"]}
    assert codes["probability"].between(0, 1, inclusive="right").all()


def test_a_blind_code_that_was_picked_by_hand_puts_no_sighted_one_aside(made: Library) -> None:
    sample = _sample(made, mode="sighted")
    code_all(made, sample, 0.0)
    frame = made.sampled(sample, drawn=False)
    made.code(frame[frame["place"].isna()].iloc[0].to_dict(), {"": 1.0}, measure="stance", coder="Ida")
    assert set(usable(made, "event")["mode"]) == {"sighted"}


def test_of_the_users_own_measures_the_model_has_no_figure(made: Library) -> None:
    code_all(made, _sample(made, "own", labels=("sovereignty",)))
    assert usable(made, "event").empty


def test_codes_reach_the_frame_of_every_group_that_was_begun(made: Library) -> None:
    sample = _sample(made)
    frame = made.sampled(sample, drawn=False)
    code_all(made, sample, most=2)  # the order takes the three outlets by turns
    reach = within_reach(made, "event", usable(made, "event"))
    begun = set(made.sampled(sample).head(2)["group"])
    assert len(begun) == 2
    keys = ["article_id", "start", "end"]
    expected = frame.loc[frame["group"].isin(begun), keys].sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(reach[keys].sort_values(keys, ignore_index=True), expected)
    code_all(made, sample)
    assert len(within_reach(made, "event", usable(made, "event"))) == len(frame)
