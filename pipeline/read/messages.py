"""What the reading process and its parent say to each other: frames of a kind, a length and that many bytes.

A reading travels as JSON, so that whatever a stranger's file makes of the reading process, it can only send text.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import fields
from typing import BinaryIO

from ..types import Article
from .reading import FileReading

MOST_ANSWER = 256 * 2**20  # bytes for one file
# The kinds of frames. To the reading process: ASK (JSON: name, start), then CONTENT.
ASK, CONTENT = b"A", b"C"
# From it: READY at the start; MEMBER (a name) before each file in an archive; TICK; PART (a reading); DONE (JSON).
READY, MEMBER, TICK, PART, DONE = b"R", b"M", b"T", b"P", b"D"

_HEAD = struct.Struct(">cQ")
_FIELDS = tuple(field.name for field in fields(Article))


def send(pipe: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one frame."""
    pipe.write(_HEAD.pack(kind, len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: BinaryIO, *, most: int) -> tuple[bytes, bytes]:
    """Return the kind and the content of the next frame.

    Raise EOFError where the other side is gone, ValueError for a frame of over `most` bytes.
    """
    kind, length = _HEAD.unpack(_exactly(pipe, _HEAD.size))
    if length > most:
        raise ValueError(f"a frame of {length:,} bytes")
    return kind, _exactly(pipe, length)


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def encoded(reading: FileReading) -> bytes:
    """Return a reading as JSON; values of further columns that JSON has no form for become text."""
    found = {
        "name": reading.name,
        "kind": reading.kind,
        "articles": list(map(_known, reading.articles)),
        "problems": reading.problems,
        "notes": reading.notes,
    }
    written = json.dumps(found, ensure_ascii=False, default=str, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def _known(article: Article) -> dict[str, object]:
    """Return the fields of an article that are known: in a table of a million rows the others would be most of it."""
    values = {name: getattr(article, name) for name in _FIELDS}
    return {name: dict(v) if isinstance(v, Mapping) else v for name, v in values.items() if v or name == "text"}


def decoded(content: bytes) -> FileReading:
    """Return the reading in a frame; raise ValueError, TypeError or KeyError for anything else."""
    found = json.loads(content.decode("utf-8", "surrogatepass"))
    return FileReading(
        name=str(found["name"]),
        kind=str(found["kind"]),
        articles=tuple(Article(**article) for article in found["articles"]),
        problems=tuple(map(str, found["problems"])),
        notes=tuple(map(str, found["notes"])),
    )
