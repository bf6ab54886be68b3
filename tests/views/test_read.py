import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.score import score_articles
from tests.conftest import ALPHA, BETA

from .conftest import library_rows, write
from .reading import open_read
from .voiced import SENTENCES, TITLE, fill_rows, voiced_library, voiced_rows


@pytest.fixture(autouse=True)
def _whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_rows(monkeypatch)


HOSTILE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"


def _texts(page: AppTest) -> list[str]:
    return [element.value for element in page.html if 'class="px-article' in element.value]


def _plain(markup: str) -> str:
    """Return what a reader sees of `markup`, without the speakers' names."""
    markup = re.sub(r'<span class="px-who" tabindex="0">[^<]*<span class="px-note">[^<]*</span></span>', "", markup)
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_an_article_is_shown_with_its_marks(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(library.root, monkeypatch, article=ALPHA.id)
    (text,) = _texts(page)
    assert "for the harbour plan" in _plain(text)
    assert 'class="px-said px-direct"' in text
    assert any(f'class="px-{stance}"' in text for stance in ("against", "for", "neither"))
    assert any("5 of 5 sentences read" in caption.value for caption in page.caption)


def test_two_articles_stand_side_by_side(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(library.root, monkeypatch, article=BETA.id, beside=ALPHA.id)
    first, second = _texts(page)
    assert "Reckless plan blamed" in _plain(first)
    assert "harbour plan" in _plain(second)


def test_a_choice_is_kept_in_the_address_as_an_id(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(library.root, monkeypatch, article=ALPHA.id, at="0-5")
    page.selectbox(key="article_box").select(BETA.id).run()
    assert page.query_params["article"] == BETA.id
    assert "at" not in page.query_params
    assert "Reckless plan blamed" in _plain(_texts(page)[0])


@pytest.mark.parametrize(("at", "marked"), [("0-5", True), ("5-0", False), ("0-99999", False), ("<b>", False)])
def test_the_address_points_to_a_passage(
    library: Library, monkeypatch: pytest.MonkeyPatch, at: str, marked: bool
) -> None:
    page = open_read(library.root, monkeypatch, article=ALPHA.id, at=at)
    assert ('<mark class="px-at"' in _texts(page)[0]) is marked
    assert any("scrollIntoView" in element.value for element in page.html) is marked


def test_a_bad_address_shows_the_first_article(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(
        library.root, monkeypatch, article="nope", beside="<img>", at="x", event="?", stance="maybe", entity="Nobody"
    )
    assert len(_texts(page)) == 1


@pytest.mark.parametrize(
    ("key", "gone"),
    [("stance", "px-neither px-for px-against"), ("voices", "px-said px-direct"), ("loaded", "px-loaded")],
)
def test_each_kind_of_mark_can_be_switched_off(
    library: Library, monkeypatch: pytest.MonkeyPatch, key: str, gone: str
) -> None:
    page = open_read(library.root, monkeypatch, article=ALPHA.id)
    assert any(f' class="{name}' in _texts(page)[0] for name in gone.split())
    page.toggle(key=key).set_value(False).run()
    assert not any(f' class="{name}' in _texts(page)[0] for name in gone.split())


def test_only_the_chosen_names_are_marked(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(library.root, monkeypatch, article=ALPHA.id)
    page.multiselect(key="entity_box").set_value(["Tom Vale"]).run()
    assert "Tom Vale, in" in _texts(page)[0]
    assert "Anna Berg, in" not in _texts(page)[0]


def test_what_is_unknown_says_so(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_read(library.root, monkeypatch, article=BETA.id)
    assert any("date unknown" in caption.value for caption in page.caption)


def test_a_corrected_headline_stands_beside_the_text_as_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.edit(BETA.id, "title", "Quite another headline")
    page = open_read(library.root, monkeypatch, article=BETA.id)
    assert any("Quite another headline" in caption.value for caption in page.caption)
    assert BETA.title in _plain(_texts(page)[0])


def test_an_empty_library_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.open(tmp_path / "empty", create=True)
    page = open_read(tmp_path / "empty", monkeypatch)
    assert any("Add articles" in info.value for info in page.info)
    assert not _texts(page)


def test_hostile_text_is_shown_as_it_is(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(tmp_path / "library", create=True)
    article = replace(ALPHA, title=HOSTILE, outlet="<img src=x>", source="<img src=x>.txt", author="<b>Eve</b>")
    score_articles([article], library=library, event="e", model=tiny)
    page = open_read(library.root, monkeypatch)
    (text,) = _texts(page)
    assert HOSTILE in _plain(text)
    assert "<img" not in text
    for shown in [*page.markdown, *page.caption]:
        assert not re.search(r"(?<!\\)<(img|b)", shown.value)


def test_loaded_words_are_marked_and_listed_from_one_in_two_on(
    measured_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = measured_library.articles().set_index("title")["article_id"]
    page = open_read(measured_library.root, monkeypatch, article=articles["Plan blamed"])
    (text,) = _texts(page)
    assert re.findall(r'<mark class="px-loaded" title="([^"]*)">(\w+)</mark>', text) == [
        ("Loaded word, in the outlet&#x27;s own words: 90 %", "ruined"),
        ("Loaded word, in the outlet&#x27;s own words: 80 %", "failed"),
    ]
    assert any('class="px-legend"' in element.value and "px-loaded" in element.value for element in page.html)
    (table,) = [table.value for table in page.dataframe if table.proto.alt == "The loaded words"]
    assert table.to_dict("list") == {"Word": ["ruined", "failed"], "Voice": ["outlet"] * 2, "Loaded, %": [90, 80]}
    assert not any("does not measure" in caption.value for caption in page.caption)
    quiet = open_read(measured_library.root, monkeypatch, article=articles["A walk by the sea"])
    assert "px-loaded" not in _texts(quiet)[0]  # "calm" has .3


def test_a_scorer_that_does_not_measure_loaded_words_is_said_to(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_read(tiny_library.root, monkeypatch)
    lines = [caption.value for caption in page.caption if "does not measure" in caption.value]
    assert lines == ["The model that scored these articles does not measure loaded words."]
    assert "px-loaded" not in _texts(page)[0]


def _table(page: AppTest, alt: str) -> list[dict[str, object]]:
    (table,) = [table.value for table in page.dataframe if table.proto.alt == alt]
    rows: list[dict[str, object]] = table.to_dict("records")
    return rows


def test_speech_is_shown_with_who_speaks_and_how_far_the_cue_vouches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_read(voiced_library(tmp_path / "l").root, monkeypatch)
    page.toggle(key="frames").set_value(False).run()
    (text,) = _texts(page)
    assert "".join(_plain(text).split()) == "".join("".join([TITLE, *SENTENCES]).split())
    assert re.findall(r'<span class="px-who" tabindex="0">([^<]*)<span class="px-note">([^<]*)<', text) == [
        ("Anna Berg", "Anna Berg, mayor of the harbour town, indirect, “claimed” keeps its distance"),
        ("Tom Vale", "Tom Vale, indirect, “told”"),
        ("Anna Berg", "Anna Berg, mayor of the harbour town, direct, “said”"),
        ("speaker not told", "speaker not told, indirect, “noted” vouches for the words"),
    ]
    assert 'class="px-said px-indirect px-inner"' in text  # Vale's words in Berg's
    assert re.findall(r'class="px-cue ([^"]*)"', text) == [
        f"px-{look} px-last" for look in ("distancing", "scare", "endorsing")
    ]
    rows = _table(page, "The attributions")
    assert [row["Speaker"] for row in rows] == ["Anna Berg", "Anna Berg", "Tom Vale", "speaker not told"]
    assert rows[0]["The cue"] == "keeps its distance"
    assert _table(page, "The words held at arm's length")[0]["Held off by"] == "so-called"
    assert {row["Voice"] for row in _table(page, "The marked mentions")} == {"outlet", "Anna Berg"}


def test_whose_words_and_cues_are_switched_off_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = voiced_library(tmp_path / "l").root
    page = open_read(root, monkeypatch)
    page.toggle(key="voices").set_value(False).run()
    (text,) = _texts(page)
    assert "px-said" not in text
    assert "px-who" not in text
    assert "px-cue" in text
    assert not any(
        "px-said" in element.value
        for element in page.html
        if "px-legend" in element.value and "<style" not in element.value
    )
    page.toggle(key="cues").set_value(False).run()
    assert "px-cue" not in _texts(page)[0]


def test_an_article_without_attributions_is_shown_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = library_rows("Gamma Post", "A walk by the sea", [("The sea was calm.", 0)])
    library = voiced_library(tmp_path / "l", plain)
    page = open_read(library.root, monkeypatch, article=plain["articles"][0]["article_id"])
    assert "px-said" not in _texts(page)[0]
    assert not any("attribution" in box.label for box in page.expander)


def test_what_is_nobodys_is_not_shaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = voiced_rows()
    rows["attributions"][3] |= {"source": [], "quoted": []}  # "noted", by nobody
    page = open_read(write(tmp_path / "l", [rows]).root, monkeypatch)
    assert "speaker not told" not in re.findall(r'class="px-who" tabindex="0">([^<]*)<', _texts(page)[0])
    assert "px-endorsing" in _texts(page)[0]
    assert len(_table(page, "The attributions")) == 3


def test_a_hostile_speaker_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = voiced_library(
        tmp_path / "l", speaker=f"<img src=x> {HOSTILE}", affiliation="<b>aide</b>", speaker_kind="unnamed"
    )
    page = open_read(library.root, monkeypatch)
    (text,) = _texts(page)
    assert "&lt;img src=x&gt;" in text
    assert "&lt;b&gt;aide" in text
    assert "<img" not in text
    assert "<b>" not in text
    for shown in [*page.markdown, *page.caption]:
        assert not re.search(r"(?<!\\)<(img|b)", shown.value)
