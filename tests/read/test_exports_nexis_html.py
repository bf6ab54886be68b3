import pytest

from pipeline.errors import PipelineError
from pipeline.read import read_bytes
from pipeline.read.exports import split_html
from tests.read import made
from tests.read.made import BODY, Made

TWO = [Made(date="March 12, 2024 Tuesday 11:21 AM GMT"), Made(title="Mayor & town: “why?”")]


def test_each_article_has_its_fields() -> None:
    reading = read_bytes("x.html", made.nexis_html(TWO).encode())
    assert (reading.kind, reading.problems) == ("Nexis html", ())
    assert reading.notes == ("found 2 articles; 2 of 2 bodies within 10 % of the stated length",)
    first, second = reading.articles
    assert (first.title, first.outlet, first.date, first.time) == (
        "Harbour plan wins", "The Harbour Lantern", "2024-03-12", "11:21+00:00",
    )  # fmt: skip
    assert (second.title, second.author, second.section) == ("Mayor & town: “why?”", "Anna Vale", "NEWS")
    assert first.text == "\n\n".join(BODY)
    assert first.extra["copyright"] == "Copyright 2024 Lantern Ltd All Rights Reserved"


def test_a_document_that_could_not_be_shown_is_a_problem() -> None:
    page = made.nexis_html([*TWO, Made()])
    start, end = page.rindex("<DOCFULL> -->") + 13, page.rindex("\n<!-- Hide")
    page = page[:start] + "<DIV><P>We are sorry but there is an error in this document.</P></DIV>" + page[end:]
    reading = split_html("x.html", page)
    assert reading
    assert len(reading.articles) == 2
    assert "where the export counts 3" in reading.notes[0]
    (problem,) = reading.problems
    assert problem.startswith("x.html, article 3: has no head that can be told, only “We are sorry but there")


def test_pages_without_heads_are_refused() -> None:
    with pytest.raises(PipelineError, match=r"^x\.html: looks like an export of Nexis, but none of its 2 documents"):
        split_html("x.html", "<!-- <DOC NUMBER=1> --><P>a</P><!-- <DOC NUMBER=2> --><P>b</P>")


def test_a_tag_of_many_attributes_is_refused_at_once() -> None:
    tag = "<div " + " ".join(f"a{n}" for n in range(20_000)) + ">"
    with pytest.raises(PipelineError, match="over 2,000 attributes"):
        split_html("x.html", f"<DOC NUMBER=1>{tag}<p>a</p>")
