"""Training on a toy encoder: it learns, and what is exported scores as the network did."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; pip install -r requirements-train.txt")
pytest.importorskip("onnxscript", reason="onnxscript is not installed; pip install -r requirements-train.txt")

from pipeline.encoder import load_model  # noqa: E402 # after the check that torch is there
from pipeline.train.calibrate import scale_classes, scale_independent  # noqa: E402
from pipeline.train.corpora import Example  # noqa: E402
from pipeline.train.export import export_encoder, export_heads  # noqa: E402
from pipeline.train.fit import Plan, fit, outputs, stance_f1  # noqa: E402
from pipeline.train.heads import cross_fitted, fit_head  # noqa: E402
from pipeline.train.mix import batches  # noqa: E402
from pipeline.types import FRAMES  # noqa: E402

from .conftest import NAMES, VERBS  # noqa: E402


def _examples() -> list[Example]:
    """Return sentences that label every head: the verb gives stance and relation, the noun frame and word."""
    examples = []
    for verb, label in VERBS.items():
        for name in NAMES:
            text = f"they {verb} {name} ."
            start = text.index(name)
            target = (start, start + len(name))
            speech = (((start, target[1]),), ((0, 4),), ((5, 5 + len(verb)),))
            examples.append(
                Example(
                    text,
                    "toy",
                    name,
                    stances=((target, label),),
                    relations=(((0, 4), target, label), (None, target, 1)),
                    roles=((target, (float(label == 2), float(label == 0), 0.0), 1.0),),
                    loaded=((5, 5 + len(verb)),) if label == 0 else (),
                    biased=float(label == 0),
                    attributed=speech,
                    vector=tuple(float(i == label) for i in range(32)),
                )
            )
    blank = (float("nan"),) * (len(FRAMES) - 1)
    for word, economic in (("jobs", 1.0), ("police", 0.0)):
        examples += [Example(f"they met {word} .", "toy", word, frames=(economic, *blank))] * 8
    return examples


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning", "ignore::DeprecationWarning")
def test_it_learns_resumes_and_the_export_scores_the_same(base: str, tmp_path: Path) -> None:
    plan = Plan(base=base, depth=1, layers=2, batch=7, encoder_rate=3e-3, head_rate=3e-3)
    examples = _examples()
    mixed = [part for seed in range(60) for part in batches(examples, plan.batch, seed=seed)]
    checkpoint = tmp_path / "tower.pt"
    network, tokenizer = fit(plan, mixed, checkpoint)
    assert stance_f1(network, tokenizer, examples) > 0.9
    assert stance_f1(network, tokenizer, examples, teacher=True) > 0.9

    again, _ = fit(plan, mixed, checkpoint)  # done already: nothing is trained again
    assert torch.equal(again.student.stance[1].weight, network.student.stance[1].weight)

    calibration = {"stance.article": (np.ones(3, np.float32), np.array([-5, 5, -5], np.float32))}
    said = torch.cat([part.stance for part in outputs(network, tokenizer, examples)]).softmax(-1).numpy()
    folder = tmp_path / "model"
    export_encoder(network, tokenizer, folder)
    export_heads(network.student, folder, name="toy", padding_id=0, calibration=calibration, about={"a": 1})
    model = load_model(folder)
    asked = [ex for ex in examples if ex.stances]
    texts, targets = [ex.text for ex in asked], [ex.stances[0][0] for ex in asked]
    assert model.stance(texts, targets) == pytest.approx(said, abs=0.03)
    assert model.stance(texts * 7, targets * 7)[: len(texts)] == pytest.approx(model.stance(texts, targets), abs=1e-5)
    assert (model.stance(texts, targets, prior="article").argmax(axis=1) == 1).all()

    label = np.array([ex.stances[0][1] for ex in asked])
    held = model.relations(texts, [(0, 4)] * len(texts), targets)
    assert (held.argmax(axis=1) == label).mean() > 0.9
    author = model.relations(texts, [None] * len(texts), targets)
    assert (author.argmax(axis=1) == 1).mean() > 0.9
    assert ((model.roles(texts, targets)[:, 1] > 0.5) == (label == 0)).mean() > 0.9
    jobs, police = model.frames(["they met jobs .", "they met police ."])[:, 0]
    assert jobs > 0.6 > 0.4 > police
    verbs = [found[1][2] for found in model.loaded(texts)]
    assert ((np.array(verbs) > 0.5) == (label == 0)).mean() > 0.9
    they, verb, *_ = model.attributions(texts)[0]
    assert they[3] > 0.5 > they[2]
    assert verb[4] > 0.5 > verb[3]
    assert (model.vectors(texts).argmax(axis=1) == label).mean() > 0.9


def test_an_interrupted_run_ends_where_an_undisturbed_one_does(base: str, tmp_path: Path) -> None:
    plan = Plan(base=base, depth=1, layers=2, batch=7)
    mixed = [part for seed in range(3) for part in batches(_examples(), plan.batch, seed=seed)]
    torch.manual_seed(3)
    whole, _ = fit(plan, mixed, tmp_path / "whole.pt", every=2)

    class Pulled(Exception):
        pass

    def pull(*_: object) -> str:
        raise Pulled

    with pytest.raises(Pulled):
        fit(plan, mixed, tmp_path / "cut.pt", look=pull, every=2)
    rest, _ = fit(plan, mixed, tmp_path / "cut.pt", every=2)
    drift = (whole.student.stance[1].weight - rest.student.stance[1].weight).detach().abs().max()
    assert float(drift) < 5e-3  # dropout in the heads draws anew


def test_heads_of_folds_never_see_what_they_are_measured_on() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(1200, 6)).astype(np.float32)
    gold = (features[:, :1] > 0).astype(np.float32)
    groups = [i % 3 for i in range(1200)]
    seen: list[int] = []

    def fit_and_note(inputs: np.ndarray, labels: np.ndarray) -> Any:
        seen.append(len(inputs))
        return fit_head(inputs, labels, hidden=8, epochs=60)

    found = cross_fitted(features, gold, groups, measured=[g == 1 for g in groups], fit=fit_and_note)
    assert seen == [800]
    inside = np.array(groups) == 1
    assert np.isnan(found[~inside]).all()
    assert ((found[inside] > 0) == (gold[inside] == 1)).mean() > 0.8


def test_calibration_undoes_what_was_done_to_the_logits() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 3)).astype(np.float32) * 2
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    gold = np.array([rng.choice(3, p=row) for row in chances])
    factor, shift = scale_classes(3 * logits + np.array([1, 0, -1], np.float32), gold)
    assert factor == pytest.approx(1 / 3, abs=0.03)
    assert shift == pytest.approx(np.array([-1, 0, 1]) / 3, abs=0.1)
    single = (rng.random(4000) < 1 / (1 + np.exp(-logits[:, 0]))).astype(np.float32)
    factor, shift = scale_independent(2 * logits[:, :1] - 1, single[:, None])
    assert (float(factor[0]), float(shift[0])) == pytest.approx((0.5, 0.5), abs=0.08)


def test_large_matrices_are_stored_small_and_come_back(tmp_path: Path) -> None:
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from pipeline.train.export import quantised

    weights = np.random.default_rng(0).normal(size=(300, 200)).astype(np.float32)
    weights[:, 7] *= 50  # one loud channel must not drown the others
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 300])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 200])],
        [numpy_helper.from_array(weights, "w")],
    )
    plain = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    full = len(plain.SerializeToString())
    small = quantised(plain)
    assert len(small.SerializeToString()) < full / 3
    onnx.save(small, tmp_path / "m.onnx")
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # as scoring does
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"), options)
    (back,) = session.run(None, {"x": np.eye(300, dtype=np.float32)})
    half_a_step = np.abs(weights).max(axis=0) / 127 / 2
    assert (np.abs(back - weights).max(axis=0) <= half_a_step * 1.001).all()
    x = np.random.default_rng(1).normal(size=(5, 300)).astype(np.float32)
    assert session.run(None, {"x": x})[0] == pytest.approx(x @ back, rel=1e-4, abs=1e-2)  # float32 arithmetic
