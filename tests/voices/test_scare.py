import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.types import Span
from pipeline.voices.quotations import quotations
from pipeline.voices.scare import scare_quotes


def held(text: str, *spoken: Span) -> list[tuple[str, str]]:
    found = scare_quotes(text, quotations(text, [len(text)]), spoken)
    return [(text[scare.start : scare.end], scare.marker) for scare in found]


@pytest.mark.parametrize(
    ("text", "words", "marker"),
    [
        ("The “experts” came.", "experts", "“”"),
        ("The 'experts', all of them, came.", "experts", "''"),
        ("They sent their ''experts,'' all of them.", "experts", "''''"),
        ('The “experts" came.', "experts", '“"'),
        ("A so-called expert came.", "expert", "so-called"),
        ("The so called experts came.", "experts", "so called"),
        ("The So-Called Harbour Police came.", "Harbour Police", "So-Called"),
        ("The so-called resistance groups attacked the base.", "resistance groups", "so-called"),
        ("The so-called Orskian fighters left.", "Orskian fighters", "so-called"),
        ("The self-styled Harbour Republic fell.", "Harbour Republic", "self-styled"),
        ("A self-proclaimed peacemaker of the port.", "peacemaker", "self-proclaimed"),
        ("The so-called “great harbour plan” failed.", "great harbour plan", "so-called"),
        ("The so-called “Harbour Plan” failed.", "Harbour Plan", "so-called"),
        ("Their supposed success is none.", "success", "supposed"),
        ("The purported letter of the port.", "letter", "purported"),
        ("He stands trial for alleged fraud at the port.", "fraud", "alleged"),
        ("Alleged gun deals shook the port.", "gun deals", "Alleged"),
        ("The allegedly stolen boat was sold.", "stolen boat", "allegedly"),
        ("Orsk ended what it calls terrorism in the port.", "terrorism", "what it calls"),
        ("It is what Roe has called a “witch hunt”.", "witch hunt", "what Roe has called"),
        ("They fled what the port describes as a humane camp.", "humane camp", "what the port describes as"),
    ],
)
def test_words_held_at_a_distance(text: str, words: str, marker: str) -> None:
    assert held(text) == [(words, marker)]


@pytest.mark.parametrize(
    "text",
    [
        "“We will go home,” he said.",
        "She starred in “The Long Night.”",
        "It was supposed to rain, and the port is supposed to close.",
        "Roe alleged fraud. Roe alleged that the port lied. He is alleged to lie.",
        "The port allegedly lied, as the letter that purportedly came says.",
        "He was called so, and what he said is true.",
        "It is what I call a harbour.",
        "The so-called, the so-called 3 and the so-called",
        "",
    ],
)
def test_what_is_not_held_at_a_distance(text: str) -> None:
    assert held(text) == []


def test_a_part_of_attributed_words_is_a_quotation() -> None:
    text = "The “experts” came."
    assert held(text, (0, len(text))) == held(text, (8, 9)) == []
    assert held(text, (0, 4)) == held(text, (14, 19)) == [("experts", "“”")]


def test_a_speakers_own_distance_stays() -> None:
    text = "“Those ‘experts’ and the so-called plan failed,” she said."
    assert held(text, (1, 47)) == [("experts", "‘’"), ("plan", "so-called")]


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                "so-called",
                "the",
                "supposed",
                "alleged",
                "what it calls",
                "“",
                "”",
                "'",
                '"',
                "a",
                "Roe",
                ".",
                "\n\n",
                "s",
                "\ud800",
            ]
        ),
        max_size=25,
    ),
    st.sampled_from(["", " "]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda span: (min(span), max(span))), max_size=4),
)
def test_spans_lie_in_the_text_in_order(parts: list[str], glue: str, spoken: list[Span]) -> None:
    text = glue.join(parts)
    at = 0
    for scare in scare_quotes(text, quotations(text, [len(text)]), spoken):
        assert at <= scare.start < scare.end <= len(text)
        assert text[scare.start : scare.end] == text[scare.start : scare.end].strip()
        assert scare.marker
        at = scare.end


@pytest.mark.parametrize(
    "unit",
    ["the so-called ", "what a a a ", "the ", "alleged 's ", "“a” ", "what it calls ", "so-called“", "the  \t ", "a-"],
)
def test_hostile_text_is_read_in_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    found = quotations(text, [])
    began = time.process_time()
    scare_quotes(text, found, [(n, n + 1) for n in range(0, 20_000, 2)])
    assert time.process_time() - began < 1
