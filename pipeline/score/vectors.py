"""Make sentence vectors small enough to store: fewer numbers, a byte each, and without what all news has in common.

The shipped model's vectors are all alike, for most of what they hold is that a sentence is news. Their mean is taken
off, and they are turned to the directions in which sentences differ most, each scaled to the same spread (whitening;
Su et al. 2021). Mean and directions stand in `data/models/passages.safetensors`, fitted by `python -m
pipeline.train.passages` for one version of the model. Vectors of any other model are turned by a fixed random matrix
(Johnson and Lindenstrauss 1984). `Library.vectors` gives unit length back; what this costs is in docs/passages.md.
"""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..library.tables import VECTOR
from ..measures.head import Floats

FITTED = Path(__file__).parents[2] / "data" / "models" / "passages.safetensors"
_STEPS = 127  # of an int8 on either side of zero


def packed(vectors: Floats, version: str) -> list[bytes]:
    """Return each row of (n, width) as `VECTOR` int8 numbers; `version` is the model's that the vectors are of."""
    width = vectors.shape[1]
    mean, matrix = fitted(version) or (np.zeros(width, np.float32), projection(width))
    small = (vectors - mean) @ matrix.T
    largest = np.maximum(np.abs(small).max(axis=1, keepdims=True), 1e-12)
    return [row.tobytes() for row in np.rint(small * (_STEPS / largest)).astype(np.int8)]


@cache
def fitted(version: str) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """Return the mean (width) and the matrix (`VECTOR`, width) fitted for this version of the model, if any are."""
    from safetensors import safe_open

    with safe_open(FITTED, "np") as file:
        if file.metadata()["model"] != version:
            return None
        return file.get_tensor("mean").astype(np.float32), file.get_tensor("matrix").astype(np.float32)


@cache
def projection(width: int) -> NDArray[np.float32]:
    """Return the fixed matrix (`VECTOR`, width) for vectors of this width: orthonormal, its signs bits of SHA-256.

    Vectors of fewer numbers than are stored keep their own, with zeros behind them.
    """
    if width <= VECTOR:
        return np.eye(VECTOR, width, dtype=np.float32)
    drawn = b"".join(hashlib.sha256(f"{width} {row}".encode()).digest() for row in range(width * VECTOR // 256 + 1))
    signs = np.unpackbits(np.frombuffer(drawn, np.uint8))[: width * VECTOR].reshape(width, VECTOR)
    rows, upper = np.linalg.qr(signs * 2.0 - 1.0)
    turned: NDArray[np.float32] = (rows * np.sign(np.diag(upper))).T.astype(np.float32)
    return turned
