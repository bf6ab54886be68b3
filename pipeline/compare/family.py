"""Which comparisons are tested for findings, and their evidence as arrays: a key and a group a cell.

What is tested is chosen from all the articles together, never from how the groups differ, so the choice cannot find
differences. How the tests are made, `findings.py` tells.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import PipelineError
from .estimates import FloatArray
from .figures import COLUMNS, PER_WORDS
from .spans import UNKNOWN

IntArray: TypeAlias = NDArray[np.int64]

ENTITIES = 6  # that stance, roles and names are tested of
SPEAKERS = 3
NAMES = 6  # of all the entities' names
LEAST_SHARE = 0.1  # mean over the spans, below which a frame, a role or a name is too rare to be tested
NAME_SHARE = 0.95  # and above which a name is what all say

_KEY = ["measure", "label", "target"]


@dataclass(frozen=True, slots=True)
class Family:
    """The evidence of what is tested; `keys` are its rows' `measure label target`, matrices are (key, group)."""

    ev: pd.DataFrame
    row_key: IntArray  # of each row of `ev`, -1 where it is not tested
    keys: pd.DataFrame
    groups: list[str]
    articles: IntArray
    mean: FloatArray  # of the articles' figures, in the span's own unit
    squares: FloatArray  # sum of squares of the articles' figures about their mean
    labels: FloatArray  # squared standard error of the mean by label error
    counted: FloatArray  # squared standard error of the mean over these very articles' sentences
    sentences: IntArray
    count: IntArray
    total: IntArray
    article_key: IntArray  # one place an article and key, as are the next two
    article_group: IntArray
    article_value: FloatArray


@dataclass(frozen=True, slots=True)
class _Coded:
    """Evidence as numbers, one place a row."""

    key: IntArray
    article: IntArray
    sentence: IntArray
    group: IntArray
    value: FloatArray
    variance: FloatArray
    factor: FloatArray
    per_word: NDArray[np.bool_]


def family(ev: pd.DataFrame) -> Family:
    """Return what is tested of this evidence; raise PipelineError where it lacks a column or has a gap.

    Of entities and of named speakers those that most articles have, up to `ENTITIES` and `SPEAKERS`; an adjective for
    a group names no actor, and places come last, as in `main_entities`. Frames and roles from `LEAST_SHARE` of their
    spans on; names likewise and up to `NAME_SHARE`, the `NAMES` that most articles have. What is the same in every
    article cannot differ. Articles of unknown group belong to nobody.
    """
    _check(ev)
    group, groups = _factorized(ev["group"])
    known = group != groups.index(UNKNOWN) if UNKNOWN in groups else np.ones(len(ev), bool)
    texts = [_factorized(ev[column]) for column in _KEY]
    code = np.zeros(len(ev), np.int64)
    for codes, values in texts:
        code = code * max(len(values), 1) + codes
    key, unique = _numbered(code)
    rest, columns = unique, {}
    for name, (_, values) in reversed(list(zip(_KEY, texts, strict=True))):
        columns[name] = np.array(values, object)[rest % max(len(values), 1)]
        rest = rest // max(len(values), 1)
    keys = pd.DataFrame({name: columns[name] for name in _KEY}, dtype="str")

    value = ev["value"].to_numpy(np.float64)
    article = pd.factorize(ev["article_id"])[0].astype(np.int64)
    tested = _tested(_counted(ev, keys, key, article, value, known))
    per_word = keys["measure"].isin(list(PER_WORDS)).to_numpy(bool)
    factor = ev["factor"].fillna(1.0).to_numpy(np.float64) if "factor" in ev.columns else np.ones(len(ev))
    sentence, variance = ev["sentence_id"].to_numpy(np.int64), ev["variance"].to_numpy(np.float64)
    while True:
        number = np.where(tested, np.cumsum(tested) - 1, -1)
        row_key = np.where(known, number[key], -1) if len(key) else np.zeros(0, np.int64)
        at = np.flatnonzero(row_key >= 0)
        rows = _Coded(
            key=row_key[at],
            article=article[at],
            sentence=sentence[at],
            group=group[at],
            value=value[at],
            variance=variance[at],
            factor=factor[at],
            per_word=per_word[key[at]],
        )
        found = _arranged(ev, row_key, keys[tested].reset_index(drop=True), groups, rows)
        varied = _varied(found)
        if varied.all():
            return found
        tested[np.flatnonzero(tested)[~varied]] = False


def _check(ev: pd.DataFrame) -> None:
    for column in COLUMNS:
        if column not in ev.columns:
            raise PipelineError(f"evidence lacks the column {column}; it has: {', '.join(ev.columns)}")
        if ev[column].hasnans:
            gaps = int(ev[column].isna().sum())
            raise PipelineError(f"evidence, column {column}: {gaps} empty; fill or leave out those rows")


def _factorized(column: pd.Series) -> tuple[IntArray, list[str]]:
    codes, values = pd.factorize(column, sort=True)
    return codes.astype(np.int64), [str(value) for value in values]


def _numbered(code: IntArray) -> tuple[IntArray, IntArray]:
    """Return each code's number, and the codes in order: as `np.unique`, without sorting all of them."""
    number, unique = pd.factorize(code)
    order = np.argsort(unique)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places[number] if len(code) else np.zeros(0, np.int64), unique[order]


