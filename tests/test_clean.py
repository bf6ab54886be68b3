from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.errors import PipelineError
from pipeline.read import read
from pipeline.types import Article, Document

KADHIMI = Path(__file__).parents[2] / "shared" / "corpora" / "kadhimi"
needs_kadhimi = pytest.mark.skipif(not KADHIMI.is_dir(), reason="the acceptance files are not beside the project")

FIRST = "The council voted on Monday for the harbour plan, which costs the town four jobs."
SECOND = "Tom Vale said that it was reckless. “It will sink us,” he told the council."
THIRD = "Anna Berg was not in the hall."


def body(doc: Document) -> str:
    return doc.text[slice(*doc.body)]


def cleaned(text: str, title: str | None = None) -> str:
    return body(clean(Article(text=text, title=title)))


def test_title_blank_line_body() -> None:
    article = Article(text=f"{FIRST}\n\n{SECOND}", title="Harbour plan\u00a0wins", outlet="RT", date="2024-03-12")
    doc = clean(article)
    assert doc.text == f"Harbour plan wins\n\n{FIRST}\n\n{SECOND}"
    assert body(doc) == f"{FIRST}\n\n{SECOND}"
    assert (doc.id, doc.title, doc.outlet, doc.date) == (article.id, "Harbour plan wins", "RT", "2024-03-12")
    assert doc.notes == ()


def test_without_a_title_the_text_is_the_body() -> None:
    doc = clean(Article(text=FIRST))
    assert (doc.text, doc.body, doc.title) == (FIRST, (0, len(FIRST)), None)


def test_a_pages_furniture_is_taken_off_and_noted() -> None:
    text = (
        "News \u00a0 / \u00a0 Harbour\n\nHarbour plan wins, Vale warns\n\n"
        "This handout picture shows the hall on May 3, 2023. (Photo by AFP)\n\n"
        f"TEHRAN – {FIRST}\n\nAdvertisement\n\n{SECOND}\n\nRead more: Mayor loses vote\n\n{THIRD}\n\n\n"
        "Press TV’s website can also be accessed at these addresses:\n\nwww.example.com\n\n"
        "SHARE THIS ARTICLE\nPress TV App"
    )
    doc = clean(Article(text=text, title="Harbour plan wins, Vale warns"))
    assert body(doc) == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert set(doc.notes) == {
        "breadcrumb",
        "title repeated in the text",
        "photo caption",
        "dateline “TEHRAN –”",
        "advertisement line",
        "“read more” line",
        "web address (2 times)",
        "share bar",
        "short line at the end of the page",
    }


def test_an_address_that_completes_a_line_stays() -> None:
    text = (
        f"{FIRST}\n\nOrder the crane here:\n\nhttps://x.example/crane\n\n{SECOND}\n\nhttps://x.example/other\n\n{THIRD}"
    )
    assert cleaned(text) == f"{FIRST}\n\nOrder the crane here:\n\nhttps://x.example/crane\n\n{SECOND}\n\n{THIRD}"


def test_a_reporting_credit_is_taken_off_and_its_words_are_noted() -> None:
    doc = clean(Article(text=f"{FIRST}\n\n(Reporting by Anna Berg; editing by Tom Vale)"))
    assert body(doc) == FIRST
    assert doc.notes == ("reporting credit “(Reporting by Anna Berg; editing by Tom Vale)”",)


def test_what_follows_a_contact_line_at_the_end_goes_with_it() -> None:
    doc = clean(Article(text=f"{FIRST}\n\n{THIRD}\n\nanna@harbour-lantern.example\n\nStaff writer"))
    assert body(doc) == f"{FIRST}\n\n{THIRD}"
    assert doc.notes == ("contact line", "short line at the end of the page")


def test_a_licence_glued_to_the_last_sentence_is_taken_off() -> None:
    licence = "All Content by Reuters is licensed under a Creative Commons Attribution 4.0 International License."
    doc = clean(Article(text=f"TEHRAN - {FIRST}   {SECOND}  {licence}"))
    assert doc.text == f"{FIRST} {SECOND}"
    assert doc.notes == ("dateline “TEHRAN -”", "licence footer")


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = FIRST.replace(" harbour", "\nharbour").replace(" four", "\nfour")
    assert cleaned(f"{wrapped}\n\n{SECOND}\n\n\\###") == f"{FIRST}\n\n{SECOND}"
    assert cleaned(wrapped) == FIRST


