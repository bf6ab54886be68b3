"""Names of events: from what the articles share, in one line; ids of names that users give."""

from dataclasses import replace

import pytest

from pipeline.events import event_name, event_names, label_event
from pipeline.events.naming import LONGEST
from pipeline.types import Article

from .stories import FERRY, STRIKE


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Port Ester ferry", "port-ester-ferry"), ("Élections", "elections"), ("抗议", "event")],
)
def test_a_label_gives_a_readable_stable_id(name: str, slug: str) -> None:
    assert label_event(name).rpartition("-")[0] == slug
    assert label_event(f"  {name.upper()}\n") == label_event(name)


def test_labels_that_share_a_slug_differ() -> None:
    assert len({label_event(name) for name in ("抗议", "选举", "a/b", "a-b", "x" * 50, "x" * 60)}) == 6


def test_an_event_is_named_by_what_its_articles_share() -> None:
    assert event_name(FERRY, [*FERRY, *STRIKE]) == "Port Ester, Marlin: ferry aground"
    assert event_name(FERRY[::-1]) == event_name(FERRY)


def test_what_other_events_share_names_none() -> None:
    others = [replace(STRIKE[0], text=f"Passengers off Port Ester heard of matter {n}.") for n in range(60)]
    assert "Port Ester" not in event_name(FERRY, others)


def test_one_article_is_named_by_its_title_and_one_without_by_its_words() -> None:
    assert event_name(FERRY[:1]) == "Ferry aground"
    assert set(event_name([replace(STRIKE[0], title=None)]).split()) <= set(STRIKE[0].text.lower().split())


def test_days_and_common_words_name_nothing() -> None:
    articles = [
        Article(f"On Monday, in January, the People and the UM said so to {name}.", "They said so")
        for name in ("Aaa", "Bbb")
    ]
    assert event_name(articles) == "They said so"


@pytest.mark.parametrize("title", ["xx\n# y\t\x00z \u202e", "word " * 100, "a" * 300, "\ud800 beta"])
def test_a_name_is_one_short_line(title: str) -> None:
    name = event_name([Article("", title)])
    assert name.isprintable()
    assert 0 < len(name) <= LONGEST


def test_a_long_name_is_cut_at_a_word() -> None:
    assert event_name([Article("", "four " * 100)]) == "four " * 15 + "…"
    assert event_name([Article("", "a" * 300)]) == "a" * (LONGEST - 2) + " …"


def test_no_words_give_no_name() -> None:
    assert event_name([]) == event_name([Article(""), Article("!", "…")]) == ""


def test_many_events_are_named_as_each_by_itself() -> None:
    assert event_names([FERRY, STRIKE], FERRY) == [event_name(FERRY, FERRY), event_name(STRIKE, FERRY)]
