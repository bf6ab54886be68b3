"""An outlet's figures, each with an interval that says how sure it is.

Tables in, tables out. The table of evidence `ev` has one scored span a row: `article_id`, `sentence_id`
(within the article), `measure`, `label` (the frame's or role's name, or ""), `target` (an entity's name, or ""),
`value`, `variance` (of the true label's value: P(for) + P(against) - value² for stance, p(1 - p) for a
probability; 0 where it is known) and `group` (the outlet, or any column that takes its place). A further column
`factor` may say what a row counts against others (a published weight). For the measures in `PER_WORDS` it says how
many words the row stands for: an article's figure is then the mean over its words, and is said per so many of them.
A group without evidence has no row here; the page says "not mentioned". Differences between groups are
`differences.py`'s.

How the intervals are made, `estimates.py` tells.
"""

import hashlib
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd

from ..errors import PipelineError
from .estimates import Sample

Key: TypeAlias = tuple[str, str, str, str]

KEY = ["measure", "label", "target", "group"]
COLUMNS = ["article_id", "sentence_id", "measure", "label", "target", "value", "variance", "group"]
SIGNED = ("claim", "relation", "stance")  # values in [-1, 1]; every other measure's are in [0, 1]
PER_WORDS = {"loaded": 1000}
ROUNDING = 1e-3  # what float32 probabilities and stored decimals may be off by

_TEXT = ["article_id", *KEY]
_ARTICLE_FIGURES = (
    dict.fromkeys([*KEY, "article_id"], "str")
    | {"sentences": "int64"}
    | dict.fromkeys(["value", "variance"], "float64")
)
_FIGURES = (
    dict.fromkeys(KEY, "str")
    | {"articles": "int64", "sentences": "int64", "value": "float64", "low": "float64", "high": "float64"}
    | {"scope": "str"}
)


def article_figures(ev: pd.DataFrame) -> pd.DataFrame:
    """Return one row per measure, label, target, group and article: `sentences`, `value`, `variance`.

    An article's figure is the mean of its spans by their weights: see `checked`.
    Spans in a sentence count as fully dependent, so its variance is never less than the true one.
    """
    ev = checked(ev)
    keys = [*KEY, "article_id"]
    unsure = ev.groupby([*keys, "sentence_id"])["variance"].transform(np.count_nonzero)
    share = ev["weight"] / ev.groupby(keys)["weight"].transform("sum") * ev["measure"].map(unit).astype("float64")
    ev = ev.assign(value=share * ev["value"], variance=share**2 * unsure * ev["variance"])
    articles = ev.groupby(keys).agg(
        sentences=("sentence_id", "nunique"), value=("value", "sum"), variance=("variance", "sum")
    )
    return articles.reset_index().astype(_ARTICLE_FIGURES)[list(_ARTICLE_FIGURES)]


def unit(measure: str) -> int:
    """Return what a figure of this measure is multiplied by: 1,000 for words per 1,000, else 1."""
    return PER_WORDS.get(measure, 1)


