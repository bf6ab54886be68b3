"""What holds for every export: it is split whole, or refused; nothing is lost in silence, and nothing takes long."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.read.exports import refuse_table, split_html, split_lines
from pipeline.read.reading import FileReading
from tests.read import made
from tests.read.made import BODY, Made

# Words that mean something in an export, as lines of a text; each stands between two sentences.
LABELS = (
    "Body", "End of Document", "Classification", "Graphic", "Load-Date: March 1, 2020", "Length: 12 words",
    "Correction",
    "Copyright 2020 Tom Vale", "March 1, 2020", "Section: NEWS", "Byline: Tom Vale", "Notes", "Subject: HARBOURS (90%)",
    "LANGUAGE: ENGLISH", "4 of 9 DOCUMENTS", "Full text: nothing", "12 words", "Document 1 of 2", "Documents (3)",
)  # fmt: skip
WORDS = st.sampled_from(
    ["harbour", "council", "mayor", "plan", "town", "Monday", "jobs", "hall", "Vale", "quay", "2020"]
)
SENTENCES = st.lists(WORDS, min_size=4, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
PARTS = st.tuples(SENTENCES, st.sampled_from([*LABELS, "", "", ""]), SENTENCES)
BODIES = st.lists(PARTS, min_size=1, max_size=4).map(lambda parts: [line for part in parts for line in part])
TITLES = st.one_of(
    SENTENCES.map(lambda line: line.rstrip(".")),
    st.sampled_from(
        ["March 1, 2020", "Copyright and the town", "Body of law: a column", "12 words for a mayor", "Graphic"]
    ),
)
DAYS = st.sampled_from(
    ["March 12, 2024 Tuesday", "May 1, 2023 Monday 9:20 AM GMT", "June 2, 2021 Wednesday, Late Edition"]
)
ARTICLES = st.lists(st.builds(Made, title=TITLES, date=DAYS, body=BODIES), min_size=1, max_size=6)
ANY_LINE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([*LABELS, "The Harbour Lantern", "3 of 4 DOCUMENTS", "Document HL12345678901234567890"]),
)


def assert_one_line(error: PipelineError) -> None:
    assert "\n" not in str(error)
    assert len(str(error)) < 500


def accounted(reading: FileReading, articles: Sequence[Made]) -> None:
    """Every article is there with its own headline, outlet and day, or is a problem."""
    assert len(reading.articles) + len(reading.problems) == len(articles)
    assert [article.title for article in reading.articles] == [" ".join(article.title.split()) for article in articles]
    assert {article.outlet for article in reading.articles} == {"The Harbour Lantern"}


@settings(max_examples=150, deadline=None)
@given(articles=ARTICLES, cover=st.booleans())
def test_no_nexis_article_is_lost(articles: list[Made], cover: bool) -> None:
    reading = split_lines("x.docx", made.nexis(articles, cover=cover), kind="docx")
    assert reading
    accounted(reading, articles)
    days = {"March 12": "2024-03-12", "May 1, 2": "2023-05-01", "June 2, ": "2021-06-02"}
    assert [article.date for article in reading.articles] == [days[article.date[:8]] for article in articles]


@settings(max_examples=100, deadline=None)
@given(articles=ARTICLES, blanks=st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_blank_lines_decide_nothing(articles: list[Made], blanks: list[int]) -> None:
    lines: list[str] = []
    for number, line in enumerate(made.nexis(articles, cover=False)):
        lines += [line, *[""] * blanks[number % len(blanks)]]
    reading = split_lines("x.docx", lines, kind="docx")
    assert reading
    accounted(reading, articles)


@settings(max_examples=60, deadline=None)
@given(articles=ARTICLES)
def test_no_article_of_a_page_is_lost(articles: list[Made]) -> None:
    reading = split_html("x.html", made.nexis_html(articles))
    assert reading
    assert len(reading.articles) + len(reading.problems) == len(articles)
    reading = split_html("x.html", made.factiva_html(articles))
    assert reading
    accounted(reading, articles)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(ANY_LINE, max_size=40), kind=st.sampled_from(["docx", "txt", "rtf", "pdf"]))
def test_any_lines_are_read_or_refused(lines: list[str], kind: str) -> None:
    try:
        reading = split_lines("x", lines, kind=kind)
    except PipelineError as error:
        assert_one_line(error)
    else:
        assert reading is None or reading.articles


MARKUP = st.sampled_from(
    [
        "<DOC NUMBER=1>",
        "</DOCFULL>",
        "-->",
        "<!--",
        '<div class="article enArticle">',
        "<p class='articleParagraph x'>",
        "</div>",
    ]
    + [
        '<a name="DocID_1">',
        "<strong>Full text: </strong>",
        "ProQuest document ID: 3",
        "<Text WordCount='9'>",
        "12 words",
    ]
    + ["3 March 2020", "<tr><td>HD</td><td>a</td></tr>", "\ue000ProQuest document", "&#0;", "<table>"]
)


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.one_of(MARKUP, st.text(max_size=30)), max_size=30))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        reading = split_html("x", "".join(pieces))
    except PipelineError as error:
        assert_one_line(error)
    else:
        assert reading is None or reading.articles


@pytest.mark.parametrize(
    "lines",
    [
        ["End of Document"],
        ["Load-Date: x", "foo", "Length: 3 words", "Body"],
        ["1 of 3 DOCUMENTS"],
        ["March 3, 2020"],
        ["foo", "The Harbour Lantern", "March 3, 2020", "Length: 3 words", "Body", "End of Document"],
        ["Document HL12345678901234567890"],
        ["_" * 60, "Full text: a"],
        ["ProQuest document ID: 3"],
        ["Body", "Graphic", ""],
    ],
    ids=lambda lines: lines[0][:20],
)
def test_two_hundred_thousand_lines_take_seconds(lines: list[str]) -> None:
    many = lines * (200_000 // len(lines))
    began = time.process_time()
    try:
        split_lines("x", many, kind="txt")
    except PipelineError as error:
        assert_one_line(error)
    assert time.process_time() - began < 8


def test_a_text_is_no_export() -> None:
    assert split_lines("x.txt", ["Harbour plan wins", "", *BODY], kind="txt") is None
    assert split_lines("x.txt", ["The Harbour Lantern", "March 12, 2024", "Body", *BODY], kind="docx") is None
    assert split_html("x.html", f"<html><body><p>{BODY[0]}</p></body></html>") is None


@pytest.mark.parametrize(
    ("database", "columns"),
    [
        (
            "Media Cloud",
            ["stories_id", "publish_date", "title", "url", "language", "media_id", "media_name", "media_url"],
        ),
        ("Media Cloud", ["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"]),
        ("ProQuest", ["Title", "Abstract", "StoreId", "ArticleType", "Authors", "pubdate", "pubtitle"]),
        ("GDELT", ["GKGRECORDID", "DATE", "SourceCommonName", "DocumentIdentifier"]),
    ],
)
def test_a_table_without_texts_is_refused_with_the_reason(database: str, columns: list[str]) -> None:
    with pytest.raises(
        PipelineError, match=f"^a.csv: this is a {database} table, which holds .* but no article's text; "
    ):
        refuse_table("a.csv", columns)


def test_a_table_to_which_texts_were_added_is_welcome() -> None:
    refuse_table("a.csv", ["stories_id", "media_name", "media_url", "Full Text"])
    refuse_table("a.csv", ["outlet", "title", "body"])
