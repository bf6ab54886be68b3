"""Score documents: sentences, entities, one pass of the encoder, every measure, and whose words each span is.

Measures that the model has no head for give no rows (roles: null). Voices are told when the whole document has
been read, so nothing is made a row before.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..agency import acts
from ..encoded import Encoded
from ..encoder import Model
from ..entities import mentions
from ..library import Name, Row
from ..library.tables import SCORED
from ..measures.head import Floats
from ..naming import Description, descriptions
from ..sentences import sentences
from ..types import Act, Attribution, Document, Mention, ScareQuotes, Sentence, Span
from ..voices import Speech, Spoken, attributed, quotations, scare_quotes
from ..voices.alone import alone
from .rows import (
    act_row,
    attribution_row,
    description_row,
    loaded_rows,
    mention_row,
    pairs,
    relation_row,
    scare_quotes_row,
    sentence_row,
    vector_row,
)
from .vectors import packed

_CHUNK = 1024  # sentences whose encoded tokens are held at once
_PAIRS = 4096  # pairs of mentions whose features are held at once


def score_documents(docs: Sequence[Document], model: Model) -> Iterator[dict[Name, list[Row]]]:
    """Yield the rows of every scored table for each document, in their order.

    Documents that are short are encoded together: the encoder takes sentences of like length at once, and among those
    of several documents there are more of each.
    """
    waiting: list[tuple[Document, list[Sentence]]] = []
    for doc in docs:
        sents = sentences(doc)
        if waiting and sum(len(own) for _, own in waiting) + len(sents) > _CHUNK:
            yield from _together(waiting, model)
            waiting = []
        waiting.append((doc, sents))
    yield from _together(waiting, model)


def score_document(doc: Document, model: Model) -> dict[Name, list[Row]]:
    """Return the rows of every scored table for one document."""
    (rows,) = score_documents([doc], model)
    return rows


def _together(waiting: Sequence[tuple[Document, list[Sentence]]], model: Model) -> Iterator[dict[Name, list[Row]]]:
    """Yield the rows of documents that have `_CHUNK` sentences at most, or of one that may have more."""
    if sum(len(sents) for _, sents in waiting) > _CHUNK:
        yield from (_scored(doc, sents, model, None) for doc, sents in waiting)
        return
    texts = [doc.text[sent.start : sent.end] for doc, sents in waiting for sent in sents]
    encoded = iter(model.encode(texts) if texts else [])
    for doc, sents in waiting:
        yield _scored(doc, sents, model, [next(encoded) for _ in sents])


def _scored(
    doc: Document, sents: list[Sentence], model: Model, encoded: Sequence[Encoded] | None
) -> dict[Name, list[Row]]:
    """Return a document's rows; it is encoded here, in parts, where it is not yet."""
    found = mentions(doc)
    homes = _homes(sents, found)
    said = _Said.of(doc, sents, found, homes, model, encoded)
    marks = quotations(doc.text, [sent.end for sent in sents])
    attributions = attributed(doc, sents, found, marks, said.speech)
    spoken = Spoken(attributions)
    _read_alone(doc, sents, found, homes, attributions, spoken, said, model)
    rows: dict[Name, list[Row]] = {name: [] for name in SCORED}
    rows["attributions"] = [
        attribution_row(doc, number, attribution, sents) for number, attribution in enumerate(attributions)
    ]
    rows["sentences"] = [
        sentence_row(doc, number, sent, chances, spoken)
        for number, (sent, chances) in enumerate(zip(sents, said.frames, strict=True))
    ]
    rows["vectors"] = [vector_row(doc, number, vector) for number, vector in enumerate(said.vectors)]
    rows["mentions"] = [
        mention_row(doc, home, mention, sents[home], stance, spoken, roles=role)
        for mention, home, stance, role in zip(found, homes, said.stances, said.roles, strict=True)
    ]
    rows["loaded"] = [
        row
        for number, (sent, words) in enumerate(zip(sents, said.loaded, strict=True))
        for row in loaded_rows(doc, number, sent, words, spoken)
    ]
    of_sources = [_named(attribution, found) for attribution in attributions]
    paired = {(holder.start, target.start) for _, holder, target, _ in said.relations if holder}
    rows["relations"] = []
    for home, holder, target, chances in said.relations:
        number = spoken.at((target.start, target.end))
        if holder is None and number is not None and any((h, target.start) in paired for h in of_sources[number]):
            continue  # who speaks is named in this very sentence, and is paired by the name
        rows["relations"].append(relation_row(doc, home, holder, target, sents[home], chances, spoken))
    contents = [piece for attribution in attributions if attribution.spoken for piece in attribution.content]
    held = scare_quotes(doc.text, marks, contents)
    rows["scare_quotes"] = [scare_quotes_row(doc, found, *_home(sents, found), spoken) for found in held]
    deeds = acts(doc)
    rows["acts"] = [act_row(doc, act, *_home(sents, act), spoken) for act in deeds]
    rows["descriptions"] = [
        description_row(doc, one, *_home(sents, one), spoken) for one in descriptions(doc, sents, found, deeds)
    ]
    return rows


