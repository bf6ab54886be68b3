"""Every bad input that is known to hurt: one clear line for it, and the good file beside it loads, within bounds.

All files are made here, as small as shows the point. Each case says how many articles it may give, and its one line.
"""

import io
import json
import re
import stat
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.read import FileReading, read_bytes, read_each, sandbox
from pipeline.read.reading import MOST_BYTES

GOOD = b"Council votes for the harbour plan\n\nThe council voted on Monday. The plan costs the town four jobs.\n"
SENTENCE = b"The council voted on Monday for the plan, which costs the town four jobs. "
MOST_SECONDS = 35
MOST_MEMORY = 3 * 2**30


@dataclass(frozen=True)
class Bad:
    """A bad file, made when it is needed; `line` is a pattern for its one problem, "" where it simply loads."""

    name: str
    make: Callable[[], bytes]
    line: str
    articles: int = 0
    label: str = ""


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content, compress_type=zipfile.ZIP_DEFLATED)
    return held.getvalue()


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF whose objects are numbered from 1, the first its catalog."""
    content = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF"
    return content + head % (len(objects) + 1, table, len(objects) + 1, trailer, len(content))


def stream(packed: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    return b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(packed), filters, packed)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources " + FONT + b" >>"


def page_with(content: bytes) -> bytes:
    return pdf(CATALOG, PAGES, PAGE, stream(content))


def encrypted_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page_with(zlib.compress(b"BT /F1 12 Tf (The plan) Tj ET")))))
    writer.encrypt("secret", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def docx(document: bytes) -> bytes:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped(("[Content_Types].xml", types), ("word/document.xml", document))


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
STUB = b"<!doctype html><title>Plan wins</title><article><h1>Plan wins</h1><p>" + SENTENCE * 4 + b"</p></article>"
STUB += b'<div class="gate"><b>Sign in</b> to <i>continue reading</i>.</div>'
LAUGHS = b"<!DOCTYPE lolz [<!ENTITY l0 'lol'>" + b"".join(
    b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
)
LAUGHS += b"]>"
OUTSIDE = b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def feed(before: bytes, text: bytes) -> bytes:
    return (
        before + b"<rss><channel><item><title>Plan</title><description>%s</description></item></channel></rss>" % text
    )


def ole(stream_name: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream_name.encode("utf-16-le") + bytes(64)


def nested_mail(depth: int) -> bytes:
    mail = b"Subject: Plan\n\n" + SENTENCE
    for level in range(depth):
        mail = b"From: a@example.org\nMIME-Version: 1.0\nSubject: %d\nContent-Type: message/rfc822\n\n%s" % (
            level,
            mail,
        )
    return mail


def link(target: bytes) -> bytes:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((info, target))


def overlapping() -> bytes:
    content = bytearray(zipped(("a.txt", GOOD), ("b.txt", GOOD)))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)
    return bytes(content)


def lying() -> bytes:
    """An archive of 64 MB whose directory says 1,000 bytes."""
    content = bytearray(zipped(("a.txt", bytes(2**26))))
    for at in (22, content.index(b"PK\x01\x02") + 24):
        content[at : at + 4] = struct.pack("<L", 1000)
    return bytes(content)


def zip_of_zips() -> bytes:
    return zipped(("good.txt", GOOD), ("more.zip", zipped(("a.txt", GOOD))))


TEXTS = [
    Bad("a.txt", lambda: b"", "the file is empty", label="empty"),
    Bad("a.txt", lambda: b"x", "no more than a headline .1 word.", label="one byte"),
    Bad("a.txt", lambda: b"Council votes for the plan\n", "no more than a headline", label="title without body"),
    Bad("a.txt", lambda: GOOD + b"\nSubscribe to continue reading this article.", "behind a paywall", 1, label="stub"),
    Bad("a.txt", lambda: b"\0" * 5000, "NUL bytes", label="NULs"),
    Bad("a.txt", lambda: GOOD.replace(b" ", b"\0"), "NUL bytes", label="NULs in text"),
    Bad("a.txt", lambda: b"a" * (MOST_BYTES + 1), "over the 64 MB limit", label="over the limit by a byte"),
    Bad("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "is an image", label="an image called .csv"),
    Bad("a.pdf", lambda: bytes(range(256)) * 9, "is named .pdf, but holds nothing of that kind", label="no PDF"),
    Bad("a.txt", lambda: GOOD.decode().encode("utf-16-le"), "NUL bytes", label="UTF-16 without BOM"),
    Bad(
        "a.txt",
        lambda: "“Plan”: “wins.” ".encode() * 9 + b"\xed\xa0\x80",
        "could not be read as",
        1,
        label="lone surrogates in UTF-8",
    ),
    Bad("a.jsonl", lambda: b'{"text": "The plan \\ud800 won.", "\\udc00": "\\ud800"}', "", 1, label="lone surrogates"),
    Bad("a.txt", lambda: b"a" * 10_000_000, "more than one article", label="10 MB on a line"),
    Bad(
        "a.txt", lambda: b"Plan wins\n\nThe plan " + b"and the mayor " * 33_000 + b".", "", 1, label="one long sentence"
    ),
]
PAGES_AND_XML = [
    Bad("a.html", lambda: STUB, "behind a paywall", 1, label="paywall stub"),
    Bad("a.html", lambda: b"<p " + b"a " * 200_000 + b">x", "over 2,000 attributes", label="200 k attributes"),
    Bad("a.html", lambda: b"<div>" * 100_000 + b"x", "no article found", label="100 k nested tags"),
    Bad("a.xml", lambda: feed(LAUGHS, b"&l9;"), "declares XML entities", label="billion laughs in a feed"),
    Bad("a.html", lambda: LAUGHS + b"<html><p>&l9;</p></html>", "no article found|entities", label="billion laughs"),
    Bad("a.xml", lambda: feed(OUTSIDE, b"&x;"), "declares XML entities", label="external entities in a feed"),
    Bad("a.docx", lambda: docx(LAUGHS + WORD % b"&l9;"), "entities", label="billion laughs in Word"),
    Bad("a.docx", lambda: docx(OUTSIDE + WORD % b"&x;"), "entities", label="external entities in Word"),
]
DOCUMENTS = [
    Bad("a.pdf", encrypted_pdf, "protected by a password", label="encrypted PDF"),
    Bad("a.pdf", lambda: page_with(zlib.compress(b"BT ET"))[:-300], "cut off", label="truncated PDF"),
    Bad("a.pdf", lambda: pdf(CATALOG, PAGES.replace(b"3 0", b"2 0")), "PDF", label="circular PDF"),
    Bad("a.pdf", lambda: page_with(zlib.compress(bytes(2**27), 9)), "PDF", label="flate bomb"),
    Bad(
        "a.pdf",
        lambda: pdf(
            CATALOG, PAGES, PAGE, stream(zlib.compress(zlib.compress(bytes(2**27), 9)), b"[/FlateDecode /FlateDecode]")
        ),
        "PDF",
        label="flate bomb in a flate bomb",
    ),
    Bad("a.pdf", lambda: page_with(zlib.compress(b"q 612 0 0 792 0 0 cm /Im Do Q")), "scan", label="scanned PDF"),
    Bad("a.docx", lambda: docx(WORD % (b" " * 40_000_000)), "as in a zip bomb", label="docx bomb"),
    Bad("a.docx", lambda: docx(WORD % (b"<w:p>" * 100_000)), "damaged|nested", label="docx of 100 k nested tags"),
    Bad("a.docx", lambda: ole("EncryptedPackage"), "protected by a password", label="protected Word"),
    Bad("a.xlsx", lambda: ole("EncryptedPackage"), "protected by a password", label="protected Excel"),
    Bad("a.rtf", lambda: b"{\\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000 + b"}", "groups", label="200 k groups"),
    Bad("a.rtf", lambda: b"{\\rtf1 " + SENTENCE + b"\\u99999999999 x}", "", 1, label="a number too large in RTF"),
    Bad("a.eml", lambda: nested_mail(100), "mails in mails", label="mail nested 100 deep"),
]
DEEP_ROW = b'{"text": "The plan won.", "x": ' + b"[" * 900 + b"]" * 900 + b"}\n"
TABLES = [
    Bad("a.csv", lambda: b"Plan wins,The council voted.\n" * 3, "no column text", label="CSV without header"),
    Bad("a.csv", lambda: b"text,Text,title\nThe plan won.,b,c\n", "stands 2 times", 1, label="duplicate headers"),
    Bad("a.csv", lambda: b"text,title\nThe plan\0 won.,b\n", "NUL", label="NUL in CSV"),
    Bad("a.csv", lambda: b'title,text\nA,"open\nB,The plan won.\n', "quotes of this row", 1, label="unclosed quote"),
    Bad(
        "a.csv",
        lambda: b'title,text\nA,"' + SENTENCE * 140_000 + b'"\nB,Plan.\n',
        "more than one",
        1,
        label="10 MB field",
    ),
    Bad("a.csv", lambda: b"title,text,=2+2\n=1+1,The plan won.,=cmd()\n", "", 1, label="=1+1 cells"),
    Bad("a.json", lambda: b"[" * 100_000 + b"]" * 100_000, "nested too deep", label="JSON nested 100 k deep"),
    Bad("a.jsonl", lambda: DEEP_ROW + b'{"text": "The plan won."}', "nested too deep", 1, label="a row nested deep"),
    Bad("a.json", lambda: b'[{"text": NaN}, {"text": "The plan won.", "n": NaN}]', "no text", 1, label="NaN"),
    Bad("a.json", lambda: b'[{"text": "The plan won.", "n": ' + b"9" * 5000 + b"}]", "too long", label="5,000 digits"),
    Bad(
        "a.jsonl",
        lambda: b'{"text": "A."}\n' * 60_000 + b"{bad}\n",
        "line 60001: is not JSON",
        60_000,
        label="one bad line",
    ),
]
ARCHIVES = [
    Bad("a.zip", overlapping, "overlaps another file", label="zip that overlaps"),
    Bad("a.zip", lying, "damaged|size", label="zip that lies"),
    Bad("a.zip", lambda: zipped(("a.txt", bytes(2**26))), "as in a zip bomb", label="zip bomb"),
    Bad(
        "a.zip", lambda: zipped(*((str(n), b"") for n in range(10_001))), "more than 10,000 files", label="10,001 files"
    ),
    Bad("a.zip", lambda: link(b"/etc/passwd"), "a link or a device", label="zip with a link"),
    Bad("a.zip", lambda: zipped(("../a.txt", GOOD)), "leads outside", label="zip that leads outside"),
    Bad("a.zip", zip_of_zips, "zip archive in a zip archive", 1, label="zip in a zip"),
]
DATES = b"date,outlet,text\n%s,%s,The plan won.\n"
OUTLETS = [
    Bad("a.csv", lambda: DATES % (b"2024-03-12", b"nan"), 'has "nan" for the outlet', 1, label="outlet nan"),
    Bad("a.csv", lambda: DATES % (b"2024-03-12", b"None"), 'has "None" for the outlet', 1, label="outlet None"),
    Bad("a.csv", lambda: DATES % (b"2024-03-12", b"'); DROP TABLE"), "", 1, label="outlet DROP TABLE"),
    Bad("a.csv", lambda: DATES % (b"2024-03-12", b"%_"), "", 1, label="outlet %_"),
    Bad("a.csv", lambda: DATES % (b"2999-01-01", b"A"), "is not a date|future", 1, label="a date in the future"),
    Bad("a.csv", lambda: DATES % (b"0000-00-00", b"A"), "is not a date", 1, label="a date of zeros"),
    Bad("a.csv", lambda: DATES % (b"03/04/24", b"A"), "can be day/month or month/day", 1, label="a two-digit year"),
]
ALL = TEXTS + PAGES_AND_XML + DOCUMENTS + TABLES + ARCHIVES + OUTLETS


def _peak_memory() -> int:
    """Return the most memory that the living reading processes ever had; those that were ended had a limit on it."""
    peaks = [0]
    for worker in sandbox._idle:
        status = Path(f"/proc/{worker.process.pid}/status")
        if status.is_file() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
            peaks.append(int(found[1]) * 1024)
    return max(peaks)


@pytest.mark.parametrize("bad", ALL, ids=[bad.label for bad in ALL])
def test_one_line_and_the_good_file_loads(bad: Bad, tmp_path: Path) -> None:
    (tmp_path / bad.name).write_bytes(bad.make())
    (tmp_path / "good.txt").write_bytes(GOOD)
    begun = time.monotonic()
    reading, good = read_each([tmp_path])
    assert time.monotonic() - begun < MOST_SECONDS
    assert (len(good.articles), good.problems) == (1, ())
    assert len(reading.articles) == bad.articles
    _assert_one_line(reading, bad.line)
    if sys.platform == "linux":
        assert _peak_memory() < MOST_MEMORY


def _assert_one_line(reading: FileReading, pattern: str) -> None:
    if not pattern:
        assert reading.problems == ()
        return
    (line,) = reading.problems
    assert line.startswith(reading.name)
    assert re.search(pattern, line), line
    assert "; " in line  # what to do
    assert line.isprintable()
    assert len(line) < 500


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd.txt", "..\\..\\x.txt", "a\nb.txt", "a\u202etxt.exe.txt", "n" * 300 + ".txt", "CON.txt"),
        *("=cmd()|' /C calc'!A0.txt", "<img src=x onerror=alert(1)>.txt", "a\0b.txt", "\ud800.txt", "./.txt", ""),
    ],
)
def test_a_name_is_only_shown(name: str) -> None:
    reading = read_bytes(name, b"{\\rtf1 " + SENTENCE + b"}")
    assert (len(reading.articles), reading.problems) == (1, ())
    for said in (reading.name, reading.articles[0].source, *reading.notes):
        assert said.isprintable()
        assert ".." not in said
        assert len(said) <= 300


def test_a_name_in_an_archive_is_only_shown() -> None:
    (article,) = read_bytes("a.zip", zipped(("in/a\n\u202e<img>=cmd().txt", GOOD))).articles
    assert article.source == "a.zip/in/a <img>=cmd().txt"


def test_the_same_file_twice_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.__main__ import main

    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(GOOD)
    assert main(["check", str(tmp_path)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "b.txt" in line]
    assert line.endswith(f"1 article also in {tmp_path.name}/a.txt")


@pytest.mark.parametrize("kind", ["txt", "md", "html", "jsonl"])
def test_a_date_in_a_headline_is_no_date_of_publication(kind: str) -> None:
    title, text = "The Plan of 12 March 2021 wins", SENTENCE.decode()
    bodies = {
        "txt": f"{title}\n\n" + text * 3,
        "md": f"# {title}\n\n" + text * 3,
        "html": f"<!doctype html><title>{title}</title><h1>{title}</h1><article><p>{text * 9}</p></article>",
        "jsonl": json.dumps({"title": title, "text": text}),
    }
    (article,) = read_bytes(f"a.{kind}", bodies[kind].encode()).articles
    assert (article.title, article.date) == (title, None)
