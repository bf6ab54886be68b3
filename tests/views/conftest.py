"""A tiny library for the pages, written straight through `Library.add`: no model, no files."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import streamlit as st

from pipeline.library import Library, Row
from pipeline.types import FRAMES

SCORER = "tiny-1"
LOADED_WORDS = {"saved": 0.6, "lied": 0.7, "ruined": 0.9, "failed": 0.8, "calm": 0.3}
HOSTILE_TITLE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"
HOSTILE_OUTLET = "<img src=x>"
EVENT = "harbour"


def library_rows(
    outlet: str | None,
    title: str,
    sents: Sequence[tuple[str, float]],
    *,
    date: str | None = "2024-03-04",
    genre: str | None = "news",
    names: Sequence[str] = ("Anna Berg", "Tom Vale"),
) -> dict[str, list[Row]]:
    """Return one article's rows: its title, then each sentence with the value of the names that it mentions.

    A value of .8 stands for P(for) = .8 and P(against) = 0; quotation marks make a sentence a speaker's.
    """
    text = title + "\n\n" + " ".join(sent for sent, _ in sents)
    article = hashlib.sha256(f"{outlet}{title}{date}{text}".encode()).hexdigest()[:16]
    rows: dict[str, list[Row]] = {"articles": [], "sentences": [], "mentions": [], "attributions": []}
    body = len(title) + 2
    rows["articles"].append(
        {
            "article_id": article,
            "text_id": hashlib.sha256(text.encode()).hexdigest()[:16],
            "outlet": outlet,
            "title": title,
            "date": date,
            "genre": genre,
            "language": "en",
            "text": text,
            "body_start": body,
            "body_end": len(text),
            "words": len(text[body:].split()),
            "source": "tiny.txt",
            "found": '{"outlet": "file name", "date": "file name"}',
            "notes": "[]",
            "extra": "{}",
        }
    )
    at = 0
    for number, (sent, value) in enumerate([(title, 0.0), *sents]):
        start = text.index(sent, at)
        at = start + len(sent)
        place = {"article_id": article, "sentence_id": number}
        told = {"section": "headline" if number == 0 else "body", "voice": "speaker" if "“" in sent else "outlet"}
        chances = {frame: 0.9 if frame == ("economic" if "jobs" in sent else "policy") else 0.05 for frame in FRAMES}
        span = {"start": start, "end": at, "words": len(sent.split())}
        rows["sentences"].append({**place, **told, **span, **chances})
        rows["mentions"] += [
            {**place, **told, "start": text.index(name, start), "end": text.index(name, start) + len(name)}
            | {"head": name, "kind": "person", **_chances(value)}
            for name in names
            if name in sent
        ]
        if "“" in sent:
            said = {"start": text.index("“", start), "end": text.index("”", start) + 1}
            rows["attributions"].append(
                {"article_id": article, "attribution_id": len(rows["attributions"]), "section": "body"}
                | {"content": [said], "source": [], "cue": [], "quoted": [said], "manner": "direct"}
                | {"words": 3, "quoted_words": 3, "speaker": "Vale", "endorsement": None}
            )
    return rows


def _chances(value: float) -> Mapping[str, float]:
    return {"against": max(-value, 0.0), "neither": 1 - abs(value), "for": max(value, 0.0)}


def with_measures(rows: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Return an article's rows as a scorer writes them that measures roles and loaded words too.

    A mention's value of -.9 stands for an antagonist with .9; each word in `LOADED_WORDS` has its probability.
    """
    (article,) = rows["articles"]
    loaded = [
        {
            **{key: sent[key] for key in ("article_id", "sentence_id", "section", "voice")},
            "start": found.start(),
            "end": found.end(),
            "probability": LOADED_WORDS[found[0]],
        }
        for sent in rows["sentences"]
        for found in re.finditer(r"\w+", article["text"])
        if found[0] in LOADED_WORDS and sent["start"] <= found.start() < sent["end"]
    ]
    mentions = [
        row | {"protagonist": row["for"], "antagonist": row["against"], "innocent": 0.1} for row in rows["mentions"]
    ]
    return {**rows, "mentions": mentions, "loaded": loaded, "relations": []}


def write(
    folder: Path, articles: Sequence[Mapping[str, list[Row]]], *, event: str = EVENT, name: str = "The harbour"
) -> Library:
    """Add the articles to the library in `folder` as one event."""
    library = Library.open(folder, create=True)
    tables = {table: [row for rows in articles for row in rows[table]] for table in articles[0]}
    library.name_event(event, name)
    library.add(tables, scorer=SCORER, event=event)  # type: ignore[arg-type] # the names of the tables are right
    heads = {(row["head"], row["kind"]) for row in tables["mentions"]}
    library.link(event, {head: head for head in heads | set(library.heads(event))})
    return library


TINY = (
    library_rows(
        "The Harbour Example",
        "Harbour plan praised",
        [("Anna Berg saved the harbour.", 0.98), ("Anna Berg was right again.", 0.99), ("It costs jobs.", 0)],
    ),
    library_rows(
        "The Harbour Example",
        "Berg wins the council over",
        [("The council thanked Anna Berg.", 0.97), ("“Anna Berg lied,” Tom Vale said.", -0.95)],
        date="2024-03-05",
    ),
    library_rows(
        "Beta Daily",
        "Plan blamed",
        [("Anna Berg ruined the harbour.", -0.94), ("Anna Berg failed the town.", -0.98), ("Jobs go.", 0)],
    ),
    library_rows("Beta Daily", "Why the mayor must go", [("Anna Berg must go.", -0.99)], genre="opinion"),
    library_rows("Gamma Post", "A walk by the sea", [("The sea was calm.", 0)], date=None, genre=None),
)


@pytest.fixture(autouse=True)
def _forget() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def tiny_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The event "The harbour": four news reports of three outlets and one comment; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "tiny"))
    return write(tmp_path / "tiny", TINY)


@pytest.fixture
def measured_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The articles of `tiny_library`, scored for roles and loaded words too; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "measured"))
    return write(tmp_path / "measured", [with_measures(rows) for rows in TINY])


@pytest.fixture
def empty_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library without an article; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "empty"))
    return Library.open(tmp_path / "empty", create=True)


@pytest.fixture
def hostile_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Names and headlines that try to be more than text; the dashboard opens it."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "hostile"))
    entity = "[Berg](http://example.invalid) <b>"
    articles = [
        library_rows(HOSTILE_OUTLET, HOSTILE_TITLE, [(f"The man {entity} $5 won $6 :red[x].", 0.9)], names=(entity,)),
        library_rows("=cmd()", ":smile: www.example.invalid", [(f"So {entity} lost.", -0.9)], names=(entity,)),
    ]
    return write(tmp_path / "hostile", articles, name=f"Event {HOSTILE_TITLE}")
