"""Which spans people code: a sample whose inclusion probabilities are known exactly.

Every group has the same share of the sample, as far as it has spans. Within a group a span is drawn with the
probability of a mixture: partly at random (in proportion to what it counts in the group's figure, where that is told),
partly in proportion to how unsure the model is of it. One systematic draw with those unequal probabilities (Madow 1949)
runs over the groups, their articles and the articles' spans, each in an order that the seed shuffles: so it has its
size to within one, covers each group, and spreads over the articles. What is counted from it with 1/probability is
unbiased (Horvitz and Thompson 1952). What the codes then say, `pipeline.compare.corrected` tells.
"""

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import entr

from ..errors import PipelineError

FloatArray: TypeAlias = NDArray[np.float64]

SPAN = ["article_id", "sentence_id", "start", "end"]
UNCERTAIN = 0.3  # of the sample, drawn by the model's uncertainty


def draw(spans: pd.DataFrame, size: int, *, uncertain: float = UNCERTAIN, seed: int = 0) -> pd.DataFrame:
    """Return the drawn rows of `spans`, each with its `probability`, in the order to code them in.

    `spans` has one row a span: `SPAN`, `group`, `uncertainty` (0 or more, as `unsure` gives it), and where wanted
    `weight` (above 0, what the span counts in its group's figure). The order takes groups by turns and is random within
    each: who stops early has a random part of each group's sample (see `thinned`). Neither the order of rows nor a
    group's name changes the sample. Raises PipelineError where a column lacks or a value cannot be.
    """
    spans = _shuffled(_checked(spans), seed)
    chance = _chances(spans, size, uncertain)
    start = np.random.default_rng([abs(seed), int(seed < 0)]).random()
    reached = np.floor(np.cumsum(chance) - start)
    is_drawn = np.diff(reached, prepend=-1.0) > 0
    drawn = spans.assign(probability=chance)[is_drawn]
    turn = drawn.sort_values("shuffle").groupby("group").cumcount()
    drawn = drawn.assign(turn=turn).sort_values(["turn", "shuffle"], ignore_index=True)
    return drawn.drop(columns=["turn", "shuffle"])


def inclusion(spans: pd.DataFrame, size: int, *, uncertain: float = UNCERTAIN) -> "pd.Series[float]":
    """Return the probability with which `draw` includes each row of `spans`; it sums to the size of the sample."""
    checked = _checked(spans)
    ordered = checked.sort_values(SPAN)
    return pd.Series(_chances(ordered, size, uncertain), ordered.index, name="probability").reindex(spans.index)


def thinned(drawn: pd.DataFrame, coded: "pd.Series[bool]") -> pd.DataFrame:
    """Return the rows of a `draw` that were `coded`, each with the probability of being both drawn and coded.

    Right where the rest was left because the coder stopped, not because it was hard: those coded then are a random
    part of each group's sample.
    """
    share = coded.astype("float64").groupby(drawn["group"]).transform("mean")
    return drawn.assign(probability=drawn["probability"] * share)[coded]


def unsure(ev: pd.DataFrame) -> pd.DataFrame:
    """Return one row a span of the evidence, as `draw` takes it: `SPAN`, `group`, `uncertainty`, `weight`.

    `ev` is evidence of one measure with `start` and `end`, as `pipeline.compare` makes it. The uncertainty is the
    entropy of the label in nats, summed over the labels of a span: value v and variance s hold P(for) = (s + v² + v)/2
    and P(against) = (s + v² - v)/2, and of a probability p they hold p and 0. The weight makes articles count the same.
    """
    value, variance = ev["value"].to_numpy(np.float64), ev["variance"].to_numpy(np.float64)
    either = variance + value**2
    up, down = (either + value) / 2, (either - value) / 2
    parts = [np.clip(part, 0, 1) for part in (up, down, 1 - either)]
    entropy = np.where(variance > 0, sum(entr(part) for part in parts), 0.0)
    factor = ev["factor"].fillna(1.0).to_numpy(np.float64) if "factor" in ev.columns else np.ones(len(ev))
    table = ev[[*SPAN, "group"]].assign(uncertainty=entropy, weight=factor)
    table = table.groupby([*SPAN, "group"], as_index=False).sum()
    return table.assign(weight=table["weight"] / table.groupby("article_id")["weight"].transform("sum"))


