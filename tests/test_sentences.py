import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.sentences import sentences
from pipeline.types import Document

KADHIMI = Path(__file__).parents[2] / "shared" / "corpora" / "kadhimi"


def document(body: str, title: str | None = None) -> Document:
    text = f"{title}\n\n{body}" if title else body
    return Document("d", text, (len(text) - len(body), len(text)), title)


def cut(body: str) -> list[str]:
    return [body[sent.start : sent.end] for sent in sentences(document(body))]


@pytest.mark.parametrize(
    "parts",
    [
        ["Gen. Ann Roe met Sen. Bo Lind.", "They spoke."],
        ["Mr. J. R. Roe and Mrs. Lind left at 5 p.m. on Monday.", "Nobody saw them."],
        ["The U.S. Senate met.", "The U.S. Army did not."],
        ["Forces left the U.S.", "They came back later."],
        ["The ruling in Roe v. Lind stands.", "No. 5 was struck out."],
        ["It grew by 3.5 percent.", "Roe Inc. Chief Ann Roe was glad."],
        ["The plan (see above. And below.) was dropped.", "Nobody minded."],
        ["“We left.”", "He stayed behind."],
        ["“We left,” he said.", "“They stayed.”"],
        ["“Are we done?” Roe asked.", "Nobody knew."],
        ["He said “we left. ”", "They stayed behind."],
        ['She called it "a mess."', '"We agree," he said.'],
        ["Is it over?", "It is!", "Good…", "We go home."],
        ["1. The first point is this.", "It is short."],
        ["“Are we done?”", "They left at once."],
        ["“I... I do not know,” she said.", "He did."],
        ["The offer – made by Ann Roe – was refused.", "(Photo by the city)"],
        ["He paused... and went on.", "She did not."],
    ],
)
def test_sentences_end_where_they_should(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


def test_blank_line_always_ends_a_sentence() -> None:
    assert cut("The council said\n\nit would (not\n \nmeet) again") == [
        "The council said",
        "it would (not",
        "meet) again",
    ]


def test_single_line_break_does_not_end_a_sentence_but_a_bullet_does() -> None:
    assert cut("The council\nmet today.\n• First point\n• Second point") == [
        "The council\nmet today.",
        "• First point",
        "• Second point",
    ]


def test_title_is_one_headline_and_first_paragraph_the_lede() -> None:
    doc = document("One sentence. Another one.\n\nThe body. Goes on.", title="Fire. And rain: U.S. Sees Both. Really?")
    found = [(doc.text[sent.start : sent.end], sent.section) for sent in sentences(doc)]
    assert found == [
        ("Fire. And rain: U.S. Sees Both. Really?", "headline"),
        ("One sentence.", "lede"),
        ("Another one.", "lede"),
        ("The body.", "body"),
        ("Goes on.", "body"),
    ]


def test_lede_of_a_text_without_paragraphs_is_its_first_sentence() -> None:
    sections = [sent.section for sent in sentences(document("The council met in the town hall again. " * 30))]
    assert sections == ["lede"] + ["body"] * 29


def test_long_sentence_stays_whole() -> None:
    body = "The council met and " * 100 + "left."
    assert cut(body) == [body]


def test_punctuation_alone_joins_its_neighbour() -> None:
    assert cut("... We left. ! . Done.") == ["... We left. ! .", "Done."]


@pytest.mark.parametrize("body", ["", " \n\n \n"])
def test_no_text_has_no_sentences(body: str) -> None:
    assert sentences(document(body)) == []


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (". " * 100_000, 1),
        (". .\n\n" * 40_000, 40_000),
        ("Left" + " " * 200_000 + "here", 1),
        ("Left\n" + "\t" * 200_000 + "here", 1),
    ],
    ids=["stops", "paragraphs of stops", "spaces", "tabs"],
)
def test_time_grows_with_length_alone(body: str, count: int) -> None:
    start = time.perf_counter()
    assert len(cut(body)) == count
    assert time.perf_counter() - start < 5  # about a second at most; minutes where each stop reads on to the end


PIECES = st.sampled_from(
    [
        "Ann",
        "went",
        "home",
        "U.S.",
        "Gen.",
        "A.",
        "No.",
        "3",
        "“",
        "”",
        '"',
        "'",
        "(",
        ")",
        ".",
        "?",
        "…",
        ",",
        "—",
        "\u200b",
    ]
    + [" ", "  ", "\n", "\n\n", "\u00a0", "\u2028", "\t"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, max_size=40).map("".join), st.none() | st.just("A title. With a stop"))
def test_only_white_space_lies_between_sentences(body: str, title: str | None) -> None:
    doc = document(body, title)
    position = 0
    for sent in sentences(doc):
        piece = doc.text[sent.start : sent.end]
        assert not doc.text[position : sent.start].strip()
        assert sent.start >= position
        assert piece
        assert piece == piece.strip()
        position = sent.end
    assert not doc.text[position:].strip()


@pytest.mark.skipif(not KADHIMI.is_dir(), reason="needs ../shared/corpora/kadhimi")
def test_real_articles_have_sentences_of_a_usual_length() -> None:
    for path in sorted(KADHIMI.iterdir()):
        found = cut(path.read_text())
        words = [len(sent.split()) for sent in found]
        assert len(found) > 3
        assert max(words) < 120
