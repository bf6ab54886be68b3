import contextlib
import gzip
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.read.kinds import KINDS
from pipeline.read.sniff import ENDINGS, kind_of, note_on

TEXT = b"The council voted on Monday.\n"
PAGE = b"<!DOCTYPE html><html><body><p>The council voted.</p></body></html>"
MAIL = b"Received: by mail.example\r\nFrom: anna@example.org\r\nTo: b@example.org\r\nSubject: Plan\r\n\r\nThe plan."
RSS = b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel/></rss>'
SAVED = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\nMIME-Version: 1.0\r\n"
SAVED += b'Content-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n--x'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def office(folder: str) -> bytes:
    return zipped(**{"[Content_Types].xml": b"<Types/>", f"{folder}__document.xml": b"<x/>"})


def ole(part: str) -> bytes:
    return OLE + part.encode("utf-16-le") + bytes(60)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"junk\r\n%PDF-1.4\n1 0 obj", "pdf"),
        (office("word"), "docx"),
        (office("xl"), "xlsx"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<x/>"}), "odt"),
        (zipped(**{"a.txt": TEXT, "in__a.docx": office("word")}), "zip"),
        (b"{\\rtf1\\ansi x}", "rtf"),
        (b"\xef\xbb\xbf\n{\\rtf1\\ansi x}", "rtf"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
        (gzip.compress(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n" * 9, mtime=0), "warc"),
        (RSS, "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feed"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x"><item/></rdf:RDF>', "feed"),
        (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "feed"),
        (RSS.decode().encode("utf-16"), "feed"),
        (SAVED, "mhtml"),
        (MAIL, "eml"),
        (b"From anna@example.org Tue Mar 12 09:00:00 2024\n" + MAIL, "mbox"),
        (PAGE, "html"),
        (b"\xef\xbb\xbf  \n<!-- saved from url=(0014)about:internet -->\n<HTML><p>x", "html"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="x"><p>x</p></html>', "html"),
        (b'[{"text": "The council voted."}]', "json"),
        (b'{\n "text": "The council voted."\n}', "json"),
        (b'{"text": "One."}\r\n{"text": "Two."}\n', "jsonl"),
        (b'{"text": "' + b"long " * 30_000 + b'"}\n{"text": "Two."}\n', "jsonl"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a", "a.csv"])
def test_content_tells_the_kind_under_any_name(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind
    note = note_on(name, kind)
    assert (note is None) == (ENDINGS.get(name[1:]) == kind)
    assert kind in KINDS


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", TEXT, "txt"),
        ("a.TXT", TEXT, "txt"),
        ("a.md", b"[The plan](https://a.example) {wins}", "md"),
        ("a.txt", b"[Photo: Anna Berg]\n\nThe council voted.", "txt"),
        ("a.txt", b"From: our correspondent\nDate: 12 March 2024\nSubject: the harbour\n\nThe council voted.", "txt"),
        ("a.txt", b"A file that begins with %PDF-1.7 is a PDF.", "txt"),
        ("a.txt", b"RIFF raff. ID3 tags. PK wins.", "txt"),
        ("a.html", b"<p>The council voted.</p>", "html"),
        ("a.html", b"The council voted.", "html"),
        ("a.htm", b'<?xml version="1.0"?><note/>', "html"),
        ("a.csv", b"text;title\nOne.;A\n", "csv"),
        ("a.tsv", b"text\ttitle\n", "csv"),
        ("a.json", b"[" * 100_000, "json"),
        ("a.json", b'{"text": "One."}\n{"text": "Two."}\n', "jsonl"),
        ("a.json", b'{"text": "One."}', "json"),
        ("a.jsonl", b'{"text": "One."}', "jsonl"),
        ("a.jsonl", b"nonsense\n{}", "jsonl"),
        ("a.jsonl", b'[{"text": "One."},\n{"text": "Two."}]\n', "json"),
        ("a.jsonl", b'[1]\n{"text": "Two."}\n', "jsonl"),
        ("a.eml", b"Subject: Plan\n\nThe council voted.", "eml"),
        ("a.eml", b"From anna@example.org Tue Mar 12 09:00:00 2024\n" + MAIL, "eml"),
        ("a.mht", b"Content-Type: text/html\n\n<p>x", "mhtml"),
        ("a.doc", b"{\\rtf1 x}", "rtf"),
        ("a.doc", PAGE, "html"),
        ("a.doc", TEXT, "txt"),
        ("a.xls", b"text\ttitle\nOne.\tA\n", "csv"),
        ("a.pdf", TEXT, "txt"),
        ("a.eml", TEXT, "txt"),
    ],
)
def test_the_ending_tells_what_the_content_cannot(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "the file is empty; choose another"),
        ("a.doc", ole("WordDocument"), "is an old Word document (.doc); save it as .docx"),
        ("a.xls", ole("Workbook"), "is an old Excel table (.xls); save it as .xlsx or .csv"),
        ("a.docx", ole("EncryptedPackage"), "is an Office document protected by a password; remove the password"),
        ("a.msg", ole("__substg1.0_0037001F"), "is an Outlook message (.msg); save it as .eml"),
        ("a.doc", OLE, "is an old Office document; save it as"),
        ("a.pptx", office("ppt"), "is a PowerPoint document; save its text as .txt"),
        ("a.ods", zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "opendocument.spreadsheet"),
        ("a.epub", zipped(mimetype=b"application/epub+zip"), "of a kind that is not read (application/epub+zip)"),
        ("a.docx", b"PK\x03\x04" + bytes(50), "is damaged or no zip archive; save or download it again"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "is an empty zip archive; choose another"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "is an image; copy its text into a text file"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "is a film, a sound or an image"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "is a film, a sound or an image"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it"),
        ("a.gz", gzip.compress(TEXT, mtime=0), "is a gzip archive; unpack it first"),
        ("a.gz", b"\x1f\x8b\x08" + bytes(40), "is a gzip archive; unpack it first"),
        ("a.webarchive", b"bplist00", "is a Safari web archive"),
        ("a.xml", b'<?xml version="1.0"?><lolz>&lol9;</lolz>', "is XML, but no feed (its root is lolz)"),
        ("a.xml", b"<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><lolz/>", "is XML, but no feed (its root is lolz)"),
        ("a", TEXT, "this kind of file is not read yet"),
        ("a.js", b"let a = {};", "this kind of file is not read yet"),
        ("a.pdf", b"\0\1\2" * 99, "is named .pdf, but holds nothing of that kind; save or export it again"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(name: str, content: bytes, problem: str) -> None:
    with pytest.raises(PipelineError) as refused:
        kind_of(name, content)
    line = str(refused.value)
    assert line.startswith(f"{name}: ")
    assert problem in line
    assert "; " in line


_STARTS = [b"", PAGE, MAIL, RSS, SAVED, TEXT, office("word"), OLE, b"%PDF-1.7", b"{\\rtf", b"[{", b'{"a":1}\n{', b"<!"]
_STARTS += [b"From a 00:00\n", b"\x1f\x8b\x08", b"WARC/", b"<!DOCTYPE a [", b"<!--", b"<?xml", b"\xff\xfe", b"\xfe\xff"]


@settings(max_examples=400, deadline=None)
@given(
    start=st.sampled_from(_STARTS),
    cut=st.integers(0, 400),
    rest=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    ending=st.sampled_from(["", ".exe", ".doc", ".xls", *ENDINGS]),
)
def test_any_bytes_have_a_kind_or_one_line(start: bytes, cut: int, rest: bytes, ending: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(PipelineError):
        assert kind_of(f"a{ending}", start[:cut] + rest) in KINDS
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            f"a{ending}", start + rest * (60_000 // len(rest)), id=f"{start.decode()} {rest.decode()} {ending}"
        )
        for start, rest in [(b"<!DOCTYPE a [", b"]"), (b"<!--", b"<!--"), (b"<", b"?x?><"), (b"", b"a:"), (b"<", b"<")]
        for ending in (".xml", ".txt", ".html", ".eml")
    ],
)
def test_telling_a_kind_is_quick(name: str, content: bytes) -> None:
    begun = time.process_time()
    with contextlib.suppress(PipelineError):
        kind_of(name, content)
    assert time.process_time() - begun < 0.3
