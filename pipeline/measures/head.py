"""A head: two small matrices over what the encoder found, in NumPy's float32."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """A trained head with its calibration: logits are `scale * raw + shift`."""

    hidden_weight: Floats  # (hidden, features)
    hidden_bias: Floats  # (hidden,)
    weight: Floats  # (labels, hidden)
    bias: Floats  # (labels,)
    scale: Floats  # (labels,)
    shift: Floats  # (labels,)

    @classmethod
    def of(cls, tensors: Mapping[str, Floats], name: str) -> "Head":
        """Take the head called `name` out of a model's tensors."""
        return cls(**{field: tensors[f"{name}.{field}"] for field in cls.__slots__})

    @property
    def features(self) -> int:
        """How many numbers the head reads."""
        return int(self.hidden_weight.shape[1])

    def over_tokens(self, sents: Sequence[Encoded]) -> Floats:
        """Return (tokens, labels): the logits of every token, sentence after sentence."""
        return self.logits(np.concatenate([sent.states for sent in sents]))

    def logits(self, features: Floats) -> Floats:
        """Return (n, labels) for features of shape (n, features)."""
        hidden = np.tanh(features @ self.hidden_weight.T + self.hidden_bias)
        raw: Floats = hidden @ self.weight.T + self.bias
        return raw * self.scale + self.shift


def softmax(logits: Floats) -> Floats:
    """Return probabilities that sum to one in each row."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = odds / odds.sum(axis=1, keepdims=True)
    return chances


def sigmoid(logits: Floats) -> Floats:
    """Return independent probabilities."""
    chances: Floats = (0.5 * (1 + np.tanh(0.5 * logits))).astype(np.float32)
    return chances
