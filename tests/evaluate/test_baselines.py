import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.evaluate import baselines
from pipeline.evaluate.baselines import blind, linear, scores, vader
from pipeline.train.corpora import Example

MET = "Anna Berg met Tom Vale."


def example(text: str, *stances: tuple[tuple[int, int], int]) -> Example:
    return Example(text, "newsmtsc", stances=stances)


def row(text: str, group: str, *targets: tuple[int, int, float]) -> dict[str, Any]:
    return {
        "sentence_normalized": text,
        "primary_gid": f"{group}_1_1_1",
        "targets": [{"from": start, "to": end, "polarity": code} for start, end, code in targets],
    }


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Six sentences to learn from, of which one is in a test; two tests; other report-only sets without text."""
    train = [row(f"Anna Berg was praised, part {n}.", f"p{n}", (0, 9, 6.0)) for n in range(2)]
    train += [row(f"Anna Berg was blamed, part {n}.", f"b{n}", (0, 9, 2.0)) for n in range(3)]
    train += [row("Tom Vale was praised.", "c", (0, 8, 6.0))]
    test = [row("Tom Vale was praised.", "t1", (0, 8, 6.0)), row("Tom Vale was blamed!", "t2", (0, 8, 2.0))]
    for name, rows in {"train": train, "rw_test": test, "mt_test": test[1:]}.items():
        (tmp_path / "newsmtsc").mkdir(exist_ok=True)
        (tmp_path / "newsmtsc" / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for path in ("seesaw/valid.jsonl", "basil/articles.jsonl"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("")
    (tmp_path / "polnear").mkdir()
    with gzip.open(tmp_path / "polnear" / "dev.jsonl.gz", "wt") as file:
        file.write("")
    return tmp_path


def test_vader_hears_the_words_and_not_the_target() -> None:
    pytest.importorskip("vaderSentiment")
    said = vader(["What a terrible, shameful disaster.", "The council met on Monday.", "A wonderful, happy success."])
    assert said.tolist() == [0, 1, 2]


def test_without_vader_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(PipelineError, match=r"^the package vaderSentiment is not installed; run pip install"):
        vader(["Nobody came."])


def test_the_linear_model_learns_words() -> None:
    train = [example("Anna was praised.", ((0, 4), 2)), example("Anna was blamed.", ((0, 4), 0))] * 3
    tests = [[example("They praised Tom.", ((13, 16), 2))], [example("They blamed Tom.", ((12, 15), 0))]]
    for targets in (True, False):
        assert [said.tolist() for said in linear(train, tests, targets=targets)] == [[2], [0]]


def test_only_with_targets_does_the_linear_model_tell_two_in_a_sentence_apart() -> None:
    both = example(MET, ((0, 9), 2), ((14, 22), 0))
    assert linear([both] * 3, [[both]], targets=True)[0].tolist() == [2, 0]
    one, other = linear([both] * 3, [[both]], targets=False)[0]
    assert one == other


def test_the_blind_model_takes_the_whole_sentence_as_target(tiny: Model) -> None:
    texts = ["Anna Berg was praised .", "the plan was reckless", "Anna Berg was praised .", "police attacked Tom Vale"]
    whole = tiny.stance(texts, [(0, len(text)) for text in texts]).argmax(axis=1)
    assert len(set(whole.tolist())) > 1
    assert blind(tiny, texts).tolist() == whole.tolist()


def test_each_floor_is_measured_on_both_tests(corpora: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[str] = []

    def spy(train: Sequence[Example], tests: Sequence[Sequence[Example]], *, targets: bool) -> list[Any]:
        learned.extend(ex.text for ex in train)
        return [np.full(len(test), 2) for test in tests]

    monkeypatch.setattr(baselines, "linear", spy)
    monkeypatch.setattr(baselines, "vader", lambda texts: np.array([0 if "blamed" in text else 2 for text in texts]))
    rows = scores(tiny, corpora)
    assert len(learned) == 2 * 5
    assert not any("Tom Vale" in text for text in learned)  # it is in a report-only set
    assert [row["set"].split(": ")[0] for row in rows] == ["NewsMTSC rw_test", "NewsMTSC mt_test"] * 5
    assert [row["n"] for row in rows] == [2, 1] * 5
    by_set = {row["set"]: row for row in rows}
    majority = by_set["NewsMTSC rw_test: majority"]
    # "against" is said of both: F1 2/3 for it and 0 for "for", the only other class.
    assert majority["score"] == pytest.approx(1 / 3)
    assert (majority["low"], majority["high"]) == (0, 1)  # a draw of one document twice is all right or all wrong
    assert by_set["NewsMTSC rw_test: VADER"]["score"] == 1
    assert by_set["NewsMTSC mt_test: TF-IDF of sentence, linear, target-blind"]["score"] == 0


def test_a_model_without_stance_has_no_blind_row(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute:
        heads = frozenset({"frame"})

    monkeypatch.setattr(baselines, "vader", lambda texts: np.ones(len(texts), np.int64))
    rows = scores(Mute(), corpora)  # type: ignore[arg-type]
    assert len(rows) == 2 * 4
    assert not any("the model" in row["set"] for row in rows)
