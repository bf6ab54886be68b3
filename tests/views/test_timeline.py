"""When outlets published: the chart, its sentence and its table say the same, and each article opens."""

import re

import pandas as pd
import pytest

from pipeline.library import Library
from views._charts import outlet_looks
from views._timeline import outlets_html, timeline, timeline_in_words, timeline_table, undated_in_words

from .conftest import HOSTILE_OUTLET
from .homely import NAMES, fake, found_row, open_home


def placed(library: Library) -> pd.DataFrame:
    articles = library.articles()
    return articles.assign(group=articles["outlet_id"])


def test_the_time_line_has_a_row_an_outlet_and_a_dot_a_dated_article(tiny_library: Library) -> None:
    articles = placed(tiny_library)
    fig = timeline(articles, NAMES, outlet_looks(NAMES))
    dots = {trace.name: list(trace.x) for trace in fig.data}
    assert dots["The Harbour Example"] == ["2024-03-04", "2024-03-05"]
    assert dots["Beta Daily"] == ["2024-03-04"] * 2
    assert dots["Gamma Post"] == []
    assert list(fig.layout.yaxis.ticktext) == list(NAMES.values())
    looks = {(trace.marker.color, trace.marker.symbol) for trace in fig.data}
    assert len(looks) == len(NAMES)


def test_articles_of_one_day_do_not_lie_on_each_other(tiny_library: Library) -> None:
    fig = timeline(placed(tiny_library), NAMES, outlet_looks(NAMES))
    (beta,) = [trace for trace in fig.data if trace.name == "Beta Daily"]
    assert len(set(beta.y)) == 2


def test_the_time_line_is_said_and_tabled(tiny_library: Library) -> None:
    articles = placed(tiny_library)
    line = timeline_in_words(articles, NAMES)
    assert "The Harbour Example: 2 articles, 2024-03-04 to 2024-03-05" in line
    assert "Gamma Post: 1 article, no date known" in line
    assert undated_in_words(articles, NAMES) == "One article has no date and is not on the line: Gamma Post (1)."
    table = timeline_table(articles, NAMES)
    assert table["Date"].to_list() == ["2024-03-04"] * 3 + ["2024-03-05", "unknown"]
    assert set(table.index) == set(articles["article_id"])


def test_nothing_is_said_of_dates_where_all_are_known(tiny_library: Library) -> None:
    articles = placed(tiny_library)
    assert undated_in_words(articles[articles["date"].map(bool)], NAMES) == ""


def test_the_chart_has_its_sentence_and_its_table(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    (chart,) = page.get("plotly_chart")
    assert "The Harbour Example: 2 articles, 2024-03-04 to 2024-03-05" in chart.proto.alt
    assert any("Headline" in table.value for table in page.dataframe)


def test_an_article_of_the_time_line_opens_in_read(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    blamed = tiny_library.articles().loc[lambda rows: rows["title"] == "Plan blamed", "article_id"].iloc[0]
    page.selectbox(key="open_article").set_value(blamed).run()
    assert not page.exception
    assert page.query_params["article"] in (blamed, [blamed])


def test_a_row_of_the_table_opens_its_article_in_read(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    last = tiny_library.articles().loc[lambda rows: rows["title"] == "A walk by the sea", "article_id"].iloc[0]
    page.session_state["timeline_rows"] = {"selection": {"rows": [3], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    assert page.query_params["article"] in (last, [last])


def test_outlets_stand_with_their_count_colour_and_shape(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    (listing,) = [element.value for element in page.html if "<ul" in element.value]
    text = re.sub(r"<[^>]*>", "", listing)
    assert "The Harbour Example 2 articles" in text
    assert "Beta Daily 1 article" in text
    looks = outlet_looks(NAMES)
    assert all(looks[outlet][0] in listing for outlet in NAMES)
    assert len(set(re.findall(r"clip-path:([^\"]*)", listing))) == len(NAMES)


def test_an_outlets_name_is_no_markup_in_the_list() -> None:
    assert "<img" not in outlets_html({"x": 1}, {"x": HOSTILE_OUTLET}, {"x": ("#000000", "circle")})
