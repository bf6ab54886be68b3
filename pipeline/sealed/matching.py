"""Match the rows of two tables of a kind; take the scores of one for those of the other where they are that near."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .comparison import SPANS

NEAR = 1e-5  # by how much scores of one text by one model differ between processors
VALUES = ["value", "variance", "factor"]
PLACE = [column for column in SPANS if column not in VALUES]


def matched(a: pd.DataFrame, b: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Return an outer join on `key`, of equal rows the first with the first; `_merge` says where a row is."""
    sides = [table.assign(nth=table.groupby(list(key), dropna=False).cumcount()) for table in (a, b)]
    return sides[0].merge(sides[1], how="outer", on=[*key, "nth"], indicator=True).drop(columns="nth")


def near(a: ArrayLike, b: ArrayLike, relative: float, least: float) -> NDArray[np.bool_]:
    """Say which numbers are as good as the same; two that are missing are."""
    return np.asarray(np.isclose(np.asarray(a, np.float64), np.asarray(b, np.float64), relative, least, equal_nan=True))


def snapped(spans: pd.DataFrame, to: pd.DataFrame) -> pd.DataFrame:
    """Return the spans with the scores of `to` wherever they are as good as the same."""
    both = matched(spans, to, PLACE)
    both = both[both["_merge"] != "right_only"]
    same = (both["_merge"] == "both").to_numpy(bool)
    for name in VALUES:
        same = same & near(both[f"{name}_x"], both[f"{name}_y"], 0.0, NEAR)
    values = {name: both[f"{name}_y"].where(same, both[f"{name}_x"]) for name in VALUES}
    return both[PLACE].assign(**values).astype(SPANS)[list(SPANS)].sort_values(list(SPANS), ignore_index=True)
