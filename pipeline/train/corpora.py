"""Read the labelled corpora into training examples, and keep out what must only be measured.

A corpus that does not label something says nothing about it: such labels are NaN, and the loss skips
them. Where each corpus comes from, and on what terms, stands in the model card.
"""

import csv
import gzip
import json
import logging
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from ..errors import PipelineError
from ..types import FRAMES, Span

log = logging.getLogger(__name__)
EXEMPLARS = Path(__file__).parents[2] / "data" / "exemplars"
_POLARITY = {2.0: 0, 4.0: 1, 6.0: 2}  # NewsMTSC's codes, in the order of STANCES


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


Example = TypeVar("Example", bound=_HasText)


@dataclass(frozen=True, slots=True)
class StanceExample:
    """One sentence with its targets' spans and, for each, an index into STANCES."""

    text: str
    targets: tuple[Span, ...]
    labels: tuple[int, ...]
    document: str  # the source article's id


@dataclass(frozen=True, slots=True)
class FrameExample:
    """One text with a label for each of FRAMES: 1, 0, or NaN where the corpus does not say."""

    text: str
    labels: tuple[float, ...]
    group: str  # what must not be split between training and measuring


def newsmtsc(folder: Path, part: str) -> list[StanceExample]:
    """Read NewsMTSC's `part` (train, rw_dev, mt_dev, rw_test, mt_test)."""
    examples = []
    for row in _rows(folder / "newsmtsc" / f"{part}.jsonl"):
        text, targets = row["sentence_normalized"], row["targets"]
        examples.append(
            StanceExample(
                text=text,
                targets=tuple((t["from"], t["to"]) for t in targets),
                labels=tuple(_POLARITY[t["polarity"]] for t in targets),
                document="_".join(row["primary_gid"].split("_")[:3]),
            )
        )
    return examples


def ccf(folder: Path) -> list[FrameExample]:
    """Read CCF's two-sentence units on climate; its unlabelled frames are NaN."""
    sources = {
        "economic": "Eco Detection",
        "health_and_safety": "Pbh Detection",
        "security_and_defense": "Secu Detection",
        "fairness_and_equality": "Just Detection",
        "political": "Pol Detection",
        "policy": "Pol_1_SUB",
        "public_opinion": "Pol_4_SUB",
    }
    examples = []
    for row in _rows(folder / "ccf" / "sentences_en.jsonl"):
        given = set(row["labels"])
        labels = {frame: float(label in given) for frame, label in sources.items()}
        if "Cult Detection" in given:  # narrower than cultural identity: its absence says nothing
            labels["cultural_identity"] = 1.0
        examples.append(_frame_example(row["text"], labels, group=f"{row['outlet']} {row['date']}"))
    return examples


def gvfc(folder: Path) -> list[FrameExample]:
    """Read the Gun Violence Frame Corpus's headlines; used to measure, not to train."""
    themes = {
        "9": "economic",
        "3": "political",
        "7": "public_opinion",
        "2": "policy",
        "8": "cultural_identity",
        "1": "legality",
        "6": "fairness_and_equality",
        "5": "security_and_defense",
        "4": "health_and_safety",
    }
    examples = []
    with (folder / "gvfc" / "headlines.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            given = {row["Q3 Theme1"], row["Q3 Theme2"]}
            labels = {frame: float(theme in given) for theme, frame in themes.items()}
            examples.append(_frame_example(row["headline"], labels, group=normal(row["headline"])))
    return examples


def exemplars(folder: Path = EXEMPLARS) -> list[FrameExample]:
    """Read the project's own exemplar sentences: machine-written, each labelled for all 15 frames."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        for row in _rows(path):
            labels = {frame: float(frame in row["frames"]) for frame in FRAMES}
            examples.append(_frame_example(row["text"], labels, group=normal(row["text"])))
    return examples


def part_of(example: FrameExample) -> Literal["train", "dev", "test"]:
    """Return the part that a frame example belongs to: always the same, a fifth of the groups for test."""
    place = zlib.crc32(example.group.encode()) % 10
    return "test" if place < 2 else "dev" if place == 2 else "train"


def report_only(folder: Path) -> set[str]:
    """Return the normalised sentences that no training may see: the sets that are only measured."""
    held: set[str] = set()
    for part in ("rw_test", "mt_test"):
        held.update(normal(ex.text) for ex in newsmtsc(folder, part))
    for row in _rows(folder / "seesaw" / "valid.jsonl"):
        held.update(map(normal, row["sentences"]))
    for row in _rows(folder / "basil" / "articles.jsonl"):
        held.update(normal(part["sentence"]) for part in row["body"])
    for row in _rows(folder / "polnear" / "dev.jsonl.gz"):
        held.update(map(normal, re.split(r"(?<=[.!?])\s+|\n+", row["text"])))
    held.discard("")
    return held


def uncontaminated(examples: Iterable[Example], held: set[str], *, name: str) -> list[Example]:
    """Drop each example whose normalised text is in `held`, and log how many went."""
    examples = list(examples)
    kept = [ex for ex in examples if normal(ex.text) not in held]
    log.info("%s: %d examples, %d dropped as report-only", name, len(kept), len(examples) - len(kept))
    return kept


def normal(text: str) -> str:
    """Return letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _frame_example(text: str, labels: dict[str, float], *, group: str) -> FrameExample:
    return FrameExample(text, tuple(labels.get(frame, math.nan) for frame in FRAMES), group)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise PipelineError(f"{path}: the corpus file is not there; name the corpora's folder with --data")
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
