"""Lay out what Compare shows as tables: articles side by side, and figures with their intervals and n."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN

from ._coded_words import codes_in_words, is_corrected, lack_in_words, to_keep
from ._safe import as_text
from ._text import say
from ._words import FRAME_NAMES, NO_HEADLINE, UNKNOWN_DATE, UNKNOWN_OUTLET, Scale, counted

ARTICLE_COLUMNS = {
    "Headline": st.column_config.TextColumn(width=250),
    "Counted": st.column_config.TextColumn(width=120),
    "Copies": st.column_config.TextColumn(width=200, help=say("add.copies_help")),
    "Agency": st.column_config.TextColumn(help=say("add.agency_help")),
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
                "Counted": say("articles.left_out", why=reason) if reason else "yes",
                "Copies": as_text(copies.get(article["article_id"], "")),
                "Agency": as_text(agencies.get(article["article_id"], "")),
                say("articles.how_found"): as_text("; ".join(found)),
            }
        )
    table = pd.DataFrame(rows).sort_values(["Outlet", "Date", "Headline"], ignore_index=True)
    return table.drop(columns=[column for column in ("Copies", "Agency") if not table[column].any()])


def left_out_in_words(reasons: pd.Series) -> str:
    """Say how many articles are left out, and why; "" where none is."""
    counts = reasons[reasons != ""].value_counts()
    why = ", ".join(f"{reason} ({n})" if len(counts) > 1 else str(reason) for reason, n in counts.items())
    n = counted(int(counts.sum()), "article")
    return say("articles.left_out_n", articles=n, why=why) if len(counts) else ""


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
    where it has said that all speak of these articles. Corrected figures stand beside the model's, with how many codes
    of how many people made them, or what lacks.
    """
    rows = {row["group"]: row for row in figures.to_dict("records")}
    told, table = scale.say, []
    for outlet, name in names.items():
        row = rows.get(outlet)
        figure = f"{told(row['value'])}  ({told(row['low'])} to {told(row['high'])})" if row else scale.none
        counts = (row["sentences"], row["articles"], row["scope"]) if row else (0, 0, "")
        table.append((as_text(name), figure, *counts))
    columns = [title, say("compare.figure"), "Sentences", "Articles", say("compare.speaks_of")]
    whole = pd.DataFrame(table, columns=columns)
    whole = whole.replace({columns[-1]: {"outlet": say("compare.speaks_of_group", noun=noun)}})
    if "lack" in figures:
        own = [rows.get(group) for group in names]
        whole = whole.rename(columns={columns[1]: say("compare.model_figure")})
        whole.insert(2, say("compare.corrected_figure"), [corrected_cell(row, scale) if row else "" for row in own])
        whole.insert(3, say("compare.codes"), [codes_cell(row) if row else "" for row in own])
    return whole if scope else whole.drop(columns=columns[-1])


def corrected_cell(row: Mapping[Any, Any], scale: Scale) -> str:
    """Say a corrected figure with its interval, or what lacks for one; "" where nothing was coded."""
    if not is_corrected([row]):
        return lack_in_words(row)
    value, low, high = (scale.say(row[name]) for name in ("corrected", "corrected_low", "corrected_high"))
    return f"{value}  ({low} to {high})"


def codes_cell(row: Mapping[Any, Any]) -> str:
    """Say how many codes of how many people there are, and in how many articles; "" where there are none."""
    if not row["codes"]:
        return ""
    codes = codes_in_words(row["codes"], [row["coders"]])
    return say("compare.codes_in", codes=codes, articles=counted(row["coded_articles"], "article"))


def export_table(figures: pd.DataFrame, names: Mapping[str, str], *, voice: str, by: str = "outlet_id") -> pd.DataFrame:
    """Return the figures of the view as a table to keep: names as shown, numbers unrounded.

    Where outlets are not what is compared, the first columns are `by`, the group's name and its id. Where there are
    codes, the last are the corrected figure, its interval, `codes`, `coded_articles`, `coders`, and what it `lacks`.
    """
    table = to_keep(figures).rename(columns={"scope": "speaks_of"})
    if by != "outlet_id":
        table["speaks_of"] = table["speaks_of"].replace({"outlet": "group"})
    table["label"] = table["label"].map(lambda label: FRAME_NAMES.get(label, label))
    return with_names(table, names, by=by).assign(voice=voice)


def with_names(table: pd.DataFrame, names: Mapping[str, str], *, by: str = "outlet_id") -> pd.DataFrame:
    """Return a table of groups to keep: first each group's name as shown, `UNKNOWN`'s too; ids stay beside it.

    Where outlets are not what is compared, the first columns are `by` and the group's `name`, which is `group_name`
    where the table has a name already.
    """
    known = {UNKNOWN: UNKNOWN_OUTLET, **names}
    shown = table["group"].map(lambda group: known.get(group, group))
    if by == "outlet_id":
        table = table.rename(columns={"group": "outlet_id"})
        table.insert(0, "outlet", shown)
        return table
    table = table.copy()
    table.insert(0, "by", by)
    table.insert(1, "group_name" if "name" in table else "name", shown)
    return table
