"""The columns of the stored tables, and rows of them as Arrow tables."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ..types import FRAMES, ROLES, STANCES

Name: TypeAlias = Literal[
    "articles",
    "sentences",
    "mentions",
    "attributions",
    "loaded",
    "relations",
    "scare_quotes",
    "acts",
    "descriptions",
    "vectors",
]
Row: TypeAlias = dict[str, Any]

VECTOR = 256  # numbers of a stored sentence vector, a byte each
SCORED: tuple[Name, ...] = get_args(Name)[1:]  # all but the articles
# What an article says of itself; people may correct these, and the correction is an overlay.
EDITABLE = ("outlet", "title", "date", "time", "author", "url", "genre", "language", "section")

_SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())]))

# Where a span stands: its section, its voice ("outlet" or "speaker"), and the attribution whose content it is in,
# null in the outlet's own voice.
_PLACE = [("section", pa.string()), ("voice", pa.string()), ("attribution_id", pa.int32())]
_SPAN = [("article_id", pa.string()), ("sentence_id", pa.int32()), ("start", pa.int32()), ("end", pa.int32())]

SCHEMAS: Mapping[Name, pa.Schema] = {
    "articles": pa.schema(
        [("article_id", pa.string()), ("text_id", pa.string())]
        + [(name, pa.string()) for name in EDITABLE]
        + [("text", pa.string()), ("body_start", pa.int32()), ("body_end", pa.int32())]
        + [("words", pa.int32()), ("source", pa.string())]
        + [(name, pa.string()) for name in ("found", "notes", "extra")]  # JSON
    ),
    "sentences": pa.schema([*_SPAN, *_PLACE, ("words", pa.int32())] + [(frame, pa.float32()) for frame in FRAMES]),
    "mentions": pa.schema(
        [*_SPAN, ("head", pa.string()), ("kind", pa.string()), *_PLACE]
        + [(stance, pa.float32()) for stance in STANCES]
        + [(role, pa.float32()) for role in ROLES]  # null where the scorer does not measure roles
    ),
    "attributions": pa.schema(
        [("article_id", pa.string()), ("attribution_id", pa.int32()), ("section", pa.string())]
        + [("content", _SPANS), ("source", _SPANS), ("cue", _SPANS), ("quoted", _SPANS), ("manner", pa.string())]
        + [("words", pa.int32()), ("quoted_words", pa.int32())]  # of the content, and of its part in quotation marks
        + [("speaker", pa.string()), ("speaker_kind", pa.string())]  # a name is a head, as in mentions
        + [("affiliation", pa.string()), ("endorsement", pa.string())]
    ),
    "loaded": pa.schema([*_SPAN, *_PLACE, ("probability", pa.float32())]),
    "relations": pa.schema(
        [("article_id", pa.string()), ("sentence_id", pa.int32())]
        + [("holder_start", pa.int32()), ("holder_end", pa.int32())]  # null where nobody named is the holder
        + [("target_start", pa.int32()), ("target_end", pa.int32()), *_PLACE]
        + [(stance, pa.float32()) for stance in STANCES]
    ),
    "scare_quotes": pa.schema([*_SPAN, ("marker", pa.string()), *_PLACE]),
    "acts": pa.schema(
        [*_SPAN, ("act", pa.string()), ("kind", pa.string()), ("form", pa.string())]
        + [(name, pa.int32()) for name in ("doer_start", "doer_end", "target_start", "target_end")]
        + _PLACE
    ),
    "descriptions": pa.schema(
        [*_SPAN, ("phrase", pa.string()), ("noun", pa.string()), ("slot", pa.string()), ("verb", pa.string())]
        + [("head", pa.string()), ("kind", pa.string())]  # the name that it stands for, null where the text tells none
        + _PLACE
    ),
    "vectors": pa.schema(
        [("article_id", pa.string()), ("sentence_id", pa.int32()), ("vector", pa.binary(VECTOR))]  # int8
    ),
}


def arrow(name: Name, rows: Iterable[Row]) -> pa.Table:
    """Return the rows as a table of this name's schema; a missing value is null."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])


def unpacked(vectors: Iterable[bytes]) -> list[NDArray[np.float32]]:
    """Return stored sentence vectors as float32 arrays of unit length."""
    numbers = np.frombuffer(b"".join(vectors), np.int8).reshape(-1, VECTOR).astype(np.float32)
    return list(numbers / np.maximum(np.linalg.norm(numbers, axis=1, keepdims=True), 1e-12))


def as_json(value: object) -> str:
    """Return `value` as JSON with sorted keys; what JSON cannot hold is written as its text."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be stored
