import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.types import Document
from pipeline.voices.quotations import voices


def quoted(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in voice.content] for voice in voices(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will go home,” he said.", [["We will go home,"]]),
        ('He said: "We will go home."', [["We will go home."]]),
        ("‘We will go home,’ he said.", [["We will go home,"]]),
        ("'We will go home,' he said.", [["We will go home,"]]),
        ("„We will go home“, he said. «We will not go», she said.", [["We will go home"], ["We will not go"]]),
        ("“We will go home. ” He left.", [["We will go home."]]),
        ("“We go home,” he said, “and stay there.”", [["We go home,", "and stay there."]]),
        ("“No,” said Mr. Roe, “we won’t.”", [["No,", "we won’t."]]),
        ("“We go home,” he said. “We stay there.”", [["We go home,"], ["We stay there."]]),
        (
            "“It is a disgrace,” Roe said, while Lind said, “it is good news.”",
            [["It is a disgrace,"], ["it is good news."]],
        ),
        ("“He told me ‘go home right now’ and I went,” she said.", [["He told me ‘go home right now’ and I went,"]]),
        ("‘It’s the ministers’ plan,’ he said.", [["It’s the ministers’ plan,"]]),
        ("a ‘cost of living crisis’ and the workers’ rights", [["cost of living crisis"]]),
    ],
)
def test_quotations(text: str, expected: list[list[str]]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The “resistance groups” and their “reforms”.",
        "The workers' rights and the ministers' plan weren't in '90s law, it's said.",
        "The workers’ rights and the ministers’ plan weren’t in ’90s law, it’s said.",
        "“We never close this quotation, he said.",
        'The board is 6\' 2" long and 3" wide here.',
        "“”",
        '""',
        "",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert voices(text) == []


def test_quotation_over_paragraphs_has_a_piece_for_each() -> None:
    text = "“We start here.\n\n“We go on.\n\n“And we end,” he said.\n\n“Another one altogether,” she said."
    assert quoted(text) == [["We start here.", "We go on.", "And we end,"], ["Another one altogether,"]]


def test_unclosed_quotation_does_not_swallow_the_next_paragraph() -> None:
    assert quoted("“We start here.\n\nHe left. “We go on now,” he said.") == [["We go on now,"]]
    assert quoted("“We start here. “We go on now,” he said.") == [["We go on now,"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“ \n\n“Hello there my dear friend.”", [["Hello there my dear friend."]]),
        ("“We start here now.\n\n“ ” He left.", [["We start here now."]]),
        ("“We go home now,” she said, “ ”", [["We go home now,"]]),
    ],
)
def test_blank_piece_is_no_content(text: str, expected: list[list[str]]) -> None:
    assert quoted(text) == expected
    assert all(start < end for voice in voices(text) for start, end in voice.content)


def test_document_and_its_text_give_the_same() -> None:
    text = "A ‘great big mess’\n\n“We go home,” he said, “and stay there.”"
    doc = Document("d", text, (20, len(text)), "A ‘great big mess’")
    assert voices(doc) == voices(text)
    assert [voice.direct for voice in voices(doc)] == [True, True]
    assert all(not (voice.source or voice.cue or voice.speaker or voice.endorsement) for voice in voices(doc))


@settings(deadline=None)
@given(st.text(alphabet="ab “”„«»\"'‘’.,\n", max_size=60))
def test_content_lies_in_the_text_in_order_without_overlap(text: str) -> None:
    position = 0
    for voice in voices(text):
        for start, end in voice.content:
            assert position <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
            position = end


def test_stray_marks_cost_no_search_to_the_end() -> None:
    import time

    began = time.monotonic()
    voices("\"('a" * 20_000)
    assert time.monotonic() - began < 30
