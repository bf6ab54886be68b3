"""Attributed speech as stretches of the text: the innermost wins, and what is not told says so."""

import time
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from views._speech import NOT_TOLD, cue_stretches, scare_stretches, speech_table, stretches, who_tags

TEXT = "Roe claimed that Vale said “the plan is dead” and left."
HOSTILE = "<img src=x onerror=alert(1)> :red[x] $5 $6"


def _span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def _said(*content: str, **other: Any) -> dict[str, Any]:
    row = {"content": [_span(words) for words in content], "cue": [], "quoted": [], "manner": "indirect", "words": 3}
    empty = dict.fromkeys(("speaker", "speaker_kind", "affiliation", "endorsement"))
    return {**row, **empty, **other}


def _table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_said()))


def test_the_innermost_speaker_has_the_words_and_the_outer_is_named() -> None:
    outer = _said("that Vale said “the plan is dead” and left", speaker="Roe")
    inner = _said("the plan is dead", speaker="Vale", quoted=[_span("the plan is dead")], manner="direct")
    first, mid, last = stretches(_table(outer, inner), TEXT)
    assert [TEXT[one.start : one.end] for one in (first, mid, last)] == [
        "that Vale said ",
        "“the plan is dead”",
        " and left",
    ]
    assert [one.look for one in (first, mid, last)] == ["indirect", "direct", "indirect"]
    assert [one.inner for one in (first, mid, last)] == [False, True, False]
    assert mid.label == "Words of Vale, direct; within the words of Roe"


def test_a_speaker_who_is_told_goes_before_one_who_is_not() -> None:
    found = stretches(_table(_said("that Vale said", speaker="Roe"), _said("Vale")), TEXT)
    assert all(one.label.startswith("Words of Roe") for one in found)


def test_quoted_parts_of_mixed_speech_are_direct_with_their_marks() -> None:
    row = _said("that Vale said “the plan is dead”", manner="mixed", quoted=[_span("the plan is dead")])
    assert [(TEXT[one.start : one.end], one.look) for one in stretches(_table(row), TEXT)] == [
        ("that Vale said ", "indirect"),
        ("“the plan is dead”", "direct"),
    ]


def test_stretches_do_not_overlap_where_contents_cross() -> None:
    found = stretches(_table(_said("claimed that Vale"), _said("Vale said “the"), _said("that")), TEXT)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert (found[0].start, found[-1].end) == (TEXT.index("claimed"), TEXT.index(" plan"))


def test_only_cues_that_vouch_or_keep_a_distance_are_marked() -> None:
    rows = [
        _said("left", cue=[_span(cue)], endorsement=side)
        for cue, side in (("claimed", "distancing"), ("said", "neutral"))
    ]
    (cue,) = cue_stretches(_table(*rows))
    assert (cue.look, TEXT[cue.start : cue.end]) == ("distancing", "claimed")
    assert "keeps its distance" in cue.label
    (scare,) = scare_stretches(pd.DataFrame([{"start": 4, "end": 11, "marker": "so-called"}]))
    assert (scare.look, scare.label) == ("scare", "Held at arm's length: so-called")


def test_the_tag_stands_once_behind_the_first_piece_and_its_closing_mark() -> None:
    about = {"affiliation": "the mayor", "endorsement": "distancing", "cue": [_span("claimed")], "manner": "direct"}
    (tag,) = who_tags(_table(_said("the plan is dead", "left", speaker="Ida Roe", **about)), TEXT)
    assert TEXT[: tag.at].endswith("dead”")
    assert tag.name == "Ida Roe"
    assert tag.note == "Ida Roe, the mayor, direct, “claimed” keeps its distance"


@pytest.mark.parametrize("speaker", [None, float("nan"), "", " "])
def test_without_a_speaker_that_is_said(speaker: object) -> None:
    table = _table(_said("left", speaker=speaker, affiliation=float("nan"), endorsement=float("nan")))
    (tag,) = who_tags(table, TEXT)
    assert (tag.name, tag.note) == (NOT_TOLD, f"{NOT_TOLD}, indirect")
    assert stretches(table, TEXT)[0].label == f"Words of {NOT_TOLD}, indirect"
    assert speech_table(table, TEXT)["Speaker"].to_list() == [NOT_TOLD]


def test_a_speakers_name_is_one_short_line() -> None:
    (tag,) = who_tags(_table(_said("left", speaker=f"A\u202e\n{HOSTILE * 20}")), TEXT)
    assert len(tag.name) <= 32
    assert "\u202e" not in tag.note
    assert "\n" not in tag.note


def test_the_table_says_all_that_a_pointer_would_find() -> None:
    row = _said(
        "the plan is dead", speaker="Vale", affiliation="aide", cue=[_span("said")], endorsement="neutral", words=4
    )
    assert speech_table(_table(row), TEXT).to_dict("records") == [
        {"Speaker": "Vale", "Is": "aide", "Told": "indirect", "Cue": "said", "The cue": "neutral", "Words": 4,
         "Begins with": "the plan is dead"}
    ]  # fmt: skip


def test_an_article_without_attributions_has_no_speech() -> None:
    none = _table()
    assert stretches(none, TEXT) == cue_stretches(none) == who_tags(none, TEXT) == []
    assert speech_table(none, TEXT).empty


def test_deep_nesting_takes_no_time() -> None:
    text = "x" * 5000
    rows = [{**_said(), "content": [(n, 5000 - n)]} for n in range(1000)]
    begun = time.perf_counter()
    found = stretches(_table(*rows), text)
    assert time.perf_counter() - begun < 5
    assert len(found) == 1999
