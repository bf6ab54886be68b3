import pytest

from pipeline.errors import PipelineError
from pipeline.read.exports import split_lines
from pipeline.read.reading import FileReading
from tests.read import made
from tests.read.made import BODY, Made

GERMAN = {"byline": "AUTOR", "section": "RUBRIK", "length": "LÄNGE", "words": "Wörter", "load-date": "UPDATE"}
DUTCH = {"byline": "AUTEUR", "section": "RUBRIEK", "length": "LENGTE", "words": "woorden", "language": "TAAL"}


def read(lines: list[str], kind: str = "txt") -> FileReading:
    reading = split_lines("x.txt", lines, kind=kind)
    assert reading
    return reading


def test_each_article_has_its_fields() -> None:
    reading = read(made.lexis([Made(), Made(title="Mayor leaves", date="March 13, 2024 Wednesday")]))
    assert (reading.kind, reading.problems) == ("Lexis txt", ())
    assert reading.notes == ("found 2 articles; 2 of 2 bodies within 10 % of the stated length",)
    first, second = reading.articles
    assert (first.title, first.outlet, first.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert (second.title, second.date, second.source) == ("Mayor leaves", "2024-03-13", "x.txt, article 2")
    assert (first.section, first.author, first.language) == ("NEWS", "Anna Vale", "en")
    assert first.text.replace("\n\n", "\0").replace("\n", " ").split("\0") == list(BODY)
    assert first.extra["edition"] == "Edition 1; National Edition"
    assert first.extra["graphic"] == "The hall on Monday, seen from the quay"
    assert first.extra["copyright"] == "Copyright 2024 Lantern Media Ltd All Rights Reserved"


@pytest.mark.parametrize(
    ("labels", "mark", "date"),
    [
        (GERMAN, "Dokument {n} von {m}", "12. März 2024 Dienstag"),
        (DUTCH, "{n} van {m} DOCUMENTEN", "12 maart 2024 dinsdag"),
        ({}, "{n} of {m} DOCUMENTS", "March 12, 2024 Tuesday"),
    ],
)
def test_labels_and_dates_in_other_languages(labels: dict[str, str], mark: str, date: str) -> None:
    reading = read(made.lexis([Made(date=date)] * 3, labels=labels, mark=mark))
    assert [article.date for article in reading.articles] == ["2024-03-12"] * 3
    article = reading.articles[2]
    assert (article.section, article.author, article.extra["words stated"]) == ("NEWS", "Anna Vale", Made().words)
    assert "all rights" not in article.text.casefold()


def test_correction_appended_moves_no_field() -> None:
    lines = made.lexis([Made()])
    for before in ("Harbour plan wins", " " * 28 + "March 12, 2024 Tuesday"):
        changed = list(lines)
        at = changed.index(before)
        changed[at:at] = [" " * 30 + "Correction Appended", ""]
        (article,) = read(changed).articles
        assert (article.title, article.outlet, article.date) == (
            "Harbour plan wins",
            "The Harbour Lantern",
            "2024-03-12",
        )
        assert article.extra["correction"] == "appended"


def test_a_part_of_a_longer_list_says_both_numbers() -> None:
    reading = read(made.lexis([Made(), Made()], mark="{n}01 of 809 DOCUMENTS"))
    assert "found 2 articles where the export counts 809" in reading.notes[0]
    assert reading.problems == (
        "x.txt: no article for document 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, ...; export these again",
    )
    reading = read([line for line in made.lexis([Made()] * 4) if "DOCUMENTS" not in line or line.strip()[0] in "23"])
    assert "holds documents 2 to 3 of 4" in reading.notes


def test_a_document_without_a_head_is_a_problem() -> None:
    lines = made.lexis([Made(), Made(), Made()])
    at = next(n for n, line in enumerate(lines) if "2 of 3" in line)
    end = next(n for n, line in enumerate(lines) if "3 of 3" in line)
    lines[at + 1 : end] = ["", "We are sorry but there is an error in this document.", ""]
    reading = read(lines)
    assert len(reading.articles) == 2
    assert any("below “2 of 3 DOCUMENTS” stands no head" in problem for problem in reading.problems)


def test_a_count_inside_a_body_begins_nothing() -> None:
    reading = read(made.lexis([Made(body=[*BODY, "2 of 2 DOCUMENTS", *BODY]), Made()]))
    assert [article.text.count("The council") for article in reading.articles] == [2, 1]


def test_counts_without_heads_are_refused() -> None:
    with pytest.raises(PipelineError, match=r"^x\.txt: looks like an export of Lexis, but below “1 of 2 DOCUMENTS”"):
        split_lines("x.txt", ["1 of 2 DOCUMENTS", *BODY, "2 of 2 DOCUMENTS", *BODY], kind="txt")
    assert split_lines("x.txt", [*BODY, "1 of 2 documents", *BODY], kind="txt") is None


def test_rtf_says_that_it_is_untested() -> None:
    assert read(made.lexis([Made()]), kind="rtf").notes[1].startswith("untested on real files")
