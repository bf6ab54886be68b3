"""Read and draw the ledger of names: what each outlet calls one person, group or place, how often and how surely.

The plot is `_names_plot.py`'s; `_names_context.py` shows the sentences, `_names_decide.py` takes decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import UNKNOWN, ledger, namings
from pipeline.compare.estimates import ENOUGH
from pipeline.library import Library

from ._charts import show_chart
from ._filters import choose_one, distinct
from ._grouping import title_of
from ._heads import show_head
from ._library import articles, mentions, reading
from ._names_plot import name_dots
from ._passages import Row
from ._safe import as_text, md_escape
from ._sections import View
from ._text import say
from ._words import NO_DIFFERENCE, counted, listed, per_thousand, percent, plural

KINDS = {
    "person": "person",
    "group": "group",
    "organisation": "organisation",
    "place": "place",
    "description": say("names.no_name"),
}  # in the order in which they are offered
OFFERED = 1000  # entities, the most named
NAMES_DRAWN = 10
NAMES_SAID = 3  # in a sentence
LINES_SAID = 6
LONGEST = 80  # characters of a name
NOT_NAMED = say("names.not_named")
LEDGER_COLUMNS = {
    "Name": st.column_config.TextColumn(width=200),
    "How": st.column_config.TextColumn(help=say("names.how_help")),
}


@dataclass(frozen=True, slots=True)
class Named:
    """What `compare.naming` says of some articles, and how many each outlet has.

    `has_descriptions` is false of a library that was scored before these were found.
    """

    namings: pd.DataFrame
    ledger: pd.DataFrame
    articles: Mapping[str, int]
    has_descriptions: bool


def named_in(library: Library, event: str, chosen: tuple[str, ...], *, by: str = "outlet_id") -> Named:
    """Return the namings and the ledger of the articles chosen, by the groups of the column `by`."""
    return _named(str(library.root), library.digest, event, chosen, by)


def entities_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger's entities as `entity kind count`: people first, descriptions last, each most named first."""
    every = table[table["voice"] == "all"]
    counts = every.groupby("entity", as_index=False).agg(kind=("kind", "first"), count=("count", "sum"))
    counts = counts.nlargest(OFFERED, "count")
    order = counts["kind"].map({kind: place for place, kind in enumerate(KINDS)}).astype("float64")
    counts = counts.assign(order=order).sort_values(["order", "count", "entity"], ascending=[True, False, True])
    return counts[["entity", "kind", "count"]].reset_index(drop=True)


def entity_labels(entities: pd.DataFrame) -> dict[str, str]:
    """Return {entity: its line in a select box}."""
    rows = zip(entities["entity"], entities["kind"], entities["count"], strict=True)
    return distinct({name: f"{as_text(name, most=LONGEST)} · {KINDS.get(kind, kind)} · {n}" for name, kind, n in rows})


def choose_entity(table: pd.DataFrame) -> str | None:
    """Draw the choice of whom to compare; it begins at the most named who is no place. None where nobody is named."""
    entities = entities_of(table)
    if entities.empty:
        return None
    actors = entities[entities["kind"] != "place"]
    first = (actors if len(actors) else entities).nlargest(1, "count")["entity"].iloc[0]
    return choose_one(
        "entity", say("names.who"), entity_labels(entities), default=str(first), help_=say("names.who_help")
    )


def rows_of(table: pd.DataFrame, entity: str, voice: str) -> pd.DataFrame:
    """Return the ledger's rows of one entity in one voice, the most used name first."""
    own = table[(table["entity"] == entity) & (table["voice"] == voice)]
    return own.assign(total=own.groupby("name")["count"].transform("sum")).sort_values(
        ["total", "name", "group"], ascending=[False, True, True], ignore_index=True
    )


