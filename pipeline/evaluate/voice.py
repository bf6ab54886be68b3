"""Whose words a span is, on BASIL's bias spans, and whether a sentence that is moved into a quotation changes hands."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score

from ..encoder import Model
from ..sentences import sentences
from ..train.corpora import newsmtsc
from ..train.corpora.example import json_lines
from ..types import STANCES, Document, Span
from ..voices import voices
from ..voices.alone import as_read
from ..voices.spoken import Spoken
from .metrics import interval

_MOVED = 200  # sentences
_OPENING = "The hall was full on Tuesday. "
_CLOSING = " The evening ended at ten."
_SPEAKER = "Nora Haldane"
_CAMPS = frozenset(["lawmakers", "democrats", "republicans", "party", "naacp", "catholics", "buzzfeed"])
# What a sentence becomes, with and without its last stop: {0} is the sentence, {1} the same before a comma.
_TEMPLATES = (
    "“{1},” said Nora Haldane, a teacher.",
    "Nora Haldane said: “{0}”",
    "“{1},” Nora Haldane, a teacher, said.",
)


def scores(model: Model, folder: Path) -> list[dict[str, Any]]:
    """Return accuracy of quoted or not and of speakers on BASIL, and how often moving a sentence moves its voice."""
    return [*_basil_rows(model, folder), *_moved_rows(model, folder)]


# BASIL: bias spans, whether each stands in a quotation, and who speaks.


def _basil_rows(model: Model, folder: Path) -> list[dict[str, Any]]:
    gold, direct, attributed, articles = [], [], [], []
    named: list[tuple[str, str, bool]] = []
    for row in json_lines(folder / "basil" / "articles.jsonl"):
        text, spans = _article(row)
        found = voices(text, model=model)
        spoken = Spoken(found)
        for (start, end), quote, speaker in spans:
            number = spoken.at((start, end))
            marks = () if number is None else found[number].quoted
            inside = sum(max(0, min(end, b) - max(start, a)) for a, b in marks)
            gold.append(quote)
            direct.append(2 * inside > end - start)
            attributed.append(number is not None)
            articles.append(row["url"])
            if quote and speaker and not speaker.startswith("Other"):
                said = None if number is None else found[number].speaker
                named.append((row["url"], speaker, said is not None and same_name(said, speaker)))
    truth = np.array(gold)
    rows = []
    for metric, said_so, goal in (
        ("accuracy of quoted or not, by marks", direct, 0.92),
        ("accuracy of quoted or not, attributed at all", attributed, None),
    ):
        score = accuracy_score(truth, said_so)
        low, high = interval(lambda a, b: float((a == b).mean()), truth, np.array(said_so), articles)
        row = {"benchmark": "voice", "set": "BASIL, bias spans", "metric": metric, "n": len(truth), "goal": goal}
        rows.append(
            {
                **row,
                "score": float(score),
                "low": low,
                "high": high,
                "floor": float(max(truth.mean(), 1 - truth.mean())),
            }
        )
    for whose, chosen, goal in (
        ("a named speaker", named, 0.8),
        ("a person", [one for one in named if _is_person(one[1])], None),
    ):
        right = np.array([ok for *_, ok in chosen])
        low, high = interval(
            lambda a, b: float((a == b).mean()), np.ones_like(right), right, [one[0] for one in chosen]
        )
        row = {"benchmark": "voice", "set": f"BASIL, quoted bias spans of {whose}", "metric": "speaker right"}
        rows.append({**row, "n": len(right), "score": float(right.mean()), "low": low, "high": high, "goal": goal})
    return rows


def _article(row: dict[str, Any]) -> tuple[str, list[tuple[Span, bool, str]]]:
    """Return an article's text and its bias spans: (span, quoted, speaker)."""
    parts = [row["title"] or "", "\n\n"]
    spans = []
    at = sum(map(len, parts))
    for sentence in row["body"]:
        for bias in sentence["annotations"]:
            span = (at + bias["start"], at + bias["end"])
            spans.append((span, bias["quote"] == "Yes", bias["speaker"]))
        parts += [sentence["sentence"], " "]
        at += len(sentence["sentence"]) + 1
    return "".join(parts), spans


