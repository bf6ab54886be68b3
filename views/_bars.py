"""Draw an outlet's speakers as bars, in its colour, each of which a click opens.

The other charts have no bars, which would make a few articles look like an outlet. These stand for words that were
counted in these articles, in two parts: nothing is estimated from them, and they have no interval.
"""

import textwrap
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare.speakers import DOCUMENT, NAMED, UNNAMED, UNTOLD

from ._charts import INK, NEUTRAL, ROW
from ._passages import Row
from ._safe import as_text, plot_label
from ._speech import NOT_TOLD
from ._words import counted

SOURCE_NAMES = {
    NAMED: "by name",
    UNNAMED: "without a name",
    DOCUMENT: "a document",
    UNTOLD: NOT_TOLD,
}


def speaker_name(row: Row) -> str:
    """Name the speaker of a row of `compare.who_is_heard` as a line of text."""
    return SOURCE_NAMES[UNTOLD].capitalize() if row["told"] == UNTOLD else as_text(row["speaker"], most=80)


def speaker_bars(heard: pd.DataFrame, ids: Sequence[str], *, colour: str, longest: int) -> go.Figure:
    """Return a chart with one bar a speaker, most words on top: what stands in quotation marks, then what does not.

    `ids` go along with the bars, for a click; `longest` is where the axis ends, the same on every outlet's chart.
    """
    fig = go.Figure()
    rows = heard.to_dict("records")
    hover = [
        f"{plot_label(speaker_name(row))}: {counted(row['words'], 'word')}, {row['quoted_words']} in quotation marks"
        for row in rows
    ]
    # The pattern tells the parts apart without colours.
    for name, column, pattern in (
        ("in quotation marks", "quoted_words", ""),
        ("not in quotation marks", "indirect_words", "/"),
    ):
        fig.add_trace(
            go.Bar(
                x=heard[column].to_list(), y=list(range(len(rows))), orientation="h", name=name, width=0.62,
                marker={"color": colour, "line": {"color": colour, "width": 1}}
                | {"pattern": {"shape": pattern, "fillmode": "replace", "size": 7, "solidity": 0.25}},
                hovertext=hover, hoverinfo="text", customdata=list(ids),
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0.55}},
            )
        )  # fmt: skip
    grid = "rgba(128, 128, 128, 0.25)"
    fig.update_xaxes(
        range=[0, 1.04 * max(longest, 1)], gridcolor=grid, zerolinecolor=NEUTRAL, fixedrange=True, nticks=6,
        tickangle=0, tickformat="d", title={"text": "words", "font": {"size": 13}},
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[_in_two_lines(speaker_name(row)) for row in rows], ticks="",
        range=[len(rows) - 0.5, -0.5], showgrid=False, zeroline=False, fixedrange=True, automargin=True,
        tickfont={"size": 13},
    )  # fmt: skip
    return fig.update_layout(
        template="plotly_white", barmode="stack", height=ROW * max(len(rows), 2) + 110,
        margin={"l": 8, "r": 16, "t": 8, "b": 8}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False, clickmode="event+select",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"}
        | {"itemclick": False, "traceorder": "normal"},
    )  # fmt: skip


def show_bars(fig: go.Figure, *, alt: str, key: str, box: str) -> None:
    """Draw the bars; a click on one sets the select box with the key `box` to what the bar stands for."""

    def take() -> None:
        points = st.session_state[key].selection.points
        if points:
            st.session_state[box] = clicked(points[0])

    ink = INK.get(st.context.theme.type or "")
    if ink:
        fig.update_xaxes(tickfont_color=ink, title_font_color=ink).update_yaxes(tickfont_color=ink)
        fig.update_layout(legend_font_color=ink)
    config = {"displayModeBar": False, "responsive": True}
    st.plotly_chart(
        fig, theme="streamlit", config=config, alt=alt, key=key, on_select=take, selection_mode="points"
    )  # fmt: skip


def clicked(point: Row) -> str:
    """Return the id that goes along with a bar that was clicked."""
    ids = point["customdata"]
    return str(ids if isinstance(ids, str) else next(iter(ids.values() if isinstance(ids, dict) else ids)))


def _in_two_lines(name: str) -> str:
    lines = textwrap.wrap(name, 20, max_lines=2, placeholder=" …") or [""]
    return "<br>".join(plot_label(line) for line in lines)