def _counted(
    ev: pd.DataFrame, keys: pd.DataFrame, key: IntArray, article: IntArray, value: FloatArray, known: NDArray[np.bool_]
) -> pd.DataFrame:
    """Return the keys with what is known of each from all the articles: `articles` (with it), `mean`, what it is."""
    size = len(keys)
    rows = np.maximum(np.bincount(key[known], minlength=size), 1)
    # A name that is not used, or a speaker that is not heard, has its rows of 0 all the same.
    at_all = known & ((value != 0) | ~keys["measure"].isin(["name", "voice"]).to_numpy(bool)[key])
    _, cells = _numbered(key[at_all] * (article.max(initial=0) + 1) + article[at_all])
    kind = ev["kind"].astype(object).to_numpy() if "kind" in ev.columns else np.full(len(ev), "", object)
    shares = {name: np.bincount(key[known], (kind == name)[known], size) / rows for name in ("place", "group")}
    return keys.assign(
        articles=np.bincount(cells // (article.max(initial=0) + 1), minlength=size),
        mean=np.bincount(key[known], value[known], size) / rows,
        place=shares["place"] > 0.5,
        adjective=(shares["group"] > 0.5) & ~keys["target"].str.endswith("s").to_numpy(bool),
    )


def _tested(keys: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which keys are tested, by what `_counted` knows of them."""
    every = keys.index
    keys = keys[(keys["articles"] > 0) & ~keys["adjective"]]
    measure = keys["measure"]
    about = keys[(keys["target"] != "") & ~measure.isin(["voice", "name"])]
    # Where there are names alone, the entities are those named.
    about = about if len(about) else keys[measure == "name"]
    entities = _most(about.groupby("target", as_index=False).agg({"articles": "max", "place": "all"}), ENTITIES)
    speakers = _most(keys[measure == "voice"], SPEAKERS)
    rare = measure.isin(["frame", "role", "name"]) & (keys["mean"] < LEAST_SHARE)
    names = (measure == "name") & keys["target"].isin(entities) & ~rare & (keys["mean"] <= NAME_SHARE)
    names = names[names].index
    order = keys.loc[names].sort_values(["articles", "target", "label"], ascending=[False, True, True]).index[:NAMES]
    of = keys["target"].isin(entities) & (measure != "voice") | keys["target"].isin(speakers) & (measure == "voice")
    chosen = ((keys["target"] == "") | of) & ~rare & ((measure != "name") | keys.index.isin(order))
    return np.asarray(every.isin(keys.index[chosen]))


def _most(counts: pd.DataFrame, most: int) -> list[str]:
    counts = counts[counts["target"] != ""]
    order = counts.sort_values(["place", "articles", "target"], ascending=[True, False, True])
    return [str(target) for target in order["target"].head(most)]


def _varied(found: Family) -> NDArray[np.bool_]:
    """Say which keys do not have one and the same figure in every article."""
    size = len(found.keys)
    highest, lowest = np.full(size, -np.inf), np.full(size, np.inf)
    np.maximum.at(highest, found.article_key, found.article_value)
    np.minimum.at(lowest, found.article_key, found.article_value)
    return np.asarray(highest - lowest > 1e-9)


def _arranged(ev: pd.DataFrame, row_key: IntArray, keys: pd.DataFrame, groups: list[str], rows: _Coded) -> Family:
    shape = (len(keys), len(groups))
    size = shape[0] * shape[1]
    of_article = rows.key * (int(rows.article.max(initial=0)) + 1) + rows.article
    of_cell, cells = _numbered(of_article)
    width = int(rows.sentence.max(initial=0)) + 2
    home, homes = _numbered(of_cell * width + rows.sentence + 1)
    weight = np.where(rows.per_word, rows.factor, rows.factor / np.bincount(home, minlength=len(homes))[home])
    share = weight / np.bincount(of_cell, weight, len(cells))[of_cell]

    where = rows.key * shape[1] + rows.group
    of_home, at = np.zeros(len(homes), np.int64), np.zeros(len(cells), np.int64)
    of_home[home], at[of_cell] = where, where
    figure = np.bincount(of_cell, share * rows.value, len(cells))
    n = np.bincount(at, minlength=size)
    some = np.maximum(n, 1)
    mean = np.bincount(at, figure, size) / some
    squares = np.bincount(at, (figure - mean[at]) ** 2, size)
    unsure = np.bincount(home, rows.variance > 0, len(homes))[home]
    labels = np.bincount(where, share**2 * unsure * rows.variance, size) / some**2
    apart = np.bincount(home, share * (rows.value - mean[where]), len(homes))
    sentences = np.bincount(of_home, minlength=size)
    counted = np.full(size, np.inf)
    many = sentences > 1
    counted[many] = (np.bincount(of_home, apart**2, size) / some**2)[many]
    counted[many] *= sentences[many] / (sentences[many] - 1)
    units = np.where(rows.per_word, rows.factor, 1.0)
    return Family(
        ev=ev,
        row_key=row_key,
        keys=keys,
        groups=groups,
        articles=n.reshape(shape),
        mean=np.round(mean, 12).reshape(shape),
        squares=np.asarray(squares, np.float64).reshape(shape),
        labels=labels.reshape(shape),
        counted=counted.reshape(shape),
        sentences=sentences.reshape(shape),
        count=np.bincount(where, units * (rows.value >= 0.5), size).astype(np.int64).reshape(shape),
        total=np.bincount(where, units, size).astype(np.int64).reshape(shape),
        article_key=at // max(shape[1], 1),
        article_group=at % max(shape[1], 1),
        article_value=np.round(figure, 12),
    )
