"""Draw a figure of dots and intervals as SVG: the same traces that the page gives to Plotly, without a browser.

It knows what `_charts` uses: markers, lines, texts and horizontal bars on straight axes, errors along x, ticks with
words, notes and a legend. A figure of another kind is not drawn at all (`can_draw`), never half.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from math import isfinite
from typing import Any

import plotly.graph_objects as go

from ._safe import as_text
from ._svg_shapes import CORNERS, SQUARE

WIDTH = 720
INK, GREY, GRID = "px-ink", "px-grey", "px-grid"  # classes of what follows the reader's light or dark
STYLE = (
    ".px-figure { font: 13px system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif; } "
    ".px-ink { fill: #1f1e1b; } .px-grey { fill: #6b6b6b; } .px-grid { stroke: #80808040; } "
    "@media (prefers-color-scheme: dark) { .px-ink { fill: #ecebe7; } .px-grey { fill: #a8a8a8; } }"
)

_LETTER, _LINE, _PAD = 7.0, 16, 12  # pixels: of a letter on average, from line to line, around everything
_KNOWN = {"scatter", "bar"}


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where the plot lies in the picture, and what its edges stand for."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]  # bottom, top

    def x(self, value: float) -> float:
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.top + (high - value) / (high - low) * self.height


def can_draw(fig: go.Figure) -> bool:
    """Say whether all of a figure can be drawn."""
    return bool(fig.data) and all(
        trace.type in _KNOWN and (trace.type != "bar" or trace.orientation == "h") for trace in fig.data
    )


def svg_of(
    fig: go.Figure, *, title: str, desc: str = "", name: str = "figure", style: bool = True, width: int = WIDTH
) -> str:
    """Return a figure as SVG text, which an HTML page may hold too, and which says `title` and `desc` to who hears it.

    `name` begins the ids, so that several may stand on a page; without `style` the page must have `STYLE` itself.
    Raises ValueError for a figure that cannot be drawn.
    """
    if not can_draw(fig):
        raise ValueError(f"{title}: no figure of dots, lines or bars; only those can be drawn as SVG")
    x_range, y_range = _axis(fig, "x"), _axis(fig, "y")
    rows = _ticks(fig.layout.yaxis)
    longest = max((len(line) for _, lines in rows for line in lines), default=0)
    left = _PAD + min(longest * _LETTER, 240) + 10
    keys = _legend(fig, left, width)
    top = _PAD + (keys[-1][1] + _LINE if keys else 0)
    ticks = _ticks(fig.layout.xaxis)
    below = _PAD + _LINE * max((len(lines) for _, lines in ticks), default=0) + 8
    below += _LINE + 4 if fig.layout.xaxis.title.text else 0
    height = max(float(fig.layout.height or 300) - 60, 60)
    plane = _Plane(left, top, width - left - _PAD, height, x_range, y_range)
    parts = [*_grid(fig, plane, ticks), *_row_labels(plane, rows)]
    for trace in fig.data:
        parts += _bars(trace, plane) if trace.type == "bar" else _trace(trace, plane)
    parts += [part for note in fig.layout.annotations or () for part in _note(note, plane)]
    for x, y, trace in keys:
        look = _look(trace)
        parts.append(_symbol(x + 6, _PAD + y + 6, look))
        parts.append(_text(x + 16, _PAD + y + 10, _lines(trace.name), INK))
    total = _number(top + height + below)
    says = f'<desc id="{name}-desc">{_safe(desc)}</desc>' if desc else ""
    labelled = f"{name}-title {name}-desc" if desc else f"{name}-title"
    css = f"<style>:root {{ color-scheme: light dark; }} {STYLE}</style>" if style else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="px-figure" viewBox="0 0 {width} {total}" width="{width}" '
        f'height="{total}" role="img" aria-labelledby="{labelled}"><title id="{name}-title">{_safe(title)}</title>'
        f"{says}{css}{''.join(parts)}</svg>"
    )


def _grid(fig: go.Figure, plane: _Plane, ticks: Sequence[tuple[float, list[str]]]) -> list[str]:
    bottom = plane.top + plane.height
    parts = []
    for value, lines in ticks:
        low, high = sorted(plane.x_range)
        if low <= value <= high:
            x = _number(plane.x(value))
            width = ' stroke-width="2"' if value == 0 else ""
            parts.append(f'<path class="{GRID}" d="M{x} {_number(plane.top)}V{_number(bottom)}"{width}/>')
            parts.append(_text(plane.x(value), bottom + _LINE, lines, INK, anchor="middle"))
    if fig.layout.xaxis.title.text:
        most = max((len(lines) for _, lines in ticks), default=0)
        at = bottom + _LINE * (most + 1) + 6
        parts.append(
            _text(plane.left + plane.width / 2, at, _lines(fig.layout.xaxis.title.text), GREY, anchor="middle")
        )
    return parts


def _row_labels(plane: _Plane, rows: Sequence[tuple[float, list[str]]]) -> list[str]:
    return [
        _text(plane.left - 10, plane.y(value) + 4 - (len(lines) - 1) * _LINE / 2, lines, INK, anchor="end")
        for value, lines in rows
    ]


def _trace(trace: Any, plane: _Plane) -> list[str]:
    """Return one trace of dots, each with its interval, and the lines and texts between and beside them."""
    look = _look(trace)
    points = [
        (_value(x), _value(y))
        for x, y in zip(_all(trace.x), _all(trace.y), strict=True)
        if x is not None and y is not None
    ]
    places = [(plane.x(x), plane.y(y)) for x, y in points]
    mode = trace.mode or "lines"
    parts = []
    if "lines" in mode and len(places) > 1:
        path = "L".join(f"{_number(x)} {_number(y)}" for x, y in places)
        colour = trace.line.color or look.colour
        parts.append(f'<path fill="none" stroke="{_colour(colour)}" stroke-width="2" d="M{path}"/>')
    ends = trace.error_x
    above = _all(ends.array) if ends else []
    under = _all(ends.arrayminus) if ends and ends.arrayminus is not None else above
    for (x, y), more, less in zip(points, above, under, strict=False):
        low, high, at = _number(plane.x(x - _value(less))), _number(plane.x(x + _value(more))), plane.y(y)
        caps = "".join(f"M{end} {_number(at - 5)}V{_number(at + 5)}" for end in (low, high))
        way = f"M{low} {_number(at)}H{high}{caps}"
        parts.append(f'<path fill="none" stroke="{_colour(look.colour)}" stroke-width="2" d="{way}"/>')
    said = _all(trace.hovertext) if trace.hovertext is not None else []
    said = said if len(said) == len(places) and not isinstance(trace.hovertext, str) else [None] * len(places)
    if "markers" in mode:
        parts += [_symbol(x, y, look, said=text) for (x, y), text in zip(places, said, strict=True)]
    if "text" in mode and trace.text is not None:
        texts = [trace.text] * len(places) if isinstance(trace.text, str) else _all(trace.text)
        parts += [
            _text(x, y + 4, _lines(text), INK, anchor="middle") for (x, y), text in zip(places, texts, strict=False)
        ]
    return parts


def _bars(trace: Any, plane: _Plane) -> list[str]:
    colour = _colour(trace.marker.color if isinstance(trace.marker.color, str) else "#808080")
    base = _value(trace.base) if isinstance(trace.base, int | float) else 0.0
    half = plane.height / max(abs(plane.y_range[1] - plane.y_range[0]), 1) * 0.3
    parts = []
    for x, y in zip(_all(trace.x), _all(trace.y), strict=True):
        start, end = sorted((plane.x(base), plane.x(base + _value(x))))
        parts.append(
            f'<rect x="{_number(start)}" y="{_number(plane.y(_value(y)) - half)}" width="{_number(end - start)}" '
            f'height="{_number(2 * half)}" fill="{colour}"/>'
        )
    return parts


def _note(note: Any, plane: _Plane) -> list[str]:
    if note.text is None or note.xref not in (None, "x") or note.yref not in (None, "y"):
        return []
    anchor = {"left": "start", "right": "end"}.get(note.xanchor or "center", "middle")
    at = plane.x(_value(note.x)) + float(note.xshift or 0)
    return [_text(at, plane.y(_value(note.y)) + 4, _lines(note.text), GREY, anchor=anchor)]


@dataclass(frozen=True, slots=True)
class _Look:
    colour: str
    shape: str
    size: float
    line: float


def _look(trace: Any) -> _Look:
    marker = trace.marker
    colour = marker.color if isinstance(marker.color, str) else "#808080"
    shape = marker.symbol if isinstance(marker.symbol, str) else "circle"
    size = float(marker.size) if isinstance(marker.size, int | float) else 8.0
    return _Look(colour, shape, size, float(marker.line.width or 0) if hasattr(marker.line, "width") else 0.0)


def _symbol(x: float, y: float, look: _Look, *, said: object = None) -> str:
    colour, half = _colour(look.colour), look.size / 2
    shape, is_open = look.shape.removesuffix("-open"), look.shape.endswith("-open")
    paint = f'fill="none" stroke="{colour}" stroke-width="2"' if is_open else f'fill="{colour}"'
    title = f"<title>{_safe(' '.join(_lines(said)))}</title>" if said else ""
    if shape in ("line-ns", "line-ew"):
        way = f"M{_number(x)} {_number(y - half)}v{_number(2 * half)}"
        if shape == "line-ew":
            way = f"M{_number(x - half)} {_number(y)}h{_number(2 * half)}"
        return f'<path stroke="{colour}" stroke-width="2" d="{way}">{title}</path>'
    if shape == "circle":
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(half)}" {paint}>{title}</circle>'
    corners = " ".join(f"{_number(x + half * dx)},{_number(y + half * dy)}" for dx, dy in CORNERS.get(shape, SQUARE))
    return f'<polygon points="{corners}" {paint}>{title}</polygon>'


def _axis(fig: go.Figure, letter: str) -> tuple[float, float]:
    """Return what an axis runs from and to: as the layout says, else as far as the values go."""
    axis = fig.layout.xaxis if letter == "x" else fig.layout.yaxis
    if axis.range is not None:
        low, high = (_value(end) for end in axis.range)
    else:
        values = [_value(value) for trace in fig.data for value in _all(trace[letter]) if value is not None]
        low, high = min(values, default=0.0), max(values, default=1.0)
        edge = (high - low) * 0.05 or 0.5
        low, high = low - edge, high + edge
    return (low, high) if low != high else (low - 0.5, high + 0.5)


def _ticks(axis: Any) -> list[tuple[float, list[str]]]:
    if axis.tickvals is None:
        return []
    values = [_value(value) for value in _all(axis.tickvals)]
    words = _all(axis.ticktext) if axis.ticktext is not None else [f"{value:g}" for value in values]
    return [(value, _lines(text)) for value, text in zip(values, words, strict=True)]


def _legend(fig: go.Figure, left: float, most: int) -> list[tuple[float, float, Any]]:
    """Return where each key of the legend begins, and its trace; keys that do not fit go on in the next line."""
    keys: list[tuple[float, float, Any]] = []
    x, y = left, 0.0
    for trace in fig.data if fig.layout.showlegend is not False else ():
        if trace.showlegend is False or not trace.name:
            continue
        needed = 16 + _LETTER * max(map(len, _lines(trace.name))) + 18
        if x + needed > most - _PAD and x > left:
            x, y = left, y + _LINE + 4
        keys.append((x, y, trace))
        x += needed
    return keys if len(keys) > 1 or any(key[2].showlegend for key in keys) else []


def _lines(label: object) -> list[str]:
    """Return the lines of a label as Plotly shows them: its tags are taken off, its entities are characters."""
    lines = re.split(r"<br\s*/?>", str(label))
    return [as_text(unescape(re.sub(r"<[^>]*>", "", line))) for line in lines]


def _text(x: float, y: float, lines: Sequence[str], kind: str, *, anchor: str = "start") -> str:
    spans = "".join(
        f'<tspan x="{_number(x)}" y="{_number(y + n * _LINE)}">{_safe(line)}</tspan>' for n, line in enumerate(lines)
    )
    return f'<text class="{kind}" text-anchor="{anchor}">{spans}</text>'


def _safe(text: object) -> str:
    return escape(as_text(text, most=2000))


def _colour(colour: str) -> str:
    return escape(colour)


def _all(values: Any) -> list[Any]:
    return [] if values is None else list(values) if not isinstance(values, str) else [values]


def _value(value: Any) -> float:
    """Return a place on an axis as a number; a day or time in seconds."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    number = value.timestamp() if hasattr(value, "timestamp") else float(value)
    return number if isfinite(number) else 0.0


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
