"""Grouping: a worked example, stability, the ids that are known, and what hostile text may not do."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.evaluate.events import b_cubed, roundups
from pipeline.events import group_events
from pipeline.types import Article

from ..conftest import CORPORA, needs_corpora
from .stories import FERRY, STRIKE, same, story


@pytest.mark.parametrize("day", ["2026-03-01", None])
def test_two_stories_of_one_day_are_two_events(day: str | None) -> None:
    assert same(group_events(story(day))) == {frozenset({0, 1}), frozenset({2, 3})}


@pytest.mark.parametrize(("gap", "events_found"), [("2026-03-04", 1), ("2026-03-05", 2)])
def test_the_same_words_four_days_later_are_another_event(gap: str, events_found: int) -> None:
    pair = [replace(FERRY[0], date="2026-03-01"), replace(FERRY[1], date=gap)]
    assert len(set(group_events(pair))) == events_found


def test_an_event_is_named_after_its_earliest_article() -> None:
    later, earlier = replace(FERRY[0], date="2026-03-02"), replace(FERRY[1], date="2026-03-01")
    assert group_events([later, earlier]) == [f"event-{earlier.id}"] * 2


def test_nothing_gives_nothing_and_an_empty_text_stands_alone() -> None:
    assert group_events([]) == []
    ids = group_events([Article("", outlet="A"), Article("", outlet="B"), *FERRY])
    assert same(ids) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_neither_order_nor_repeats_matter(picked: list[int]) -> None:
    articles = story()
    whole = dict(zip([a.id for a in articles], group_events(articles), strict=True))
    order = list(dict.fromkeys(picked)) + [i for i in range(4) if i not in picked] + picked
    assert group_events([articles[i] for i in order]) == [whole[articles[i].id] for i in order]


@pytest.mark.parametrize("day", ["2026-03-01", None])
def test_other_outlets_copies_change_no_event(day: str | None) -> None:
    articles = story(day)
    copies = [replace(article, outlet=f"Copy {n}") for article in articles for n in range(5)]
    assert same(group_events([*articles, *copies])[:4]) == same(group_events(articles))


@pytest.mark.parametrize("left_out", range(4))
def test_an_article_less_moves_no_other(left_out: int) -> None:
    articles = story()
    known = {"ferry": [articles[0].id, articles[1].id], "strike": [articles[2].id, articles[3].id]}
    kept = [article for n, article in enumerate(articles) if n != left_out]
    wanted = [event for n, event in enumerate(["ferry"] * 2 + ["strike"] * 2) if n != left_out]
    assert group_events(kept, known=known) == wanted
    assert len(same(group_events(kept))) == 2


def test_a_known_event_keeps_its_id_when_an_earlier_article_comes() -> None:
    old, new = replace(FERRY[0], date="2026-03-02"), replace(FERRY[1], date="2026-03-01")
    (event,) = group_events([old])
    assert group_events([new, old], known={event: [old.id]}) == [event, event]


def test_two_known_events_that_are_one_keep_the_id_that_comes_first() -> None:
    a, b = replace(FERRY[0], date="2026-03-01"), replace(FERRY[1], date="2026-03-01")
    assert group_events([a, b], known={"second": [b.id], "first": [a.id]}) == ["second", "second"]


def test_what_is_known_to_be_together_stays_together() -> None:
    articles = story()
    known = {"mine": {articles[0].id, articles[2].id, "of another upload"}}
    assert group_events(articles, known=known)[::2] == ["mine", "mine"]


def test_an_article_of_two_known_events_belongs_to_the_first() -> None:
    article = replace(FERRY[0], date="2026-03-01")
    assert group_events([article], known={"first": [article.id], "second": [article.id]}) == ["first"]


def test_a_new_event_never_takes_a_known_id() -> None:
    a, b = replace(FERRY[0], date="2026-03-01"), replace(STRIKE[0], date="2026-03-01")
    ids = group_events([a, b], known={f"event-{a.id}": [b.id]})
    assert ids == [f"event-{a.id}-2", f"event-{a.id}"]


def test_a_date_that_is_no_day_is_refused() -> None:
    with pytest.raises(PipelineError, match=r'^a.csv: date "yesterday" is not a day; write it as 2026-03-01$'):
        group_events([Article("x", date="yesterday", source="a.csv")])


HOSTILE = ["A" * 100_000, "A-" * 50_000, "Aa " * 50_000, "\ud800 " * 50_000, "!" * 100_000, "é̈" * 50_000, "1 " * 50_000]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_costs_little(text: str) -> None:
    began = time.process_time()
    ids = group_events([*story(), Article(text, "T", "A"), Article(f"{text}.", text, "B")])
    assert same(ids[:4]) == {frozenset({0, 1}), frozenset({2, 3})}
    assert time.process_time() - began < 3


@needs_corpora
@pytest.mark.parametrize(("dated", "least"), [(True, 0.94), (False, 0.89)])
def test_b_cubed_on_the_half_that_chose_no_weight(*, dated: bool, least: float) -> None:
    articles, gold = roundups(CORPORA, fitting=False)
    articles = articles if dated else [replace(article, date=None) for article in articles]
    found = group_events(articles)
    assert b_cubed(found, gold)[0] > least
    order = random.Random(1).sample(range(len(articles)), len(articles))
    assert group_events([articles[n] for n in order]) == [found[n] for n in order]
