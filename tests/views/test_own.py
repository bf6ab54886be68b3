"""The articles of a library on Add: a page of them at a time, found by words, and removed where they stand."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Library

from .homely import DASHBOARD, words

LISTED = "Articles of those listed above"


@pytest.fixture
def page(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Add, with the five articles of the tiny library on pages of two."""
    monkeypatch.setattr("views._own.ON_A_PAGE", 2)
    opened = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    opened.switch_page("views/add.py").run()
    assert not opened.exception
    return opened


def _rows(page: AppTest) -> pd.DataFrame:
    (editor,) = [editor for editor in page.data_editor if editor.key.startswith("own-")]
    table: pd.DataFrame = editor.value
    return table


def test_each_article_stands_on_a_page(page: AppTest, tiny_library: Library) -> None:
    (number,) = [box for box in page.number_input if box.key.startswith("own_page")]
    assert number.label == "Page (of 3)"
    titles = list(_rows(page)["title"])
    for turned in (2, 3):
        page.number_input(key=number.key).set_value(turned).run()
        titles += list(_rows(page)["title"])
    assert not page.exception
    assert sorted(titles) == sorted(tiny_library.articles()["title"])
    assert "5 of 5 articles" in words(page)


def test_articles_are_found_by_a_word(page: AppTest) -> None:
    page.text_input(key="find_own").set_value("beta BLAMED").run()
    assert list(_rows(page)["title"]) == ["Plan blamed"]
    assert "1 of 5 articles" in words(page)
    assert not [box for box in page.number_input if box.key.startswith("own_page")]
    page.text_input(key="find_own").set_value("nowhere").run()
    assert not page.exception
    assert len(_rows(page)) == 0


def test_what_is_listed_can_be_removed_and_whole_outlets_too(page: AppTest, tiny_library: Library) -> None:
    page.text_input(key="find_own").set_value("sea").run()
    outlets, shown = [box for box in page.multiselect if box.label in ("All articles of an outlet", LISTED)]
    assert set(outlets.options) == {"Beta Daily", "Gamma Post", "The Harbour Example"}
    assert len(shown.options) == 1
    outlets.set_value(["Beta Daily"]).run()
    page.button(key="remove").click().run()
    assert not page.exception
    assert set(tiny_library.articles()["outlet"]) == {"Gamma Post", "The Harbour Example"}
