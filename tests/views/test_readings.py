"""What uploads gave, as a table and in words."""

import pandas as pd
import pytest

from pipeline.read import FileReading
from pipeline.read.checked import check
from pipeline.types import Article
from views._readings import check_table, found_in, is_wanted, languages_in_words, state_of, unknown_outlets_in_words

ENGLISH = Article("The council voted for the plan on Monday. " * 6, outlet="Alpha Post", date="2024-03-04")
FRENCH = Article("Le conseil de la ville a voté lundi pour le nouveau port, et la maire a remercié tous. " * 4)
BARE = Article("By Anna Berg", source="bare.txt")


def test_a_row_says_what_a_file_gave_and_what_failed_stands_first() -> None:
    files = [
        check(FileReading("a.docx", "Nexis docx", (ENGLISH, FRENCH), ("a.docx: 1 date is open; set it",))),
        check(FileReading("b\u202e.pdf", "pdf", (), ("b.pdf: is a scan; read it with OCR first",))),
        check(FileReading("c.docx", "docx", (ENGLISH,))),
    ]
    first, second, third = check_table(files).to_dict("records")
    assert (first["File"], first["Articles"], first["Date"], first["Warnings"]) == ("b.pdf", 0, "", "1 problem")
    assert second == {
        "File": "a.docx",
        "Kind": "Nexis docx",
        "Articles": 2,
        "Outlet": "2 outlets",
        "Date": "2024-03-04",
        "Language": "en 1, fr 1",
        "Warnings": "1 problem; 1 without outlet; 1 without date; not scored: language fr (1)",
    }
    assert third["Warnings"] == "1 article also in a.docx"


def test_an_article_without_a_body_is_a_problem() -> None:
    file = check(FileReading("bare.txt", "txt", (BARE,)))
    assert len(file.problems) == 1
    assert found_in([file]) == {}


def test_an_article_in_two_files_is_one_with_two_sources() -> None:
    again = Article(ENGLISH.text, outlet="Alpha Post", date="2024-03-04", source="b.txt")
    files = [check(FileReading(name, "txt", (article,))) for name, article in (("a.txt", ENGLISH), ("b.txt", again))]
    (one,) = found_in(files).values()
    assert one.sources == ("", "b.txt")


def test_other_languages_are_named() -> None:
    found = found_in([check(FileReading("a.txt", "txt", (ENGLISH, FRENCH)))]).values()
    assert languages_in_words(found) == "1 article is not in English (fr): stored and shown, not scored."
    assert [state_of(one, stored=True) for one in found] == ["in the library", "in the library, not scored: language"]
    assert languages_in_words([one for one in found if one.is_scored]) == ""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("press/page.html", True),
        ("press/page_files/ad.js", False),
        ("press/.DS_Store", False),
        ("press/.git/config", False),
        ("__MACOSX/page.html", False),
        ("page.txt", True),
    ],
)
def test_what_is_no_article_is_passed_over(name: str, wanted: bool) -> None:
    assert is_wanted(name, ["press/page.html", "press/page_files/ad.js", name]) is wanted


def test_unknown_outlets_are_counted() -> None:
    assert unknown_outlets_in_words(pd.Series(["Alpha Post", None, ""])).startswith("2 articles have no outlet")
    assert unknown_outlets_in_words(pd.Series(["Alpha Post"])) == ""
