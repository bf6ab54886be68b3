"""Read a JSONL file: one JSON object a line, one article each. A bad line is a problem; the others load."""

import json
import math

from .charset import decode
from .reading import FileReading, shown
from .rows import Row, articles_of


def read_jsonl(name: str, content: bytes) -> FileReading:
    """Read the articles of a JSONL file; NaN and infinite numbers are read as nothing."""
    decoded = decode(name, content)
    rows: list[Row] = []
    problems: list[str] = []
    # Only "\n" ends a line: JSON strings may hold other line separators as they are.
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        if not line.strip():
            continue
        reason = ""
        try:
            value = json.loads(line, parse_constant=lambda _: None, parse_float=_finite)
        except RecursionError:
            reason = "is nested too deep"
        except json.JSONDecodeError as error:
            reason = f"is not JSON ({shown(error.msg)} at character {error.pos + 1})"
        except ValueError:  # an integer of thousands of digits
            reason = "holds a number that is too long"
        else:
            if isinstance(value, dict):
                rows.append(Row(number, value))
                continue
            reason = "is not a JSON object"
        problems.append(f"{name}, line {number}: {reason}; write one object a line, with a field for the text")
    return articles_of(name, "jsonl", rows, decoded, problems)


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None
