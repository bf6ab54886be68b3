"""Compare as a reader meets it: what it counts, what it says of it, and what it never does with a stranger's text."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import views._libraries
from pipeline.export import as_csv
from pipeline.library import Library
from pipeline.types import FRAMES
from views._charts import COLOURS, SHAPES, interval_dots, outlet_looks
from views._filters import Filters, distinct, why_left_out
from views._library import differences_of, figures_of
from views._safe import md_escape
from views._tables import export_table
from views._words import DEMO_NOTICE, SCALES

from .conftest import HOSTILE_OUTLET, HOSTILE_TITLE, TINY, library_rows, with_measures, write
from .voiced import BERG as MAYOR
from .voiced import VALE, fill_rows, voiced_library, voiced_rows


@pytest.fixture(autouse=True)
def _plain_means(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weigh all mentions the same: the figures here are worked by hand, the weights have tests of their own."""
    monkeypatch.setattr("pipeline.compare.weights.published", dict)


@pytest.fixture(autouse=True)
def _whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_rows(monkeypatch)


DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
BERG = "behind Anna Berg"


def open_page(part: str | None = "stance", **address: str | list[str]) -> AppTest:
    """Open Compare at a part, the overview if it is None."""
    if part:
        address["part"] = part
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/compare.py").run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    """Return all that the page says outside its tables, as a reader sees it."""
    said = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.warning, *page.info]
    return "\n".join(element.value for element in [*said, *page.error])


def figures_table(page: AppTest, at: int) -> dict[str, str]:
    """Return {outlet: figure} of the nth table of figures; the first table is the articles'."""
    return _figures(page.dataframe[at].value)


def _figures(table: pd.DataFrame) -> dict[str, str]:
    column = "All words" if "All words" in table else "Figure (95 % interval)"
    return dict(zip(table["Outlet"], table[column], strict=True))


def test_the_articles_stand_side_by_side(tiny_library: Library) -> None:
    page = open_page()
    assert page.title[0].value == "The harbour"
    assert "4 articles by 3 outlets. 1 article left out (genre: opinion)." in words(page)
    table = page.dataframe[0].value
    assert table["Outlet"].to_list() == ["Beta Daily"] * 2 + ["Gamma Post"] + ["The Harbour Example"] * 2
    assert table.loc[table["Outlet"] == "Gamma Post", "Date"].to_list() == ["unknown"]
    assert table.loc[table["Genre"] == "opinion", "Counted"].to_list() == ["left out, genre: opinion"]
    assert set(table["How found"]) == {"outlet: file name; date: file name", "outlet: file name"}


def test_figures_come_with_intervals_and_with_who_is_silent(tiny_library: Library) -> None:
    berg = figures_table(open_page(voice="all"), 1)
    assert berg["Gamma Post"] == "not found here"
    assert berg["Beta Daily"].startswith("−0.96  (−1.00 to")  # the mean of -.94 and -.98
    assert berg["The Harbour Example"].startswith("+0.50")  # the mean of two articles: .985 and (.97 - .95) / 2


def test_only_differences_that_hold_are_said(tiny_library: Library) -> None:
    said = words(open_page(voice="all"))
    assert "**1 clear difference in these articles**, of 1 comparison tested" in said
    assert "Anna Berg: more for and less against in **The Harbour Example** than in Beta Daily by 1.46 (" in said
    frames = words(open_page("frame", voice="all"))
    assert "**No clear difference** between the outlets, of 45 comparisons tested." in frames


def test_a_number_opens_its_sentences(tiny_library: Library) -> None:
    page = open_page()
    assert not [html for html in page.html if 'class="px-article"' in html.value]
    page.pills(key=BERG).set_value("beta-daily").run()
    shown = [html.value for html in page.html if 'class="px-article"' in html.value]
    assert len(shown) == 2
    assert 'class="px-against"' in shown[0]
    assert "failed the town" in shown[0]  # -.98 before -.94
    assert "ruined the harbour" in shown[1]
    assert any("against 98 %, neither 2 %, for 0 % · body · in the outlet's own words" in c.value for c in page.caption)
    assert any("scored by tiny\\-1" in caption.value for caption in page.caption)
    (first, _) = page.page_link
    assert "article=" in first.proto.query_string
    assert "at=" in first.proto.query_string


