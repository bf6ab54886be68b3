"""What can be said of how groups differ, surest and largest first: for the sentences at the top of an event.

`differences` answers one chart's question at a time. Here all measures together are one question, and a sentence is
read by people who look no further, so a difference `holds` only if it would hold up with other articles of the same
groups. Articles differ among themselves, and that variance is in the test at every number of articles: from five on
each group's own (Welch), below that it is pooled within the groups over all of them, and where there is nothing to
pool nothing holds. Each group counts as if it had one article more at the mean of the two (after Agresti and Caffo
2000), or articles that happen to agree would leave no doubt at all; and no group's mean is known better than its
labels. A p is never below the permutation test's, which is exact for articles that could have come from either
group, nor, from five articles a side on, below that of `differences`. All rows of a call are one family (Benjamini
and Hochberg 1995); `family.py` chooses them without looking at the groups.

Groups of fewer articles may still differ `here`: in these very articles, beyond label error and the chance of a few
sentences more or less. That claims nothing of the groups, and is said under another heading.
"""

from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from .control import controlled, fisher
from .estimates import DEEPEST, ENOUGH, MANY, FloatArray
from .family import Family, IntArray, family
from .figures import SIGNED, samples, unit

DRAWS = 4000  # permutations, where all of them would be more
ROUNDING = 1e-9  # a p so close to the limit is a tie
COUNTS = ("loaded", "name", "voice")  # measures that count what is there

_SIDES = ("a", "b")
_FINDINGS = (
    dict.fromkeys(["measure", "label", "target", "group_a", "group_b"], "str")
    | dict.fromkeys(["value_a", "value_b", "difference", "low", "high", "p", "p_adjusted"], "float64")
    | {"holds": "bool", "here": "bool", "scope": "str"}
    | dict.fromkeys(["articles_a", "articles_b", "count_a", "total_a", "count_b", "total_b", "tested", "rank"], "int64")
)
_TIES = (
    dict.fromkeys(["measure", "label", "target"], "str")
    | dict.fromkeys(["groups", "articles"], "int64")
    | dict.fromkeys(["lowest", "highest", "bound"], "float64")
)
_ORDER = ("stance", "frame", "loaded", "voice", "name", "role")  # of the measures, where nothing else decides


