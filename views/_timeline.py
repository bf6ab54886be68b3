"""Draw when each outlet published: a row an outlet, a dot an article; what has no date is said in words."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import UNKNOWN

from ._charts import INK, NEUTRAL
from ._filters import distinct, shared_choices
from ._safe import as_text, marked_html, md_escape, plot_label
from ._sections import View
from ._text import say
from ._words import NO_HEADLINE, UNKNOWN_DATE, counted, listed

ROW = 34  # pixels an outlet has
LANES = 5  # dots of one day that stand above each other in a row; more lie on these
MANY = 40  # dots, above which they are smaller
_GRID = "rgba(128, 128, 128, 0.25)"
# How a marker of Plotly's looks as an element of the page.
_CLIPS = {
    "circle": "circle(50%)",
    "square": "inset(6%)",
    "diamond": "polygon(50% 0, 100% 50%, 50% 100%, 0 50%)",
    "triangle-up": "polygon(50% 0, 100% 95%, 0 95%)",
    "cross": "polygon(33% 0, 67% 0, 67% 33%, 100% 33%, 100% 67%, 67% 67%, 67% 100%, 33% 100%, 33% 67%, 0 67%, 0 33%, "
    "33% 33%)",
    "star": "polygon(50% 0, 62% 35%, 98% 35%, 69% 57%, 80% 92%, 50% 71%, 20% 92%, 31% 57%, 2% 35%, 38% 35%)",
    "hexagon": "polygon(50% 0, 93% 25%, 93% 75%, 50% 100%, 7% 75%, 7% 25%)",
    "x": "polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, "
    "0 20%)",
}
OUTLETS_STYLE = """
.px-outlets.px-outlets { display: flex; flex-wrap: wrap; gap: .35rem 1.4rem; margin: 0; padding: 0; list-style: none; }
.px-outlets li { display: flex; align-items: center; gap: .5rem; margin: 0; }
.px-outlets i { width: .8rem; height: .8rem; flex: none; }
.px-outlets i.px-open { border: 2px solid #808080; border-radius: 50%; }
.px-outlets small { color: light-dark(#555149, #bdb8ac); font-size: .875rem; }
"""


def show_timeline(view: View, articles: pd.DataFrame) -> None:
    """Draw the chart, the choice of an article, and all as a table; `articles` have their `group`."""
    st.header(say("home.published_title"), anchor=False)
    if articles["date"].map(bool).any():
        alt = say("home.alt_timeline", said=timeline_in_words(articles, view.names))
        event = st.plotly_chart(
            timeline(articles, view.names, view.looks), theme="streamlit", alt=alt, key="timeline",
            config={"displayModeBar": False, "responsive": True}, on_select="rerun", selection_mode="points",
        )  # fmt: skip
        for point in event.get("selection", {}).get("points", [])[:1]:
            _read(view, str(point.get("customdata", "")), articles)
    if undated := undated_in_words(articles, view.names):
        st.caption(md_escape(undated))
    table = timeline_table(articles, view.names)
    lines = [" · ".join(row) for row in table[["Outlet", "Headline", "Date"]].itertuples(index=False)]
    options = distinct(dict(zip(table.index, lines, strict=True)))
    opened = st.selectbox(
        say("home.open_article"), list(options), index=None, format_func=options.__getitem__,
        placeholder=say("home.choose_article"), key="open_article",
    )  # fmt: skip
    if opened:
        _read(view, opened, articles)
    with st.expander(say("home.as_table")):
        picked: Any = st.dataframe(
            table, hide_index=True, alt=say("home.as_table"), on_select="rerun", selection_mode="single-row",
            key="timeline_rows",
        )  # fmt: skip
        for row in picked["selection"]["rows"][:1]:
            _read(view, str(table.index[row]), articles)


def outlets_html(counts: Mapping[str, int], names: Mapping[str, str], looks: Mapping[str, tuple[str, str]]) -> str:
    """Return the outlets as a list, each with its sign and how many articles it has; all text in it is escaped."""
    items = []
    for group, name in names.items():
        n = counted(counts.get(group, 0), "article")
        sign = _sign(*looks.get(group, (NEUTRAL, "")))
        items.append(f"<li>{sign}<span>{marked_html(as_text(name), ())} <small>{n}</small></span></li>")
    return f'<ul class="px-outlets">{"".join(items)}</ul>'


def timeline(articles: pd.DataFrame, names: Mapping[str, str], looks: Mapping[str, tuple[str, str]]) -> go.Figure:
    """Return a chart with a row an outlet and a dot for each dated article, with its id as custom data.

    `articles` have `group`, `date` and `title`. Those of one day stand above each other.
    """
    fig = go.Figure()
    dated = articles[articles["date"].map(bool)].sort_values(["date", "article_id"], kind="stable")
    size = 11 if len(dated) <= MANY else 8
    for place, (group, name) in enumerate(names.items()):
        own = dated[dated["group"] == group]
        colour, shape = looks.get(group, (NEUTRAL, "circle"))
        days = [str(day) for day in own["date"]]
        if own.empty:
            fig.add_annotation(
                x=0, xref="paper", y=place, text=say("home.no_dates"), showarrow=False, font={"color": NEUTRAL},
                xanchor="left", xshift=8, yshift=9,
            )  # fmt: skip
        said = [
            f"{plot_label(name)} · {plot_label(day)}<br>{plot_label(title or NO_HEADLINE, most=70)}"
            for day, title in zip(days, own["title"], strict=True)
        ]
        fig.add_trace(
            go.Scatter(
                x=days, y=_heights(days, place), mode="markers", name=plot_label(name),
                customdata=list(own["article_id"]), hovertext=said, hoverinfo="text", showlegend=False,
                marker={"color": colour, "symbol": shape, "size": size}, unselected={"marker": {"opacity": 1}},
            )
        )  # fmt: skip
    return _laid_out(fig, list(names.values()), [str(day) for day in dated["date"]])


def timeline_in_words(articles: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say from when to when each outlet published, in the order of `names`, as plain text."""
    said = []
    for group, name in names.items():
        own = articles[articles["group"] == group]
        days = sorted(str(day) for day in own["date"] if day)
        when = say("home.no_dates") if not days else days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        said.append(say("home.published", name=as_text(name), n=counted(len(own), "article"), when=when))
    return "; ".join(said)


def undated_in_words(articles: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say how many articles have no date and whose they are, as plain text; "" where all have one."""
    undated = articles[~articles["date"].map(bool)]
    if undated.empty:
        return ""
    counts = undated["group"].value_counts()
    whose = [f"{as_text(name)} ({counts[group]})" for group, name in names.items() if group in counts]
    if len(undated) == 1:
        return say("home.undated_one", whose=listed(whose))
    return say("home.undated", n=len(undated), whose=listed(whose))


def timeline_table(articles: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the articles in order of their dates, those without one last; the index is their ids."""
    order = articles.assign(undated=~articles["date"].map(bool)).sort_values(
        ["undated", "date", "group", "title"], kind="stable"
    )
    groups = order["group"].where(order["group"].isin(list(names)), UNKNOWN)
    return pd.DataFrame(
        {
            "Date": [as_text(day or UNKNOWN_DATE) for day in order["date"]],
            "Outlet": [as_text(names.get(group, group)) for group in groups],
            "Headline": [as_text(title or NO_HEADLINE) for title in order["title"]],
            "Words": order["words"].astype(int).to_list(),
        },
        index=pd.Index(order["article_id"], name="article_id"),
    )


def _sign(colour: str, shape: str) -> str:
    if shape not in _CLIPS:
        return '<i class="px-open" aria-hidden="true"></i>'
    return f'<i aria-hidden="true" style="background:{colour};clip-path:{_CLIPS[shape]}"></i>'


def _heights(days: list[str], place: int) -> list[float]:
    """Return at which height in the outlet's row each article stands: those of one day spread over its lanes."""
    counts, seen, heights = Counter(days), Counter[str](), []
    for day in days:
        lanes = min(counts[day], LANES)
        heights.append(place + (seen[day] % lanes - (lanes - 1) / 2) * 0.8 / LANES)
        seen[day] += 1
    return heights


def _laid_out(fig: go.Figure, names: list[str], days: list[str]) -> go.Figure:
    if days:
        first, last = datetime.fromisoformat(days[0]), datetime.fromisoformat(days[-1])
        span = (last - first).days
        edge = timedelta(hours=12 + span)
        fig.update_xaxes(range=[(first - edge).isoformat(), (last + edge).isoformat()])
        if span <= 4:  # else Plotly writes hours between days
            fig.update_xaxes(tickvals=[(first + timedelta(days=n)).isoformat() for n in range(span + 1)])
        fig.update_xaxes(nticks=4, tickformat="%-d %b<br>%Y" if span <= 400 else "%b<br>%Y")
    fig.update_xaxes(type="date", gridcolor=_GRID, fixedrange=True, tickangle=0, zeroline=False)
    fig.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[plot_label(name, most=22) for name in names], ticks="",
        range=[len(names) - 0.5, -0.5], gridcolor=_GRID, zeroline=False, fixedrange=True, automargin=True,
        tickfont={"size": 13},
    )  # fmt: skip
    fig.update_layout(
        template="plotly_white", height=ROW * max(len(names), 2) + 56, margin={"l": 8, "r": 12, "t": 4, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", dragmode=False, clickmode="event+select",
    )  # fmt: skip
    ink = INK.get(st.context.theme.type or "")
    return fig.update_xaxes(tickfont_color=ink).update_yaxes(tickfont_color=ink) if ink else fig


def _read(view: View, article: str, articles: pd.DataFrame) -> None:
    """Go to an article of these in Read; what a browser says is not taken on trust."""
    if article in set(articles["article_id"]):
        where = {**shared_choices(), "event": view.event, "article": article}
        st.switch_page("views/read.py", query_params=where)
