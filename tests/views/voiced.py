"""Rows of attributed speech for the pages: what the table asks for filled in, and one article with all kinds of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.library import Library, Row

from .conftest import library_rows, write

SENTENCES = (
    "Anna Berg claimed that Tom Vale ruined the harbour.",
    "“Tom Vale told us the plan was dead,” Berg said.",
    "The so-called rescue costs jobs.",
    "It was lost, a clerk noted.",
)
TITLE = "Harbour plan disputed"
BERG, VALE = "Anna Berg", "Tom Vale"


def filled(row: Mapping[str, Any]) -> Row:
    """Return an attribution's row with every column."""
    content = row["content"]
    empty = dict.fromkeys(("affiliation", "endorsement", "speaker_kind", "speaker"))
    lists: Row = {"source": [], "cue": [], "quoted": content if row.get("direct") else []}
    return {"attribution_id": 0, "manner": "direct", "words": 1, "quoted_words": 1, **empty, **lists, **row}


def fill_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `Library.add` fill attributions, and say for spans in a speaker's voice to which one they belong."""
    add = Library.add

    def add_filled(self: Library, tables: Mapping[str, list[Row]], **options: Any) -> None:
        said = [filled(row) for row in tables.get("attributions", ())]
        numbers: dict[str, int] = {}
        for row in said:
            row["attribution_id"] = numbers[row["article_id"]] = numbers.get(row["article_id"], -1) + 1
        spans = {
            name: [{"attribution_id": 0 if row.get("voice") == "speaker" else None, **row} for row in tables[name]]
            for name in ("sentences", "mentions", "loaded")
            if name in tables
        }
        add(self, {**tables, **spans, "attributions": said}, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "add", add_filled)


def voiced_rows(
    outlet: str = "Beta Daily",
    *,
    title: str = TITLE,
    speaker: str | None = BERG,
    affiliation: str | None = "mayor of the harbour town",
    speaker_kind: str | None = "person",
    date: str = "2024-03-06",
) -> dict[str, list[Row]]:
    """Return an article with indirect speech under a distancing cue, nested speech, scare quotes and no speaker."""
    rows = library_rows(outlet, title, [(sent, -0.9) for sent in SENTENCES], date=date)
    (article,) = rows["articles"]
    text = article["text"]

    def span(words: str) -> Row:
        return {"start": text.index(words), "end": text.index(words) + len(words)}

    def said(content: str, **other: Any) -> Row:
        one = {"article_id": article["article_id"], "section": "body", "content": [span(content)]}
        one |= {name: [span(other.pop(name))] for name in ("cue", "source", "quoted") if name in other}
        return filled({"source": [span("harbour")], **one, "words": len(content.split()), **other})

    who = {"speaker": speaker, "speaker_kind": speaker_kind if speaker else None, "affiliation": affiliation}
    quote = "“Tom Vale told us the plan was dead,”"
    rows["attributions"] = [
        said("Tom Vale ruined the harbour", cue="claimed", manner="indirect", endorsement="distancing", **who),
        said(quote, quoted=quote, cue="said", endorsement="neutral", **who),
        said("the plan was dead", cue="told", manner="indirect", speaker=VALE, speaker_kind="person"),
        said("It was lost", cue="noted", manner="indirect", endorsement="endorsing"),
    ]
    for number, row in enumerate(rows["attributions"]):
        row["attribution_id"] = number
        start, end = row["content"][0]["start"], row["content"][0]["end"]
        for mention in rows["mentions"]:
            if start <= mention["start"] < end:
                mention |= {"voice": "speaker", "attribution_id": number}
    for row in rows["sentences"]:
        row["voice"] = "speaker" if text[row["start"]] == "“" else "outlet"
        row["attribution_id"] = 1 if row["voice"] == "speaker" else None
    for row in rows["mentions"]:
        if "attribution_id" not in row:
            row |= {"voice": "outlet", "attribution_id": None}
    so_called = span("rescue")
    rows["scare_quotes"] = [
        {"article_id": article["article_id"], "sentence_id": 3, "section": "body", "voice": "outlet", **so_called}
        | {"marker": "so-called"}
    ]
    return rows


def voiced_library(folder: Path, *others: Mapping[str, list[Row]], **about: Any) -> Library:
    """Write `voiced_rows` and further articles into a library."""
    return write(folder, [voiced_rows(**about), *({"scare_quotes": [], **rows} for rows in others)])
