"""Roles of the named, on the outlets of a bias group that neither encoder nor head saw (narrative).

One label an (article, entity): the largest of the mean probabilities over the sentences that name it. An
entity whose name does not stand in the text counts as wrong.
"""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from ..encoder import Model
from ..train.corpora.example import table
from ..train.corpora.words import NARRATIVE_HELD, ROLE_OF, role_labels, role_sentences
from ..types import ROLES
from .metrics import Array, interval

_UNLOCATED = len(ROLES)


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return accuracy and macro-F1, with the majority role of the entity's stakeholder group as the floor."""
    articles = {row["ID"]: row for row in table(folder / "narrative" / "articles.tsv", delimiter="\t")}
    labels = {key: roles for key, roles in role_labels(folder).items() if sum(roles) == 1}
    keys = [key for key in labels if articles[key[0]]["mbfc"] in NARRATIVE_HELD]
    asked, owners = [], []
    for i, (article_id, name) in enumerate(keys):
        text = articles[article_id]["text"]
        for (start, end), span in role_sentences(text, name):
            asked.append((text[start:end], (span[0] - start, span[1] - start)))
            owners.append(i)
    chances = model.roles([text for text, _ in asked], [span for _, span in asked])
    gold = np.array([int(np.argmax(labels[key])) for key in keys])
    said = np.full(len(keys), _UNLOCATED)
    for i in np.unique(owners):
        said[i] = int(chances[np.array(owners) == i].mean(axis=0).argmax())
    floor = _stakeholders(folder, keys)
    name = f"narrative, {' and '.join(sorted(NARRATIVE_HELD))} kept out"
    rows = []
    for metric, score, goal in (("accuracy", _accuracy, 0.7), ("macro-F1", _macro_f1, None)):
        low, high = interval(score, gold, said, [article_id for article_id, _ in keys])
        row = {"benchmark": "role", "set": name, "metric": metric, "n": len(keys), "score": score(gold, said)}
        rows.append({**row, "low": low, "high": high, "floor": score(gold, floor), "goal": goal})
    located = float(np.mean(said != _UNLOCATED))
    return [*rows, {"benchmark": "role", "set": name, "metric": "share located", "n": len(keys), "score": located}]


def _stakeholders(folder: Path, keys: list[tuple[str, str]]) -> Array:
    """Return, for each entity, the role that its stakeholder group has most often in the other bias groups."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    group = {}
    for row in table(folder / "narrative" / "roles.tsv", delimiter="\t"):
        group[row["ID"], row["entity"]] = row["group"]
        if row["mbfc"] not in NARRATIVE_HELD:
            counts[row["group"]][row["role"]] += 1
    usual = [counts[group[key]].most_common(1)[0][0] if counts[group[key]] else "villain" for key in keys]
    return np.array([ROLES.index(ROLE_OF[role]) for role in usual])


def _accuracy(gold: Array, said: Array) -> float:
    return float((gold == said).mean())


def _macro_f1(gold: Array, said: Array) -> float:
    labels = list(range(len(ROLES)))
    return float(f1_score(gold, said, labels=labels, average="macro", zero_division=0.0))
