"""What people's codes of a sample repair: coverage and bias of figures with and without them.

`made` draws outlets whose true shares are known, with a model that is right in 85 of 100 sentences and errs otherwise
in each outlet. `hidden` takes corpora whose labels people gave, shows a part of the labels as codes and hides the rest:
SEESAW's stances toward entities, and BASIL's sentences with lexical bias. In "articles hidden" every draw has half of
an outlet's articles, drawn with replacement, and the truth is the mean over all; in "labels hidden" it has them all,
half of the labels are codes, and the truth is the mean of all labels. False findings and power with codes are
`coded_findings.py`'s.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..codes import draw, unsure
from ..compare.coded import coded
from ..compare.corrected import corrected
from ..compare.figures import figures, samples
from ..compare.spans import LOADED
from ..encoder import Model, load_model
from ..train.corpora.example import json_lines
from . import coded_findings
from .article import told_stances
from .findings import wilson

SHARES = (0.15, 0.25, 0.35, 0.45)  # true, of four outlets
TILTS = (0.0, 0.33, 0.67, 1.0)  # of each outlet's errors, how many find what is not there
ARTICLES = 30  # an outlet
SPREAD = 0.1  # standard deviation of the share between articles of an outlet
WRONG = 0.15
CODES = 100  # in all
DRAWS, REAL_DRAWS = 1000, 300
COVERED = (0.93, 0.97)
OUTLETS = 4  # of a corpus, those with most articles

_SPAN = {"start": 0, "end": 1, "measure": "stance", "label": "", "target": "all"}


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return rows of coverage, width and bias, and of false findings and power; `folder` holds the corpora."""
    model = load_model()
    rows = made(draws=DRAWS)
    for name, table in (("SEESAW valid, stance", seesaw(model, folder)), ("BASIL, lexical", basil(model, folder))):
        rows += hidden(name, table, draws=REAL_DRAWS)
    return rows + coded_findings.scores(folder)


def made(*, draws: int, codes: int = CODES, seed: int = 0) -> list[dict[str, Any]]:
    """Return coverage, width and bias over draws of made-up outlets, of the model alone and of the corrected figure."""
    truth = {f"outlet {n}": share for n, share in enumerate(SHARES)}
    said = _Said()
    for n in range(draws):
        ev = population(np.random.default_rng([seed, n]))
        shown = draw(unsure(ev), codes, seed=n)
        said.add(truth, figures(ev, seed=n), corrected(ev, _codes(ev, shown)))
    return said.rows(f"made, {codes} codes of {len(SHARES)} outlets")


def population(rng: np.random.Generator) -> pd.DataFrame:
    """Return evidence of made-up outlets, with what is `true` of each sentence."""
    parts = []
    for n, (share, tilt) in enumerate(zip(SHARES, TILTS, strict=True)):
        scale = share * (1 - share) / SPREAD**2 - 1
        of_article = rng.beta(share * scale, (1 - share) * scale, ARTICLES)
        article = np.repeat(np.arange(ARTICLES), rng.integers(8, 26, ARTICLES))
        true = rng.random(len(article)) < of_article[article]
        sure = 1 - 2 * WRONG * rng.random(len(article))  # right on average as often as it says
        missed = min(WRONG * (1 - tilt), 0.6 * share)
        rate = np.where(true, missed / share, (WRONG - missed) / (1 - share)) / WRONG
        says = true ^ (rng.random(len(article)) < rate * (1 - sure))
        own = {"article_id": [f"{n}/{a}" for a in article], "sentence_id": np.arange(len(article))}
        own |= {"value": np.where(says, sure, 1 - sure), "true": true.astype(float), "group": f"outlet {n}"}
        parts.append(pd.DataFrame(own))
    ev = pd.concat(parts, ignore_index=True)
    return ev.assign(**_SPAN | {"measure": "frame", "variance": ev["value"] * (1 - ev["value"])})


