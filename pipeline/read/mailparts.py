"""Take a mail apart: its texts, what is attached to it, the mails in it, and its headers as plain lines.

How deep parts may lie in parts, and how many there may be, is bounded here.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from ..errors import PipelineError
from .charset import decode
from .fields import scrubbed
from .sniff import ENDINGS, ending

MOST_LEVELS = 20  # of parts in parts and mails in mails
MOST_PARTS = 1_000
_LONGEST_HEADER = 2_000

_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart/|message/rfc822)", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Parts:
    """What a mail holds: its texts in their order, what is attached by name, the mails sent on in it."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    attached: list[tuple[str, bytes]] = field(default_factory=list)
    mails: list["Message[str, str]"] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        """Say whether the mail says anything itself."""
        return any(any(map(str.isalnum, text)) for text in self.plain + self.html)


def parsed_mail(name: str, content: bytes) -> "Message[str, str]":
    """Return a mail, parsed; raise PipelineError where it is nested too deep or has too many parts."""
    # Each level costs time for every line below it.
    if len(_CONTAINER.findall(content)) > MOST_PARTS:
        raise PipelineError(f"{name}: holds over {MOST_PARTS:,} mails or parts in one; save the one with the article")
    try:
        message = message_from_bytes(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    except RecursionError:
        raise _too_deep(name) from None
    level, depth = [message], 0
    count = 0
    while level:
        count += len(level)
        if depth > MOST_LEVELS:
            raise _too_deep(name)
        if count > MOST_PARTS:
            raise PipelineError(f"{name}: holds over {MOST_PARTS:,} parts; save the article's text as .txt")
        level, depth = [part for outer in level for part in _inside(outer)], depth + 1
    return message


def _too_deep(name: str) -> PipelineError:
    return PipelineError(
        f"{name}: holds mails in mails, more than {MOST_LEVELS} deep; save the one with the article by itself"
    )


def _inside(message: "Message[str, str]") -> list["Message[str, str]"]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def parts_of(name: str, message: "Message[str, str]") -> Parts:
    """Return what a mail holds, without what the mails in it hold."""
    parts = Parts()
    _collect(name, message, parts)
    return parts


def _collect(name: str, message: "Message[str, str]", parts: Parts) -> None:
    kind = message.get_content_type()
    if kind == "message/rfc822":
        parts.mails += _inside(message)
    elif message.is_multipart():
        for part in _inside(message):
            _collect(name, part, parts)
    elif message.get_content_disposition() == "attachment" or message.get_content_maintype() != "text":
        label = message.get_filename() or ""
        if ending(label) in ENDINGS:
            parts.attached.append((scrubbed(label), content_of(message)))
    elif kind in ("text/html", "text/plain"):
        text, problems = text_of(name, message)
        (parts.html if kind == "text/html" else parts.plain).append(text)
        parts.problems += problems


def content_of(part: "Message[str, str]") -> bytes:
    """Return what a part holds, decoded from base64 and the like."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def text_of(name: str, part: "Message[str, str]") -> tuple[str, list[str]]:
    """Return the text of a part, "" for an empty one, and what is wrong with its charset."""
    content = content_of(part)
    if not content.strip():
        return "", []
    decoded = decode(name, content, declared=str(part.get_content_charset() or ""))
    return decoded.text.replace("\r\n", "\n"), decoded.problems(name)


def address_of(written: str) -> tuple[str, str]:
    """Return a sender's name and address."""
    try:
        sender, address = parseaddr(written[:_LONGEST_HEADER])
    except (RecursionError, ValueError, IndexError):  # of thousands of colons and brackets
        return "", ""
    return sender.strip(" '\""), address


def header(message: "Message[str, str]", name: str) -> str:
    """Return a header as one line of text, its encoded words decoded."""
    written = str(message.get(name) or "")[:_LONGEST_HEADER]
    with suppress(HeaderParseError, LookupError, UnicodeError, ValueError):  # as it stands
        written = str(make_header(decode_header(written)))
    return scrubbed(" ".join(written.split()))
