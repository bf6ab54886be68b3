"""Lists of events and articles say what the whole tables say, whatever was corrected, removed or moved."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from pipeline.library import Library
from pipeline.library.listing import LISTED

from .made import SCORER, batch, ids

_WAYS = ("outlet", "title", "date")
_VALUES = {"outlet": ["THE PAPER 1", "Zebra"], "title": ["Straße am Hafen", "ferry"], "date": ["2026-02-28"]}


@pytest.fixture
def mixed(made: Library) -> Library:
    """Three events and none: corrected, removed, and without outlet or date."""
    first, second, third = (ids(batch(seed)) for seed in (1, 2, 3))
    made.add_event("other", "Another event")
    made.assign("other", second)
    made.edit(second[0], "date", "2025-12-31")
    made.edit(second[1], "outlet", "the paper 0")
    made.remove([third[0]])
    nobody = batch(4)
    for row in nobody["articles"]:
        row |= {"outlet": None, "date": None, "source": "a later file.txt"}
    made.add(nobody, scorer=SCORER)
    made.add(batch(5, 1), scorer=SCORER, event="last")
    made.remove(ids(batch(5, 1)))
    assert first
    return made


def _events(library: Library) -> pd.DataFrame:
    """Return what `event_list` does from every article as it is read."""
    names = library.events().set_index("event_id")["name"]
    rows = []
    for event, own in library.articles().dropna(subset="event").groupby("event"):
        days = sorted(day for day in own["date"] if day)
        counts = Counter(outlet for outlet in own["outlet"] if outlet)
        outlets = tuple(sorted(counts, key=lambda name, counts=counts: (-counts[name], name)))
        rows.append((event, names[event], len(own), min(days, default=""), max(days, default=""), outlets))
    return pd.DataFrame(rows, columns=["event_id", "name", "articles", "first", "last", "outlets"])


def test_the_list_of_events_counts_what_the_articles_say(mixed: Library) -> None:
    found = mixed.event_list()
    pd.testing.assert_frame_equal(found, _events(mixed), check_dtype=False)
    assert list(found["event_id"]) == ["event", "other"]  # not the one whose articles are all removed
    assert found["first"].iloc[1] == "2025-12-31"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_any_corrections_are_counted(mixed: Library, data: some.DataObject) -> None:
    known = sorted(mixed.known())
    for article in data.draw(some.lists(some.sampled_from(known), max_size=4)):
        field = data.draw(some.sampled_from(_WAYS))
        mixed.edit(article, field, data.draw(some.sampled_from([None, *_VALUES[field]])))
    pd.testing.assert_frame_equal(mixed.event_list(), _events(mixed), check_dtype=False)


def test_articles_are_listed_as_they_are_read(mixed: Library) -> None:
    found, count = mixed.article_list()
    every = mixed.articles().sort_values(["source", "article_id"], ignore_index=True)
    assert count == len(every)
    pd.testing.assert_frame_equal(found, every[["article_id", *LISTED]], check_dtype=False, check_column_type=False)
    assert found["source"].iloc[0] == "a later file.txt"
    own = mixed.members("other")
    assert list(own["article_id"]) == ids(batch(2))
    assert set(map(tuple, own.drop(columns="found").to_numpy())) < set(
        map(tuple, found.drop(columns="found").to_numpy())
    )


@pytest.mark.parametrize("most", [1, 4, 100])
def test_each_article_stands_on_one_page(mixed: Library, most: int) -> None:
    every, count = mixed.article_list()
    pages = [mixed.article_list(first=first, most=most)[0] for first in range(0, count, most)]
    assert max(map(len, pages)) <= most
    pd.testing.assert_frame_equal(pd.concat(pages, ignore_index=True), every)
    assert len(mixed.article_list(first=count, most=most)[0]) == 0


@pytest.mark.parametrize(
    ("words", "some_are"),
    [("SOMEBODY", True), ("paper 0", True), ("the paper 0", True), ("later FILE", True), ("2025-12", True)]
    + [("", True), ("%", False), ("_", False), ("paper nowhere", False)],
)
def test_articles_are_found_by_words_of_their_title_outlet_day_or_file(
    mixed: Library, words: str, some_are: bool
) -> None:
    found, count = mixed.article_list(words=words)
    every, parts = mixed.articles(), words.lower().split()
    said = [" ".join(filter(None, row)).lower() for row in every[["title", "outlet", "date", "source"]].to_numpy()]
    wanted = {a for a, one in zip(every["article_id"], said, strict=True) if all(part in one for part in parts)}
    assert set(found["article_id"]) == wanted
    assert count == len(wanted)
    assert bool(wanted) == some_are


def test_outlets_are_counted_and_their_articles_told(mixed: Library) -> None:
    every = mixed.articles()
    names = every["outlet"].map(lambda name: name or "")
    outlets = mixed.outlet_list()
    assert outlets == dict(sorted(Counter(names).items()))
    assert list(outlets) == sorted(outlets)
    for chosen in ([], [""], [*outlets][:2]):
        assert mixed.articles_of(chosen) == sorted(every["article_id"][names.isin(chosen)])


def test_an_empty_library_has_empty_lists(tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Library.open(tmp_path_factory.mktemp("empty"), create=True)
    assert len(library.event_list()) == 0
    assert library.article_list()[1] == 0
    assert list(library.article_list()[0]) == ["article_id", *LISTED]
    assert library.outlet_list() == {}


def test_articles_of_some_days_are_told(mixed: Library) -> None:
    every = mixed.articles()
    assert mixed.dated([]) == []
    found = mixed.dated(["2025-12-31", "2026-03-01"])
    assert found == sorted(every["article_id"][every["date"].isin(["2025-12-31", "2026-03-01"])])
    assert mixed.dated(["2025-12-31"]) == [ids(batch(2))[0]]
