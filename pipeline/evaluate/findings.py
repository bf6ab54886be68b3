"""Findings that are none, and those that are missed: one outlet's articles dealt at random to two made-up outlets.

Whatever `findings` says of two such outlets is false. For the power, a difference in stance is planted in the second:
mentions of one entity are made to be for it, as many at random as move its mean by `PLANTED`; only articles that
speak of it are dealt. All measures are in the family throughout.
"""

import gzip
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.special import ndtri

from ..compare.figures import COLUMNS
from ..compare.findings import findings
from ..compare.shares import name_spans, voice_spans
from ..compare.spans import frame_spans, loaded_spans, stance_spans
from ..library import Library
from ..types import Article

Pool: TypeAlias = tuple[str, str]  # outlet and topic

POOL: Pool = ("CNN (Web News)", "elections")  # one outlet's news on one topic, in place of one event
SIDES = (1, 3, 5, 15, 30)
DRAWS = 500
PLANTED = 0.3
FALSE, POWER = 0.05, 0.80  # the goals


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return rows for each number of articles a side; `folder` holds the corpora. Scores the articles first."""
    with tempfile.TemporaryDirectory() as library:
        return simulated(spans(pool(folder), library), sides=SIDES, draws=DRAWS)


def pool(folder: Path, which: Pool = POOL) -> list[Article]:
    """Return the unlabelled articles of one outlet and topic."""
    with gzip.open(folder / "unlabelled" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if (row["outlet"], row["topic"]) == which]
    return [Article(row["text"], row["title"], row["outlet"], row["date"], url=row["url"]) for row in rows]


def spans(articles: Iterable[Article], library: str) -> pd.DataFrame:
    """Score the articles into a new library, and return their spans of every measure."""
    from ..score import score_articles

    score_articles(articles, library=library, event="pool")
    opened = Library.open(library)
    event = str(opened.events()["event_id"].iloc[0])
    table = opened.articles(event=event)
    every = (stance_spans, frame_spans, loaded_spans, voice_spans, name_spans)
    return pd.concat([spans_of(opened, event, table) for spans_of in every], ignore_index=True)


def simulated(ev: pd.DataFrame, *, sides: Iterable[int], draws: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return the shares of draws with a false finding and with a line on these articles alone, and the power.

    Each with its Wilson interval at 95 %.
    """
    dealer = Dealer(ev)
    target = spoken_of(ev)
    mentioned = (ev["measure"] == "stance") & (ev["target"] == target)
    own = sorted(ev.loc[mentioned, "article_id"].unique())
    rows = []
    for side in sides:
        rng = np.random.default_rng([seed, side])
        found = [findings(dealer.dealt(rng, side)) for _ in range(draws)]
        rows.append(_row(side, "draws with a false finding", [bool(f["holds"].any()) for f in found], FALSE))
        rows.append(_row(side, "draws with a line on these articles", [bool(f["here"].any()) for f in found]))
        if len(own) < 2 * side:
            continue
        hits = []
        for _ in range(draws):
            found_one = findings(planted(dealer.dealt(rng, side, own), target, rng))
            of_target = (found_one["measure"] == "stance") & (found_one["target"] == target)
            hits.append(bool(found_one["holds"][of_target & (found_one["group_a"] == "B")].any()))
        goal = POWER if side >= 15 else None
        rows.append(_row(side, f"power, {PLANTED} in stance", hits, goal))
    return rows


def spoken_of(ev: pd.DataFrame) -> str:
    """Return the entity that most articles have a stance to, of equals the first by the alphabet."""
    stance = ev.loc[ev["measure"] == "stance", ["target", "article_id"]].drop_duplicates()
    counts = stance["target"].value_counts()
    return str(min(counts.index, key=lambda target: (-counts[target], target)))


class Dealer:
    """Deals articles with all their evidence to groups "A" and "B"."""

    def __init__(self, ev: pd.DataFrame) -> None:
        self.ev = ev[[*COLUMNS, "kind", "factor"]]
        self.rows = ev.groupby("article_id").indices

    def dealt(self, rng: np.random.Generator, side: int, articles: list[str] | None = None) -> pd.DataFrame:
        """Return the evidence of `side` articles a group, drawn from all or from those given."""
        chosen = rng.choice(sorted(self.rows) if articles is None else articles, 2 * side, replace=False)
        places = [self.rows[article] for article in chosen]
        group = np.repeat(["A"] * side + ["B"] * side, [len(rows) for rows in places])
        return self.ev.iloc[np.concatenate(places)].assign(group=group)


def planted(ev: pd.DataFrame, target: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return the evidence with group B's stance to the target higher by `PLANTED` in expectation."""
    mentioned = ((ev["measure"] == "stance") & (ev["target"] == target)).to_numpy(bool)
    share = PLANTED / (1 - ev.loc[mentioned, "value"].mean())
    turned = mentioned & (ev["group"] == "B").to_numpy(bool) & (rng.random(len(ev)) < share)
    return ev.assign(value=ev["value"].mask(turned, 1.0), variance=ev["variance"].mask(turned, 0.0))


def wilson(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval (1927) of a share."""
    z = float(ndtri((1 + level) / 2))
    middle, reach = hits + z**2 / 2, z * np.sqrt(hits * (n - hits) / n + z**2 / 4)
    return max(float(middle - reach) / (n + z**2), 0.0), min(float(middle + reach) / (n + z**2), 1.0)


def _row(side: int, metric: str, hits: list[bool], goal: float | None = None) -> dict[str, Any]:
    low, high = wilson(sum(hits), len(hits))
    row = {"benchmark": "findings", "set": f"{side} a side", "metric": metric, "n": len(hits)}
    return row | {"score": sum(hits) / len(hits), "low": low, "high": high, "goal": goal}
