"""Tell a mail, a mailbox and a page saved as MHTML by the header lines at the head of a text."""

import re

_HEADER = re.compile(r"([!-9;-~]+):")
_FROM_LINE = re.compile(r"From \S.*\d\d:\d\d")
# A newspaper's text may begin "From: ..." and "Date: ..."; no newspaper's text has one of these.
_OF_A_MAIL = frozenset(
    ["received", "message-id", "mime-version", "return-path", "delivered-to", "content-transfer-encoding"]
    + ["x-mailer", "dkim-signature", "snapshot-content-location"]
)
_KNOWN = _OF_A_MAIL | {"from", "to", "subject", "date", "content-type", "reply-to", "cc", "sender"}
_MOST_LINES = 400


def mail_kind(head: str, promised: str) -> str | None:
    """Return "eml", "mbox" or "mhtml"; None where it is none. `promised` is the kind that the file's ending names."""
    first, _, rest = head.partition("\n")
    if _FROM_LINE.match(first) and _HEADER.match(rest):
        return "eml" if promised == "eml" else "mbox"
    headers = _headers(head)
    known = headers.keys() & _KNOWN
    if not (len(known) >= 3 and known & _OF_A_MAIL) and not (promised in ("eml", "mhtml") and known):
        return None
    if promised == "mhtml" or "snapshot-content-location" in headers:
        return "mhtml"
    if "multipart/related" in headers.get("content-type", "").casefold() and not headers.keys() & {"to", "received"}:
        return "mhtml"
    return "eml"


def _headers(head: str) -> dict[str, str]:
    """Return the headers by name in lower case, as far as the lines at the head are headers."""
    found: dict[str, str] = {}
    name = ""
    for line in head.split("\n", _MOST_LINES)[:_MOST_LINES]:
        line = line.rstrip("\r")
        if line[:1] in (" ", "\t") and name:
            found[name] += line
        elif match := _HEADER.match(line):
            name = match[1].casefold()
            found[name] = line[match.end() :].strip()
        else:
            break
    return found
