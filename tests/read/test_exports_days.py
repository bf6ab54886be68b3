import pytest

from pipeline.read.exports.days import day_line
from pipeline.read.exports.labels import HEAD, TAIL, labelled, section_of, words_stated


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("March 12, 2024", "2024-03-12"),
        ("March 12, 2024 Tuesday", "2024-03-12"),
        ("Mar 12, 2024", "2024-03-12"),
        ("12 Mar 2024", "2024-03-12"),
        ("Tuesday, 12. March 2024", "2024-03-12"),
        ("March 12, 2024, Tuesday, Late Edition - Final", "2024-03-12"),
        ("March 12, 2024 Tuesday Edition 1; National Edition", "2024-03-12"),
        ("March 12, 2024 Tuesday 11:21 PM GMT", "2024-03-12 23:21+00:00"),
        ("January 12, 2024 Friday 15:25 EST", "2024-01-12 15:25-05:00"),
        ("July 12, 2024 Friday 15:25 EST", "2024-07-12 15:25"),  # when no clock there shows it
        ("12. März 2024 Dienstag", "2024-03-12"),
        ("dinsdag 12 maart 2024", "2024-03-12"),
        ("12 mars 2024", "2024-03-12"),
        ("12 de marzo de 2024", "2024-03-12"),
        ("12 марта 2024", "2024-03-12"),
        ("2024年3月12日", "2024-03-12"),
        ("2024-03-12 @ 20:51", "2024-03-12 20:51"),
        ("03/12/2024", "03/12/2024"),  # the file as a whole decides
    ],
)
def test_a_date_line(line: str, day: str) -> None:
    assert day_line(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "March 12, 2024 was a cold day in the harbour",
        "March 12, 2024, when the council met, is remembered",
        "On March 12, 2024",
        "March 12, 2024 to March 13, 2024",
        "March 2024",
        "The Harbour Lantern",
        "March 42, 2024",
        "Marchy 12, 2024",
        "",
        "12 words",
        "March 12, 2024 The plan failed.",
    ],
)
def test_no_date_line(line: str) -> None:
    assert day_line(line) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("355 words", 355),
        ("1,214 words", 1214),
        ("1.214 Wörter", 1214),
        ("1 214 mots", 1214),
        ("9字", 9),
        ("12,5", None),
    ],
)
def test_stated_words(value: str, words: int | None) -> None:
    assert words_stated(value) == words


@pytest.mark.parametrize(
    ("value", "section", "place"),
    [
        (
            "Section B; Column 0; Business/Financial Desk; Pg. 1",
            "Business/Financial Desk",
            "Section B; Column 0; Pg. 1",
        ),
        ("SCIENCE; earth", "SCIENCE; earth", ""),
        ("US; politics", "US; politics", ""),
        ("POLITICS; Version:28", "POLITICS", "Version:28"),
        ("Politik; S. 3", "Politik", "S. 3"),
        ("BUITENLAND; Blz.6", "BUITENLAND", "Blz.6"),
        ("Opinion", "Opinion", ""),
    ],
)
def test_a_section_is_told_from_its_page(value: str, section: str, place: str) -> None:
    assert section_of(value) == (section, place)


def test_labels() -> None:
    assert labelled("LÄNGE: 355 Wörter", HEAD) == ("length", "355 Wörter")
    assert labelled("Byline:", HEAD) == ("author", "")
    assert labelled("Publication-Type: Newspaper", TAIL) == ("publication type", "Newspaper")
    assert labelled("Kolkata: the council met", HEAD) is None
    assert labelled("Length:355", HEAD) is None
