"""Rows of the library's tables from what the steps found."""

import json
from collections.abc import Iterator, Sequence

import numpy as np

from .library import Row
from .library.tables import as_json
from .types import FRAMES, ROLES, STANCES, Article, Attribution, Document, Mention, Sentence, Span

LEAST_LOADED = 0.2  # probability below which a word is not stored
MOST_PAIRED = 6  # mentions of one sentence that are paired, its first


def article_row(article: Article, doc: Document) -> Row:
    """Return an article's row: what was read, and the cleaned text."""
    return {
        "article_id": article.id,
        "text_id": doc.text_id,
        "outlet": doc.outlet,
        "title": doc.title,
        "date": doc.date,
        "time": article.time,
        "author": article.author,
        "url": article.url,
        "genre": article.genre,
        "language": doc.language,
        "section": article.section,
        "text": doc.text,
        "body_start": doc.body[0],
        "body_end": doc.body[1],
        "words": len(doc.text[slice(*doc.body)].split()),
        "source": article.source,
        "found": as_json(dict(article.found)),
        "notes": as_json(list(doc.notes)),
        "extra": as_json(dict(article.extra)),
    }


def stored_document(row: Row) -> Document:
    """Return the document that an article's row holds, as it was cleaned when the article was first read."""
    return Document(
        id=row["article_id"],
        text=row["text"],
        body=(row["body_start"], row["body_end"]),
        title=row["title"],
        outlet=row["outlet"],
        date=row["date"],
        language=row["language"],
        notes=tuple(json.loads(row["notes"])),
    )


def sentence_row(doc: Document, number: int, sent: Sentence, chances: np.ndarray | None, quoted: list[Span]) -> Row:
    """Return a sentence's row; `chances` are its 15 frame probabilities, None where they are not measured."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": sent.start,
        "end": sent.end,
        "section": sent.section,
        "voice": _voice((sent.start, sent.end), quoted),
        "words": len(doc.text[sent.start : sent.end].split()),
        **({} if chances is None else dict(zip(FRAMES, chances.tolist(), strict=True))),
    }


def mention_row(
    doc: Document,
    number: int,
    mention: Mention,
    sent: Sentence,
    chances: np.ndarray,
    quoted: list[Span],
    *,
    roles: np.ndarray | None = None,
) -> Row:
    """Return a mention's row; `chances` are its 3 stance probabilities, `roles` its 3 of ROLES where measured."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": mention.start,
        "end": mention.end,
        "head": mention.head,
        "kind": mention.kind,
        "section": sent.section,
        "voice": _voice((mention.start, mention.end), quoted),
        **dict(zip(STANCES, chances.tolist(), strict=True)),
        **dict(zip(ROLES, [None] * len(ROLES) if roles is None else roles.tolist(), strict=True)),
    }


def loaded_rows(
    doc: Document, number: int, sent: Sentence, words: Sequence[tuple[int, int, float]], quoted: list[Span]
) -> list[Row]:
    """Return a row for each word of a sentence whose probability is at least `LEAST_LOADED`.

    `words` are (start, end, probability) with offsets into the sentence. Words below are never stored: they
    are most of a text, and no figure or mark is made of them.
    """
    return [
        {
            "article_id": doc.id,
            "sentence_id": number,
            "start": sent.start + start,
            "end": sent.start + end,
            "section": sent.section,
            "voice": _voice((sent.start + start, sent.start + end), quoted),
            "probability": probability,
        }
        for start, end, probability in words
        if probability >= LEAST_LOADED
    ]


def pairs(mentions: Sequence[Mention], quoted: list[Span]) -> Iterator[tuple[Mention | None, Mention]]:
    """Yield (holder, target) of one sentence's mentions: the author is None.

    Each of the first `MOST_PAIRED` mentions toward each other one whose span does not touch its own, and the
    author toward every mention that stands in the outlet's voice: in a speaker's words it is the speaker who
    takes sides.
    """
    ordered = sorted(mentions, key=lambda mention: mention.start)
    for target in ordered:
        if _voice((target.start, target.end), quoted) == "outlet":
            yield None, target
    for target in ordered[:MOST_PAIRED]:
        for holder in ordered[:MOST_PAIRED]:
            if holder.end < target.start or target.end < holder.start:
                yield holder, target


def relation_row(
    doc: Document,
    number: int,
    holder: Mention | None,
    target: Mention,
    sent: Sentence,
    chances: np.ndarray,
    quoted: list[Span],
) -> Row:
    """Return a pair's row; its voice is that of the target, `chances` are the 3 stance probabilities."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "holder_start": holder.start if holder else None,
        "holder_end": holder.end if holder else None,
        "target_start": target.start,
        "target_end": target.end,
        "section": sent.section,
        "voice": _voice((target.start, target.end), quoted),
        **dict(zip(STANCES, chances.tolist(), strict=True)),
    }


def attribution_row(doc: Document, attribution: Attribution) -> Row:
    """Return an attribution's row."""
    return {
        "article_id": doc.id,
        **{
            name: [{"start": start, "end": end} for start, end in getattr(attribution, name)]
            for name in ("content", "source", "cue")
        },
        "direct": attribution.direct,
        "speaker": attribution.speaker,
        "endorsement": attribution.endorsement,
    }


def _voice(span: Span, quoted: Sequence[Span]) -> str:
    """Return "speaker" for a span of which more than half lies in attributed words, else "outlet"."""
    inside = sum(max(0, min(span[1], end) - max(span[0], start)) for start, end in quoted)
    return "speaker" if 2 * inside > span[1] - span[0] else "outlet"
