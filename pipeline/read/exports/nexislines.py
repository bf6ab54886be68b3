"""Say what each line of a Nexis export can be: a headline's neighbour, a label, "Body", "End of Document", or text.

Every line is looked at once; `nexis` decides from their order what it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from . import days
from .labels import HEAD, TAIL, labelled

# What a line can be: "end", "body", "date", "copyright", "classes", a section's name, a label with its value, or "".
Role: TypeAlias = str | tuple[str, str]

_ENDS = frozenset(
    ["end of document", "ende des dokuments", "einde van document", "einde van het document", "fin du document"]
    + ["fin del documento", "fine del documento"]
)
_BODIES = frozenset(["body", "textkörper", "haupttext", "hoofdtekst", "corps", "corps de l'article", "cuerpo"])
_MARKS = _ENDS | _BODIES
_CLASSES = frozenset(["classification", "klassifizierung", "classificatie"])
SECTIONS = {"graphic": "graphic", "grafik": "graphic", "correction": "correction", "notes": "notes"}
_COVER_ROW = re.compile(r"(?:client/matter|search terms|search type|narrowed by)\s*:", re.IGNORECASE)
_COVER_COUNT = re.compile(r"[^\W\d_]{4,14} \((\d{1,5})\)")
_COVER_LINES = 200  # in which a cover says how many articles it holds
_SHORT = 32  # characters of a mark
_LONGEST = 400  # characters of a line that can be more than text


@dataclass(slots=True)
class Lines:
    """The lines of a file without the blanks around them, what each can be, and the format they came in."""

    text: list[str]
    roles: list[Role]
    kind: str

    @classmethod
    def of(cls, lines: Sequence[str], kind: str) -> "Lines | None":
        """Return the lines of a Nexis export; None where nothing shows that it is one."""
        text = _apart([_plain(line) for line in lines])
        if not any(map(is_mark, text)) and not any(map(_COVER_COUNT.fullmatch, text[:_COVER_LINES])):
            return None
        return cls(text, [_role(line) for line in text], kind)

    def filled(self, start: int, stop: int, most: int) -> list[int]:
        """Return where the first lines with text stand between two places, up to a number of them."""
        found: list[int] = []
        for at in range(start, stop):
            if self.text[at]:
                found.append(at)
                if len(found) >= most:
                    break
        return found

    def has(self, at: int, name: str) -> bool:
        """Say whether the line is the label of this name."""
        role = self.roles[at]
        return isinstance(role, tuple) and role[0] == name

    def cover(self) -> tuple[int | None, int]:
        """Return how many articles the cover counts, and the line after it; (None, 0) for a file without one."""
        text = self.text
        for at in range(min(_COVER_LINES, len(text))):
            if (match := _COVER_COUNT.fullmatch(text[at])) and (number := int(match[1])):
                break
        else:
            return None, 0
        first = self.filled(at + 1, len(text), 1)
        if not first or not text[first[0]].startswith("1."):
            return None, 0
        last, expected = first[0], 1
        for at in range(first[0], len(text)):
            if self.roles[at] == "end" or (expected > number and self.roles[at] == "date"):
                break
            if expected <= number and text[at].startswith(f"{expected}."):
                last, expected = at, expected + 1
            elif _COVER_ROW.match(text[at]):
                last = at
        return number, last + 1


def is_mark(line: str) -> bool:
    """Say whether the line is "Body" or "End of Document", in one of the languages."""
    return len(line) < _SHORT and line.casefold() in _MARKS


def _plain(line: str) -> str:
    return line.replace("\u00a0", " ").strip()


def _apart(lines: list[str]) -> list[str]:
    """Return the lines; those that are joined by line breaks stand apart where one of them is "Body" or the end."""
    if not any("\n" in line for line in lines):
        return lines
    found: list[str] = []
    for line in lines:
        parts = [_plain(part) for part in line.split("\n")] if "\n" in line else [line]
        found += parts if any(_role(part) in ("end", "body") for part in parts) else [line]
    return found


def _role(line: str) -> Role:
    if not line or len(line) > _LONGEST * 10:
        return ""
    if len(line) < _SHORT:
        folded = line.casefold()
        if folded in _ENDS:
            return "end"
        if folded in _BODIES:
            return "body"
        if folded in _CLASSES:
            return "classes"
        if folded in SECTIONS:
            return SECTIONS[folded]
    if ":" in line[:50] and (found := labelled(line, HEAD) or labelled(line, TAIL)):
        return found
    if line.startswith(("Copyright", "©", "(c) ")) and len(line) < _LONGEST:
        return "copyright"
    return "date" if days.day_line(line) else ""
