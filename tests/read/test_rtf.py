import time

import pytest

from pipeline.errors import PipelineError
from pipeline.read import read_bytes
from pipeline.read.rtf import text_of_rtf
from tests.read import made
from tests.read.made import BODY, Made

HEAD = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}"


def test_the_head_of_the_page_gives_the_fields() -> None:
    reading = read_bytes("x.rtf", made.rtf(["Harbour plan wins", "By Anna Vale", "Published: 12 March 2024", *BODY]))
    assert (reading.kind, reading.problems) == ("rtf", ())
    (article,) = reading.articles
    assert (article.title, article.author, article.date) == ("Harbour plan wins", "Anna Vale", "2024-03-12")
    assert article.text.endswith("\n\n".join(BODY))


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (made.nexis([Made(), Made()]), "Nexis rtf"),
        (made.lexis([Made(), Made()]), "Lexis rtf"),
        (made.factiva_lines([Made(date="12 March 2024")] * 2), "Factiva rtf"),
    ],
)
def test_exports_are_split_and_said_to_be_untested(lines: list[str], kind: str) -> None:
    reading = read_bytes("x.rtf", made.rtf(lines))
    assert (reading.kind, reading.problems, len(reading.articles)) == (kind, (), 2)
    assert reading.notes[1].startswith("untested on real files")
    for article in reading.articles:
        assert (article.title, article.outlet, article.date) == (
            "Harbour plan wins",
            "The Harbour Lantern",
            "2024-03-12",
        )


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"M\'fcller \'84Hallo\'93", "Müller „Hallo“"),
        (rb"\u8217?\u-10179?\u-8694? \u99999999999? \u-99999999?", "’😊 \ufffd \ufffd"),
        (rb"\u \uc x \ansicpg y", "x  y"),
        (rb"a{\pict\wmetafile8 " + b"0a1f" * 5000 + b"}b", "ab"),
        (rb"a{\pict\bin10 }}}{{{\par!}b", "ab"),
        (rb'{\field{\*\fldinst{HYPERLINK "http://x.example/a"}}{\fldrslt{shown words}}} on', "shown words on"),
        (b"{\\b a}" * 20_000, "a" * 20_000),
    ],
)
def test_text(rtf: bytes, text: str) -> None:
    assert text_of_rtf("x.rtf", HEAD + rtf + b"}").strip() == text


@pytest.mark.parametrize(
    ("rtf", "problem"),
    [
        (HEAD + b"{" * 200_000 + b"a" + b"}" * 200_000, "holds 200,001 groups in groups"),
        (b"{\\rtf1{\\fonttbl" + b"{\\f0 x}" * 200_000, "its table of fonts has no end"),
        (HEAD + b"}", "the document holds no text"),
        (HEAD + b"The council voted. " * 1_100_000 + b"}", "holds 20,900,046 characters of Rich Text"),
    ],
    ids=["groups", "fonts", "empty", "large"],
)
def test_what_cannot_be_read_is_one_line(rtf: bytes, problem: str) -> None:
    began = time.process_time()
    reading = read_bytes("x.rtf", rtf)
    assert reading.articles == ()
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith(f"x.rtf: {problem}")
    assert time.process_time() - began < 10


def test_no_rich_text() -> None:
    with pytest.raises(PipelineError, match="this is no Rich Text"):
        text_of_rtf("x.rtf", b"hello")