def figures_named(page: AppTest, alt: str) -> dict[str, str]:
    """Return {outlet: figure} of the table whose description begins with `alt`."""
    (table,) = [table for table in page.dataframe if table.proto.alt.startswith(alt)]
    return _figures(table.value)


def test_what_the_scorer_does_not_measure_is_said_in_a_line(tiny_library: Library) -> None:
    for part, what in (("role", "roles"), ("loaded", "loaded words")):
        page = open_page(part)
        assert f"The model that scored these articles does not measure {what}." in words(page)
        assert "role_box" not in [box.key for box in page.selectbox]


def test_loaded_words_stand_beside_each_other_per_thousand(measured_library: Library) -> None:
    page = open_page("loaded")
    assert "does not measure" not in words(page)
    table = figures_named(open_page("loaded", voice="all"), "Loaded words per 1,000 words")
    # "saved" .6 of 16 words, "lied" .7 of 16; "ruined" .9 and "failed" .8 of 14; "calm" is below one in two.
    assert table["The Harbour Example"].startswith(f"{1000 * (0.6 / 16 + 0.7 / 16) / 2:.1f}  (0.0 to ")
    assert table["Beta Daily"].startswith(f"{1000 * 1.7 / 14:.1f}  (")
    assert table["Gamma Post"] == "0.0  (0.0 to 0.0)"
    own = figures_named(open_page("loaded", voice="outlet"), "Loaded words")
    assert own["The Harbour Example"].startswith(f"{1000 * (0.6 / 16 + 0) / 2:.1f}  (")
    quoted = figures_named(open_page("loaded", voice="speaker"), "Loaded words")
    assert quoted["Beta Daily"] == "no words in this voice"
    assert quoted["The Harbour Example"].startswith(f"{1000 * 0.7 / 3:.1f}  (")


def test_loaded_words_open_their_sentences(measured_library: Library) -> None:
    page = open_page("loaded")
    pills = page.pills(key="behind loaded")
    assert pills.options == ["Beta Daily (2)", "The Harbour Example (2)"]  # none where no word is loaded
    pills.set_value("beta-daily").run()
    shown = [html.value for html in page.html if 'class="px-article"' in html.value]
    assert len(shown) == 2
    assert re.search(r'<mark class="px-loaded" title="[^"]*90 %">ruined</mark>', shown[0])
    assert re.search(r'<mark class="px-loaded" title="[^"]*80 %">failed</mark>', shown[1])
    assert any(caption.value.startswith("loaded: ruined 90 % · body · ") for caption in page.caption)


def test_roles_stand_beside_each_other_and_open_their_sentences(measured_library: Library) -> None:
    page = open_page("role", role="antagonist")
    table = figures_named(page, "Anna Berg as antagonist")
    assert table["Beta Daily"].startswith("96 %")
    assert table["The Harbour Example"].startswith("24 %")  # the mean of two articles: 0, and 0 and .95
    assert table["Gamma Post"] == "none"
    page.pills(key="behind Anna Berg as antagonist").set_value("beta-daily").run()
    shown = [html.value for html in page.html if 'class="px-article"' in html.value]
    assert len(shown) == 2
    assert re.search(r'<mark class="px-role" title="Anna Berg, [^"]*antagonist 98 %">Anna Berg</mark>', shown[0])
    assert any(caption.value.startswith("antagonist 98 % · ") for caption in page.caption)
    page.selectbox(key="role_box").select("innocent").run()
    assert page.query_params["role"] == "innocent"
    assert figures_named(page, "Anna Berg as innocent")["Beta Daily"].startswith("10 %")


def test_differences_are_said_in_the_unit_of_their_measure() -> None:
    assert SCALES["role"].say_difference(0.234) + SCALES["role"].unit == "23 points"
    assert SCALES["loaded"].say_difference(4.06) + SCALES["loaded"].unit == "4.1 per 1,000 words"
    assert SCALES["stance"].say_difference(0.234) + SCALES["stance"].unit == "0.23"


