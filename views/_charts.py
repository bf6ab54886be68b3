"""Draw figures as dots with intervals: one colour and one shape for each outlet, on every chart.

The colours were searched for: any two stay apart in red-green blindness (at least 22 in CIELAB, by the
matrices of Machado, Oliveira and Fernandes 2009), each has a contrast of 3 or more on both backgrounds, and
the strong reds and blues of parties were left out. The shape says the same again. There are no bars: they
would make a few articles look like an outlet.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import UNKNOWN

from ._safe import plot_label
from ._text import say
from ._words import PARTS, SCALES, Scale, counted

Row: TypeAlias = dict[Any, Any]  # of `compare.figures`

COLOURS = ("#3b7565", "#7337fe", "#cd8309", "#808cd8", "#a0925b", "#9772fe", "#b42d97", "#ab4b19")
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "x")
NEUTRAL = "#808080"
INK = {"light": "#141310", "dark": "#ecebe7"}  # as in `.streamlit/config.toml`
ROW = 38  # pixels that one dot has to itself
WIDE_ROW = 52  # that the dots of two parts have together
# Where the parts of a figure stand in their row, in shares of half of it; the second of two is drawn open.
LANES = {"outlet": -0.36, "headline": -0.36, "speaker": 0.36, "rest": 0.36, "all": 0.0}
OPEN = ("speaker", "rest")
MOST_TICKS = 6
BETWEEN = "\x1f"  # the group, the part and the label of a dot, in its id
CONFIG = {
    "displaylogo": False,  # it is a link to another host
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "svg", "filename": "parallax"},
    "responsive": True,
}
_GRID = "rgba(128, 128, 128, 0.25)"


def outlet_looks(outlets: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {outlet id: (colour, shape)}, by the order of the ids in the event and nothing else."""
    looks = {UNKNOWN: (NEUTRAL, "circle-open")}
    for i, outlet in enumerate(sorted(outlets)):
        # Each time the colours come round again, every one of them has its next shape.
        looks[outlet] = (COLOURS[i % len(COLOURS)], SHAPES[(i + i // len(COLOURS)) % len(SHAPES)])
    return looks


def interval_dots(
    figures: pd.DataFrame, names: Mapping[str, str], *, looks: Mapping[str, tuple[str, str]], scale: Scale
) -> go.Figure:
    """Return a chart with one row per outlet: its dot and its interval, on [-1, 1] or from 0, as the scale has it.

    `figures` are rows of `compare.figures` on one measure, label and target; `names` gives the rows' labels
    and their order, and an outlet in it without a figure keeps an empty row that says so. Where they are split,
    the two parts stand in the row one above the other, filled and open, and a tick between them shows all words.
    """
    split = is_split(figures)
    of = _by_group(figures)
    dots, notes = [], []
    for place, outlet in enumerate(names):
        rows = _apart(of.get(outlet, []))
        dots += [_dot(row, place, names[outlet], looks[outlet], scale=scale, split=split) for row in rows]
        notes += [] if rows else [_note(place, scale)]
    layout = _layout([names[outlet] for outlet in names], scale=scale, high=_high(figures, scale))
    height = {"height": WIDE_ROW * max(len(names), 2) + 60} if split else {}
    return go.Figure(dots, {**layout, **height, "annotations": notes})


def is_split(figures: pd.DataFrame) -> bool:
    """Say whether the figures come in parts, by voice or place, beside those of all words."""
    return "part" in figures and figures["part"].eq("all").any() and figures["part"].nunique() > 1


def grouped_dots(
    figures: pd.DataFrame, topics: Mapping[str, str], names: Mapping[str, str], *, looks: Mapping[str, tuple[str, str]]
) -> go.Figure:
    """Return a chart with one band per label (a frame) and in it one dot and interval per outlet, or two if split."""
    split = is_split(figures)
    of = _by_group(figures)
    places = {topic: place for place, topic in enumerate(topics)}
    step = 0.8 / max(len(names), 1)
    dots = []
    for at, outlet in enumerate(names):
        rows = _apart([row for row in of.get(outlet, []) if row["label"] in places])
        shift = (at - (len(names) - 1) / 2) * step
        rows.sort(key=lambda row: row.get("part") in OPEN or row.get("part") == "all")  # a filled one is in the legend
        for n, row in enumerate(rows):
            y = places[row["label"]] + shift
            dot = _dot(row, y, names[outlet], looks[outlet], scale=SCALES["frame"], split=split, size=step)
            dots.append({**dot, "showlegend": n == 0, "legendgroup": outlet})
    layout = _layout(list(topics.values()), scale=SCALES["frame"], high=_high(figures, SCALES["frame"]))
    height = max(ROW, (26 if split else 17) * len(names) + 14) * len(topics) + 110
    legend = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"}
    return go.Figure(dots, {**layout, "height": height, "legend": legend})


def show_chart(fig: go.Figure, *, alt: str, key: str, take: Callable[[str], None] | None = None) -> None:
    """Draw a chart with its takeaway for those who hear the page; its one tool keeps it as an SVG file.

    `take` is called with the id of a dot that is clicked, before the page is drawn again; there must be another way to
    the same for those who use no mouse.
    """
    ink = INK.get(st.context.theme.type or "")
    if ink:  # before the browser has told its theme, Streamlit's own grey
        fig.update_xaxes(tickfont_color=ink, title_font_color=ink).update_yaxes(tickfont_color=ink)
        fig.update_layout(legend_font_color=ink)
    if take is None:
        st.plotly_chart(fig, theme="streamlit", config=CONFIG, alt=alt, key=key)
        return

    def chosen() -> None:
        points = st.session_state[key].selection.points
        if points:
            take(clicked(points[0]))

    fig.update_layout(clickmode="event+select", hovermode="closest")
    st.plotly_chart(fig, theme="streamlit", config=CONFIG, alt=alt, key=key, on_select=chosen, selection_mode="points")


def clicked(point: Mapping[str, Any]) -> str:
    """Return the id that goes along with a dot that was clicked."""
    ids = point["customdata"]
    return str(ids if isinstance(ids, str) else next(iter(ids.values() if isinstance(ids, dict) else ids)))


def _by_group(figures: pd.DataFrame) -> dict[str, list[Row]]:
    """Return each group's figures as they come."""
    of: dict[str, list[Row]] = {}
    for row in figures.to_dict("records"):
        of.setdefault(row["group"], []).append(row)
    return of


def _apart(rows: list[Row]) -> list[Row]:
    """Return an outlet's figures without that of all words where these are the words of one part alone."""
    parts = Counter(row["label"] for row in rows if row.get("part", "all") != "all")
    return [row for row in rows if row.get("part", "all") != "all" or parts[row.get("label")] != 1]


def takeaway(figures: pd.DataFrame, names: Mapping[str, str], *, scale: Scale) -> str:
    """Say a chart's rows in one sentence, in the order of `names`: nothing is ranked."""
    split = is_split(figures)
    of = _by_group(figures)
    said = []
    for outlet, name in names.items():
        rows = sorted(of.get(outlet, []), key=lambda row: list(PARTS).index(row.get("part", "all")))
        values = [(f"{PARTS[row['part']].lower()} " if split else "") + scale.say(row["value"]) for row in rows]
        said += [f"{name} {', '.join(values)}"] if values else []
    return ("; " if split else ", ").join(said) if said else say("compare.all_without", none=scale.none)


def _dot(
    row: Row, y: float, name: str, look: tuple[str, str], *, scale: Scale, split: bool, size: float = 1.0
) -> dict[str, Any]:
    """Return one figure as a trace at `y`, the middle of its row, which is `size` high.

    Of all words beside their parts there is a tick.
    """
    tell = scale.say
    colour, shape = look
    part = row.get("part", "all")
    n = f"{counted(row['sentences'], 'sentence')} in {counted(row['articles'], 'article')}"
    who = plot_label(name) + (f", {PARTS[part].lower()}" if split else "")
    dot: dict[str, Any] = {
        "type": "scatter",
        "x": [row["value"]],
        "y": [y + (LANES[part] * size / 2 if split else 0)],
        "mode": "markers",
        "name": plot_label(name),
        "hovertext": [f"{who}: {tell(row['value'])} ({tell(row['low'])} to {tell(row['high'])}), {n}"],
        "hoverinfo": "text",
        "customdata": [BETWEEN.join((row["group"], part, row.get("label", "")))],
        "unselected": {"marker": {"opacity": 1}},
        "showlegend": False,
    }
    if split and part == "all":
        line = {"width": 2, "color": NEUTRAL}
        return {**dot, "marker": {"color": NEUTRAL, "symbol": "line-ns", "size": 9, "line": line}}
    shape = shape.removesuffix("-open") if split and part not in OPEN else shape
    shape += "-open" if part in OPEN and not shape.endswith("-open") else ""
    ends = {"array": [row["high"] - row["value"]], "arrayminus": [row["value"] - row["low"]]}
    line = {"width": 2 if part in OPEN else 0}
    marker = {"color": colour, "symbol": shape, "size": 11 if split else 12, "line": line}
    return {**dot, "error_x": {**ends, "thickness": 2, "width": 5}, "marker": marker}


def _note(place: int, scale: Scale) -> dict[str, Any]:
    """Return the words for an outlet that has no figure."""
    return {
        "x": 0,
        "y": place,
        "text": scale.none,
        "showarrow": False,
        "font": {"color": NEUTRAL},
        "xanchor": "center" if scale.signed else "left",
        "xshift": 0 if scale.signed else 4,
    }


def _layout(labels: Sequence[str], *, scale: Scale, high: float) -> dict[str, Any]:
    """Return axes and margins. All is plain data: Plotly checks it once, and not again at each change."""
    if scale.signed:
        x: dict[str, Any] = {"range": [-1.15, 1.15], "tickvals": [-1, 0, 1]}
        x["ticktext"] = ["−1<br>against", "0", "+1<br>for"]
    else:
        step = next((step for step in scale.steps if high <= MOST_TICKS * step), scale.steps[-1])
        ticks = [n * step for n in range(round(scale.most / step) + 1) if n * step <= high + step]
        x = {"range": [0, min(1.02 * scale.most, high * 1.08 + 0.4 * scale.steps[0])], "tickvals": ticks}
        x["ticktext"] = [scale.say(tick).removesuffix(".0") for tick in ticks]
    zero = {"zeroline": True, "zerolinecolor": NEUTRAL, "zerolinewidth": 1}
    return {
        "xaxis": {**x, **zero, "tickangle": 0, "gridcolor": _GRID, "fixedrange": True},
        "yaxis": {
            "tickvals": list(range(len(labels))),
            "ticktext": [_wrapped(label) for label in labels],
            "ticks": "",
            "range": [len(labels) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
            "tickfont": {"size": 13},
        },
        "template": "plotly_white",
        "height": ROW * max(len(labels), 2) + 60,
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
    }


def _high(figures: pd.DataFrame, scale: Scale) -> float:
    return max(float(figures["high"].max()), scale.steps[0]) if len(figures) else scale.most


def _wrapped(label: str, *, width: int = 14) -> str:
    """Break a long label into two lines, so that on a phone the dots have room."""
    words, lines = label.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) >= width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    first, rest = lines[0], " ".join(lines[1:])
    return plot_label(first, most=width + 8) + (f"<br>{plot_label(rest, most=width + 8)}" if rest else "")
