"""The benchmark of teaching: which sentences it takes, and that it tells a gain from none, without a corpus."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.evaluate import BENCHMARKS, teach
from pipeline.evaluate.teach import Labelled, claims, found_claims, gains, opinion, science, slant
from pipeline.library.tables import VECTOR
from pipeline.measures.head import Floats
from pipeline.train.corpora.example import fold
from tests.teach.made import LABEL, direction, sentences

HEADER = "text;news_link;outlet;topic;type;label_bias;label_opinion;biased_words\n"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach, "DRAWS", 6)
    monkeypatch.setattr(teach, "SIZES", (25, 50))
    monkeypatch.setattr(teach, "_BOOTSTRAPS", 40)


def _rows(*, told: float, known: float, share: float = 0.4, n: int = 240) -> dict[str, dict[str, Any]]:
    """Return the rows for sentences whose vectors tell the label in one direction, and the definition in another."""
    given = (np.random.default_rng(0).random(n) < share).astype(np.int64)
    vectors = sentences(given.astype(float), strength=told) + known * given[:, None] * direction(5)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    articles = tuple(f"a{i // 2}" for i in range(n))
    one = Labelled("made", LABEL, tuple(map(str, range(n))), given, articles)
    return {row["metric"]: row for row in gains(one, vectors, direction(5), np.ones(VECTOR))}


def test_codes_gain_where_the_vectors_tell_more_than_the_definition() -> None:
    rows = _rows(told=1.0, known=0.0)
    gain = rows["gain of 25 codes"]
    assert 0 < gain["low"] <= gain["score"] <= gain["high"]
    both = rows["average precision, 25 codes"]["score"] - rows["average precision, no codes"]["score"]
    assert gain["score"] == pytest.approx(both)
    assert rows["average precision, no codes"]["floor"] == pytest.approx(0.4, abs=0.1)
    assert rows["draws in which 25 codes gain"]["score"] == 1
    assert rows["gain of 50 codes"]["score"] > 0
    assert "draws in which 25 codes can teach" not in rows
    assert rows["calibration error, 25 codes"]["score"] < 0.3


def test_codes_gain_nothing_where_the_definition_knows_all() -> None:
    rows = _rows(told=0.0, known=3.0)
    assert rows["average precision, no codes"]["score"] > 0.95
    assert abs(rows["gain of 25 codes"]["score"]) < 0.05


def test_draws_with_too_few_of_a_rare_label_count_as_no_gain() -> None:
    rows = _rows(told=1.0, known=0.0, share=0.05)
    can = rows["draws in which 25 codes can teach"]["score"]
    assert can < 1
    assert rows["draws in which 25 codes gain"]["score"] <= can


def test_the_corpora_are_read_as_they_are(tmp_path: Path) -> None:
    for name in ("babe", "ccf", "basil"):
        (tmp_path / name).mkdir()
    lines = [
        "A feeble excuse.;u1;Breitbart;x;left;Biased;Expresses writer’s opinion;[]",
        "It rained.;u1;Breitbart;x;left;Non-biased;Entirely factual;[]",
        "Who knows.;u2;Breitbart;x;left;Non-biased;No agreement;[]",
        "Seen before.;u3;Reuters;x;left;Biased;Expresses writer’s opinion;[]",
    ]
    (tmp_path / "babe" / "final_labels_SG2.csv").write_text(HEADER + "\n".join(lines), encoding="utf-8")
    told = opinion(tmp_path)
    assert dict(zip(told.texts, told.given.tolist(), strict=True)) == {"A feeble excuse.": 1, "It rained.": 0}
    assert set(told.articles) == {"u1"}

    days = [f"2020-01-{day:02}" for day in range(1, 30)]
    units = [{"text": f"On {day}.", "labels": ["Sci Detection"], "outlet": "A", "date": day} for day in days]
    text = "\n".join(map(json.dumps, units))
    (tmp_path / "ccf" / "sentences_en.jsonl").write_text(text, encoding="utf-8")
    told = science(tmp_path)
    assert 0 < len(told.texts) < len(days)
    assert {fold(article) for article in told.articles} == {0}
    assert told.given.tolist() == [1] * len(told.texts)

    marks = [[{"bias": "Informational"}, {"bias": "Lexical"}], [{"bias": "Lexical"}], []]
    body = [{"sentence": f"{n}.", "annotations": own} for n, own in enumerate(marks)]
    (tmp_path / "basil" / "articles.jsonl").write_text(json.dumps({"body": body}), encoding="utf-8")
    assert slant(tmp_path).given.tolist() == [1, 0, 0]


def test_of_too_many_sentences_some_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach, "MOST", 10)
    (tmp_path / "basil").mkdir()
    lines = [{"body": [{"sentence": f"{n} {i}.", "annotations": []} for i in range(4)]} for n in range(5)]
    (tmp_path / "basil" / "articles.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    told = slant(tmp_path)
    assert len(set(told.texts)) == 10
    assert all(text[0] == article for text, article in zip(told.texts, told.articles, strict=True))
    assert slant(tmp_path).texts == told.texts


def test_claims_are_found_among_others() -> None:
    told = claims()
    assert len(told) == 8
    assert all(len(claim.wordings) == 4 and len(about) == 6 for claim, about in told)
    home = {text: n for n, (claim, about) in enumerate(told) for text in (*claim.wordings, *about)}

    def encode(texts: Sequence[str]) -> Floats:
        return np.eye(VECTOR, dtype=np.float32)[[home.get(text, VECTOR - 1) for text in texts]]

    rows = found_claims(encode, ["It rained."])
    found, alone, *false = [row["score"] for row in rows]
    assert found == alone == 1
    assert max(false) < 0.01
    assert [row["n"] for row in rows] == [48, 48, 48 * 7, 8, 8]


def test_it_is_one_of_the_benchmarks() -> None:
    assert "teach" in BENCHMARKS
