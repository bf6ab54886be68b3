from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from pipeline.errors import PipelineError
from pipeline.evaluate import as_text, evaluate
from pipeline.evaluate.metrics import calibration_error, interval, macro_f1

evaluation = import_module("pipeline.evaluate")


def test_macro_f1_by_hand() -> None:
    gold, said = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1])
    # F1 of 0: 2*1/(2+1) = 2/3; of 1: 2*1/(1+3) = 1/2; of 2: 0
    assert macro_f1(gold, said) == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)


def test_an_interval_of_few_clusters_is_wider_than_of_many() -> None:
    rng = np.random.default_rng(0)
    gold = rng.integers(3, size=600)
    said = np.where(np.repeat(rng.random(20) < 0.7, 30), gold, (gold + 1) % 3)
    many = interval(macro_f1, gold, said, [str(i) for i in range(600)], draws=200)
    few = interval(macro_f1, gold, said, [str(i // 30) for i in range(600)], draws=200)
    assert few[1] - few[0] > 2 * (many[1] - many[0])
    assert many[0] < macro_f1(gold, said) < many[1]


def test_calibration_error_is_zero_when_chances_are_right_and_large_when_not() -> None:
    rng = np.random.default_rng(1)
    chances = rng.dirichlet([1, 1, 1], size=30_000).astype(np.float32)
    gold = np.array([rng.choice(3, p=row / row.sum()) for row in chances.astype(float)])
    assert calibration_error(gold, chances) < 0.01
    sure = np.eye(3, dtype=np.float32)[chances.argmax(axis=1)]
    assert calibration_error(gold, sure) > 0.1


def test_an_unknown_benchmark_is_named(tiny: object, tmp_path: object) -> None:
    with pytest.raises(PipelineError, match='"bias" is not a benchmark'):
        evaluate(["bias"], folder=tmp_path, model=tiny)  # type: ignore[arg-type]


@pytest.mark.parametrize("left", [{"loaded", "attribution"}, set()])
def test_a_model_is_measured_by_the_heads_that_it_has(left: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(evaluation, "evaluate", lambda names, **_: asked.extend(names) or [])
    heads = {"stance", "relation", "frame", "role", "loaded", "attribution"} - left
    evaluation.evaluate_model(SimpleNamespace(heads=heads), Path())  # type: ignore[arg-type]
    assert {"stance", "frame", "symmetry", "speed"} <= set(asked)
    assert {"loaded", "attribution", "voice"} & set(asked) == (set() if left else {"loaded", "attribution", "voice"})


def test_the_table_lines_up() -> None:
    rows = [{"benchmark": "stance", "set": "a set", "metric": "F1", "n": 3, "score": 0.5}, {"benchmark": "x", "n": 10}]
    lines = as_text(rows).splitlines()
    assert lines[1].split() == ["stance", "a", "set", "F1", "3", "0.500", "-", "-", "-", "-"]
    assert lines[0].index("score") == lines[1].index("0.500")
