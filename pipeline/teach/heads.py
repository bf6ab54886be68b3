"""Teach a label: fit a light head on the stored sentence vectors, starting from what is believed without codes.

Of a label of the user's own the belief is how near a sentence's vector lies to the mean of those of the definition and
the examples; of a measure that the model has, it is the model's own log-odds. Codes move it, few codes a little. Only
stored vectors are read, so that a whole library is scored without running the encoder. How strongly the belief holds
was measured (docs/teach.md). Finding sentences about a claim is `claims.py`'s.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import PipelineError
from ..library.tables import VECTOR, unpacked
from ..measures.head import Floats
from ..score.vectors import fitted, packed
from .heldout import Fit, IntArray, held_out
from .ridge import FloatArray, Ridge, fit
from .taught import CLAIM, OWN, Label, Taught, rounded

LEAST = 25  # codes that a head is fitted to
EACH = 3  # codes of a value, below which it is not taught
ARTICLES = 3  # with codes, so that some can be left out
STRENGTH, HOLD = 0.1, 5.0  # of the weights' and the slope's priors
_CLIP = 1e-4  # a probability is no surer than this

Encode: TypeAlias = Callable[[Sequence[str]], Floats]


class Encoder(Protocol):
    """What is needed of a model: `encoder.Model` has it."""

    version: str

    def vectors(self, sentences: Sequence[str]) -> Floats:
        """Return one vector a sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Codes:
    """What people coded of one label: arrays and lists have one place a code.

    `vectors` is (n, `VECTOR`) as stored, `values` what was said (-1, 0, 1), `articles` where. `believed` is (n, 1), or
    (n, 2) for against and for: what the measure's own probabilities hold; None for a label of the user's own.
    """

    vectors: FloatArray
    values: IntArray
    articles: tuple[str, ...]
    believed: FloatArray | None = None


def encode_with(model: Encoder) -> Encode:
    """Return the function that gives texts the vectors that the library stores for sentences of this model."""

    def encode(texts: Sequence[str]) -> Floats:
        return np.stack(unpacked(packed(model.vectors(texts), model.version)))

    return encode


def scale(version: str) -> FloatArray:
    """Return what each number of a stored vector counts in a head, for vectors of this version of the model: (d,).

    Stored vectors are whitened: the directions in which sentences differ least count as much as those in which they
    differ most, which is too much for few codes. The root of the spread that a direction had gives half of it back.
    """
    known = fitted(version)
    if known is None:
        return np.ones(VECTOR)
    spread = 1 / np.linalg.norm(known[1].astype(np.float64), axis=1)
    return np.asarray(np.sqrt(spread / spread.mean()))


def anchor(label: Label, encode: Encode, version: str) -> FloatArray:
    """Return what gives, times a stored vector, how near a sentence lies to a label's definition and examples: (d,).

    Of a claim it is the mean cosine with its wordings, so that `claims.about` can use it.
    """
    mean = np.asarray(encode(label.texts), np.float64).mean(axis=0)
    return np.asarray(mean if label.measure == CLAIM else mean * scale(version) ** 2)


def believed(chances: ArrayLike) -> FloatArray:
    """Return the log-odds that a measure's probabilities hold: (n, 1) for (n,) or (n, 1), the odds against "no".

    For (n, 3), the `STANCES`, it is (n, 2): against and for, each against neither.
    """
    p = np.asarray(chances, np.float64)
    p = p[:, None] if p.ndim == 1 else p
    told, rest = (p[:, [0, 2]], p[:, [1]]) if p.shape[1] == 3 else (p, 1 - p)
    return np.asarray(np.log(np.clip(told, _CLIP, None)) - np.log(np.clip(rest, _CLIP, None)))


