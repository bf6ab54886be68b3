"""Lay out what Compare shows as tables: articles side by side, and figures with their intervals and n."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ._safe import as_text
from ._words import FRAME_NAMES, NO_HEADLINE, UNKNOWN_DATE, UNKNOWN_OUTLET, Scale, counted

ARTICLE_COLUMNS = {
    "Headline": st.column_config.TextColumn(width=250),
    "Counted": st.column_config.TextColumn(width=120),
    "Copies": st.column_config.TextColumn(
        width=200, help="Alike: the share of the runs of five words in both texts that both have."
    ),
    "Agency": st.column_config.TextColumn(help="The agency that the article credits, and where it does."),
}


def article_table(
    articles: pd.DataFrame, reasons: pd.Series, *, copies: Mapping[str, str], agencies: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row an article, by outlet and date; `reasons` says why one is left out ("" where it counts).

    `copies` and `agencies` are cells by article; a column in which nothing stands is left out.
    """
    rows = []
    for (_, article), reason in zip(articles.iterrows(), reasons, strict=True):
        found = [
            f"{field}: {article['found'][field]}"
            for field in ("outlet", "date")
            if field in article["found"] and article[field]
        ]
        rows.append(
            {
                "Outlet": as_text(article["outlet"] or UNKNOWN_OUTLET),
                "Headline": as_text(article["title"] or NO_HEADLINE),
                "Date": as_text(article["date"] or UNKNOWN_DATE),
                "Genre": article["genre"] or "unknown",
                "Words": int(article["words"]),
                "Counted": f"left out, {reason}" if reason else "yes",
                "Copies": as_text(copies.get(article["article_id"], "")),
                "Agency": as_text(agencies.get(article["article_id"], "")),
                "How found": as_text("; ".join(found)),
            }
        )
    table = pd.DataFrame(rows).sort_values(["Outlet", "Date", "Headline"], ignore_index=True)
    return table.drop(columns=[column for column in ("Copies", "Agency") if not table[column].any()])


def left_out_in_words(reasons: pd.Series) -> str:
    """Say how many articles are left out, and why; "" where none is."""
    counts = reasons[reasons != ""].value_counts()
    why = ", ".join(f"{reason} ({n})" if len(counts) > 1 else str(reason) for reason, n in counts.items())
    return f" {counted(int(counts.sum()), 'article')} left out ({why})." if len(counts) else ""


def figure_table(
    figures: pd.DataFrame,
    names: Mapping[str, str],
    *,
    scale: Scale,
    scope: bool,
    title: str = "Outlet",
    noun: str = "outlet",
) -> pd.DataFrame:
    """Return one row a group, under its `title`: figure, interval, n; a group without a figure says that it has none.

    With `scope`, a column says whether a figure speaks of the outlet or of these articles; the page does without
    where it has said that all speak of these articles.
    """
    rows = {row["group"]: row for row in figures.to_dict("records")}
    say, table = scale.say, []
    for outlet, name in names.items():
        row = rows.get(outlet)
        figure = f"{say(row['value'])}  ({say(row['low'])} to {say(row['high'])})" if row else scale.none
        counts = (row["sentences"], row["articles"], row["scope"]) if row else (0, 0, "")
        table.append((as_text(name), figure, *counts))
    columns = [title, "Figure (95 % interval)", "Sentences", "Articles", "Speaks of"]
    whole = pd.DataFrame(table, columns=columns).replace({"Speaks of": {"outlet": f"the {noun}"}})
    return whole if scope else whole.drop(columns="Speaks of")


def export_table(figures: pd.DataFrame, names: Mapping[str, str], *, voice: str, by: str = "outlet_id") -> pd.DataFrame:
    """Return the figures of the view as a table to keep: names as shown, numbers unrounded.

    Where outlets are not what is compared, the first columns are `by`, the group's name and its id.
    """
    table = figures.rename(columns={"scope": "speaks_of"})
    if by != "outlet_id":
        table = table.assign(speaks_of=table["speaks_of"].replace({"outlet": "group"}))
        table.insert(0, "by", by)
        table.insert(1, "name", table["group"].map(lambda group: names.get(group, group)))
        table["label"] = table["label"].map(lambda label: FRAME_NAMES.get(label, label))
        return table.assign(voice=voice)
    table = table.rename(columns={"group": "outlet_id"})
    table["label"] = table["label"].map(lambda label: FRAME_NAMES.get(label, label))
    table.insert(0, "outlet", table["outlet_id"].map(lambda outlet: names.get(outlet, outlet)))
    return table.assign(voice=voice)
