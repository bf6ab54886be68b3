"""The overview of Compare: every measure in a row, every outlet in a column, and the way to the sentences."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Library
from views._overview import clear_in_words, lines_of, overview_table

from .test_grouping import open_page, said


def overview(page: AppTest) -> pd.DataFrame:
    (table,) = [table.value for table in page.dataframe if table.proto.alt.startswith("Each measure in a row")]
    return table.set_index("Measure")


def test_every_measure_stands_beside_each_other(measured_library: Library) -> None:
    table = overview(open_page())
    assert {"Beta Daily", "Gamma Post", "The Harbour Example"} <= set(table)
    assert table.loc["Anna Berg: stance", "Beta Daily"].startswith("−0.96 (−1.00 to ")
    assert table.loc["Anna Berg: stance", "Beta Daily"].endswith(" · 2 in 1")
    assert table.loc["Anna Berg: stance", "Gamma Post"] == "not found here"
    for row in ("Anna Berg as antagonist", "Frame: Economic", "Loaded words, per 1,000", "Words of others"):
        assert row in table.index


def test_a_link_to_a_cell_opens_its_sentences(measured_library: Library) -> None:
    page = open_page(row="stance:Anna Berg", group="beta-daily")
    shown = [html.value for html in page.html if 'class="px-article"' in html.value]
    assert len(shown) == 2
    assert "failed the town" in shown[0]
    assert "at=" in page.page_link[0].proto.query_string


@pytest.mark.parametrize("row", ["loaded", "frame:economic", "role:antagonist:Anna Berg", "voice:attributed"])
def test_every_row_leads_to_its_sentences_by_two_boxes(measured_library: Library, row: str) -> None:
    page = open_page()
    assert not [html for html in page.html if 'class="px-article"' in html.value]
    page.selectbox(key="row_box").select(row)
    page.selectbox(key="group_box").select("the-harbour-example").run()
    assert not page.exception
    assert (page.query_params["row"], page.query_params["group"]) == (row, "the-harbour-example")
    assert [html for html in page.html if 'class="px-article"' in html.value]


def test_a_cell_without_sentences_says_so(measured_library: Library) -> None:
    assert "There are no sentences behind this figure." in said(open_page(row="stance:Anna Berg", group="gamma-post"))


@pytest.mark.parametrize("address", [{"row": "nope", "group": "nope"}, {"row": "stance:<img src=x>"}, {"part": "nope"}])
def test_a_bad_cell_is_passed_over(measured_library: Library, address: dict[str, str]) -> None:
    assert "Everything at a glance" in said(open_page(**address))


def test_a_row_says_what_differs_for_sure_and_what_only_here() -> None:
    row = {"measure": "stance", "label": "", "target": "Anna Berg", "group_a": "a", "group_b": "b"}
    found = pd.DataFrame(
        [
            row | {"holds": True, "here": False},
            row | {"measure": "frame", "label": "economic", "target": "", "holds": False, "here": True},
            row | {"target": "Tom Vale", "holds": False, "here": False},
        ]
    )
    assert clear_in_words(found, {"a": "Alpha", "b": "Beta"}) == {
        ("stance", "", "Anna Berg"): "Alpha more for than Beta",
        ("frame", "economic", ""): "in these articles: Alpha more than Beta",
    }


def test_what_is_counted_without_doubt_has_no_interval() -> None:
    row = {"label": "direct", "target": "", "group": "a", "sentences": 3, "articles": 1, "value": 0.5}
    every = pd.DataFrame([row | {"measure": "voice", "low": 0.5, "high": 0.5 + 1e-12}])
    table = overview_table(lines_of(every, []), every, {"a": "Alpha"}, clear={})
    assert table["Alpha"].to_list() == ["50 % · 3 in 1"]
