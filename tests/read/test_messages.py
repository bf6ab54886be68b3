import io
import json
from datetime import date

import pytest

from pipeline.read import messages
from pipeline.read.reading import FileReading
from pipeline.types import Article

FULL = Article(
    text="The plan.",
    title="Plan \ud800 wins",
    outlet="The Harbour Example",
    date="2024-03-12",
    time="14:05+03:00",
    author="Anna Berg",
    url="https://a.example/1",
    genre="news",
    language="en",
    section="City",
    source="a.csv, line 2",
    found={"title": "column title"},
    extra={"n": [1, 2.5, None, {"a": "b"}], "empty": ""},
)


def test_a_reading_comes_back_as_it_was() -> None:
    for articles in [(), (FULL,), (Article(text=""), FULL)]:
        reading = FileReading("a", "csv", articles, ("wrong",), ("said", "more"))
        assert messages.decoded(messages.encoded(reading)) == reading


def test_a_value_without_a_form_in_json_becomes_text() -> None:
    reading = FileReading("a", "xlsx", (Article(text="x", extra={"day": date(2024, 3, 12)}),))
    assert messages.decoded(messages.encoded(reading)).articles[0].extra == {"day": "2024-03-12"}


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"{}", b"[]", b"\xff", json.dumps({"name": "a", "kind": "b", "articles": [{"no": 1}]}).encode()],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        messages.decoded(content)


def test_messages_are_cut_to_their_length_and_never_longer_than_allowed() -> None:
    pipe = io.BytesIO()
    messages.send(pipe, messages.ASK, b"one")
    messages.send(pipe, messages.DONE)
    pipe.seek(0)
    assert messages.receive(pipe, most=3) == (messages.ASK, b"one")
    assert messages.receive(pipe, most=3) == (messages.DONE, b"")
    with pytest.raises(EOFError):
        messages.receive(pipe, most=3)
    pipe.seek(0)
    with pytest.raises(ValueError, match="3 bytes"):
        messages.receive(pipe, most=2)
    with pytest.raises(EOFError):
        messages.receive(io.BytesIO(pipe.getvalue()[:10]), most=9)
