import json
from dataclasses import replace

import pytest

from pipeline.read import read_bytes


def test_csv_columns_have_aliases_in_any_case() -> None:
    content = (
        "Source;Headline;Published At;FullText;Link;ByLine;Type;Lang;Section;desk\n"
        "RT.com;A b;2024-03-12;Some text.;https://www.bbc.com/x;Tom Vale;Comment;en-GB;World;city\n"
    )
    reading = read_bytes("x.csv", content.encode("utf-8-sig"))
    assert reading.problems == ()
    (article,) = reading.articles
    assert (article.outlet, article.title, article.date, article.text) == ("RT", "A b", "2024-03-12", "Some text.")
    assert (article.author, article.genre, article.language, article.section) == ("Tom Vale", "opinion", "en", "World")
    assert article.url == "https://www.bbc.com/x"
    assert article.found["outlet"] == "column Source"
    assert article.extra == {"desk": "city"}
    assert article.source == "x.csv, line 2"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    content = f'title{delimiter}text\nA b{delimiter}"Some text, with; all\tof them"\n'
    (article,) = read_bytes("x.csv", content.encode()).articles
    assert (article.title, article.text) == ("A b", "Some text, with; all\tof them")


def test_jsonl_keeps_further_fields_as_they_are() -> None:
    row = {"text": "Some\u2028text.", "source": "Harbour Lantern", "n": 3, "tags": ["a", "b"], "author": ["A B", "C D"]}
    (article,) = read_bytes("x.jsonl", json.dumps(row, ensure_ascii=False).encode()).articles
    assert article.text == "Some\u2028text."
    assert (article.outlet, article.author) == ("Harbour Lantern", "A B, C D")
    assert article.extra == {"n": 3, "tags": ["a", "b"]}


def test_outlet_from_the_url_and_never_title_or_date_from_a_tables_name() -> None:
    content = b"url,text\nhttps://edition.cnn.com/2024/03/12/x,Some text.\n"
    (article,) = read_bytes("press-tv_2020-01-01_One-two-three.csv", content).articles
    assert (article.outlet, article.found["outlet"]) == ("CNN", "domain cnn.com")
    assert (article.date, article.found["date"]) == ("2024-03-12", "url")
    assert article.title is None
    (article,) = read_bytes("press-tv_2020-01-01.csv", b"text\nSome text.\n").articles
    assert (article.outlet, article.date) == ("Press TV", None)


def test_a_bad_row_spoils_no_other() -> None:
    content = b'{"text": "One."}\nnot json\n[1]\n{"title": "no text"}\n{"text": "n/a"}\n{"text": 5}\n{"text": "Two."}\n'
    reading = read_bytes("x.jsonl", content)
    assert [article.text for article in reading.articles] == ["One.", "Two."]
    lines = sorted(problem.split(":")[0] for problem in reading.problems)
    assert lines == [f"x.jsonl, line {n}" for n in (2, 3, 4, 5, 6)]


def test_hostile_json_is_one_line_each() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    content = (
        b'{"text": ' + deep + b'}\n{"text": "a", "n": ' + b"9" * 5000 + b'}\n{"text": "One.", "x": NaN, "y": 1e999}\n'
    )
    reading = read_bytes("x.jsonl", content)
    assert [p.split("; ")[0] for p in reading.problems] == [
        "x.jsonl, line 1: is nested too deep",
        "x.jsonl, line 2: holds a number that is too long",
    ]
    (article,) = reading.articles
    assert article.text == "One."
    assert json.dumps(article.extra, allow_nan=False) in ("{}", '{"x": null, "y": null}')


def test_lone_surrogates_cannot_reach_a_file() -> None:
    (article,) = read_bytes(
        "x.jsonl", b'{"text": "a \\ud800 b", "title": "t\\udfff", "k": {"\\ud801": ["\\ud802"]}}'
    ).articles
    assert (article.text, article.title) == ("a \ufffd b", "t\ufffd")
    assert json.dumps(article.extra, ensure_ascii=False).encode()


def test_a_quote_that_is_not_closed_swallows_nothing() -> None:
    content = b'title,text\nA,fine\nB,"never closed\nC,"x, y"\nD,fine too\n'
    reading = read_bytes("x.csv", content)
    assert [article.title for article in reading.articles] == ["A", "C", "D"]
    assert reading.problems == ("x.csv, line 3: the quotes of this row do not match; double those in the text",)
    assert [a.title for a in read_bytes("x.csv", b'title,text\nA,"open\nB,fine\n').articles] == ["B"]


