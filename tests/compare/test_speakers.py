"""Who is heard: worked examples, agreement with scipy, what is nobody's, and what is the same speaker."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.compare import diversity, shared_sources, who_is_heard
from pipeline.compare.speakers import effective_number, sourced, words_in

TEXT = "Ferry row\n\n" + "word " * 18  # 20 words, 101 characters
COLUMNS = (
    ["article_id", "attribution_id", "section", "content", "words", "quoted_words", "speaker", "speaker_kind"]
    + ["affiliation", "endorsement", "source", "quoted"]
)  # fmt: skip


def articles(*ids: str) -> pd.DataFrame:
    """Return articles "A1", "B2" ... of the outlets "A", "B" ..., each with a text of its own."""
    rows = [{"article_id": one, "text_id": one, "outlet_id": one[0], "text": TEXT} for one in ids]
    return pd.DataFrame(rows, columns=["article_id", "text_id", "outlet_id", "text"])


def said(article_id: str, speaker: str | None, words: int, quoted_words: int = 0, **other: Any) -> dict[str, Any]:
    row = {"article_id": article_id, "attribution_id": 0, "section": "body", "content": [(11, 21)]}
    row |= {"words": words, "quoted_words": quoted_words, "speaker": speaker, "affiliation": None, "endorsement": None}
    row |= {"source": [(0, 5)], "quoted": []}
    return row | {"speaker_kind": "person" if speaker else None} | other


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def test_words_are_counted_by_group_and_speaker() -> None:
    heard = who_is_heard(
        table(
            said("A1", "Ida Moss", 6, 4),
            said("A2", "Ida Moss", 4, 1, section="headline"),
            said("A1", "Per Lind", 20),
            said("B1", "Ida Moss", 1),
        ),
        articles("A1", "A2", "B1"),
    )
    assert heard[["group", "speaker"]].to_numpy().tolist() == [["A", "Per Lind"], ["A", "Ida Moss"], ["B", "Ida Moss"]]
    moss = heard.iloc[1]
    assert (moss["words"], moss["quoted_words"], moss["indirect_words"]) == (10, 5, 5)
    assert (moss["attributions"], moss["articles"], moss["headlines"]) == (2, 2, 1)
    assert (moss["told"], moss["kind"]) == ("named", "person")


def test_where_a_speaker_is_first_heard() -> None:
    rows = [said("A1", "Ida Moss", 1, content=[(start, start + 1)]) for start in (90, 10)]
    heard = who_is_heard(table(*rows, said("A2", "Ida Moss", 1, content=[(50, 60)])), articles("A1", "A2"))
    (row,) = heard.to_dict("records")
    assert row["earliest"] == pytest.approx(10 / 101)
    assert row["first"] == pytest.approx((10 + 50) / 2 / 101)  # each article's own first, not its 90


def test_the_affiliation_is_the_commonest_then_the_fullest() -> None:
    given_ = ["a minister", "minister", None, None, None]
    rows = [said("A1", "Ida Moss", 1, affiliation=called) for called in given_]
    assert who_is_heard(table(*rows), articles("A1"))["affiliation"].to_list() == ["a minister"]
    rows.append(said("A1", "Ida Moss", 1, affiliation="minister"))
    assert who_is_heard(table(*rows), articles("A1"))["affiliation"].to_list() == ["minister"]


def test_sources_without_a_name_and_words_of_nobody_stand_apart() -> None:
    rows = table(
        said("A1", "port officials", 3, speaker_kind="unnamed"),
        said("A1", "Port officials", 2, speaker_kind="unnamed"),
        said("A1", "port officials", 2, speaker_kind="unnamed"),
        said("A1", "a poll", 4, speaker_kind="document"),
        said("A1", None, 5),
        said("A1", " ", 1),
    )
    heard = who_is_heard(rows, articles("A1"))
    assert heard[["speaker", "told", "words"]].to_numpy().tolist() == [
        ["port officials", "unnamed", 7],
        ["", "untold", 6],
        ["a poll", "document", 4],
    ]
    assert sourced(rows, articles("A1"))["speaker"].isna().sum() == 2


def test_what_nobody_says_counts_for_no_speaker() -> None:
    rows = table(
        said("A1", "Ida Moss", 4),
        said("A1", None, 3, 3, source=[], quoted=[(31, 41)], content=[(31, 41)]),
        said("A1", None, 8, source=[], content=[(61, 101)], endorsement="neutral"),  # "is expected to sail"
    )
    heard = who_is_heard(rows, articles("A1"))
    assert heard[["speaker", "words"]].to_numpy().tolist() == [["Ida Moss", 4], ["", 3]]
    (row,) = diversity(rows, articles("A1")).to_dict("records")
    assert (row["attributions"], row["attributed_words"], row["neutral"]) == (2, 4, 0)
    assert row["untold_share"] == pytest.approx(3 / 7)
    assert len(sourced(rows, articles("A1"))) == 3  # its cue can still be shown


def test_an_outlets_same_text_counts_once() -> None:
    both = articles("A1", "A2", "B1").assign(text_id="same")
    rows = table(said("A1", "Ida Moss", 5), said("A2", "Ida Moss", 5), said("B1", "Ida Moss", 5))
    assert who_is_heard(rows, both)["words"].to_list() == [5, 5]
    assert diversity(rows, both)["articles"].to_list() == [1, 1]


def test_diversity_by_hand() -> None:
    rows = table(
        said("A1", "Ida Moss", 4, 4, endorsement="endorsing", content=[(11, 31)]),
        said("A1", "port officials", 2, speaker_kind="unnamed", endorsement="distancing", content=[(21, 31)]),
        said("A1", "Per Lind", 2, 1, endorsement="neutral", content=[(41, 51)]),
        said("A1", None, 8, 3, content=[(61, 101)]),
    )
    (row,) = diversity(rows, articles("A1")).to_dict("records")
    assert (row["articles"], row["words"], row["attributed_words"], row["attributions"]) == (1, 20, 14, 4)
    assert row["attributed_share"] == pytest.approx(14 / 20)  # words in two contents are counted once
    assert row["direct_share"] == pytest.approx(8 / 16)
    assert row["unnamed_share"] == pytest.approx(2 / 16)
    assert row["untold_share"] == pytest.approx(8 / 16)
    assert row["speakers"] == 3
    assert row["effective"] == pytest.approx(2**1.5)  # of 1/2, 1/4, 1/4
    assert [row[cue] for cue in ("endorsing", "neutral", "distancing", "no_cue")] == [1, 1, 1, 1]


def test_a_group_that_carries_nobodys_words_has_its_row() -> None:
    found = diversity(table(said("A1", "Ida Moss", 5)), articles("A1", "B1")).set_index("group")
    assert found.loc["B", ["speakers", "attributions", "attributed_words", "words"]].to_list() == [0, 0, 0, 20]
    assert np.isnan(found.loc["B", "effective"])
    assert np.isnan(found.loc["B", "direct_share"])


@pytest.mark.parametrize("measure", [who_is_heard, diversity, shared_sources])
def test_nothing_to_count_gives_an_empty_table(measure: Any) -> None:
    assert len(measure(table(), articles())) == 0
    assert len(measure(table(), articles("A1"))) == (measure is diversity)
    # As the library gives it: no row, and each column a type of its own.
    typed = table().astype({"words": "int32", "speaker": "str", "speaker_kind": "str"})
    assert len(measure(typed, articles("A1"))) == (measure is diversity)


def test_articles_without_an_outlet_are_a_group() -> None:
    unknown = articles("A1").assign(outlet_id=None)
    assert who_is_heard(table(said("A1", "Ida Moss", 5)), unknown)["group"].to_list() == ["Unknown"]


def test_shared_speakers_come_first_and_only_names_are_shared() -> None:
    rows = table(
        said("A1", "Per Lind", 50),
        said("A1", "Ida Moss", 3),
        said("B1", "Ida Moss", 4, 2),
        said("A1", "officials", 9, speaker_kind="unnamed"),
        said("B1", "officials", 9, speaker_kind="unnamed"),
    )
    shared = shared_sources(rows, articles("A1", "B1"))
    assert shared[["speaker", "groups", "group", "words"]].to_numpy().tolist() == [
        ["Ida Moss", 2, "B", 4],
        ["Ida Moss", 2, "A", 3],
        ["Per Lind", 1, "A", 50],
    ]


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_the_effective_number_agrees_with_scipy(words: list[int]) -> None:
    assert effective_number(words) == pytest.approx(np.exp(stats.entropy(words)))
    assert 1 - 1e-9 <= effective_number(words) <= len(words) + 1e-9


def test_equal_speakers_count_in_full_and_silent_ones_not_at_all() -> None:
    assert effective_number([7, 7, 7, 0]) == pytest.approx(3)
    assert np.isnan(effective_number([0]))


@pytest.mark.parametrize(
    ("spans", "inside"),
    [
        ([], 0),
        ([(0, 3)], 1),
        ([(1, 7)], 2),  # two of three letters, then all three
        ([(0, 1)], 0),
        ([(0, 2), (1, 3), (0, 11)], 3),
        ([(8, 400)], 1),
    ],
)
def test_words_in_overlapping_spans(spans: list[tuple[int, int]], inside: int) -> None:
    assert words_in("one two six", spans) == (inside, 3)


@pytest.mark.parametrize("text", ["", " \n ", "\ud800" * 3, "x" * 100_000])
def test_words_of_odd_texts(text: str) -> None:
    assert words_in(text, [(0, len(text))] * 50) == (len(text.split()), len(text.split()))
