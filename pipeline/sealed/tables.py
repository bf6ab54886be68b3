"""Write a table as lines of JSON without losing anything, and read it again without trusting it.

The first line says what the columns are, each further line is one row: a list of the cells. A column whose cells are
all alike stands in the first line only, and so does a variance that is value times (1 - value). Numbers that are of
single precision are written as such; both kinds come back to the last bit.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

Columns = Mapping[str, str]  # {name: "str", "int64", "float64" or "bool"}

_FORMULA = "value * (1 - value)"
_LARGEST = 2**53  # of a whole number that every reader of JSON takes exactly


def as_lines(table: pd.DataFrame, columns: Columns) -> bytes:
    """Return the table's columns as UTF-8 lines of JSON; the same cells give the same bytes."""
    head: dict[str, Any] = {"rows": len(table), "columns": [], "alike": {}}
    cells = []
    for name, kind in columns.items():
        if name == "variance" and _follows(table):
            head["variance"] = _FORMULA
            continue
        kind, own = _written(table[name], kind)
        if own and all(cell == own[0] for cell in own):
            head["alike"][name] = [kind, own[0]]
        else:
            head["columns"].append([name, kind])
            cells.append(own)
    rows = zip(*cells, strict=True) if cells else iter([()] * len(table))
    lines = [json.dumps(head, ensure_ascii=False), *(_line(row) for row in rows)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def from_lines(content: bytes, columns: Columns) -> pd.DataFrame:
    """Return the table that `as_lines` wrote; raises ValueError, with what is wrong, where it has other columns."""
    first, _, rest = content.decode("utf-8").rstrip("\n").partition("\n")
    head = json.loads(first)
    rows = json.loads(f"[{rest.replace(chr(10), ',')}]")
    size = _whole(head["rows"])
    named = [(str(name), str(kind)) for name, kind in head["columns"]]
    if len(rows) != size or any(type(row) is not list or len(row) != len(named) for row in rows):
        raise ValueError("rows and columns do not fit together")
    cells: dict[str, tuple[str, Sequence[Any]]] = {}
    for (name, kind), own in zip(named, zip(*rows, strict=True) if rows else [()] * len(named), strict=True):
        cells[name] = kind, own
    if size > 0:
        cells |= {str(name): (str(kind), [cell] * size) for name, (kind, cell) in head["alike"].items()}
    read = {name: _read(name, *cells.pop(name), kind) for name, kind in columns.items() if name in cells}
    if cells:
        raise ValueError(f"there is no column {', '.join(sorted(cells))[:60]}")
    if head.get("variance") == _FORMULA and "value" in read:
        with np.errstate(over="ignore", invalid="ignore"):  # a stranger's: what cannot be is refused when it is counted
            read["variance"] = read["value"] * (1 - read["value"])
    missing = [name for name in columns if name not in read]
    if missing:
        raise ValueError(f"the column {', '.join(missing)} is missing")
    return pd.DataFrame({name: read[name] for name in columns})


def _follows(table: pd.DataFrame) -> bool:
    value = table["value"].to_numpy(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        return len(table) > 0 and bool(np.array_equal(table["variance"].to_numpy(np.float64), value * (1 - value)))


def _written(column: pd.Series, kind: str) -> tuple[str, list[Any]]:
    """Return the cells as JSON has them, and the kind of numbers that they are."""
    if kind == "str":
        return kind, [str(cell) if isinstance(cell, str) else None for cell in column.astype(object)]
    if kind == "int64":
        return kind, column.astype("int64").tolist()
    if kind == "bool":
        return kind, column.astype("bool").tolist()
    numbers = column.to_numpy(np.float64, na_value=np.nan)
    with np.errstate(over="ignore"):
        single = numbers.astype(np.float32)
    if np.array_equal(single.astype(np.float64), numbers, equal_nan=True):
        return "float32", [_number(float(str(number))) for number in single]
    return kind, [_number(number) for number in numbers.tolist()]


def _number(number: float) -> float | str | None:
    if math.isnan(number):
        return None
    return number if math.isfinite(number) else ("inf" if number > 0 else "-inf")


def _line(row: tuple[Any, ...]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _read(name: str, kind: str, cells: Sequence[Any], wanted: str) -> pd.Series:
    if kind != wanted and (kind, wanted) != ("float32", "float64"):
        raise ValueError(f"the column {name} is of another kind")
    if wanted == "str":
        if not all(cell is None or type(cell) is str for cell in cells):
            raise ValueError(f"the column {name} has a cell that is no text")
        return pd.Series(cells, dtype="str")
    if wanted == "bool":
        if not all(type(cell) is bool for cell in cells):
            raise ValueError(f"the column {name} has a cell that is neither true nor false")
        return pd.Series(cells, dtype="bool")
    if wanted == "int64":
        return pd.Series([_whole(cell) for cell in cells], dtype="int64")
    numbers = np.array([_float(cell) for cell in cells], np.float64)
    return pd.Series(numbers.astype(np.float32).astype(np.float64) if kind == "float32" else numbers)


def _whole(cell: object) -> int:
    if type(cell) is not int or abs(cell) > _LARGEST:
        raise ValueError("a cell is not a whole number")
    return cell


def _float(cell: object) -> float:
    if cell is None:
        return math.nan
    if type(cell) in (int, float) or cell in ("inf", "-inf"):
        return float(cell)  # type: ignore[arg-type] # these are numbers, or the two that JSON has no sign for
    raise ValueError("a cell is not a number")