def figures(ev: pd.DataFrame, *, level: float = 0.95, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Return one row per measure, label, target and group: its value with an interval, and n.

    `scope` says what the interval is about: "these articles" below five articles, else "outlet".
    Raises PipelineError where `ev` lacks a column, has a gap, or has values that no label can give.
    """
    rows = []
    for key, sample in samples(ev, seed=seed):
        estimate = sample.estimate(sample.scope, draws=draws)
        floor = -1.0 if key[0] in SIGNED else 0.0
        low, high = np.clip(estimate.limits(level), floor, 1.0) * unit(key[0])
        value = estimate.value * unit(key[0])
        rows.append((*key, sample.articles, sample.sentences, value, low, high, sample.scope))
    return pd.DataFrame(rows, columns=list(_FIGURES)).astype(_FIGURES)


def samples(ev: pd.DataFrame, *, seed: int) -> Iterator[tuple[Key, Sample]]:
    """Yield each measure, label, target and group with its sample, in sorted order.

    Neither an article's id, which holds its outlet's name, nor the last digits of a value change the draws.
    """
    ev = checked(ev)
    values = ev.groupby([*KEY, "article_id"])["value"]
    ev = ev.assign(size=values.transform("size"), mean=values.transform("mean").round(4))
    order = [*KEY, "size", "mean", "article_id", "sentence_id", "value", "variance", "weight"]
    ev = ev.sort_values(order, ignore_index=True)
    value, variance, weight = (ev[column].to_numpy() for column in ("value", "variance", "weight"))
    article, sentence = ev["article_id"].to_numpy(), ev["sentence_id"].to_numpy()
    for key, rows in ev.groupby(KEY).indices.items():
        new_article = np.append(False, article[rows[1:]] != article[rows[:-1]])
        new_sentence = new_article | np.append(False, sentence[rows[1:]] != sentence[rows[:-1]])
        rounded = (np.round(value[rows], 2) + 0.0).tolist()  # and no negative zero
        content = [seed, np.cumsum(new_article).tolist(), np.cumsum(new_sentence).tolist(), rounded]
        digest = hashlib.sha256(repr(content).encode()).digest()
        yield (
            key,
            Sample(
                np.cumsum(new_article),
                np.cumsum(new_sentence),
                value[rows],
                variance[rows],
                int.from_bytes(digest[:8]),
                weight[rows],
            ),
        )


def checked(ev: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence in one fixed order, or say what is wrong with it.

    Its `weight` is what a row counts in its article: its `factor` (1 where it has none), shared by the rows of
    its sentence; for a measure in `PER_WORDS` the factor alone, which is how many words the row stands for.
    """
    missing = [column for column in COLUMNS if column not in ev.columns]
    if missing:
        raise PipelineError(f"evidence: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
    for column in COLUMNS:
        gaps = int(ev[column].isna().sum())
        if gaps:
            raise PipelineError(f"evidence, column {column}: {gaps} empty; fill or leave out those rows")
    ev = ev[COLUMNS].assign(weight=_factors(ev)).astype({**dict.fromkeys(_TEXT, "str"), "sentence_id": "int64"})
    ev = ev.astype({"value": "float64", "variance": "float64"})
    # Every label is -1, 0 or 1; a variance of zero is a value known for certain, whatever it is.
    either = ev["variance"] + ev["value"] ** 2
    known = ev["variance"].abs() < 1e-9
    fits = (either <= 1 + ROUNDING) & (either >= ev["value"].abs() - ROUNDING) & (ev["variance"] > -1e-9)
    signed = ev["measure"].isin(SIGNED)
    wrong = ev[~((fits | known & (ev["value"].abs() <= 1)) & (signed | (ev["value"] >= 0)))]
    if len(wrong):
        row = wrong.iloc[0]
        raise PipelineError(
            f"evidence, article {row['article_id']}, measure {row['measure']}: value {row['value']:g} with "
            f"variance {row['variance']:g} cannot be; the value is P(for) - P(against) and the variance "
            "P(for) + P(against) - value², or p and p(1 - p)"
        )
    ev["variance"] = ev["variance"].where(~known, 0.0)
    sharing = ev.groupby([*KEY, "article_id", "sentence_id"])["weight"].transform("size")
    ev["weight"] /= sharing.where(~ev["measure"].isin(PER_WORDS), 1)
    return ev.sort_values([*KEY, "article_id", "sentence_id", "value", "variance", "weight"], ignore_index=True)


def _factors(ev: pd.DataFrame) -> pd.Series:
    """Return each row's factor, 1 where it has none; a measure that is said per words must have it."""
    given = ev["factor"] if "factor" in ev.columns else pd.Series(np.nan, ev.index)
    per_word = ev["measure"].isin(PER_WORDS)
    wrong = int((given.le(0) | (given.isna() & per_word)).sum())
    if wrong:
        raise PipelineError(
            f"evidence, column factor: {wrong} not above 0, or empty in measures that are said per words "
            f"({', '.join(PER_WORDS)}); say what each row counts, for those how many words it stands for"
        )
    return given.fillna(1.0).astype("float64")
