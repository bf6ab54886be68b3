"""Tables as lines of JSON: every cell comes back to the last bit, and what is none of ours is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pipeline.sealed.tables import as_lines, from_lines

COLUMNS = {"name": "str", "n": "int64", "value": "float64", "variance": "float64", "holds": "bool"}
TEXTS = some.none() | some.text(some.characters(codec="utf-8"), max_size=6) | some.just('a\n"b\u2028,]')


def table_of(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


ROWS_OF = some.lists(
    some.tuples(
        TEXTS, some.integers(-(2**53), 2**53), some.floats(width=64), some.floats(width=32) | some.just(0.0),
        some.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(ROWS_OF)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_comes_back(rows: list[tuple[object, ...]]) -> None:
    table = table_of(rows)
    lines = as_lines(table, COLUMNS)
    pd.testing.assert_frame_equal(from_lines(lines, COLUMNS), table, check_exact=True)
    assert lines == as_lines(from_lines(lines, COLUMNS), COLUMNS)


def test_what_follows_and_what_is_alike_is_not_repeated() -> None:
    value = np.float32([0.1, 0.7]).astype(np.float64)
    table = pd.DataFrame({"name": "x", "n": [1, 2], "value": value, "variance": value * (1 - value), "holds": True})
    head, *rows = as_lines(table, COLUMNS).decode().splitlines()
    assert json.loads(head)["alike"] == {"name": ["str", "x"], "holds": ["bool", True]}
    assert rows == ["[1,0.1]", "[2,0.7]"]  # of single precision, in as many digits as that has
    pd.testing.assert_frame_equal(from_lines(as_lines(table, COLUMNS), COLUMNS), table.astype(COLUMNS))


GOOD = as_lines(table_of([("a", 1, 0.25, 0.5, True), ("b", 2, 0.5, 0.1, False)]), COLUMNS).decode()
HEAD, *ROWS = GOOD.splitlines()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([HEAD, ROWS[0]], "do not fit"),
        ([HEAD, *ROWS, ROWS[0]], "do not fit"),
        ([HEAD, ROWS[0], '["b",2]'], "do not fit"),
        ([HEAD, ROWS[0], '{"b": 2}'], "do not fit"),
        ([HEAD, ROWS[0], '["b","2",0.5,0.1,false]'], "whole number"),
        ([HEAD, ROWS[0], f'["b",{2**60},0.5,0.1,false]'], "whole number"),
        ([HEAD, ROWS[0], '["b",true,0.5,0.1,false]'], "whole number"),
        ([HEAD, ROWS[0], '["b",2,"0.5",0.1,false]'], "not a number"),
        ([HEAD, ROWS[0], '[["b"],2,0.5,0.1,false]'], "no text"),
        ([HEAD, ROWS[0], '["b",2,0.5,0.1,0]'], "neither true nor false"),
        ([HEAD.replace("variance", "weight"), *ROWS], "no column weight"),
        ([HEAD.replace('"variance", "float64"', '"variance", "str"'), *ROWS], "another kind"),
        ([HEAD.replace('"alike": {}', '"alike": {"more": ["str", "x"]}'), *ROWS], "no column more"),
        ([HEAD.replace('"rows": 2', '"rows": 1e12'), *ROWS], "whole number"),
        ([HEAD.replace('"rows": 2', '"rows": 999999999999'), *ROWS], "do not fit"),
        (["{}"], "rows"),
        (["not json"], "Expecting value"),
        ([""], "Expecting value"),
    ],
)
def test_what_is_none_of_ours_is_refused(lines: list[str], why: str) -> None:
    with pytest.raises((ValueError, KeyError), match=why):
        from_lines("\n".join(lines).encode(), COLUMNS)


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="column more is missing"):
        from_lines(GOOD.encode(), COLUMNS | {"more": "str"})
