import pytest

from pipeline.errors import PipelineError
from pipeline.read.exports import split_lines
from pipeline.read.reading import FileReading
from tests.read import made
from tests.read.made import BODY, Made

TWO = [Made(), Made(title="Mayor leaves: a town asks why", date="March 13, 2024 Wednesday 9:20 AM GMT")]


def read(lines: list[str], kind: str = "docx") -> FileReading:
    reading = split_lines("x.docx", lines, kind=kind)
    assert reading
    return reading


def test_each_article_has_its_fields() -> None:
    reading = read(made.nexis(TWO))
    assert (reading.kind, reading.problems) == ("Nexis docx", ())
    assert reading.notes == ("found 2 articles; 2 of 2 bodies within 10 % of the stated length",)
    first, second = reading.articles
    assert (first.title, first.outlet, first.date, first.time) == (TWO[0].title, TWO[0].outlet, "2024-03-12", None)
    assert (second.title, second.date, second.time) == (TWO[1].title, "2024-03-13", "09:20+00:00")
    assert (first.section, first.author, first.language) == ("NEWS", "Anna Vale", "en")
    assert first.source == "x.docx, article 1"
    assert first.found["date"] == "date line in the export"
    assert first.text == "\n\n".join(BODY)
    assert first.extra == {
        "words stated": TWO[0].words,
        "copyright": "Copyright 2024 Lantern Media Ltd. All Rights Reserved",
        "page": "Pg. 6",
        "date as written": "March 12, 2024 Tuesday",
        "publication type": "Newspaper",
        "subject": "HARBOURS (91%); CITIES (89%)",
        "load date": "March 13, 2024",
    }


def test_a_cover_that_lists_more_than_the_file_holds_says_both_numbers() -> None:
    reading = read(made.nexis(TWO, promised=3))
    assert reading.problems == ("x.docx: the cover lists 3 articles, but 2 were found; compare with the file",)
    assert reading.notes[0].startswith("found 2 articles where the export counts 3; ")


@pytest.mark.parametrize("title", ["March 1, 2020", "On March 1, 2020 the plan failed", "Body"])
def test_a_date_in_a_headline_is_not_the_articles(title: str) -> None:
    (article,) = read(made.nexis([Made(title=title)])).articles
    assert (article.title, article.date) == (title, "2024-03-12")


def test_a_headlines_second_line_may_be_a_date() -> None:
    lines = made.nexis([Made()], cover=False)
    lines.insert(1, "March 1, 2020")
    for article in read(lines + lines).articles:
        assert (article.title, article.date) == ("Harbour plan wins March 1, 2020", "2024-03-12")
        assert article.outlet == "The Harbour Lantern"


def test_text_between_two_articles_is_a_problem() -> None:
    stray = [f"{line} {n}" for n in range(30) for line in BODY]
    reading = read([*made.nexis([Made()], cover=False), *stray, "", "", *made.nexis([Made()], cover=False)])
    assert [(article.title, article.text) for article in reading.articles] == [
        ("Harbour plan wins", "\n\n".join(BODY))
    ] * 2
    (problem,) = reading.problems
    assert "text that belongs to no article was left out" in problem


