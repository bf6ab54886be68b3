"""Turn the rows of a table into articles: known columns by any of their names, further ones kept as they were."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from . import dates
from .charset import Decoded
from .fields import ALIASES, FIELD_OF, NOTHING, Draft, as_line, scrubbed
from .hints import hint
from .reading import MOST_CHARACTERS, FileReading, limited, shown, tick

_DEEPEST = 50  # lists in lists
_TOLD_EACH = 10_000  # rows


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file that it begins on, and its cells by column."""

    line: int
    cells: Mapping[str, object]


@dataclass(slots=True)
class _Problems:
    """What is wrong with a file: a line each, but one for all dates and one for all outlets of the same kind."""

    name: str
    place: str  # what a row is called
    found: list[str]
    ambiguous: list[int] = field(default_factory=list)  # lines
    nameless: Counter[str] = field(default_factory=Counter)

    def lines(self) -> tuple[str, ...]:
        found = list(self.found)
        if self.ambiguous:
            found.append(
                f"{self.name}, {self.place} {self.ambiguous[0]}: {_rows(len(self.ambiguous))} a date that "
                f"{dates.TWO_DAYS}; it is left open, write it as 2026-03-01"
            )
        for word, n in self.nameless.items():
            found.append(f'{self.name}: {_rows(n)} "{shown(word)}" for the outlet; taken as unknown, write its name')
        return limited(self.name, found)


def articles_of(
    name: str, kind: str, rows: Sequence[Row], decoded: Decoded, problems: Iterable[str], *, place: str = "line"
) -> FileReading:
    """Return the articles in the rows of a file, after the problems met in reading it; `place` is what a row is called.

    A row without text is a problem. A date that can be two days is decided from all dates of the file, or left open.
    """
    wrong = _Problems(name, place, decoded.problems(name) + list(problems))
    columns = [_columns(row.cells) for row in rows]
    order = dates.order_of(
        as_line(row.cells[cols["date"]]) for row, cols in zip(rows, columns, strict=True) if "date" in cols
    )
    articles = []
    for number, (row, cols) in enumerate(zip(rows, columns, strict=True), start=1):
        if number % _TOLD_EACH == 0:
            tick()  # a table of a million rows may take longer than one file
        draft = Draft(source=f"{name}, {place} {row.line}", order=order)
        if decoded.charset != "utf-8":
            draft.found["charset"] = decoded.charset
        text = row.cells[cols["text"]] if "text" in cols else None
        if not isinstance(text, str) or text.strip().casefold() in NOTHING:
            wrong.found.append(f"{draft.source}: no text; fill one of the columns {', '.join(ALIASES['text'])}")
        elif len(text) > MOST_CHARACTERS:
            long = f"the text has {len(text):,} characters, more than one article"
            wrong.found.append(f"{draft.source}: {long}; check the quotes")
        else:
            try:
                _fill(draft, row, cols, wrong)
            except RecursionError:
                wrong.found.append(f"{draft.source}: is nested too deep; write its columns as plain values")
                continue
            hint(draft, name=name, is_table=True)
            articles.append(draft.article(scrubbed(text)))
    if not rows and not wrong.found:
        wrong.found.append(f"{name}: no rows; add one for each article")
    return FileReading(name, kind, tuple(articles), wrong.lines())


def _fill(draft: Draft, row: Row, cols: Mapping[str, str], wrong: _Problems) -> None:
    """Give the draft the row's cells, and the further columns as they are."""
    for name, column in cols.items():
        value = as_line(row.cells[column])
        if name == "text" or draft.give(name, value, f"column {shown(column)}"):
            continue
        if name == "date" and value.casefold() not in NOTHING:
            reason = dates.why_not(value, order=draft.order)
            if reason == dates.TWO_DAYS:
                wrong.ambiguous.append(row.line)
            else:
                wrong.found.append(f'{draft.source}: date "{shown(value)}" {reason}; write it as 2026-03-01')
        elif name == "outlet":
            wrong.nameless[value] += 1
        elif name in ("genre", "language", "time"):
            draft.extra[column] = row.cells[column]  # "Sports" is no genre of ours, but it is the user's
    for column, cell in row.cells.items():
        if column not in cols.values() and cell not in (None, ""):
            draft.extra[scrubbed(column)] = _scrub(cell)


def is_text_column(column: object) -> bool:
    """Say whether a column is one that holds the articles' text."""
    return _field(column) == "text"


def _columns(cells: Mapping[str, object]) -> dict[str, str]:
    """Return the column that each field is read from: of those filled, the one whose name comes first in ALIASES."""
    by_name: dict[str, str] = {}
    for column, cell in cells.items():
        if cell not in (None, ""):
            by_name.setdefault(_plain(column), column)
    return {
        name: by_name[alias] for name, aliases in ALIASES.items() for alias in reversed(aliases) if alias in by_name
    }


def _field(column: object) -> str | None:
    return FIELD_OF.get(_plain(column))


def _plain(column: object) -> str:
    return "_".join(str(column).casefold().replace("-", " ").replace("_", " ").split())


def _scrub(value: object, depth: int = _DEEPEST) -> object:
    """Return a cell without halves of surrogate pairs; raise RecursionError for lists in lists without end."""
    if not depth:
        raise RecursionError
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, list):
        return [_scrub(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {scrubbed(str(key)): _scrub(item, depth - 1) for key, item in value.items()}
    return value


def _rows(n: int) -> str:
    return "1 row has" if n == 1 else f"{n} rows have"
