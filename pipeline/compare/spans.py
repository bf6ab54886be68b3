"""From a library's tables to the scored spans that figures are made of: a value, its variance, a group."""

import re

import numpy as np
import pandas as pd

from ..library import Library
from ..library.evidence import with_speakers
from ..types import FRAMES, ROLES, STANCES
from .weights import factors_of, place_of

UNKNOWN = "Unknown"
COMPARED_GENRES = ("news", "unknown")  # like with like: others are compared only when the user says so
OWN = -1  # stands for no attribution where a number must stand
LOADED = 0.5  # probability from which a word counts, and is marked, as loaded
# Where a span stands, and whose words it is: `speaker` and `attribution_id` are missing in the outlet's own voice,
# `speaker` also where nobody is told.
_PLACE = ["section", "voice", "speaker", "attribution_id"]
COLUMNS = (
    ["article_id", "sentence_id", "start", "end", *_PLACE]
    + ["measure", "label", "target", "kind", "value", "variance", "group"]
)  # fmt: skip


def stance_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a mention: value P(for) - P(against), and the variance of the true label's value.

    `articles` are the rows of `Library.articles` to count; `by` names the column that is compared. The
    three `STANCES` columns are kept beside `COLUMNS`, and `factor`, the mention's published weight.
    """
    table = grouped(library.mentions(event=event), articles, by)
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
    keys = ["article_id", "sentence_id", "start", "end", *_PLACE, "group"]
    table = grouped(library.sentences(event=event), articles, by)
    table = table.melt(keys, list(FRAMES), var_name="label", value_name="value").dropna(subset="value")
    table["variance"] = table["value"] * (1 - table["value"])
    return table.assign(measure="frame", target="", kind="")[COLUMNS]


def role_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a mention and role: value its probability p, variance p(1 - p).

    Mentions whose scorer does not measure roles have no row.
    """
    keys = ["article_id", "sentence_id", "start", "end", *_PLACE, "entity", "kind", "group"]
    table = grouped(library.mentions(event=event), articles, by)
    table = table.melt(keys, list(ROLES), var_name="label", value_name="value").dropna(subset="value")
    table["variance"] = table["value"] * (1 - table["value"])
    return table.assign(measure="role", target=table["entity"])[COLUMNS].reset_index(drop=True)


