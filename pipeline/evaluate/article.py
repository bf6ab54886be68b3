"""Stance of an article toward an entity, on SEESAW: its sign, and the order of two outlets' articles.

A story is three articles of one event; annotators gave each article's sentiment toward an entity. A vote is
for, neutral or against, whatever its strength; votes are averaged, "Unknown" is dropped, and what lies within
.34 of zero is neutral. The figure of an article is the mean of its sentences' stances toward the entity, with
the published weights (`pipeline.compare.weights`) and, beside it, plainly; an oracle averages the annotators'
own sentence stances. A cut on the figure and a least difference are needed: both come from the training
stories.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..compare.weights import place_of, published
from ..encoder import Model
from ..train.corpora.example import json_lines
from ..train.corpora.stance import ENTITY_KINDS, locate_all
from ..train.weights import article_values, order
from ..types import STANCES, Sentence, Span
from ..voices import Spoken, voices
from ..voices.alone import as_read
from .metrics import calibration_error, interval, macro_f1

_VOTES = {"Negative": -1.0, "Neutral": 0.0, "Positive": 1.0}
_NEUTRAL = 0.34
_COMMITTED = 0.6  # of the pairs: what the least difference leaves, on the training stories


@dataclass(frozen=True, slots=True)
class Told:
    """One mention: where it is, what it says of whom, and what annotators said of the sentence."""

    story: str
    doc: int
    entity: str
    sentence: int  # -1 is the headline
    sentences: int
    line: str  # as annotated
    text: str  # what the model reads
    span: Span
    spoken: bool  # in attributed words
    gold: float  # mean of the sentence's stances toward the entity; 0 without one


def told(model: Model, folder: Path, part: str) -> Iterator[Told]:
    """Yield every located mention of SEESAW's entities; whose words it stands in, the model says."""
    for article in json_lines(folder / "seesaw" / f"{part}.jsonl"):
        lines = [article["title"] or "", *article["sentences"]]
        starts = np.cumsum([0, *(len(line) + 2 for line in lines)])
        whole = "\n\n".join(lines)
        attributions = voices(whole, model=model)
        spoken = Spoken(attributions)
        for entity in _entities(article):
            for number, line in enumerate(lines):
                for start, end in locate_all(entity, line):
                    at = int(starts[number]) + start
                    who = spoken.at((at, at + end - start))
                    sent = Sentence(int(starts[number]), int(starts[number]) + len(line), "body")
                    voice = None if who is None else attributions[who]
                    text, span = as_read(whole, sent, voice, (at, at + end - start))
                    yield Told(
                        story=article["story"],
                        doc=article["doc"],
                        entity=entity,
                        sentence=number - 1,
                        sentences=len(article["sentences"]),
                        line=line,
                        text=text,
                        span=span,
                        spoken=voice is not None,
                        gold=_gold(article, entity, number - 1),
                    )


def gold(folder: Path, part: str) -> pd.DataFrame:
    """Return story, doc, entity and value in [-1, 1]: the mean of the annotators' votes, without "Unknown"."""
    rows = []
    for article in json_lines(folder / "seesaw" / f"{part}.jsonl"):
        for entity in _entities(article):
            steps = [step.rpartition(" ")[2] for step, _ in article["entity_sentiments"].get(entity, ())]
            votes = [_VOTES[step] for step in steps if step in _VOTES]
            if votes:
                rows.append((article["story"], article["doc"], entity, float(np.mean(votes))))
    return pd.DataFrame(rows, columns=["story", "doc", "entity", "value"])


_known: dict[tuple[str, Path, str], pd.DataFrame] = {}  # the weights are fitted on what is measured


def told_stances(model: Model, folder: Path, part: str) -> pd.DataFrame:
    """Return one row a mention for `pipeline.train.weights`: story, doc, entity, sentence_id, section, voice, value.

    `value` is P(for) - P(against) under the article prior, `chances` three columns of them, `gold` the
    annotators' value for the sentence.
    """
    key = (model.version, folder, part)
    if key not in _known:
        _known[key] = _told_stances(model, folder, part)
    return _known[key].copy()