def test_a_difference_in_a_role_is_said_of_entity_and_role(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "six"))
    many = [
        with_measures(library_rows(outlet, f"Report {n}", [(f"Anna Berg {verb} the town.", value)] * 2))
        for n in range(6)
        for outlet, verb, value in (("Beta Daily", "failed", -0.9), ("Gamma Post", "kept", 0.9))
    ]
    write(tmp_path / "six", many)
    said = words(open_page("role", voice="all"))
    assert "Anna Berg as antagonist: more in **Beta Daily** than in Gamma Post by 90 points (" in said
    assert "Anna Berg as protagonist: more in **Gamma Post** than in Beta Daily by 90 points (" in said
    assert "Anna Berg as innocent: more" not in said
    said = words(open_page("loaded", voice="all"))
    assert re.search(r"Loaded words: more in \*\*Beta Daily\*\* than in Gamma Post by \d+\.\d per 1,000 words \(", said)


def test_words_are_split_by_voice(tiny_library: Library) -> None:
    own = figures_table(open_page(voice="outlet"), 1)
    assert own["The Harbour Example"].startswith("+0.98")  # without Vale's words
    quoted = open_page(voice="speaker")
    assert figures_table(quoted, 1)["Beta Daily"] == "not found here"
    assert "fewer than two outlets" in words(quoted)


def test_genres_are_mixed_only_when_asked_and_then_said(tiny_library: Library) -> None:
    assert "mixed" not in words(open_page())
    page = open_page(genre=["news", "opinion"])
    assert "Different genres are mixed here because you chose so: news and opinion." in words(page)
    assert "1 article left out (genre: unknown)" in words(page)
    every = words(open_page(genre=["news", "opinion", "unknown"]))
    assert "mixed here because you chose so: news, opinion and genre unknown." in every
    assert "1 article of unknown genre is compared with the others." in every
    assert "mixed" not in words(open_page(genre="opinion"))  # nothing else stands beside it


def test_an_unknown_genre_is_compared_with_news_and_that_is_said(
    tiny_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "1 article of unknown genre is compared with news." in words(open_page())
    assert "unknown genre" not in words(open_page(genre="news"))
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "none"))
    write(tmp_path / "none", [library_rows(o, "A plan", [("A plan.", 0)], genre=None) for o in ("Beta", "Gamma")])
    said = words(open_page())
    assert "The genre of these articles is not known." in said
    assert "mixed" not in said


def test_a_date_filter_says_that_undated_articles_are_left_out(tiny_library: Library) -> None:
    page = open_page(since="2024-03-05")
    assert "no date known, and a date filter is set" in words(page)
    assert "1 article by 1 outlet." in words(page)


def test_choices_stand_in_the_address_as_ids(tiny_library: Library) -> None:
    page = open_page()
    page.multiselect(key="outlet_box").set_value(["beta-daily"]).run()
    assert page.query_params["outlet"] == "beta-daily"
    assert "1 article by 1 outlet." in words(page)
    page.multiselect(key="outlet_box").set_value([]).run()
    assert "outlet" not in page.query_params


def test_choices_go_along_to_another_page_and_back(tiny_library: Library) -> None:
    page = open_page(voice="outlet")
    page.switch_page("views/method.py")
    del page.query_params["voice"]  # as the browser does
    page.run()
    assert page.query_params["voice"] == "outlet"


@pytest.mark.parametrize(
    "address",
    [
        {"event": "nope", "outlet": "nope", "genre": "nope", "entity": "nope", "voice": "nope", "frame": "nope"},
        {"since": "yesterday", "until": "2024-13-45"},
        {"since": "1999-01-01", "until": "9999-12-31"},
        {"event": "<img src=x>", "outlet": ["", "'); DROP TABLE articles"], "voice": ""},
    ],
)
def test_a_bad_address_falls_back_to_the_default(tiny_library: Library, address: dict[str, str | list[str]]) -> None:
    page = open_page(**address)
    assert "4 articles by 3 outlets." in words(page)
    assert figures_table(page, 1)["The Harbour Example"].startswith("+0.50")


