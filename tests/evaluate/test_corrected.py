"""The benchmark of codes: its made-up outlets, what it hides, what it plants, and its rows, without a corpus."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.evaluate import BENCHMARKS, coded_findings, corrected
from pipeline.evaluate.corrected import ARTICLES, SHARES, WRONG, basil, hidden, made, population, seesaw


def test_made_up_outlets_are_as_they_are_said_to_be() -> None:
    ev = pd.concat([population(np.random.default_rng(n)) for n in range(20)])
    says = ev["value"] > 0.5
    is_wrong = says != (ev["true"] > 0.5)
    groups = ev["group"]
    assert is_wrong.mean() == pytest.approx(WRONG, abs=0.01)
    assert np.maximum(ev["value"], 1 - ev["value"]).mean() == pytest.approx(1 - WRONG, abs=0.01)
    assert is_wrong.groupby(groups).mean().between(0.12, 0.18).all()
    assert ev["true"].groupby(groups).mean().tolist() == pytest.approx(SHARES, abs=0.03)
    found = (is_wrong & says).groupby(groups).mean() / is_wrong.groupby(groups).mean()
    assert found.tolist() == pytest.approx([0.4, 0.4, 0.67, 1], abs=0.08)  # at most six in ten are missed
    assert ev.groupby("group")["article_id"].nunique().tolist() == [ARTICLES] * 4


def _of(rows: list[dict[str, Any]], metric: str, name: str = "") -> float:
    (found,) = [row["score"] for row in rows if row["metric"] == metric and name in row["set"]]
    return float(found)


def test_the_model_alone_misses_the_truth_and_codes_repair_it() -> None:
    rows = made(draws=8)
    assert _of(rows, "coverage at 95 %, the model alone") < 0.6
    assert _of(rows, "coverage at 95 %, corrected") > 0.85
    assert _of(rows, "width, corrected") > _of(rows, "width, the model alone")
    assert _of(rows, "largest bias of an outlet, the model alone") > 0.08
    assert all(row["n"] == 8 * len(SHARES) for row in rows)
    assert made(draws=2) == made(draws=2)


def test_of_what_people_labelled_a_part_is_shown() -> None:
    ev = population(np.random.default_rng(0))
    rows = hidden("made", ev, draws=6)
    for name in ("articles hidden", "labels hidden"):
        assert _of(rows, "coverage at 95 %, corrected", name) > 0.85
        assert _of(rows, "coverage at 95 %, the model alone", name) < 0.6
    few = _of(rows, "width, corrected", "articles hidden")
    assert _of(rows, "width, corrected", "labels hidden") < few


def test_sentences_of_whole_articles_are_read(tmp_path: Path) -> None:
    (tmp_path / "basil").mkdir()
    article = {
        "source": "Harbour Example",
        "body": [
            {"sentence": "A shameless deal.", "annotations": [{"bias": "Lexical"}]},
            {"sentence": "Nobody was asked.", "annotations": [{"bias": "Informational"}]},
        ],
    }
    (tmp_path / "basil" / "articles.jsonl").write_text(json.dumps(article), encoding="utf-8")
    model: Any = SimpleNamespace(loaded=lambda lines: [[(2, 11, 0.9), (12, 16, 0.1)], []])
    ev = basil(model, tmp_path)
    assert ev[["group", "value", "true"]].to_numpy().tolist() == [
        ["harbour example", 0.9, 1.0],
        ["harbour example", 0, 0],
    ]
    assert ev["variance"].tolist() == pytest.approx([0.09, 0])


def test_mentions_in_a_sentence_are_one_span(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seesaw").mkdir()
    line = json.dumps({"story": "7", "doc": 0, "outlet": "Harbour Example"})
    (tmp_path / "seesaw" / "valid.jsonl").write_text(line, encoding="utf-8")
    said = [("Mayor Lund", 0, 0.6, 0.8, 1.0), ("Mayor Lund", 0, 0.2, 0.4, 1.0), ("The Guards", 0, 0.0, 0.5, 0.0)]
    table = pd.DataFrame(said, columns=["entity", "sentence_id", "value", "either", "gold"])
    table = table.assign(story="7", doc=0, against=(table["either"] - table["value"]) / 2)
    table["for"] = table["either"] - table["against"]
    monkeypatch.setattr(corrected, "told_stances", lambda *_: table)
    ev = seesaw(SimpleNamespace(), tmp_path)  # type: ignore[arg-type]
    assert ev["value"].tolist() == pytest.approx([0.4, 0])
    assert ev["variance"].tolist() == pytest.approx([0.6 - 0.16, 0.5])
    assert ev["true"].tolist() == [1, 0]
    assert ev["sentence_id"].is_unique


def mentions(articles: int = 40, each: int = 6) -> pd.DataFrame:
    """Stance of one outlet's articles to one entity, in half of the mentions nearly sure."""
    rng = np.random.default_rng(0)
    either = rng.uniform(0.2, 0.9, articles * each)
    ev = pd.DataFrame({"article_id": [f"a{i // each}" for i in range(articles * each)], "either": either})
    ev["sentence_id"] = np.arange(len(ev))
    ev["value"] = either * rng.uniform(-0.8, 0.8, len(ev))
    place = {"start": 0, "end": 5, "measure": "stance", "label": "", "target": "Mayor Lund", "kind": "person"}
    return ev.assign(**place, variance=ev["either"] - ev["value"] ** 2, group="one", factor=1.0)


def test_codes_undo_what_the_model_alone_says_and_find_what_is_true() -> None:
    rows = coded_findings.simulated(mentions(), sides=[15, 99], draws=6)
    assert {row["set"].split(",")[0] for row in rows} == {"15 a side"}
    with_codes = f"{coded_findings.CODES} codes"
    assert _of(rows, f"false findings, {with_codes}", "nothing differs") <= 0.2
    assert _of(rows, f"false findings, {with_codes}", "differ most") <= 0.2
    assert _of(rows, "false findings, the model alone", "is off") > 0.5
    assert _of(rows, f"false findings, {with_codes}", "is off") <= 0.25
    assert _of(rows, f"power, {with_codes}", "is sure of it") > 0.25
    assert all(row["low"] <= row["score"] <= row["high"] for row in rows)


def test_what_is_true_follows_the_probabilities() -> None:
    true = coded_findings._true(np.full(20000, 0.3), np.full(20000, 0.5 - 0.09), np.random.default_rng(0))
    assert [np.mean(true == label) for label in (-1, 0, 1)] == pytest.approx([0.1, 0.5, 0.4], abs=0.02)


def test_it_is_one_of_the_benchmarks() -> None:
    assert "corrected" in BENCHMARKS