def _checked(spans: pd.DataFrame) -> pd.DataFrame:
    needed = [*SPAN, "group", "uncertainty"]
    missing = [column for column in needed if column not in spans.columns]
    if missing:
        raise PipelineError(f"spans to draw from: no column {', '.join(missing)}; they need {', '.join(needed)}")
    for column in needed:
        gaps = int(spans[column].isna().sum())
        if gaps:
            raise PipelineError(f"spans to draw from, column {column}: {gaps} empty; fill or leave out those rows")
    if len(twice := spans[spans.duplicated(SPAN)]):
        row = twice.iloc[0]
        raise PipelineError(
            f"spans to draw from, article {row['article_id']}: {row['start']} to {row['end']} stands twice; "
            "give each span one row"
        )
    weight = spans["weight"] if "weight" in spans.columns else pd.Series(1.0, spans.index)
    spans = spans.assign(uncertainty=spans["uncertainty"].astype("float64"), weight=weight.astype("float64"))
    finite = np.isfinite(spans["uncertainty"]) & np.isfinite(spans["weight"])
    wrong = int((~finite | (spans["uncertainty"] < 0) | (spans["weight"] <= 0)).sum())
    if wrong:
        raise PipelineError(
            f"spans to draw from: {wrong} with an uncertainty below 0 or a weight that is not above 0; correct them"
        )
    return spans


def _shuffled(spans: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the spans with their place in a random order, sorted: groups, in them articles, in those spans."""
    key = f"{seed:016d}"[-16:]
    texts = spans.assign(article_id=spans["article_id"].astype("str")).astype(dict.fromkeys(SPAN[1:], "int64"))
    own = pd.util.hash_pandas_object(texts[SPAN], index=False, hash_key=key)
    article = pd.util.hash_pandas_object(texts["article_id"], index=False, hash_key=key)
    group = article.groupby(spans["group"]).transform("min")  # not of its name
    spans = spans.assign(shuffle=own, _article=article, _group=group)
    ordered = spans.sort_values(["_group", "_article", "shuffle", *SPAN], ignore_index=True)
    return ordered.drop(columns=["_group", "_article"])


def _chances(spans: pd.DataFrame, size: int, uncertain: float) -> FloatArray:
    if size < 1:
        raise PipelineError(f"a sample of {size} spans cannot be drawn; ask for 1 or more")
    if not 0 <= uncertain < 1:
        raise PipelineError(
            f"a share of {uncertain:g} by uncertainty leaves spans that can never be drawn; give 0 or more, below 1"
        )
    groups = spans.groupby("group")
    room = groups.size().to_numpy(np.float64)
    share = dict(zip(groups.groups, _filled(np.ones(len(room)), float(min(size, len(spans))), room), strict=True))
    chance = np.ones(len(spans))
    for name, rows in groups.indices.items():
        weight = spans["weight"].to_numpy()[rows]
        doubt = spans["uncertainty"].to_numpy()[rows]
        by_weight = weight / weight.sum()
        by_doubt = doubt / doubt.sum() if doubt.sum() > 0 else by_weight
        mixed = (1 - uncertain) * by_weight + uncertain * by_doubt
        chance[rows] = _filled(mixed, share[name], np.ones(len(rows)))
    return chance


def _filled(sizes: FloatArray, total: float, room: FloatArray) -> FloatArray:
    """Return `total` shared out in proportion to `sizes`, none above its `room`."""
    full = np.zeros(len(sizes), bool)
    while True:
        left = total - room[full].sum()
        open_sizes = sizes[~full].sum()
        shares = np.where(full, room, sizes * (left / open_sizes) if open_sizes > 0 else 0.0)
        over = ~full & (shares >= room)
        if not over.any():
            return np.asarray(shares)
        full |= over