def test_a_filter_that_leaves_nothing_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "comments"))
    write(tmp_path / "comments", [TINY[3]])
    page = open_page()
    assert "The filters leave nothing to compare" in words(page)
    page.multiselect(key="genre_box").set_value(["opinion"]).run()
    assert "1 article by 1 outlet." in words(page)


def test_an_empty_library_says_what_to_do(empty_library: Library) -> None:
    page = open_page()
    assert "There are no articles here yet." in words(page)
    assert page.page_link[0].value == "Add articles"


def test_a_library_that_cannot_be_opened_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "file"))
    (error,) = open_page().error
    assert "File exists" in error.value


def _wire(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of one text printed by three outlets, the earliest of them Beta Daily, and of one other text."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(folder))
    sents = [("Anna Berg saved the harbour.", 0.9)]
    prints = {"Gamma Post": "2024-03-06", "Beta Daily": "2024-03-04", "Delta News": "2024-03-05"}
    copies = [library_rows(outlet, f"As {outlet} has it", sents, date=day) for outlet, day in prints.items()]
    copies[0]["articles"][0]["author"] = "Associated Press"
    own = library_rows("Gamma Post", "Own report", [("Anna Berg failed the town.", -0.9)], date="2024-03-06")
    write(folder, [*copies, own])


def test_copies_are_said_and_all_of_them_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _wire(tmp_path / "wire", monkeypatch)
    page = open_page()
    said = words(page)
    assert "4 articles by 3 outlets." in said
    assert "3 articles by Beta Daily, Delta News and Gamma Post print one text, credited to AP." in said
    assert "All of them count." in said
    table = page.dataframe[0].value.set_index("Headline")
    assert table.loc["As Beta Daily has it", "Copies"] == "copied by Delta News and Gamma Post"
    assert table.loc["As Gamma Post has it", "Copies"] == "copy of Beta Daily, same text"
    assert table.loc["As Gamma Post has it", "Agency"] == "AP (byline)"
    assert table.loc["Own report", ["Copies", "Agency", "Counted"]].to_list() == ["", "", "yes"]
    assert figures_table(page, 1)["Gamma Post"].startswith("0.00")  # its own report and the copy
    assert "The two texts are the same, word for word." in said


def test_each_text_counts_once_for_its_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _wire(tmp_path / "wire", monkeypatch)
    page = open_page()
    page.selectbox(key="copies_box").select("once").run()
    assert page.query_params["copies"] == "once"
    said = words(page)
    assert "2 articles by 2 outlets. 2 articles left out (copy of another article)." in said
    assert "Each text counts once." in said
    figures = figures_table(page, 1)
    assert list(figures) == ["Beta Daily", "Gamma Post"]
    assert figures["Beta Daily"].startswith("+0.90")
    assert figures["Gamma Post"].startswith("−0.90")
    page.selectbox(key="copies_box").select("all").run()
    assert "copies" not in page.query_params


def test_where_the_original_is_filtered_out_the_next_copy_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _wire(tmp_path / "wire", monkeypatch)
    page = open_page(copies="once", outlet=["gamma-post", "delta-news"])
    assert "2 articles by 2 outlets." in words(page)
    assert list(figures_table(page, 1)) == ["Delta News", "Gamma Post"]


def test_without_copies_there_is_nothing_to_choose(tiny_library: Library) -> None:
    page = open_page(copies="once")
    assert "copies_box" not in [box.key for box in page.selectbox]
    assert "4 articles by 3 outlets." in words(page)
    assert "Copies" not in page.dataframe[0].value


def test_copies_with_hostile_names_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "hostile"))
    sents = [("Anna Berg saved <b>the</b> harbour :red[x] $5 to $6.", 0.9)]
    outlets = (HOSTILE_OUTLET, "[a](http://example.invalid) :smile:")
    write(tmp_path / "hostile", [library_rows(outlet, HOSTILE_TITLE, sents) for outlet in outlets])
    said = words(open_page(copies="once"))
    assert "print one text" in said
    for raw in (HOSTILE_TITLE, HOSTILE_OUTLET, "](http", ":red[", ":smile:", "$5 to $"):
        assert raw not in said


