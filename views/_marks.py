"""Make a figure's marks as Plotly takes them: its dot and interval, and below it the one that people's codes corrected.

Where they stand and on which axes is `_charts.py`'s.
"""

from typing import Any, TypeAlias

import pandas as pd

from ._coded_words import codes_in_words, is_corrected
from ._safe import plot_label
from ._text import say
from ._words import PARTS, Scale, counted

Row: TypeAlias = dict[Any, Any]  # of `compare.figures`

NEUTRAL = "#808080"
BETWEEN = "\x1f"  # the group, the part and the label of a dot, in its id
# Where the parts of a figure stand in their row, in shares of half of it; the second of two is drawn open.
LANES = {"outlet": -0.36, "headline": -0.36, "speaker": 0.36, "rest": 0.36, "all": 0.0}
OPEN = ("speaker", "rest")
# The same where corrected figures stand below those of the model.
CODED_LANES = {"outlet": -0.8, "headline": -0.8, "all": -0.16, "speaker": 0.48, "rest": 0.48}
CODED_LANE, CODED_BELOW = -0.36, 0.32  # of a figure without parts; from a split one's lane down to the corrected figure
CODED = "diamond-tall-open"


def is_coded(figures: pd.DataFrame) -> bool:
    """Say whether any of these figures has a corrected one beside it."""
    return "corrected" in figures and bool(figures["corrected"].notna().any())


def dots_of(
    row: Row, y: float, name: str, look: tuple[str, str], *, scale: Scale, split: bool, coded: bool, size: float = 1.0
) -> list[dict[str, Any]]:
    """Return a figure as a trace and, where codes corrected it, the corrected one as a second below it.

    `coded` says that there are such on the chart: then all figures make room for them.
    """
    part = row.get("part", "all")
    dot = _dot(row, y, name, look, scale=scale, split=split, size=size)
    if not coded:
        return [dot]
    lane = CODED_LANES[part] if split else CODED_LANE
    dot["y"] = [y + lane * size / 2]
    if not is_corrected([row]):
        return [dot]
    value, low, high = (row[name] for name in ("corrected", "corrected_low", "corrected_high"))
    told, codes = [scale.say(end) for end in (value, low, high)], codes_in_words(row["codes"], [row["coders"]])
    says = say("compare.dot_corrected", value=told[0], low=told[1], high=told[2], codes=codes)
    who = plot_label(name) + (f", {PARTS[part].lower()}" if split else "")
    below = CODED_BELOW if split else -2 * CODED_LANE
    corrected = {
        **dot,
        "x": [value],
        "y": [y + (lane + below) * size / 2],
        "hovertext": [f"{who}: {says}"],
        "marker": {"color": look[0], "symbol": CODED, "size": 13, "line": {"width": 2}},
        "error_x": {"array": [high - value], "arrayminus": [value - low], "thickness": 2, "width": 5},
    }
    return [dot, corrected]


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
