"""The tagger of `pipeline.measures.tagger` in torch, so that it can be trained; a test holds the two together."""

import numpy as np
import torch
from torch import nn

from ..measures.tagger import REACH

UNITS, LAYERS = 256, 3
_DROPPED = 0.25


class TokenTagger(nn.Module):
    """A head over the tokens of a sentence that sees each among its neighbours."""

    def __init__(self, width: int, *, units: int = UNITS, layers: int = LAYERS, labels: int = 3) -> None:
        super().__init__()
        self.input = nn.Linear(width, units)
        self.inner = nn.ModuleList(nn.Conv1d(units, units, 2 * REACH + 1, padding=REACH) for _ in range(layers))
        self.output = nn.Linear(units, labels)
        self.dropped = nn.Dropout(_DROPPED)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return (sentences, tokens, labels) logits; `mask` says which tokens are there."""
        there = mask.unsqueeze(-1)
        hidden = torch.relu(self.input(self.dropped(states))) * there
        for layer in self.inner:
            found = layer(self.dropped(hidden).transpose(1, 2)).transpose(1, 2)
            hidden = (hidden + torch.relu(found)) * there
        logits: torch.Tensor = self.output(hidden)
        return logits

    def tensors(self) -> dict[str, np.ndarray]:
        """Return the numbers under the names that `Tagger` has for them, without calibration."""
        inner = [layer for layer in self.inner if isinstance(layer, nn.Conv1d)]
        units = self.input.out_features
        # From (out, in, place) to one matrix a place, all of them below each other.
        stacked = np.stack([layer.weight.detach().numpy().transpose(2, 0, 1) for layer in inner])
        return {
            "input_weight": self.input.weight.detach().numpy(),
            "input_bias": self.input.bias.detach().numpy(),
            "inner_weight": stacked.reshape(-1, units),
            "inner_bias": np.array([layer.bias.detach().numpy() for layer in inner if layer.bias is not None]),
            "weight": self.output.weight.detach().numpy(),
            "bias": self.output.bias.detach().numpy(),
        }
