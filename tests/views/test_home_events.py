"""The list of events: found, ordered, turned by pages, opened; and what an address opens."""

from pathlib import Path

import pytest

from pipeline.library import Library
from views._home_events import ON_A_PAGE, events_of, in_order, matching

from .conftest import EVENT, TINY, library_rows, write
from .homely import BETA, HARBOUR, fake, found_row, links, open_home, plain, words


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of more events than stand on a page: the harbour, and 30 others of one article each."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "many"))
    library = write(tmp_path / "many", TINY)
    for n in range(30):
        rows = library_rows(f"Outlet {n % 3}", f"Strike {n}", [("Tom Vale spoke.", 0)], date=f"2023-01-{n + 1:02}")
        library = write(tmp_path / "many", [rows], event=f"strike-{n:02}", name=f"Strike {n:02}")
    return library


@pytest.mark.parametrize("address", [{}, {"event": "nope"}, {"event": "<img src=x>"}])
def test_several_events_and_none_in_the_address_are_listed(many: Library, address: dict[str, str]) -> None:
    page = open_home(**address)
    assert page.title[0].value == "Events"
    assert "31 events" in words(page)
    opening = [link for link, _ in links(page) if "event=" in link]
    assert len(opening) == ON_A_PAGE
    assert "event=harbour" in opening[0]  # the newest


def test_an_event_in_the_list_has_its_dates_articles_and_outlets(many: Library) -> None:
    facts = next(caption.value for caption in open_home().caption if "Harbour Example" in caption.value)
    assert plain(facts).startswith("2024-03-04 to 2024-03-05 · 5 articles · ")


def test_an_event_in_the_address_is_opened_and_leads_back(many: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home(event=EVENT)
    assert page.title[0].value == "The harbour"
    assert any("31 events" in label for _, label in links(page))


def test_events_are_found_by_a_word(many: Library) -> None:
    page = open_home()
    page.text_input(key="find_event").set_value("strike 07").run()
    assert [label for link, label in links(page) if "event=" in link] == ["Strike 07"]
    page.text_input(key="find_event").set_value("nowhere").run()
    assert "Nothing here has “nowhere”" in words(page)
    assert not [label for link, label in links(page) if "event=" in link]


def test_the_list_of_events_is_turned_by_pages(many: Library) -> None:
    page = open_home()
    first = [link for link, _ in links(page) if "event=" in link]
    page.number_input[0].set_value(2).run()
    second = [link for link, _ in links(page) if "event=" in link]
    assert len(second) == 31 - ON_A_PAGE
    assert not set(first) & set(second)


def test_events_are_put_in_order(many: Library) -> None:
    every = events_of(many)
    assert in_order(every, "newest")["event_id"].iloc[0] == EVENT
    assert in_order(every, "most")["articles"].iloc[0] == 5
    assert in_order(every, "name")["name"].to_list() == sorted(every["name"])
    assert set(matching(every, "beta")["event_id"]) == {EVENT}


def test_an_old_link_opens_its_event(many: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home(event=EVENT, entity="Anna Berg", voice="split", outlet=[HARBOUR, BETA])
    assert page.title[0].value == "The harbour"
    assert "What differs" in [heading.value for heading in page.header]
    page.switch_page("views/compare.py").run()
    assert not page.exception
    assert page.query_params["event"] == EVENT
    assert page.query_params["outlet"] == [HARBOUR, BETA]


@pytest.mark.parametrize("choice", [{"frame": "economic"}, {"role": "innocent"}])
def test_an_old_link_to_what_compare_alone_shows_opens_compare(many: Library, choice: dict[str, str]) -> None:
    page = open_home(event=EVENT, **choice)
    assert page.title[0].value == "The harbour"
    assert "What differs" not in [heading.value for heading in page.header]
    assert dict(choice).items() <= page.query_params.items()


def test_articles_are_found_by_their_words_and_open_in_read(many: Library) -> None:
    title = many.articles()["title"].dropna().iloc[0]
    word = max(title.split(), key=len)
    page = open_home()
    page.text_input(key="find_event").set_value(word).run()
    assert "Articles with these words" in words(page)
    assert [link for link, _ in links(page) if link.startswith("read") and "article=" in link]
    page.text_input(key="find_event").set_value(word[:2]).run()
    assert "Articles with these words" not in words(page)
