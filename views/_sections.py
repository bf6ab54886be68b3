"""Draw a section of Compare: the differences that hold, and each figure with the sentences behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.library import Library
from pipeline.types import FRAMES

from ._charts import BETWEEN, grouped_dots, interval_dots, is_split, show_chart, takeaway
from ._coded_words import by_codes
from ._evidence import show_evidence
from ._filters import choose_one
from ._grouping import BY_OUTLET, Grouping, title_of
from ._safe import as_text, md_escape
from ._tables import codes_cell, corrected_cell, figure_table
from ._text import say
from ._words import FRAME_NAMES, NO_DIFFERENCE, PARTS, SCALES, THESE, WHERE, Scale, counted, listed

Topics = Mapping[tuple[str, str], str]  # (target, label) -> what is compared, in words

FRAMES_SHOWN = 5
LINES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class View:
    """What all sections of a page share: the event, the groups that are compared, their names and looks."""

    library: Library
    event: str
    names: Mapping[str, str]
    looks: Mapping[str, tuple[str, str]]
    mixed_scope: bool  # whether some figures speak of the outlet and some of these articles
    grouping: Grouping = BY_OUTLET

    @property
    def by(self) -> str:
        """Return the column that is compared."""
        return self.grouping.by

    @property
    def noun(self) -> str:
        """Return what one group is: "outlet", "genre", "country", "month"; of a user's column "group"."""
        return self.grouping.noun


def show_differences(table: pd.DataFrame, view: View, topics: Topics) -> None:
    """Say which differences hold, in words; otherwise that none is clear, of how many."""
    parts = table["part"].value_counts() if "part" in table else {}
    tested = say("compare.comparisons", comparisons=counted(len(table), "comparison"))
    if len(parts) > 1:
        of = [say("compare.of_part", n=parts[part], where=WHERE[part]) for part in WHERE if part in parts]
        tested = say("compare.comparisons_of", comparisons=counted(len(table), "comparison"), parts=listed(of))
        if "outlet" in parts:
            tested += say("compare.by_voice_only")
    held = table[table["holds"]] if len(table) else table
    if table.empty:
        st.markdown(say("compare.nothing_to_compare", nouns=view.grouping.nouns))
        return
    if held.empty:
        st.markdown(say("compare.none_holds", none=NO_DIFFERENCE, nouns=view.grouping.nouns, tested=tested))
        return
    lines = [f"- {line}" for line in differences_in_words(held, view.names, topics)]
    clear = counted(len(held), "clear difference")
    if "outlet" in set(held["scope"]):
        st.markdown(say("compare.some_hold", clear=clear, tested=tested))
    else:
        st.markdown(say("compare.some_hold_here", clear=clear, tested=tested))
    st.markdown("\n".join(lines[:LINES_SHOWN]))
    if len(lines) > LINES_SHOWN:
        with st.expander(say("compare.rest", n=len(lines) - LINES_SHOWN)):
            st.markdown("\n".join(lines[LINES_SHOWN:]))


def differences_in_words(held: pd.DataFrame, names: Mapping[str, str], topics: Topics) -> list[str]:
    """Say the differences that hold, one line for each topic and the outlet that is higher, in Markdown."""
    lines: dict[tuple[tuple[str, str], str, str], list[str]] = {}
    mixed = "outlet" in set(held["scope"])  # else the line above says it for all
    for row in held.to_dict("records"):
        higher, lower = row["group_a"], row["group_b"]
        ends = [row["difference"], row["low"], row["high"]]
        if row["difference"] < 0:
            higher, lower, ends = lower, higher, [-row["difference"], -row["high"], -row["low"]]
        scale = SCALES[row["measure"]]
        size, low, high = (scale.say_difference(end) for end in ends)
        name, size = md_escape(names[lower]), size + scale.unit
        if mixed and row["scope"] != "outlet":
            said = say("compare.than_here", name=name, size=size, low=low, high=high)
        else:
            said = say("compare.than", name=name, size=size, low=low, high=high)
        if row.get("corrected"):
            said = say("compare.than_coded", said=said, codes=by_codes([row]))
        lines.setdefault(((row["target"], row["label"]), row.get("part", "all"), higher), []).append(said)
    is_stance = "stance" in set(held["measure"])
    found = []
    for (key, part, higher), than in lines.items():
        topic = md_escape(topics[key]) + (f", {WHERE[part]}" if part in WHERE else "")
        a, others = md_escape(names[higher]), listed(than)
        if is_stance:
            found.append(say("compare.more_for", topic=topic, a=a, than=others))
        else:
            found.append(say("compare.more", topic=topic, a=a, than=others))
    return found


