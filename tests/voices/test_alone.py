import pytest

from pipeline.types import Sentence
from pipeline.voices.alone import alone


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("“Roe is a reckless mayor,” said Ann Other, a farmer.", "Roe", "Roe is a reckless mayor."),
        ("Ann Other said: “Roe is a reckless mayor!”", "Roe", "Roe is a reckless mayor!"),
        ("“Roe,” she said, “is a reckless mayor.”", "Roe", "Roe, is a reckless mayor."),
        ("“Roe is reckless —” she broke off when Roe came in.", "Roe", None),  # too short to mean anything alone
        ("She called Roe “a reckless mayor of the worst kind”.", "mayor", None),  # no sentence
        ("“Roe is a reckless mayor,” said Ann Other.", "Ann", None),  # not quoted
        ("“Roe is a reckless mayor.”", "Roe", None),  # nothing else there
    ],
)
def test_a_quoted_sentence_is_read_as_it_was_said(text: str, target: str, expected: str | None) -> None:
    opens = [i + 1 for i, letter in enumerate(text) if letter == "“"]
    closes = [i for i, letter in enumerate(text) if letter == "”"]
    start = text.index(target)
    found = alone(
        text, Sentence(0, len(text), "body"), list(zip(opens, closes, strict=True)), (start, start + len(target))
    )
    assert (found and found[0]) == expected
    if found:
        assert found[0][slice(*found[1])] == target
