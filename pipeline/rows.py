"""Rows of the library's tables from what the steps found."""

from collections.abc import Sequence

import numpy as np

from .library import Row
from .library.tables import as_json
from .types import FRAMES, STANCES, Article, Attribution, Document, Mention, Sentence, Span


def article_row(article: Article, doc: Document) -> Row:
    """Return an article's row: what was read, and the cleaned text."""
    return {
        "article_id": article.id,
        "text_id": doc.text_id,
        "outlet": doc.outlet,
        "title": doc.title,
        "date": doc.date,
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


def sentence_row(doc: Document, number: int, sent: Sentence, chances: np.ndarray, quoted: list[Span]) -> Row:
    """Return a sentence's row; `chances` are its 15 frame probabilities."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": sent.start,
        "end": sent.end,
        "section": sent.section,
        "voice": _voice((sent.start, sent.end), quoted),
        "words": len(doc.text[sent.start : sent.end].split()),
        **dict(zip(FRAMES, chances.tolist(), strict=True)),
    }


def mention_row(
    doc: Document, number: int, mention: Mention, sent: Sentence, chances: np.ndarray, quoted: list[Span]
) -> Row:
    """Return a mention's row; `chances` are its 3 stance probabilities."""
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
