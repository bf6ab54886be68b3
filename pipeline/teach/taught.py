"""What a user teaches, as a value: a label, the head that codes fitted, its scores on codes left out, its version.

A head is numbers, written as JSON; nothing in it is run when it is read. It belongs to the version of the model whose
vectors it reads. How it is fitted, `heads.py` says; keeping it is the library's.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..errors import PipelineError
from ..library.tables import VECTOR
from .heldout import Score
from .ridge import FloatArray, Ridge

OWN, CLAIM = "own", "claim"
KIND = "parallax-head-1"
LONGEST_NAME, LONGEST_TEXT, MOST_EXAMPLES = 60, 1000, 20
MOST_BYTES = 200_000
_LARGEST = 1e6  # a fitted number


@dataclass(frozen=True, slots=True)
class Label:
    """What is taught: what it is called, what it means, and sentences that have it.

    `measure` is `OWN` for a label of the user's, `CLAIM` for a statement of theirs, or the measure whose scores are
    moved; `name` is then its label, and `target` whom a stance is toward. PipelineError for what cannot be a label.
    """

    name: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    measure: str = OWN
    target: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise PipelineError(f"a label needs a name of 1 to {LONGEST_NAME} characters, in one line; write one")
        long = [text for text in (self.definition, *self.examples) if len(text) > LONGEST_TEXT]
        if long:
            raise PipelineError(
                f'label "{self.name}": a text of {len(long[0])} characters; write {LONGEST_TEXT} at most'
            )
        if len(self.examples) > MOST_EXAMPLES:
            raise PipelineError(f'label "{self.name}": {len(self.examples)} examples; give {MOST_EXAMPLES} at most')
        if any(not text.strip() for text in self.examples):
            raise PipelineError(f'label "{self.name}": an example is empty; write a sentence or take it out')
        if self.measure in (OWN, CLAIM) and not (self.definition.strip() or self.examples):
            raise PipelineError(f'label "{self.name}": neither a definition nor an example; say what it means')

    @property
    def texts(self) -> tuple[str, ...]:
        """Return what the label is known by before anything is coded."""
        return tuple(text for text in (self.definition, *self.examples) if text.strip())


@dataclass(frozen=True, slots=True)
class Taught:
    """A fitted head. `values` are what codes say, the first of them "no"; `counts` how many codes say each.

    `anchor`, `middle` and `spread` make what is believed without codes out of a vector; they are empty and 0 where a
    measure's own probabilities are that. `bias`, `slope` and `weight` are as in `ridge.Ridge`.
    """

    label: Label
    scorer: str  # the model's version
    values: tuple[int, ...]
    counts: tuple[int, ...]
    anchor: tuple[float, ...]
    middle: float
    spread: float
    bias: tuple[float, ...]
    slope: float
    weight: tuple[tuple[float, ...], ...]
    scores: tuple[Score, ...]

    @property
    def version(self) -> str:
        """Return the head's version: the label's name and a digest of all that it is."""
        digest = hashlib.sha256(_written(self).encode()).hexdigest()[:8]
        slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in self.label.name.casefold()).strip("-")
        return f"{slug[:40] or 'label'}-{digest}"

    @property
    def codes(self) -> int:
        """Return how many codes it was fitted to."""
        return sum(self.counts)

    def score(self, metric: str) -> Score:
        """Return a score on codes left out, by its name in `heldout.held_out`."""
        return next((s for s in self.scores if s.metric == metric), Score(metric, math.nan, math.nan, math.nan))

    def chances(self, vectors: FloatArray, believed: FloatArray | None = None) -> FloatArray:
        """Return (n, values): the probability of each value, for stored vectors (n, `VECTOR`).

        `believed` is what the measure's own probabilities hold, as `heads.believed` gives it: (n, values - 1).
        """
        x = np.asarray(vectors, np.float64)
        if self.anchor:
            near = (x @ np.array(self.anchor) - self.middle) / self.spread
            base = np.repeat(near[:, None], len(self.bias), axis=1)
        elif believed is not None:
            base = np.asarray(believed, np.float64)
        else:
            raise PipelineError(f"{self.version}: it moves the scores of {self.label.measure}; give it these too")
        return Ridge(np.array(self.bias), self.slope, np.array(self.weight)).chances(x, base)


def as_json(taught: Taught) -> str:
    """Return the head as one line of JSON; the same head is the same line."""
    return _written(taught)


def from_json(text: str) -> Taught:
    """Return the head that `as_json` wrote. PipelineError, in one line, for anything else."""
    if len(text) > MOST_BYTES:
        raise PipelineError(f"a taught label of {len(text):,} characters; {MOST_BYTES:,} are the most, teach it again")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong("not JSON") from error
    if not isinstance(told, dict) or told.pop("kind", None) != KIND:
        raise _wrong(f"it does not say that it is a {KIND}")
    if told.keys() != set(Taught.__slots__):
        raise _wrong(f"fields {', '.join(sorted(told.keys() ^ set(Taught.__slots__)))}")
    values = tuple(_whole(told, "values"))
    others = len(values) - 1
    if values not in ((0, 1), (0, -1), (0, -1, 1)):
        raise _wrong("values: they are 0 with 1, -1 or both")
    weight = told["weight"]
    if not isinstance(weight, list) or len(weight) != others:
        raise _wrong(f"weight: {others} rows are needed")
    anchor = _floats(told, "anchor", {0, VECTOR})
    counts = tuple(_whole(told, "counts"))
    if len(counts) != len(values) or min(counts) < 0:
        raise _wrong("counts: one a value, 0 or more")
    if not isinstance(told["scorer"], str) or not told["scorer"].isprintable() or len(told["scorer"]) > 200:
        raise _wrong("scorer: not a version's name")
    if anchor and not _number(told, "spread") > 0:
        raise _wrong("spread: not above 0")
    return Taught(
        label=_label(told["label"]),
        scorer=told["scorer"],
        values=values,
        counts=counts,
        anchor=anchor,
        middle=_number(told, "middle"),
        spread=_number(told, "spread"),
        bias=_floats(told, "bias", {others}),
        slope=_number(told, "slope"),
        weight=tuple(_floats({"weight": row}, "weight", {VECTOR}) for row in weight),
        scores=_scores(told["scores"]),
    )


def rounded(values: FloatArray) -> tuple[float, ...]:
    """Return the numbers with six digits: what a head is kept with, so that it scores the same once read again."""
    return tuple(float(f"{value:.6g}") for value in values)


def _written(taught: Taught) -> str:
    told = asdict(taught) | {"kind": KIND}
    told["scores"] = [{name: _or_null(value) for name, value in score.items()} for score in told["scores"]]
    return json.dumps(told, ensure_ascii=True, sort_keys=True, allow_nan=False)


def _or_null(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _label(told: object) -> Label:
    if not isinstance(told, dict) or told.keys() != set(Label.__slots__):
        raise _wrong("label: name, definition, examples, measure and target are needed")
    examples = told["examples"]
    if not isinstance(examples, list) or not all(
        isinstance(text, str) for text in (*examples, *(told[name] for name in told if name != "examples"))
    ):
        raise _wrong("label: its fields are texts")
    return Label(**{**told, "examples": tuple(examples)})


def _scores(told: object) -> tuple[Score, ...]:
    if not isinstance(told, list) or len(told) > 20:
        raise _wrong("scores: a list of 20 at most")
    scores = []
    for row in told:
        if not isinstance(row, dict) or row.keys() != set(Score.__slots__) or not isinstance(row["metric"], str):
            raise _wrong("scores: metric, value, low and high are needed")
        scores.append(Score(row["metric"][:100], *(_number_or_nan(row, name) for name in ("value", "low", "high"))))
    return tuple(scores)


def _floats(told: Mapping[str, Any], name: str, lengths: set[int]) -> tuple[float, ...]:
    row = told[name]
    if not isinstance(row, list) or len(row) not in lengths:
        raise _wrong(f"{name}: {' or '.join(map(str, sorted(lengths)))} numbers are needed")
    return tuple(_number({name: value}, name) for value in row)


def _whole(told: Mapping[str, Any], name: str) -> list[int]:
    row = told[name]
    if not isinstance(row, list) or len(row) > 3 or not all(type(value) is int for value in row):
        raise _wrong(f"{name}: whole numbers are needed")
    return row


def _number(told: Mapping[str, Any], name: str) -> float:
    value = told[name]
    if type(value) not in (int, float) or not abs(value) <= _LARGEST:
        raise _wrong(f"{name}: not a number up to {_LARGEST:g}")
    return float(value)


def _number_or_nan(told: Mapping[str, Any], name: str) -> float:
    return math.nan if told[name] is None else _number(told, name)


def _wrong(what: str) -> PipelineError:
    return PipelineError(f"not a taught label ({what}); write it with as_json, or teach it again")
