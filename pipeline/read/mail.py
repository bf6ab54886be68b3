"""Read mails: one mail is one article, a mailbox many, a page saved as MHTML the page. What a database sends is split.

Attachments are named, not read, unless they are all that a mail holds. Nothing is fetched, no picture is opened.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.message import Message

from ..errors import PipelineError
from ..outlets import is_known, outlet_of_url
from .exports import split_html, split_lines
from .exports.markup import lines_of, parsed
from .feed import iso_date
from .fields import Draft
from .hints import hint
from .located import located
from .mailparts import Parts, address_of, header, parsed_mail, parts_of, text_of
from .mailtext import mail_text
from .reading import MOST_CHARACTERS, FileReading, limited, shown
from .webpage import read_html

FEWEST_WORDS = 20  # of a plain text part that is good enough where there is HTML, too

_FROM_LINE = re.compile(rb"^From \S[^\r\n]*\d\d:\d\d[^\r\n]*\r?\n", re.MULTILINE)
_ANSWER = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|antw|sv|vs|doorst|i)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:no-?reply|newsletters?|news|info|mail|admin|editors?|alerts?|do not reply|\S+@\S+)", re.IGNORECASE
)
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{10000,}>?")


def read_eml(name: str, content: bytes) -> FileReading:
    """Read the article in a mail, or the articles that a database has sent in it."""
    return _read_message(name, parsed_mail(name, content), source=name, kind="eml")


def read_mbox(name: str, content: bytes) -> FileReading:
    """Read a mailbox: an article a mail. A mail that cannot be read costs one line."""
    readings: list[FileReading] = []
    problems: list[str] = []
    number = 0
    for number, mail in enumerate(_mails(content), start=1):
        source = f"{name}, mail {number}"
        try:
            readings.append(_read_message(name, parsed_mail(source, mail), source=source, kind="mbox"))
        except PipelineError as error:
            problems.append(str(error))
    if not number:
        raise PipelineError(f"{name}: no mail in this mailbox; save the mails as .eml")
    return _merged(name, "mbox", readings, problems=problems)


def read_mhtml(name: str, content: bytes) -> FileReading:
    """Read the page in an MHTML file; its address is the one that it was saved from."""
    message = parsed_mail(name, content)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise PipelineError(f"{name}: holds no page; save it again as HTML")
    start = str(message.get_param("start") or "")
    page = next((part for part in pages if start and part.get("content-id") == start), pages[0])
    url = header(message, "snapshot-content-location") or header(page, "content-location")
    text, problems = text_of(name, page)
    found = located(read_html(name, _as_page(text)), url, "address in the MHTML file")
    return replace(found, kind="mhtml" if found.kind == "html" else found.kind, problems=(*problems, *found.problems))


def _mails(content: bytes) -> Iterator[bytes]:
    """Yield the mails of a mailbox; each begins below a line "From ... 10:15:00 2024" after an empty one."""
    begins = [
        match
        for match in _FROM_LINE.finditer(content)
        if match.start() == 0 or content[max(0, match.start() - 3) : match.start()].endswith((b"\n\n", b"\n\r\n"))
    ]
    for number, match in enumerate(begins):
        end = begins[number + 1].start() if number + 1 < len(begins) else len(content)
        yield re.sub(rb"^>(>*From )", rb"\1", content[match.end() : end], flags=re.MULTILINE)


def _read_message(name: str, message: "Message[str, str]", *, source: str, kind: str) -> FileReading:
    parts = parts_of(source, message)
    for html in parts.html:
        if (export := split_html(source, html)) is not None:
            return export
    for plain in parts.plain:
        if (export := split_lines(source, plain.split("\n"), kind=kind)) is not None:
            return export
    if not parts.has_text:
        return _read_inside(name, parts, source=source, kind=kind)
    found = mail_text(_lines(source, parts))
    text = "\n".join(found.lines).strip()
    if not text:
        raise PipelineError(f"{source}: holds no text; choose another mail")
    if len(text) > MOST_CHARACTERS:
        raise PipelineError(f"{source}: holds {len(text):,} characters, more than one article")
    draft = Draft(source=source)
    _fill(draft, found.headers, how="forwarded mail")
    # Who sends an article on has not written it.
    own = ("subject",) if found.headers else ("from", "date", "subject", "list-id", "reply-to")
    _fill(draft, {key: header(message, key) for key in own}, how="mail header")
    hint(draft, name=name, text=text, is_table=kind == "mbox")
    notes = [f"{source}: {found.note}"] if found.note else []
    if others := [label for label, _ in parts.attached] + ["a mail"] * len(parts.mails):
        listed = ", ".join(shown(other, longest=40) for other in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        notes.append(f"{source}: attached and not read: {listed}{more}; add what you need as files of their own")
    return FileReading(name, kind, (draft.article(text),), tuple(parts.problems), tuple(notes))


def _lines(name: str, parts: Parts) -> list[str]:
    """Return the mail's text: the plain part where it is a good one, else what a page's reader finds in the HTML."""
    plain = "\n".join(parts.plain).split("\n")
    if not parts.html:
        return plain
    html = _HUGE_TAG.sub(" ", "\n".join(parts.html))
    shown_lines = lines_of(parsed(name, html))
    words = sum(len(line.split()) for line in shown_lines)
    if sum(len(line.split()) for line in plain) >= max(FEWEST_WORDS, 0.5 * words):
        return plain
    try:
        (article,) = read_html(name, _as_page(html)).articles
    except (PipelineError, ValueError):  # nothing like an article's page, or an export that was asked before
        return shown_lines
    # A mail is laid out in tables, where the page's reader may find the article's smaller part.
    return article.text.split("\n") if len(article.text.split()) > 0.4 * words else shown_lines


def _as_page(html: str) -> bytes:
    """Return the page as UTF-8 with a byte order mark, which counts before whatever charset it declares."""
    return b"\xef\xbb\xbf" + html.encode("utf-8", "replace")


def _read_inside(name: str, parts: Parts, *, source: str, kind: str) -> FileReading:
    """Read the mails in a mail that says nothing itself, and what is attached to it."""
    from .kinds import read_one  # which knows this reader, too

    readings = [
        _read_message(name, mail, source=source if len(parts.mails) == 1 else f"{source}, mail {number}", kind=kind)
        for number, mail in enumerate(parts.mails, start=1)
    ]
    readings += [read_one(f"{source}/{shown(label)}", content, inside=True) for label, content in parts.attached]
    if not readings:
        raise PipelineError(f"{source}: holds no text and nothing attached that can be read; choose another mail")
    notes = [f"{source}: says nothing itself; what is attached to it is read"]
    return _merged(name, kind, readings, notes=notes)


def _merged(
    name: str, kind: str, readings: Iterable[FileReading], *, problems: Iterable[str] = (), notes: Iterable[str] = ()
) -> FileReading:
    readings = list(readings)
    return FileReading(
        name,
        kind,
        tuple(article for reading in readings for article in reading.articles),
        limited(name, [*problems, *(problem for reading in readings for problem in reading.problems)]),
        limited(name, [*notes, *(note for reading in readings for note in reading.notes)]),
    )


def _fill(draft: Draft, headers: Mapping[str, str], *, how: str) -> None:
    """Give the draft what a mail's headers say."""
    draft.give("title", _ANSWER.sub("", headers.get("subject", "")), how)
    draft.give("date", iso_date(headers.get("date", "")), how)
    sender, address = address_of(headers.get("from", ""))
    if is_known(sender):
        draft.give("outlet", sender, f"{how}: sender")
    elif not _NOBODY.fullmatch(sender):
        draft.give("author", sender, how)
    domains = re.findall(r"[\w-]+(?:\.[\w-]+)+", headers.get("list-id", "")) + [address.rpartition("@")[2]]
    domains.append(address_of(headers.get("reply-to", ""))[1].rpartition("@")[2])
    for domain in filter(None, domains):
        if is_known(outlet := outlet_of_url(f"//{domain}") or ""):
            draft.give("outlet", outlet, f"{how}: domain {domain}")
