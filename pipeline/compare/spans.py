"""From a library's tables to the scored spans that figures are made of: a value, its variance, a group."""

import re

import numpy as np
import pandas as pd

from ..library import Library
from ..types import FRAMES, ROLES, STANCES
from .weights import factors_of, place_of

UNKNOWN = "Unknown"
COMPARED_GENRES = ("news", "unknown")  # like with like: others are compared only when the user says so
LOADED = 0.5  # probability from which a word counts, and is marked, as loaded
COLUMNS = (
    ["article_id", "sentence_id", "start", "end", "section", "voice"]
    + ["measure", "label", "target", "kind", "value", "variance", "group"]
)  # fmt: skip


def stance_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a mention: value P(for) - P(against), and the variance of the true label's value.

    `articles` are the rows of `Library.articles` to count; `by` names the column that is compared. The
    three `STANCES` columns are kept beside `COLUMNS`, and `factor`, the mention's published weight.
    """
    table = _of(library.mentions(event=event), articles, by)
    bounds = articles.set_index("article_id")[["body_start", "body_end"]]
    # As numbers: of a table without a mention, the ids' own type would stay.
    start, end = (table["article_id"].map(bounds[column]).astype("float64") for column in bounds)
    table["factor"] = factors_of(table.assign(place=place_of((table["start"] - start) / (end - start).clip(lower=1))))
    table["value"] = table["for"] - table["against"]
    table["variance"] = table["for"] + table["against"] - table["value"] ** 2
    table = table.assign(measure="stance", label="", target=table["entity"])
    return table[[*COLUMNS, *STANCES, "factor"]]


def frame_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a sentence and frame: value its probability p, variance p(1 - p)."""
    keys = ["article_id", "sentence_id", "start", "end", "section", "voice", "group"]
    table = _of(library.sentences(event=event), articles, by)
    table = table.melt(keys, list(FRAMES), var_name="label", value_name="value").dropna(subset="value")
    table["variance"] = table["value"] * (1 - table["value"])
    return table.assign(measure="frame", target="", kind="")[COLUMNS]


def role_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a mention and role: value its probability p, variance p(1 - p).

    Mentions whose scorer does not measure roles have no row.
    """
    keys = ["article_id", "sentence_id", "start", "end", "section", "voice", "entity", "kind", "group"]
    table = _of(library.mentions(event=event), articles, by)
    table = table.melt(keys, list(ROLES), var_name="label", value_name="value").dropna(subset="value")
    table["variance"] = table["value"] * (1 - table["value"])
    return table.assign(measure="role", target=table["entity"])[COLUMNS].reset_index(drop=True)


def loaded_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a loaded word, and one for all the other words of a sentence in each voice.

    A word of probability p >= `LOADED` has value p and variance p(1 - p); the others count as not loaded, for
    certain. `factor`, beside `COLUMNS`, says how many words a row stands for. Each word is in the voice that it
    stands in, whatever the rest of its sentence. No row at all where the scorer does not measure loaded words.
    """
    sents = _of(library.sentences(event=event), articles, by)
    if "loaded" not in library.measures():
        sents = sents.head(0)
    loaded = _of(library.loaded(event=event), articles, by)
    loaded = loaded[loaded["probability"] >= LOADED].rename(columns={"probability": "value"})
    loaded["variance"] = loaded["value"] * (1 - loaded["value"])

    place = ["article_id", "sentence_id", "voice"]
    counts = _words_by_voice(sents, library.attributions(event=event), articles)
    marked = loaded.groupby(place, as_index=False).agg(marked=("start", "size"))
    others = sents.drop(columns=["voice", "words"]).merge(counts, on=place[:2]).merge(marked, on=place, how="left")
    others["words"] -= others["marked"].fillna(0)
    others = others[others["words"] > 0].assign(value=0.0, variance=0.0)
    table = pd.concat([loaded.assign(factor=1.0), others.rename(columns={"words": "factor"})], ignore_index=True)
    return table.assign(measure="loaded", label="per 1,000 words", target="", kind="")[[*COLUMNS, "factor"]]


def _words_by_voice(sents: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return `article_id sentence_id voice words`: how many words of each sentence are in each voice.

    A word is a run of characters without space; it is a speaker's if more than half of it is.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    content = attributions.groupby("article_id")["content"].sum().to_dict()
    rows = []
    for article, own in sents.groupby("article_id"):
        words = np.array([found.span() for found in re.finditer(r"\S+", texts[article])]).reshape(-1, 2)
        starts, ends = words[:, :1], words[:, 1:]
        quoted = np.array(content.get(article, ()), dtype=np.int64).reshape(-1, 2)
        inside = (np.minimum(ends, quoted[:, 1]) - np.maximum(starts, quoted[:, 0])).clip(0).sum(axis=1)
        is_quoted = 2 * inside > (ends - starts)[:, 0]
        own = own.sort_values("start")
        homes = np.searchsorted(own["start"].to_numpy(), starts[:, 0], side="right") - 1
        for voice, of_voice in (("outlet", ~is_quoted), ("speaker", is_quoted)):
            counts = np.bincount(homes[of_voice & (homes >= 0)], minlength=len(own))
            rows += [(article, s, voice, n) for s, n in zip(own["sentence_id"], counts.tolist(), strict=True) if n]
    types = {"article_id": "str", "sentence_id": "int32", "voice": "str", "words": "float64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


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
