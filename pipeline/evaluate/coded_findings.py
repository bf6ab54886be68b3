"""Findings with and without people's codes: false ones, those that a model's own errors make, and those missed.

The articles of one outlet are dealt at random to two made-up ones, as in `findings.py`, of those that speak of one
person. What is true of a mention is drawn once from the model's probabilities; people code `CODES` mentions of that
person, and give what is true. In the second outlet mentions are then changed, at random, so many as move the mean by
`PLANTED`: in what the model says alone (then every finding about the person is false); in what is true alone, which
the model reads as it reads others for the person; or, as in `findings.py`, in both. Where nothing differs, people may
also code whoever seems to differ most.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..codes import draw, unsure
from ..compare.corrected import corrected_differences, with_corrected
from ..compare.estimates import ENOUGH
from ..compare.findings import findings as found_in
from .findings import FALSE, PLANTED, POWER, Dealer, Pool, pool, spans, spoken_of, wilson

POOL: Pool = ("CNN (Web News)", "elections")  # the outlet by the name that the corpus has
SIDES = (15, 30)
DRAWS = 200
CODES = 100

_CHOSEN = "people code who seems to differ most, nobody does"
_FALSE: dict[str, float | None] = {"nothing differs": FALSE, f"the model alone is off by {PLANTED}": FALSE}
_FALSE |= {_CHOSEN: FALSE}
_TRUE: dict[str, float | None] = {
    f"true is {PLANTED}, the model reads it as others": None,
    f"true is {PLANTED}, the model is sure of it": POWER,
}
_PLANTED_IN = dict(zip(_FALSE | _TRUE, (0, 1, 0, 2, 3), strict=True))  # nothing, the model, the truth, both


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return rows of false findings and power; scores the articles in `folder` first."""
    with tempfile.TemporaryDirectory() as library:
        return simulated(spans(pool(folder, POOL), library), sides=SIDES, draws=DRAWS)


def simulated(ev: pd.DataFrame, *, sides: Iterable[int], draws: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return the share of draws with a finding in each case, without and with codes, with Wilson's intervals."""
    dealer = Dealer(ev)
    dealer.ev = ev[[*dealer.ev.columns, "start", "end"]]  # by its place a code finds its mention
    target = spoken_of(ev[ev["kind"] == "person"])  # the outlet itself may be what most articles name
    own = sorted(ev.loc[(ev["measure"] == "stance") & (ev["target"] == target), "article_id"].unique())
    rows = []
    for side in sides:
        if len(own) < 2 * side:
            continue
        hits: defaultdict[tuple[str, bool], list[bool]] = defaultdict(list)
        for n in range(draws):
            dealt = dealer.dealt(np.random.default_rng([seed, side, n]), side, own).reset_index(drop=True)
            for case in (*_FALSE, *_TRUE):
                alone, with_codes = _one(dealt, target, case, np.random.default_rng([seed, side, n, 1]))
                hits[case, False].append(alone)
                hits[case, True].append(with_codes)
        for (case, is_coded), said in hits.items():
            low, high = wilson(sum(said), len(said))
            name = f"{CODES} codes" if is_coded else "the model alone"
            row = {"benchmark": "corrected", "set": f"{side} a side, {case}", "n": len(said), "low": low, "high": high}
            row |= {"metric": f"{'false findings' if case in _FALSE else 'power'}, {name}"}
            rows.append(row | {"score": sum(said) / len(said), "goal": (_FALSE | _TRUE)[case] if is_coded else None})
    return rows


def _one(ev: pd.DataFrame, target: str, case: str, rng: np.random.Generator) -> tuple[bool, bool]:
    """Say whether there is a finding without and with codes: any, where it is false, else of the target's stance."""
    target = _most_different(ev) if case == _CHOSEN else target
    about = np.flatnonzero((ev["measure"] == "stance") & (ev["target"] == target))
    value, variance = (ev[name].to_numpy(np.float64)[about] for name in ("value", "variance"))
    true = _true(value, variance, rng)
    share = PLANTED / (1 - value.mean())
    turned = (ev["group"].to_numpy()[about] == "B") & (rng.random(len(about)) < share)
    planted = _PLANTED_IN[case]
    if planted in (1, 3):
        value, variance = np.where(turned, 1.0, value), np.where(turned, 0.0, variance)
    if planted == 2:
        chance = variance + value**2 + value  # twice that of being for
        like = rng.choice(len(about), len(about), p=chance / chance.sum())
        value, variance = np.where(turned, value[like], value), np.where(turned, variance[like], variance)
    if planted in (2, 3):
        true = np.where(turned, 1.0, true)
    changed = ev.assign(
        value=_put(ev["value"], about, value), variance=_put(ev["variance"], about, variance).clip(lower=0.0)
    )
    stance = changed.iloc[about].assign(true=true)
    seed = int(rng.integers(2**32))
    codes = draw(unsure(stance), CODES, seed=seed)[["article_id", "sentence_id", "start", "end", "probability"]]
    codes = codes.merge(stance, on=["article_id", "sentence_id", "start", "end"])
    alone = found_in(changed)
    both = with_corrected(alone, corrected_differences(changed, codes.assign(value=codes["true"])))
    return _found(alone, target, planted), _found(both, target, planted)


def _most_different(ev: pd.DataFrame) -> str:
    """Return whose stance seems to differ most, of those that both sides have `ENOUGH` articles on."""
    stance = ev[ev["measure"] == "stance"]
    articles = stance.groupby(["target", "group"])["article_id"].nunique().unstack(fill_value=0).min(axis=1)
    found = found_in(ev)
    found = found[(found["measure"] == "stance") & found["target"].map(articles).ge(ENOUGH)]
    return str(found.sort_values("p")["target"].iloc[0])


def _found(table: pd.DataFrame, target: str, planted: int) -> bool:
    if planted < 2:
        return bool(table["holds"].any())
    is_it = (table["measure"] == "stance") & (table["target"] == target) & (table["group_a"] == "B")
    return bool(table.loc[is_it, "holds"].any())


def _true(value: NDArray[np.float64], variance: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return -1, 0 or 1, drawn from the probabilities that a value and its variance hold."""
    either = variance + value**2
    chance = rng.random(len(value))
    return np.asarray((chance >= 1 - (either + value) / 2) * 1.0 - (chance < (either - value) / 2))


def _put(column: "pd.Series[float]", at: NDArray[np.intp], values: NDArray[np.float64]) -> "pd.Series[float]":
    changed = column.to_numpy(np.float64, copy=True)
    changed[at] = values
    return pd.Series(changed, column.index)
