"""A tagger: a head over the tokens of a sentence that sees each among its neighbours, in NumPy's float32.

The parts of an attribution lean on each other (a cue stands between who speaks and what is said), which a head
that reads one token at a time cannot see. Each layer adds to a token what a convolution finds in it and in the two
tokens on either side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..encoded import Encoded
from .head import Floats

REACH = 2  # tokens on either side that a layer reads
_ROWS = 8192  # tokens at once


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained tagger with its calibration: logits are `scale * raw + shift`."""

    input_weight: Floats  # (units, features)
    input_bias: Floats  # (units,)
    inner_weight: Floats  # (layers * places * units, units): what each layer takes from each place
    inner_bias: Floats  # (layers, units)
    weight: Floats  # (labels, units)
    bias: Floats  # (labels,)
    scale: Floats  # (labels,)
    shift: Floats  # (labels,)

    @classmethod
    def of(cls, tensors: Mapping[str, Floats], name: str) -> "Tagger":
        """Take the tagger called `name` out of a model's tensors."""
        return cls(**{field: tensors[f"{name}.{field}"] for field in cls.__slots__})

    def over_tokens(self, sents: Sequence[Encoded]) -> Floats:
        """Return (tokens, labels): the logits of every token, sentence after sentence; none sees another sentence."""
        found: list[Floats] = []
        part: list[Encoded] = []
        rows = 0
        for sent in sents:
            part.append(sent)
            rows += len(sent.states)
            if rows >= _ROWS:
                found.append(self._logits(part))
                part, rows = [], 0
        return np.concatenate([*found, self._logits(part)])

    def _logits(self, sents: Sequence[Encoded]) -> Floats:
        units = len(self.input_bias)
        # Empty rows part the sentences, so that no layer reads across their borders.
        lengths = np.array([len(sent.states) for sent in sents], dtype=np.int64)
        rows = np.flatnonzero(np.concatenate([np.zeros(0, bool), *(np.arange(REACH + n) >= REACH for n in lengths)]))
        hidden = np.zeros((int(lengths.sum()) + REACH * (len(sents) + 1), units), np.float32)
        if len(rows):
            states = np.concatenate([sent.states for sent in sents])
            hidden[rows] = np.maximum(states @ self.input_weight.T + self.input_bias, 0.0)
        layers = self.inner_weight.reshape(len(self.inner_bias), 2 * REACH + 1, units, units)
        for places, bias in zip(layers, self.inner_bias, strict=True):
            inner = hidden[REACH : len(hidden) - REACH]
            found = np.tile(bias, (len(inner), 1))
            for place, matrix in enumerate(places):
                found += hidden[place : place + len(inner)] @ matrix.T
            added = np.zeros_like(hidden)
            added[REACH : len(hidden) - REACH] = np.maximum(found, 0.0)
            hidden[rows] += added[rows]
        logits: Floats = (hidden[rows] @ self.weight.T + self.bias) * self.scale + self.shift
        return logits