def test_an_outlet_with_five_articles_speaks_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "five"))
    sents = [("Anna Berg was right.", 0.9)]
    many = [library_rows("Beta Daily", f"Report {n}", sents) for n in range(5)]
    write(tmp_path / "five", [*many, library_rows("Gamma Post", "Report", sents)])
    page = open_page(voice="all")
    assert page.dataframe[1].value["Speaks of"].to_list() == ["the outlet", "these articles"]
    split = open_page().dataframe[1].value
    assert split["Own words"].to_list() == ["+0.90 · 5 in 5", "+0.90 · 1 in 1, these articles"]
    assert "Fewer than five" not in words(page)
    assert "Fewer than five articles by each outlet" in words(open_page(outlet="gamma-post"))


def test_two_names_become_one_entity(tiny_library: Library) -> None:
    page = open_page()
    page.selectbox(key="merge_entity").select("Tom Vale")
    page.selectbox(key="merge_into").select("Anna Berg").run()
    page.button(key="merge").click().run()
    assert not page.exception
    assert [heading.value for heading in page.subheader] == ["Anna Berg"]


def test_strangers_text_is_text(hostile_library: Library) -> None:
    page = open_page()
    assert page.title[0].value == md_escape(f"Event {HOSTILE_TITLE}")
    (entity,) = [heading.value for heading in page.subheader]
    assert entity == md_escape("[Berg](http://example.invalid) <b>")
    page.pills(key="behind [Berg](http://example.invalid) <b>").set_value("img-src-x").run()
    assert not page.exception
    said = words(page)
    for raw in (HOSTILE_TITLE, HOSTILE_OUTLET, "](http", ":red[", ":smile:", "www.example", "$5 to $10"):
        assert raw not in said
    assert md_escape(HOSTILE_TITLE) in said
    assert "&lt;b&gt;" in "".join(html.value for html in page.html)
    assert not [html for html in page.html if "<b>" in html.value or "<img" in html.value]
    options = [option for pills in page.pills for option in pills.options]
    assert f"{md_escape(HOSTILE_OUTLET)} (1)" in options
    assert "<img src=x>" not in page.get("plotly_chart")[0].proto.spec


@pytest.mark.parametrize(
    ("part", "figures"),
    [("stance", "Anna Berg"), ("frame", "Frames in the foreground"), ("overview", "")],
)
def test_the_charts_of_a_part_can_be_kept_as_files(tiny_library: Library, part: str, figures: str) -> None:
    labels = [file.proto.label for file in open_page(part=part).get("download_button")]
    there = [label for label in labels if label.startswith("Figure as SVG")]
    assert any(figures in label for label in there) if figures else not there
    assert len([label for label in labels if label.startswith("Figure as HTML")]) == len(there)


def test_the_export_holds_the_view_and_runs_nothing(hostile_library: Library) -> None:
    page = open_page()
    assert next(file.proto.label for file in page.get("download_button")).startswith("Tables as CSV")
    articles = tuple(hostile_library.articles()["article_id"])
    kept = (articles, ("[Berg](http://example.invalid) <b>",), "all", ())
    table = export_table(figures_of(hostile_library, "harbour", "stance", kept), {"cmd": "=cmd()"}, voice="all")
    rows = list(csv.DictReader(io.StringIO(as_csv(table))))
    assert {row["outlet"] for row in rows} == {"'=cmd()", "img-src-x"}
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in rows)


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        (Filters(), ""),
        (Filters(outlets=("x",)), "outlet not chosen"),
        (Filters(genres=("opinion",)), "genre: news"),
        (Filters(since="2024-03-04", until="2024-03-04"), ""),
        (Filters(since="2024-03-05"), "outside the dates"),
        (Filters(until="2024-03-03"), "outside the dates"),
    ],
)
def test_why_an_article_is_left_out(filters: Filters, reason: str) -> None:
    article = {"article_id": "a", "outlet_id": "beta", "genre": "news", "date": "2024-03-04"}
    assert why_left_out(pd.DataFrame([article]), filters).to_list() == [reason]