def test_without_blank_lines_each_long_line_is_a_paragraph() -> None:
    assert cleaned(f"{FIRST}\n{SECOND}\n{THIRD}") == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert cleaned(f"{FIRST} {SECOND}\n{SECOND} {THIRD}") == f"{FIRST} {SECOND}\n\n{SECOND} {THIRD}"


def test_the_title_does_not_count_as_a_paragraph_break() -> None:
    assert cleaned(f"Plan wins\n\n{FIRST}\n{SECOND}\n{THIRD}", "Plan wins") == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"


def test_list_items_keep_their_lines() -> None:
    assert cleaned("The plan has two parts:\n- a crane\n- a wall") == "The plan has two parts:\n- a crane\n- a wall"


def test_a_line_inside_a_wrapped_sentence_is_no_furniture() -> None:
    assert cleaned("The mayor wrote to the readers and asked them to\nshare this\nwith everybody in the town.") == (
        "The mayor wrote to the readers and asked them to share this with everybody in the town."
    )


def test_a_list_of_short_lines_after_a_share_bar_stays() -> None:
    items = "\n\n".join(f"Crane number {n}" for n in ("one", "two", "three", "four", "five"))
    assert cleaned(f"{FIRST}\n\nShare this\n\n{items}").endswith("Crane number five")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Cafe\u0301 owners", "Café owners"),
        ("a\u200bb\ufeff \u202eright\u202c \u2066x\u2069 so\u00adft", "ab right x soft"),
        ("Latin\u200djoin", "Latinjoin"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("bell\x07 and\x00 nul", "bell and nul"),
        ("one\u00a0 \u2009two\t three", "one two three"),
        ("snake\\_case \\* star", "snake_case * star"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("one\r\n\r\ntwo", "one\n\ntwo"),
        ("hidden\U000e0041\U000e0042 tag", "hidden tag"),
    ],
)
def test_characters_are_made_plain(written: str, plain: str) -> None:
    assert cleaned(written) == plain


def test_nothing_left_names_the_source() -> None:
    for text in ("", "###", "Advertisement\n\nSHARE THIS ARTICLE", "Plan wins"):
        with pytest.raises(PipelineError, match=r"^x\.txt: no text is left after cleaning"):
            clean(Article(text=text, title="Plan wins", source="x.txt"))


def test_cleaning_again_changes_nothing() -> None:
    doc = clean(Article(text=f"TEHRAN – {FIRST}\n\nAdvertisement\n\n{SECOND}"))
    again = clean(Article(text=doc.text))
    assert again.text == doc.text
    assert again.notes == ()


def test_the_language_is_told_from_thirty_words_on() -> None:
    german = (
        "Der Rat der Stadt hat am Montag für den neuen Plan gestimmt, der die Stadt viele Arbeitsplätze kostet. " * 3
    )
    assert clean(Article(text=german)).language == "de"
    assert clean(Article(text=f"{FIRST} {SECOND} {THIRD}")).language == "en"
    assert clean(Article(text=FIRST)).language is None
    assert clean(Article(text=german, language="en")).language == "en"


@needs_kadhimi
def test_acceptance_press_tv() -> None:
    (article,) = read(KADHIMI / "press-tv_2021-11-14.txt")
    doc = clean(article)
    for furniture in ("News  ", "/", "handout picture", "Photo by", "www.", "SHARE THIS", "Roku", "alternate"):
        assert furniture not in body(doc)
    paragraphs = body(doc).split("\n\n")
    assert len(paragraphs) == 19
    assert paragraphs[0].startswith("An Iraqi political alliance")
    assert paragraphs[-1].endswith("into the incident.")
    assert doc.language == "en"


@needs_kadhimi
def test_acceptance_tehran_times() -> None:
    for path in sorted(KADHIMI.glob("tehran-times*")):
        (article,) = read(path)
        doc = clean(article)
        assert "Mehr" not in body(doc)
        assert "TEHRAN" not in body(doc)
        assert "licen" not in body(doc).casefold()
        assert doc.notes[1:] == ("licence footer",)
        assert 0.96 < len(body(doc)) / len(article.text) < 0.98


@needs_kadhimi
def test_acceptance_white_house() -> None:
    (article,) = read(KADHIMI / "white-house_2021-11-07.md")
    doc = clean(article)
    assert [paragraph.count("\n") for paragraph in body(doc).split("\n\n")] == [0, 0, 0]
    assert "#" not in doc.text
    assert "\u00a0" not in doc.text
    assert len(body(doc).split()) == 126
