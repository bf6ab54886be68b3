"""Removing on the page Add: what is removed, its undo, and the list of what can be put back."""

from streamlit.testing.v1 import AppTest

from pipeline.library import Library

from .test_compare import DASHBOARD


def _page() -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    page.switch_page("views/add.py").run()
    assert not page.exception
    return page


def _choose(page: AppTest, label: str, *values: str) -> AppTest:
    (box,) = [box for box in page.multiselect if box.label == label]
    box.set_value(list(values)).run()
    return page


def test_an_outlet_is_removed_and_undone(tiny_library: Library) -> None:
    before = tiny_library.known()
    page = _choose(_page(), "All articles of an outlet", "Beta Daily")
    page.button(key="remove").click().run()
    assert not page.exception
    assert set(tiny_library.articles()["outlet"]) == {"The Harbour Example", "Gamma Post"}
    assert any("2 articles removed" in line.value for line in page.markdown)
    page.button(key="remove_undo").click().run()
    assert tiny_library.known() == before
    assert "remove_undo" not in [button.key for button in page.button]


def test_everything_can_be_removed_and_one_put_back_later(tiny_library: Library) -> None:
    everything = sorted(tiny_library.known())
    tiny_library.remove(everything)
    page = _choose(_page(), "Put back", everything[0])
    page.button(key="restore").click().run()
    assert not page.exception
    assert tiny_library.known() == {everything[0]}


def test_hostile_names_are_text(hostile_library: Library) -> None:
    hostile_library.remove(hostile_library.known())
    page = _page()
    assert len(page.dataframe[-1].value) == 2
    assert not any("![x]" in element.value for element in [*page.markdown, *page.caption])
