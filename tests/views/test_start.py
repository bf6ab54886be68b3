"""The frame around the pages, the demo's guide, and what is said of the demo."""

from pathlib import Path

import pytest

import views._libraries
from pipeline.library import Library
from views._words import DEMO_NOTICE

from .conftest import TINY, write
from .homely import DASHBOARD, fake, found_row, open_home, words


def test_the_frame_is_small() -> None:
    assert len(DASHBOARD.read_text(encoding="utf-8").splitlines()) < 80


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny library as the demo; return the folder of the main library, which is empty."""
    made = write(tmp_path / "demo", TINY)
    monkeypatch.delenv("PARALLAX_LIBRARY", raising=False)
    monkeypatch.setattr(views._libraries, "FOLDER", tmp_path / "own")
    monkeypatch.setattr(views._libraries, "demo_library", lambda: made)
    fake(monkeypatch, found_row())
    return tmp_path / "own"


def test_the_demo_begins_with_a_guide_that_can_be_left_and_brought_back(demo: Path) -> None:
    page = open_home()
    assert "invented" in words(page)
    assert "step 1 of 4" in words(page).lower()
    for step in (2, 3, 4):
        page.button(key="start_next").click().run()
        assert f"step {step} of 4" in words(page).lower()
    assert "start_next" not in [button.key for button in page.button]
    page.button(key="start_back").click().run()
    assert "step 3 of 4" in words(page).lower()
    page.button(key="start_close").click().run()
    assert "step" not in words(page).lower()
    page.button(key="start_open").click().run()
    assert "step 1 of 4" in words(page).lower()


def test_there_is_no_guide_on_ones_own_articles(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    assert not [button.key for button in page.button if str(button.key).startswith("start_")]


def test_the_demo_beside_a_filled_library_does_not_ask_to_be_replaced(demo: Path) -> None:
    page = open_home()
    page.switch_page("views/compare.py").run()
    assert DEMO_NOTICE in words(page)
    assert "Your own articles go into a library beside it" in words(page)
    write(demo, TINY[:2])
    page = open_home(library="demo")
    page.switch_page("views/compare.py").run()
    assert "the demo" in words(page)
    assert "go into a library" not in words(page)
