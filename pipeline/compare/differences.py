"""Differences between groups, with an interval of the difference and control for how many were tested.

Every pair of groups that has evidence on the same measure, label and target is one comparison. Where both
have five articles or more the difference speaks of the outlets, else of these articles (`estimates.py` tells
how each interval is made). Which differences hold is decided over all comparisons of one call by Benjamini
and Hochberg (1995); the intervals shown are widened to fit that choice (Benjamini and Yekutieli 2005, "False
Discovery Rate-Adjusted Multiple Confidence Intervals for Selected Parameters"). So a difference holds just
when its interval excludes zero.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from .control import controlled
from .estimates import Estimate, Sample, Scope
from .figures import SIGNED, samples, unit

_DIFFERENCES = (
    dict.fromkeys(["measure", "label", "target", "group_a", "group_b"], "str")
    | dict.fromkeys(["value_a", "value_b", "difference", "low", "high", "p", "p_adjusted"], "float64")
    | {"holds": "bool", "scope": "str", "tested": "int64"}
)


def differences(ev: pd.DataFrame, *, level: float = 0.95, draws: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Return one row per measure, label, target and pair of groups: `difference` is a minus b.

    `p` is two-sided and unadjusted; `p_adjusted`, `holds`, `low` and `high` are after control over the
    `tested` rows. With R of m holding, theirs are intervals at level 1 - R(1 - level)/m; the others' are at
    the level that the next to hold would have had to pass. Raises PipelineError as `figures` does.
    """
    pairs = _pairs(ev, draws=draws, seed=seed)
    p = np.array([pair.difference().p() for pair in pairs])
    p_adjusted = controlled(p)
    passed = p_adjusted < 1 - level
    tested, held = len(p), int(passed.sum())

    rows = []
    for i, pair in enumerate(pairs):
        rank = held if passed[i] else held + 1
        widest = 2.0 if pair.key[0] in SIGNED else 1.0
        # Made twice rather than kept: the draws of many thousand pairs do not fit into memory.
        difference = pair.difference()
        low, high = np.clip(difference.limits(1 - (1 - level) * rank / tested), -widest, widest)
        holds = bool(passed[i]) and (low > 0 or high < 0)
        if not holds:  # so it is already, but for rounding
            low, high = min(low, 0.0), max(high, 0.0)
        values = (pair.a.estimate(pair.scope).value, pair.b.estimate(pair.scope).value, difference.value)
        said = [unit(pair.key[0]) * end for end in (*values, low, high)]
        rows.append((*pair.key, pair.a.name, pair.b.name, *said, p[i], p_adjusted[i], holds, pair.scope, tested))
    return pd.DataFrame(rows, columns=list(_DIFFERENCES)).astype(_DIFFERENCES)


def verdict(row: Mapping[str, Any] | pd.Series) -> str:
    """Say a row of `differences` in words: "higher in A by 0.31 (0.12 to 0.50)"."""
    if not row["holds"]:
        return "no clear difference"
    higher, low, high = row["group_a"], row["low"], row["high"]
    if row["difference"] < 0:
        higher, low, high = row["group_b"], -row["high"], -row["low"]
    return f"higher in {higher} by {abs(row['difference']):.2f} ({low:.2f} to {high:.2f})"


@dataclass(slots=True)
class _Group:
    """A sample whose estimates are made once, on first need, for all its pairs."""

    name: str
    sample: Sample
    draws: int
    made: dict[Scope, Estimate] = field(default_factory=dict)

    def estimate(self, scope: Scope) -> Estimate:
        if scope not in self.made:
            self.made[scope] = self.sample.estimate(scope, draws=self.draws)
        return self.made[scope]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two groups on the same measure, label and target."""

    key: tuple[str, str, str]
    a: _Group
    b: _Group

    @property
    def scope(self) -> Scope:
        return "outlet" if self.a.sample.scope == self.b.sample.scope == "outlet" else "these articles"

    def difference(self) -> Estimate:
        return self.a.estimate(self.scope) - self.b.estimate(self.scope)


def _pairs(ev: pd.DataFrame, *, draws: int, seed: int) -> list[_Pair]:
    shared: defaultdict[tuple[str, str, str], list[_Group]] = defaultdict(list)
    for (measure, label, target, name), sample in samples(ev, seed=seed):
        shared[measure, label, target].append(_Group(name, sample, draws))
    return [_Pair(key, a, b) for key, groups in shared.items() for a, b in combinations(groups, 2)]
