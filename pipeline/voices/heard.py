"""From word chances to runs: the stretches of a document that are said, say who speaks, or carry the saying."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..types import Document, Sentence, Span
from .quotations import Quotation

Speech: TypeAlias = list[tuple[int, int, float, float, float]]  # one sentence's words: start, end, content, source, cue
Run: TypeAlias = tuple[int, int]  # a half-open range of words

# Chances from which a word is one, and down to which the words beside it belong to it; chosen on a part of PolNeAR's
# training set.
CONTENT, SOURCE, CUE = (0.5, 0.35), (0.45, 0.3), (0.4, 0.4)

_SMALL = frozenset(
    ["a", "an", "the", "of", "by", "from", "in", "to", "and", "or", "as", "at", "on", "with", "for", "that"]
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A document's words, in order, and what each is."""

    spans: NDArray[np.int64]  # (words, 2)
    sents: NDArray[np.int64]  # (words,): the number of the word's sentence
    small: NDArray[np.bool_]  # an article or preposition
    content: NDArray[np.bool_]
    source: NDArray[np.bool_]
    cue: NDArray[np.bool_]
    chances: NDArray[np.float64]  # (words, 3): of content, source, cue
    quotation: NDArray[np.int64]  # the number of the spoken quotation that it stands in, -1 outside

    @classmethod
    def of(
        cls, doc: Document, sents: Sequence[Sentence], speech: Sequence[Speech], spoken: Sequence[Quotation]
    ) -> "Heard":
        """Read the chances; what stands in a spoken quotation is content, whatever the model says."""
        rows = [
            (number, sent.start + start, sent.start + end, *chances)
            for number, (sent, words) in enumerate(zip(sents, speech, strict=True))
            for start, end, *chances in words
        ]
        table = np.array(rows, dtype=np.float64).reshape(-1, 6)
        spans = table[:, 1:3].astype(np.int64)
        quotation = np.full(len(spans), -1)
        for number, found in enumerate(spoken):
            for start, end in found.content:
                first, last = np.searchsorted(spans[:, 0], [start, end])
                quotation[first:last] = number
        chances = table[:, 3:]
        content = _grown(chances[:, 0], CONTENT, table[:, 0]) | (quotation >= 0)
        cue = _grown(chances[:, 2], CUE, table[:, 0])
        return cls(
            spans=spans,
            small=np.array([doc.text[start:end].casefold() in _SMALL for start, end in spans.tolist()], bool),
            sents=table[:, 0].astype(np.int64),
            content=content & ~(cue & (chances[:, 2] > chances[:, 0])),
            source=_grown(chances[:, 1], SOURCE, table[:, 0]),
            cue=cue,
            chances=chances,
            quotation=quotation,
        )

    def sentence(self, number: int) -> Run:
        """Return a sentence's words."""
        first, last = np.searchsorted(self.sents, [number, number + 1])
        return int(first), int(last)

    def contents(self, part: Run) -> list[Run]:
        """Return the runs of content in a part; a single plain word between two of them is theirs."""
        held = self.content[slice(*part)].copy()
        plain = ~(self.source | self.cue)[slice(*part)]
        held[1:-1] |= held[:-2] & held[2:] & plain[1:-1]
        return list(_runs(held, part[0]))

    def cues(self, part: Run) -> list[Run]:
        """Return the runs of cue words, cut where a quotation or content begins or ends."""
        return [cut for run in _runs(self.cue[slice(*part)], part[0]) for cut in self._cut(run)]

    def sources(self, part: Run) -> list[Run]:
        """Return the runs of source words, cut as cues are; a lone article is no source."""
        found = [cut for run in _runs(self.source[slice(*part)], part[0]) for cut in self._cut(run)]
        return [run for run in found if run[1] - run[0] > 1 or not self.small[run[0]]]

    def _cut(self, run: Run) -> Iterator[Run]:
        inside = self.content[slice(*run)]
        yield from sorted([*_runs(inside, run[0]), *_runs(~inside, run[0])])

    def span(self, run: Run) -> Span:
        """Return a run's characters."""
        return int(self.spans[run[0], 0]), int(self.spans[run[1] - 1, 1])


def _grown(chances: NDArray[np.float64], bounds: tuple[float, float], sents: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the words from a chance on, with their neighbours in the sentence down to another."""
    sure, least = bounds
    held = np.zeros(len(chances), bool)
    # Parted by sentences: a run ends where its sentence does.
    for first, last in _runs(chances >= least, 0):
        for a, b in zip(*_bounds(sents[first:last], first), strict=True):
            held[a:b] = (chances[a:b] >= sure).any()
    return held


def _bounds(sents: NDArray[np.float64], offset: int) -> tuple[list[int], list[int]]:
    cuts = (np.flatnonzero(np.diff(sents)) + 1 + offset).tolist()
    return [offset, *cuts], [*cuts, offset + len(sents)]


def _runs(held: NDArray[np.bool_], offset: int) -> Iterator[Run]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], held, [False]]).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        yield offset + first, offset + last
