"""The benchmark of events: B-cubed by hand, its baseline, and stability that can be seen to fail."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.evaluate import events
from pipeline.evaluate.events import b_cubed, plain_events, roundups

from ..events.stories import same, story


def test_b_cubed_by_hand() -> None:
    # precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall (1 + 1 + 1) / 3 = 1, F1 = 10/14
    assert b_cubed("xxx", "aab") == pytest.approx((10 / 14, 5 / 9, 1))
    # the other way round precision and recall change places
    assert b_cubed("aab", "xxx") == pytest.approx((10 / 14, 1, 5 / 9))


def test_the_baseline_joins_what_is_alike_within_three_days() -> None:
    assert same(plain_events(story())) == {frozenset({0, 1}), frozenset({2, 3})}
    articles = story()
    articles[1] = replace(articles[1], date="2026-03-05")
    assert same(plain_events(articles)) == {frozenset({0}), frozenset({1}), frozenset({2, 3})}


def test_the_halves_share_no_event_and_dates_are_days(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    rows = [
        {"event": f"e{n // 2}", "text": f"Text {n}", "title": "T", "outlet": "O", "date": ["8/9/18", ""][n % 2]}
        for n in range(40)
    ]
    with gzip.open(tmp_path / "events" / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    fitting, measured = (roundups(tmp_path, fitting=which) for which in (True, False))
    assert fitting[1]
    assert measured[1]
    assert len(fitting[0]) + len(measured[0]) == len(rows)
    assert not set(fitting[1]) & set(measured[1])
    assert {article.date for article in fitting[0]} == {"2018-08-09", None}


def test_a_group_that_lost_or_gained_one_is_not_kept() -> None:
    before = {"a": "1", "b": "1", "c": "2", "d": "3"}
    assert events._kept(before, {"a": "x", "b": "x", "c": "y"}) == [True, True, True]  # d was taken out
    assert events._kept(before, {"a": "x", "b": "y", "c": "y", "d": "z"}) == [False, False, False, True]


def test_stability_asks_for_the_same_id_where_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "REMOVED", 2)
    articles = story()
    rows = {(row["set"], row["metric"]): row["score"] for row in events._stability(articles, ["f", "f", "s", "s"])}
    assert set(rows.values()) == {1.0}
    monkeypatch.setattr(events, "group_events", lambda told, known=None: [str(n) for n in range(len(told))])
    rows = {(row["set"], row["metric"]): row["score"] for row in events._stability(articles, ["f", "f", "s", "s"])}
    assert rows["roundups, shuffled", "same groups"] == rows["roundups, shuffled", "same ids, known"] == 0.0


def test_the_interval_holds_the_score() -> None:
    gold = [str(n // 2) for n in range(200)]
    found = [str(n // 2) if n % 10 else str(n) for n in range(200)]
    row = events._row("set", [*story()] * 50, gold, found, 0.5)
    assert row["low"] < row["score"] < row["high"]
    assert np.isclose(row["score"], b_cubed(found, gold)[0])
