"""Lay out what Compare shows as tables: articles side by side, and figures with their intervals and n."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from ._safe import as_text, md_escape
from ._words import FRAME_NAMES, NO_HEADLINE, UNKNOWN_DATE, UNKNOWN_OUTLET, Scale, counted, listed

ARTICLE_COLUMNS = {
    "Headline": st.column_config.TextColumn(width=250),
    "Same text": st.column_config.TextColumn(width=150),
}


def article_table(articles: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """Return one row an article, by outlet and date; `reasons` says why one is left out ("" where it counts)."""
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
                "Same text": as_text(_twin(article, articles)),
                "Counted": f"left out, {reason}" if reason else "yes",
                "How found": as_text("; ".join(found)),
            }
        )
    table = pd.DataFrame(rows).sort_values(["Outlet", "Date", "Headline"], ignore_index=True)
    return table if table["Same text"].any() else table.drop(columns="Same text")


def _twin(article: "pd.Series[object]", articles: pd.DataFrame) -> str:
    """Name the other articles with the same text, as wire copy is printed by several outlets."""
    same = articles[(articles["text_id"] == article["text_id"]) & (articles["article_id"] != article["article_id"])]
    outlets = sorted({outlet or UNKNOWN_OUTLET for outlet in same["outlet"]})
    return f"same as in {listed(outlets)}" if outlets else ""


def left_out_in_words(reasons: pd.Series) -> str:
    """Say how many articles are left out, and why; "" where none is."""
    counts = reasons[reasons != ""].value_counts()
    why = ", ".join(f"{reason} ({n})" if len(counts) > 1 else str(reason) for reason, n in counts.items())
    return f" {counted(int(counts.sum()), 'article')} left out ({why})." if len(counts) else ""


def same_text_in_words(articles: pd.DataFrame) -> str:
    """Say which outlets print the same text, once for each text; "" where none do."""
    same = articles[articles.duplicated("text_id", keep=False)]
    said = []
    for _, copies in same.groupby("text_id", sort=False):
        outlets = sorted({as_text(outlet or UNKNOWN_OUTLET) for outlet in copies["outlet"]})
        said.append(f" {counted(len(copies), 'article')} by {md_escape(listed(outlets))} are the same text.")
    return "".join(said)


def figure_table(figures: pd.DataFrame, names: Mapping[str, str], *, scale: Scale, scope: bool) -> pd.DataFrame:
    """Return one row an outlet: figure, interval, n; an outlet without a figure says that it has none.

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
    columns = ["Outlet", "Figure (95 % interval)", "Sentences", "Articles", "Speaks of"]
    whole = pd.DataFrame(table, columns=columns).replace({"Speaks of": {"outlet": "the outlet"}})
    return whole if scope else whole.drop(columns="Speaks of")


def export_table(figures: pd.DataFrame, names: Mapping[str, str], *, voice: str) -> pd.DataFrame:
    """Return the figures of the view as a table to keep: names as shown, numbers unrounded."""
    table = figures.rename(columns={"group": "outlet_id", "scope": "speaks_of"})
    table["label"] = table["label"].map(lambda label: FRAME_NAMES.get(label, label))
    table.insert(0, "outlet", table["outlet_id"].map(lambda outlet: names.get(outlet, outlet)))
    return table.assign(voice=voice)
