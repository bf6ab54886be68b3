"""Read and draw the ledger of names: what each outlet calls one person, group or place, how often and how surely.

The plot is `_names_plot.py`'s; `_names_context.py` shows the sentences, `_names_decide.py` takes decisions.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN, ledger, namings
from pipeline.compare.estimates import ENOUGH
from pipeline.library import Library

from ._charts import show_chart
from ._filters import choose_one, distinct
from ._heads import show_head
from ._library import articles, mentions
from ._names_plot import name_dots
from ._passages import Row
from ._safe import as_text, md_escape
from ._sections import View
from ._words import NO_DIFFERENCE, counted, listed, per_thousand, percent, plural

KINDS = {
    "person": "person",
    "group": "group",
    "organisation": "organisation",
    "place": "place",
    "description": "no name known",
}  # in the order in which they are offered
OFFERED = 1000  # entities, the most named
NAMES_DRAWN = 10
NAMES_SAID = 3  # in a sentence
LINES_SAID = 6
LONGEST = 80  # characters of a name
NOT_NAMED = "not named in this voice"
LEDGER_COLUMNS = {
    "Name": st.column_config.TextColumn(width=200),
    "How": st.column_config.TextColumn(help="By a name, or by a description: “the attackers”, “the premier”"),
}
SURE_COLUMNS = {
    "Name": st.column_config.TextColumn(width=170),
    "Times": st.column_config.TextColumn(help="Of all the times that the outlet names them, in this voice"),
    "Headlines": st.column_config.Column(help="Times in headlines"),
    "First": st.column_config.TextColumn(
        help="How far into the text the name first stands: the mean of the articles that use it"
    ),
    "Against the other outlets": st.column_config.TextColumn(
        width=330,
        help="The log-odds ratio with an informative prior (Monroe, Colaresi and Quinn 2008) and its 95 % interval: "
        "0 is as often as in the other outlets, 0.7 twice the odds, 1.1 three times.",
    ),
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
    help_ = "Behind each, how often the articles name them. Type to search."
    return choose_one("entity", "Who or what", entity_labels(entities), default=str(first), help_=help_)


def rows_of(table: pd.DataFrame, entity: str, voice: str) -> pd.DataFrame:
    """Return the ledger's rows of one entity in one voice, the most used name first."""
    own = table[(table["entity"] == entity) & (table["voice"] == voice)]
    return own.assign(total=own.groupby("name")["count"].transform("sum")).sort_values(
        ["total", "name", "group"], ascending=[False, True, True], ignore_index=True
    )


def show_named(view: View, named: Named, entity: str, voice: str) -> None:
    """Draw what each outlet calls one entity: sentences, differences, dots, and the ledger."""
    show_head(md_escape(as_text(entity, most=LONGEST)), "name", view)
    rows = rows_of(named.ledger, entity, voice)
    rows = rows[rows["total"] > 0]
    if rows.empty:
        st.markdown(f"No {view.noun} names them in this voice.")
        return
    said = calls(rows, view.names)
    few = {outlet for outlet, n in named.articles.items() if view.mixed_scope and n < ENOUGH}
    st.markdown(
        "\n".join(
            f"- **{md_escape(view.names[outlet])}**{', in these articles' if outlet in few else ''}: {md_escape(line)}"
            for outlet, line in said.items()
        )
    )
    st.markdown(differences_in_words(rows, view.names, noun=view.noun))
    alt = f"{as_text(entity, most=LONGEST)}. " + " ".join(
        f"{view.names[outlet]}: {line}." for outlet, line in said.items()
    )
    names = list(rows.drop_duplicates("name")["name"])
    with st.container(border=True):
        drawn = rows[rows["name"].isin(names[:NAMES_DRAWN])]
        fig = name_dots(drawn, view.names, looks=view.looks)
        show_chart(fig, alt=alt, key="name dots", take=_choose_name)
        more = f" The most used {NAMES_DRAWN} of {len(names)} names are drawn." if len(names) > NAMES_DRAWN else ""
        st.caption(
            f"Each mark is the share of a name among all the times that the {view.noun} names them; the bigger, the "
            f"more often. A click opens the name in its sentences.{more}"
        )
    st.caption(f"How often, and in brackets how often in 1,000 words of the {view.noun}'s articles.")
    st.dataframe(
        ledger_table(rows, view.names),
        hide_index=True,
        column_config=LEDGER_COLUMNS,
        alt=f"The names, by outlet. {alt}",
    )
    with st.expander("Headlines, first mention, and each outlet against the others"):
        st.dataframe(
            sure_table(rows, view.names), hide_index=True, column_config=SURE_COLUMNS,
            alt="Each name in each outlet against the other outlets",
        )  # fmt: skip
        st.caption("Each interval stands for itself: of twenty, one may leave out zero by chance.")


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
        said[outlet] = ", ".join(parts) + (f", and {counted(more, 'other name')}" if more > 0 else "")
    return said


def differences_in_words(rows: pd.DataFrame, names: Mapping[str, str], *, noun: str = "outlet") -> str:
    """Say which names an outlet uses more or less often than the others for sure, in Markdown; else that none is."""
    # Articles of unknown origin are no outlet: they differ from nobody.
    outlets = [outlet for outlet in names if outlet != UNKNOWN]
    tested = rows[rows["group"].isin(outlets) & rows["log_odds"].notna()]
    n = counted(tested["name"].nunique(), "name")
    if rows.loc[rows["count"] > 0, "group"].nunique() < 2:
        return f"Only one {noun} names them here: there is nothing to compare."
    if tested.empty:
        return f"All {plural(noun)} that name them use the same name."
    more = tested[tested["low"] > 0].sort_values("low", ascending=False, kind="stable")
    less = tested[(tested["high"] < 0) & ~tested["name"].isin(set(more["name"]))]
    lines = [
        f"- {md_escape(quoted(row['name']))}: {way} in **{md_escape(names[row['group']])}** than in the others, "
        f"log-odds {_interval(row)}"
        for way, held in (("more often", more), ("less often", less))
        for row in held.to_dict("records")
    ]
    if not lines:
        return f"**{NO_DIFFERENCE}** between the {plural(noun)}, of {n}."
    rest = len(lines) - LINES_SAID
    return "\n".join(
        [f"**{counted(len(lines), 'clear difference')}**, of {n}:", "", *lines[:LINES_SAID]]
        + ([f"- and {rest} more in the table below"] if rest > 0 else [])
    )


def against_others(row: Row) -> str:
    """Say how often an outlet uses a name beside the others, with the interval: no verdict where that holds zero."""
    if pd.isna(row["log_odds"]):
        return "nothing to compare"
    if row["low"] <= 0 <= row["high"]:
        return f"no clear difference: {_interval(row)}"
    return f"{'more' if row['low'] > 0 else 'less'} often than the others: {_interval(row)}"


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


def sure_table(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return an entity's ledger at length, one row a name and outlet that names the entity at all."""
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
                    "Outlet": as_text(label),
                    "Times": f"{row['count']} of {totals[outlet]}",
                    "Articles": int(row["articles"]),
                    "Headlines": int(row["headlines"]),
                    "First": "" if pd.isna(row["first"]) else percent(row["first"]),
                    "Against the other outlets": "" if outlet == UNKNOWN else against_others(row),
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


@st.cache_data(max_entries=40, show_spinner="Reading the names")
def _named(root: str, digest: str, event: str, chosen: tuple[str, ...], by: str) -> Named:
    library = Library.open(root)
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
