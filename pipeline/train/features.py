"""What the shipped encoder says of training texts: read once a run, however many heads are fitted on it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..encoded import Encoded
from ..encoder import Model

_PART = 256
_means: dict[tuple[str, str], NDArray[np.float32]] = {}  # by encoder and text
_states: dict[tuple[str, str], Encoded] = {}


def sentence_means(model: Model, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return (texts, width): each text's mean state."""
    encoder = encoder_of(model)
    new = sorted({text for text in texts if (encoder, text) not in _means}, key=len)
    for at in range(0, len(new), _PART):
        part = new[at : at + _PART]
        _means.update({(encoder, text): sent.mean() for text, sent in zip(part, model.encode(part), strict=True)})
    return np.stack([_means[encoder, text] for text in texts])


def token_states(model: Model, texts: Sequence[str]) -> list[Encoded]:
    """Return each text's token states."""
    encoder = encoder_of(model)
    new = sorted({text for text in texts if (encoder, text) not in _states}, key=len)
    for at in range(0, len(new), _PART):
        part = new[at : at + _PART]
        _states.update({(encoder, text): sent for text, sent in zip(part, model.encode(part), strict=True)})
    return [_states[encoder, text] for text in texts]


def encoder_of(model: Model) -> str:
    """Return what tells a model's encoder from another, whatever its heads."""
    return str(model.card["sha256"]["encoder.onnx"])