def findings(ev: pd.DataFrame, *, level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Return one row a comparison of two groups: what `holds` first, then what differs `here`, then the rest.

    `ev` is evidence as for `figures`, of any measures together. Of a row's groups a has the higher value;
    `difference` is a minus b, with `low` and `high` after control over the `tested` rows, which exclude zero just
    where it `holds`. `p` is unadjusted; where it is too large to hold it may be rounded down. `articles_*` have
    evidence; `total_*` counts its rows (words, for loaded words), `count_*` those of value 0.5 or more. `rank` is 1
    for the first. What holds is ordered by how much it is at least, in standard deviations between articles, the
    others by p. `scope` is "outlet" for what holds and from five articles a side on, else "these articles". Raises
    PipelineError where `ev` lacks a column or has a gap.
    """
    tested = family(ev)
    pairs = _Pairs(tested)
    p, passed, p_adjusted = _decided(pairs, level, seed)
    here = _here(pairs, level) & ~passed
    low, high = pairs.limits(p, 1 - (1 - level) * np.where(passed, passed.sum(), passed.sum() + 1) / max(len(p), 1))
    low = np.where(passed, np.maximum(low, 0.0), np.minimum(low, 0.0))

    measure = tested.keys["measure"].to_numpy()[pairs.key]
    scale = np.array([unit(name) for name in measure], np.float64)
    names = np.array(tested.groups, object)
    table = tested.keys.iloc[pairs.key].reset_index(drop=True)
    table = table.assign(group_a=names[pairs.a], group_b=names[pairs.b])
    for side, at in zip(_SIDES, (pairs.a, pairs.b), strict=True):
        table[f"value_{side}"] = scale * tested.mean[pairs.key, at]
        for column in ("articles", "count", "total"):
            table[f"{column}_{side}"] = getattr(tested, column)[pairs.key, at]
    table = table.assign(
        difference=scale * pairs.difference,
        low=scale * low,
        high=scale * high,
        p=p,
        p_adjusted=p_adjusted,
        holds=passed,
        here=here,
        scope=np.where(passed | ~pairs.thin, "outlet", "these articles"),
        tested=len(p),
    )
    deviation = np.where(pairs.deviation > 0, pairs.deviation, np.inf)  # where articles do not differ, it says nothing
    least = np.where(passed, -low / deviation, 0.0)
    size = -pairs.difference / deviation
    surest = (~passed, ~here, least.round(9), p.round(12), size.round(9))
    order = np.lexsort((pairs.b, pairs.a, pairs.key, *reversed(surest)))
    table = table.iloc[order].reset_index(drop=True)
    return table.assign(rank=np.arange(1, len(table) + 1)).astype(_FINDINGS)[list(_FINDINGS)]


def ties(found: pd.DataFrame, *, most: int = 3) -> pd.DataFrame:
    """Return the measures on which all groups of these `findings` may well be alike, up to `most`.

    Only such as every group has `ENOUGH` articles on and no pair of groups holds a difference: `articles` is the least
    of any group, `lowest` and `highest` are the groups' values, and `bound` is how much they may still differ. Most
    articles first, then the highest values; no measure twice before another's first.
    """
    if not len(found):
        return pd.DataFrame(columns=list(_TIES)).astype(_TIES)
    sides = [
        found[["measure", "label", "target", f"group_{side}", f"articles_{side}", f"value_{side}"]].set_axis(
            ["measure", "label", "target", "group", "articles", "value"], axis=1
        )
        for side in _SIDES
    ]
    keys = ["measure", "label", "target"]
    table = (
        pd.concat(sides)
        .groupby(keys)
        .agg(
            groups=("group", "nunique"), articles=("articles", "min"), lowest=("value", "min"), highest=("value", "max")
        )
    )
    rows = found.assign(bound=found[["low", "high"]].abs().max(axis=1)).groupby(keys)
    table["bound"], table["holds"] = rows["bound"].max(), rows["holds"].any()
    every = len(set(found["group_a"]) | set(found["group_b"]))
    table = table[~table["holds"] & (table["articles"] >= ENOUGH) & (table["groups"] == every)].reset_index()
    table["size"] = -table[["lowest", "highest"]].abs().max(axis=1)
    table["nth"] = table["measure"].map({name: n for n, name in enumerate(_ORDER)}).fillna(len(_ORDER))
    table = table.sort_values(["articles", "size", *keys], ascending=[False, True, True, True, True])
    table["turn"] = table.groupby("measure").cumcount()
    table = table.sort_values(["turn", "nth", "measure"], kind="stable", ignore_index=True)
    return table.head(most)[list(_TIES)].astype(_TIES)


class _Pairs:
    """Every two groups with evidence on the same key, a the higher, and what is known of their difference."""

    def __init__(self, tested: Family) -> None:
        self.tested = tested
        first, second = np.triu_indices(len(tested.groups), 1)
        both = (tested.articles[:, first] > 0) & (tested.articles[:, second] > 0)
        self.key, pair = np.nonzero(both)
        a, b = first[pair], second[pair]
        lower = tested.mean[self.key, a] < tested.mean[self.key, b]
        self.a, self.b = np.where(lower, b, a), np.where(lower, a, b)
        self.difference = np.round(tested.mean[self.key, self.a] - tested.mean[self.key, self.b], 12)
        self.least = np.minimum(tested.articles[self.key, self.a], tested.articles[self.key, self.b])
        self.thin = self.least < ENOUGH
        self.variance, self.freedom, self.deviation = self._spread()

    def _spread(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return each difference's squared standard error, its degrees of freedom, and the deviation of articles."""
        key, tested = self.key, self.tested
        free = np.maximum(tested.articles - 1, 0).sum(axis=1)[key].astype(np.float64)
        more = self.difference**2 / 4  # of one article more, at the mean of the two groups
        with np.errstate(divide="ignore", invalid="ignore"):
            pooled = np.where(free > 0, (tested.squares.sum(axis=1)[key] + more) / free, np.inf)
            within, parts, ratios = [], [], []
            for at in (self.a, self.b):
                n = tested.articles[key, at]
                own = np.where(n > 1, (tested.squares[key, at] + more) / (n - 1), 0.0)
                within.append(np.where(self.thin, np.maximum(pooled, own), own))
                parts.append(within[-1] / n)
                ratios.append(parts[-1] ** 2 / np.maximum(n - 1, 1))
            variance = parts[0] + parts[1]
            welch = np.where(variance > 0, variance**2 / (ratios[0] + ratios[1]), 1.0)
        freedom = np.where(self.thin, np.maximum(free, 1.0), welch)
        return variance, freedom, np.sqrt((within[0] + within[1]) / 2)

    @property
    def labels(self) -> FloatArray:
        """Return each difference's squared standard error by label error alone."""
        return np.asarray(self.tested.labels[self.key, self.a] + self.tested.labels[self.key, self.b])

    def p(self) -> FloatArray:
        """Return the two-sided p of every row: the larger of Student's over articles and the normal for labels."""
        with np.errstate(divide="ignore", invalid="ignore"):
            over_articles = stdtr(self.freedom, -self.difference / np.sqrt(self.variance))
            over_labels = ndtr(-self.difference / np.sqrt(self.labels))
        return np.where(self.difference > 0, 2 * np.fmax(over_articles, over_labels), 1.0)

    def limits(self, p: FloatArray, level: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the intervals at `level`, made of the same two and widened to exclude zero just where `p` says so."""
        widest = np.where(self.tested.keys["measure"].isin(SIGNED).to_numpy(bool)[self.key], 2.0, 1.0)
        tail = (1 - level) / 2
        with np.errstate(divide="ignore", invalid="ignore"):
            by_p = self.difference / -stdtrit(self.freedom, np.minimum(p, 1.0) / 2)
            reach = -stdtrit(self.freedom, tail) * np.fmax(np.sqrt(self.variance), by_p)
            reach = np.fmax(reach, -ndtri(tail) * np.sqrt(self.labels))
        reach = np.where(np.isfinite(reach), reach, 2.0)
        return np.clip(self.difference - reach, -widest, widest), np.clip(self.difference + reach, -widest, widest)


def _decided(pairs: _Pairs, level: float, seed: int) -> tuple[FloatArray, NDArray[np.bool_], FloatArray]:
    """Return each row's p, whether it holds, and its p after control.

    A p that rises lets no other row hold, so the costly ones are made only of what would hold without them: this
    changes no decision.
    """
    p = pairs.p()
    for raised in (_by_permutation, _as_differences):
        rows = np.flatnonzero(_passed(controlled(p), level))
        p[rows] = np.maximum(p[rows], raised(pairs, rows, seed))
    p_adjusted = controlled(p)
    return p, _passed(p_adjusted, level), p_adjusted


def _passed(p: FloatArray, level: float) -> NDArray[np.bool_]:
    return p < 1 - level - ROUNDING


def _by_permutation(pairs: _Pairs, rows: IntArray, seed: int) -> FloatArray:
    """Return how often articles dealt at random into groups of these sizes differ as much.

    Dealt are the articles of the two groups; those of all groups where one of the two has fewer than `ENOUGH`. Where
    random deals are too few to say, the bound is the least that the sizes allow.
    """
    tested = pairs.tested
    p = np.zeros(len(rows))
    for i, row in enumerate(rows):
        of_key = tested.article_key == pairs.key[row]
        group = tested.article_group[of_key]
        is_dealt = np.isin(group, (pairs.a[row], pairs.b[row])) | pairs.thin[row]
        value = np.sort(tested.article_value[of_key][is_dealt])
        n = sorted(int(tested.articles[pairs.key[row], at]) for at in (pairs.a[row], pairs.b[row]))
        if len(value) > MANY:
            continue
        dealt, is_all = _deals(len(value), n[0], n[1], seed)
        apart = np.abs(value[dealt[:, : n[0]]].mean(axis=1) - value[dealt[:, n[0] :]].mean(axis=1))
        beyond = int((apart >= pairs.difference[row] - 1e-9).sum())
        # This deal itself, and its mirror image, are as far apart.
        least = (1 + (n[0] == n[1])) / comb(len(value), n[0]) / comb(len(value) - n[0], n[1])
        p[i] = beyond / len(dealt) if is_all or beyond >= DEEPEST else least
    return p


@lru_cache(maxsize=64)
def _deals(articles: int, n: int, m: int, seed: int) -> tuple[NDArray[np.intp], bool]:
    """Return deals of so many articles into the first `n` and the next `m` places, and whether they are all."""
    if articles == n + m and comb(articles, n) <= DRAWS:
        chosen = np.array(list(combinations(range(articles), n)), np.intp).reshape(-1, n)
        rest = np.ones((len(chosen), articles), bool)
        np.put_along_axis(rest, chosen, False, axis=1)
        return np.hstack([chosen, np.nonzero(rest)[1].reshape(len(chosen), m)]), True
    order = np.random.default_rng([seed, articles, n, m]).random((DRAWS, articles)).argsort(axis=1)
    return order[:, : n + m], False


def _as_differences(pairs: _Pairs, rows: IntArray, seed: int) -> FloatArray:
    """Return the p of `differences` for those of `rows` that have `ENOUGH` articles on both sides, 0 for the others."""
    tested = pairs.tested
    rows_of = np.flatnonzero(~pairs.thin[rows])
    p = np.zeros(len(rows))
    if not len(rows_of):
        return p
    ev = tested.ev[np.isin(tested.row_key, pairs.key[rows[rows_of]])]
    at = {group: n for n, group in enumerate(tested.groups)}
    number = {tuple(key): n for n, key in enumerate(tested.keys.itertuples(index=False))}
    needed = {(pairs.key[row], side[row]) for row in rows[rows_of] for side in (pairs.a, pairs.b)}
    made = {}
    for (measure, label, target, group), sample in samples(ev, seed=seed):
        place = (number[measure, label, target], at[group])
        if place in needed:
            made[place] = sample.estimate("outlet", draws=2000)
    for i in rows_of:
        row = rows[i]
        p[i] = (made[pairs.key[row], pairs.a[row]] - made[pairs.key[row], pairs.b[row]]).p()
    return p


def _here(pairs: _Pairs, level: float) -> NDArray[np.bool_]:
    """Say which rows differ in these articles, of those where a group has fewer than `ENOUGH`.

    Beyond label error and, at once, beyond the variance over sentences; what is counted must pass Fisher's exact test
    of the counts too.
    """
    tested, key = pairs.tested, pairs.key
    more = pairs.difference**2 / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = sum(
            tested.labels[key, at]
            + tested.counted[key, at]
            + more / np.maximum(tested.sentences[key, at] * (tested.sentences[key, at] - 1), 1)
            for at in (pairs.a, pairs.b)
        )
        freedom = np.maximum(tested.sentences[key, pairs.a] + tested.sentences[key, pairs.b] - 2, 1)
        p = 2 * stdtr(freedom, -pairs.difference / np.sqrt(variance))
    p = np.where(pairs.thin & (pairs.difference > 0), p, 1.0)[pairs.thin]
    thin = np.flatnonzero(pairs.thin)
    counts = tested.keys["measure"].isin(COUNTS).to_numpy()[key[thin]]
    for i in np.flatnonzero(counts & _passed(controlled(p), level)):
        row = thin[i]
        sides = [(tested.count[key[row], at], tested.total[key[row], at]) for at in (pairs.a[row], pairs.b[row])]
        p[i] = max(p[i], fisher(np.array([[count, total - count] for count, total in sides])))
    here = np.zeros(len(key), bool)
    here[thin] = _passed(controlled(p), level)
    return here
