"""Training on a toy encoder: it learns, and what is exported scores as the network did."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; pip install -r requirements-train.txt")
pytest.importorskip("onnxscript", reason="onnxscript is not installed; pip install -r requirements-train.txt")

from pipeline.encoder import load_model  # noqa: E402 # after the check that torch is there
from pipeline.train.corpora import FrameExample, StanceExample  # noqa: E402
from pipeline.train.export import export  # noqa: E402
from pipeline.train.fit import Plan, fit, frame_logits, stance_f1, stance_logits  # noqa: E402
from pipeline.types import FRAMES  # noqa: E402

VERBS = {"blamed": 0, "met": 1, "praised": 2}
NAMES = ["berg", "vale", "the mayor", "the council", "nordland"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> str:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "they", *VERBS, "jobs", "police", ".", *" ".join(NAMES).split()]
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(dict.fromkeys(words))}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    folder = tmp_path_factory.mktemp("base")
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
    )
    BertModel(config).save_pretrained(folder)
    return str(folder)


def _stances() -> list[StanceExample]:
    return [
        StanceExample(f"they {verb} {name} .", ((6 + len(verb), 6 + len(verb) + len(name)),), (label,), name)
        for verb, label in VERBS.items()
        for name in NAMES
    ]


def _frames() -> list[FrameExample]:
    blank = [float("nan")] * len(FRAMES)

    def example(word: str, economic: float) -> FrameExample:
        return FrameExample(f"they met {word} .", (economic, *blank[1:]), word)

    return [example("jobs", 1.0), example("police", 0.0)]


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning", "ignore::DeprecationWarning")
def test_it_learns_and_the_export_scores_the_same(base: str, tmp_path: Path) -> None:
    plan = Plan(base=base, epochs=25, batch=5, frame_batch=2, encoder_rate=3e-3, head_rate=3e-3)
    network, tokenizer = fit(plan, _stances(), _frames(), _stances(), tmp_path / "best.pt")
    assert stance_f1(network, tokenizer, _stances()) > 0.9
    jobs, police = frame_logits(network, tokenizer, _frames())[:, 0]
    assert jobs > 1 > police

    one, none = np.ones, np.zeros
    calibration = {"stance": (one(3), none(3)), "frame": (one(15), none(15))}
    export(network, tokenizer, tmp_path / "model", name="toy", calibration=calibration, about={"a": 1})
    model = load_model(tmp_path / "model")
    texts, targets = [ex.text for ex in _stances()], [ex.targets[0] for ex in _stances()]
    odds = np.exp(stance_logits(network, tokenizer, _stances()))
    assert model.stance(texts, targets) == pytest.approx(odds / odds.sum(axis=1, keepdims=True), abs=0.03)
    assert model.stance(texts * 7, targets * 7)[: len(texts)] == pytest.approx(model.stance(texts, targets), abs=1e-5)


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
