"""Read JSONL, one object a line, and JSON, one array of objects or one object: each object is an article.

A line or an item that cannot be read is a problem; the others load.
"""

import json
import math
from typing import TypeGuard

from ..errors import PipelineError
from .charset import decode
from .reading import FileReading, shown
from .rows import Row, articles_of, is_text_column

MOST_ITEMS = 1_000_000
_MOST_LEVELS = 4  # that a list of articles may lie below the top: {"response": {"docs": [...]}}


def read_jsonl(name: str, content: bytes) -> FileReading:
    """Read the articles of a JSONL file; NaN and infinite numbers are read as nothing."""
    decoded = decode(name, content)
    rows: list[Row] = []
    problems: list[str] = []
    # Only "\n" ends a line: JSON strings may hold other line separators as they are.
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        value, reason = _parsed(line)
        if isinstance(value, dict):
            rows.append(Row(number, value))
            continue
        reason = reason or "is not a JSON object"
        problems.append(f"{name}, line {number}: {reason}; write one object a line, with a field for the text")
    return articles_of(name, "jsonl", rows, decoded, problems)


def read_json(name: str, content: bytes) -> FileReading:
    """Read the articles of a JSON file: an array of objects, an object that holds one such array, or one object."""
    decoded = decode(name, content)
    value, reason = _parsed(decoded.text)
    if reason:
        raise PipelineError(f"{name}: {reason}; write an array of objects, with a field for the text in each")
    items = _items(name, value)
    if len(items) > MOST_ITEMS:
        raise PipelineError(f"{name}: holds {len(items):,} items, over the {MOST_ITEMS:,} limit; split it")
    rows: list[Row] = []
    problems: list[str] = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict):
            rows.append(Row(number, item))
        else:
            problems.append(f"{name}, item {number}: is not a JSON object; write one with a field for the text")
    return articles_of(name, "json", rows, decoded, problems, place="item")


def _parsed(text: str) -> tuple[object, str]:
    """Return the value that a JSON text holds, or why there is none."""
    try:
        return json.loads(text, parse_constant=lambda _: None, parse_float=_finite), ""
    except RecursionError:
        return None, "is nested too deep"
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}" if error.lineno > 1 else f"character {error.pos + 1}"
        return None, f"is not JSON ({shown(error.msg)} at {place})"
    except ValueError:  # an integer of thousands of digits
        return None, "holds a number that is too long"


def _items(name: str, value: object) -> list[object]:
    """Return the articles' objects; raise PipelineError where none has a text, or more than one list has."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise PipelineError(f"{name}: holds no JSON object; write an array of objects, with a field for the text")
    if _has_text(value):
        return [value]
    level: list[dict[object, object]] = [value]
    for _ in range(_MOST_LEVELS):
        lists = [(key, inner) for outer in level for key, inner in outer.items() if _is_list_of_articles(inner)]
        if len(lists) > 1:
            names = " and ".join(shown(key, longest=20) for key, _ in lists[:2])
            raise PipelineError(f"{name}: holds several lists of articles ({names}); save each as a file of its own")
        if lists:
            return lists[0][1]
        level = [inner for outer in level for inner in outer.values() if isinstance(inner, dict)]
    raise PipelineError(
        f"{name}: no object in it has a field text, body, content, fulltext or article; name the field for the text so"
    )


def _has_text(item: object) -> bool:
    """Say whether an object is an article: it has a field for the text, and a text in it."""
    return isinstance(item, dict) and any(is_text_column(key) and isinstance(item[key], str) for key in item)


def _is_list_of_articles(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and any(map(_has_text, value))


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
