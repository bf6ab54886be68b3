import gzip
import json
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.evaluate.attribution import scores, source_counts
from pipeline.train.corpora.words import brat_attributions

TEXT = "Anna Berg said the plan was brave. “The plan is reckless,” Vale said."
BRAT = """T1	Content 15 33	the plan was brave
T2	Source 0 9	Anna Berg
T3	Cue 10 14	said
T4	Content 36 45;46 56	x
T5	Source 59 63	Vale
T6	Attribution 10 14	said
E1	Attribution:T6 Content:T1 Cue:T3 Source:T2
E2	Attribution:T6 Content:T4 Source2:T5
E3	Attribution:T6 Cue:T3
"""


def test_words_and_sources_are_counted_over_whole_articles(tmp_path: Path, tiny: Model) -> None:
    (tmp_path / "polnear").mkdir()
    with gzip.open(tmp_path / "polnear" / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": 1, "outlet": "x", "text": TEXT, "brat": BRAT}) + "\n")
    rows = {(row["set"], row["metric"]): row for row in scores(tiny, tmp_path)}
    content = rows["PolNeAR dev, attributions: content", "F1 of words"]
    assert (content["n"], content["score"]) == (8, pytest.approx(2 * 4 / (8 + 4)))  # the marks find four of eight words
    assert content["floor"] == content["score"]
    assert rows["PolNeAR dev, words: source", "F1 of words"]["n"] == 3
    assert rows["PolNeAR dev, words: cue", "F1 of words"]["n"] == 1
    assert rows["PolNeAR dev, attributions", "right source, share of gold"]["n"] == 2


def test_an_attribution_is_an_event_with_a_content() -> None:
    assert brat_attributions(BRAT) == [
        ([(15, 33)], [(0, 9)], [(10, 14)]),
        ([(36, 45), (46, 56)], [(59, 63)], []),
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], [2, 0, 0, 0]),
        ([([(15, 33)], [(5, 9)], []), ([(36, 56)], [(59, 63)], [])], [2, 2, 2, 2]),
        ([([(15, 33)], [(59, 63)], []), ([(36, 56)], [], [])], [2, 2, 0, 1]),
        # One that covers both is matched with one alone, and the source that it has is right for the other.
        ([([(15, 56)], [(0, 9)], [])], [2, 1, 0, 1]),
        ([([(60, 62)], [(0, 9)], [])], [2, 0, 0, 1]),
    ],
)
def test_sources_are_right_where_the_matched_ones_overlap(said: list, expected: list[int]) -> None:
    assert source_counts(brat_attributions(BRAT), said).tolist() == expected
