"""What training reads: one sentence, with a label for each head that its corpus speaks to.

A corpus that does not label something says nothing about it: such labels are absent or NaN, and the loss
skips them.
"""

import csv
import gzip
import json
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from ...errors import PipelineError
from ...types import FRAMES, Span

Spans: TypeAlias = tuple[Span, ...]
UNKNOWN = -1  # the index of a stance that nobody labelled: only a teacher speaks of it


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence. Spans are half-open character ranges of `text`; stances are indices into STANCES."""

    text: str
    corpus: str
    group: str = ""  # what must not be split between training and measuring: a document, an outlet
    stances: tuple[tuple[Span, int], ...] = ()  # target, stance
    relations: tuple[tuple[Span | None, Span, int], ...] = ()  # holder (None: the author), target, stance
    frames: tuple[float, ...] = ()  # 1, 0 or NaN for each of FRAMES
    roles: tuple[tuple[Span, tuple[float, float, float], float], ...] = ()  # target, ROLES as 1 or 0, weight
    loaded: Spans | None = None  # the words that judge; None: nobody marked them
    biased: float = math.nan  # the sentence as a whole judges: 1, 0
    attributed: tuple[Spans, Spans, Spans] | None = None  # content, source, cue
    vector: tuple[float, ...] = ()  # the base encoder's sentence vector
    twin: bool = False  # the example before it in a batch, with a name swapped: the heads should say the same

    @property
    def fold(self) -> int:
        """One of five folds, the same for all examples of a group."""
        return fold(self.group)

    @property
    def held(self) -> bool:
        """Whether the example is in the first fold, on which the encoder is not trained."""
        return self.fold == 0


def fold(group: str, folds: int = 5) -> int:
    """Return the fold that a group belongs to: always the same, whatever else is read."""
    return zlib.crc32(group.encode()) % folds


def replaced(example: Example, span: Span, words: str) -> Example:
    """Return the example with `span` replaced by `words` and every other span moved along.

    A span that holds or is the replaced one grows or shrinks with it; one that cuts it is not expected.
    """
    start, end = span
    shift = len(words) - (end - start)

    def moved(other: Span) -> Span:
        return (
            other[0] + shift if other[0] >= end else other[0],
            other[1] + shift if other[1] >= end else other[1],
        )

    def all_moved(spans: Spans) -> Spans:
        return tuple(map(moved, spans))

    attributed = example.attributed
    return replace(
        example,
        text=example.text[:start] + words + example.text[end:],
        stances=tuple((moved(target), label) for target, label in example.stances),
        relations=tuple((None if h is None else moved(h), moved(t), label) for h, t, label in example.relations),
        roles=tuple((moved(target), labels, weight) for target, labels, weight in example.roles),
        loaded=None if example.loaded is None else all_moved(example.loaded),
        attributed=attributed and (all_moved(attributed[0]), all_moved(attributed[1]), all_moved(attributed[2])),
        vector=(),
    )


def frame_labels(given: Mapping[str, float]) -> tuple[float, ...]:
    """Return a label for each of FRAMES; NaN for those that `given` leaves out."""
    return tuple(given.get(frame, math.nan) for frame in FRAMES)


def normal(text: str) -> str:
    """Return letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSONL file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(there(path), "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def table(path: Path, *, delimiter: str, quoted: bool = True) -> Iterator[dict[str, str]]:
    """Yield the rows of a table with a header."""
    with there(path).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def there(path: Path) -> Path:
    """Return `path`, or say in one line that the corpus is missing."""
    if not path.is_file():
        raise PipelineError(f"{path}: the corpus file is not there; name the corpora's folder with --data")
    return path