def loaded_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return one row a loaded word, and one for all the other words of a sentence in each attribution or in none.

    A word of probability p >= `LOADED` has value p and variance p(1 - p); the others count as not loaded, for
    certain. `factor`, beside `COLUMNS`, says how many words a row stands for. Each word is in the voice that it
    stands in, whatever the rest of its sentence, and counts once, in the innermost of several attributions. No row
    at all where the scorer does not measure loaded words.
    """
    sents = grouped(library.sentences(event=event), articles, by)
    if "loaded" not in library.measures():
        sents = sents.head(0)
    loaded = grouped(library.loaded(event=event), articles, by)
    loaded = loaded[loaded["probability"] >= LOADED].rename(columns={"probability": "value"})
    loaded["variance"] = loaded["value"] * (1 - loaded["value"])

    place = ["article_id", "sentence_id", "voice", "attribution_id"]
    attributions = library.attributions(event=event)
    counts = with_speakers(_words_by_voice(sents, attributions, articles), attributions)
    marked = loaded.groupby(place, as_index=False, dropna=False).agg(marked=("start", "size"))
    others = sents.drop(columns=["voice", "speaker", "attribution_id", "words"]).merge(counts, on=place[:2])
    others = others.merge(marked, on=place, how="left")
    others["words"] -= others["marked"].fillna(0)
    others = others[others["words"] > 0].assign(value=0.0, variance=0.0)
    table = pd.concat([loaded.assign(factor=1.0), others.rename(columns={"words": "factor"})], ignore_index=True)
    return table.assign(measure="loaded", label="per 1,000 words", target="", kind="")[[*COLUMNS, "factor"]]


def spoken(attributions: pd.DataFrame) -> "pd.Series[bool]":
    """Say which attributions are somebody's words, as `Attribution.spoken` does; the others are the outlet's own."""
    return attributions["source"].map(bool) | attributions["quoted"].map(bool)


def _words_by_voice(sents: pd.DataFrame, attributions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return `article_id sentence_id voice attribution_id words`: how many words of each sentence are whose.

    A word is a run of characters without space; it is a speaker's if more than half of it is.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = attributions[spoken(attributions)]
    # Those that go before others come last: of the shorter, and of those whose speaker is told.
    size = rows["content"].map(lambda content: sum(end - start for start, end in content))
    rows = rows.assign(is_told=rows["speaker"].notna(), size=size)
    rows = rows.sort_values(["is_told", "size", "attribution_id"], ascending=[True, False, False])
    said = {
        article: list(zip(own["attribution_id"], own["content"], strict=True))
        for article, own in rows.groupby("article_id")
    }
    parts = []
    for article, own in sents.groupby("article_id"):
        spans = np.array([found.span() for found in re.finditer(r"\S+", texts[article])], np.int64).reshape(-1, 2)
        own = own.sort_values("start")
        homes = np.searchsorted(own["start"].to_numpy(), spans[:, 0], side="right") - 1
        words = pd.DataFrame({"home": homes, "attribution_id": _owners(spans, said.get(article, []))})
        counts = words[homes >= 0].value_counts(["home", "attribution_id"], sort=False).rename("words").reset_index()
        counts["sentence_id"] = own["sentence_id"].to_numpy()[counts["home"]]
        parts.append(counts.assign(article_id=article))
    types = {"article_id": "str", "sentence_id": "int32", "voice": "str", "attribution_id": "Int32", "words": "float64"}
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(types))
    is_own = table["attribution_id"] == OWN
    table["voice"] = np.where(is_own, "outlet", "speaker")
    return table.astype(types).assign(attribution_id=lambda rows: rows["attribution_id"].mask(is_own))[list(types)]


def _owners(words: np.ndarray, said: list[tuple[int, list[tuple[int, int]]]]) -> np.ndarray:
    """Return for each (start, end) of `words` the id of the attribution that it belongs to, or `OWN`.

    As in `pipeline.voices.spoken`: the last of `said` that holds more than half of it, else, where several hold so
    much together, the one that holds most. Words are in order and do not overlap.
    """
    starts, ends = words.T
    inner, most, best = np.full(len(words), OWN), np.full(len(words), OWN), np.zeros(len(words), np.int64)
    covered = np.zeros(ends.max(initial=0), bool)
    for number, content in said:
        held = np.zeros(len(words), np.int64)
        for start, end in content:
            at = slice(np.searchsorted(ends, start, side="right"), np.searchsorted(starts, end))
            held[at] += np.minimum(ends[at], end) - np.maximum(starts[at], start)
            covered[start:end] = True
        most, best = np.where(held > best, number, most), np.maximum(held, best)
        inner[2 * held > ends - starts] = number
    before = np.concatenate([[0], covered.cumsum()])
    is_spoken = 2 * (before[ends] - before[starts]) > ends - starts
    return np.where((inner == OWN) & is_spoken, most, inner)


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


def grouped(table: pd.DataFrame, articles: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the rows of these articles, each with its `group`."""
    # One outlet's same text under two ids (found twice, read differently) is one article of it, in each group.
    whose = "outlet_id" if "outlet_id" in articles else by
    same = list(dict.fromkeys([whose, by, "text_id"]))
    articles = articles[~(articles.duplicated(same) & articles[whose].notna())]
    groups = articles.set_index("article_id")[by].astype(object).where(lambda g: g.notna(), UNKNOWN).astype(str)
    table = table[table["article_id"].isin(groups.index)].copy()
    table["group"] = table["article_id"].map(groups).astype("str")
    numbers = table.select_dtypes("float32").columns
    return table.astype(dict.fromkeys(numbers, "float64"))