def test_text_over_several_lines_keeps_its_line_number() -> None:
    reading = read_bytes("x.csv", b'title,text\nA,"one\n\ntwo"\nB,\n')
    assert reading.articles[0].text == "one\n\ntwo"
    assert reading.problems[0].startswith("x.csv, line 5: no text")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a,b\n1,2\n", "x.csv, line 1: no column text, body, content, fulltext or article"),
        (b"title,text\n", "x.csv: no rows"),
        (b"title,text\nA,b,c\n", "x.csv, line 2: 3 values for 2 columns"),
        (b'text\n"' + b"a" * 10_000_000 + b'"\n', "x.csv, line 2: the text has 10,000,000 characters"),
    ],
)
def test_a_csv_without_articles_says_why(content: bytes, problem: str) -> None:
    reading = read_bytes("x.csv", content)
    assert reading.articles == ()
    assert [line[: len(problem)] for line in reading.problems] == [problem]


def test_of_duplicate_columns_the_first_is_read() -> None:
    reading = read_bytes("x.csv", b"title,Title,text\nA,B,Some text.\n")
    assert reading.articles[0].title == "A"
    assert reading.articles[0].extra == {"Title (2)": "B"}
    assert reading.problems == ("x.csv, line 1: column title stands 2 times; the first is read",)


def test_outlets_called_nan_are_unknown_in_one_line_each() -> None:
    reading = read_bytes("x.csv", b"outlet,text\nnan,One.\nnan,Two.\nNone,Three.\n'); DROP TABLE,Four.\n,Five.\n")
    assert [a.outlet for a in reading.articles] == [None, None, None, "'); DROP TABLE", None]
    assert reading.problems == (
        'x.csv: 2 rows have "nan" for the outlet; taken as unknown, write its name',
        'x.csv: 1 row has "None" for the outlet; taken as unknown, write its name',
    )


def test_day_and_month_are_told_from_the_whole_file() -> None:
    def days(*written: str) -> tuple[list[str | None], tuple[str, ...]]:
        reading = read_bytes("x.csv", "date,text\n{}".format("".join(f"{d},Some text.\n" for d in written)).encode())
        return [a.date for a in reading.articles], reading.problems

    assert days("03/04/2024", "25/04/2024") == (["2024-04-03", "2024-04-25"], ())
    assert days("03/04/2024", "04/25/2024") == (["2024-03-04", "2024-04-25"], ())
    open_line = (
        "x.csv, line 2: 2 rows have a date that can be day/month or month/day; it is left open, write it as 2026-03-01"
    )
    assert days("03/04/2024", "05/06/2024") == ([None, None], (open_line,))
    found, problems = days("yesterday", "2999-01-01", "05/05/2024")
    assert found == [None, None, "2024-05-05"]
    assert problems == (
        'x.csv, line 2: date "yesterday" is not a date; write it as 2026-03-01',
        'x.csv, line 3: date "2999-01-01" is in the future; write it as 2026-03-01',
    )


def test_times_are_kept_with_the_day_or_in_a_column_of_their_own() -> None:
    content = (
        b"date,time,text\n2024-03-12T08:05:00Z,,One.\n2024-03-12,2:05 pm,Two.\n"
        b"2024-03-12,late,Three.\n2024-03-12 00:00:00,,Four.\n"
    )
    reading = read_bytes("x.csv", content)
    assert reading.problems == ()
    assert [a.date for a in reading.articles] == ["2024-03-12"] * 4
    assert [a.time for a in reading.articles] == ["08:05+00:00", "14:05", None, None]
    assert [a.found.get("time") for a in reading.articles] == ["column date", "column time", None, None]
    assert reading.articles[2].extra == {"time": "late"}
    assert reading.articles[0].id == replace(reading.articles[0], time=None).id


def test_an_unknown_genre_is_kept_as_the_users() -> None:
    (article,) = read_bytes("x.csv", b"genre,text\nSports,Some text.\n").articles
    assert article.genre is None
    assert article.extra == {"genre": "Sports"}
