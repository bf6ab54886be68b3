"""Whose words a text carries, and what it calls people, as spans: so that they are compared as stance and frames are.

What is counted is there for certain, so every variance is 0. `factor` is what a row counts in its article; the counts
of the pages (`speakers.py`, `naming.py`) weigh words and namings over a group's articles together, while here, as in
every figure with an interval, articles weigh the same.
"""

import numpy as np
import pandas as pd

from ..library import Library
from .naming import namings
from .spans import COLUMNS, _words_by_voice, grouped, spoken
from .speakers import NAMED, UNNAMED, sourced

ATTRIBUTED, DIRECT, WITHOUT_NAME, SPEAKER = "attributed", "direct", "unnamed", "speaker"  # labels of measure "voice"
SPEAKERS = 12  # that are followed, of all: those that most articles hear
ENTITIES = 12  # whose names are followed
NAMES = 8  # of each entity, the commonest


def voice_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return the rows of measure "voice", of values in [0, 1].

    Label "attributed" has one row a sentence: the share of its words that are somebody's. The other labels have one
    row an attribution: the share of its words in quotation marks ("direct"), 1 where its speaker is told without a
    name ("unnamed"), and 1 where it is `target` ("speaker"), for each of the named speakers that most articles hear.
    All weigh by words. An attribution stands in the sentence in which its content begins.
    """
    sents = grouped(library.sentences(event=event), articles, by)
    attributions = library.attributions(event=event)
    counts = _words_by_voice(sents, attributions, articles)
    keys = ["article_id", "sentence_id"]
    words = counts.assign(said=counts["words"].where(counts["voice"] == "speaker", 0.0)).groupby(keys, as_index=False)
    words = words.agg(value=("said", "sum"), factor=("words", "sum"))
    words["value"] /= words["factor"]
    parts = [sents.merge(words, on=keys).assign(label=ATTRIBUTED, target="")]

    said = sourced(attributions[spoken(attributions)], articles, by=by)
    said = _placed(said[said["words"] > 0], sents)
    direct = said["quoted_words"].clip(upper=said["words"]) / said["words"]
    parts.append(said.assign(label=DIRECT, target="", value=direct))
    parts.append(said.assign(label=WITHOUT_NAME, target="", value=(said["told"] == UNNAMED) * 1.0))
    named = said.loc[said["told"] == NAMED, ["speaker", "article_id"]].drop_duplicates()
    for speaker in _most(named["speaker"], SPEAKERS):
        value = ((said["told"] == NAMED) & (said["speaker"] == speaker)) * 1.0
        parts.append(said.assign(label=SPEAKER, target=speaker, value=value))
    return _spans(parts, "voice")


def name_spans(library: Library, event: str, articles: pd.DataFrame, *, by: str = "outlet") -> pd.DataFrame:
    """Return the rows of measure "name": for every naming of `target` and each of its names (`label`), 1 if it is that.

    Followed are the entities that most articles name, and of each its commonest names, where it has two or more. The
    names are the ledger's.
    """
    mentions, descriptions = library.mentions(event=event), library.descriptions(event=event)
    named = namings(mentions, descriptions, articles, by=by)
    followed = named[["entity", "article_id"]].drop_duplicates()["entity"]
    parts = []
    for entity in _most(followed, ENTITIES):
        own = named[named["entity"] == entity]
        names = _most(own["name"], NAMES)
        if own["name"].nunique() > 1:
            parts += [own.assign(label=name, target=entity, value=(own["name"] == name) * 1.0) for name in names]
    return _spans([part.assign(factor=1.0, attribution_id=pd.NA) for part in parts], "name")


def _most(values: pd.Series, most: int) -> list[str]:
    """Return the most frequent values, of equally frequent ones the first by the alphabet."""
    counts = values.value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], value))[:most]


def _placed(said: pd.DataFrame, sents: pd.DataFrame) -> pd.DataFrame:
    """Return the attributions with `start` and `end` of their content, the sentence it begins in, and their factor."""
    spans = said["content"]
    said = said.assign(
        start=[min(start for start, _ in content) for content in spans],
        end=[max(end for _, end in content) for content in spans],
        voice="speaker",
        kind="",
    ).sort_values("start")
    begins = sents[["article_id", "sentence_id", "start"]].sort_values("start").rename(columns={"start": "begins"})
    types = {"article_id": "str", "start": "int64"}
    said = pd.merge_asof(
        said.astype(types),
        begins.astype({"article_id": "str", "begins": "int64"}),
        left_on="start",
        right_on="begins",
        by="article_id",
    ).dropna(subset="sentence_id")
    said = said.sort_values(["article_id", "start", "attribution_id"], ignore_index=True)
    # A figure shares a sentence's weight among its rows: here each row is to keep its own.
    together = said.groupby(["article_id", "sentence_id"])["start"].transform("size")
    return said.assign(factor=said["words"] * together)


def _spans(parts: list[pd.DataFrame], measure: str) -> pd.DataFrame:
    columns = [*COLUMNS, "factor"]
    parts = [part.assign(measure=measure, variance=0.0) for part in parts]
    parts = [part.assign(kind="") if "kind" not in part else part for part in parts]
    table = pd.concat([part[columns] for part in parts], ignore_index=True) if parts else pd.DataFrame(columns=columns)
    texts = [column for column in ("article_id", "measure", "label", "target", "kind", "group") if column in table]
    types = dict.fromkeys(texts, "str") | dict.fromkeys(["value", "variance", "factor"], "float64")
    types |= dict.fromkeys(["sentence_id", "start", "end"], "int64")
    table = table.astype(types)
    table["value"] = np.clip(table["value"], 0.0, 1.0)
    return table
