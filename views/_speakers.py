"""Draw an outlet's speakers as dots, in its colour and shape, each of which a click opens.

What the dots stand for are words that were counted in these articles: nothing is estimated from them, and they have
no interval. They are no bars, which would make a few articles look like an outlet.
"""

import textwrap
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from pipeline.compare.speakers import DOCUMENT, NAMED, UNNAMED, UNTOLD

from ._charts import NEUTRAL, ROW
from ._charts import clicked as clicked
from ._passages import Row
from ._safe import as_text, plot_label
from ._speech import NOT_TOLD
from ._text import say
from ._words import counted

SOURCE_NAMES = {
    NAMED: say("voices.by_name"),
    UNNAMED: say("voices.without_name"),
    DOCUMENT: say("voices.document"),
    UNTOLD: NOT_TOLD,
}
_LANE = 0.18  # of a row: how far above and below its middle the two dots of a speaker stand


def speaker_name(row: Row) -> str:
    """Name the speaker of a row of `compare.who_is_heard` as a line of text."""
    return SOURCE_NAMES[UNTOLD].capitalize() if row["told"] == UNTOLD else as_text(row["speaker"], most=80)


def speaker_dots(heard: pd.DataFrame, ids: Sequence[str], *, look: tuple[str, str], longest: int) -> go.Figure:
    """Return a chart with two dots a speaker, most words on top: filled all words, open those in quotation marks.

    `ids` go along with the dots, for a click; `look` is a colour and a shape; `longest` is where the axis ends, the
    same on every outlet's chart.
    """
    fig = go.Figure()
    rows = heard.to_dict("records")
    colour, shape = look[0], look[1].removesuffix("-open")
    hover = [
        say(
            "voices.dot",
            speaker=plot_label(speaker_name(row)),
            words=counted(row["words"], "word"),
            quoted=row["quoted_words"],
        )
        for row in rows
    ]
    for name, column, symbol, lane in (
        (say("voices.all_words"), "words", shape, -_LANE),
        (say("voices.in_quotes"), "quoted_words", f"{shape}-open", _LANE),
    ):
        fig.add_trace(
            go.Scatter(
                x=heard[column].to_list(), y=[place + lane for place in range(len(rows))], mode="markers", name=name,
                marker={"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2 if lane > 0 else 0}},
                hovertext=hover, hoverinfo="text", customdata=list(ids), cliponaxis=False,
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
        range=[len(rows) - 0.5, -0.5], gridcolor=grid, zeroline=False, fixedrange=True, automargin=True,
        tickfont={"size": 13},
    )  # fmt: skip
    return fig.update_layout(
        template="plotly_white", height=ROW * max(len(rows), 2) + 110,
        margin={"l": 8, "r": 16, "t": 8, "b": 8}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        dragmode=False, clickmode="event+select", hovermode="closest",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left"}
        | {"itemclick": False, "traceorder": "normal"},
    )  # fmt: skip


def _in_two_lines(name: str) -> str:
    lines = textwrap.wrap(name, 20, max_lines=2, placeholder=" …") or [""]
    return "<br>".join(plot_label(line) for line in lines)
