"""Tell what in a mail's text is its own, what it forwards and what it quotes; all of it is lines of plain text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FEWEST_WORDS = 40  # of somebody's own that make a mail more than a cover for what it forwards or quotes

_FORWARDED = re.compile(
    r"[-_\s*]*(?:forwarded message|begin forwarded message|original message|original[- ]?nachricht"
    r"|weitergeleitete nachricht|ursprüngliche nachricht|message transféré|message d'origine|mensaje reenviado"
    r"|doorgestuurd bericht|oorspronkelijk bericht|messaggio inoltrato)[-_\s*:]*",
    re.I,
)
_LABELS = {
    "from": "from von de da van od", "date": "date sent datum gesendet fecha data verzonden envoyé enviado inviato",
    "subject": "subject betreff objet asunto oggetto onderwerp", "to": "to an à para a aan", "cc": "cc kopie",
    "reply-to": "reply-to",
}  # fmt: skip
_FIELD_OF = {word: field for field, words in _LABELS.items() for word in words.split()}
_HEADER = re.compile(r"\*?(?P<label>[^\W\d_][\w-]{0,11})\s?:\*?\s*(?P<value>.{0,500})")
_WROTE = re.compile(r".{5,200}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,80}:|On .{5,200} wrote:?")


@dataclass(frozen=True, slots=True)
class MailText:
    """The lines of a mail that are the article, the headers of the mail that they were forwarded from, and a note."""

    lines: tuple[str, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


def mail_text(lines: Sequence[str]) -> MailText:
    """Return the article in a mail's lines.

    It is what somebody wrote; where that is only a few words above a forwarded or quoted mail, it is that mail.
    """
    lines = _without_signature([line.rstrip() for line in lines])
    for number, line in enumerate(lines):
        if _FORWARDED.fullmatch(line) or _is_head(lines, number):
            headers, rest = _headers(lines[number:])
            if not any(rest):
                break
            if _words(_unquoted(lines[:number])) >= FEWEST_WORDS:
                return MailText(
                    tuple(_unquoted(lines[:number])), note="the mail below it, which it forwards, is left out"
                )
            below = mail_text(rest)
            return MailText(below.lines, {**headers, **below.headers}, below.note)
    own = _unquoted(lines)
    if len(own) == len(lines):
        return MailText(tuple(lines))
    if _words(own) >= FEWEST_WORDS:
        return MailText(tuple(own), note="the lines that it quotes are left out")
    # All of it is quoted: somebody sends an article on.
    return MailText(tuple(re.sub(r"^(?:> ?)+", "", line) for line in lines if not _WROTE.fullmatch(line)))


def _without_signature(lines: list[str]) -> list[str]:
    last = max((number for number, line in enumerate(lines) if line == "--"), default=len(lines))
    return lines[:last] if len(lines) - last < 15 else lines


def _unquoted(lines: Sequence[str]) -> list[str]:
    """Return the lines without those quoted, and without the line that says who wrote them."""
    kept = []
    for number, line in enumerate(lines):
        below = next((text for text in lines[number + 1 : number + 3] if text), "")
        if not line.startswith(">") and not (_WROTE.fullmatch(line) and below.startswith(">")):
            kept.append(line)
    return kept


def _words(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _is_head(lines: Sequence[str], number: int) -> bool:
    """Say whether the lines from here on are the headers that a mail program writes above a mail sent on."""
    if _label(lines[number]) != "from":
        return False
    labels = [_label(line) for line in lines[number : number + 6] if line]
    return len(set(labels[:4]) & {"from", "date", "subject", "to"}) >= 3


def _label(line: str) -> str | None:
    match = _HEADER.fullmatch(line)
    return _FIELD_OF.get(match["label"].casefold()) if match else None


def _headers(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return the headers at the head of a forwarded mail, and the lines below them."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        match = _HEADER.fullmatch(line)
        if match and (label := _FIELD_OF.get(match["label"].casefold())):
            found.setdefault(label, match["value"].strip())
        elif (line and not _FORWARDED.fullmatch(line) and set(line) - set("-_ ")) or (found and not line):
            return found, list(lines[number:])
    return found, []