@pytest.mark.parametrize("at", [2, 3, 4])
def test_correction_appended_moves_no_field(at: int) -> None:
    lines = made.nexis([Made()], cover=False)
    lines.insert(at, "Correction Appended")
    (article,) = read(lines).articles
    assert (article.title, article.outlet, article.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert article.extra["correction"] == "appended"


def test_a_correction_and_captions_are_kept_off_the_body() -> None:
    lines = made.nexis([Made(title="Plan wins - Correction Appended")], cover=False)
    at = lines.index("Classification")
    lines[at:at] = ["Correction", "", "The mayor is Anna Berg.", "Graphic", "", " ", "PHOTO: The hall"]
    (article,) = read(lines).articles
    assert (article.title, article.text) == ("Plan wins", "\n\n".join(BODY))
    assert article.extra["graphic"] == "PHOTO: The hall"
    assert article.extra["correction"] == "The mayor is Anna Berg."


def test_a_body_may_have_a_line_that_says_graphic() -> None:
    body = [*BODY, "Graphic", "", *BODY, *BODY]
    (article,) = read(made.nexis([Made(body=body)])).articles
    assert article.text.count(BODY[0]) == 3


def test_a_body_may_have_a_line_that_ends_documents() -> None:
    body = [*BODY, "End of Document", *BODY, "Body", "Length: 3 words"]
    reading = read(made.nexis([Made(body=body), Made()]))
    assert reading.problems == ()
    assert [article.text.count(BODY[0]) for article in reading.articles] == [2, 1]


def test_an_article_without_a_head_is_a_problem_and_not_its_neighbours_text() -> None:
    lines = made.nexis([Made(), Made(title="Lost", outlet="", date="", stated=0), Made()], cover=False)
    at = [n for n, line in enumerate(lines) if line == "Body"][1]
    lines[at] = "Not a label"
    reading = read(lines)
    assert [article.text for article in reading.articles] == ["\n\n".join(BODY)] * 2
    assert reading.problems == ("x.docx: text that belongs to no article was left out, it begins “Lost”; see the file",)


def test_a_missing_end_is_told_from_the_load_date() -> None:
    lines = made.nexis([*TWO, Made()], cover=False)
    lines.remove("\nEnd of Document")
    assert len(read(lines).articles) == 3


def test_a_file_that_marks_no_ends_is_split_by_its_heads() -> None:
    lines = [line for line in made.nexis([*TWO, Made()]) if line != "\nEnd of Document"]
    reading = read(lines)
    assert [article.title for article in reading.articles] == [TWO[0].title, TWO[1].title, TWO[0].title]
    assert all(article.text == "\n\n".join(BODY) for article in reading.articles)


def test_a_missing_date_is_a_problem_but_for_a_load_date_of_the_copyrights_year() -> None:
    reading = read(made.nexis([Made(date="")], cover=False))
    assert reading.articles[0].date == "2024-03-13"
    assert reading.articles[0].found["date"] == "load date, of the same year as the copyright line"
    lines = [
        line.replace("Load-Date:\u00a0March 13, 2024", "Load-Date:\u00a0July 1, 2017")
        for line in made.nexis([Made(date="")])
    ]
    reading = read(lines)
    assert reading.articles[0].date is None
    assert reading.problems == ("x.docx, article 1: no date found in its head; set it by hand",)


def test_lines_between_headline_and_date() -> None:
    lines = made.nexis([Made(outlet="The Guardian")], cover=False)
    lines[1:2] = ["a second line of the headline", "The Guardian", "(Harbour blog)"]
    (article,) = read(lines).articles
    assert article.title == "Harbour plan wins a second line of the headline"
    assert (article.outlet, article.extra["edition"]) == ("The Guardian", "Harbour blog")


def test_the_address_at_the_end_is_the_articles() -> None:
    body = [*BODY, "\nhttps://harbour-lantern.example/2024/03/12/plan.html"]
    (article,) = read(made.nexis([Made(body=body)])).articles
    assert article.url == "https://harbour-lantern.example/2024/03/12/plan.html"
    assert article.text == "\n\n".join(BODY)


def test_other_formats_say_that_they_are_untested() -> None:
    assert read(made.nexis(TWO), kind="rtf").notes[1].startswith("untested on real files")


@pytest.mark.parametrize(
    "lines",
    [
        ["Job Number: 1", "Documents (2)", "1. Harbour plan", "2. Mayor leaves", "", "Some text.", *BODY],
        [*BODY, "End of Document", *BODY, "End of Document"],
        [*BODY, "Load-Date: March 12, 2024", "End of Document"],
    ],
    ids=["cover", "two ends", "load date"],
)
def test_what_cannot_be_split_is_refused(lines: list[str]) -> None:
    with pytest.raises(
        PipelineError, match=r"^x\.docx: looks like an export of Nexis, but none of its articles has a head"
    ):
        split_lines("x.docx", lines, kind="docx")


def test_a_text_that_only_ends_so_is_none() -> None:
    assert split_lines("x.docx", [*BODY, "End of Document"], kind="docx") is None


def test_an_export_without_texts_is_refused() -> None:
    with pytest.raises(PipelineError, match=r"article 1: no text, .* \(and 1 more problems\)$"):
        split_lines("x.docx", made.nexis([Made(body=[""], stated=9)] * 2), kind="docx")
