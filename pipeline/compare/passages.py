"""Match the passages of articles that say much the same, and find what an article has alone or leaves out.

Tables of sentences in, tables of sentences out. A match says that two sentences are alike in wording and matter. It
says nothing of who is right, and does not tell a claim from its denial: this is no fact checking. How the thresholds
were set, and how many matches are false, is in docs/passages.md.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .likeness import Likeness

MATCHED = 0.38  # likeness from which two sentences are said to match
ABSENT = 0.17  # likeness below which a sentence has no counterpart; between the two nothing is said
LEAST_WORDS = 8  # shorter sentences are alike whatever they are about
_ROWS = 256  # sentences whose likeness to all others is held at once

COLUMNS = ["article_id", "sentence_id", "text", "vector"]
MATCH_COLUMNS = ["sentence_a", "sentence_b", "similarity"]
LEFT_OUT_COLUMNS = ["article_id", "sentence_id", "group", "groups", "articles"]


def passages(vectors: pd.DataFrame, sentences: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return `COLUMNS` for the sentences that are long enough to be compared, in the order of the texts.

    `vectors` and `sentences` are tables of `Library`, `texts` the articles' by their ids.
    """
    keys = ["article_id", "sentence_id"]
    long = sentences[sentences["words"] >= LEAST_WORDS]
    spans = zip(long["article_id"], long["start"], long["end"], strict=True)
    told = long[keys].assign(text=[texts[article][start:end] for article, start, end in spans])
    return told.merge(vectors[[*keys, "vector"]], on=keys).sort_values(keys, ignore_index=True)[COLUMNS]


def matches(a: pd.DataFrame, b: pd.DataFrame, *, least: float = MATCHED) -> pd.DataFrame:
    """Return the passages that match between two articles: `sentence_a sentence_b similarity`, in the order of `a`.

    `a` and `b` have the columns of `passages`, one article each. A sentence is in one match at most: the most alike
    are paired first, and only those with a likeness of at least `least`, of 1.
    """
    near = _alike(a, b)
    rows, columns = np.nonzero(near >= least)
    alike = near[rows, columns]
    pairs: list[tuple[int, int, float]] = []
    used_a: set[int] = set()
    used_b: set[int] = set()
    for at in np.lexsort((columns, rows, -alike)):
        row, column = int(rows[at]), int(columns[at])
        if row in used_a or column in used_b:
            continue
        used_a.add(row)
        used_b.add(column)
        pairs.append((int(a["sentence_id"].iloc[row]), int(b["sentence_id"].iloc[column]), float(alike[at])))
    table = pd.DataFrame(sorted(pairs), columns=MATCH_COLUMNS)
    return table.astype({"sentence_a": int, "sentence_b": int, "similarity": float})


def left_out(every: pd.DataFrame, article: str, groups: pd.Series) -> pd.DataFrame:
    """Return what other groups report and this article does not, what most of them report first.

    `every` has the columns of `passages`, for all articles that are compared; `groups` gives each article id its
    group, the outlet as a rule. A row is a sentence of another group's article: `article_id sentence_id group`, then
    how many other groups and articles have it or a match of it. Nothing in this article comes near it, by `ABSENT`. Of
    sentences that match each other one stands for all, the one that most groups match.
    """
    likeness, own, others = _sides(every, article, groups)
    missed = others[~_near(likeness, others, own)] if len(own) else own
    ids = every["article_id"].to_numpy()
    names = every["article_id"].map(groups).to_numpy()
    carried: list[NDArray[np.int64]] = []
    for part in _parts(missed):
        carried += [others[row >= MATCHED] for row in likeness.between(part, others)]
    counts = [(len(set(names[found])), len(set(ids[found]))) for found in carried]
    told: set[int] = set()
    rows = []
    for n in sorted(range(len(missed)), key=lambda n: (-counts[n][0], -counts[n][1], int(missed[n]))):
        if int(missed[n]) not in told:
            told.update(carried[n].tolist())
            place = every.iloc[missed[n]]
            rows.append((place["article_id"], int(place["sentence_id"]), names[missed[n]], *counts[n]))
    return pd.DataFrame(rows, columns=LEFT_OUT_COLUMNS)


def only_here(every: pd.DataFrame, article: str, groups: pd.Series) -> list[int]:
    """Return the sentences of this article that nothing in any other group's article comes near, in their order.

    `every` and `groups` are as for `left_out`. Empty where there is no other group.
    """
    likeness, own, others = _sides(every, article, groups)
    alone = own[~_near(likeness, own, others)] if len(others) else others
    return [int(sentence) for sentence in every["sentence_id"].iloc[alone]]


def _sides(
    every: pd.DataFrame, article: str, groups: pd.Series
) -> tuple[Likeness, NDArray[np.int64], NDArray[np.int64]]:
    """Return the sentences made ready, and which of them are this article's and which those of other groups."""
    own = np.flatnonzero((every["article_id"] == article).to_numpy())
    others = np.flatnonzero((every["article_id"].map(groups) != groups.get(article)).to_numpy())
    return Likeness(_matrix(every), list(every["text"])), own, others


def _alike(a: pd.DataFrame, b: pd.DataFrame) -> NDArray[np.float32]:
    if a.empty or b.empty:
        return np.zeros((len(a), len(b)), np.float32)
    both = pd.concat([a, b], ignore_index=True)
    place = np.arange(len(both))
    return Likeness(_matrix(both), list(both["text"])).between(place[: len(a)], place[len(a) :])


def _near(likeness: Likeness, rows: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each row whether any of `others` comes near it."""
    parts = [(likeness.between(part, others) >= ABSENT).any(axis=1) for part in _parts(rows)]
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def _parts(rows: NDArray[np.int64]) -> Iterable[NDArray[np.int64]]:
    return (rows[at : at + _ROWS] for at in range(0, len(rows), _ROWS))


def _matrix(table: pd.DataFrame) -> NDArray[np.float32]:
    return np.stack(list(table["vector"])).astype(np.float32) if len(table) else np.zeros((0, 1), np.float32)
