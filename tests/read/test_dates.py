from datetime import UTC, datetime, timedelta

import pytest

from pipeline.read.dates import TWO_DAYS, clock, day, day_in_name, day_in_url, order_of, time, why_not


@pytest.mark.parametrize(
    "written",
    ["2024-03-12", "2024/3/12", "20240312", "2024-03-12T23:59:00-05:00", "2024-03-12 12:55:14", "12 March 2024"]
    + ["March 12, 2024", "Mar. 12, 2024", "Tue, 12 Mar 2024 10:00:00 GMT", "Tuesday, March 12, 2024 at 10:00 AM"]
    + ["12-Mar-2024", "12.03.2024", "12.3.2024, 10:15 Uhr", "12th March 2024", "3/12/2024 10:00", "12.03.24"]
    + ["12-Mar-24", "3/12/24"],
)
def test_common_forms_give_the_day(written: str) -> None:
    assert day(written, order="month first") == "2024-03-12"


@pytest.mark.parametrize(
    "written",
    ["", "yesterday", "2024", "March 2024", "2024-13-01", "2024-02-30", "0000-00-00", "31 Foo 2024", "1500-01-01"]
    + ["0/0/0000", "1/25/0000", "00/00/00", "25/4/40"]
    + ["12 people died on 3 May 2023 in the fire", "3/4/2024", "May 3, 2023 attack"],
)
def test_what_is_no_day_gives_none(written: str) -> None:
    assert day(written) is None


def test_the_future_gives_none() -> None:
    today = datetime.now(UTC).date()
    assert day(today.isoformat()) == today.isoformat()
    assert day((today + timedelta(days=2)).isoformat()) is None
    assert why_not((today + timedelta(days=2)).isoformat()) == "is in the future"


def test_day_and_month_are_not_guessed() -> None:
    assert day("3/4/2024", order="day first") == "2024-04-03"
    assert day("3/4/2024", order="month first") == "2024-03-04"
    assert day("25/4/2024") == "2024-04-25"
    assert day("25/4/2024", order="month first") is None
    assert why_not("3/4/2024") == TWO_DAYS
    assert why_not("soon") == "is not a date"
    assert order_of(["3/4/2024", "25/4/2024"]) == "day first"
    assert order_of(["3/4/2024", "4/25/2024"]) == "month first"
    assert order_of(["25/4/2024", "4/25/2024"]) is None
    assert order_of(["3/4/2024"]) is None


def test_two_digit_years_are_not_in_the_future() -> None:
    assert day("25/4/98") == "1998-04-25"
    assert day("25/4/12") == "2012-04-25"


def test_days_in_names_and_addresses() -> None:
    assert day_in_name("press-tv_2021-11-14") == "2021-11-14"
    assert day_in_name("20211114_bbc") == "2021-11-14"
    assert day_in_name("2021-11-14_to_2021-11-20") is None
    assert day_in_name("466838202111147") is None
    assert day_in_url("https://x.example/2021/11/07/a") == "2021-11-07"
    assert day_in_url("https://x.example/a-2021") is None


def test_two_digit_years_decide_nothing_about_day_and_month() -> None:
    assert day("8/29/18") == "2018-08-29"
    assert day("8/9/18") is None
    assert day("8/9/18", order="month first") == "2018-08-09"
    assert order_of(["8/9/18", "8/29/18"]) == "month first"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2024-03-12T08:05:00Z", "08:05+00:00"),
        ("2024-03-12T23:59:00-05:00", "23:59-05:00"),
        ("2024-03-12T10:15:00.123+0300", "10:15+03:00"),
        ("2024-03-12 12:55:14", "12:55"),
        ("Tue, 12 Mar 2024 10:00:00 GMT", "10:00+00:00"),
        ("Tuesday, March 12, 2024 at 2:05 p.m. EDT", "14:05-04:00"),
        ("March 12, 2024 12:05 am", "00:05"),
        ("12 Mar 2024 14:05 GMT+3", "14:05+03:00"),
        ("12 Mar 2024 10:00 IST", "10:00"),  # India, Ireland or Israel
        ("2024-03-12T00:00:00Z", None),  # a day, written by a program
        ("2024-03-12T25:10", None),
        ("13:05 pm", None),
        ("12 March 2024", None),
        ("12.03.2024", None),
        ("", None),
    ],
)
def test_the_time_of_day_keeps_its_zone_where_it_is_one(written: str, told: str | None) -> None:
    assert time(written) == told


def test_a_clock_stands_by_itself() -> None:
    assert clock("2:05 pm GMT") == "14:05+00:00"
    assert clock("14:05") == "14:05"
    assert [clock(text) for text in ("late", "14", "2024-03-12 14:05", "")] == [None] * 4