def hidden(name: str, table: pd.DataFrame, *, draws: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return the same for a corpus: `table` is evidence with what people gave as `true`."""
    articles, labels = _Said(), _Said()
    means = table.groupby(["group", "article_id"])["true"].mean().groupby("group").mean().to_dict()
    ids = {group: own["article_id"].unique() for group, own in table.groupby("group")}
    rows = table.groupby("article_id").indices
    for n in range(draws):
        rng = np.random.default_rng([seed, n])
        chosen = np.concatenate([rng.choice(own, max(len(own) // 2, 5)) for own in ids.values()])
        ev = table.iloc[np.concatenate([rows[article] for article in chosen])]
        ev = ev.assign(article_id=np.repeat([f"{i}" for i in range(len(chosen))], [len(rows[a]) for a in chosen]))
        ev = ev.reset_index(drop=True)
        articles.add(means, figures(ev, seed=n), corrected(ev, _codes(ev, draw(unsure(ev), len(ids) * CODES, seed=n))))
        shown = _codes(table, draw(unsure(table), len(table) // 2, seed=n))
        labels.add(means, *_of_these(table, shown, n))
    return articles.rows(f"{name}, articles hidden") + labels.rows(f"{name}, labels hidden")


def seesaw(model: Model, folder: Path, part: str = "valid") -> pd.DataFrame:
    """Return the evidence of SEESAW's sentences toward their entities, one row an article, entity and sentence."""
    table = told_stances(model, folder, part)
    outlet = {(a["story"], a["doc"]): a["outlet"] for a in json_lines(folder / "seesaw" / f"{part}.jsonl")}
    keys = ["story", "doc", "entity", "sentence_id"]
    either = table["for"] + table["against"]
    ev = table.assign(either=either).groupby(keys, as_index=False)[["value", "either", "gold"]].mean()
    ev["group"] = [outlet[key] for key in zip(ev["story"], ev["doc"], strict=True)]
    ev["article_id"] = ev["story"].astype(str) + "/" + ev["doc"].astype(str)
    # Each entity has a sentence of its own, so that sentences weigh the same.
    ev = ev.assign(sentence_id=np.arange(len(ev)), true=ev["gold"], variance=ev["either"] - ev["value"] ** 2)
    return _largest(ev.assign(**_SPAN))


def basil(model: Model, folder: Path) -> pd.DataFrame:
    """Return the evidence of BASIL's sentences: whether they hold a word that counts as loaded, or a lexical span."""
    rows = []
    for number, article in enumerate(json_lines(folder / "basil" / "articles.jsonl")):
        found = model.loaded([part["sentence"] for part in article["body"]])
        for i, (part, spans) in enumerate(zip(article["body"], found, strict=True)):
            true = any(mark["bias"] == "Lexical" for mark in part["annotations"])
            chance = max((float(p) for *_, p in spans if p >= LOADED), default=0.0)
            rows.append((str(number), i, article["source"].lower(), chance, float(true)))
    ev = pd.DataFrame(rows, columns=["article_id", "sentence_id", "group", "value", "true"])
    return _largest(ev.assign(**_SPAN | {"measure": "frame", "variance": ev["value"] * (1 - ev["value"])}))


def _largest(ev: pd.DataFrame) -> pd.DataFrame:
    counts = ev.groupby("group")["article_id"].nunique().sort_index().sort_values(ascending=False, kind="stable")
    return ev[ev["group"].isin(counts.index[:OUTLETS])].reset_index(drop=True)


def _codes(ev: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Return the drawn spans as people coded them."""
    spans = ["article_id", "sentence_id", "start", "end"]
    codes = shown[[*spans, "probability"]].merge(ev, on=spans)
    return codes.assign(value=codes["true"])


def _of_these(ev: pd.DataFrame, codes: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of these very articles, however many they are: the model's and the corrected ones."""
    alone = {key[-1]: sample.estimate("these articles", draws=2000) for key, sample in samples(ev, seed=seed)}
    known = {key[-1]: sample.estimate("these articles") for key, sample in coded(ev, codes)}
    columns = ["group", "value", "low", "high"]
    first = [(group, each.value, *each.limits(0.95)) for group, each in alone.items()]
    second = [(group, each.value, *each.limits(0.95)) for group, each in known.items()]
    return pd.DataFrame(first, columns=columns), pd.DataFrame(second, columns=columns)


class _Said:
    """Figures of both kinds beside the truth, over draws."""

    def __init__(self) -> None:
        self.errors: defaultdict[tuple[str, str], list[tuple[float, bool, float]]] = defaultdict(list)

    def add(self, truth: dict[str, float], alone: pd.DataFrame, with_codes: pd.DataFrame) -> None:
        for name, table in (("the model alone", alone), ("corrected", with_codes)):
            for group, value, low, high in table[["group", "value", "low", "high"]].dropna().itertuples(index=False):
                true = truth[group]
                self.errors[name, group].append((value - true, low - 1e-9 <= true <= high + 1e-9, high - low))

    def rows(self, name: str) -> list[dict[str, Any]]:
        rows = []
        for kind in ("the model alone", "corrected"):
            of_group = [np.array(found) for (which, _), found in sorted(self.errors.items()) if which == kind]
            every = np.concatenate(of_group)
            n, hits = len(every), int(every[:, 1].sum())
            low, high = wilson(hits, n)
            row = {"benchmark": "corrected", "set": name, "n": n}
            covered = {"metric": f"coverage at 95 %, {kind}", "score": hits / n, "low": low, "high": high}
            goal = {"goal": 0.95} if kind == "corrected" else {}
            rows.append(row | covered | goal)
            rows.append(row | {"metric": f"width, {kind}", "score": float(every[:, 2].mean())})
            bias = max(abs(float(found[:, 0].mean())) for found in of_group)
            rows.append(row | {"metric": f"largest bias of an outlet, {kind}", "score": bias})
        return rows
