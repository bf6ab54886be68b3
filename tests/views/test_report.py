"""The report of a comparison: one file that runs nothing, fetches nothing, and shows every text literally."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree
from streamlit.testing.v1 import AppTest

import pipeline.encoder
from pipeline.library import Library
from views._chosen import Chosen
from views._comparison import Asked, Comparison, Side, Told
from views._filters import Filters
from views._gathered import gather
from views._library import articles
from views._report_html import inline, report_html
from views._safe import md_escape

from .conftest import HOSTILE_OUTLET, HOSTILE_TITLE, SCORER, TINY, with_measures, write
from .voiced import fill_rows

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
VOID = {"meta", "link", "br", "img", "hr", "input"}


@pytest.fixture(autouse=True)
def _whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_rows(monkeypatch)


class Page(HTMLParser):
    """What a page is made of: its elements with their attributes, its text, and whether all are closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of this name."""
        return [attributes for name, attributes in self.elements if name == tag]


def compared(library: Library, *, voice: str = "split", entities: tuple[str, ...] = ("Anna Berg",)) -> Comparison:
    """Return the comparison of all articles of the library's one event."""
    event = library.events()["event_id"][0]
    everything = articles(library, event)
    reasons = pd.Series("", everything.index, dtype="str")
    chosen = Chosen(library, event, Filters(genres=("news", "unknown", "opinion")), everything, reasons, [])
    return gather(chosen, chosen.view(), Asked("event=x&voice=y", entities, voice), made="2024-05-06")


def test_it_says_what_was_compared_and_by_what(measured_library: Library) -> None:
    page = Page(report_html(compared(measured_library)))
    assert not page.open
    said = " ".join(page.text.split())
    assert "The harbour" in said
    assert "?event=x&voice=y" in said
    assert f"Scorer{SCORER}" in said
    assert "Made on2024-05-06" in said
    for outlet in ("The Harbour Example", "Beta Daily", "Gamma Post"):
        assert outlet in said
    assert "5 of 5 articles of this event count here" in said


def test_every_figure_of_the_page_is_in_a_table_with_its_n(measured_library: Library) -> None:
    about = compared(measured_library, voice="all")
    html = report_html(about)
    (stance,) = [section for section in about.sections if section.title == "How people and groups are portrayed"]
    figures = stance.charts[0].figures
    assert len(figures) == 2  # Gamma does not mention her
    for row in figures.to_dict("records"):
        assert f"<td>{row['value']:+.2f}".replace("-", "−") in html
        assert f"<td>{row['sentences']}</td><td>{row['articles']}</td>" in html
    assert "not found here" in html


def test_the_same_view_gives_the_same_bytes(measured_library: Library) -> None:
    assert report_html(compared(measured_library)) == report_html(compared(measured_library))


@pytest.mark.parametrize("which", ["measured_library", "hostile_library"])
def test_it_runs_nothing_and_fetches_nothing(which: str, request: pytest.FixtureRequest) -> None:
    page = Page(report_html(compared(request.getfixturevalue(which))))
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "video", "audio", "use"}
    for _, attributes in page.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style", "action")
        ]
        assert (attributes.get("href") or "#").startswith("#")
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert not re.search(r"url\(|@import", report_html(compared(request.getfixturevalue(which))))


def test_hostile_texts_are_shown_literally(hostile_library: Library) -> None:
    event = hostile_library.events()["event_id"][0]
    entities = tuple(sorted(set(hostile_library.mentions(event=event)["entity"])))
    html = report_html(compared(hostile_library, entities=entities))
    page = Page(html)
    for text in (HOSTILE_TITLE, HOSTILE_OUTLET, *entities, f"Event {HOSTILE_TITLE}"):
        assert text in page.text
    assert HOSTILE_OUTLET not in html


