"""Rows of the library's tables from what the steps found."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from ..library import Row
from ..library.tables import as_json
from ..naming import Description
from ..types import FRAMES, ROLES, STANCES, Act, Article, Attribution, Document, Mention, ScareQuotes, Sentence, Span
from ..voices.spoken import Spoken

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


def sentence_row(doc: Document, number: int, sent: Sentence, chances: np.ndarray | None, spoken: Spoken) -> Row:
    """Return a sentence's row; `chances` are its 15 frame probabilities, None where they are not measured."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": sent.start,
        "end": sent.end,
        **_place((sent.start, sent.end), sent, spoken),
        "words": len(doc.text[sent.start : sent.end].split()),
        **({} if chances is None else dict(zip(FRAMES, chances.tolist(), strict=True))),
    }


def vector_row(doc: Document, number: int, vector: bytes) -> Row:
    """Return the row of a sentence's vector as `pipeline.score.vectors` packs it."""
    return {"article_id": doc.id, "sentence_id": number, "vector": vector}


def mention_row(
    doc: Document,
    number: int,
    mention: Mention,
    sent: Sentence,
    chances: np.ndarray,
    spoken: Spoken,
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
        **_place((mention.start, mention.end), sent, spoken),
        **dict(zip(STANCES, chances.tolist(), strict=True)),
        **dict(zip(ROLES, [None] * len(ROLES) if roles is None else roles.tolist(), strict=True)),
    }


def loaded_rows(
    doc: Document, number: int, sent: Sentence, words: Sequence[tuple[int, int, float]], spoken: Spoken
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
            **_place((sent.start + start, sent.start + end), sent, spoken),
            "probability": probability,
        }
        for start, end, probability in words
        if probability >= LEAST_LOADED
    ]


def pairs(mentions: Sequence[Mention]) -> Iterator[tuple[Mention | None, Mention]]:
    """Yield (holder, target) of one sentence's mentions: None is whoever speaks, the author or a speaker.

    None toward every mention; each of the first `MOST_PAIRED` mentions toward each other one whose span does not
    touch its own.
    """
    ordered = sorted(mentions, key=lambda mention: mention.start)
    for target in ordered:
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
    spoken: Spoken,
) -> Row:
    """Return a pair's row; its voice is that of the target, `chances` are the 3 stance probabilities."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "holder_start": holder.start if holder else None,
        "holder_end": holder.end if holder else None,
        "target_start": target.start,
        "target_end": target.end,
        **_place((target.start, target.end), sent, spoken),
        **dict(zip(STANCES, chances.tolist(), strict=True)),
    }


def attribution_row(doc: Document, number: int, attribution: Attribution, sents: Sequence[Sentence]) -> Row:
    """Return an attribution's row; its section is that of the sentence in which its content begins."""
    home = bisect_right(sents, attribution.content[0][0], key=lambda sent: sent.start) - 1
    return {
        "article_id": doc.id,
        "attribution_id": number,
        "section": sents[home].section,
        **{
            name: [{"start": start, "end": end} for start, end in getattr(attribution, name)]
            for name in ("content", "source", "cue", "quoted")
        },
        "manner": attribution.manner,
        "words": _words(doc.text, attribution.content),
        "quoted_words": _words(doc.text, attribution.quoted),
        "speaker": attribution.speaker,
        "speaker_kind": attribution.speaker_kind,
        "affiliation": attribution.affiliation,
        "endorsement": attribution.endorsement,
    }


def scare_quotes_row(doc: Document, found: ScareQuotes, number: int, sent: Sentence, spoken: Spoken) -> Row:
    """Return the row of words that are held at arm's length."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": found.start,
        "end": found.end,
        "marker": found.marker,
        **_place((found.start, found.end), sent, spoken),
    }


def act_row(doc: Document, act: Act, number: int, sent: Sentence, spoken: Spoken) -> Row:
    """Return an act's row."""
    doer, target = act.doer or (None, None), act.target or (None, None)
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": act.start,
        "end": act.end,
        "act": act.act,
        "kind": act.kind,
        "form": act.form,
        "doer_start": doer[0],
        "doer_end": doer[1],
        "target_start": target[0],
        "target_end": target[1],
        **_place((act.start, act.end), sent, spoken),
    }


def description_row(doc: Document, found: Description, number: int, sent: Sentence, spoken: Spoken) -> Row:
    """Return the row of a phrase that names somebody by a common noun."""
    return {
        "article_id": doc.id,
        "sentence_id": number,
        "start": found.start,
        "end": found.end,
        "phrase": found.phrase,
        "noun": found.noun,
        "slot": found.slot,
        "verb": found.verb,
        "head": found.head,
        "kind": found.kind,
        **_place((found.start, found.end), sent, spoken),
    }


def _place(span: Span, sent: Sentence, spoken: Spoken) -> Row:
    """Return where a span stands: its section, its voice, and the attribution that it belongs to."""
    number = spoken.at(span)
    return {
        "section": sent.section,
        "voice": "outlet" if number is None else "speaker",
        "attribution_id": number,
    }


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)
