"""Write a trained network as the files that scoring loads: ONNX encoder, heads, tokenizer, description.

The encoder's large matrices are stored as int8 with one scale a channel, and become float32 again when
the model is loaded: the file is a quarter of the size, the arithmetic is float32 throughout.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from safetensors.numpy import save_file
from torch import nn
from transformers import PreTrainedTokenizerFast

from .network import MAX_TOKENS, Network

log = logging.getLogger(__name__)
_LARGE = 50_000  # parameters; smaller tensors stay float32
FILES = ("encoder.onnx", "heads.safetensors", "tokenizer.json")


def export(
    network: Network,
    tokenizer: PreTrainedTokenizerFast,
    folder: Path,
    *,
    name: str,
    calibration: Mapping[str, tuple[np.ndarray, np.ndarray]],
    about: Mapping[str, Any],
) -> None:
    """Write the model's files into `folder`; `calibration` gives each head's (scale, shift)."""
    folder.mkdir(parents=True, exist_ok=True)
    network = network.to("cpu").float().eval()
    onnx.save(quantised(bare(_encoder_graph(network))), folder / "encoder.onnx")
    heads = {"stance": network.stance, "frame": network.frame}
    tensors: dict[str, np.ndarray] = {}
    for head, layers in heads.items():
        tensors |= {f"{head}.{field}": value for field, value in _head_tensors(layers).items()}
        scale, shift = calibration[head]
        tensors[f"{head}.scale"] = np.asarray(scale, np.float32)
        tensors[f"{head}.shift"] = np.asarray(shift, np.float32)
    save_file(tensors, folder / "heads.safetensors")
    (folder / "heads.safetensors").chmod(0o644)
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    card = {
        "name": name,
        "max_tokens": MAX_TOKENS,
        "width": network.encoder.config.hidden_size,
        "padding_id": tokenizer.pad_token_id,
        "heads": sorted(heads),
        "sha256": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES},
        "about": dict(about),
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


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


def _head_tensors(layers: nn.Sequential) -> dict[str, np.ndarray]:
    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    return {
        "hidden_weight": linear[0].weight.detach().numpy(),
        "hidden_bias": linear[0].bias.detach().numpy(),
        "weight": linear[1].weight.detach().numpy(),
        "bias": linear[1].bias.detach().numpy(),
    }