def show_named(view: View, named: Named, entity: str, voice: str) -> tuple[pd.DataFrame, dict[str, go.Figure]]:
    """Draw what each outlet calls one entity: sentences, differences, dots, and the ledger.

    Returns the ledger's rows that are shown, and {title: chart}.
    """
    show_head(md_escape(as_text(entity, most=LONGEST)), "name", view)
    rows = rows_of(named.ledger, entity, voice)
    rows = rows[rows["total"] > 0]
    if rows.empty:
        st.markdown(say("names.not_named_by", noun=view.noun))
        return rows, {}
    said = calls(rows, view.names)
    few = {outlet for outlet, n in named.articles.items() if view.mixed_scope and n < ENOUGH}
    lines = []
    for outlet, called in said.items():
        name, line = md_escape(view.names[outlet]), md_escape(called)
        if outlet in few:
            lines.append(say("names.calls_here", name=name, line=line))
        else:
            lines.append(say("names.calls", name=name, line=line))
    st.markdown("\n".join(lines))
    st.markdown(differences_in_words(rows, view.names, noun=view.noun))
    alt = f"{as_text(entity, most=LONGEST)}. " + " ".join(
        f"{view.names[outlet]}: {line}." for outlet, line in said.items()
    )
    names = list(rows.drop_duplicates("name")["name"])
    with st.container(border=True):
        drawn = rows[rows["name"].isin(names[:NAMES_DRAWN])]
        fig = name_dots(drawn, view.names, looks=view.looks)
        show_chart(fig, alt=alt, key="name dots", take=_choose_name)
        about = [say("names.dots", noun=view.noun)]
        about += [say("names.drawn", most=NAMES_DRAWN, n=len(names))] if len(names) > NAMES_DRAWN else []
        st.caption(" ".join(about))
    st.caption(say("names.how_often", noun=view.noun))
    st.dataframe(
        ledger_table(rows, view.names),
        hide_index=True,
        column_config=LEDGER_COLUMNS,
        alt=say("names.ledger_alt", noun=view.noun, alt=alt),
    )
    noun, nouns = view.noun, view.grouping.nouns
    with st.expander(say("names.sure", noun=noun)):
        st.dataframe(
            sure_table(rows, view.names, title=title_of(view.grouping), nouns=nouns), hide_index=True,
            column_config=_sure_columns(noun, nouns), alt=say("names.sure_alt", noun=noun, nouns=nouns),
        )  # fmt: skip
        st.caption(say("names.sure_about"))
    return rows, {as_text(entity, most=LONGEST): fig}


def _sure_columns(noun: str, nouns: str) -> dict[str, Any]:
    return {
        "Name": st.column_config.TextColumn(width=170),
        "Times": st.column_config.TextColumn(help=say("names.times_help", noun=noun)),
        "Headlines": st.column_config.Column(help=say("names.headlines_help")),
        "First": st.column_config.TextColumn(help=say("names.first_help")),
        say("names.against", nouns=nouns): st.column_config.TextColumn(
            width=330, help=say("names.against_help", nouns=nouns)
        ),
    }


def _choose_name(name: str) -> None:
    st.query_params["name"] = name


