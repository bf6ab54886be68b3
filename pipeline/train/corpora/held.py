"""What no training may see: the sentences of the sets that are only measured."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from .example import Example, json_lines, normal
from .stance import newsmtsc

log = logging.getLogger(__name__)


def report_only(folder: Path) -> set[str]:
    """Return the normalised sentences of NewsMTSC's tests, SEESAW valid, BASIL and PolNeAR dev."""
    held: set[str] = set()
    for part in ("rw_test", "mt_test"):
        held.update(normal(ex.text) for ex in newsmtsc(folder, part))
    for row in json_lines(folder / "seesaw" / "valid.jsonl"):
        held.update(map(normal, row["sentences"]))
    for row in json_lines(folder / "basil" / "articles.jsonl"):
        held.update(normal(part["sentence"]) for part in row["body"])
    for row in json_lines(folder / "polnear" / "dev.jsonl.gz"):
        held.update(map(normal, re.split(r"(?<=[.!?])\s+|\n+", row["text"])))
    held.discard("")
    return held


def uncontaminated(examples: Iterable[Example], held: set[str], *, name: str) -> list[Example]:
    """Drop each example whose normalised text is in `held`, and log how many went."""
    examples = list(examples)
    kept = [ex for ex in examples if normal(ex.text) not in held]
    log.info("%s: %d examples, %d dropped as report-only", name, len(kept), len(examples) - len(kept))
    return kept
