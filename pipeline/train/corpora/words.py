"""Words within sentences: loaded words (BABE), attributions (PolNeAR), roles of the named (narrative)."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from ...types import ROLES, Span
from .example import Example, json_lines, table

# BABE's outlets whose sentences only heads may learn from: the encoder is measured on them.
BABE_HELD = frozenset({"Breitbart", "MSNBC", "Fox News", "HuffPost", "Daily Beast", "Daily Stormer", "New York Times"})
NARRATIVE_HELD = frozenset({"left_center_bias"})  # the same, of narrative's bias groups
ROLE_OF = {"hero": "protagonist", "villain": "antagonist", "victim": "innocent"}
_MOST = 3  # sentences of one article that name the same entity
Attributed: TypeAlias = tuple[Sequence[Span], Sequence[Span], Sequence[Span]]  # pieces of content, source, cue


def babe(folder: Path) -> list[Example]:
    """Read BABE's sentences with the words that judge; the group is the outlet."""
    examples = []
    for row in table(folder / "babe" / "final_labels_SG2.csv", delimiter=";"):
        text = row["text"]
        if row["label_bias"] not in ("Biased", "Non-biased"):
            continue
        words = ast.literal_eval(row["biased_words"])
        spans = sorted({span for word in words for span in _places(word, text)})
        biased = float(row["label_bias"] == "Biased")
        loaded = tuple(spans) if biased else ()
        examples.append(Example(text, "babe", row["outlet"], loaded=loaded, biased=biased))
    return examples


def polnear(folder: Path, part: str = "train") -> list[Example]:
    """Read PolNeAR's attributions, cut into sentences; the group is the article."""
    examples = []
    for row in json_lines(folder / "polnear" / f"{part}.jsonl.gz"):
        kinds = brat_spans(row["brat"])
        for start, end in cut(row["text"]):
            spans = tuple(tuple(_clipped(kinds[kind], start, end)) for kind in ("Content", "Source", "Cue"))
            examples.append(
                Example(row["text"][start:end], "polnear", str(row["id"]), attributed=(spans[0], spans[1], spans[2]))
            )
    return examples


def brat_spans(brat: str) -> dict[str, list[Span]]:
    """Return the spans of each kind in a brat annotation; a text-bound one may have several pieces."""
    kinds: dict[str, list[Span]] = defaultdict(list)
    for line in brat.splitlines():
        found = re.match(r"T\d+\t(\w+) ([\d ;]+)\t", line)
        if found:
            for piece in found[2].split(";"):
                start, end = map(int, piece.split())
                kinds[found[1]].append((start, end))
    return kinds


def brat_attributions(brat: str) -> list[Attributed]:
    """Return the attributions of a brat annotation that have a content: its pieces, the source's, the cue's."""
    spans: dict[str, list[Span]] = {}
    found: list[Attributed] = []
    for line in brat.splitlines():
        if bound := re.match(r"(T\d+)\t\w+ ([\d ;]+)\t", line):
            pieces = (piece.split() for piece in bound[2].split(";"))
            spans[bound[1]] = [(int(start), int(end)) for start, end in pieces]
        elif event := re.match(r"E\d+\t(.*)", line):
            parts: dict[str, list[Span]] = defaultdict(list)
            for part, key in (pair.split(":") for pair in event[1].split()):
                parts[part.rstrip("0123456789")] += spans.get(key, [])
            if parts["Content"]:
                found.append((parts["Content"], parts["Source"], parts["Cue"]))
    return found


_END = re.compile(r"(?<=[a-z0-9)][.!?])[\"”’']*\s+(?=[\"“‘'(]?[A-Z])|\s*\n\s*")
_SHORT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Sen|Sens|Rep|Reps|Gov|Gen|Col|Lt|Sgt|Capt|Rev|Hon|Prof|Jr|Sr|vs|No|Inc|Co)\.$"
)


def cut(text: str) -> Iterator[Span]:
    """Yield sentence spans by a rule alone: a mark at a word's end before a capital, or a line's end."""
    start = 0
    for found in _END.finditer(text):
        end = found.start() + len(found[0].rstrip())
        if "\n" not in found[0] and _SHORT.search(text, max(start, end - 6), end):
            continue
        if text[start:end].strip():
            yield start, end
        start = found.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


def _clipped(spans: list[Span], start: int, end: int) -> Iterator[Span]:
    for first, last in spans:
        if first < end and last > start:
            yield max(first, start) - start, min(last, end) - start


def narrative_roles(folder: Path) -> list[Example]:
    """Read the heroes, villains and victims of climate articles, at up to three sentences that name them.

    The group is the outlets' bias group. A role is the article's; each sentence carries it.
    """
    articles = {row["ID"]: row for row in table(folder / "narrative" / "articles.tsv", delimiter="\t")}
    examples = []
    for (article_id, name), labels in role_labels(folder).items():
        text = articles[article_id]["text"]
        for (start, end), span in role_sentences(text, name)[:_MOST]:
            target = (span[0] - start, span[1] - start)
            examples.append(
                Example(text[start:end], "narrative", articles[article_id]["mbfc"], roles=((target, labels, 1.0),))
            )
    return examples


def role_labels(folder: Path) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Return, for each (article, entity), which of ROLES it was given."""
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in table(folder / "narrative" / "roles.tsv", delimiter="\t"):
        given[row["ID"], row["entity"]].add(ROLE_OF[row["role"]])
    return {
        key: (float(ROLES[0] in roles), float(ROLES[1] in roles), float(ROLES[2] in roles))
        for key, roles in given.items()
    }


def role_sentences(text: str, name: str) -> list[tuple[Span, Span]]:
    """Return (sentence, name) for each sentence of `text` with `name` in it."""
    found = []
    for start, end in cut(text):
        place = next(iter(_places(name, text[start:end])), None)
        if place:
            found.append(((start, end), (start + place[0], start + place[1])))
    return found


def _places(words: str, text: str) -> Iterator[Span]:
    words = words.strip()
    if words:
        for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
            yield found.span()
