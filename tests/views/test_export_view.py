"""What a page offers as files: made when asked for, safe in a spreadsheet, whole without a network."""

import io
import json
import re
import zipfile

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from views._export import Download, figure_files, figure_page, file_name, sheet_names, table_files
from views._safe import md_escape

HOSTILE = ["=1+1", "+1", "-1", "@x", "plain"]
TABLE = pd.DataFrame({"title": HOSTILE, "value": [-0.5] * 5})
DOTS = go.Figure(go.Scatter(x=[1], y=[0], mode="markers", name="a"))


def made(files: list[Download], suffix: str) -> bytes:
    """Return what the one file with this ending holds."""
    (file,) = [file for file in files if file.file_name.endswith(suffix)]
    return file.make()


def test_one_table_is_one_file_of_each_kind() -> None:
    files = table_files("The Event", {"Figures": TABLE})
    assert [file.file_name for file in files] == ["the-event.csv", "the-event.xlsx", "the-event.jsonl"]


def test_a_formula_is_text_in_csv_and_xlsx_and_untouched_in_jsonl() -> None:
    files = table_files("x", {"Figures": TABLE})
    csv = pd.read_csv(io.BytesIO(made(files, ".csv")))
    sheet = openpyxl.load_workbook(io.BytesIO(made(files, ".xlsx"))).active
    cells = [cell for row in sheet.iter_rows(min_row=2, max_col=1) for cell in row]
    expected = ["'=1+1", "'+1", "'-1", "'@x", "plain"]
    assert csv["title"].tolist() == [cell.value for cell in cells] == expected
    assert "f" not in {cell.data_type for cell in cells}
    assert csv["value"].tolist() == [-0.5] * 5
    rows = [json.loads(line) for line in made(files, ".jsonl").decode().splitlines()]
    assert [row["title"] for row in rows] == HOSTILE


def test_several_tables_are_sheets_of_one_workbook_and_files_of_an_archive() -> None:
    files = table_files("x", {"Stance": TABLE, "Frames": TABLE.head(2), "Empty": TABLE.head(0)})
    book = openpyxl.load_workbook(io.BytesIO(made(files, ".xlsx")))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Stance", 6), ("Frames", 3)]
    for kind in ("csv", "jsonl"):
        archive = zipfile.ZipFile(io.BytesIO(made(files, f"-{kind}.zip")))
        assert archive.namelist() == [f"stance.{kind}", f"frames.{kind}"]
        assert b"'=1+1" in archive.read("stance.csv") if kind == "csv" else True


def test_the_same_tables_give_the_same_bytes() -> None:
    for file in table_files("x", {"A": TABLE, "B": TABLE}):
        assert file.make() == file.make()


def test_a_table_that_a_sheet_cannot_hold_says_so_in_the_workbook() -> None:
    files = table_files("x", {"A": pd.DataFrame({"text": ["x" * 40_000]})})
    sheet = openpyxl.load_workbook(io.BytesIO(made(files, ".xlsx"))).active
    assert "characters a cell" in sheet.cell(2, 1).value


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A", "a", "A"], ["A", "a 2", "A 3"]),
        (["x[1]:*?/\\'y"], ["x 1       y"]),
        (["", "n" * 40, "n" * 40], ["Table", "n" * 31, "n" * 27 + " 2"]),
    ],
)
def test_sheets_have_names_that_a_workbook_takes(titles: list[str], names: list[str]) -> None:
    assert sheet_names(titles) == names


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("The Êvent: 1/2", "the-êvent-1-2"),
        ("", "parallax"),
        ("\u202egpj.exe", "gpj-exe"),
    ],
)
def test_a_file_name_is_no_path(name: str, safe: str) -> None:
    assert file_name(name) == safe


def test_a_figure_is_svg_and_page_and_only_a_page_where_it_cannot_be_drawn() -> None:
    heat = go.Figure(go.Heatmap(z=[[1]]))
    files = figure_files("x", {"Dots": DOTS, "Heat": heat})
    assert [file.file_name for file in files] == ["x-dots.svg", "x-dots.html", "x-heat.html"]
    assert files[0].make().startswith(b"<svg ")


def test_a_figures_page_needs_no_network_and_shows_its_title_literally() -> None:
    html = figure_page(DOTS, "</title><script>alert(1)</script>")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "connect-src" not in html
    assert "default-src 'none'" in html
    assert not re.search(r"<(?:script|link|img)[^>]*\s(?:src|href)=", html)
    assert figure_page(DOTS, "x") == figure_page(DOTS, "x")


def test_a_figures_page_is_read_in_light_and_dark_whatever_the_theme_that_it_was_drawn_in() -> None:
    drawn = go.Figure(DOTS).update_xaxes(tickfont_color="#141310").update_yaxes(title_font_color="#141310")
    html = figure_page(drawn.update_layout(legend_font_color="#141310"), "x")
    assert "#141310" not in html.partition("Plotly.newPlot")[2]
    assert "#141310" in drawn.to_html(include_plotlyjs=False)


def test_nothing_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("made too early")

    for name in ("as_csv", "as_jsonl", "as_xlsx", "svg_of", "figure_page"):
        monkeypatch.setattr(f"views._export.{name}", refuse)
    script = (
        "import pandas as pd, plotly.graph_objects as go\nfrom views._export import downloads\n"
        "dots = go.Figure(go.Scatter(x=[1], y=[0], mode='markers'))\n"
        "downloads('Event', {'A': pd.DataFrame({'x': [1]})}, key='d', figures={':red[Dots] ![x](http://y)': dots})\n"
        "downloads('Event', {'A': pd.DataFrame({'x': []})}, key='e')\n"
    )
    page = AppTest.from_string(script, default_timeout=30).run()
    assert not page.exception
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels[:3] == ["Tables as CSV", "Tables as XLSX", "Tables as JSONL"]
    assert len(labels) == 5  # the second has nothing to offer
    assert labels[3] == f"Figure as SVG\\: {md_escape(':red[Dots] ![x](http://y)')}"