def show_behind(view: View, ev: pd.DataFrame, *, key: str, split: str | None = None) -> None:
    """Draw a button for each outlet that has evidence; the one that is pressed shows its sentences.

    With `split`, the column that figures are split by, its parts can be shown alone.
    """
    counts = _sentences(ev, "group")
    there = {outlet: name for outlet, name in view.names.items() if outlet in counts}
    labels = {outlet: f"{md_escape(name)} ({counts[outlet]})" for outlet, name in there.items()}
    if not labels:
        return
    if st.session_state.get(key) not in labels:
        st.session_state.pop(key, None)
    chosen = st.pills(say("compare.show_of"), list(labels), format_func=labels.__getitem__, key=key)
    if chosen not in labels:
        return
    own = ev[ev["group"] == chosen]
    if split and own[split].nunique() > 1:
        counts = _sentences(own, split)
        parts = {"all": "All"} | {part: f"{PARTS[part]} ({counts[part]})" for part in PARTS if part in counts}
        if st.session_state.get(f"{key}_part") not in parts:
            st.session_state[f"{key}_part"] = "all"
        part = st.segmented_control(
            say("compare.of_these"), list(parts), format_func=parts.__getitem__, key=f"{key}_part",
            label_visibility="collapsed",
        )  # fmt: skip
        own = own[own[split] == part] if part in counts else own
    show_evidence(view.library, view.event, own, key=f"{key}_list")


def open_behind(dot: str, *, key: str, choice: str | None = None) -> None:
    """Open the sentences behind a dot that was clicked; its label goes into the address, as the choice it is."""
    group, part, label = dot.split(BETWEEN)
    st.session_state[key], st.session_state[f"{key}_part"] = group, part
    if choice is not None:
        st.query_params[choice] = label


def _sentences(ev: pd.DataFrame, column: str) -> "pd.Series[int]":
    return ev.drop_duplicates(["article_id", "sentence_id", column]).groupby(column).size()


def show_stance(view: View, entity: str, figures: pd.DataFrame, ev: pd.DataFrame) -> go.Figure:
    """Draw how one entity is portrayed; return the chart."""
    with st.container(border=True):
        st.subheader(md_escape(entity), anchor=False)
        says = say("compare.stance_says", name=as_text(entity))
        rows, ev = (table[table["target"] == entity] for table in (figures, ev))
        return show_figures(view, rows, ev, measure="stance", says=says, key=entity)


def show_role(view: View, entity: str, role: str, figures: pd.DataFrame, ev: pd.DataFrame) -> go.Figure:
    """Draw how likely one entity has a role at its mentions; return the chart."""
    with st.container(border=True):
        st.subheader(say("compare.as_role", name=md_escape(entity), role=role), anchor=False)
        rows, ev = (table[(table["target"] == entity) & (table["label"] == role)] for table in (figures, ev))
        says = say("compare.as_role", name=as_text(entity), role=role)
        return show_figures(view, rows, ev, measure="role", says=says, key=f"{entity} as {role}")


@st.fragment
def show_figures(
    view: View, rows: pd.DataFrame, ev: pd.DataFrame, *, measure: str, says: str, key: str, split: str = "voice"
) -> go.Figure:
    """Draw figures, one an outlet: chart, table, and the sentences behind each; `split` names what parts they have.

    To open sentences draws no more than this again. Returns the chart.
    """
    scale = SCALES[measure]
    alt = f"{says}: {takeaway(rows, view.names, scale=scale)}"
    if "lack" in rows:  # the table is wide
        chart, table = st.container(), st.container()
    else:
        chart, table = st.columns([1, 1] if is_split(rows) else [2, 3], vertical_alignment="center")
    with chart:
        fig = interval_dots(rows, view.names, looks=view.looks, scale=scale)
        show_chart(fig, alt=alt, key=f"chart {key}", take=partial(open_behind, key=f"behind {key}"))
    with table:
        _show_table(view, rows, scale=scale, alt=alt)
    show_behind(view, ev, key=f"behind {key}", split=split if is_split(rows) else None)
    return fig


