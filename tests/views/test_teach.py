"""Teach as a coder meets it: nothing before 25 codes, then a head with its scores on codes left out, and undo."""

from pathlib import Path

import pytest

from pipeline.library import Library
from pipeline.teach.coded import SPAN
from pipeline.teach.taught import from_json

from .conftest import EVENT
from .taught import HOSTILE, Fake, button, make_taught, open_part


@pytest.fixture
def taught_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    library = make_taught(tmp_path, monkeypatch)
    library.keep_label(HOSTILE, "Something costs jobs or money.", ["The plan costs jobs."])
    return library


def code(library: Library, n: int, *, name: str = HOSTILE, measure: str = "own") -> None:
    texts = library.articles(event=EVENT).set_index("article_id")["text"]
    table = library.sentences(event=EVENT).head(n)
    value = [float("jobs" in texts[row.article_id][row.start : row.end]) for row in table.itertuples()]
    library.add_codes(table[SPAN].assign(measure=measure, label=name, value=value, coder="Ida"))


def test_before_25_codes_the_page_says_what_is_missing(taught_library: Library) -> None:
    code(taught_library, 20)
    page = open_part()
    assert "20 codes; 5 more are needed" in page.info[0].value.replace("\\", "")
    assert button(page, "Teach it").disabled


def test_codes_teach_a_label_and_one_click_undoes_it(taught_library: Library) -> None:
    code(taught_library, 40)
    page = open_part()
    button(page, "Teach it").click().run()
    assert not page.exception
    assert not page.error
    (body,) = taught_library.taught().values()
    taught = from_json(body)
    assert taught.codes == 40
    said = " ".join(one.value for one in page.markdown)
    assert f"{taught.score('precision').value:.2f}" in said
    figures = page.dataframe[1].value
    assert list(figures["Outlet"]) == ["Beta Daily", "Harbour Example"]
    assert "http://example" not in " ".join(one.value for one in page.caption).replace("\\", "\\\\")
    # A further code makes it stale; teaching again keeps the one before, which undo brings back.
    code(taught_library, 44)
    page = open_part()
    assert any("44 codes now" in one.value for one in page.caption)
    button(page, "Teach it again").click().run()
    assert len(taught_library.taught()) == 2
    assert from_json(list(taught_library.taught().values())[-1]).codes == 44
    button(page, "Undo: forget this").click().run()
    assert list(taught_library.taught().values()) == [body]
    button(page, "Undo: forget this").click().run()
    assert taught_library.taught() == {}
    assert button(page, "Teach it")


def test_a_measure_of_the_models_is_taught_too(taught_library: Library) -> None:
    code(taught_library, 40, name="economic", measure="frame")
    page = open_part()
    page.selectbox(key="teach_what").select("frame economic ").run()
    button(page, "Teach it").click().run()
    assert not page.exception
    (body,) = taught_library.taught().values()
    assert from_json(body).anchor == ()


def test_another_model_than_the_librarys_is_refused_in_one_line(
    taught_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Fake, "version", "other-1")
    code(taught_library, 40)
    page = open_part()
    button(page, "Teach it").click().run()
    assert not page.exception
    assert "score them again first" in page.error[0].value
    assert taught_library.taught() == {}


def test_a_head_that_cannot_be_read_is_passed_over(taught_library: Library) -> None:
    taught_library.keep_taught("broken-1", "{}")
    assert not open_part().exception


def test_a_label_with_too_many_examples_is_left_out_and_the_page_says_why(taught_library: Library) -> None:
    taught_library.keep_label("long", "Whatever.", [f"{n}." for n in range(30)])
    page = open_part()
    assert "30 examples" in page.warning[0].value
    assert len(page.selectbox(key="teach_what").options) == 1


def test_without_codes_or_labels_the_page_says_what_to_do(tiny_library: Library) -> None:
    assert "Draw a sample" in open_part().info[0].value
