"""Write a trained network as the files that scoring loads: ONNX encoder, heads, tokenizer, description.

The encoder's large matrices are stored as int8 with one scale a channel, and become float32 again when
the model is loaded: the file is a quarter of the size, the arithmetic is float32 throughout.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.numpy import load_file, save_file
from torch import nn
from transformers import PreTrainedTokenizerFast

from .network import MAX_TOKENS, Heads, Network
from .tagger import TokenTagger

log = logging.getLogger(__name__)
_LARGE = 50_000  # parameters; smaller tensors stay float32
FILES = ("encoder.onnx", "heads.safetensors", "tokenizer.json")


HEADS = ("stance", "relation", "frame", "role", "loaded", "attribution")
Calibration: TypeAlias = Mapping[str, Sequence[np.ndarray]]  # a head's (factor, shift)


def export_encoder(network: Network, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the student's encoder and the tokenizer into `folder`; the network is cut to the student."""
    folder.mkdir(parents=True, exist_ok=True)
    network.cut()
    network = network.to("cpu").float().eval()
    onnx.save(quantised(bare(_encoder_graph(network))), folder / "encoder.onnx")
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))


def export_heads(
    heads: Heads,
    folder: Path,
    *,
    names: Sequence[str] = HEADS,
    name: str,
    padding_id: int,
    calibration: Calibration,
    about: Mapping[str, Any],
) -> None:
    """Write the heads called `names` and the model's description beside the encoder in `folder`.

    `calibration` gives heads their (factor, shift); "stance.article" is stance's for whole articles.
    """
    tensors: dict[str, np.ndarray] = {
        "relation.author": heads.author.detach().numpy(),
        "vector.weight": heads.vector.weight.detach().numpy(),
    }
    for head in names:
        tensors |= {f"{head}.{field}": value for field, value in _head_tensors(getattr(heads, head)).items()}
        labels = len(tensors[f"{head}.bias"])
        scale, shift = calibration.get(head, (np.ones(labels), np.zeros(labels)))
        tensors |= {f"{head}.scale": np.asarray(scale, np.float32), f"{head}.shift": np.asarray(shift, np.float32)}
    if "stance.article" in calibration:
        scale, shift = calibration["stance.article"]
        tensors |= {"stance.article_scale": scale, "stance.article_shift": shift}
    _save(tensors, folder)
    card = {
        "name": name,
        "max_tokens": MAX_TOKENS,
        "width": heads.vector.in_features,
        "padding_id": padding_id,
        "heads": sorted(names),
        "about": dict(about),
    }
    _describe(card, folder)


def replace_head(folder: Path, name: str, head: nn.Module, factor: np.ndarray, shift: np.ndarray) -> None:
    """Write another head of this name into a model's files, and their new hashes into its description."""
    kept = {
        key: value for key, value in load_file(folder / "heads.safetensors").items() if not key.startswith(f"{name}.")
    }
    tensors = {f"{name}.{field}": value for field, value in _head_tensors(head).items()}
    _save(kept | tensors | {f"{name}.scale": factor, f"{name}.shift": shift}, folder)
    _describe(json.loads((folder / "model.json").read_text(encoding="utf-8")), folder)


def _save(tensors: Mapping[str, np.ndarray], folder: Path) -> None:
    small = {key: np.ascontiguousarray(_half(value)) for key, value in tensors.items()}
    save_file(small, folder / "heads.safetensors")
    (folder / "heads.safetensors").chmod(0o644)


def _describe(card: Mapping[str, Any], folder: Path) -> None:
    hashes = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES}
    text = json.dumps({**card, "sha256": hashes}, indent=1, ensure_ascii=False)
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")


class _States(nn.Module):
    """The encoder alone, with named inputs and one output."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states: torch.Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states


def _encoder_graph(network: Network) -> onnx.ModelProto:
    ids = torch.randint(5, 1000, (3, 11))
    dynamic = {0: torch.export.Dim("sentences"), 1: torch.export.Dim("tokens", max=MAX_TOKENS)}
    program = torch.onnx.export(
        _States(network.encoder),
        (ids, torch.ones_like(ids)),
        input_names=["input_ids", "attention_mask"],
        output_names=["states"],
        dynamic_shapes={"input_ids": dynamic, "attention_mask": dynamic},
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    return program.model_proto


def bare(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph without the exporter's notes, which hold the paths of the machine that made it."""
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.functions):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    return model


def quantised(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph with each large float matrix stored as int8 and a scale for each channel."""
    graph = model.graph
    opening = []
    for tensor in list(graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or len(tensor.dims) != 2 or np.prod(tensor.dims) < _LARGE:
            continue
        weights = numpy_helper.to_array(tensor)
        axis = _channel_axis(graph, tensor.name)
        scale = np.abs(weights).max(axis=1 - axis, keepdims=True) / 127
        scale[scale == 0] = 1.0
        small = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
        stored, scales = f"{tensor.name}.int8", f"{tensor.name}.scale"
        graph.initializer.extend(
            [
                numpy_helper.from_array(small, stored),
                numpy_helper.from_array(scale.reshape(-1).astype(np.float32), scales),
            ]
        )
        opening.append(helper.make_node("DequantizeLinear", [stored, scales], [tensor.name], axis=axis))
        graph.initializer.remove(tensor)
    for node in reversed(opening):
        graph.node.insert(0, node)
    log.info("stored %d matrices as int8", len(opening))
    onnx.checker.check_model(model)
    return model


def _channel_axis(graph: onnx.GraphProto, name: str) -> int:
    """Return the axis of a matrix that its products do not sum over (for an embedding, its rows)."""
    for node in graph.node:
        if name in node.input:
            return 1 if node.op_type == "MatMul" and node.input[1] == name else 0
    return 0


def _half(value: np.ndarray) -> np.ndarray:
    """Store matrices in half the space; scoring reads them as float32."""
    return value.astype(np.float16 if value.ndim == 2 else np.float32)


def _head_tensors(head: nn.Module) -> dict[str, np.ndarray]:
    if isinstance(head, TokenTagger):
        return head.tensors()
    linear = [layer for layer in head.children() if isinstance(layer, nn.Linear)]
    return {
        "hidden_weight": linear[0].weight.detach().numpy(),
        "hidden_bias": linear[0].bias.detach().numpy(),
        "weight": linear[1].weight.detach().numpy(),
        "bias": linear[1].bias.detach().numpy(),
    }
