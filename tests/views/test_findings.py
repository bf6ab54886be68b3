"""The sentences of Home: what each says of which figures, and which spans stand behind it."""

import pandas as pd
import pytest

from pipeline.library import Library
from views._findings import behind, spans_of, told

from .conftest import EVENT
from .homely import BETA, HARBOUR, NAMES, found_row, plain

SENTENCES = {
    "more favourable": (
        found_row(),
        "The Harbour Example portrays Anna Berg more favourably (+0.50) than Beta Daily (−0.96).",
    ),
    "both against": (
        found_row(value_a=-0.2),
        "Beta Daily portrays Anna Berg more critically (−0.96) than The Harbour Example (−0.20).",
    ),
    "frame": (
        found_row(measure="frame", label="economic", target="", value_a=0.32, value_b=0.14),
        "The Harbour Example has more of Economic in the foreground (mean probability 32 %) than Beta Daily (14 %).",
    ),
    "role": (
        found_row(measure="role", label="antagonist", value_a=0.6, value_b=0.1),
        "The Harbour Example shows Anna Berg as an antagonist more often (60 % of mentions) than Beta Daily (10 %).",
    ),
    "loaded": (
        found_row(measure="loaded", label="per 1,000 words", target="", value_a=12.25, value_b=4.0),
        "The Harbour Example uses more loaded words (12.2 per 1,000) than Beta Daily (4.0).",
    ),
    "speaker": (
        found_row(measure="voice", label="speaker", value_a=0.71, value_b=0.1),
        "The Harbour Example gives Anna Berg more of the words that it attributes (71 %) than Beta Daily (10 %).",
    ),
    "name": (
        found_row(measure="name", label="the mayor", value_a=0.8, value_b=0.0),
        "The Harbour Example calls Anna Berg “the mayor” in 4 of 5 mentions; Beta Daily in 0 of 6.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_each_measure_has_its_sentence(case: str) -> None:
    row, sentence = SENTENCES[case]
    (finding,) = told(pd.DataFrame([row]), NAMES)
    assert plain(finding.says) == sentence


@pytest.mark.parametrize("label", ["attributed", "direct", "unnamed"])
def test_each_share_of_voices_has_its_sentence(label: str) -> None:
    row = found_row(measure="voice", label=label, target="", value_a=0.45, value_b=0.22)
    (finding,) = told(pd.DataFrame([row]), NAMES)
    assert "(45 %)" in finding.says
    assert "(22 %)" in finding.says


def test_two_ways_of_naming_are_one_sentence() -> None:
    back = {"group_a": BETA, "group_b": HARBOUR, "count_a": 6, "total_a": 6, "count_b": 0, "total_b": 5}
    rows = [found_row(measure="name", label="the mayor"), found_row(measure="name", label="the boss", **back)]
    (finding,) = told(pd.DataFrame(rows), NAMES)
    says = "The Harbour Example calls Anna Berg “the mayor” in 4 of 5 mentions; Beta Daily “the boss” in 6 of 6."
    assert plain(finding.says) == says


def test_what_one_outlet_has_more_of_than_several_is_one_sentence() -> None:
    rows = [found_row(), found_row(group_b="gamma-post", value_b=0.0, difference=0.5, low=0.1, articles_b=7)]
    (finding,) = told(pd.DataFrame(rows), NAMES)
    assert plain(finding.says).endswith("(+0.50) than Beta Daily (−0.96) and Gamma Post (0.00).")
    assert finding.groups == (HARBOUR, BETA, "gamma-post")
    assert "0.10 to 1.90" in finding.strength


def test_what_one_outlet_has_less_of_than_several_is_one_sentence_too() -> None:
    rows = [found_row(), found_row(group_a="gamma-post", value_a=0.4)]
    (finding,) = told(pd.DataFrame(rows), NAMES)
    says = (
        "Beta Daily portrays Anna Berg more critically (−0.96) than The Harbour Example (+0.50) and Gamma Post (+0.40)."
    )
    assert plain(finding.says) == says


def test_findings_keep_their_order_and_none_is_lost() -> None:
    rows = [found_row(target=name) for name in ("Zed", "Anna", "Moe")]
    assert [finding.rows[0]["target"] for finding in told(pd.DataFrame(rows), NAMES)] == ["Zed", "Anna", "Moe"]


def test_one_name_that_several_others_do_not_use_is_one_sentence() -> None:
    used = {"measure": "name", "label": "the boss", "count_a": 4, "total_a": 5, "count_b": 0, "total_b": 6}
    rows = [found_row(**used), found_row(**used, group_b="gamma-post")]
    (finding,) = told(pd.DataFrame(rows), NAMES)
    others = "Beta Daily in 0 of 6 and Gamma Post in 0 of 6"
    assert plain(finding.says) == f"The Harbour Example calls Anna Berg “the boss” in 4 of 5 mentions; {others}."


def test_strange_names_are_no_markup_in_a_sentence() -> None:
    row = found_row(target="[Berg](http://example.invalid) $5 $6", group_a="x")
    (finding,) = told(pd.DataFrame([row]), {**NAMES, "x": "**:red[x]**"})
    for markup in ("](http", ":red[", " $5"):
        assert markup not in finding.says


def test_behind_a_figure_are_its_sides_own_sentences(tiny_library: Library) -> None:
    ids = tuple(tiny_library.articles().loc[lambda rows: rows["genre"] != "opinion", "article_id"])
    ev = behind(spans_of(tiny_library, EVENT, "stance"), found_row(), BETA, ids)
    assert set(ev["group"]) == {BETA}
    assert set(ev["target"]) == {"Anna Berg"}
    assert len(ev) == 2  # the comment's mention is left out