def _told_stances(model: Model, folder: Path, part: str) -> pd.DataFrame:
    table = pd.DataFrame([asdict(mention) for mention in told(model, folder, part)])
    chances = model.stance(table["text"].tolist(), table["span"].tolist(), prior="article")
    section = np.select([table["sentence"] < 0, table["sentence"] == 0], ["headline", "lede"], "body")
    voice = np.where(table["spoken"], "speaker", "outlet")
    place = place_of(table["sentence"] / table["sentences"])
    table = table.assign(section=section, voice=voice, place=place, value=chances[:, 2] - chances[:, 0])
    return table.assign(**dict(zip(STANCES, chances.T, strict=True))).rename(columns={"sentence": "sentence_id"})


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return sign macro-F1, share of pairs in order and of pairs committed on, and calibration error."""
    tables = {part: (told_stances(model, folder, part), gold(folder, part)) for part in ("train", "valid")}
    rows = []
    for name, factors, column in (
        ("published weights", published(), "value"),
        ("plain mean", {}, "value"),
        ("oracle: gold sentence stances", {}, "gold"),
    ):
        figures = {
            part: article_values(mentions.assign(value=mentions[column]), factors)
            for part, (mentions, _) in tables.items()
        }
        rows += _article_rows(name, figures["train"], tables["train"][1], figures["valid"], tables["valid"][1])
    mentions = tables["valid"][0]
    located = mentions[mentions["sentence_id"] >= 0].drop_duplicates(["story", "doc", "entity", "sentence_id"])
    truth = np.sign(located["gold"]).to_numpy().astype(int) + 1
    error = calibration_error(truth, located[list(STANCES)].to_numpy(np.float32))
    row = {"benchmark": "article", "set": "SEESAW valid, mentions", "metric": "calibration error", "goal": 0.05}
    return [*rows, {**row, "n": len(located), "score": error}]


def _article_rows(
    name: str, fitted: pd.Series, fitted_gold: pd.DataFrame, figures: pd.Series, truth: pd.DataFrame
) -> list[dict[str, Any]]:
    cut = _best_cut(fitted, fitted_gold)
    signs, said = _sign(truth["value"].to_numpy(), _NEUTRAL), _sign(_at(figures, truth), cut)
    gaps, right = order(figures, truth)
    least = float(np.quantile(np.abs(order(fitted, fitted_gold)[0]), 1 - _COMMITTED))
    sure = np.abs(gaps) > least
    stories = truth["story"].tolist()
    low, high = interval(macro_f1, signs, said, stories)
    row = {"benchmark": "article", "set": f"SEESAW valid, {name}"}
    sign = {"metric": "macro-F1 of the sign", "n": len(truth), "score": macro_f1(signs, said), "low": low, "high": high}
    pair = {"metric": "pairs in order, all", "n": len(gaps), "score": float(right.mean()), "floor": 0.5}
    kept = {"metric": "pairs in order, committed", "n": int(sure.sum()), "score": float(right[sure].mean())}
    share = {"metric": "share of pairs committed on", "n": len(gaps), "score": float(sure.mean()), "goal": 0.6}
    majority = macro_f1(signs, np.full_like(signs, 1))
    return [
        {**row, **sign, "floor": majority, "goal": 0.5},
        {**row, **pair},
        {**row, **kept, "floor": 0.5, "goal": 0.68},
        {**row, **share},
    ]


def _best_cut(figures: pd.Series, truth: pd.DataFrame) -> float:
    signs, values = _sign(truth["value"].to_numpy(), _NEUTRAL), _at(figures, truth)
    return max(np.arange(0.01, 0.5, 0.01), key=lambda cut: macro_f1(signs, _sign(values, cut)))


def _at(figures: pd.Series, truth: pd.DataFrame) -> NDArray[np.float64]:
    found = figures.to_dict()
    keys = zip(truth["story"], truth["doc"], truth["entity"], strict=True)
    return np.array([found.get(key, 0.0) for key in keys])


def _sign(values: NDArray[np.float64], cut: float) -> NDArray[np.int64]:
    """Return 0, 1, 2 for against, neutral, for."""
    return (np.where(values > cut, 1, 0) - np.where(values < -cut, 1, 0) + 1).astype(np.int64)


def _entities(article: dict[str, Any]) -> list[str]:
    return [entity["name"] for entity in article["entities"] if ENTITY_KINDS & set(entity["types"])]


def _gold(article: dict[str, Any], entity: str, sentence: int) -> float:
    given = [s["sentiment"] for s in article["stances"].get(str(sentence), ()) if s["object"] == entity]
    return float(np.mean([1.0 if sign == "POS" else -1.0 for sign in given])) if given else 0.0
