"""Sentences of unlabelled news: what the student hears its teacher on."""

import random
from collections.abc import Callable
from pathlib import Path

from ...nlp import parse
from ...types import Span
from .example import UNKNOWN, Example, json_lines
from .words import cut

_KINDS = frozenset({"PERSON", "NORP", "ORG", "GPE"})


def unlabelled(folder: Path, count: int, *, seed: int = 1) -> list[Example]:
    """Draw `count` sentences of 40 to 400 characters that name somebody, each from an article of its own."""
    rng = random.Random(seed)
    rows = list(json_lines(folder / "unlabelled" / "articles.jsonl.gz"))
    rng.shuffle(rows)
    examples: list[Example] = []
    for row in rows:
        spans = [(start, end) for start, end in cut(row["text"]) if 40 <= end - start <= 400]
        rng.shuffle(spans)
        for start, end in spans[:2]:
            text = row["text"][start:end]
            names = named(text)
            if names:
                examples.append(_example(text, [span for span, _ in names][:4], rng))
                break
        if len(examples) >= count:
            break
    return examples


def with_places(
    folder: Path, count: int, places: Callable[[str], Span | None], *, corpus: str, seed: int = 1
) -> list[Example]:
    """Draw up to `count` sentences, each from an article of its own, in which `places` finds a span to ask about."""
    rng = random.Random(seed)
    rows = list(json_lines(folder / "unlabelled" / "articles.jsonl.gz"))
    rng.shuffle(rows)
    examples: list[Example] = []
    for row in rows:
        spans = list(cut(row["text"]))
        rng.shuffle(spans)
        for start, end in spans:
            text = row["text"][start:end]
            if span := places(text):
                examples.append(Example(text, corpus, stances=((span, UNKNOWN),), relations=((None, span, UNKNOWN),)))
                break
        if len(examples) >= count:
            break
    return examples


def _example(text: str, names: list[Span], rng: random.Random) -> Example:
    holder = rng.choice([None, *names])
    others = [span for span in names if span != holder]
    return Example(
        text,
        "unlabelled",
        stances=tuple((span, UNKNOWN) for span in names),
        relations=tuple((holder, span, UNKNOWN) for span in others[:1]),
        roles=tuple((span, (0.0, 0.0, 0.0), 0.1) for span in names[:1]),  # most who are named have no role
    )


def named(text: str) -> list[tuple[Span, str]]:
    """Return the people, groups, organisations and places that `text` names, with spaCy's kind."""
    return [((ent.start_char, ent.end_char), ent.label_) for ent in parse(text).ents if ent.label_ in _KINDS]