def _show_table(view: View, rows: pd.DataFrame, *, scale: Scale, alt: str) -> None:
    if not is_split(rows):
        st.dataframe(
            figure_table(
                rows, view.names, scale=scale, scope=view.mixed_scope, title=title_of(view.grouping), noun=view.noun
            ),
            hide_index=True,
            alt=alt,
        )
        return
    shown = parts_table(rows, view.names, scale=scale, scope=view.mixed_scope, title=title_of(view.grouping))
    about = {
        part: st.column_config.TextColumn(help=say("compare.part_help")) for part in PARTS.values() if part in shown
    }
    st.dataframe(shown, hide_index=True, alt=alt, column_config=about)


_PAIRS = (("outlet", "speaker"), ("headline", "rest"))


def parts_table(
    figures: pd.DataFrame, names: Mapping[str, str], *, scale: Scale, scope: bool, title: str = "Outlet"
) -> pd.DataFrame:
    """Return one row a group, under its `title`: the figure of each part and of all words, with n; then intervals.

    With `scope`, a figure that speaks of these articles only says so beside its n. The corrected figures of a part that
    has codes stand beside it.
    """
    rows = {(row["group"], row["part"]): row for row in figures.to_dict("records")}
    pair = next(pair for pair in _PAIRS if figures["part"].isin(pair).any())
    table, ends = pd.DataFrame({title: [as_text(name) for name in names.values()]}), {}
    for part in (*pair, "all"):
        own = [rows.get((outlet, part)) for outlet in names]
        table[PARTS[part]] = [f"{scale.say(row['value'])} · {_n(row, scope=scope)}" if row else "none" for row in own]
        codes = [codes_cell(row) if row else "" for row in own] if "lack" in figures else []
        if any(codes):
            cells = [corrected_cell(row, scale) if row else "" for row in own]
            table[say("compare.part_corrected", part=PARTS[part])] = cells
            ends[say("compare.part_codes", part=PARTS[part])] = codes
        ends[say("compare.part_interval", part=PARTS[part])] = [
            f"{scale.say(row['low'])} to {scale.say(row['high'])}" if row else "" for row in own
        ]
    return table.assign(**ends)


def _n(row: Mapping[Any, Any], *, scope: bool) -> str:
    only = f", {THESE}" if scope and row["scope"] == THESE else ""
    return f"{row['sentences']} in {row['articles']}{only}"


@st.fragment
def show_frames(view: View, figures: pd.DataFrame, ev: pd.DataFrame) -> go.Figure:
    """Draw the frames that stand out anywhere: chart, table, and the sentences behind each figure; return the chart."""
    whole = figures[figures["part"] == "all"] if is_split(figures) else figures
    ahead = whole[whole["label"] != "other"].groupby("label")["value"].max()
    top = [frame for frame in FRAMES if frame in set(ahead.nlargest(FRAMES_SHOWN).index)]
    topics = {frame: FRAME_NAMES[frame] for frame in top}
    said = [
        f"{topics[frame]}: {takeaway(figures[figures['label'] == frame], view.names, scale=SCALES['frame'])}."
        for frame in top
    ]
    alt = say("compare.share_alt", said=" ".join(said))
    with st.container(border=True):
        fig = grouped_dots(figures, topics, view.names, looks=view.looks)
        show_chart(fig, alt=alt, key="chart frames", take=partial(open_behind, key="behind frames", choice="frame"))
        every = {frame: FRAME_NAMES[frame] for frame in FRAMES}
        frame = choose_one("frame", "Frame", every, default=top[0])
        says = say("compare.share_each", name=FRAME_NAMES[frame], noun=view.noun)
        _show_table(view, figures[figures["label"] == frame], scale=SCALES["frame"], alt=says)
        split = "voice" if is_split(figures) else None
        show_behind(view, ev[ev["label"] == frame], key="behind frames", split=split)
    return fig
