"""Draw the overview of Compare: every measure in a row, every group in a column, and the sentences behind a cell.

Which cell is open stands in the address as `row` and `group`, so that a link opens it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.codes import LABELS
from pipeline.compare import UNKNOWN, figures
from pipeline.library import Library
from pipeline.types import FRAMES

from ._coded import corrected_of, filled, with_figures
from ._coded_words import is_corrected
from ._evidence import show_evidence
from ._filters import choose_one
from ._findings import behind, findings_of, spans_of
from ._grouping import distinct
from ._library import Kept, keep, measures
from ._safe import as_text, md_escape
from ._sections import View
from ._text import say
from ._words import FRAME_NAMES, SCALES, Scale, counted, listed

ROLES_SHOWN = ("protagonist", "antagonist")
FRAMES_SHOWN, NAMES_SHOWN = 6, 2  # rows of frames, and of names an entity
VOICES_SHOWN = ("attributed", "direct", "unnamed")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the overview: what of a measure it is about, its id in the address, and its title as plain text."""

    measure: str
    label: str
    target: str
    title: str

    @property
    def id(self) -> str:
        """Return the row's id: "stance:Anna Berg", "frame:economic", "loaded"."""
        if self.measure == "loaded":
            return "loaded"
        return ":".join(part for part in (self.measure, self.label, self.target) if part)


def show_overview(view: View, entities: Sequence[str], kept: Kept) -> pd.DataFrame:
    """Draw the overview and, where a cell is chosen, its sentences; return the figures that it is made of."""
    chosen, _, voice, speakers = kept
    voice = "all" if voice == "split" else voice
    found = {
        measure: _with_codes(view, measure, (chosen, tuple(entities), voice, speakers))
        for measure in _measured(view, voice, speakers)
    }
    every = filled(pd.concat(found.values(), ignore_index=True))
    if every.empty:
        st.markdown(say("compare.none_scored"))
        return every
    lines = {line.id: line for line in lines_of(every, entities)}
    how = say("compare.overview_signed")
    marked = [say("compare.overview_corrected")] if is_corrected(every.to_dict("records")) else []
    st.caption(" ".join([say("compare.overview_about", how=how), *marked]))
    clear: dict[tuple[str, str, str], str] = {}
    if voice == "all" and not speakers:
        found_clear = findings_of(view.library, view.event, chosen, by=view.by)
        clear = clear_in_words(found_clear, view.names)
        st.markdown(_tested(found_clear, view))
    table = overview_table(list(lines.values()), every, view.names, clear=clear)
    _show_table(view, table, lines, (chosen, tuple(entities), voice, speakers))
    return every


@st.fragment
def _show_table(view: View, table: pd.DataFrame, lines: Mapping[str, Line], kept: Kept) -> None:
    """Draw the overview and the sentences of a cell; to choose another draws no more than this again."""
    columns = {table.columns[0]: st.column_config.TextColumn(pinned=True, width=190)}
    columns |= {name: st.column_config.TextColumn(width=200) for name in table.columns[1:]}
    columns |= {name: st.column_config.TextColumn(width=420) for name in table.columns[1 + len(view.names) :]}

    def take() -> None:
        cells = st.session_state["overview"].selection.cells
        if cells:
            row, column = cells[0]
            at = list(table.columns).index(column) - 1
            st.query_params["row"] = list(lines)[row]
            if 0 <= at < len(view.names):
                st.query_params["group"] = list(view.names)[at]

    st.dataframe(
        table, hide_index=True, column_config=columns, key="overview", on_select=take, selection_mode="single-cell",
        height=min(35 * len(table) + 38, 650), alt=say("compare.overview_alt", noun=view.noun),
    )  # fmt: skip
    _show_behind(view, lines, kept)