def test_it_has_the_structure_that_a_screen_reader_needs(measured_library: Library) -> None:
    page = Page(report_html(compared(measured_library)))
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch(r"h[1-6]", name)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(head["scope"] in ("col", "row") for head in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = [attributes["aria-label"] for _, attributes in page.elements if "aria-label" in attributes]
    assert len(labels) == len(set(labels))
    targets = {str(link["href"])[1:] for link in page.all("a")}
    assert targets <= set(ids)
    for svg in page.all("svg"):
        assert svg["role"] == "img"
        assert set(str(svg["aria-labelledby"]).split()) <= set(ids)


def test_its_figures_are_well_formed(hostile_library: Library) -> None:
    event = hostile_library.events()["event_id"][0]
    entities = tuple(sorted(set(hostile_library.mentions(event=event)["entity"])))
    found = re.findall(r"<svg .*?</svg>", report_html(compared(hostile_library, entities=entities)), re.DOTALL)
    assert found
    for svg in found:
        etree.fromstring(svg.encode())


def test_a_finding_has_the_sentences_of_each_side(measured_library: Library) -> None:
    about = compared(measured_library)
    told = (*about.findings, *about.here)
    for one in told:
        assert len(one.sides) >= 2
        for side in one.sides:
            assert len(side.quotes) == min(3, side.total)
    texts = "".join(measured_library.articles()["text"])
    quotes = [
        quote for section in about.sections for chart in section.charts for side in chart.sides for quote in side.quotes
    ]
    assert quotes
    assert all(quote.text in texts for quote in quotes)


def test_scores_of_another_model_are_called_so(measured_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "by another model than the shipped one" in report_html(compared(measured_library))
    monkeypatch.setattr("views._gathered.shipped_version", lambda: SCORER.rpartition(".")[0] or SCORER)
    assert "by another model than the shipped one" not in report_html(compared(measured_library))


def test_without_a_model_it_says_so(measured_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path / "nowhere")
    assert "No shipped model was there" in report_html(compared(measured_library))


def test_without_the_newer_measures_their_sections_are_missing(tiny_library: Library) -> None:
    titles = [section.title for section in compared(tiny_library).sections]
    assert titles == ["How people and groups are portrayed", "Frames in the foreground"]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**A** is *b*.", "<strong>A</strong> is <em>b</em>."),
        ("a < b & c", "a &lt; b &amp; c"),
        (r"\*\*A\*\* \\", "**A** \\"),
        ("**A", "<strong>A</strong>"),
        (f"**{md_escape('<b>*x* [y](http://example.invalid) :red[z]')}**",
         "<strong>&lt;b&gt;*x* [y](http://example.invalid) :red[z]</strong>"),
    ],
)  # fmt: skip
def test_a_line_of_markdown_becomes_safe_html(markdown: str, html: str) -> None:
    assert inline(markdown) == html


def test_the_button_is_drawn_where_it_is_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "lib"))
    write(tmp_path / "lib", [with_measures(rows) for rows in TINY])
    script = (
        "from views._chosen import choose_articles\nfrom views._report import offer_report\n"
        "chosen = choose_articles('x')\noffer_report(chosen, chosen.view())\n"
    )
    page = AppTest.from_string(script, default_timeout=30).run()
    assert not page.exception
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels[0] == "Report of this comparison"
    assert len(labels) == 2  # and the sealed one


def test_whatever_field_holds_markup_it_stays_text(measured_library: Library) -> None:
    bad = "<img src=x onerror=y>\"'"
    about = replace(
        compared(measured_library), title=bad, query=bad, made=bad, filters=((bad, bad),), summary=bad, read=bad,
        nouns=bad, scorers=(bad,), shipped=bad, ties=(bad,), findings=(Told(bad, bad, (Side(bad, (), 0),)),), more=1,
        here=(Told(bad, bad, ()),),
    )  # fmt: skip
    page = Page(report_html(about))
    assert not page.all("img")
    assert page.text.count(bad) > 15