def test_names_that_look_the_same_are_told_apart() -> None:
    names = {"a": "Post", "b": "Post\u202e", "c": "Post (2)", "d": "Post"}
    assert distinct(names) == {"a": "Post", "b": "Post (2)", "c": "Post (2) (2)", "d": "Post (3)"}


def test_of_no_articles_none_is_left_out() -> None:
    assert why_left_out(pd.DataFrame(columns=["outlet_id", "genre", "date"]), Filters()).empty


def test_an_outlet_looks_the_same_whatever_else_is_shown() -> None:
    outlets = [f"outlet-{n:02}" for n in range(len(COLOURS) * len(SHAPES))]
    looks = outlet_looks(reversed(outlets))
    assert looks == outlet_looks(outlets)
    assert len(set(looks.values())) == len(outlets) + 1
    assert [looks[outlet][0] for outlet in outlets[:8]] == list(COLOURS)


@pytest.mark.parametrize("background", ["#ffffff", "#17171a"])
@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_stands_out_on_light_and_dark(colour: str, background: str) -> None:
    dark, light = sorted(map(_luminance, (colour, background)))
    assert (light + 0.05) / (dark + 0.05) >= 3


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_chart_has_dots_and_intervals_and_no_bars() -> None:
    row = {"group": "beta", "value": 0.2, "low": -0.1, "high": 0.6, "sentences": 3, "articles": 2}
    names = {"alpha": "Alpha", "beta": "<b>Beta</b>"}
    fig = interval_dots(pd.DataFrame([row]), names, looks=outlet_looks(names), scale=SCALES["stance"])
    (dot,) = fig.data
    assert (dot.type, dot.mode, dot.x[0], dot.y[0]) == ("scatter", "markers", 0.2, 1)
    assert dot.error_x.array[0] == pytest.approx(0.4)
    assert dot.error_x.arrayminus[0] == pytest.approx(0.3)
    assert [note.text for note in fig.layout.annotations] == ["not found here"]
    assert fig.layout.yaxis.ticktext == ("Alpha", "&lt;b&gt;Beta&lt;/b&gt;")
    assert dot.hovertext[0] == "&lt;b&gt;Beta&lt;/b&gt;: +0.20 (−0.10 to +0.60), 3 sentences in 2 articles"


def test_a_chart_of_words_is_said_per_thousand() -> None:
    row = {"group": "beta", "value": 12.4, "low": 3.0, "high": 27.0, "sentences": 3, "articles": 2}
    names = {"alpha": "Alpha", "beta": "Beta"}
    fig = interval_dots(pd.DataFrame([row]), names, looks=outlet_looks(names), scale=SCALES["loaded"])
    (dot,) = fig.data
    assert dot.hovertext[0] == "Beta: 12.4 (3.0 to 27.0), 3 sentences in 2 articles"
    assert fig.layout.xaxis.ticktext == ("0", "5", "10", "15", "20", "25", "30")
    assert fig.layout.xaxis.range[1] > 27
    assert [note.text for note in fig.layout.annotations] == ["no words in this voice"]


def test_the_demo_opens_while_there_is_nothing_else_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = write(tmp_path / "demo", TINY)
    monkeypatch.delenv("PARALLAX_LIBRARY", raising=False)
    monkeypatch.setattr(views._libraries, "FOLDER", tmp_path / "own")
    monkeypatch.setattr(views._libraries, "demo_library", lambda: demo)
    page = open_page()
    assert DEMO_NOTICE in words(page)
    assert "The demo stays as it is" in words(page)
    assert "merge" not in [button.key for button in page.button]
    write(tmp_path / "own", TINY[:2])
    own = open_page()
    assert DEMO_NOTICE not in words(own)
    assert "2 articles by 1 outlet." in words(own)
    assert "merge" in [button.key for button in own.button]


