"""Fuzz the readers of JSONL and JSON: the first byte says which of them."""

from fuzzing import followed, fuzz

readers = followed("pipeline.read.jsonl")

SEEDS = [
    b'l{"text": "The council voted.", "title": "Plan", "date": "3/4/2024", "x": [1, {"a": null}]}\n{"text": 1}\n{bad\n',
    b'j[{"text": "One.", "outlet": "nan", "n": NaN, "m": 1e999}, 7]',
    b'j{"response": {"docs": [{"body": "One.", "published": "2024-03-12T10:00:00Z"}]}}',
    b'l{"text": "\\ud800", "\\udc00": 123456789012345678901234567890}',
]


def read(content: bytes) -> None:
    """Read what follows the first byte."""
    (readers.read_jsonl if content[:1] == b"l" else readers.read_json)("a.json", content[1:])


if __name__ == "__main__":
    fuzz(read, SEEDS)