def same_name(one: str, other: str) -> bool:
    """Say whether one name is in the other, or both end in the same last name, whatever their case and marks."""
    first, second = (
        [word for word in re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", name.casefold())) if word != "the"]
        for name in (one, other)
    )
    if not first or not second:
        return False
    return set(first) <= set(second) or set(second) <= set(first) or first[-1] == second[-1]


def _is_person(name: str) -> bool:
    """Say whether BASIL's name for a speaker is a person's; others are camps whose members speak."""
    return re.fullmatch(r"[A-Z]\w+(?: [A-Z]\w+)?", name) is not None and name.split()[-1].casefold() not in _CAMPS


# A sentence that is moved into a quotation.


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of a target: whose words it stands in, and its stance."""

    speaker: str | None  # None: the outlet
    stance: str
    others: tuple[tuple[str, bool], ...]  # the other sentences of the text: their words, whether they are attributed


def _moved_rows(model: Model, folder: Path) -> list[dict[str, Any]]:
    voice, stance, rest = [], [], []
    for number, (text, target) in enumerate(_sentences(folder)):
        before = _told(model, text, target)
        if before.speaker is not None:  # no stance of the outlet's to move
            continue
        bare = text[:-1]
        template = _TEMPLATES[number % len(_TEMPLATES)]
        moved = template.format(text, bare)
        shift = template.index("{") if "{" in template else 0
        after = _told(model, moved, (target[0] + shift, target[1] + shift))
        voice.append(after.speaker == _SPEAKER)
        stance.append(after.stance == before.stance)
        rest.append(after.others == before.others)
        if len(voice) == _MOVED:
            break
    every = [all(kept) for kept in zip(voice, stance, rest, strict=True)]
    row = {"benchmark": "voice", "set": "NewsMTSC sentences moved into a quotation", "n": len(every)}
    return [
        {**row, "metric": "voice moves to the speaker, all else stays", "score": float(np.mean(every)), "goal": 0.95},
        {**row, "metric": "voice moves to the speaker", "score": float(np.mean(voice))},
        {**row, "metric": "stance label stays", "score": float(np.mean(stance))},
        {**row, "metric": "voices of the other sentences stay", "score": float(np.mean(rest))},
    ]


def _sentences(folder: Path) -> Iterator[tuple[str, Span]]:
    """Yield NewsMTSC sentences with their first target, in a random order: plain ones, that a quotation can hold."""
    plain = [
        (ex.text, ex.stances[0][0])
        for ex in newsmtsc(folder, "train")
        if re.fullmatch(r"[A-Z][^\"“”„«»‘’'`\n:;]{30,200}[a-z]{4}\.", ex.text) and not re.search(r"[.!?] ", ex.text)
    ]
    yield from random.Random(1).sample(plain, len(plain))


def _told(model: Model, moved: str, target: Span) -> _Told:
    text = f"{_OPENING}{moved}{_CLOSING}"
    span = (target[0] + len(_OPENING), target[1] + len(_OPENING))
    found = voices(text, model=model)
    spoken = Spoken(found)
    number = spoken.at(span)
    sents = sentences(Document(id="", text=text, body=(0, len(text))))
    home = next(sent for sent in sents if sent.start <= span[0] < sent.end)
    sentence, place = as_read(text, home, None if number is None else found[number], span)
    chances = model.stance([sentence], [place], prior="article")
    others = [sent for sent in sents if sent.end <= len(_OPENING) or sent.start >= len(_OPENING) + len(moved)]
    return _Told(
        speaker=None if number is None else found[number].speaker or "nobody",
        stance=STANCES[int(chances[0].argmax())],
        others=tuple((text[s.start : s.end], spoken.at((s.start, s.end)) is not None) for s in others),
    )
