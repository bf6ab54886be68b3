"""Draw a section of Compare: the differences that hold, and each figure with the sentences behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.library import Library
from pipeline.types import FRAMES

from ._charts import grouped_dots, interval_dots, show_chart, takeaway
from ._evidence import show_evidence
from ._filters import choose_one
from ._safe import as_text, md_escape
from ._tables import figure_table
from ._words import FRAME_NAMES, NO_DIFFERENCE, SCALES, counted, listed

Topics = Mapping[tuple[str, str], str]  # (target, label) -> what is compared, in words

FRAMES_SHOWN = 5
LINES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class View:
    """What all sections of a page share: the event, its outlets' names and looks."""

    library: Library
    event: str
    names: Mapping[str, str]
    looks: Mapping[str, tuple[str, str]]
    mixed_scope: bool  # whether some figures speak of the outlet and some of these articles


def show_differences(table: pd.DataFrame, names: Mapping[str, str], topics: Topics) -> None:
    """Say which differences hold, in words; otherwise that none is clear, of how many."""
    tested = counted(len(table), "comparison")
    held = table[table["holds"]] if len(table) else table
    if table.empty:
        st.markdown("Nothing to compare: fewer than two outlets have sentences here.")
        return
    if held.empty:
        st.markdown(f"**{NO_DIFFERENCE}** between the outlets, of {tested} tested.")
        return
    lines = [f"- {line}" for line in differences_in_words(held, names, topics)]
    scope = " in these articles" if "outlet" not in set(held["scope"]) else ""
    st.markdown(f"**{counted(len(held), 'clear difference')}{scope}**, of {tested} tested:")
    st.markdown("\n".join(lines[:LINES_SHOWN]))
    if len(lines) > LINES_SHOWN:
        with st.expander(f"{len(lines) - LINES_SHOWN} more"):
            st.markdown("\n".join(lines[LINES_SHOWN:]))


def differences_in_words(held: pd.DataFrame, names: Mapping[str, str], topics: Topics) -> list[str]:
    """Say the differences that hold, one line for each topic and the outlet that is higher, in Markdown."""
    lines: dict[tuple[tuple[str, str], str], list[str]] = {}
    mixed = "outlet" in set(held["scope"])  # else the line above says it for all
    for row in held.to_dict("records"):
        higher, lower = row["group_a"], row["group_b"]
        ends = [row["difference"], row["low"], row["high"]]
        if row["difference"] < 0:
            higher, lower, ends = lower, higher, [-row["difference"], -row["high"], -row["low"]]
        scale = SCALES[row["measure"]]
        size, low, high = (scale.say_difference(end) for end in ends)
        scope = ", in these articles" if mixed and row["scope"] != "outlet" else ""
        said = f"{md_escape(names[lower])} by {size}{scale.unit} ({low} to {high}{scope})"
        lines.setdefault(((row["target"], row["label"]), higher), []).append(said)
    way = "more for and less against" if "stance" in set(held["measure"]) else "more"
    return [
        f"{md_escape(topics[topic])}: {way} in **{md_escape(names[higher])}** than in {listed(than)}"
        for (topic, higher), than in lines.items()
    ]


def show_behind(view: View, ev: pd.DataFrame, *, key: str) -> None:
    """Draw a button for each outlet that has evidence; the one that is pressed shows its sentences."""
    counts = ev.drop_duplicates(["article_id", "sentence_id"]).groupby("group").size()
    there = {outlet: name for outlet, name in view.names.items() if outlet in counts}
    labels = {outlet: f"{md_escape(name)} ({counts[outlet]})" for outlet, name in there.items()}
    chosen = st.pills("Show the sentences of", list(labels), format_func=labels.__getitem__, key=key)
    if chosen in labels:
        show_evidence(view.library, view.event, ev[ev["group"] == chosen], key=f"{key}_list")


def show_stance(view: View, entity: str, figures: pd.DataFrame, ev: pd.DataFrame) -> None:
    """Draw how one entity is portrayed."""
    with st.container(border=True):
        st.subheader(md_escape(entity), anchor=False)
        says = f"{as_text(entity)}, from −1 against to +1 for"
        rows, ev = (table[table["target"] == entity] for table in (figures, ev))
        show_figures(view, rows, ev, measure="stance", says=says, key=entity)


def show_role(view: View, entity: str, role: str, figures: pd.DataFrame, ev: pd.DataFrame) -> None:
    """Draw how likely one entity has a role at its mentions."""
    with st.container(border=True):
        st.subheader(f"{md_escape(entity)} as {role}", anchor=False)
        rows, ev = (table[(table["target"] == entity) & (table["label"] == role)] for table in (figures, ev))
        show_figures(view, rows, ev, measure="role", says=f"{as_text(entity)} as {role}", key=f"{entity} as {role}")


def show_figures(view: View, rows: pd.DataFrame, ev: pd.DataFrame, *, measure: str, says: str, key: str) -> None:
    """Draw figures, one an outlet: chart, table, and the sentences behind each."""
    scale = SCALES[measure]
    alt = f"{says}: {takeaway(rows, view.names, scale=scale)}"
    chart, table = st.columns([2, 3], vertical_alignment="center")
    with chart:
        show_chart(interval_dots(rows, view.names, looks=view.looks, scale=scale), alt=alt, key=f"chart {key}")
    with table:
        st.dataframe(figure_table(rows, view.names, scale=scale, scope=view.mixed_scope), hide_index=True, alt=alt)
    show_behind(view, ev, key=f"behind {key}")


def show_frames(view: View, figures: pd.DataFrame, ev: pd.DataFrame) -> None:
    """Draw the frames that stand out anywhere: chart, table, and the sentences behind each figure."""
    ahead = figures[figures["label"] != "other"].groupby("label")["value"].max()
    top = [frame for frame in FRAMES if frame in set(ahead.nlargest(FRAMES_SHOWN).index)]
    topics = {frame: FRAME_NAMES[frame] for frame in top}
    alt = "Share of sentences. " + " ".join(
        f"{topics[frame]}: {takeaway(figures[figures['label'] == frame], view.names, scale=SCALES['frame'])}."
        for frame in top
    )
    with st.container(border=True):
        show_chart(grouped_dots(figures, topics, view.names, looks=view.looks), alt=alt, key="chart frames")
        every = {frame: FRAME_NAMES[frame] for frame in FRAMES}
        frame = choose_one("frame", "Frame", every, default=top[0])
        st.dataframe(
            figure_table(figures[figures["label"] == frame], view.names, scale=SCALES["frame"], scope=view.mixed_scope),
            hide_index=True,
            alt=f"{FRAME_NAMES[frame]}: the share of sentences of each outlet",
        )
        show_behind(view, ev[ev["label"] == frame], key="behind frames")
