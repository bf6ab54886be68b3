"""Draw names as rows and outlets as marks in their colour and shape, placed by share and sized by count.

What the marks stand for were counted in these articles: they have no interval. How sure a difference is,
the table says.
"""

import textwrap
from collections.abc import Mapping
from math import sqrt

import pandas as pd
import plotly.graph_objects as go

from ._charts import NEUTRAL, ROW
from ._safe import as_text, plot_label
from ._text import say
from ._words import percent

SMALLEST, BIGGEST = 6, 16  # pixels of a mark that stands for none, and for the most
_LANE, _NARROW, _MANY = 14, 8, 8  # pixels of a row that each outlet has to itself; of more than so many, each


def name_dots(rows: pd.DataFrame, names: Mapping[str, str], *, looks: Mapping[str, tuple[str, str]]) -> go.Figure:
    """Return a chart with one row a name and in it one mark for each outlet that names the entity at all.

    `rows` are one entity's and one voice's rows of the ledger, in the order in which names are drawn.
    """
    order = {name: place for place, name in enumerate(dict.fromkeys(rows["name"]))}
    there = [outlet for outlet in names if rows.loc[rows["group"] == outlet, "share"].sum() > 0]
    most = max(int(rows["count"].max()), 1)
    step = 0.76 / max(len(there), 1)
    lane = _NARROW if len(there) > _MANY else _LANE
    fig = go.Figure()
    for at, outlet in enumerate(there):
        own = {row["name"]: row for row in rows[rows["group"] == outlet].to_dict("records")}
        counts = [int(own[name]["count"]) if name in own else 0 for name in order]
        shares = [float(own[name]["share"]) if n else 0.0 for name, n in zip(order, counts, strict=True)]
        colour, shape = looks[outlet]
        hover = [
            say("names.dot", outlet=plot_label(names[outlet]), name=plot_label(name), n=n, share=percent(share))
            for name, n, share in zip(order, counts, shares, strict=True)
        ]
        shift = (at - (len(there) - 1) / 2) * step
        fig.add_trace(
            go.Scatter(
                x=shares, y=[place + shift for place in order.values()], mode="markers", name=plot_label(names[outlet]),
                marker={
                    "color": colour,
                    "opacity": 1, "symbol": shape, "line": {"width": 0},
                    "size": [SMALLEST + (BIGGEST - SMALLEST) * sqrt(n / most) for n in counts],
                },
                hovertext=hover, hoverinfo="text", customdata=list(order), cliponaxis=False,
                selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 0.55}},
            )
        )  # fmt: skip
    grid = "rgba(128, 128, 128, 0.25)"
    fig.update_xaxes(
        range=[-0.02, 1.04], tickvals=[0, 0.25, 0.5, 0.75, 1], ticktext=["0 %", "", "50 %", "", "100 %"], tickangle=0,
        gridcolor=grid, zeroline=True, zerolinecolor=NEUTRAL, zerolinewidth=1, fixedrange=True,
    )  # fmt: skip
    fig.update_yaxes(
        tickvals=list(order.values()), ticktext=[_in_two_lines(name) for name in order], ticks="",
        range=[len(order) - 0.5, -0.5], showgrid=False, zeroline=False, fixedrange=True, automargin=True,
        tickfont={"size": 13},
    )  # fmt: skip
    # Between rows, so that of many outlets each mark is seen to belong to its name.
    for place in range(1, len(order)):
        fig.add_hline(y=place - 0.5, line={"color": grid, "width": 1, "dash": "dot"})
    return fig.update_layout(
        template="plotly_white", height=max(ROW, lane * len(there) + 10) * max(len(order), 2) + 90,
        margin={"l": 8, "r": 16, "t": 8, "b": 8}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False, clickmode="event+select", hovermode="closest", showlegend=True,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"}
        | {"itemclick": False, "traceorder": "normal", "itemsizing": "constant"},
    )  # fmt: skip


def _in_two_lines(name: str) -> str:
    lines = textwrap.wrap(as_text(name, most=80), 20, max_lines=2, placeholder=" …") or [""]
    return "<br>".join(plot_label(line) for line in lines)
