"""A page reads each table of an event once, in the state that the library is in."""

import pandas as pd
import pytest

from pipeline.library import Library
from views._findings import spans_of
from views._library import articles, reading

from .conftest import EVENT

TABLES = ("sentences", "mentions", "attributions", "loaded", "descriptions")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables whose shards are read, one after the other."""
    asked: list[str] = []
    shards = Library._read

    def note(self: Library, name: str, **which: object) -> object:
        asked.append(name)
        return shards(self, name, **which)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "_read", note)
    return asked


def _reading(library: Library) -> Library:
    return reading(str(library.root), library.digest)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_the_library_says(measured_library: Library, name: str) -> None:
    once, plain = _reading(measured_library), measured_library
    pd.testing.assert_frame_equal(getattr(once, name)(event=EVENT), getattr(plain, name)(event=EVENT))
    pd.testing.assert_frame_equal(getattr(once, name)(), getattr(plain, name)())
    scorer = plain.scorers()[-1]
    pd.testing.assert_frame_equal(
        getattr(once, name)(event=EVENT, scorer=scorer), getattr(plain, name)(event=EVENT, scorer=scorer)
    )


def test_measures_that_share_a_table_read_it_once(measured_library: Library, read: list[str]) -> None:
    articles(measured_library, EVENT)
    for measure in ("stance", "role", "frame", "loaded", "voice", "name"):
        spans_of(measured_library, EVENT, measure)
    assert {name: read.count(name) for name in ("articles", "sentences", "mentions", "loaded")} == {
        "articles": 1,
        "sentences": 1,
        "mentions": 1,
        "loaded": 1,
    }


def test_a_decision_is_seen(measured_library: Library) -> None:
    assert "Anna Berg" in set(_reading(measured_library).mentions(event=EVENT)["entity"])
    measured_library.rename_entity(EVENT, "Anna Berg", "The mayor")
    found = set(_reading(measured_library).mentions(event=EVENT)["entity"])
    assert "The mayor" in found
    assert "Anna Berg" not in found
