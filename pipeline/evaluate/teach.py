"""Teaching: what 25 codes of a new label gain over its definition and examples alone, and how claims are found.

Three labels that the model has no head for, on sentences that its encoder was not trained on: BABE's sentences that
give the writer's opinion (outlets kept from the encoder), CCF's passages on science (the fold kept from it), BASIL's
informational bias (report only). The definitions and examples are the project's own. Each draw codes random sentences,
fits a head as a user's codes do, and measures average precision on all articles without a code. Where a draw has too
few of a value to teach, the ranking is the definition's, and gains nothing. Nothing was chosen by these labels; by
what it was, docs/teach.md tells. Claims and the sentences about them are invented (`data/exemplars/claims.toml`).
"""

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..encoder import load_model
from ..teach.claims import ABOUT, Claim, near
from ..teach.heads import EACH, Encode, anchor, encode_with, fitting, scale
from ..teach.heldout import draws_of, f1s, precisions
from ..teach.taught import Label
from ..train.corpora.example import fold, json_lines, table
from ..train.corpora.frame import EXEMPLARS
from ..train.corpora.words import BABE_HELD
from .metrics import calibration_error

SIZES = (25, 50, 100)  # codes
DRAWS = 100
MOST = 1000  # sentences of a label
_BOOTSTRAPS = 300

