"""What people's codes make of the pages' figures: the numbers that the statistics give, and nothing without codes."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.codes import units, weighted
from pipeline.compare import corrected, corrected_differences
from pipeline.compare.correcting import SAMPLE
from pipeline.library import Library
from views._coded import coded_measures, corrected_found, corrected_of, with_differences, with_figures
from views._coded_words import (
    by_codes,
    codes_in_words,
    corrected_in_words,
    lack_in_words,
    to_keep,
    topic_in_words,
    unasked_in_words,
)
from views._findings import findings_of, told
from views._findings_ties import no_difference
from views._library import differences_of, figures_of

from .codes import articles_of, code, uncoded_library
from .conftest import EVENT, library_rows, with_measures, write
from .homely import NAMES, found_row

BETA, GAMMA, HARBOUR = "beta-daily", "gamma-post", "the-harbour-example"


@pytest.fixture
def uncoded(tmp_path: Path) -> Library:
    return uncoded_library(tmp_path / "coded")


def _ids(library: Library) -> tuple[str, ...]:
    return tuple(library.articles()["article_id"])


def _kept(library: Library, voice: str = "all") -> "tuple[tuple[str, ...], tuple[str, ...], str, tuple[str, ...]]":
    return (_ids(library), ("Anna Berg",), voice, ())


def test_without_codes_nothing_is_read_but_the_list_of_samples(
    uncoded: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("codes were read")

    monkeypatch.setattr(Library, "codes", fail)
    assert coded_measures(uncoded, EVENT) == ()
    assert corrected_found(uncoded, EVENT, _ids(uncoded)) is None
    assert corrected_of(uncoded, EVENT, "stance", _kept(uncoded)) is None
    figures = figures_of(uncoded, EVENT, "stance", _kept(uncoded))
    pd.testing.assert_frame_equal(with_figures(figures, None), figures)
    assert not findings_of(uncoded, EVENT, _ids(uncoded))["corrected"].any()


@pytest.mark.parametrize("measure", ["stance", "role", "frame", "loaded"])
def test_the_pages_figures_are_those_of_the_statistics(uncoded: Library, measure: str) -> None:
    code(uncoded, measure, says=lambda outlet, place: float(place % 3 == 0))
    ev, codes = units(uncoded, EVENT, articles_of(uncoded), measure, by="outlet_id"), weighted(uncoded, EVENT)
    topics = tuple({*ev["target"], *ev["label"]})
    told = corrected_of(uncoded, EVENT, measure, (_ids(uncoded), topics, "all", ()))
    assert told is not None
    expected = corrected(ev, codes)
    assert expected["value"].notna().any()
    pd.testing.assert_frame_equal(told.figures[list(expected)], expected)
    apart = corrected_differences(ev, codes)
    pd.testing.assert_frame_equal(told.differences[list(apart)], apart)
    figures = figures_of(uncoded, EVENT, measure, (_ids(uncoded), topics, "all", ()))
    both = with_figures(figures, told)
    assert len(both) == len(figures)
    there = both.dropna(subset="corrected").set_index(["label", "group"])["corrected"]
    pd.testing.assert_series_equal(
        there, expected.dropna(subset="value").set_index(["label", "group"])["value"], check_names=False
    )


def test_the_model_figure_beside_it_is_the_charts(uncoded: Library) -> None:
    code(uncoded, "loaded")
    kept = (_ids(uncoded), ("per 1,000 words",), "all", ())
    told = corrected_of(uncoded, EVENT, "loaded", kept)
    assert told is not None
    figures = figures_of(uncoded, EVENT, "loaded", kept)
    assert told.figures["model"].to_numpy() == pytest.approx(figures["value"].to_numpy())


def test_corrected_findings_stand_in_the_place_of_the_models(uncoded: Library) -> None:
    def stance(found: pd.DataFrame) -> "dict[frozenset[str], pd.Series]":
        rows = found[found["measure"] == "stance"]
        return {frozenset((row["group_a"], row["group_b"])): row for _, row in rows.iterrows()}

    before = findings_of(uncoded, EVENT, _ids(uncoded))
    assert stance(before)[frozenset((BETA, HARBOUR))]["holds"]
    acts = code(uncoded, coders=("Ida", "Bo"))
    found = findings_of(uncoded, EVENT, _ids(uncoded))
    rows = stance(found)
    assert not rows[frozenset((BETA, HARBOUR))]["holds"]
    gamma = rows[frozenset((GAMMA, HARBOUR))]
    assert gamma["holds"]
    assert gamma["group_a"] == HARBOUR
    assert gamma["corrected"]
    told = corrected_found(uncoded, EVENT, _ids(uncoded))
    assert told is not None
    values = told.figures.set_index("group")["value"]
    assert (gamma["value_a"], gamma["value_b"]) == (values[HARBOUR], values[GAMMA])
    assert gamma["low"] <= gamma["difference"] <= gamma["high"]
    assert by_codes([gamma.to_dict()]) == "30 codes of 2 people"
    assert not found[found["measure"] != "stance"]["corrected"].any()
    assert found["rank"].to_list() == list(range(1, len(found) + 1))
    for act in acts:
        uncoded.undo_code(act)
    pd.testing.assert_frame_equal(findings_of(uncoded, EVENT, _ids(uncoded)), before)


def test_what_codes_show_to_be_alike_is_said_and_no_tie_beside_it(uncoded: Library) -> None:
    code(uncoded, size=72, says=lambda outlet, place: 0.0)
    found = findings_of(uncoded, EVENT, _ids(uncoded))
    lines, measures = no_difference(found, "outlets")
    (line,) = [line for line in lines if "Anna Berg" in line and "portrayed" in line]
    assert "no difference larger than 0.20" in line
    assert "72 codes of 1 person" in line
    assert "stance" in measures


@pytest.mark.parametrize(("size", "lacks"), [(9, "10 codes or more are needed, there are 3"), (45, "")])
def test_what_lacks_is_said(uncoded: Library, size: int, lacks: str) -> None:
    code(uncoded, size=size)
    kept = _kept(uncoded)
    both = with_figures(figures_of(uncoded, EVENT, "stance", kept), corrected_of(uncoded, EVENT, "stance", kept))
    assert [lack_in_words(row) for row in both.to_dict("records")] == [lacks] * 3
    assert both["corrected"].isna().all() == bool(lacks)
    assert to_keep(both)["lacks"].to_list() == [lacks] * 3
    assert to_keep(both)["coders"].to_list() == [1] * 3
    said = " ".join(corrected_in_words(corrected_found(uncoded, EVENT, _ids(uncoded))))
    assert ("too little" in said) == bool(lacks)


def test_sighted_codes_count_only_where_there_are_no_blind_ones(uncoded: Library) -> None:
    code(uncoded, mode="sighted", says=lambda outlet, place: 1.0)
    told = corrected_found(uncoded, EVENT, _ids(uncoded))
    assert told is not None
    assert told.measures["mode"].to_list() == ["sighted"]
    assert "with the model's answer in sight" in corrected_in_words(told)[0]
    code(uncoded, seed=1)
    told = corrected_found(uncoded, EVENT, _ids(uncoded))
    assert told is not None
    assert told.measures["mode"].to_list() == ["blind"]
    assert "in sight" not in corrected_in_words(told)[0]
    blind = weighted(uncoded, EVENT, uncoded.codes(EVENT).query("mode == 'blind'"))
    expected = corrected(units(uncoded, EVENT, articles_of(uncoded), "stance"), blind)
    assert told.figures["value"].to_list() == expected["value"].to_list()


def test_codes_do_not_speak_of_articles_that_came_later(uncoded: Library) -> None:
    code(uncoded)
    late = library_rows("Beta Daily", "A late one", [("Anna Berg came back.", -0.9)])
    write(uncoded.root, [with_measures(late)])
    told = corrected_found(uncoded, EVENT, _ids(uncoded))
    assert told is not None
    rows = told.figures.set_index("group")
    assert rows["lack"].to_dict() == {BETA: SAMPLE, GAMMA: "", HARBOUR: ""}
    assert rows["value"].isna().to_dict() == {BETA: True, GAMMA: False, HARBOUR: False}
    assert "Beta Daily (1 article)" in unasked_in_words(told, {BETA: "Beta Daily"})
    assert {*told.differences["group_a"], *told.differences["group_b"]} == {GAMMA, HARBOUR}
    found = findings_of(uncoded, EVENT, _ids(uncoded)).query("measure == 'stance'")
    assert found["corrected"].to_list().count(True) == 1
    code(uncoded, seed=1)
    again = corrected_found(uncoded, EVENT, _ids(uncoded))
    assert again is not None
    assert again.figures["value"].notna().all()
    assert unasked_in_words(again, {}) == ""


def test_an_outlet_of_which_nothing_is_coded_yet_is_in_no_group_of_others(uncoded: Library) -> None:
    """A month that holds two outlets has no corrected figure while one of them is not coded at all."""
    ids = articles_of(uncoded)
    code(uncoded, articles=ids[ids["outlet_id"] != GAMMA], size=30)
    told = corrected_found(uncoded, EVENT, _ids(uncoded), by="genre")
    assert told is not None
    assert told.figures["lack"].to_list() == [SAMPLE]


def test_parts_are_corrected_apart_and_loaded_words_only_whole(uncoded: Library) -> None:
    code(uncoded, size=72)
    kept = _kept(uncoded, "split")
    told = corrected_of(uncoded, EVENT, "stance", kept)
    assert told is not None
    assert set(told.figures["part"]) == {"all", "outlet"}
    whole, own = (told.figures.query("part == @part")["value"].to_list() for part in ("all", "outlet"))
    assert whole == own  # nobody is quoted here
    tested = with_differences(differences_of(uncoded, EVENT, "stance", kept), told)
    assert tested["part"].to_list() == ["outlet"] * 3
    assert tested["corrected"].all()
    code(uncoded, "loaded")
    labels = (_ids(uncoded), ("per 1,000 words",))
    loaded = corrected_of(uncoded, EVENT, "loaded", (*labels, "split", ()))
    assert loaded is not None
    assert set(loaded.figures["part"]) == {"all"}
    assert corrected_of(uncoded, EVENT, "loaded", (*labels, "outlet", ())) is None


def test_of_these_articles_alone_nothing_holds(uncoded: Library) -> None:
    """Four articles an outlet, all of them coded: they differ for sure, and that says nothing of the outlets."""
    few = articles_of(uncoded).groupby("outlet_id").head(4)
    code(uncoded, size=72)
    found = findings_of(uncoded, EVENT, tuple(few["article_id"])).query("measure == 'stance'")
    gamma = found[(found["group_a"] == HARBOUR) & (found["group_b"] == GAMMA)].iloc[0]
    assert gamma["corrected"]
    assert (gamma["holds"], gamma["here"], gamma["scope"]) == (False, True, "these articles")
    fewer = articles_of(uncoded).groupby("outlet_id").head(2)
    found = findings_of(uncoded, EVENT, tuple(fewer["article_id"])).query("measure == 'stance'")
    assert found["corrected"].all()
    assert not found[["holds", "here"]].any(axis=None)  # eight sentences a side: one or two more could turn it round


@pytest.mark.parametrize(
    ("codes", "coders", "said"),
    [
        (1, ["Ida"], "1 code of 1 person"),
        (52, ["Ida\x1fBo", "Bo"], "52 codes of 2 people"),
        (3, ["Ida", ""], "3 codes of 1 person"),
    ],
)
def test_codes_are_counted_with_their_coders(codes: int, coders: list[str], said: str) -> None:
    assert codes_in_words(codes, coders) == said


def test_a_sentence_has_the_models_figures_or_the_corrected_ones() -> None:
    by_people = {"corrected": True, "codes_a": 20, "codes_b": 15, "coders_a": "Ida", "coders_b": "Ida\x1fBo"}
    rows = [found_row(**by_people), found_row(group_b=GAMMA, value_b=0.0, corrected=False)]
    corrected_one, models = told(pd.DataFrame(rows), NAMES)
    assert corrected_one.says.endswith("Corrected by 35 codes of 2 people.")
    assert "Gamma Post" not in corrected_one.says
    assert "Corrected" not in models.says


def test_the_first_topics_are_those_with_most_codes() -> None:
    rows = [{"measure": "stance", "label": "", "target": name, "coded": n} for n, name in enumerate("ABCDEF")]
    assert topic_in_words(pd.DataFrame(rows)) == "stance toward **F**, **E**, **D**, **C** and 2 more"
