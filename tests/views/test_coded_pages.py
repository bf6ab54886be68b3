"""What a reader meets where people coded: on Home, on Compare, in the report, and in what is kept as files."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.codes import units, weighted
from pipeline.compare import corrected
from pipeline.export import as_csv
from pipeline.library import Library
from views._charts import grouped_dots, interval_dots, outlet_looks
from views._coded import corrected_of, with_figures
from views._explain import explained
from views._library import figures_of
from views._svg import svg_of
from views._tables import export_table
from views._words import SCALES

from .codes import GAMMA, HARBOUR, articles_of, code, uncoded_library
from .conftest import EVENT, HOSTILE_OUTLET, HOSTILE_TITLE
from .homely import open_home, plain, words
from .test_compare import open_page

FOUND = "Gamma Post portrays Anna Berg more critically"


@pytest.fixture
def uncoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of which nothing is coded yet; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "coded"))
    return uncoded_library(tmp_path / "coded")


def _figures(page: AppTest, alt: str) -> pd.DataFrame:
    (table,) = [table.value for table in page.dataframe if table.proto.alt.startswith(alt)]
    return table.set_index("Outlet")


def test_home_says_what_is_corrected_and_by_whom_and_without_codes_is_as_before(uncoded: Library) -> None:
    before = words(open_home())
    assert "Corrected by" not in before
    assert FOUND not in before
    acts = code(uncoded, coders=("Ida", "Bo"))
    said = words(open_home())
    assert "Corrected by people's codes: stance toward Anna Berg (45 codes of 2 people)." in said
    (line,) = [line for line in said.split("\n") if line.startswith(FOUND)]
    assert line.endswith("Corrected by 45 codes of 2 people.")
    for act in acts:
        uncoded.undo_code(act)
    assert words(open_home()) == before


def test_compare_shows_both_figures_with_what_made_the_corrected_one(uncoded: Library) -> None:
    code(uncoded)
    page = open_page(voice="all")
    expected = corrected(units(uncoded, EVENT, articles_of(uncoded), "stance", by="outlet"), weighted(uncoded, EVENT))
    table, say = _figures(page, "Anna Berg, from"), SCALES["stance"].say
    for row in expected.to_dict("records"):
        cells = table.loc[row["group"]]
        assert cells["Corrected (95 % interval)"] == f"{say(row['value'])}  ({say(row['low'])} to {say(row['high'])})"
        assert cells["Model (95 % interval)"].startswith(say(row["model"]))
        assert cells["Codes"] == "15 codes of 1 person in 6 articles"
    said = plain(words(page))
    assert "Tall open diamond: the figure corrected by people's codes (45 codes of 1 person)" in said
    assert "The Harbour Example than in Gamma Post by" in said
    assert "corrected by 30 codes of 1 person" in said
    assert "no difference larger than 0.20 between Beta Daily and The Harbour Example" in said
    (chart, *_) = page.get("plotly_chart")
    assert "corrected" in chart.proto.alt


def test_side_by_side_each_part_has_its_corrected_figure(uncoded: Library) -> None:
    code(uncoded, size=72)
    table = _figures(open_page(), "Anna Berg, from")
    assert list(table)[:3] == ["Own words", "Own words, corrected", "Speakers' words"]
    assert table.loc["Gamma Post", "Own words, codes"] == "24 codes of 1 person in 6 articles"


def test_what_lacks_stands_in_the_table(uncoded: Library) -> None:
    code(uncoded, size=9)
    page = open_page(voice="all")
    cells = _figures(page, "Anna Berg, from")["Corrected (95 % interval)"]
    assert set(cells) == {"10 codes or more are needed, there are 3"}
    assert "too few to correct a figure" in words(page)
    assert "Coded, but too little to correct a figure: stance toward Anna Berg (9 codes of 1 person)." in words(
        open_home()
    )


@pytest.mark.parametrize("part", ["role", "frame", "loaded", "overview"])
def test_every_part_takes_codes(uncoded: Library, part: str) -> None:
    code(uncoded, "stance" if part == "overview" else part, says=lambda outlet, place: 0.5)
    page = open_page(part, voice="all")
    assert any("orrected" in str(table.value.to_dict()) for table in page.dataframe)
    split = open_page(part)
    assert not split.exception


def test_the_overview_marks_what_is_corrected(uncoded: Library) -> None:
    code(uncoded)
    (table,) = [one.value for one in open_page(None).dataframe if one.proto.alt.startswith("Each measure in a row")]
    cells = table.set_index("Measure").loc["Anna Berg: stance"]
    assert all(cells[outlet].startswith("corrected ") for outlet in ("Beta Daily", "Gamma Post"))
    assert all(cells[outlet].endswith(" · 24 in 6") for outlet in ("Beta Daily", "Gamma Post"))
    assert "corrected" not in table.set_index("Measure").loc["Anna Berg as antagonist", "Beta Daily"]


def test_about_these_figures_says_how_and_by_how_many(uncoded: Library) -> None:
    assert "Corrected by codes" not in explained("stance", uncoded, EVENT)
    code(uncoded, coders=("Ida", "Bo"), mode="sighted")
    for measure in ("stance", "finding"):
        said = explained(measure, uncoded, EVENT)
        assert "mean of human minus model" in said
        assert "45 codes of 2 people, with the model's answer in sight" in said
        assert "codebook 2026\\-11" in said
    assert "Corrected by codes" not in explained("frame", uncoded, EVENT)


def test_the_report_holds_the_corrected_figures(uncoded: Library) -> None:
    code(uncoded)
    script = (
        "import streamlit as st\nfrom views._chosen import choose_articles\nfrom views._comparison import Asked\n"
        "from views._gathered import gather\nfrom views._report_html import report_html\n"
        "chosen = choose_articles('x')\nasked = Asked(entities=('Anna Berg',))\n"
        "st.text(report_html(gather(chosen, chosen.view(), asked, made='2026-11-20')))\n"
    )
    page = AppTest.from_string(script, default_timeout=60).run()
    assert not page.exception
    said = page.text[0].value.replace("<strong>", "").replace("</strong>", "")
    for part in (
        FOUND, "Corrected by 45 codes of 1 person", "Corrected by people's codes", "Tall open diamond",
        "15 codes of 1 person in 6 articles", "Corrected (95 % interval)", "no difference larger than 0.20",
    ):  # fmt: skip
        assert part.replace("'", "&#x27;") in said, part


def test_files_hold_model_and_corrected_side_by_side(uncoded: Library) -> None:
    code(uncoded, most=30, coders=("Ida", "Bo"))
    kept = (tuple(uncoded.articles()["article_id"]), ("Anna Berg",), "all", ())
    told = corrected_of(uncoded, EVENT, "stance", kept)
    table = export_table(with_figures(figures_of(uncoded, EVENT, "stance", kept), told), {}, voice="all")
    rows = list(csv.DictReader(io.StringIO(as_csv(table))))
    assert told is not None
    for row, figure in zip(rows, told.figures.to_dict("records"), strict=True):
        assert (float(row["value"]), float(row["corrected"])) == pytest.approx((figure["model"], figure["value"]))
        assert (row["codes"], row["coders"], row["lacks"]) == ("10", "2", "")
    assert not {"spans", "unasked", "lack"} & set(rows[0])


@pytest.mark.parametrize("part", ["all", "split"])
def test_the_corrected_figure_is_a_mark_of_its_own_shape_below_the_models(part: str) -> None:
    row = {"group": "beta", "label": "economic", "value": 0.2, "low": 0.1, "high": 0.6, "sentences": 3, "articles": 2}
    row |= {"corrected": 0.4, "corrected_low": 0.3, "corrected_high": 0.9, "codes": 12, "coders": "Ida", "lack": ""}
    parts = ("all", "outlet", "speaker") if part == "split" else ("all",)
    figures = pd.DataFrame([{**row, "part": one} for one in parts])
    names = {"alpha": "Alpha", "beta": "<b>Beta</b>"}
    looks = outlet_looks(names)
    for fig in (
        interval_dots(figures, names, looks=looks, scale=SCALES["frame"]),
        grouped_dots(figures, {"economic": "Economic"}, names, looks=looks),
    ):
        by_people = [dot for dot in fig.data if dot.marker.symbol == "diamond-tall-open"]
        assert len(by_people) == len(parts)
        for dot in by_people:
            assert (dot.x[0], dot.marker.color) == (0.4, looks["beta"][0])
            assert (dot.error_x.array[0], dot.error_x.arrayminus[0]) == pytest.approx((0.5, 0.1))
            assert "corrected 40 % (30 % to 90 %), 12 codes of 1 person" in dot.hovertext[0]
            assert dot.hovertext[0].startswith("&lt;b&gt;Beta")
        heights = [dot.y[0] for dot in fig.data]
        assert len(set(heights)) == len(heights)
        assert 'points="' in svg_of(fig, title="x")


def test_hostile_names_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "hostile"))
    entity = "[Berg](http://example.invalid) <b>"
    hostile = uncoded_library(tmp_path / "hostile", name=entity, outlets=(HARBOUR, HOSTILE_OUTLET, GAMMA))
    code(hostile, coders=(HOSTILE_TITLE, "Bo"), says=lambda outlet, place: -1.0 if outlet == "gamma-post" else 0.0)
    for page in (open_home(), open_page(voice="all"), open_page(None)):
        said = "\n".join(one.value for one in [*page.markdown, *page.caption, *page.subheader])
        assert "people" in said or "corrected" in said
        for raw in (HOSTILE_TITLE, HOSTILE_OUTLET, "](http", ":red["):
            assert raw not in said
