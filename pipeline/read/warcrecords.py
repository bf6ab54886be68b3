"""Take a WARC file apart into the pages that were saved in it, whatever its records say of their own length.

Only what a browser would show is given out: answers of status 200 with HTML, their transfer and content encodings
undone within bounds. A record that lies about its length costs itself, not those after it.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..errors import PipelineError

Bytes: TypeAlias = bytes | bytearray

MOST_INFLATED = 256 * 2**20  # of the whole file
MOST_PAGE = 16 * 2**20  # of one page
MOST_RECORDS = 100_000
_MOST_HEADERS = 64 * 2**10

_BEGIN = re.compile(rb"WARC/1\.[01]\r?\n")
_AFTER = re.compile(rb"\s*(?:WARC/1\.|\Z)")
_NEXT = re.compile(rb"\r?\n\r?\nWARC/1\.[01]\r?\n")
_BLANK = re.compile(rb"\r?\n\r?\n")
_OK = re.compile(rb"HTTP/[\d.]{1,3} 200\b")
_CHUNK_SIZE = re.compile(rb"\s{0,4}([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_HTML = ("text/html", "application/xhtml+xml")
_GZIP = b"\x1f\x8b\x08"
_CHUNK = 2**14
_MOST_BROKEN = 1_000  # gzip members that are broken


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was saved; `problem` says what is wrong with its record, and then there is no content."""

    url: str
    charset: str = ""
    content: bytes = b""
    problem: str | None = None


def pages(name: str, content: bytes) -> Iterator[Page | None]:
    """Yield the pages of a WARC file, gzipped or not, and None for each record that holds none.

    Raise PipelineError for a file that is no WARC, or too large when unpacked.
    """
    whole = _inflated(name, content) if content.startswith(b"\x1f\x8b") else content
    begin = _BEGIN.search(whole)
    if not begin:
        raise PipelineError(f"{name}: holds no WARC record; save the pages as HTML")
    for _ in range(MOST_RECORDS):
        page, end = _record(whole, begin.end())
        yield page
        begin = _BEGIN.search(whole, end)
        if not begin:
            return
    raise PipelineError(f"{name}: holds over {MOST_RECORDS:,} records; split it")


def _record(whole: Bytes, start: int) -> tuple[Page | None, int]:
    """Return the page of the record whose headers begin at `start`, and where the record ends."""
    blank = _BLANK.search(whole, start, start + _MOST_HEADERS)
    if not blank:
        return None, start + _MOST_HEADERS // 2  # of what begins there, the headers may be whole
    headers = _headers(whole[start : blank.start()])
    length = headers.get("content-length", "")
    end = blank.end() + int(length) if re.fullmatch(r"\d{1,15}", length) else -1
    hidden = _NEXT.search(whole, blank.end() - 4, max(end, 0))
    if end < 0 or end > len(whole) or hidden or not _AFTER.match(whole, end):
        following = hidden or _NEXT.search(whole, blank.end() - 4)
        end = following.start() if following else len(whole)
        page = _page(headers, bytes(whole[blank.end() : end]))
        lie = "its record is cut off or says a wrong length of itself; save the page again"
        return (Page(page.url, problem=lie) if page else None), end
    return _page(headers, bytes(whole[blank.end() : end])), end


def _page(headers: Mapping[str, str], payload: bytes) -> Page | None:
    """Return the page in a record's payload, None where it is no page that a browser would show."""
    url = headers.get("warc-target-uri", "").strip("<>")
    kind = headers.get("content-type", "").casefold()
    if headers.get("warc-type") == "resource" and kind.startswith(_HTML):
        return Page(url, _charset(kind), payload[:MOST_PAGE])
    blank = _BLANK.search(payload, 0, _MOST_HEADERS)
    if headers.get("warc-type") != "response" or not blank or not _OK.match(payload):
        return None
    http = _headers(payload[: blank.start()])
    kind = http.get("content-type", "").casefold()
    if not kind.startswith(_HTML):
        return None
    body = payload[blank.end() :]
    if "chunked" in http.get("transfer-encoding", "").casefold():
        body = _without_chunks(body)
    for encoding in re.findall(r"[\w-]+", http.get("content-encoding", "").casefold())[:3]:
        if encoding not in ("gzip", "x-gzip", "deflate", "identity"):
            return Page(url, problem=f"the page is packed as {encoding[:20]}, which is not read; save it as HTML")
        body = _unpacked(body)
    if len(body) > MOST_PAGE:
        return Page(url, problem=f"the page has over {MOST_PAGE >> 20} MB; save it as HTML by itself")
    return Page(url, _charset(kind), body)


def _headers(block: Bytes) -> dict[str, str]:
    """Return the headers in a block of lines, by name in lower case."""
    found: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").splitlines():
        key, colon, value = line.partition(":")
        if colon:
            found.setdefault(key.strip().casefold(), value.strip())
    return found


def _charset(kind: str) -> str:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", kind)
    return match[1] if match else ""


def _without_chunks(body: bytes) -> bytes:
    """Return a body without its chunk marks; as it stands where it has none, as many archives save it."""
    out: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(body, at):
        size = int(match[1], 16)
        if not size:
            break
        out.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 0
    return b"".join(out) if out else body


def _unpacked(body: bytes) -> bytes:
    """Return a packed body, up to a byte over the limit; as it stands where it is not packed, as archives save it."""
    for window in (47, -15):  # gzip or zlib, else deflate without a head
        try:
            return zlib.decompressobj(window).decompress(body, MOST_PAGE + 1)
        except zlib.error:
            continue
    return body


def _inflated(name: str, content: bytes) -> bytearray:
    """Return what a gzip file of one or many members holds; after a broken member the next one is read."""
    out = bytearray()
    at = broken = 0
    while 0 <= at < len(content) and broken < _MOST_BROKEN:
        member = zlib.decompressobj(31)
        fed = at
        try:
            while not member.eof and (piece := member.unconsumed_tail or content[fed : fed + _CHUNK]):
                fed += 0 if member.unconsumed_tail else len(piece)
                out += member.decompress(piece, 2**20)
                if len(out) > MOST_INFLATED:
                    raise PipelineError(f"{name}: has over {MOST_INFLATED >> 20} MB when unpacked; split it")
        except zlib.error:
            broken += 1
            fed, member = at + 1, zlib.decompressobj(31)
        at = content.find(_GZIP, fed - len(member.unused_data))
    return out
