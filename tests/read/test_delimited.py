import time

import pytest

from pipeline.errors import PipelineError
from pipeline.read import delimited
from pipeline.read.delimited import read_csv


@pytest.mark.parametrize(
    ("rows", "titles", "lines"),
    [
        ('A,"He said "no" to\nit, and left"\nB,fine\n', ["B"], "lines 2 to 3"),
        ('A,"He said "no" to\nfirst, second\nthen left"\nB,fine\n', ["B"], "lines 2 to 4"),
        ('A,"She "spoke\nNext, one\nmore"\nB,"x ""y"" z"\n', ["B"], "lines 2 to 4"),
        ('A,fine\nB,"never closed\nC,"x, y"\nD,fine too\n', ["A", "C", "D"], "line 3"),
        ('A,"never closed\nB,"over\ntwo, lines"\nD,fine too\n', ["B", "D"], "line 2"),
        ('A,"He said "no" to it"\nB,fine\n', ["B"], "line 2"),
    ],
)
def test_the_lines_of_a_row_whose_quotes_do_not_match_are_no_articles(rows: str, titles: list[str], lines: str) -> None:
    reading = read_csv("x.csv", f"title,text\n{rows}".encode())
    assert [article.title for article in reading.articles] == titles
    (problem,) = reading.problems
    assert problem.startswith(f"x.csv, {lines}: the quotes of ")


def test_quotes_that_match_nowhere_end_soon() -> None:
    began = time.process_time()
    reading = read_csv("x.csv", b"title,text\n" + b'A,"x "y\nfoo; bar, baz "\n' * 20_000)
    assert time.process_time() - began < 10
    assert reading.articles == ()
    assert len(reading.problems) == 51


def test_the_exports_may_refuse_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, columns: list[str]) -> None:
        raise PipelineError(f"{name}: {columns}")

    monkeypatch.setattr(delimited, "refuse_table", refuse)
    with pytest.raises(PipelineError, match=r"x.csv: \['id', 'media_name'\]"):
        read_csv("x.csv", b"id,media_name\n1,Saltmarsh Lantern\n")