def lacking(values: Sequence[int] | NDArray[np.int64], articles: Sequence[str]) -> str:
    """Say what is missing before codes can teach a label, in one line; nothing ("") where they can."""
    given, counts = np.unique(np.asarray(values, np.int64), return_counts=True)
    often = dict(zip(given.tolist(), counts.tolist(), strict=True))
    if len(values) < LEAST:
        return f"{len(values)} codes; {LEAST - len(values)} more are needed"
    if often.get(0, 0) < EACH:
        return f"{often.get(0, 0)} coded as no; {EACH} are needed to tell apart"
    if max(often.get(1, 0), often.get(-1, 0)) < EACH:
        return f"only {max(often.get(1, 0), often.get(-1, 0))} coded as yes; {EACH} are needed, code more"
    if len(set(articles)) < ARTICLES:
        return f"codes in {len(set(articles))} articles; {ARTICLES} are needed, to leave some out"
    return ""


def teach(
    label: Label, codes: Codes, *, scorer: str, anchored: FloatArray | None = None, pool: FloatArray | None = None
) -> Taught:
    """Return the head that the codes teach, with its scores on codes left out; PipelineError where they are too few.

    `scorer` is the version of the model whose vectors these are. A label of the user's own or a claim needs `anchored`,
    its `anchor`, and `pool`, the vectors of all sentences that may be scored (of the event), against which nearness is
    measured; a measure needs `codes.believed`. A value with fewer than `EACH` codes is not taught: they are left out.
    """
    lack = lacking(codes.values, codes.articles)
    if lack:
        raise PipelineError(f'label "{label.name}" cannot be taught yet: {lack}')
    often = {value: int((codes.values == value).sum()) for value in (0, -1, 1)}
    values = tuple(value for value in (0, -1, 1) if often[value] >= EACH)
    kept = np.isin(codes.values, values)
    counts_as = scale(scorer)
    raw = np.asarray(codes.vectors, np.float64)[kept]
    x = raw * counts_as
    given = np.array([values.index(int(value)) for value in codes.values[kept]], np.int64)
    articles = [article for article, keep in zip(codes.articles, kept, strict=True) if keep]
    middle = spread = 0.0
    if label.measure in (OWN, CLAIM):
        if anchored is None or pool is None:
            raise PipelineError(f'label "{label.name}": its definition and the sentences it may be in are needed')
        anchored = np.array(rounded(anchored))
        near = np.asarray(pool, np.float64) @ anchored
        middle, spread = rounded(np.array([near.mean(), max(float(near.std()), 1e-3)]))
        base = np.repeat(((raw @ anchored - middle) / spread)[:, None], len(values) - 1, axis=1)
    elif codes.believed is None:
        raise PipelineError(f"{label.measure}: the model's own probabilities are needed, to be moved by codes")
    else:
        base = np.asarray(codes.believed, np.float64)[kept]
        base = base[:, [v in values for v in (-1, 1)]] if base.shape[1] == 2 else base
    ridge = fit(x, base, given, strength=STRENGTH, hold=HOLD)
    return Taught(
        label=label,
        scorer=scorer,
        values=values,
        counts=tuple(often[value] for value in values),
        anchor=() if anchored is None else rounded(anchored),
        middle=middle,
        spread=spread,
        bias=rounded(ridge.bias),
        slope=rounded(np.array([ridge.slope]))[0],
        weight=tuple(rounded(row * counts_as) for row in ridge.weight),
        scores=tuple(held_out(fitting(x, base, given), given, base, articles)),
    )


def fitting(x: FloatArray, base: FloatArray, given: IntArray) -> Fit:
    """Return what fits to some rows and tells of others, as `held_out` takes it.

    `x` is (n, d), vectors times their `scale`. Ranks leave out the bias, which differs from fold to fold.
    """

    def fit_to(own: IntArray, out: IntArray) -> tuple[FloatArray, FloatArray]:
        ridge = fit(x[own], base[own], given[own], strength=STRENGTH, hold=HOLD)
        free = Ridge(np.zeros(len(ridge.bias)), ridge.slope, ridge.weight)
        return free.logits(x[out], base[out])[:, 1:], ridge.chances(x[out], base[out])

    return fit_to