def split_table(page: AppTest, alt: str) -> pd.DataFrame:
    (table,) = [table.value for table in page.dataframe if table.proto.alt.startswith(alt)]
    return table.set_index("Outlet")


def test_the_outlets_voice_stands_beside_its_speakers(tiny_library: Library) -> None:
    page = open_page()
    assert "voice" not in page.query_params
    table = split_table(page, "Anna Berg, from")
    assert list(table)[:3] == ["Own words", "Speakers' words", "All words"]
    assert table.loc["The Harbour Example"].to_list()[:3] == ["+0.98 · 3 in 2", "−0.95 · 1 in 1", "+0.50 · 4 in 2"]
    assert table.loc["Beta Daily", "Speakers' words"] == "none"
    assert table.loc["Beta Daily", "Own words, 95 % interval"].startswith("−1.00 to ")
    said = words(page)
    assert "of 1 comparison tested (1 in the outlets' own words)" not in said  # one part alone needs no telling
    assert "Anna Berg, in the outlets' own words: more for and less against in **The Harbour Example** than" in said
    (chart, *_) = page.get("plotly_chart")
    assert "The Harbour Example own words +0.98, speakers' words −0.95, all words +0.50" in chart.proto.alt


def test_a_part_of_a_number_opens_its_sentences_alone(tiny_library: Library) -> None:
    page = open_page()
    page.pills(key=BERG).set_value("the-harbour-example").run()
    (control,) = [group for group in page.button_group if group.key == f"{BERG}_part"]
    assert control.options == ["All", "Own words (3)", "Speakers' words (1)"]
    control.set_value("speaker").run()
    shown = [html.value for html in page.html if 'class="px-article"' in html.value]
    assert len(shown) == 1
    assert "lied" in shown[0]
    assert any("in the words of Vale" in caption.value for caption in page.caption)


