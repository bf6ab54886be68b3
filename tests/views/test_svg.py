"""Figures as SVG: the same rows, words and colours as the chart's, in well-formed XML."""

import re

import pandas as pd
import plotly.graph_objects as go
import pytest
from lxml import etree

from views._charts import SHAPES, grouped_dots, interval_dots, outlet_looks
from views._svg import can_draw, svg_of
from views._words import SCALES

NS = {"s": "http://www.w3.org/2000/svg"}
NAMES = {"a": "Alpha <b>Daily</b> & Sons", "b": "Beta", "c": "Gamma Post"}
LOOKS = outlet_looks(NAMES)


def figures(*values: tuple[str, float, float, float], label: str = "", part: str = "all") -> pd.DataFrame:
    rows = [(group, label, value, low, high, 3, 1, part) for group, value, low, high in values]
    return pd.DataFrame(rows, columns=["group", "label", "value", "low", "high", "sentences", "articles", "part"])


TWO = figures(("a", 0.5, 0.25, 0.75), ("b", -0.5, -1.0, 0.0))


def drawn(fig: go.Figure, **options: str) -> etree._Element:
    return etree.fromstring(svg_of(fig, title="Anna <Berg>", **options).encode())


def stance(table: pd.DataFrame = TWO) -> go.Figure:
    return interval_dots(table, NAMES, looks=LOOKS, scale=SCALES["stance"])


def test_it_says_what_it_shows_and_names_every_row() -> None:
    svg = drawn(stance(), desc="Alpha +0.50, Beta −0.50")
    assert svg.get("role") == "img"
    assert svg.findtext("s:title", namespaces=NS) == "Anna <Berg>"
    assert svg.findtext("s:desc", namespaces=NS) == "Alpha +0.50, Beta −0.50"
    assert svg.get("aria-labelledby") == "figure-title figure-desc"
    words = " ".join(svg.itertext())
    for said in ("Alpha", "<b>Daily</b>", "& Sons", "Beta", "Gamma Post", "not found here", "against", "for"):
        assert said in words


def test_a_dot_stands_where_its_value_is_and_its_line_from_low_to_high() -> None:
    svg = drawn(stance())
    (dot,) = svg.findall(".//s:circle", NS)  # alpha's shape
    paths = [path.get("d") or "" for path in svg.findall(".//s:path", NS)]
    ticks = {
        text.findtext("s:tspan", namespaces=NS): float(text.find("s:tspan", NS).get("x"))
        for text in svg.findall(".//s:text[@text-anchor='middle']", NS)
    }
    centre, one = ticks["0"], ticks["+1"] - ticks["0"]
    assert float(dot.get("cx")) == pytest.approx(centre + 0.5 * one, abs=0.2)
    (line,) = [path for path in paths if f"H{centre + 0.75 * one:.1f}" in path]
    assert float(re.match(r"M([\d.]+)", line)[1]) == pytest.approx(centre + 0.25 * one, abs=0.2)
    assert ticks["−1"] == pytest.approx(centre - one, abs=0.2)


def test_the_same_figure_gives_the_same_text() -> None:
    assert svg_of(stance(), title="x") == svg_of(stance(), title="x")


def test_bands_have_a_legend_and_both_parts_a_mark() -> None:
    split = pd.concat(
        [
            figures(("a", 0.2, 0.1, 0.3), ("b", 0.4, 0.3, 0.5), label="policy", part=part)
            for part in ("outlet", "speaker")
        ]
        + [figures(("a", 0.3, 0.2, 0.4), ("b", 0.45, 0.3, 0.5), label="policy")]
    )
    fig = grouped_dots(split, {"policy": "Policy"}, NAMES, looks=LOOKS)
    svg = drawn(fig)
    assert "Policy" in " ".join(svg.itertext())
    circles = svg.findall(".//s:circle", NS)  # alpha's: filled, open, and the legend's
    assert sorted(circle.get("fill") == "none" for circle in circles) == [False, False, True]


@pytest.mark.parametrize("shape", [*SHAPES, *(f"{shape}-open" for shape in SHAPES), "line-ns"])
def test_every_shape_is_drawn(shape: str) -> None:
    fig = interval_dots(TWO, NAMES, looks={**LOOKS, "a": ("#123456", shape)}, scale=SCALES["stance"])
    svg = drawn(fig)
    marks = [*svg.findall(".//s:circle", NS), *svg.findall(".//s:polygon", NS), *svg.findall(".//s:path", NS)]
    own = [mark for mark in marks if "#123456" in (mark.get("fill"), mark.get("stroke"))]
    assert len([mark for mark in own if mark.find("s:title", NS) is not None]) == 1


def test_shapes_stay_apart() -> None:
    figs = [interval_dots(TWO, NAMES, looks={**LOOKS, "a": ("#123456", one)}, scale=SCALES["stance"]) for one in SHAPES]
    assert len({svg_of(fig, title="x") for fig in figs}) == len(SHAPES)


@pytest.mark.parametrize("fig", [go.Figure(), go.Figure(go.Heatmap(z=[[1]])), go.Figure(go.Pie(values=[1]))])
def test_what_cannot_be_drawn_is_refused_whole(fig: go.Figure) -> None:
    assert not can_draw(fig)
    with pytest.raises(ValueError, match="only those can be drawn"):
        svg_of(fig, title="x")


def test_days_lines_and_bars_have_their_place() -> None:
    fig = go.Figure(go.Scatter(x=["2024-03-01", "2024-03-03"], y=[0, 0], mode="markers+lines", marker_color="#123456"))
    fig.add_trace(go.Bar(x=[5], y=[0], orientation="h", base=0))
    fig.update_xaxes(range=["2024-02-29", "2024-03-04"], tickvals=["2024-03-02"], ticktext=["2 March"])
    svg = drawn(fig)
    first, second = (float(dot.get("cx")) for dot in svg.findall(".//s:circle", NS))
    (tick,) = [text for text in svg.findall(".//s:text", NS) if "2 March" in "".join(text.itertext())]
    assert float(tick.find("s:tspan", NS).get("x")) == pytest.approx((first + second) / 2, abs=0.2)
    assert len(svg.findall(".//s:rect", NS)) == 1


def test_it_holds_no_link_and_no_script_whatever_the_names() -> None:
    names = {"a": "<script>alert(1)</script>", "b": '"><a href="http://example.invalid">x</a>', "c": "]]>\x00&amp;"}
    fig = interval_dots(TWO, names, looks=LOOKS, scale=SCALES["stance"])
    text = svg_of(fig, title=names["b"], desc=names["a"])
    tags = {etree.QName(element).localname for element in etree.fromstring(text.encode()).iter()}
    assert tags <= {"svg", "title", "desc", "style", "path", "circle", "polygon", "rect", "text", "tspan"}
    assert "&amp;amp;" in text
