"""Split the classic exports of Lexis and Nexis: "3 of 120 DOCUMENTS" above each article, in one of several languages.

Read as TXT, DOCX or RTF; `nexis_html` turns HTML into the same lines. Outlet and date stand above the headline here.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import PipelineError
from ...outlets import is_known
from ..reading import FileReading, shown
from . import days
from .entries import UNTESTED, Entry, Export, paragraphs, words_in
from .labels import HEAD, TAIL, labelled
from .nexislines import is_mark

_MARK = re.compile(
    r"(?P<n>\d{1,6}) (?:of|von|van|de|di) (?P<m>\d{1,6}) (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTEN)"
    r"|(?:Dokument|Document|Documento|Documento n\.) (?P<n2>\d{1,6}) (?:of|von|van|de|di|sur|su) (?P<m2>\d{1,6})",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"copyright\b.{0,300}|(?:©|\(c\)).{0,300}|.{0,80}\b(?:all rights reserved|alle rechte vorbehalten"
    r"|alle rechten voorbehouden|tous droits réservés)\b.{0,80}",
    re.IGNORECASE,
)
_LOOK = 40  # lines with text in which a head has to be complete


@dataclass(slots=True)
class Block:
    """Lines between two blank ones."""

    lines: list[str]

    @property
    def line(self) -> str:
        return " ".join(self.lines)


def split(name: str, lines: Sequence[str], *, kind: str) -> FileReading | None:
    """Return the articles; None where no line counts the documents.

    Raise PipelineError where documents are counted and none has a head that can be told.
    """
    text = [line.replace("\u00a0", " ").strip().strip("\ufeff") for line in lines]
    marks = [(at, *numbers) for at, line in enumerate(text) if len(line) < 60 and (numbers := counted(line))]
    if not marks or any(is_mark(line) for line in text[: marks[0][0]]):
        return None  # in the latter case it is a Nexis export, in whose text such a line stands
    export = Export(name, f"Lexis {kind}")
    starts = [(at, number) for at, number, _ in marks if has_head(text, at + 1)]
    if not starts:
        if len(marks) == 1:
            return None  # "Page 1 of 3 documents" can stand in any text
        raise PipelineError(
            f"{name}: looks like an export of Lexis, but below “{shown(text[marks[0][0]])}” no head can be told; "
            "export full documents again, as text"
        )
    stops = [at for at, _ in starts[1:]] + [len(text)]
    for place, ((start, _), stop) in enumerate(zip(starts, stops, strict=True), start=1):
        export.entries.append(entry_of(text[start + 1 : stop], place, kind=kind))
    kept = {at for at, _ in starts}
    held = [number for _, number in starts]
    export.problems += [
        f"{name}: below “{shown(text[at])}” stands no head of an article; its text was left with the article above"
        for at, number, _ in marks
        if at not in kept and number not in held
    ]
    _say_promised(export, held, [total for _, _, total in marks])
    if kind != "txt":
        export.notes.append(UNTESTED if kind == "rtf" else "this kind of Lexis file is untested on real files")
    return export.reading()


def entry_of(lines: Sequence[str], number: int, *, kind: str) -> Entry:
    """Return the article whose outlet is the first of these lines."""
    entry = Entry(number)
    blocks = _blocks(lines)
    below = _read_head(entry, blocks)
    below = _read_labels(entry, blocks, below)
    last = _read_tail(entry, blocks, below)
    entry.text = "\n\n".join(paragraphs(block.lines, kind=kind) for block in blocks[below:last])
    return entry


def counted(line: str) -> tuple[int, int] | None:
    """Return (3, 120) for "3 of 120 DOCUMENTS"."""
    match = _MARK.fullmatch(line)
    return (int(match["n"] or match["n2"]), int(match["m"] or match["m2"])) if match else None


def has_head(text: Sequence[str], start: int) -> bool:
    """Say whether an article begins here: below its first line stand a length, or a date and another label."""
    seen = 0
    dated = False
    for at in range(start, len(text)):
        if not (line := text[at]):
            continue
        seen += 1
        if seen > _LOOK or counted(line):
            return False
        if seen == 1:
            continue
        dated = dated or bool(days.day_line(line))
        if (label := labelled(line, HEAD)) and (dated or label[0] == "length"):
            return True
    return False


def _say_promised(export: Export, numbers: list[int], totals: list[int]) -> None:
    """Say where the file counts more documents than it holds, and which are missing in between."""
    total = Counter(totals).most_common(1)[0][0]
    export.promised = total if total >= len(numbers) else None
    missing = sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers)) if numbers[-1] - numbers[0] < 10**5 else []
    if missing:
        listed = ", ".join(map(str, missing[:10])) + (", ..." if len(missing) > 10 else "")
        export.problems.append(f"{export.name}: no article for document {listed}; export these again")
    if total > len(numbers) and not missing:
        export.notes.append(f"holds documents {numbers[0]} to {numbers[-1]} of {total}")


def _blocks(lines: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
        elif fresh:
            blocks.append(Block([line]))
            fresh = False
        else:
            blocks[-1].lines.append(line)
    return blocks


def _read_head(entry: Entry, blocks: list[Block]) -> int:
    """Take outlet, date and headline; return the block below them."""
    head = [(b, n) for b, block in enumerate(blocks[:12]) for n in range(min(len(block.lines), 12))]
    above: list[str] = []
    for b, n in head:
        line = blocks[b].lines[n]
        if labelled(line, HEAD):
            break
        if above and (day := days.day_line(line)):
            entry.date = day
            entry.extra["date as written"] = line
            if rest := [line for line in blocks[b].lines[n + 1 :] if not labelled(line, HEAD)]:
                entry.keep("edition", " ".join(rest))
            return _read_title(entry, blocks, above, b + 1)
        above.append(line)
    return _read_title(entry, blocks, above[:1], 1) if above else 0


def _read_title(entry: Entry, blocks: list[Block], above: list[str], below: int) -> int:
    """Take the outlet from the lines above the date, and the headline from there or from below it."""
    for line in [line for line in above if line.casefold().startswith("correction")]:
        entry.extra["correction"] = "appended"
        above.remove(line)
    at = next((n for n, line in enumerate(above) if is_known(line)), 0)
    entry.outlet = above[at] if above else ""
    if others := above[:at] + above[at + 1 :]:
        entry.keep("edition", " ".join(others))
    while below < len(blocks) and not labelled(blocks[below].lines[0], HEAD):
        if blocks[below].line.casefold().startswith("correction appended"):
            entry.extra["correction"] = "appended"
        elif not entry.title and words_in(blocks[below].line) < 80:
            entry.title = blocks[below].line
        elif any(labelled(block.lines[0], HEAD) for block in blocks[below : below + 3]):
            entry.keep("kicker", blocks[below].line)
        else:
            break
        below += 1
    return below


def _read_labels(entry: Entry, blocks: list[Block], below: int) -> int:
    """Take the labels above the body; return the body's first block."""
    while below < len(blocks):
        block = blocks[below]
        if not (label := labelled(block.lines[0], HEAD)) or (label[0] == "author" and entry.fields.get("author")):
            break
        value = label[1]
        for line in block.lines[1:]:
            if another := labelled(line, HEAD):
                entry.keep(label[0], value)
                label, value = another, another[1]
            else:
                value += " " + line
        entry.keep(label[0], value)
        below += 1
    return below


def _read_tail(entry: Entry, blocks: list[Block], below: int) -> int:
    """Take the labels and the rights below the body; return the block after the body."""
    last = len(blocks)
    found: list[tuple[str, str]] = []
    while last > below:
        block = blocks[last - 1]
        if labelled(block.lines[0], TAIL):
            found += _labels_in(block)
        elif _RIGHTS.fullmatch(block.lines[0]) and len(block.lines) < 6:
            found.append(("copyright", block.line))
        else:
            break
        last -= 1
    for name, value in reversed(found):
        entry.keep(name, value)
    return last


def _labels_in(block: Block) -> list[tuple[str, str]]:
    """Return the labels in a block with their values, which may go on over lines."""
    found: list[tuple[str, str]] = []
    for line in block.lines:
        if label := labelled(line, TAIL):
            found.append(label)
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line}")
    return found[::-1]