def _show_behind(view: View, lines: Mapping[str, Line], kept: Kept) -> None:
    """Draw the two boxes that name a cell, and the sentences of the one that is chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {"": say("compare.row_none"), **distinct({name: line.title for name, line in lines.items()})}
        row = choose_one("row", say("compare.row"), titles, default="")
        groups = {"": say("compare.group_none"), **view.names}
        group = choose_one("group", say("compare.group"), groups, default="")
    if not row or not group:
        return
    line = lines[row]
    ev = _kept_spans(view, line.measure, kept)
    ev = behind(ev, {"measure": line.measure, "label": line.label, "target": line.target}, group, kept[0])
    st.subheader(f"{md_escape(line.title)}: {md_escape(view.names[group])}", anchor=False)
    if ev.empty:
        st.markdown(say("compare.no_sentences"))
    else:
        show_evidence(view.library, view.event, ev, key=f"overview {row} {group}")


def lines_of(every: pd.DataFrame, entities: Sequence[str]) -> list[Line]:
    """Return the rows of the overview for which there is any figure, people first."""
    there = set(zip(every["measure"], every["label"], every["target"], strict=True))
    offered = [Line("stance", "", entity, say("compare.stance_of", target=as_text(entity))) for entity in entities]
    offered += [
        Line("role", role, entity, say("compare.role_of", target=as_text(entity), role=role))
        for entity in entities
        for role in ROLES_SHOWN
    ]
    frames = every[every["measure"] == "frame"].groupby("label")["value"].max()
    top = set(frames.drop("other", errors="ignore").nlargest(FRAMES_SHOWN).index)
    offered += [
        Line("frame", frame, "", say("compare.frame_of", frame=FRAME_NAMES[frame])) for frame in FRAMES if frame in top
    ]
    loaded = every.loc[every["measure"] == "loaded", "label"].unique()
    offered += [Line("loaded", label, "", say("compare.loaded_of")) for label in loaded]
    voices = {
        "attributed": say("compare.voice_attributed"),
        "direct": say("compare.voice_direct"),
        "unnamed": say("compare.voice_unnamed"),
    }
    offered += [Line("voice", label, "", voices[label]) for label in VOICES_SHOWN]
    names = every[every["measure"] == "name"]
    for entity in entities:
        own = names[names["target"] == entity].groupby("label")["value"].sum().nlargest(NAMES_SHOWN)
        for name in own.index:
            title = say("compare.name_of", target=as_text(entity), name=as_text(name))
            offered.append(Line("name", name, entity, title))
    return [line for line in offered if (line.measure, line.label, line.target) in there]


def overview_table(
    lines: Sequence[Line], every: pd.DataFrame, names: Mapping[str, str], *, clear: Mapping[tuple[str, str, str], str]
) -> pd.DataFrame:
    """Return one row a line and one column a group, in plain text; `clear` says of a line what differs for sure."""
    keys = zip(every["measure"], every["label"], every["target"], every["group"], strict=True)
    rows = dict(zip(keys, every.to_dict("records"), strict=True))
    titles = distinct({"": say("compare.topic"), " ": say("compare.differs"), **names})
    table: dict[str, list[str]] = {titles[""]: [line.title for line in lines]}
    for group in names:
        table[titles[group]] = []
        for line in lines:
            row = rows.get((line.measure, line.label, line.target, group))
            scale = _scale(line.measure)
            table[titles[group]].append(_cell(row, scale) if row else scale.none)
    if clear:
        table[titles[" "]] = [clear.get((line.measure, line.label, line.target), "") for line in lines]
    return pd.DataFrame(table)


def clear_in_words(found: pd.DataFrame, names: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    """Return {(measure, label, target): which groups differ for sure, in plain text} of `compare.findings`."""
    sure = found[found["holds"] | found["here"]]
    said: dict[tuple[str, str, str], list[str]] = {}
    keys = ["measure", "label", "target", "group_a", "holds"]
    for (measure, label, target, group, holds), rows in sure.groupby(keys, sort=False):
        a, than = as_text(names[group]), listed([as_text(names[other]) for other in rows["group_b"]])
        if measure == "stance":
            line = say("compare.differs_for", a=a, than=than)
        else:
            line = say("compare.differs_more", a=a, than=than)
        said.setdefault((measure, label, target), []).append(line if holds else say("compare.differs_here", said=line))
    return {key: "; ".join(lines) for key, lines in said.items()}


def _tested(found: pd.DataFrame, view: View) -> str:
    """Say how many differences hold and how many comparisons were tested, in Markdown."""
    holds, here, n = int(found["holds"].sum()), int(found["here"].sum()), counted(len(found), "comparison")
    if not holds + here:
        return say("compare.none_clear", nouns=view.grouping.nouns, n=n)
    parts = [say("compare.clear", n=counted(holds, "clear difference"))] if holds else []
    parts += [say("compare.clear_here", n=counted(here, "difference"))] if here else []
    return say("compare.tested", parts=listed(parts), n=n)


def figures_in(view: View, measure: str, kept: Kept) -> pd.DataFrame:
    """Return `compare.figures` of a measure in the articles kept; of people, only those in `kept`."""
    return _figures(str(view.library.root), view.library.digest, view.event, measure, kept, view.by)


def _with_codes(view: View, measure: str, kept: Kept) -> pd.DataFrame:
    chosen, entities, voice, speakers = kept
    topics = entities if measure in ("stance", "role") else LABELS.get(measure, ())
    told = corrected_of(view.library, view.event, measure, (chosen, topics, voice, speakers), by=view.by)
    return with_figures(figures_in(view, measure, kept), told)


def _measured(view: View, voice: str, speakers: Sequence[str]) -> list[str]:
    there = [measure for measure in ("stance", "role", "frame", "loaded") if measure in measures(view.library)]
    # Whose words they are is no figure of words that are all somebody's.
    return [*there, *(["voice"] if voice == "all" and not speakers else []), "name"]


def _kept_spans(view: View, measure: str, kept: Kept) -> pd.DataFrame:
    return _keep(spans_of(view.library, view.event, measure, by=view.by), measure, kept)


def _keep(ev: pd.DataFrame, measure: str, kept: Kept) -> pd.DataFrame:
    chosen, entities, voice, speakers = kept
    if measure in ("stance", "role"):
        return keep(ev, kept)
    if measure == "name":
        ev = ev[ev["target"].isin(entities)]
    elif measure == "voice":
        ev = ev[ev["label"].isin(VOICES_SHOWN)]
    return keep(ev, (chosen, tuple(ev["label"].unique()), voice, speakers))


def _cell(row: Mapping[Any, Any], scale: Scale) -> str:
    """Say a figure, its interval and its n; what is counted in few articles, and so known for sure, has no interval.

    Where codes corrected it, it is the corrected one.
    """
    by_people = is_corrected([row])
    value, low, high = (row[f"corrected{end}" if by_people else end[1:] or "value"] for end in ("", "_low", "_high"))
    ends = f" ({scale.say(low)} to {scale.say(high)})" if high - low > 1e-6 else ""
    said = f"{scale.say(value)}{ends}"
    said = say("compare.cell_corrected", said=said) if by_people else said
    return f"{said} · {row['sentences']} in {row['articles']}"


def _scale(measure: str) -> Scale:
    return SCALES.get(measure, SCALES["frame"])


@st.cache_data(max_entries=200, show_spinner=False)
def _figures(root: str, digest: str, event: str, measure: str, kept: Kept, by: str) -> pd.DataFrame:
    ev = _keep(spans_of(Library.open(root), event, measure, by=by), measure, kept)
    table = figures(ev)
    table.loc[table["group"] == UNKNOWN, "scope"] = "these articles"
    return table