def calls(rows: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Say for each outlet what it calls an entity, in plain text: {outlet: "“militias” 4 of 5, “fighters” 1"}."""
    said = {}
    for outlet in names:
        own = rows[(rows["group"] == outlet) & (rows["count"] > 0)]
        own = own.sort_values(["count", "name"], ascending=[False, True])
        if own.empty:
            said[outlet] = NOT_NAMED
            continue
        total = int(own["count"].sum())
        first, *others = [(quoted(row["name"]), int(row["count"])) for row in own.to_dict("records")]
        parts = [f"{first[0]} {first[1]} of {total}"] + [f"{name} {n}" for name, n in others[: NAMES_SAID - 1]]
        more = len(others) + 1 - NAMES_SAID
        said[outlet] = ", ".join(parts) + (
            say("names.and_others", others=counted(more, "other name")) if more > 0 else ""
        )
    return said


def differences_in_words(rows: pd.DataFrame, names: Mapping[str, str], *, noun: str = "outlet") -> str:
    """Say which names an outlet uses more or less often than the others for sure, in Markdown; else that none is."""
    # Articles of unknown origin are no outlet: they differ from nobody.
    outlets = [outlet for outlet in names if outlet != UNKNOWN]
    tested = rows[rows["group"].isin(outlets) & rows["log_odds"].notna()]
    n = counted(tested["name"].nunique(), "name")
    if rows.loc[rows["count"] > 0, "group"].nunique() < 2:
        return say("names.only_one", noun=noun)
    if tested.empty:
        return say("names.same_name", nouns=plural(noun))
    more = tested[tested["low"] > 0].sort_values("low", ascending=False, kind="stable")
    less = tested[(tested["high"] < 0) & ~tested["name"].isin(set(more["name"]))]
    lines = []
    for row in [*more.to_dict("records"), *less.to_dict("records")]:
        name, outlet, interval = md_escape(quoted(row["name"])), md_escape(names[row["group"]]), _interval(row)
        if row["low"] > 0:
            lines.append(say("names.more_often", name=name, outlet=outlet, interval=interval))
        else:
            lines.append(say("names.less_often", name=name, outlet=outlet, interval=interval))
    if not lines:
        return say("names.none_clear", none=NO_DIFFERENCE, nouns=plural(noun), names=n)
    rest = len(lines) - LINES_SAID
    return "\n".join(
        [say("names.clear", clear=counted(len(lines), "clear difference"), names=n), "", *lines[:LINES_SAID]]
        + ([say("names.and_more", n=rest)] if rest > 0 else [])
    )


def against_others(row: Row) -> str:
    """Say how often an outlet uses a name beside the others, with the interval: no verdict where that holds zero."""
    if pd.isna(row["log_odds"]):
        return say("names.against_nothing")
    if row["low"] <= 0 <= row["high"]:
        return say("names.against_unclear", interval=_interval(row))
    if row["low"] > 0:
        return say("names.against_more", interval=_interval(row))
    return say("names.against_less", interval=_interval(row))


def ledger_table(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return an entity's ledger as it is shown: one row a name, one column an outlet.

    A cell is empty where the outlet does not name the entity at all.
    """
    cells = {(row["name"], row["group"]): row for row in rows.to_dict("records")}
    totals = rows.groupby("group")["count"].sum()
    titles = distinct({"": "Name", **names, " ": "How"})
    table = []
    for row in rows.drop_duplicates("name").to_dict("records"):
        line = {titles[""]: as_text(row["name"], most=LONGEST)}
        for outlet in names:
            cell = cells.get((row["name"], outlet))
            count = f"{cell['count']} ({per_thousand(cell['rate'])})" if cell and cell["count"] else "0"
            line[titles[outlet]] = count if totals.get(outlet, 0) else ""
        table.append(line | {titles[" "]: "name" if row["proper"] else "description"})
    return pd.DataFrame(table)


def sure_table(
    rows: pd.DataFrame, names: Mapping[str, str], *, title: str = "Outlet", nouns: str = "outlets"
) -> pd.DataFrame:
    """Return an entity's ledger at length, one row a name and group that names the entity at all."""
    totals = rows.groupby("group")["count"].sum()
    table = []
    for name in rows.drop_duplicates("name")["name"]:
        own = {row["group"]: row for row in rows[rows["name"] == name].to_dict("records")}
        for outlet, label in names.items():
            row = own.get(outlet)
            if row is None or not totals.get(outlet, 0):
                continue
            table.append(
                {
                    "Name": as_text(name, most=LONGEST),
                    title: as_text(label),
                    "Times": f"{row['count']} of {totals[outlet]}",
                    "Articles": int(row["articles"]),
                    "Headlines": int(row["headlines"]),
                    "First": "" if pd.isna(row["first"]) else percent(row["first"]),
                    say("names.against", nouns=nouns): "" if outlet == UNKNOWN else against_others(row),
                }
            )
    return pd.DataFrame(table)


def quoted(name: str) -> str:
    """Return a name in quotation marks as a line of text."""
    return f"“{as_text(name, most=LONGEST)}”"


def by_outlet(own: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Say how many of these namings are whose: "Alpha Times 3 and Beta Daily 1"."""
    counts = own["group"].value_counts()
    return listed([f"{as_text(name)} {counts[outlet]}" for outlet, name in names.items() if outlet in counts])


def _interval(row: Row) -> str:
    value, low, high = (
        f"{row[column]:+.1f}".replace("-", "−") if round(row[column], 1) else "0.0"
        for column in ("log_odds", "low", "high")
    )
    return f"{value} ({low} to {high})"


@st.cache_data(max_entries=40, show_spinner=say("names.reading"))
def _named(root: str, digest: str, event: str, chosen: tuple[str, ...], by: str) -> Named:
    library = reading(root, digest)
    every = articles(library, event)
    shown = every[every["article_id"].isin(chosen)]
    described = library.descriptions(event=event)
    found = namings(mentions(library, event), described, shown, by=by)
    # What has one name is one here, as it is for `Library.merge_entities`; so is what is written alike.
    kinds = found.groupby("entity")["kind"].agg(lambda kind: kind.value_counts().index[0])
    found["kind"] = found["entity"].map(kinds).astype("str")
    found["proper"] = found.groupby(["entity", "name"])["proper"].transform("max").astype("bool")
    counts = shown[by].astype(object).where(shown[by].notna(), UNKNOWN).value_counts().to_dict()
    return Named(found, ledger(found, shown, by=by), counts, has_descriptions=len(described) > 0)
