"""The columns that can be compared: what is made of dates, outlets and the user's own values."""

import pandas as pd
import pytest

from pipeline.compare.columns import LONGEST_NAME, LONGEST_VALUE, MOST, columns_of, own_columns, with_columns
from pipeline.compare.spans import grouped


def _articles(n: int = 2, **columns: list[object]) -> pd.DataFrame:
    base: dict[str, list[object]] = {
        "article_id": [f"a{i}" for i in range(n)],
        "text_id": [f"t{i}" for i in range(n)],
        "outlet": ["BBC"] * n,
        "outlet_id": ["bbc"] * n,
        "date": [None] * n,
        "genre": ["news"] * n,
    }
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in {**base, **columns}.items()})


def test_month_and_country_are_made_of_date_and_outlet() -> None:
    table = with_columns(_articles(3, date=["2024-03-05", None, "2024-04-01"], outlet=["BBC", None, "Harbour Lantern"]))
    assert table["month"].to_list() == ["2024-03", None, "2024-04"]
    assert table["country"].to_list() == ["GB", None, None]


def test_an_unknown_genre_is_none() -> None:
    assert with_columns(_articles(3, genre=["news", "unknown", None]))["genre"].to_list() == ["news", None, None]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("  left \n wing ", "left wing"),
        ("", None),
        (None, None),
        (float("nan"), None),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        (True, "True"),
        (["a"], None),
        ({"a": 1}, None),
        ("a\ud800b", "a?b"),
    ],
)
def test_a_users_value_is_a_line_of_text_or_none(value: object, shown: str | None) -> None:
    assert with_columns(_articles(1, owner=[value]))["owner"].to_list() == [shown]


def test_a_users_column_does_not_hide_one_of_ours() -> None:
    table = with_columns(_articles(2, month=["May", "June"], date=["2024-03-05", "2024-04-01"]))
    assert table["month"].to_list() == ["2024-03", "2024-04"]
    assert own_columns(table) == ["month (file)"]
    assert table["month (file)"].to_list() == ["May", "June"]


@pytest.mark.parametrize(
    ("values", "is_there"),
    [
        (["a", "b", None], True),
        (["a", "a", "a"], False),
        (["a", None, None], False),
        (["a", "b" * (LONGEST_VALUE + 1), "c"], False),
    ],
)
def test_a_column_is_offered_for_two_to_forty_short_values(values: list[object], is_there: bool) -> None:
    assert ("owner" in columns_of(with_columns(_articles(3, owner=values)))) == is_there


def test_too_many_values_or_too_long_a_name_are_not_offered() -> None:
    n = MOST + 1
    table = _articles(n, many=[str(i) for i in range(n)], forty=[str(i % MOST) for i in range(n)])
    table["n" * (LONGEST_NAME + 1)] = ["a", "b"] * (n // 2) + ["a"]
    assert columns_of(with_columns(table)) == ["outlet_id", "forty"]


def test_outlets_come_first_and_the_users_columns_last() -> None:
    table = _articles(2, owner=["a", "b"], genre=["news", "opinion"], date=["2024-03-05", "2024-04-01"])
    table["outlet"] = ["BBC", "CNN"]
    assert columns_of(with_columns(table)) == ["outlet_id", "genre", "country", "month", "owner"]


def test_one_text_of_two_outlets_counts_for_both_whatever_is_compared() -> None:
    table = _articles(3, text_id=["t", "t", "t"], outlet_id=["bbc", "cnn", "bbc"])
    assert grouped(table, table, "genre")["article_id"].to_list() == ["a0", "a1"]
    assert grouped(table, table, "outlet_id")["article_id"].to_list() == ["a0", "a1"]