@dataclass(slots=True)
class _Said:
    """What the model says of a document: by sentence, by mention, by pair; None where it has no head."""

    frames: list[Floats | None] = field(default_factory=list)
    loaded: list[list[tuple[int, int, float]]] = field(default_factory=list)
    speech: list[Speech] | None = field(default_factory=list)
    stances: list[Floats] = field(default_factory=list)
    roles: list[Floats | None] = field(default_factory=list)
    relations: list[tuple[int, Mention | None, Mention, Floats]] = field(default_factory=list)
    vectors: list[bytes] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        doc: Document,
        sents: Sequence[Sentence],
        found: Sequence[Mention],
        homes: Sequence[int],
        model: Model,
        whole: Sequence[Encoded] | None,
    ) -> "_Said":
        """Read the document, or parts of it that are encoded here; mentions are in order of their homes."""
        said = cls()
        if "attribution" not in model.heads:
            said.speech = None
        for first in range(0, len(sents), _CHUNK):
            part = sents[first : first + _CHUNK]
            encoded = whole
            if encoded is None:
                encoded = model.encode([doc.text[sent.start : sent.end] for sent in part])
            said.vectors += packed(model.vectors_of(encoded), model.version) if model.has_vectors else []
            nothing = [None] * len(part)
            said.frames += list(model.frames_of(encoded)) if "frame" in model.heads else nothing
            said.loaded += model.loaded_of(encoded) if "loaded" in model.heads else [[] for _ in part]
            if said.speech is not None:
                said.speech += model.attributions_of(encoded)
            inside = [(m, home) for m, home in zip(found, homes, strict=True) if first <= home < first + len(part)]
            own = [encoded[home - first] for _, home in inside]
            targets = [_within(mention, sents[home]) for mention, home in inside]
            said.stances += list(model.stance_of(own, targets, prior="article"))
            said.roles += list(model.roles_of(own, targets)) if "role" in model.heads else [None] * len(own)
            if "relation" in model.heads:
                said.relations += _relations(inside, sents, encoded, first, model)
        return said


def _read_alone(
    doc: Document,
    sents: Sequence[Sentence],
    found: Sequence[Mention],
    homes: Sequence[int],
    attributions: Sequence[Attribution],
    spoken: Spoken,
    said: _Said,
    model: Model,
) -> None:
    """Replace stance and role of mentions in quoted sentences by those of the sentences alone; `said` is changed."""
    waiting: list[tuple[int, str, Span]] = []
    for place, (mention, home) in enumerate(zip(found, homes, strict=True)):
        span = (mention.start, min(mention.end, sents[home].end))
        number = spoken.at(span)
        if number is not None and (quoted := alone(doc.text, sents[home], attributions[number].quoted, span)):
            waiting.append((place, *quoted))
    for at in range(0, len(waiting), _CHUNK):
        part = waiting[at : at + _CHUNK]
        texts = sorted({text for _, text, _ in part})
        encoded = dict(zip(texts, model.encode(texts), strict=True))
        own, targets = [encoded[text] for _, text, _ in part], [target for *_, target in part]
        stances = model.stance_of(own, targets, prior="article")
        roles = model.roles_of(own, targets) if "role" in model.heads else [None] * len(own)
        for (place, *_), stance, role in zip(part, stances, roles, strict=True):
            said.stances[place], said.roles[place] = stance, role


def _relations(
    inside: Sequence[tuple[Mention, int]],
    sents: Sequence[Sentence],
    encoded: Sequence[Encoded],
    first: int,
    model: Model,
) -> Iterator[tuple[int, Mention | None, Mention, Floats]]:
    """Yield (sentence, holder, target, chances) for the pairs of a part's mentions; it begins at sentence `first`."""
    by_home: dict[int, list[Mention]] = {}
    for mention, home in inside:
        by_home.setdefault(home, []).append(mention)
    waiting = [(home, *pair) for home, own in by_home.items() for pair in pairs(own)]
    for at in range(0, len(waiting), _PAIRS):
        part = waiting[at : at + _PAIRS]
        chances = model.relations_of(
            [encoded[home - first] for home, _, _ in part],
            [_within(holder, sents[home]) if holder else None for home, holder, _ in part],
            [_within(target, sents[home]) for home, _, target in part],
        )
        yield from ((*pair, row) for pair, row in zip(part, chances, strict=True))


def _homes(sents: Sequence[Sentence], found: Sequence[Mention]) -> list[int]:
    """Return the index of the sentence that each mention begins in."""
    starts = [sent.start for sent in sents]
    return [int(np.searchsorted(starts, mention.start, side="right")) - 1 for mention in found]


def _home(sents: Sequence[Sentence], found: ScareQuotes | Act | Description) -> tuple[int, Sentence]:
    """Return the number of the sentence that a span begins in, and the sentence."""
    number = max(0, bisect_right(sents, found.start, key=lambda sent: sent.start) - 1)
    return number, sents[number]


def _within(mention: Mention, sent: Sentence) -> Span:
    """Return the mention's span in its sentence."""
    return mention.start - sent.start, min(mention.end, sent.end) - sent.start


def _named(attribution: Attribution, found: Sequence[Mention]) -> list[int]:
    """Return where the mentions of its speaker begin that stand in an attribution's source."""
    starts = []
    for start, end in attribution.source:
        first = bisect_left(found, start, key=lambda mention: mention.start)
        last = bisect_left(found, end, key=lambda mention: mention.start)
        starts += [mention.start for mention in found[first:last] if mention.head == attribution.speaker]
    return starts
