"""Near-duplicates: equal and edited texts are one, forms filled in again and known events are not."""

import random

import numpy as np
import pytest

from pipeline.events.folding import _jaccard, _sketch, fold
from pipeline.events.grouping import day_of
from pipeline.types import Article

LONG = " ".join(f"word{n}" for n in random.Random(1).sample(range(1000), 200))
OTHER = " ".join(f"term{n}" for n in random.Random(2).sample(range(1000), 200))
CUT = LONG.rpartition("word")[0] + "and an editor's last words"


def folded(*articles: Article, together: list[str | None] | None = None) -> list[int]:
    days = np.array([day_of(article) for article in articles], dtype=float)
    return fold(articles, days, together or [None] * len(articles))


def test_equal_and_edited_texts_are_folded_to_the_first() -> None:
    articles = [Article(OTHER, "A"), Article(LONG, "B"), Article(LONG.upper(), "C"), Article(CUT, "D")]
    assert folded(*articles) == [0, 1, 1, 1]


def test_a_text_that_returns_after_days_is_told_again() -> None:
    days = ["2026-03-01", "2026-03-04", "2026-03-05", None]
    assert folded(*(Article(LONG, date=day) for day in days)) == [0, 0, 2, 0]


def test_short_texts_are_one_only_under_one_title() -> None:
    assert folded(Article("Subscribe to read on", "Fire"), Article("Subscribe to read on", "Flood")) == [0, 1]
    assert folded(Article("Subscribe to read on", "Fire"), Article("subscribe to read on!", "Fire!", "X")) == [0, 0]
    assert folded(Article(""), Article("")) == [0, 1]


def test_copies_in_two_known_events_stay_apart() -> None:
    copies = [Article(LONG, outlet=name) for name in "abcd"]
    assert folded(*copies, together=[None, "one", "other", "one"]) == [0, 0, 2, 0]


@pytest.mark.parametrize("shared", [0.2, 0.5, 0.8])
def test_the_estimate_is_near_the_jaccard_of_the_runs(shared: float) -> None:
    rng = random.Random(3)
    base = [f"w{rng.randrange(10**6)}" for _ in range(3000)]
    cut = int(len(base) * shared)
    other = base[:cut] + [f"x{rng.randrange(10**6)}" for _ in range(len(base) - cut)]
    runs = [{tuple(text[n : n + 5]) for n in range(len(text) - 4)} for text in (base, other)]
    exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    known: dict[str, int] = {}
    assert _jaccard(_sketch(base, known), _sketch(other, known)) == pytest.approx(exact, abs=0.15)
