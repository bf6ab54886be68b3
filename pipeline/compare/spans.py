"""From a library's tables to the scored spans that figures are made of: a value, its variance, a group."""

import pandas as pd

from ..library import Library
from ..types import FRAMES, STANCES

UNKNOWN = "Unknown"
COMPARED_GENRES = ("news", "unknown")  # like with like: others are compared only when the user says so
COLUMNS = (
    ["article_id", "sentence_id", "start", "end", "section", "voice"]
    + ["measure", "label", "target", "kind", "value", "variance", "group"]
)  # fmt: skip


def stance_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a mention: value P(for) - P(against), and the variance of the true label's value.

    `articles` are the rows of `Library.articles` to count; `by` names the column that is compared. The
    three `STANCES` columns are kept beside `COLUMNS`.
    """
    table = _of(library.mentions(event=event), articles, by)
    table["value"] = table["for"] - table["against"]
    table["variance"] = table["for"] + table["against"] - table["value"] ** 2
    table = table.assign(measure="stance", label="", target=table["entity"])
    return table[[*COLUMNS, *STANCES]]


def frame_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a sentence and frame: value its probability p, variance p(1 - p)."""
    keys = ["article_id", "sentence_id", "start", "end", "section", "voice", "group"]
    table = _of(library.sentences(event=event), articles, by)
    table = table.melt(keys, list(FRAMES), var_name="label", value_name="value")
    table["variance"] = table["value"] * (1 - table["value"])
    return table.assign(measure="frame", target="", kind="")[COLUMNS]


def main_entities(spans: pd.DataFrame, *, most: int = 8) -> pd.DataFrame:
    """Return the entities that most articles speak of: `target kind articles mentions`, most first.

    Before all come those that several groups speak of, for only they can be compared; places come last, since
    most news names its place without saying anything of it. A group in the singular ("Iraqi", "Republican") is
    nearly always an adjective and names no actor: it is left out.
    """
    actors = spans[(spans["kind"] != "group") | spans["target"].str.endswith("s")]
    counts = actors.groupby(["target", "kind"], as_index=False).agg(
        articles=("article_id", "nunique"), mentions=("start", "size"), groups=("group", "nunique")
    )
    counts = counts.assign(alone=counts["groups"] < 2, place=counts["kind"] == "place")
    keys = ["alone", "place", "articles", "mentions", "target"]
    order = counts.sort_values(keys, ascending=[True, True, False, False, True])
    columns = ["target", "kind", "articles", "mentions"]
    return order.drop_duplicates("target").head(most).reset_index(drop=True)[columns]


def _of(table: pd.DataFrame, articles: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the rows of these articles, each with its `group`."""
    # One outlet's same text under two ids (found twice, read differently) is one article of it.
    articles = articles[~(articles.duplicated([by, "text_id"]) & articles[by].notna())]
    groups = articles.set_index("article_id")[by].astype(object).where(lambda g: g.notna(), UNKNOWN).astype(str)
    table = table[table["article_id"].isin(groups.index)].copy()
    table["group"] = table["article_id"].map(groups).astype("str")
    numbers = table.select_dtypes("float32").columns
    return table.astype(dict.fromkeys(numbers, "float64"))
