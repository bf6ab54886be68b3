"""The linking, on chances that a test writes into the text: what a model would have said of the words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encoded import words
from pipeline.entities import mentions
from pipeline.sentences import sentences
from pipeline.types import Attribution, Document
from pipeline.voices import Speech, attributed, quotations

_MARK = re.compile(r"[{}\[\]<>]")
_PARTS = {"{": 0, "[": 1, "<": 2, "}": 0, "]": 1, ">": 2}


def read(marked: str, *, heard: bool = True) -> tuple[str, list[Attribution]]:
    """Return the plain text and its attributions; {content}, [source] and <cue> stand in braces."""
    text, inside, open_ = "", [], [0, 0, 0]
    for piece in re.split(f"({_MARK.pattern})", marked):
        if _MARK.fullmatch(piece):
            open_[_PARTS[piece]] += 1 if piece in "{[<" else -1
        else:
            inside += [tuple(map(bool, open_))] * len(piece)
            text += piece
    doc = Document(id="", text=text, body=(0, len(text)))
    sents = sentences(doc)
    speech: list[Speech] = [
        [
            (int(a), int(b), *(0.9 if told else 0.02 for told in inside[sent.start + int(a)]))
            for a, b in words(text[sent.start : sent.end])
        ]
        for sent in sents
    ]
    marks = quotations(text, [sent.end for sent in sents])
    return text, attributed(doc, sents, mentions(doc), marks, speech if heard else None)


def told(marked: str) -> list[tuple[list[str], str, str, str | None]]:
    """Return each attribution's content, source and cue as they stand, and its speaker."""
    text, found = read(marked)
    return [
        (
            [text[a:b] for a, b in one.content],
            " ".join(text[a:b] for a, b in one.source),
            " ".join(text[a:b] for a, b in one.cue),
            one.speaker,
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Ann Roe] <said> {the harbour is full}.", [(["the harbour is full"], "Ann Roe", "said", "Ann Roe")]),
        ("{The harbour is full}, [Ann Roe] <said>.", [(["The harbour is full"], "Ann Roe", "said", "Ann Roe")]),
        ("“The harbour is full,” <said> [Ann Roe].", [(["The harbour is full,"], "Ann Roe", "said", "Ann Roe")]),
        (
            "“The harbour,” [Ann Roe] <said>, “is quite full.”",
            [(["The harbour,", "is quite full."], "Ann Roe", "said", "Ann Roe")],
        ),
        (
            "[Ann Roe] <said> {the harbour is full} and <added> {that it is cold}.",
            [
                (["the harbour is full"], "Ann Roe", "said", "Ann Roe"),
                (["that it is cold"], "Ann Roe", "added", "Ann Roe"),
            ],
        ),
        (
            "[Ann Roe] <said> {the harbour is full}, but [Jan Lind] <denied> {the whole story}.",
            [
                (["the harbour is full"], "Ann Roe", "said", "Ann Roe"),
                (["the whole story"], "Jan Lind", "denied", "Jan Lind"),
            ],
        ),
        (
            "[Ann Roe] <said> {[Jan Lind] <believes> the harbour is full}.",
            [
                (["Jan Lind believes the harbour is full"], "Ann Roe", "said", "Ann Roe"),
                (["the harbour is full"], "Jan Lind", "believes", "Jan Lind"),
            ],
        ),
        (
            "[Ann Roe] <wrote>:\n\n“The harbour is full. Nobody is coming.”",
            [(["The harbour is full. Nobody is coming."], "Ann Roe", "wrote", "Ann Roe")],
        ),
        (
            "“The harbour is full,” [Ann Roe] <said>. “Nobody is coming.”",
            [(["The harbour is full,", "Nobody is coming."], "Ann Roe", "said", "Ann Roe")],
        ),
        ("The ship {is expected} late.", []),  # content that nothing else speaks for
    ],
)
def test_what_belongs_together(marked: str, expected: list[tuple[list[str], str, str, str | None]]) -> None:
    assert told(marked) == expected


@pytest.mark.parametrize(
    ("marked", "manner"),
    [
        ("“The harbour is full,” <said> [Ann Roe].", "direct"),
        ("[Ann Roe] <said> {the harbour is full}.", "indirect"),
        ("[Ann Roe] <said> {the new harbour is “a shame and a crime”}.", "mixed"),
    ],
)
def test_the_manner_is_that_of_the_content(marked: str, manner: str) -> None:
    (found,) = read(marked)[1]
    assert found.manner == manner
    assert found.direct == (manner == "direct")


def test_a_pronoun_and_a_second_saying_are_of_the_same_speaker() -> None:
    found = told("[Ann Roe] <said> {the harbour is full}. [She] <claimed> {that nobody is coming}.")
    assert [speaker for *_, speaker in found] == ["Ann Roe", "Ann Roe"]


def test_the_cue_says_how_far_the_outlet_vouches() -> None:
    _, found = read("[Ann Roe] <claimed> {the harbour is full}. [Jan Lind] <admitted> {that it is not}.")
    assert [one.endorsement for one in found] == ["distancing", "endorsing"]


def test_a_source_has_the_whole_of_a_name() -> None:
    assert told("[Ann] Roe <said> {the harbour is full}.")[0][1] == "Ann Roe"


def test_without_the_model_only_marks_tell() -> None:
    text, found = read("Ann Roe said the harbour is full. “Nobody is coming,” she said.", heard=False)
    assert [[text[a:b] for a, b in one.content] for one in found] == [["Nobody is coming,"]]
    assert found[0].speaker is None


@given(st.text(alphabet='aA .,\n“”"{}[]<>:', max_size=120))
@settings(max_examples=150, deadline=None)
def test_no_marks_break_it_and_every_span_is_in_the_text(marked: str) -> None:
    text, found = read(marked)
    for one in found:
        assert one.content
        for start, end in (*one.content, *one.source, *one.cue, *one.quoted):
            assert 0 <= start < end <= len(text)
    assert [one.content[0] for one in found] == sorted(one.content[0] for one in found)