def _voiced(folder: Path, monkeypatch: pytest.MonkeyPatch, **about: str | None) -> Library:
    """A library in which two outlets carry Anna Berg on Tom Vale, who is against; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(folder))
    return voiced_library(folder, voiced_rows("Gamma Post", title="Plan lost"), **about)


def test_figures_of_chosen_speakers_come_from_their_words_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _voiced(tmp_path / "l", monkeypatch)
    page = open_page()
    box = page.multiselect(key="speaker_box")
    assert box.options == [MAYOR, VALE]  # who says more comes first; nobody who is not told
    box.set_value([MAYOR]).run()
    assert page.query_params["speaker"] == MAYOR
    assert f"Only the words of **{MAYOR}** are counted here." in words(page)
    assert page.dataframe[1].value["Sentences"].to_list() == [2, 2]
    (control,) = [group for group in page.button_group if group.key == "voice_box"]
    assert control.disabled
    assert control.value == "speaker"
    page.pills(key="behind Tom Vale").set_value("beta-daily").run()
    places = [caption.value for caption in page.caption if " · body · " in caption.value]
    assert len(places) == 2
    assert all("in the words of Anna Berg" in place for place in places)
    vale = open_page(speaker=VALE)  # who names nobody
    assert "No person, group or organisation is mentioned in these words." in words(vale)
    said = words(open_page("frame", speaker=VALE))
    assert "No sentence of these articles is scored in this voice." in said  # nor has a sentence of his own
    nobody = open_page(speaker="Nobody")
    assert "Only the words of" not in words(nobody)


def test_a_speaker_who_is_not_told_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _voiced(tmp_path / "l", monkeypatch, speaker=None)
    page = open_page(voice="speaker")
    page.pills(key="behind Tom Vale").set_value("beta-daily").run()
    assert any("body · in the words of a speaker who is not told" in caption.value for caption in page.caption)


def test_a_hostile_speaker_is_text_in_filter_and_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{HOSTILE_OUTLET} {HOSTILE_TITLE}"
    _voiced(tmp_path / "l", monkeypatch, speaker=name, speaker_kind="unnamed")
    page = open_page(speaker=name)
    assert f"Only the words of **{md_escape(name)}** are counted here." in words(page)
    page.pills(key="behind Tom Vale").set_value("beta-daily").run()
    assert not page.exception
    said = words(page)
    for raw in (HOSTILE_TITLE, HOSTILE_OUTLET, "](http", ":red["):
        assert raw not in said


def test_headlines_stand_against_the_rest_where_there_are_enough(
    tiny_library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Too few headlines to compare: it takes 3 or more by each of two outlets" in words(open_page("headline"))
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "heads"))
    many = [
        library_rows(outlet, f"Jobs {n}" if outlet == "Beta Daily" else f"Rules {n}", [("The jobs went.", 0)])
        for n in range(6)
        for outlet in ("Beta Daily", "Gamma Post")
    ]
    write(tmp_path / "heads", many)
    page = open_page("headline", headline="frame economic")
    assert page.selectbox(key="headline_box").value == "frame economic"
    table = split_table(page, "Economic: the share of sentences: Beta Daily headlines")
    assert list(table)[:3] == ["Headlines", "Below them", "All words"]
    assert table.loc["Gamma Post"].to_list()[:2] == ["5 % · 6 in 6", "90 % · 6 in 6"]
    assert "15 in headlines and 15 below the headlines" in words(page)


def test_both_voices_are_one_family_of_comparisons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = _voiced(tmp_path / "l", monkeypatch)
    articles = tuple(library.articles()["article_id"])
    kept = (articles, tuple(FRAMES), "split", ())
    table = differences_of(library, "harbour", "frame", kept)
    assert set(table["tested"]) == {len(table)} == {30}
    assert table["part"].value_counts().to_dict() == {"outlet": 15, "speaker": 15}
    assert set(table["label"]) == set(FRAMES)
    figures = figures_of(library, "harbour", "frame", kept)
    for voice in ("all", "outlet", "speaker"):
        alone = figures_of(library, "harbour", "frame", (articles, tuple(FRAMES), voice, ()))
        part = figures[figures["part"] == voice].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone)


def test_a_split_chart_tells_voices_apart_by_shape_and_place() -> None:
    row = {"group": "beta", "label": "", "value": 0.2, "low": -0.1, "high": 0.6, "sentences": 3, "articles": 2}
    both = pd.DataFrame([{**row, "part": part} for part in ("all", "outlet", "speaker")])
    names = {"beta": "<b>Beta</b>"}
    looks = outlet_looks(names)
    fig = interval_dots(both, names, looks=looks, scale=SCALES["stance"])
    every, own, said = fig.data
    assert (every.marker.symbol, own.marker.symbol, said.marker.symbol) == ("line-ns", "circle", "circle-open")
    assert own.marker.color == said.marker.color == looks["beta"][0]
    assert own.y[0] < every.y[0] == 0 < said.y[0]
    assert said.hovertext[0].startswith("&lt;b&gt;Beta&lt;/b&gt;, speakers' words: +0.20 (")
    alone = interval_dots(both[both["part"] != "speaker"], names, looks=looks, scale=SCALES["stance"])
    assert [dot.marker.symbol for dot in alone.data] == ["circle"]  # a tick of all words would say the same again


def test_a_dot_knows_what_it_opens_and_a_chart_is_kept_as_svg(tiny_library: Library) -> None:
    (chart, *_) = open_page(voice="all").get("plotly_chart")
    dots = [trace["customdata"] for trace in json.loads(chart.proto.spec)["data"]]
    assert dots == [["beta-daily\x1fall\x1f"], ["the-harbour-example\x1fall\x1f"]]
    config = json.loads(chart.proto.config)
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"]["format"] == "svg"
    assert config["displaylogo"] is False


def test_a_clicked_dot_opens_the_sentences_of_its_group_and_part() -> None:
    page = AppTest.from_function(_click, default_timeout=30).run()
    assert not page.exception
    assert page.session_state["behind frames"] == "beta-daily"
    assert page.session_state["behind frames_part"] == "speaker"
    assert page.query_params["frame"] == "economic"


def _click() -> None:
    from views._sections import open_behind

    open_behind("beta-daily\x1fspeaker\x1feconomic", key="behind frames", choice="frame")
