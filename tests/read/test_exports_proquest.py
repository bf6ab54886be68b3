from email.message import EmailMessage

import pytest

from pipeline.errors import PipelineError
from pipeline.read import read_bytes
from pipeline.read.exports import split_html, split_lines
from tests.read import made
from tests.read.made import BODY, Made

TWO = [Made(author="Vale, Anna"), Made(title="Mayor leaves", author="Berg, Olaf")]


@pytest.mark.parametrize("anchors", [True, False])
def test_each_article_of_a_page_has_its_fields(anchors: bool) -> None:
    reading = split_html("x.html", made.proquest_html(TWO, anchors=anchors))
    assert reading
    assert (reading.kind, reading.problems) == ("ProQuest html", ())
    assert reading.notes == ("found 2 articles; 2 of 2 bodies within 10 % of the stated length",)
    first, second = reading.articles
    assert (first.title, first.outlet, first.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert (second.title, second.author) == ("Mayor leaves", "Berg, Olaf")
    assert (first.section, first.genre, first.language) == ("Op-Ed", "opinion", "en")
    assert first.text == "\n\n".join(BODY)
    assert (first.extra["document id"], first.extra["subject"]) == ("1001", "Harbours; Cities")
    assert first.extra["graphic"] == "The hall on Monday"
    assert "abstract" not in first.extra


def test_a_mail_holds_several_articles() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Your ProQuest Research", "noreply@proquest.example"
    mail.set_content(made.proquest_html(TWO), subtype="html", cte="quoted-printable")
    reading = read_bytes("x.eml", mail.as_bytes())
    assert [article.title for article in reading.articles] == ["Harbour plan wins", "Mayor leaves"]


def test_the_lines_of_a_text_file() -> None:
    reading = split_lines("x.txt", made.proquest_lines(TWO), kind="txt")
    assert reading
    assert reading.notes == ("found 2 articles", "untested on real files: check the articles by eye, and tell us")
    first, second = reading.articles
    assert (first.title, first.outlet, first.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert (second.title, second.author, second.genre) == ("Mayor leaves", "Berg, Olaf", "opinion")
    assert second.text == "\n\n".join(BODY)


def test_a_rule_inside_a_body_cuts_nothing() -> None:
    reading = split_lines(
        "x.txt", made.proquest_lines([Made(body=[*BODY, "_" * 60, "Document 1 of 9", *BODY]), Made()]), kind="txt"
    )
    assert reading
    assert [article.text.count(BODY[0]) for article in reading.articles] == [2, 1]


def test_a_document_that_is_cut_off_is_a_problem() -> None:
    lines = made.proquest_lines([Made(), Made(title="Cut off")])
    at = max(n for n, line in enumerate(lines) if line.startswith("ProQuest document ID"))
    reading = split_lines("x.txt", lines[:at], kind="txt")
    assert reading
    assert len(reading.articles) == 1
    assert reading.problems == ("x.txt: a document without its id, “Cut off”, was left out; export it again",)


def test_an_abstract_alone_is_a_problem() -> None:
    lines = [line for line in made.proquest_lines([Made()]) if line not in BODY]
    lines = [line.removesuffix(BODY[0]) for line in lines]
    with pytest.raises(PipelineError, match=r"^x\.txt, article 1: no text, only what stands above it"):
        split_lines("x.txt", lines, kind="txt")


def test_a_page_about_proquest_is_none() -> None:
    assert split_html("x.html", "<p>What is a ProQuest document ID?</p>") is None
    assert split_lines("x.txt", ["ProQuest document ID: 3", *BODY], kind="txt") is None
