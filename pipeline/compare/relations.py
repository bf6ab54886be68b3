"""Who is for or against whom, by group: one cell a holder and target, with its n and whether it is clear.

Tables in, tables out. A cell is a figure like any other (`figures.py`): pairs in a sentence share its one vote, an
article's figure is the mean over its sentences, a group's the mean over its articles.
"""

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pandas as pd

from ..library.evidence import AUTHOR
from .control import controlled
from .estimates import Sample
from .figures import Key, samples
from .spans import grouped

LEVEL, DRAWS = 0.95, 2000
_CELLS = (
    dict.fromkeys(["group", "holder", "target"], "str")
    | {"sentences": "int64", "articles": "int64"}
    | dict.fromkeys(["value", "low", "high"], "float64")
    | {"side": "str", "scope": "str"}
)


def relation_spans(
    relations: pd.DataFrame, articles: pd.DataFrame, *, by: str = "outlet_id", names: Collection[str] | None = None
) -> pd.DataFrame:
    """Return the pairs of these articles, each with its `group` and `value`: P(for) - P(against).

    The holder is an entity, the author (the outlet in its own words) or, in attributed words, the speaker. With
    `names` both ends are among these entities, but for authors and speakers, who hold views unnamed too. Nobody is
    for or against themselves.
    """
    table = grouped(relations[relations["holder"] != relations["target"]], articles, by)
    if names is not None:
        holds = table["holder"].isin(names) | table["holder_start"].isna()
        table = table[holds & table["target"].isin(names)]
    value = table["for"] - table["against"]
    return table.assign(value=value, variance=table["for"] + table["against"] - value**2).reset_index(drop=True)


def relation_matrix(
    relations: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    by: str = "outlet_id",
    names: Collection[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return one row a group, holder and target that a sentence speaks of, those of most sentences first.

    `names` are the entities to count, as in `relation_spans`. `value` is in [-1, 1], from against to for; `side` is
    "for" or "against" where that is clear, else "": after control over all cells (Benjamini and Hochberg 1995) the
    interval `low` to `high`, widened to fit (Benjamini and Yekutieli 2005), leaves out zero. `scope` is what the
    interval is about, "these articles" or "outlet".
    """
    spans = relation_spans(relations, articles, by=by, names=names)
    ev = spans.assign(measure="relation", label=spans["holder"])
    cells = pd.DataFrame(_cells(samples(ev, seed=seed)), columns=list(_CELLS)).astype(_CELLS)
    order = ["group", "sentences", "articles", "holder", "target"]
    return cells.sort_values(order, ascending=[True, False, False, True, True], ignore_index=True)


def busiest(cells: pd.DataFrame, end: str, *, most: int) -> list[str]:
    """Return the holders or targets (`end`) of most sentences in these cells, the author before all."""
    counts = cells.groupby(end)["sentences"].sum().reset_index()
    counts = counts.assign(other=counts[end] != AUTHOR)
    return list(counts.sort_values(["other", "sentences", end], ascending=[True, False, True]).head(most)[end])


def _cells(found: Iterable[tuple[Key, Sample]]) -> list[tuple[Any, ...]]:
    kept = [(key, sample, sample.estimate(sample.scope, draws=DRAWS)) for key, sample in found]
    p = np.array([estimate.p() for *_, estimate in kept])
    passed = controlled(p) < 1 - LEVEL
    held, rows = int(passed.sum()), []
    for ((_, holder, target, group), sample, estimate), is_clear in zip(kept, passed, strict=True):
        rank = held if is_clear else held + 1
        low, high = np.clip(estimate.limits(1 - (1 - LEVEL) * min(rank / len(kept), 1)), -1, 1)
        is_clear = bool(is_clear) and (low > 0 or high < 0)
        if not is_clear:  # so it is already, but for rounding
            low, high = min(low, 0.0), max(high, 0.0)
        side = ("for" if estimate.value > 0 else "against") if is_clear else ""
        counts = (sample.sentences, sample.articles)
        rows.append((group, holder, target, *counts, estimate.value, low, high, side, sample.scope))
    return rows
