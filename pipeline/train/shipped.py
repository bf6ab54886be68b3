"""Take up the encoder and heads of a model's files, to train on from there.

The weights are those that ship (int8 by channel, heads in float16), so what goes on is what users have.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.numpy import load_file
from torch import nn
from transformers import PreTrainedTokenizerFast

from ..errors import PipelineError
from .fit import Plan, load_base
from .network import Heads, Network


def load_shipped(folder: Path, plan: Plan) -> tuple[Network, PreTrainedTokenizerFast]:
    """Return the student in `folder` as a network without a teacher; PipelineError if its layers are not the plan's."""
    network, tokenizer = load_base(plan)
    weights = encoder_weights(folder / "encoder.onnx")
    own = network.encoder.state_dict()
    missing = {name for name in own if name not in weights and not name.endswith("position_ids")}
    if missing or any(own[name].shape != found.shape for name, found in weights.items() if name in own):
        raise PipelineError(f"{folder}: its encoder has not the {plan.layers} layers of the plan; train from the base")
    with torch.no_grad():
        for name in own.keys() & weights.keys():
            own[name].copy_(torch.from_numpy(weights[name]))
    _fill(network.student, load_file(folder / "heads.safetensors"))
    return network, tokenizer


def encoder_weights(path: Path) -> dict[str, np.ndarray]:
    """Return the encoder's float32 weights from its graph, by the names that torch gives them.

    The graph names biases and small tensors as torch does. The large matrix of a layer has no name of its own: it is
    the one whose product the layer's bias is added to, and it stands there transposed.
    """
    graph = onnx.load(path).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            stored, scale = tensors[node.input[0]], tensors[node.input[1]]
            axis = next(attribute.i for attribute in node.attribute if attribute.name == "axis")
            tensors[node.output[0]] = stored.astype(np.float32) * np.expand_dims(scale, 1 - axis)
    products = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "MatMul"}
    found = {name.removeprefix("encoder."): value for name, value in tensors.items() if name.startswith("encoder.")}
    for node in graph.node:
        if node.op_type == "Add":
            bias = next((name for name in node.input if name.endswith(".bias")), None)
            matrix = next((products[name] for name in node.input if name in products), None)
            if bias and matrix in tensors:
                found[bias.removeprefix("encoder.").removesuffix("bias") + "weight"] = tensors[matrix].T
    return {
        name: np.array(value, np.float32) for name, value in found.items() if not name.endswith((".int8", ".scale"))
    }


def _fill(heads: Heads, tensors: Mapping[str, np.ndarray]) -> None:
    """Give the heads the stored numbers; a head that the files lack stays new."""

    def give(place: torch.Tensor, name: str) -> None:
        if name in tensors:
            with torch.no_grad():
                place.copy_(torch.from_numpy(tensors[name].astype(np.float32)))

    give(heads.author, "relation.author")
    give(heads.vector.weight, "vector.weight")
    for name, layers in heads.named_children():
        if isinstance(layers, nn.Sequential):
            first, last = (layer for layer in layers if isinstance(layer, nn.Linear))
            for layer, prefix in ((first, "hidden_"), (last, "")):
                give(layer.weight, f"{name}.{prefix}weight")
                give(layer.bias, f"{name}.{prefix}bias")