OPINION = Label(
    "writer's opinion",
    "The writer gives an opinion or a judgement, and does not only report facts.",
    (
        "The mayor's feeble excuse is an insult to everyone who lost a home.",
        "It is high time that somebody put an end to this circus.",
    ),
)
SCIENCE = Label(
    "science",
    "Scientific findings, research, data or how certain they are.",
    (
        "The glacier has lost a third of its ice since 1980, the survey found.",
        "Researchers measured the acidity of the bay for ten years.",
    ),
)
SLANT = Label(
    "informational bias",
    "A fact, an aside or a quotation that is chosen to make somebody look good or bad.",
    (
        "The senator, who had taken money from the same firm, voted in favour.",
        "“She has never kept a promise,” a former aide said.",
    ),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with sentences that people gave it or not, and what must not be split: an article."""

    name: str
    label: Label
    texts: tuple[str, ...]
    given: NDArray[np.int64]
    articles: tuple[str, ...]


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return rows of average precision without codes and with, the gain, and how claims are found."""
    model = load_model()
    encode, rows = encode_with(model), []
    for one in (opinion(folder), science(folder), slant(folder)):
        vectors = np.asarray(encode(one.texts), np.float64)
        rows += gains(one, vectors, anchor(one.label, encode, model.version), scale(model.version))
    return rows + found_claims(encode, science(folder).texts)


def opinion(folder: Path) -> Labelled:
    """Return BABE's sentences of outlets that the encoder was not trained on: whether they give an opinion."""
    rows = [
        row
        for row in table(folder / "babe" / "final_labels_SG2.csv", delimiter=";")
        if row["outlet"] in BABE_HELD and row["label_opinion"] != "No agreement"
    ]
    yes = "Expresses writer’s opinion"
    told = [(row["text"], row["label_opinion"] == yes, row["news_link"] or row["text"]) for row in rows]
    return _labelled("BABE, writer's opinion", OPINION, told)


def science(folder: Path) -> Labelled:
    """Return CCF's passages of the fold that the encoder was not trained on: whether they are about science."""
    rows = json_lines(folder / "ccf" / "sentences_en.jsonl")
    told = [(row["text"], "Sci Detection" in row["labels"], f"{row['outlet']} {row['date']}") for row in rows]
    return _labelled("CCF, science", SCIENCE, [row for row in told if fold(row[2]) == 0])


def slant(folder: Path) -> Labelled:
    """Return BASIL's sentences: whether they hold an informational bias span."""
    told = []
    for number, article in enumerate(json_lines(folder / "basil" / "articles.jsonl")):
        for part in article["body"]:
            yes = any(mark["bias"] == "Informational" for mark in part["annotations"])
            told.append((part["sentence"], yes, str(number)))
    return _labelled("BASIL, informational bias", SLANT, told)


def gains(
    one: Labelled, vectors: NDArray[np.float64], anchored: NDArray[np.float64], factor: NDArray[np.float64]
) -> list[dict[str, Any]]:
    """Return the rows of one label: average precision without codes, with them, and the gain; F1 with them.

    An interval is the bootstrap's over articles and draws of the mean over draws; "of one draw" is where 95 of 100
    draws lie, so what a single user may meet with.
    """
    near_it = vectors @ anchored
    base = ((near_it - near_it.mean()) / near_it.std())[:, None]
    fit = fitting(vectors * factor, base, one.given)
    home = np.unique(np.asarray(one.articles), return_inverse=True)[1].astype(np.int64)
    times, gold = draws_of(home, _BOOTSTRAPS, seed=1), one.given == 1
    share = float(gold.mean())
    rows: list[dict[str, Any]] = []

    def add(metric: str, found: NDArray[np.float64], **more: float) -> None:
        """Add a row for scores of shape (draws, 1 + bootstraps)."""
        drawn = np.random.default_rng(2).integers(len(found), size=(found.shape[1] - 1, len(found)))
        means = np.array([np.nanmean(found[some, 1 + b]) for b, some in enumerate(drawn)])
        low, high = np.quantile(means, [0.025, 0.975])
        told = {"score": float(np.nanmean(found[:, 0])), "low": float(low), "high": float(high)}
        rows.append({"benchmark": "teach", "set": one.name, "metric": metric, "n": len(gold), **told, **more})

    for size in SIZES:
        before, after, marked, errors, taught = [], [], [], [], 0
        for n in range(DRAWS):
            own = np.random.default_rng([size, n]).choice(len(gold), size, replace=False)
            out = np.flatnonzero(~np.isin(home, home[own]))
            yes = int(gold[own].sum())
            can = EACH <= yes <= size - EACH
            rank, chances = fit(own, out) if can else (base[out], np.full((len(out), 2), 0.5))
            before.append(precisions(gold[out], base[out, 0], times[:, out]))
            after.append(precisions(gold[out], rank[:, 0], times[:, out]))
            if can:
                marked.append(f1s(gold[out], chances[:, 1] > 0.5, times[:, out]))
                errors.append(calibration_error(gold[out].astype(np.int64), chances.astype(np.float32), bins=10))
            taught += can
        first, then = np.stack(before), np.stack(after)
        if size == SIZES[0]:
            add("average precision, no codes", first, floor=share)
        add(f"average precision, {size} codes", then, floor=share)
        add(f"gain of {size} codes", then - first)
        single = (then - first)[:, 0]
        low, high = np.quantile(single, [0.025, 0.975])
        spread = {"score": float(np.median(single)), "low": float(low), "high": float(high)}
        rows.append(rows[-1] | {"metric": f"gain of {size} codes, of one draw"} | spread)
        rows.append(_plain(one.name, f"draws in which {size} codes gain", DRAWS, float((single > 0).mean())))
        if taught < DRAWS:
            rows.append(_plain(one.name, f"draws in which {size} codes can teach", DRAWS, taught / DRAWS))
        if marked:
            add(f"F1, {size} codes", np.stack(marked), floor=2 * share / (1 + share))
            rows.append(_plain(one.name, f"calibration error, {size} codes", len(gold), float(np.mean(errors))))
    return rows


def claims() -> list[tuple[Claim, tuple[str, ...]]]:
    """Return the invented claims, each with the sentences that are about it."""
    told = tomllib.loads((EXEMPLARS / "claims.toml").read_text(encoding="utf-8"))["claim"]
    return [(Claim(one["statement"], tuple(one["paraphrases"])), (*one["for"], *one["against"])) for one in told]


def found_claims(encode: Encode, others: Sequence[str]) -> list[dict[str, Any]]:
    """Return how many sentences about a claim are found, and how many of others are taken for such."""
    told = claims()
    texts = [text for _, about in told for text in about] + list(others)
    vectors = np.asarray(encode(texts), np.float64)
    home = np.repeat(np.arange(len(told)), [len(about) for _, about in told])
    hits, alone, false, far, far_alone = [], [], [], [], []
    for n, (claim, _) in enumerate(told):
        found = near(vectors, texts, claim, encode)
        singly = (found.by_wording >= ABOUT).mean(axis=1)
        here = np.flatnonzero(home == n)
        hits += found.about[here].tolist()
        alone += singly[here].tolist()
        false += np.delete(found.about[: len(home)], here).tolist()
        far += found.about[len(home) :].tolist()
        far_alone += singly[len(home) :].tolist()
    return [
        _plain("invented claims", "found of the sentences about a claim", len(hits), float(np.mean(hits))),
        _plain("invented claims", "the same by a single wording", len(alone), float(np.mean(alone))),
        _plain("invented claims", "taken for it, of those about other claims", len(false), float(np.mean(false))),
        _plain("CCF passages", "taken for about a claim", len(far), float(np.mean(far))),
        _plain("CCF passages", "the same by a single wording", len(far), float(np.mean(far_alone))),
    ]


def _labelled(name: str, label: Label, told: Sequence[tuple[str, bool, str]]) -> Labelled:
    """Return the rows, or `MOST` of them drawn at random, without a text that stands twice."""
    once = {text: (yes, article) for text, yes, article in told}
    texts = sorted(once)
    random.Random(0).shuffle(texts)
    given, own = zip(*(once[text] for text in texts[:MOST]), strict=True)
    return Labelled(name, label, tuple(texts[:MOST]), np.array(given, np.int64), own)


def _plain(name: str, metric: str, n: int, score: float) -> dict[str, Any]:
    return {"benchmark": "teach", "set": name, "metric": metric, "n": n, "score": score}
