import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.score import score_articles
from tests.conftest import ALPHA, BETA

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
HOSTILE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"


def _page(root: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(root))
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/read.py").run()
    assert not page.exception
    return page


def _texts(page: AppTest) -> list[str]:
    return [html.value for html in page.html if 'class="px-article' in html.value]


def test_an_article_is_shown_with_its_marks(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch, article=ALPHA.id)
    (text,) = _texts(page)
    assert "for the harbour plan" in text
    assert 'class="px-quote"' in text
    assert any(f'class="px-{stance}"' in text for stance in ("against", "for", "neither"))
    assert any("5 of 5 sentences read" in caption.value for caption in page.caption)


def test_two_articles_stand_side_by_side(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch, article=BETA.id, beside=ALPHA.id)
    first, second = _texts(page)
    assert "Reckless plan blamed" in first
    assert "harbour plan" in second


def test_a_choice_is_kept_in_the_address_as_an_id(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch, article=ALPHA.id, at="0-5")
    page.selectbox(key="article_box").select(BETA.id).run()
    assert page.query_params["article"] == BETA.id
    assert "at" not in page.query_params
    assert "Reckless plan blamed" in _texts(page)[0]


@pytest.mark.parametrize(("at", "marked"), [("0-5", True), ("5-0", False), ("0-99999", False), ("<b>", False)])
def test_the_address_points_to_a_passage(
    library: Library, monkeypatch: pytest.MonkeyPatch, at: str, marked: bool
) -> None:
    page = _page(library.root, monkeypatch, article=ALPHA.id, at=at)
    assert ('<mark class="px-at"' in _texts(page)[0]) is marked
    assert any("scrollIntoView" in html.value for html in page.html) is marked


def test_a_bad_address_shows_the_first_article(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(
        library.root, monkeypatch, article="nope", beside="<img>", at="x", event="?", stance="maybe", entity="Nobody"
    )
    assert len(_texts(page)) == 1


@pytest.mark.parametrize(("key", "gone"), [("stance", "px-neither px-for px-against"), ("quotes", "px-quote")])
def test_each_kind_of_mark_can_be_switched_off(
    library: Library, monkeypatch: pytest.MonkeyPatch, key: str, gone: str
) -> None:
    page = _page(library.root, monkeypatch, article=ALPHA.id)
    assert any(f'class="{name}"' in _texts(page)[0] for name in gone.split())
    page.toggle(key=key).set_value(False).run()
    assert not any(f'class="{name}"' in _texts(page)[0] for name in gone.split())


def test_only_the_chosen_names_are_marked(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch, article=ALPHA.id)
    page.multiselect(key="entity_box").set_value(["Tom Vale"]).run()
    assert "Tom Vale, in" in _texts(page)[0]
    assert "Anna Berg, in" not in _texts(page)[0]


def test_what_is_unknown_says_so(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch, article=BETA.id)
    assert any("date unknown" in caption.value for caption in page.caption)


def test_a_corrected_headline_stands_beside_the_text_as_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.edit(BETA.id, "title", "Quite another headline")
    page = _page(library.root, monkeypatch, article=BETA.id)
    assert any("Quite another headline" in caption.value for caption in page.caption)
    assert BETA.title in _texts(page)[0]


def test_an_empty_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.open(tmp_path / "empty", create=True)
    page = _page(tmp_path / "empty", monkeypatch)
    assert any("Add articles" in info.value for info in page.info)
    assert not _texts(page)


def test_hostile_text_is_shown_as_it_is(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(tmp_path / "library", create=True)
    article = replace(ALPHA, title=HOSTILE, outlet="<img src=x>", source="<img src=x>.txt", author="<b>Eve</b>")
    score_articles([article], library=library, event="e", model=tiny)
    page = _page(library.root, monkeypatch)
    (text,) = _texts(page)
    assert HOSTILE in text
    assert "<img" not in text
    for shown in [*page.markdown, *page.caption]:
        assert not re.search(r"(?<!\\)<(img|b)", shown.value)
