"""Say what reading and cleaning would make of files, before anything is scored: as a table, a list, or JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..clean import clean
from ..errors import PipelineError
from ..types import Article, Document
from .reading import FileReading, shown, with_name

SCORED_LANGUAGES = (None, "en")  # None: too short to tell
_HEAD = ("file", "kind", "articles", "outlet", "date", "language", "warnings")
_WIDEST = {"file": 60, "kind": 20, "outlet": 30, "warnings": 80}


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: its articles with their documents, what is wrong, and what else there is to say."""

    name: str
    kind: str
    docs: tuple[tuple[Article, Document], ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def check(reading: FileReading) -> Checked:
    """Clean the articles of a file; one that cannot be cleaned is a problem."""
    docs = []
    problems = list(reading.problems)
    for article in reading.articles:
        try:
            docs.append((article, clean(article)))
        except PipelineError as error:
            problems.append(str(error))
    notes = tuple(with_name(reading.name, note) for note in reading.notes)
    return Checked(reading.name, reading.kind, tuple(docs), tuple(problems), notes)


def table(files: Sequence[Checked]) -> list[str]:
    """Return the table as lines: one a file, with what its articles have in common."""
    seen: dict[str, str] = {}
    cells = [_HEAD, *((*common(file), "; ".join(warnings_of(file, seen))) for file in files)]
    rows = [
        [shown(cell, longest=_WIDEST.get(head, 40)) for head, cell in zip(_HEAD, row, strict=True)] for row in cells
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def listed(files: Iterable[Checked]) -> list[str]:
    """Return each article as a line, and below it how each field was found and what cleaning took off."""
    lines = []
    for file in files:
        for article, doc in file.docs:
            said = " | ".join(value or "unknown" for value in (doc.outlet, doc.date, doc.title))
            lines.append(f"{article.source} ({file.kind}): {said}")
            lines += [f"    {field}: {how}" for field, how in article.found.items()]
            lines += [f"    taken off: {note}" for note in doc.notes]
    return lines


def rows(files: Iterable[Checked]) -> list[dict[str, Any]]:
    """Return an object for each article and each problem; the file's own notes stand in its first one."""
    found: list[dict[str, Any]] = []
    for file in files:
        own = [_row(file, article, doc) for article, doc in file.docs]
        own += [{"file": file.name, "kind": file.kind, "problem": problem} for problem in file.problems]
        if own and file.notes:
            own[0]["file_notes"] = list(file.notes)
        found += own
    return found


def _row(file: Checked, article: Article, doc: Document) -> dict[str, Any]:
    return {
        "file": article.source,
        "kind": file.kind,
        "outlet": doc.outlet,
        "date": doc.date,
        "time": article.time,
        "title": doc.title,
        "author": article.author,
        "url": article.url,
        "section": article.section,
        "genre": article.genre,
        "language": doc.language,
        "words": len(doc.text[slice(*doc.body)].split()),
        "found": dict(article.found),
        "notes": list(doc.notes),
    }


def common(file: Checked) -> tuple[str, ...]:
    """Return name, kind, number of articles, outlet, date and language of a file."""
    outlets = sorted({doc.outlet or "unknown" for _, doc in file.docs})
    languages = Counter(doc.language or "unknown" for _, doc in file.docs)
    said = [language if len(languages) == 1 else f"{language} {n}" for language, n in languages.most_common()]
    days = sorted(doc.date for _, doc in file.docs if doc.date)
    return (
        file.name,
        file.kind,
        str(len(file.docs)),
        outlets[0] if len(outlets) == 1 else f"{len(outlets)} outlets" if outlets else "",
        _days(days) if days else "unknown" if file.docs else "",
        ", ".join(said),
    )


def warnings_of(file: Checked, seen: dict[str, str]) -> list[str]:
    """Return what to look at in a file; `seen` says where an article was first, and takes this file's."""
    warnings = [_counted(len(file.problems), "problem")] if file.problems else []
    missing = {what: sum(getattr(doc, what) is None for _, doc in file.docs) for what in ("outlet", "date")}
    warnings += [f"no {what}" if n == len(file.docs) else f"{n} without {what}" for what, n in missing.items() if n]
    foreign = Counter(doc.language for _, doc in file.docs if doc.language not in SCORED_LANGUAGES)
    warnings += [f"not scored: language {language} ({n})" for language, n in foreign.items()]
    again: Counter[str] = Counter()
    for article, _ in file.docs:
        if article.id in seen:
            again[seen[article.id]] += 1
        seen.setdefault(article.id, file.name)
    for name, n in again.items():
        where = "in it twice" if name == file.name else f"also in {shown(name)}"
        warnings.append(f"{_counted(n, 'article')} {where}")
    return warnings


def _days(days: Sequence[str]) -> str:
    return days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
