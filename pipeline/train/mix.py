"""Which examples the encoder is trained on, how often, and with which names swapped."""

import logging
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..types import Span
from .corpora import (
    Example,
    babe,
    ccf,
    directed,
    exemplars,
    forum,
    gvfc,
    narrative_roles,
    newsmtsc,
    polnear,
    report_only,
    seesaw,
    tweets,
    uncontaminated,
    unlabelled,
    with_places,
)
from .corpora.example import replaced
from .corpora.words import BABE_HELD, NARRATIVE_HELD
from .places import lists_at, names, place

log = logging.getLogger(__name__)
_SWAPPED = 0.3  # of the examples that name somebody
_PLACES = 600  # sentences of unlabelled news for each kind of name


def encoder_examples(data: Path, *, permissive: bool, seed: int = 1) -> list[Example]:
    """Return what teacher and student learn from together, frequent corpora thinned and small ones repeated.

    Kept out, so that what ships can be measured on it: report-only sentences, a fifth of the pairs of
    `directed` (by sentence), half of BABE's outlets, one of narrative's bias groups, and all of CCF and GVFC
    (but for `permissive`, which has no other labelled frames than CCF's).
    """
    rng = random.Random(seed)
    corpora = _corpora(data, permissive=permissive, seed=seed)
    examples = corpora["newsmtsc"] * 2 + corpora["directed"] + _thin(corpora["directed, neutral"], 0.4, rng)
    examples += corpora["narrative"] + corpora["exemplars"] + corpora["frames"]
    if permissive:
        return examples
    examples += corpora["seesaw"] + corpora["babe"] * 2
    examples += _thin(corpora["speech"], 0.22, rng) + _thin(corpora["no speech"], 0.14, rng)
    return examples + uncontaminated(unlabelled(data, 5_000, seed=seed), report_only(data), name="unlabelled")


def student_examples(data: Path, *, permissive: bool, seed: int = 2) -> list[Example]:
    """Return what the student learns from when it goes on alone: more speech, and places where any name could stand.

    What is kept out is the same as in `encoder_examples`, but for CCF and GVFC: only a fifth of each still is, since
    the tower has been measured without them.
    """
    rng = random.Random(seed)
    corpora = _corpora(data, permissive=permissive, seed=seed)
    examples = corpora["newsmtsc"] + corpora["directed"] + _thin(corpora["directed, neutral"], 0.3, rng)
    examples += corpora["narrative"] + corpora["exemplars"] + corpora["frames"]
    if permissive:
        return examples
    examples += corpora["seesaw"] + corpora["babe"]
    examples += _thin(corpora["speech"], 0.35, rng) + _thin(corpora["no speech"], 0.1, rng)
    held = report_only(data)
    for name, found in (("CCF", ccf(data)), ("GVFC", gvfc(data))):
        examples += [ex for ex in uncontaminated(found, held, name=name) if not ex.held] * 2
    for kind in names():
        found = with_places(data, _PLACES, lambda text, kind=kind: place(text, kind), corpus="unlabelled", seed=seed)  # type: ignore[misc] # mypy cannot type a default of a lambda
        examples += uncontaminated(found, held, name=f"unlabelled, {kind}")
    return examples + uncontaminated(unlabelled(data, 1_500, seed=seed), held, name="unlabelled")


def _corpora(data: Path, *, permissive: bool, seed: int) -> dict[str, list[Example]]:
    """Return each corpus as far as the encoder may learn from it; `permissive` has no more than the free ones."""
    held = report_only(data)

    def clean(name: str, examples: Sequence[Example]) -> list[Example]:
        return uncontaminated(examples, held, name=name)

    pairs = [ex for ex in clean("directed", directed(data)) if not ex.held]
    neutral = [all(label == 1 for *_, label in ex.relations) for ex in pairs]
    found = {
        "newsmtsc": clean("NewsMTSC", newsmtsc(data, "train")),
        "directed": [ex for ex, plain in zip(pairs, neutral, strict=True) if not plain],
        "directed, neutral": [ex for ex, plain in zip(pairs, neutral, strict=True) if plain],
        "narrative": [ex for ex in clean("narrative", narrative_roles(data)) if ex.group not in NARRATIVE_HELD],
        "exemplars": [ex for ex in clean("exemplars", exemplars()) if not ex.held],
    }
    if permissive:
        return found | {"frames": [ex for ex in clean("CCF", ccf(data)) if not ex.held]}
    speech = [ex for ex in clean("PolNeAR", polnear(data)) if ex.attributed]
    return found | {
        "frames": clean("tweets", tweets(data)) + clean("forum", forum(data)),
        "seesaw": clean("SEESAW", seesaw(data, seed=seed)),
        "babe": [ex for ex in clean("BABE", babe(data)) if ex.group not in BABE_HELD],
        "speech": [ex for ex in speech if ex.attributed and ex.attributed[0]],
        "no speech": [ex for ex in speech if ex.attributed and not ex.attributed[0] and len(ex.text) > 40],
    }


def _thin(examples: Sequence[Example], share: float, rng: random.Random) -> list[Example]:
    return [ex for ex in examples if rng.random() < share]


def batches(examples: Sequence[Example], size: int, *, seed: int = 1, twins: bool = False) -> list[list[Example]]:
    """Return one pass over the examples in batches of like length: less padding, twice the speed.

    Some names are swapped for others of their kind, so that the heads learn what is said and not of whom. With
    `twins` the example stays, and its twin with the other name comes right behind it, beyond `size`.
    """
    rng = random.Random(seed)
    order = []
    for example in rng.sample(list(examples), len(examples)):
        other = swapped(example, rng, share=0.6 if twins else _SWAPPED)
        order.append([example, replace(other, twin=True)] if twins and other is not example else [other])
    found = []
    for start in range(0, len(order), 16 * size):
        pool = sorted(order[start : start + 16 * size], key=lambda unit: len(unit[0].text))
        found += [[ex for unit in pool[at : at + size] for ex in unit] for at in range(0, len(pool), size)]
    rng.shuffle(found)
    return found


def swapped(example: Example, rng: random.Random, *, share: float = _SWAPPED) -> Example:
    """Return the example as it is, or with the name that it asks about swapped for another of its kind."""
    spans = _asked(example)
    if not spans or example.attributed or rng.random() >= share:
        return example
    span = rng.choice(spans)
    kinds = lists_at(example.text, span)
    if not kinds or any(_cuts(span, other) for other in spans):
        return example
    name = rng.choice([name for group in kinds for name in names()[group][::2]])
    name = name.removeprefix("the ") if re.search(r"\b[Tt]he $", example.text[: span[0]]) else name
    return replace(replaced(example, span, name), corpus=f"{example.corpus}, swapped")


def _asked(example: Example) -> list[Span]:
    return list(
        dict.fromkeys(
            [span for span, _ in example.stances]
            + [span for holder, target, _ in example.relations for span in (holder, target) if span]
            + [span for span, *_ in example.roles]
        )
    )


def _cuts(span: Span, other: Span) -> bool:
    return other != span and other[0] < span[1] and other[1] > span[0]
