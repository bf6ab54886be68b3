"""Which examples the encoder is trained on, how often, and with which names swapped."""

import logging
import random
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from ..types import Span
from .corpora import (
    Example,
    babe,
    ccf,
    directed,
    exemplars,
    forum,
    narrative_roles,
    newsmtsc,
    polnear,
    report_only,
    seesaw,
    tweets,
    uncontaminated,
    unlabelled,
)
from .corpora.example import replaced
from .corpora.unlabelled import named
from .corpora.words import BABE_HELD, NARRATIVE_HELD

log = logging.getLogger(__name__)
NAMES = Path(__file__).parents[2] / "data" / "names" / "names.toml"
_LISTS = {"PERSON": ("people",), "GPE": ("countries",), "NORP": ("parties", "groups"), "ORG": ("parties",)}
_SWAPPED = 0.3  # of the examples that name somebody


def encoder_examples(data: Path, *, permissive: bool, seed: int = 1) -> list[Example]:
    """Return what the encoder learns from, frequent corpora thinned and small ones repeated.

    Kept out, so that what ships can be measured on it: report-only sentences, a fifth of the pairs of
    `directed` (by sentence), half of BABE's outlets, one of narrative's bias groups, and all of CCF and GVFC
    (but for `permissive`, which has no other labelled frames than CCF's).
    """
    rng = random.Random(seed)
    held = report_only(data)

    def clean(name: str, examples: Sequence[Example]) -> list[Example]:
        return uncontaminated(examples, held, name=name)

    def thin(examples: list[Example], share: float) -> list[Example]:
        return [ex for ex in examples if rng.random() < share]

    pairs = [ex for ex in clean("directed", directed(data)) if not ex.held]
    neutral = [ex for ex in pairs if all(label == 1 for *_, label in ex.relations)]
    examples = clean("NewsMTSC", newsmtsc(data, "train")) * 2
    examples += [ex for ex in pairs if any(label != 1 for *_, label in ex.relations)] + thin(neutral, 0.4)
    examples += [ex for ex in clean("narrative", narrative_roles(data)) if ex.group not in NARRATIVE_HELD]
    examples += [ex for ex in clean("exemplars", exemplars()) if not ex.held]
    if permissive:
        return examples + [ex for ex in clean("CCF", ccf(data)) if not ex.held]
    examples += clean("SEESAW", seesaw(data))
    examples += clean("tweets", tweets(data)) + clean("forum", forum(data))
    examples += [ex for ex in clean("BABE", babe(data)) if ex.group not in BABE_HELD] * 2
    speech = clean("PolNeAR", polnear(data))
    with_speech = [ex for ex in speech if ex.attributed and ex.attributed[0]]
    without = [ex for ex in speech if ex.attributed and not ex.attributed[0] and len(ex.text) > 40]
    examples += thin(with_speech, 0.22) + thin(without, 0.14)
    return examples + clean("unlabelled", unlabelled(data, 5_000, seed=seed))


def batches(examples: Sequence[Example], size: int, *, seed: int = 1) -> list[list[Example]]:
    """Return one pass over the examples in batches of like length: less padding, twice the speed.

    Some names are swapped for others of their kind, so that the heads learn what is said and not of whom.
    """
    rng = random.Random(seed)
    order = [swapped(example, rng) for example in rng.sample(list(examples), len(examples))]
    found = []
    for start in range(0, len(order), 16 * size):
        pool = sorted(order[start : start + 16 * size], key=lambda ex: len(ex.text))
        found += [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(found)
    return found


def swapped(example: Example, rng: random.Random) -> Example:
    """Return the example as it is, or with the name that it asks about swapped for another of its kind."""
    spans = _asked(example)
    if not spans or example.attributed or rng.random() >= _SWAPPED:
        return example
    span = rng.choice(spans)
    kinds = [kind for found, kind in _named(example.text) if _same(found, span)]
    if not kinds or any(_cuts(span, other) for other in spans):
        return example
    name = rng.choice([name for group in _LISTS[kinds[0]] for name in names()[group][::2]])
    return replace(replaced(example, span, name), corpus=f"{example.corpus}, swapped")


@cache
def names() -> dict[str, list[str]]:
    """Return the lists of names that may stand for one another."""
    lists: dict[str, list[str]] = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    return lists


@cache
def _named(text: str) -> tuple[tuple[Span, str], ...]:
    return tuple(named(text))


def _asked(example: Example) -> list[Span]:
    return list(
        dict.fromkeys(
            [span for span, _ in example.stances]
            + [span for holder, target, _ in example.relations for span in (holder, target) if span]
            + [span for span, *_ in example.roles]
        )
    )


def _same(found: Span, span: Span) -> bool:
    """Return whether a name found is the span, give or take a title."""
    return found[1] == span[1] and abs(found[0] - span[0]) <= 6


def _cuts(span: Span, other: Span) -> bool:
    return other != span and other[0] < span[1] and other[1] > span[0]
