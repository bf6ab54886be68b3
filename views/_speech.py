"""Lay attributed speech under an article's marks: whose each word is, how it is told, and how far the cue vouches.

Pure, without Streamlit. What is returned are spans of the text with fixed classes and strangers' names in plain
text; `_annotate` writes them, and escapes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Any, Literal, TypeAlias

import pandas as pd

from pipeline.types import Span

from ._safe import as_text
from ._text import say

Look: TypeAlias = Literal["direct", "indirect", "endorsing", "distancing", "scare"]

NOT_TOLD = say("passages.not_told")
VOUCHES = {"endorsing": say("passages.vouches"), "neutral": "neutral", "distancing": say("passages.distances")}
LONGEST_NAME = 32  # characters of a speaker's name inside the text; the note has it whole
_MARKS = frozenset('“”„«»‹›"')
_CLOSING = frozenset("”\"’'»›,.;:!?…)")  # stands after a piece and belongs to it


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text laid under the marks: how it looks, and what a pointer finds there.

    `inner` says that it lies in the words of somebody else again.
    """

    start: int
    end: int
    look: Look
    label: str
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """The speaker's name where the first piece of an attribution ends, and what is known of it."""

    at: int
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Speech:
    """What of an article's speech is shown."""

    stretches: tuple[Stretch, ...] = ()
    who: tuple[Who, ...] = ()


def stretches(attributions: pd.DataFrame, text: str) -> list[Stretch]:
    """Return attributed speech as stretches that do not overlap: each belongs to the innermost attribution there.

    Innermost is, as in `pipeline.voices.spoken`, the one with the shortest content, but one whose speaker is told goes
    before one whose is not. Quoted parts are direct.
    """
    said = [_with_marks(one, text) for one in attributions.to_dict("records")]
    sizes = [
        (speaker_of(one) == NOT_TOLD, sum(end - start for start, end in one["content"]), number)
        for number, one in enumerate(said)
    ]
    notes = [note_of(one, text) for one in said]
    opened: dict[int, list[int]] = {}
    closed: dict[int, list[int]] = {}
    for number, one in enumerate(said):
        for start, end in one["content"]:
            opened.setdefault(int(start), []).append(number)
            closed.setdefault(int(end), []).append(number)
    quoted = {int(at) for one in said for piece in one["quoted"] for at in piece}
    found: list[Stretch] = []
    is_open: list[int] = []
    for start, end in pairwise(sorted({*opened, *closed, *quoted})):
        for number in closed.get(start, ()):
            if number in is_open:
                is_open.remove(number)
        is_open += opened.get(start, ())
        if is_open:
            inside = nsmallest(2, set(is_open), key=sizes.__getitem__)
            label = say("passages.words_of", whose=notes[inside[0]])
            if len(inside) > 1:
                label += say("passages.within", whose=speaker_of(said[inside[1]]))
            look: Look = "direct" if is_quoted(said[inside[0]], start, end) else "indirect"
            found.append(Stretch(start, end, look, label, inner=len(inside) > 1))
    return found


def _with_marks(attribution: dict[Any, Any], text: str) -> dict[Any, Any]:
    """Return the attribution with the marks round its quoted parts in its spans, where these leave them out."""

    def widened(start: int, end: int) -> Span:
        return start - (start > 0 and text[start - 1] in _MARKS), end + (end < len(text) and text[end] in _MARKS)

    quoted = attribution["content"] if attribution["manner"] == "direct" else attribution["quoted"]
    wide = {edge: at for piece in quoted for edge, at in zip(piece, widened(*piece), strict=True)}
    content = [(wide.get(start, start), wide.get(end, end)) for start, end in attribution["content"]]
    return attribution | {"content": content, "quoted": [widened(*piece) for piece in attribution["quoted"]]}


def is_quoted(attribution: Mapping[Any, Any], start: int, end: int) -> bool:
    """Say whether this part of an attribution's content stands in quotation marks."""
    if attribution["manner"] not in ("indirect", "mixed"):
        return True
    return any(first <= start and end <= last for first, last in attribution["quoted"])


def cue_stretches(attributions: pd.DataFrame) -> list[Stretch]:
    """Return the cues that vouch for the words or keep their distance; a neutral one has no mark."""
    return [
        Stretch(int(start), int(end), look, say("passages.cue_to", whose=speaker_of(one), vouches=VOUCHES[look]))
        for one in attributions.to_dict("records")
        for look in ("endorsing", "distancing")
        if one["endorsement"] == look
        for start, end in one["cue"]
    ]


def scare_stretches(scare_quotes: pd.DataFrame) -> list[Stretch]:
    """Return the words that the writer holds at arm's length."""
    spans = zip(scare_quotes["start"], scare_quotes["end"], scare_quotes["marker"], strict=True)
    return [
        Stretch(int(start), int(end), "scare", say("passages.held_off", marker=marker)) for start, end, marker in spans
    ]


def who_tags(attributions: pd.DataFrame, text: str) -> list[Who]:
    """Return one tag an attribution, behind the closing marks of its first piece; the inner before the outer."""
    tags = []
    for one in attributions.to_dict("records"):
        if not one["content"]:
            continue
        at = int(one["content"][0][1])
        last = min(at + 4, len(text))
        while at < last and text[at] in _CLOSING:
            at += 1
        tags.append(Who(at, as_text(speaker_of(one), most=LONGEST_NAME), note_of(one, text)))
    tags.reverse()
    return sorted(tags, key=lambda tag: tag.at)


def speaker_of(attribution: Mapping[Any, Any]) -> str:
    """Return who speaks, in plain text; where nobody is told, that."""
    speaker = attribution["speaker"]
    return as_text(speaker) if isinstance(speaker, str) and speaker.strip() else NOT_TOLD


def note_of(attribution: Mapping[Any, Any], text: str) -> str:
    """Say who speaks, what the text says they are, how their words are told, and how far the cue vouches for them."""
    parts = [speaker_of(attribution)]
    affiliation, manner, endorsement = (attribution[name] for name in ("affiliation", "manner", "endorsement"))
    if isinstance(affiliation, str) and affiliation.strip():
        parts.append(as_text(affiliation))
    parts.append(manner if manner in ("indirect", "mixed") else "direct")
    if cue := words_of(attribution["cue"], text):
        parts.append(f"“{cue}”" + (f" {VOUCHES[endorsement]}" if endorsement in ("endorsing", "distancing") else ""))
    return ", ".join(parts)


def words_of(spans: Iterable[Span], text: str) -> str:
    """Return the words of these spans as one line of text."""
    return as_text(" … ".join(text[start:end] for start, end in spans))


def speech_table(attributions: pd.DataFrame, text: str) -> pd.DataFrame:
    """Return the attributions in words, one a row: what a pointer would find in the text."""
    rows = [
        {
            "Speaker": speaker_of(one),
            "Is": as_text(one["affiliation"]) if isinstance(one["affiliation"], str) else "",
            "Told": one["manner"] if one["manner"] in ("indirect", "mixed") else "direct",
            "Cue": words_of(one["cue"], text),
            say("passages.the_cue"): VOUCHES.get(one["endorsement"], ""),
            "Words": int(one["words"]),
            say("passages.begins_with"): as_text(text[slice(*one["content"][0])] if one["content"] else "", most=80),
        }
        for one in attributions.to_dict("records")
    ]
    titles = ["Speaker", "Is", "Told", "Cue", say("passages.the_cue"), "Words", say("passages.begins_with")]
    return pd.DataFrame(rows, columns=titles)
