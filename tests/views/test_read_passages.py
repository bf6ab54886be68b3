"""Matching passages on Read, what others report, and the page that is kept."""

import html
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Library, Row
from pipeline.library.tables import VECTOR
from views._read_html import kept_page, pairs_of
from views._style import STYLE, Layers

from .conftest import HOSTILE_OUTLET, HOSTILE_TITLE, library_rows, write
from .reading import open_read
from .voiced import fill_rows

WEIR = "The old weir of Harrowdale was opened again on Monday morning."
CLERK = "A clerk of the council noted that nobody had paid for it."
BRIDGE = "Engineers had warned for years that the bridge would not hold."
FERRY = "The ferry to Marlow Island was cancelled for the whole summer."
DIRECTIONS = {WEIR: 0, CLERK: 1, BRIDGE: 2, FERRY: 3}


@pytest.fixture(autouse=True)
def _whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_rows(monkeypatch)


def _with_vectors(rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Give each sentence a vector of its own, the same wherever it stands."""
    text = rows["articles"][0]["text"]
    vectors = []
    for sent in rows["sentences"]:
        numbers = np.zeros(VECTOR, np.int8)
        numbers[DIRECTIONS.get(text[sent["start"] : sent["end"]], 9 + sent["sentence_id"])] = 127
        place = {"article_id": sent["article_id"], "sentence_id": sent["sentence_id"]}
        vectors.append({**place, "vector": numbers.tobytes()})
    return {**rows, "vectors": vectors}


def _rows(outlet: str, title: str, sents: Sequence[str], *, date: str | None = None) -> dict[str, list[Row]]:
    return _with_vectors(library_rows(outlet, title, [(sent, 0.0) for sent in sents], date=date))


@pytest.fixture
def articles() -> list[dict[str, list[Row]]]:
    return [
        _rows("Alpha Daily", "Weir opened", [WEIR, CLERK]),
        _rows("Beta Post", "A weir again", [BRIDGE, WEIR], date="2024-05-06"),
        _rows("Gamma Times", "Bridge", [BRIDGE]),
        _rows("Beta Post", "Ferry", [FERRY]),
    ]


def _id(rows: Mapping[str, list[Row]]) -> str:
    return str(rows["articles"][0]["article_id"])


def _texts(page: AppTest) -> list[str]:
    return [element.value for element in page.html if 'class="px-column' in element.value]


def test_matching_passages_have_handles_that_lead_to_each_other(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write(tmp_path / "l", articles)
    page = open_read(library.root, monkeypatch, article=_id(articles[0]), beside=_id(articles[1]))
    first, second = _texts(page)
    assert 'id="px-a-1"><a class="px-to" href="#px-b-1"' in first
    assert 'id="px-b-1"><a class="px-to" href="#px-a-1"' in second
    assert "go to it in Beta Post: A weir again" in first
    assert first.count("px-to") == second.count("px-to") == 1
    assert any(caption.value.startswith("1 passage of the two articles") for caption in page.caption)
    page.toggle(key="matches").set_value(False).run()
    assert not any("px-to" in text for text in _texts(page))


def test_one_article_alone_has_no_handles(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_read(write(tmp_path / "l", articles).root, monkeypatch, article=_id(articles[0]))
    assert "px-to" not in "".join(_texts(page))
    assert not [toggle for toggle in page.toggle if toggle.key == "matches"]


def test_a_library_scored_before_says_how_to_get_them(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = [{**rows, "vectors": []} for rows in articles]
    page = open_read(
        write(tmp_path / "l", without).root, monkeypatch, article=_id(articles[0]), beside=_id(articles[1])
    )
    assert len(_texts(page)) == 2
    assert sum("score these articles again" in caption.value for caption in page.caption) == 1
    assert not any("Only here" in box.label for box in page.expander)


def test_what_others_report_and_what_is_only_here_is_listed_with_links(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = _id(articles[0])
    page = open_read(write(tmp_path / "l", articles).root, monkeypatch, article=article)
    assert not any(BRIDGE in element.value for element in page.html)  # nothing is read before it is asked for
    page.session_state[f"missing_{article}"] = True
    page.session_state[f"alone_{article}"] = True
    page.run()
    assert not page.exception
    listed = [element.value for element in page.html if element.value.startswith('<div class="px-article">')]
    told = [html.unescape(re.sub(r"<[^>]*>", "", sentence)) for sentence in listed]
    assert told == [BRIDGE, FERRY, CLERK]
    captions = [caption.value for caption in page.caption]
    assert captions.index("2 outlets, 2 articles") < captions.index("1 outlet, 1 article")
    assert any("**" in shown.value and "Beta Post" in shown.value for shown in page.markdown)


def test_no_other_outlet_is_said_so(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write(tmp_path / "l", articles[3:])
    page = open_read(library.root, monkeypatch)
    page.session_state[f"alone_{_id(articles[3])}"] = True
    page.run()
    assert any("no other outlet" in caption.value for caption in page.caption)


def test_only_the_articles_shown_are_read(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write(tmp_path / "l", articles)
    asked: list[object] = []
    read = Library.mentions

    def mentions(self: Library, **options: object) -> pd.DataFrame:
        asked.append(options.get("articles"))
        return read(self, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "mentions", mentions)
    page = open_read(library.root, monkeypatch, article=_id(articles[0]))
    assert _texts(page)
    assert [_id(articles[0])] in asked


class _Parsed(HTMLParser):
    """Every tag, attribute and piece of text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [(name, value) for name, value in attrs if name in ("href", "src") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_kept_page_needs_nothing_and_runs_nothing() -> None:
    article = {
        "outlet": HOSTILE_OUTLET, "title": HOSTILE_TITLE, "date": None, "genre": "<script>alert(1)</script>",
        "author": '"><img src=x onerror=alert(1)>', "words": 3, "url": "javascript:alert(1)",
    }  # fmt: skip
    method = ["Scored by </div><script>alert(1)</script>"]
    parsed = _Parsed(kept_page(HOSTILE_TITLE, [(article, "<p>text</p>")], Layers(matches=True), method))
    allowed = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "div", "article", "p", "span", "mark"}
    assert set(parsed.tags) <= allowed
    assert parsed.links == []
    for words in (HOSTILE_OUTLET, HOSTILE_TITLE, article["author"], "javascript:alert(1)", method[0], "date unknown"):
        assert str(words) in parsed.text
    assert "default-src 'none'" in kept_page("t", [], Layers(), [])
    assert "@media print" in parsed.text


def test_the_page_that_is_offered_holds_both_texts_with_their_marks(
    articles: list[dict[str, list[Row]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def keep(*given: object) -> str:
        kept.append(kept_page(*given))  # type: ignore[arg-type]
        return kept[-1]

    monkeypatch.setattr("views._read_html.kept_page", keep)
    open_read(
        write(tmp_path / "l", articles).root, monkeypatch, article=_id(articles[0]), beside=_id(articles[1]), at="0-4"
    )
    parsed = _Parsed(kept[-1])
    for words in (WEIR, CLERK, BRIDGE, "Scored by tiny-1", "no fact checking", "portrayed against"):
        assert words in parsed.text
    assert parsed.links == [("href", "#px-b-1"), ("href", "#px-a-1")]
    assert "script" not in parsed.tags
    assert "px-at" not in kept[-1].replace(STYLE, "")


def test_pairs_are_numbered_in_the_order_of_the_first_article() -> None:
    found = pd.DataFrame({"sentence_a": [1, 4], "sentence_b": [9, 2], "similarity": [0.5, 0.987]})
    sentences = {
        "a": pd.DataFrame({"sentence_id": [1, 4], "start": [0, 20], "end": [10, 30]}),
        "b": pd.DataFrame({"sentence_id": [2, 9], "start": [5, 50], "end": [6, 60]}),
    }
    sided = pairs_of(found, sentences, {"a": "One", "b": HOSTILE_OUTLET})
    assert [(pair.start, pair.end, pair.number, pair.here, pair.there) for pair in sided["b"]] == [
        (50, 60, 1, "px-b-1", "px-a-1"),
        (5, 6, 2, "px-b-2", "px-a-2"),
    ]
    assert sided["a"][1].label == f"Match 2, likeness 0.99: go to it in {HOSTILE_OUTLET}"
