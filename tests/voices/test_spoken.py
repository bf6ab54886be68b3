import pytest

from pipeline.types import Attribution, Span
from pipeline.voices import Spoken

OUTER = Attribution(content=((10, 60),), source=((0, 5),), speaker="Ann Roe")
INNER = Attribution(content=((30, 50),), source=((20, 25),), speaker="Jan Lind")
NOBODY = Attribution(content=((30, 50),), source=((20, 25),))
IN_MARKS = Attribution(content=((70, 80), (90, 99)), quoted=((70, 80), (90, 99)))
EXPECTED = Attribution(content=((110, 140),), cue=((100, 109),))


@pytest.mark.parametrize(
    ("span", "number"),
    [
        ((12, 18), 0),
        ((32, 40), 1),  # the innermost
        ((28, 60), 1),  # more than half of it
        ((0, 8), None),
        ((0, 20), None),  # just half of it
        ((0, 21), 0),
        ((70, 99), 2),  # pieces count together
        ((55, 80), 2),
        ((112, 118), None),  # "is expected to": nobody's words
        ((200, 210), None),
    ],
)
def test_a_span_is_whose_words_it_mostly_stands_in(span: Span, number: int | None) -> None:
    assert Spoken([OUTER, INNER, IN_MARKS, EXPECTED]).at(span) == number


def test_a_speaker_who_is_told_goes_before_one_who_is_not() -> None:
    assert Spoken([OUTER, NOBODY]).at((32, 40)) == 0


def test_without_attributions_all_is_the_outlets() -> None:
    assert Spoken([]).at((0, 5)) is None
