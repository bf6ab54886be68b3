"""What many tests share: a tiny model made on the spot, two invented articles, a library with their scores."""

import hashlib
import json
import os
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:  # as many run side by side as there are cores: each takes one
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.types import FRAMES, Article

os.environ.setdefault("HF_HUB_OFFLINE", "1")
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the project")

WIDTH = 8
_HEADS = (  # name, width in, labels
    ("stance", 2 * WIDTH, 3),
    ("relation", 3 * WIDTH, 3),
    ("frame", WIDTH, len(FRAMES)),
    ("role", 2 * WIDTH, 3),
    ("loaded", WIDTH, 1),
    ("attribution", WIDTH, 3),
)
_WORDS = (  # noqa: SIM905 # a vocabulary reads better as words than as a list
    "[UNK] [CLS] [SEP] [PAD] the mayor of harbour town praised blamed attacked Anna Berg Tom Vale council said plan "
    'reckless brave costs jobs court police border . , " a in and for against was is'
).split()

ALPHA = Article(
    title="Mayor Anna Berg praised for harbour plan",
    text=(
        "The council praised Anna Berg on Monday for the harbour plan.\n\n"
        "Tom Vale said the plan was reckless. “It costs the town many jobs,” Vale said.\n\n"
        "Berg was in court in March, and the court was for the plan."
    ),
    outlet="The Harbour Example",
    date="2024-03-04",
    genre="news",
    language="en",
    source="alpha.txt",
    found={"outlet": "file name", "date": "file name"},
)
BETA = Article(
    title="Reckless plan blamed on mayor",
    text=(
        "Anna Berg was blamed for a reckless plan in the harbour town.\n\n"
        "The police attacked Tom Vale at the border, Vale said. Berg is against the police.\n\n"
        "The plan costs jobs."
    ),
    outlet="Beta Daily",
    date=None,
    genre="news",
    language="en",
    source="beta.txt",
    found={"outlet": "file name"},
    extra={"desk": "city", "=1+1": 3},
)


def write_tiny_model(folder: Path, *, max_tokens: int = 12, seed: int = 0) -> Path:
    """Write a model whose encoder is a table of word vectors: right in form, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(_WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))
    table = rng.normal(size=(len(_WORDS), WIDTH)).astype(np.float32)
    shape = ["sentences", "tokens"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["states"])],
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, [*shape, WIDTH])],
        [numpy_helper.from_array(table, "table")],
    )
    opset = [helper.make_opsetid("", 18)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), folder / "encoder.onnx")
    tensors = {
        "relation.author": rng.normal(size=WIDTH).astype(np.float32),
        "vector.weight": rng.normal(size=(WIDTH, WIDTH)).astype(np.float16),
    }
    for head, features, labels in _HEADS:
        shapes = {"hidden_weight": (4, features), "hidden_bias": (4,), "weight": (labels, 4), "bias": (labels,)}
        tensors |= {f"{head}.{name}": rng.normal(size=s).astype(np.float32) for name, s in shapes.items()}
        tensors |= {f"{head}.scale": np.ones(labels, np.float32), f"{head}.shift": np.zeros(labels, np.float32)}
    tensors["attribution.bias"] = np.full(3, -9.0, np.float32)  # it hears nothing: only what is in marks is attributed
    save_file(tensors, folder / "heads.safetensors")
    files = ("encoder.onnx", "heads.safetensors", "tokenizer.json")
    card = {
        "name": "tiny",
        "max_tokens": max_tokens,
        "width": WIDTH,
        "padding_id": 3,
        "heads": sorted(name for name, *_ in _HEADS),
        "sha256": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in files},
        "about": {},
    }
    (folder / "model.json").write_text(json.dumps(card))
    return folder


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> Model:
    return Model(tiny_folder, threads=1)


@pytest.fixture
def library(tmp_path: Path, tiny: Model) -> Library:
    """A library in which the event "harbour" holds ALPHA and BETA, scored by the tiny model."""
    library = Library.open(tmp_path / "library", create=True)
    score_articles([ALPHA, BETA], library=library, event="harbour", model=tiny)
    return library
