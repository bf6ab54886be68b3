import pytest

from pipeline.errors import PipelineError
from pipeline.read import read_bytes
from pipeline.read.exports import split_html, split_lines
from tests.read import made
from tests.read.made import BODY, Made

TWO = [Made(date="12 March 2024"), Made(title="Mayor leaves the plan", date="13 March 2024", author="")]


def test_each_article_of_a_page_has_its_fields() -> None:
    reading = read_bytes("x.html", made.factiva_html(TWO).encode())
    assert (reading.kind, reading.problems) == ("Factiva html", ())
    assert reading.notes == ("found 2 articles; 2 of 2 bodies within 10 % of the stated length",)
    first, second = reading.articles
    assert (first.title, first.outlet, first.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert (first.section, first.author, first.language) == ("Comment", "Anna Vale", "en")
    assert (second.title, second.author, second.date) == ("Mayor leaves the plan", None, "2024-03-13")
    assert first.text == "\n\n".join(BODY)  # with what is marked as found in its sentence
    assert first.extra["document id"] == made.document_id(1)
    assert (first.extra["source code"], first.extra["page"]) == ("HLANT", "13")
    assert (first.extra["publisher"], first.extra["edition"]) == ("Lantern Media Limited", "1; National")


@pytest.mark.parametrize(
    ("words", "date", "language", "document"),
    [
        ("Wörter", "12. März 2024", "Deutsch", "Dokument"),
        ("mots", "12 mars 2024", "Français", "Document"),
        ("palabras", "12 marzo 2024", "Español", "Documento"),
        ("слов", "12 марта 2024", "Русский", "Документ"),
        ("字", "2024年3月12日", "中文", "文件"),
    ],
)
def test_the_head_in_the_interfaces_language(words: str, date: str, language: str, document: str) -> None:
    page = made.factiva_html([Made(date=date)], words=words, language=language, document=document)
    reading = split_html("x.html", page)
    assert reading
    (article,) = reading.articles
    assert (article.date, article.outlet, article.language) == ("2024-03-12", "The Harbour Lantern", "en")
    assert article.extra["document id"] == made.document_id(1)
    assert "1 of 1 bodies" in reading.notes[0]


def test_an_article_without_length_and_date_is_a_problem() -> None:
    page = made.factiva_html([*TWO, Made(date="soon")])
    reading = split_html("x.html", page)
    assert reading
    assert len(reading.articles) == 2
    assert reading.problems[0].startswith("x.html, article 3: its head has no length and date, only “Comment")
    with pytest.raises(PipelineError, match=r"^x\.html: looks like an export of Factiva, but no article"):
        split_html("x.html", made.factiva_html([Made(date="soon")]))


CODES = [
    ("HD", "Harbour plan wins"), ("BY", "By Anna Vale"), ("WC", f"{Made().words} words"), ("PD", "12 March 2024"),
    ("ET", "14:05"), ("SN", "The Harbour Lantern"), ("SC", "HLANT"), ("LA", "English"), ("LP", BODY[0]),
    ("TD", "\n".join(BODY[1:])), ("NS", "harb : Harbours"), ("AN", f"Document {made.document_id(1)}"),
]  # fmt: skip


def test_field_codes_in_a_page() -> None:
    rows = "".join(
        f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>'
        + "".join(f"<p>{line}</p>" for line in value.split("\n"))
        + "</td></tr>"
        for code, value in CODES
    )
    reading = split_html("x.html", f'<div class="article enArticle"><table>{rows}</table></div>')
    assert reading
    (article,) = reading.articles
    assert (article.title, article.outlet, article.date, article.time) == (
        "Harbour plan wins", "The Harbour Lantern", "2024-03-12", "14:05",
    )  # fmt: skip
    assert article.text == "\n\n".join(BODY)
    assert article.extra["subject"] == "harb : Harbours"
    assert article.extra["document id"] == made.document_id(1)


def test_field_codes_in_lines() -> None:
    lines = [line for code, value in CODES for line in f"{code}\t{value}".split("\n")]
    reading = split_lines("x.rtf", [*lines, "", *lines], kind="rtf")
    assert reading
    assert [article.text for article in reading.articles] == ["\n\n".join(BODY)] * 2


@pytest.mark.parametrize("time", [False, True])
def test_the_lines_of_an_rtf(time: bool) -> None:
    reading = split_lines("x.rtf", made.factiva_lines([TWO[0], TWO[0]], time=time), kind="rtf")
    assert reading
    assert reading.kind == "Factiva rtf"
    assert reading.notes[1].startswith("untested on real files")
    assert len(reading.articles) == 2
    article = reading.articles[1]
    assert (article.title, article.outlet, article.date) == ("Harbour plan wins", "The Harbour Lantern", "2024-03-12")
    assert (article.section, article.author, article.time) == ("Comment", "Anna Vale", "14:05" if time else None)
    assert article.text == "\n\n".join(BODY)


def test_lines_above_an_id_without_a_head_are_a_problem() -> None:
    lines = made.factiva_lines([TWO[0]])
    reading = split_lines("x.rtf", ["12 March 2024", *BODY, f"Document {made.document_id(7)}", *lines], kind="rtf")
    assert reading
    assert len(reading.articles) == 1
    assert reading.problems[0].startswith(f"x.rtf: above “Document {made.document_id(7)}” stands no head")
