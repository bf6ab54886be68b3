import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compare import likeness
from pipeline.compare.passages import (
    ABSENT,
    LEAST_WORDS,
    LEFT_OUT_COLUMNS,
    MATCH_COLUMNS,
    MATCHED,
    left_out,
    matches,
    only_here,
    passages,
)

BETWEEN = (MATCHED + ABSENT) / 2


@pytest.fixture(autouse=True)
def _vectors_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the likeness be the cosine of the vectors, but in tests of words."""
    if not request.node.name.startswith("test_rare_words"):
        monkeypatch.setattr(likeness, "WORDS", 0.0)


def _unit(*angles: float) -> list[np.ndarray]:
    """Return vectors in a plane; the cosine of two is that of the angle between them."""
    return [np.array([np.cos(angle), np.sin(angle), 0], np.float32) for angle in angles]


def _article(article: str, vectors: list[np.ndarray]) -> pd.DataFrame:
    return pd.DataFrame({"article_id": article, "sentence_id": range(len(vectors)), "text": "", "vector": vectors})


def _apart(cosine: float) -> float:
    return float(np.arccos(cosine))


def test_the_most_alike_are_paired_first_and_each_sentence_once() -> None:
    a, b = _article("a", _unit(0, 0.3)), _article("b", _unit(0.25, 2))
    found = matches(a, b)
    assert list(found.columns) == MATCH_COLUMNS
    assert found[["sentence_a", "sentence_b"]].to_numpy().tolist() == [[1, 0]]
    assert found["similarity"].iloc[0] == pytest.approx(np.cos(0.05), abs=1e-6)


@pytest.mark.parametrize(("cosine", "count"), [(MATCHED + 0.01, 1), (MATCHED - 0.01, 0)])
def test_a_match_begins_at_the_threshold(cosine: float, count: int) -> None:
    assert len(matches(_article("a", _unit(0)), _article("b", _unit(_apart(cosine))))) == count


def test_matches_stand_in_the_order_of_the_first_article() -> None:
    found = matches(_article("a", _unit(0, 1.5)), _article("b", _unit(1.5, 0.1)))
    assert found[["sentence_a", "sentence_b"]].to_numpy().tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("left", [True, False])
def test_an_article_without_sentences_matches_nothing(left: bool) -> None:
    empty, full = _article("a", []), _article("b", _unit(0))
    found = matches(empty, full) if left else matches(full, empty)
    assert found.empty
    assert list(found.columns) == MATCH_COLUMNS


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0, 6), max_size=8), st.lists(st.floats(0, 6), max_size=8))
def test_the_order_of_the_two_articles_does_not_matter(ours: list[float], theirs: list[float]) -> None:
    a, b = _article("a", _unit(*ours)), _article("b", _unit(*theirs))
    there, back = matches(a, b), matches(b, a)
    assert len(there) == len(back)
    assert sorted(there["similarity"]) == pytest.approx(sorted(back["similarity"]), abs=1e-6)
    assert not there["sentence_a"].duplicated().any()
    assert not there["sentence_b"].duplicated().any()
    assert (there["similarity"] >= MATCHED - 1e-6).all()


GROUPS = pd.Series({"a": "alpha", "b": "beta", "c": "gamma", "d": "gamma", "e": "alpha"})


def test_what_others_report_comes_with_how_many_and_once() -> None:
    every = pd.concat(
        [
            _article("a", _unit(0)),
            _article("b", _unit(0, 1.5, 3)),
            _article("c", _unit(1.55)),
            _article("d", _unit(1.6)),
        ],
        ignore_index=True,
    )
    found = left_out(every, "a", GROUPS)
    assert list(found.columns) == LEFT_OUT_COLUMNS
    assert found.to_numpy().tolist() == [["b", 1, "beta", 2, 3], ["b", 2, "beta", 1, 1]]


def test_what_comes_near_is_neither_a_match_nor_left_out() -> None:
    every = pd.concat([_article("a", _unit(0)), _article("b", _unit(_apart(BETWEEN)))], ignore_index=True)
    assert matches(every.head(1), every.tail(1)).empty
    assert left_out(every, "a", GROUPS).empty
    assert only_here(every, "a", GROUPS) == []


def test_another_article_of_the_same_outlet_is_no_other_outlet() -> None:
    every = pd.concat([_article("a", _unit(0, 2)), _article("e", _unit(2, 1))], ignore_index=True)
    assert left_out(every, "a", GROUPS).empty
    assert only_here(every, "a", GROUPS) == []  # there is no other outlet to be compared with
    every = pd.concat([every, _article("b", _unit(0.1))], ignore_index=True)
    assert only_here(every, "a", GROUPS) == [1]


def test_an_article_without_vectors_leaves_nothing_out() -> None:
    assert left_out(_article("b", _unit(0)), "a", GROUPS).empty
    assert only_here(_article("b", _unit(0)), "a", GROUPS) == []


def test_short_sentences_are_not_compared() -> None:
    vectors = _article("a", _unit(0, 1, 2))[["article_id", "sentence_id", "vector"]]
    sents = pd.DataFrame({"article_id": "a", "sentence_id": [0, 1], "words": [LEAST_WORDS, LEAST_WORDS - 1]})
    sents = sents.assign(start=[0, 5], end=[4, 9])
    found = passages(vectors.iloc[::-1], sents, {"a": "What else"})
    assert found[["sentence_id", "text"]].to_numpy().tolist() == [[0, "What"]]


def test_rare_words_weigh_more_than_common_ones() -> None:
    def told(article: str, text: str) -> pd.DataFrame:
        return _article(article, [np.array([float(article == "a"), float(article != "a")], np.float32)]).assign(
            text=text
        )

    first = told("a", "The mayor of Harrowdale opened the weir on Monday.")
    rare = told("b", "Harrowdale has its weir again, and the mayor is glad.")
    common = told("b", "The head of the firm left the town on Friday.")
    near, far = (matches(first, other, least=-1)["similarity"].iloc[0] for other in (rare, common))
    assert near > 2 * far
    assert matches(first, first, least=-1)["similarity"].iloc[0] == pytest.approx(1, abs=1e-5)


def test_endings_and_case_do_not_keep_words_apart() -> None:
    assert likeness.words("Attacks attacked THE mayor's") == likeness.words("attack attack the mayor")


def test_an_event_of_a_hundred_articles_is_read_in_a_moment() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(4000, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.repeat([f"{n:03}" for n in range(100)], 40)
    told = [" ".join(f"word{n}" for n in rng.integers(0, 3000, 20)) for _ in ids]
    every = pd.DataFrame(
        {"article_id": ids, "text": told, "sentence_id": np.tile(range(40), 100), "vector": list(vectors)}
    )
    groups = pd.Series({article: f"outlet {int(article) % 12}" for article in set(ids)})
    start = time.perf_counter()
    left_out(every, "000", groups)
    only_here(every, "000", groups)
    assert time.perf_counter() - start < 20  # about 1 s on a machine that does nothing else
