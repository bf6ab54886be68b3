"""Libraries of invented articles, whose rows are random and scored by nobody."""

import random
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.library import Library, Name, Row
from pipeline.library.tables import SCORED, VECTOR
from pipeline.types import FRAMES, ROLES, STANCES

SCORER = "made.1"
_WORDS = (
    "harbour",
    "mayor",
    "council",
    "plan",
    "wind",
    "gate",
    "crane",
    "ferry",
    "market",
    "winter",
    "bridge",
    "tower",
)


def text_of(rng: random.Random, words: int = 60) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(words))


def batch(seed: int, articles: int = 3, *, scorer_rows: bool = True) -> dict[Name, list[Row]]:
    """Return the rows of a batch; the same seed gives the same rows."""
    rng = random.Random(seed)
    tables: dict[Name, list[Row]] = {"articles": [], **({name: [] for name in SCORED} if scorer_rows else {})}
    for number in range(articles):
        article = f"{rng.getrandbits(64):016x}"
        text = f"{article} {text_of(rng)}"
        tables["articles"].append(_article(article, text, number))
        if scorer_rows:
            for sentence in range(rng.randrange(2, 6)):
                _add(tables, article, sentence, rng)
    return tables


def _article(article: str, text: str, number: int) -> Row:
    return {
        "article_id": article,
        "text_id": f"text-{article}",
        "outlet": f"Paper {number}",
        "title": f"Title of {article}",
        "date": "2026-03-01",
        "text": text,
        "body_start": 0,
        "body_end": len(text),
        "words": len(text.split()),
        "source": "made.txt",
        "found": "{}",
        "notes": "[]",
        "extra": "{}",
    }


def _add(tables: dict[Name, list[Row]], article: str, sentence: int, rng: random.Random) -> None:
    first = 7 * sentence
    at: dict[str, Any] = {"article_id": article, "sentence_id": sentence, "start": first, "end": first + 6}
    place = {"section": "body", "voice": "outlet", "attribution_id": None}
    head = {"head": rng.choice(("Ann Roe", "Ben Doe", f"Nan {article}")), "kind": "person"}
    tables["sentences"].append({**at, **place, "words": 1, **{frame: rng.random() for frame in FRAMES}})
    tables["mentions"].append({**at, **place, **head, **{name: rng.random() for name in STANCES + ROLES}})
    tables["loaded"].append({**at, **place, "probability": rng.random()})
    tables["descriptions"].append({**at, **place, "phrase": f"the clerk of {article}", "noun": "clerk", "slot": "doer"})
    vector = np.random.default_rng(rng.getrandbits(32)).integers(-99, 99, VECTOR, dtype=np.int8)
    tables["vectors"].append({"article_id": article, "sentence_id": sentence, "vector": vector.tobytes()})


def ids(tables: dict[Name, list[Row]]) -> list[str]:
    return sorted(row["article_id"] for row in tables["articles"])


def library_of(folder: Path, *seeds: int, articles: int = 3) -> Library:
    """Return a library with a batch for each seed, all in one event, with something that somebody decided."""
    library = Library.open(folder, create=True)
    library.name_event("event", "An event")
    for seed in seeds:
        library.add(batch(seed, articles), scorer=SCORER, event="event")
    library.link("event", {head: head for head in library.heads("event")})
    if seeds:
        library.edit(ids(batch(seeds[0], articles))[0], "outlet", "Somebody Else")
    return library


def state(library: Library) -> dict[str, Any]:
    """Return all that a library holds but the names of its shards, in an order that does not depend on them."""
    told: dict[str, Any] = {}
    for name in ("articles", *SCORED):
        rows = library.rows(name, scorer="" if name == "articles" else SCORER)
        told[name] = sorted(repr(sorted(row.items())) for row in rows)
    for table in ("articles", "scorers", "scored", "events", "event_articles", "links", "edits", "merges", "removed"):
        told[f"catalog {table}"] = sorted(library._catalog.rows(f"select * from {table}"))
    return told
