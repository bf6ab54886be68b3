import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.types import Document
from pipeline.voices.quotations import Quotation, quotations, voices


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


def found(text: str) -> list[tuple[list[str], int, str]]:
    ends = [at + 1 for at, character in enumerate(text) if character == "\n"] + [len(text)]
    return [([text[a:b] for a, b in q.content], q.depth, q.kind) for q in quotations(text, ends)]


def test_a_quotation_within_another_is_its_own() -> None:
    assert found("“He told me ‘you go home now’ and ‘stay “at” home’ too,” she said.") == [
        (["He told me ‘you go home now’ and ‘stay “at” home’ too,"], 0, "speech"),
        (["you go home now"], 1, "speech"),
        (["stay “at” home"], 1, "speech"),
    ]


def test_pieces_are_joined_only_within_a_sentence() -> None:
    text = "“We go home,” she said, “and stay.”"
    assert [len(q.content) for q in quotations(text, [len(text)])] == [2]
    assert [len(q.content) for q in quotations(text, [22, len(text)])] == [1, 1]


@pytest.mark.parametrize(
    "text",
    [
        "He sang “Fair Play,” then “Foul Play,” and “Play” again.",
        "“We go home,” he said; “we stay here,” she said, “for good.”",
        "“We go home” he said and “we stay”",
    ],
)
def test_neighbours_are_not_joined(text: str) -> None:
    assert len(found(text)[0][0]) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The statement read in full:\n\nWe shall leave the harbour by noon.", "We shall leave the harbour by noon."),
        ("Lind wrote:\n\nThe sea was calm.\nNobody came to the harbour.\n\nThen she left.", None),
        (
            "She had this to say:\n\nNobody came to ‘the harbour’ that night!",
            "Nobody came to ‘the harbour’ that night!",
        ),
    ],
)
def test_a_paragraph_set_off_after_a_cue_is_speech(text: str, expected: str | None) -> None:
    content, depth, kind = found(text)[0]
    assert content == [expected or "The sea was calm.\nNobody came to the harbour."]
    assert (depth, kind) == (0, "speech")


@pytest.mark.parametrize(
    "text",
    [
        "The list read:\n\n- We shall leave the harbour by noon.",
        "The letter said:\n\n1. We shall leave the harbour by noon.",
        "What to know:\n\nWe shall leave the harbour by noon.",
        "He wrote:\n\nAdvertisement",
        "He wrote:\n\nNever again.",
        "He wrote:\n\nThe following is what he wrote:\n\n* a",
        "He wrote: we shall leave the harbour by noon.",
        "He wrote:",
    ],
)
def test_what_is_no_block(text: str) -> None:
    assert found(text) == []


def test_a_block_in_marks_is_found_once() -> None:
    assert [kind for _, _, kind in found("He wrote:\n\n“We shall leave the harbour by noon.”")] == ["speech"]


def test_a_block_does_not_cut_a_quotation() -> None:
    text = "Lind wrote:\n\nNobody came to the port. “Never again.\n\n“Never,” she said."
    assert found(text) == [(["Never again.", "Never,"], 0, "speech")]


def test_the_list_of_words_goes_on() -> None:
    assert {kind for _, _, kind in found("The words “harbour,” “port” and “quay” are banned.")} == {"title"}


def test_what_was_said_elsewhere_is_speech() -> None:
    assert [kind for _, _, kind in found("The “rotten deal” fell.\n\n“It is a rotten deal,” Roe said.")] == [
        "speech"
    ] * 2
    assert found("The “rotten plan” fell.\n\n“It is a rotten deal,” Roe said.")[0][2] == "scare"


def test_a_headline_quotes_unless_the_body_keeps_its_distance() -> None:
    assert [kind for _, _, kind in found("Port shuts over ‘reforms’\n\nThe plan failed.")] == ["speech"]
    assert [kind for _, _, kind in found("Port shuts over ‘reforms’\n\nThe “reforms” failed.")] == ["scare"] * 2


def test_short_words_share_the_kind_of_their_sentence() -> None:
    assert [kind for _, _, kind in found("A “weak” man who “never once came home” left.")] == ["speech"] * 2


@settings(deadline=None, max_examples=300)
@given(
    st.text(alphabet="abT sn“”„«»\"'‘’`.,:-\n\ud800é1", max_size=100),
    st.lists(st.integers(0, 120), max_size=6).map(sorted),
)
def test_quotations_of_equal_depth_do_not_overlap(text: str, ends: list[int]) -> None:
    told = quotations(text, ends)
    assert told == sorted(told, key=lambda quotation: quotation.content)
    for depth in (0, 1):
        at = 0
        for quotation in told:
            if quotation.depth == depth:
                assert quotation.content
                for start, end in quotation.content:
                    assert at <= start < end <= len(text)
                    at = end
    outer = [piece for q in told if q.depth == 0 for piece in q.content]
    for quotation in told:
        if quotation.depth == 1:
            start, end = quotation.content[0][0], quotation.content[-1][1]
            assert any(a <= start and end <= b for a, b in outer) or len(quotation.content) > 1


@pytest.mark.parametrize("unit", ["“", "'a ", '"', "\"('a", "He wrote:\n\n", ":\n", "“\n\n", "“Abc.”\n\n“", "called “"])
def test_hostile_text_is_read_in_time(unit: str) -> None:
    began = time.process_time()
    quotations(unit * (200_000 // len(unit)), [])
    assert time.process_time() - began < 3


def test_quotations_are_values() -> None:
    assert quotations("“We go home now.”", []) == [Quotation(((1, 16),), 0, "speech")]
