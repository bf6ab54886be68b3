"""A taught head as JSON: the same once read again, and nothing hostile gets in."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.library.tables import VECTOR
from pipeline.teach.heads import teach
from pipeline.teach.heldout import Score
from pipeline.teach.taught import LONGEST_TEXT, MOST_BYTES, Label, Taught, as_json, from_json, rounded

from .made import LABEL, codes, direction, sentences

POOL = sentences(np.zeros(50), seed=7)
TAUGHT = teach(LABEL, codes(), scorer="tiny-0", anchored=direction(5), pool=POOL)


def test_a_head_read_again_is_the_same_and_scores_the_same() -> None:
    again = from_json(as_json(TAUGHT))
    assert again == TAUGHT
    assert again.version == TAUGHT.version
    assert (again.chances(POOL) == TAUGHT.chances(POOL)).all()
    assert "\n" not in as_json(TAUGHT)
    assert len(as_json(TAUGHT)) < 20_000


def test_a_score_that_is_not_known_is_kept_as_such() -> None:
    unknown = from_json(as_json(_with(scores=(Score("gain", 0.1, math.nan, math.nan),))))
    assert math.isnan(unknown.score("gain").low)
    assert unknown.score("gain").value == 0.1


def _with(**changed: Any) -> Taught:
    fields = {name: getattr(TAUGHT, name) for name in Taught.__slots__}
    return Taught(**{**fields, **changed})


@pytest.mark.parametrize(
    "changed",
    [{"slope": 2.0}, {"scorer": "tiny-1"}, {"counts": (1, 2)}, {"label": Label("threat", "Another meaning.")}],
)
def test_whatever_changes_changes_the_version(changed: dict[str, Any]) -> None:
    assert _with(**changed).version != TAUGHT.version


WRONG: list[tuple[str, Any]] = [
    ("kind", "pickle"),
    ("kind", None),
    ("values", [1, 0]),
    ("values", [0, True]),
    ("values", "01"),
    ("counts", [1]),
    ("counts", [-1, 2]),
    ("weight", [[0.0] * VECTOR] * 2),
    ("weight", [[0.0]]),
    ("weight", [["1"] * VECTOR]),
    ("weight", [[1e300] * VECTOR]),
    ("anchor", [0.0] * 7),
    ("spread", 0),
    ("middle", "near"),
    ("slope", True),
    ("bias", []),
    ("scorer", "a\nb"),
    ("scorer", 3),
    ("label", "threat"),
    ("label", {"name": "threat"}),
    ("label", {"name": 1, "definition": "", "examples": [], "measure": "own", "target": ""}),
    ("label", {"name": "", "definition": "x", "examples": [], "measure": "own", "target": ""}),
    ("label", {"name": "a", "definition": "x", "examples": [3], "measure": "own", "target": ""}),
    ("scores", [{"metric": "gain"}]),
    ("scores", [{"metric": "gain", "value": "1", "low": 0, "high": 0}]),
    ("scores", [0] * 100),
    ("further", 1),
]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=[f"{field} {str(value)[:20]}" for field, value in WRONG])
def test_hostile_fields_are_refused_in_one_line(field: str, value: Any) -> None:
    told = json.loads(as_json(TAUGHT)) | {field: value}
    with pytest.raises(PipelineError) as caught:
        from_json(json.dumps(told))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", "nan", "[" * 100_000, "x" * (MOST_BYTES + 1)]
    + [as_json(TAUGHT).replace('"slope": ', '"slope": NaN, "old": ')],
    ids=range(8),
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(PipelineError):
        from_json(text)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from(Taught.__slots__), st.recursive(st.none() | st.integers() | st.text(), st.lists))
)
def test_no_json_is_worse_than_one_line(told: dict[str, Any]) -> None:
    try:
        found = from_json(json.dumps(json.loads(as_json(TAUGHT)) | told))
    except PipelineError:
        return
    assert from_json(as_json(found)) == found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "a\nb"}, "needs a name"),
        ({"name": "n" * 61}, "needs a name"),
        ({"name": "a"}, "neither a definition nor an example"),
        ({"name": "a", "definition": "d" * (LONGEST_TEXT + 1)}, "a text of 1001 characters"),
        ({"name": "a", "examples": ("e",) * 21}, "21 examples"),
        ({"name": "a", "definition": "d", "examples": (" ",)}, "an example is empty"),
    ],
)
def test_what_cannot_be_a_label_says_why(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        Label(**fields)
    assert Label("economic", measure="frame").texts == ()  # a measure's label is defined by the codebook


def test_six_digits_are_kept() -> None:
    assert rounded(np.array([1 / 3, -2e-9])) == (0.333333, -2e-9)
