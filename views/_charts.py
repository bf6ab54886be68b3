"""Draw figures as dots with intervals: one colour and one shape for each outlet, on every chart.

The colours were searched for: any two stay apart in red-green blindness (at least 22 in CIELAB, by the
matrices of Machado, Oliveira and Fernandes 2009), each has a contrast of 3 or more on both backgrounds, and
the strong reds and blues of parties were left out. The shape says the same again. There are no bars: they
would make a few articles look like an outlet. Where people's codes corrected a figure, a tall open mark below it is the
corrected one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import UNKNOWN

from ._coded_words import is_corrected
from ._marks import BETWEEN as BETWEEN
from ._marks import NEUTRAL as NEUTRAL
from ._marks import OPEN, Row, dots_of, is_coded
from ._safe import plot_label
from ._text import say
from ._words import PARTS, SCALES, Scale

COLOURS = ("#3b7565", "#7337fe", "#cd8309", "#808cd8", "#a0925b", "#9772fe", "#b42d97", "#ab4b19")
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star", "hexagon", "x")
INK = {"light": "#141310", "dark": "#ecebe7"}  # as in `.streamlit/config.toml`
ROW = 38  # pixels that one dot has to itself
WIDE_ROW = 52  # that the dots of two parts have together
CODED_ROW, WIDE_CODED_ROW = 46, 92  # the same where corrected figures stand below
MOST_TICKS = 6
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
    Where they have corrected ones beside them (`_coded.with_figures`), each of these stands below its figure.
    """
    split, coded = is_split(figures), is_coded(figures)
    of = _by_group(figures)
    dots, notes = [], []
    for place, outlet in enumerate(names):
        rows = _apart(of.get(outlet, []))
        for row in rows:
            dots += dots_of(row, place, names[outlet], looks[outlet], scale=scale, split=split, coded=coded)
        notes += [] if rows else [_note(place, scale)]
    layout = _layout([names[outlet] for outlet in names], scale=scale, high=_high(figures, scale))
    tall = (WIDE_CODED_ROW if coded else WIDE_ROW) if split else CODED_ROW
    height = {"height": tall * max(len(names), 2) + 60} if split or coded else {}
    return go.Figure(dots, {**layout, **height, "annotations": notes})


def is_split(figures: pd.DataFrame) -> bool:
    """Say whether the figures come in parts, by voice or place, beside those of all words."""
    return "part" in figures and figures["part"].eq("all").any() and figures["part"].nunique() > 1


def grouped_dots(
    figures: pd.DataFrame, topics: Mapping[str, str], names: Mapping[str, str], *, looks: Mapping[str, tuple[str, str]]
) -> go.Figure:
    """Return a chart with one band per label (a frame) and in it one dot and interval per outlet, or two if split."""
    split, coded = is_split(figures), is_coded(figures[figures["label"].isin(list(topics))])
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
            look, scale = looks[outlet], SCALES["frame"]
            own = dots_of(row, y, names[outlet], look, scale=scale, split=split, coded=coded, size=step)
            dots += [{**dot, "showlegend": n + m == 0, "legendgroup": outlet} for m, dot in enumerate(own)]
    layout = _layout(list(topics.values()), scale=SCALES["frame"], high=_high(figures, SCALES["frame"]))
    one = (64 if split else 34) if coded else 26 if split else 17
    height = max(ROW, one * len(names) + 14) * len(topics) + 110
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
    """Return an outlet's figures without that of all words where these are the words of one part alone.

    It stays where it alone is corrected.
    """
    parts = Counter(row["label"] for row in rows if row.get("part", "all") != "all")
    coded = {row.get("label") for row in rows if row.get("part", "all") != "all" and is_corrected([row])}
    return [
        row
        for row in rows
        if row.get("part", "all") != "all"
        or parts[row.get("label")] != 1
        or (is_corrected([row]) and row.get("label") not in coded)
    ]


def takeaway(figures: pd.DataFrame, names: Mapping[str, str], *, scale: Scale) -> str:
    """Say a chart's rows in one sentence, in the order of `names`: nothing is ranked."""
    split = is_split(figures)
    of = _by_group(figures)
    said = []
    for outlet, name in names.items():
        rows = sorted(of.get(outlet, []), key=lambda row: list(PARTS).index(row.get("part", "all")))
        values = [(f"{PARTS[row['part']].lower()} " if split else "") + _value(row, scale) for row in rows]
        said += [f"{name} {', '.join(values)}"] if values else []
    return ("; " if split else ", ").join(said) if said else say("compare.all_without", none=scale.none)


def _value(row: Row, scale: Scale) -> str:
    value = scale.say(row["value"])
    if not is_corrected([row]):
        return value
    return say("compare.takeaway_corrected", value=value, corrected=scale.say(row["corrected"]))


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
    ends = [figures[name].max() for name in ("high", "corrected_high") if name in figures]
    return max([scale.steps[0], *(float(end) for end in ends if pd.notna(end))]) if len(figures) else scale.most


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
