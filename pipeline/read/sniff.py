"""Tell what kind of file some bytes are: by what they hold, and by the name's ending only where that cannot tell.

Only text, Markdown and delimited tables are told apart by their endings. What cannot be read is refused here, with
what it is and what to do; a file under another kind's ending is read as what it holds, with a note.
"""

import re
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from ..errors import PipelineError
from .archive import open_zip, unpacked
from .charset import MAGIC, decode
from .mailheads import mail_kind
from .reading import shown

# Each ending, and the kind that it promises.
ENDINGS: Mapping[str, str] = {
    ".txt": "txt", ".text": "txt",
    ".md": "md", ".markdown": "md",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".mhtml": "mhtml", ".mht": "mhtml",
    ".pdf": "pdf",
    ".docx": "docx", ".docm": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".eml": "eml",
    ".mbox": "mbox", ".mbx": "mbox",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "feed",
    ".warc": "warc", ".gz": "warc",
    ".zip": "zip",
}  # fmt: skip
# Endings of kinds that are not read. Databases write text, RTF and HTML under them, too.
_OLD = {".doc": "docx", ".dot": "docx", ".xls": "xlsx"}
_ALIKE = ({"json", "jsonl"}, {"eml", "mbox", "mhtml"})  # written under each other's endings by many programs
_HEAD = 2**16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_PARTS = (  # a stream's name in the old container, what the file then is, and what to do
    ("EncryptedPackage", "is an Office document protected by a password", "remove the password and save it again"),
    ("WordDocument", "is an old Word document (.doc)", "save it as .docx"),
    ("Workbook", "is an old Excel table (.xls)", "save it as .xlsx or .csv"),
    ("Book", "is an old Excel table (.xls)", "save it as .xlsx or .csv"),
    ("PowerPoint Document", "is an old PowerPoint document (.ppt)", "save its text as .txt"),
    ("__substg1.0", "is an Outlook message (.msg)", "save it as .eml"),
)
_ZIP_PARTS = (  # where a zip holds this part, what the file is that is not read, and what to do
    ("ppt/", "is a PowerPoint document", "save its text as .txt"),
    ("xl/workbook.bin", "is a binary Excel table (.xlsb)", "save it as .xlsx"),
    ("Index/Document.iwa", "is a Pages document", "export it as Word"),
    ("Index.zip", "is a Pages document", "export it as Word"),
)
_OPEN_KINDS = {  # what the part "mimetype" says
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
}
_MEDIA = re.compile(rb".{4}ftyp|RIFF.{4}(?:WEBP|WAVE|AVI )|ID3[\x02-\x04]", re.DOTALL)
_PDF = re.compile(rb"%PDF-\d")
_MARKUP = re.compile(r"<!doctype\s+html|<(?:html|head|body)\b", re.IGNORECASE)
_COMMENT = re.compile(r"(?:<!--.*?-->|<\?.*?\?>)\s*", re.DOTALL)
_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL)
_ROOT = re.compile(r"\s*<([A-Za-z][\w:.-]*)")
_OBJECT = re.compile(r"(?:\[\s*)?\{\s*[\"}]")


def kind_of(name: str, content: bytes) -> str:
    """Return the kind of a file, a key of `KINDS`; raise PipelineError for what cannot be read."""
    if not content.strip():
        raise PipelineError(f"{name}: the file is empty; choose another")
    return _packed(name, content) or _written(name, content)


def ending(name: str) -> str:
    """Return a name's ending in lower case with its full stop, "" for none."""
    return PurePosixPath(name).suffix.casefold()


def note_on(name: str, kind: str) -> str | None:
    """Return a note for a file that is not what its ending promises, None where it is."""
    promised = ENDINGS.get(ending(name))
    if promised == kind or any({promised, kind} <= alike for alike in _ALIKE):
        return None
    return f"{name}: named {shown(ending(name)) or 'without an ending'}, read as {kind}, which it holds"


def _packed(name: str, content: bytes) -> str | None:
    """Return the kind of a file that is no plain text; None for what may be text."""
    if (found := _PDF.search(content[:1024])) and (not found.start() or b" obj" in content):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(name, content)
    if content.startswith(_OLE):
        raise PipelineError(f"{name}: {_old_office(content)}")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    if content.startswith(b"WARC/") or (content.startswith(b"\x1f\x8b") and _gunzipped(content).startswith(b"WARC/")):
        return "warc"
    if _MEDIA.match(content):
        raise PipelineError(f"{name}: is a film, a sound or an image; save its transcript as text")
    for magic, what, remedy in MAGIC:
        if content.startswith(magic):
            raise PipelineError(f"{name}: is {what}; {remedy}")
    return None


def _zip_kind(name: str, content: bytes) -> str:
    archive = open_zip(name, content)
    parts = archive.namelist()
    if "mimetype" in parts:
        said = unpacked(name, archive, "mimetype", most=10_000).decode("latin-1").strip()
        if said not in _OPEN_KINDS:
            raise PipelineError(f"{name}: is a document of a kind that is not read ({shown(said)}); save it as .docx")
        return _OPEN_KINDS[said]
    for part, what, remedy in _ZIP_PARTS:
        if any(path.startswith(part) for path in parts):
            raise PipelineError(f"{name}: {what}; {remedy}")
    if "[Content_Types].xml" in parts:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx")):
            if any(path.startswith(folder) for path in parts):
                return kind
    return "zip"


def _old_office(content: bytes) -> str:
    for part, what, remedy in _OLE_PARTS:
        # A stream's name stands as UTF-16 and is padded with NULs.
        if part.encode("utf-16-le") + (b"" if part.startswith("__") else b"\0\0") in content:
            return f"{what}; {remedy}"
    return "is an old Office document; save it as .docx, .xlsx or .txt"


def _gunzipped(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(content[:_HEAD], 64)
    except zlib.error:
        return b""


def _written(name: str, content: bytes) -> str:
    """Return the kind of a file that is text."""
    suffix = ending(name)
    head = _head(content)
    if head.startswith("<"):
        if _MARKUP.match(head, _past(_COMMENT, head)):
            return "html"
        if (kind := _xml_kind(name, head)) is not None:
            return kind
    if kind := mail_kind(head, ENDINGS.get(suffix, "")):
        return kind
    promised = ENDINGS.get(suffix) or _OLD.get(suffix)
    if promised in ("json", "jsonl") or _OBJECT.match(head):
        return _json_kind(head, content, promised or "")
    if promised is None:
        raise PipelineError(
            f"{name}: this kind of file is not read yet; save it as text, HTML, PDF, Word, CSV or JSONL"
        )
    if promised in ("txt", "md", "csv", "html"):
        return promised
    try:
        decode(name, content[:_HEAD])
    except PipelineError:
        raise PipelineError(
            f"{name}: is named {suffix}, but holds nothing of that kind; save or export it again"
        ) from None
    return "csv" if promised == "xlsx" else "txt"


def _head(content: bytes) -> str:
    """Return the beginning of a text well enough to look for ASCII marks in it."""
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip()
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()


def _past(pattern: re.Pattern[str], head: str) -> int:
    """Return where the text goes on after all that matches the pattern one after another."""
    at = 0
    while before := pattern.match(head, at):
        at = before.end()
    return at


def _xml_kind(name: str, head: str) -> str | None:
    """Return "feed" for RSS, Atom and RDF; None for what is no XML, or a page by its ending."""
    root = _ROOT.match(head, _past(_BEFORE_ROOT, head))
    tag = root[1].rpartition(":")[2].casefold() if root else ""
    if tag in ("rss", "feed", "rdf"):
        return "feed"
    if ENDINGS.get(ending(name)) == "html":
        return "html"
    if tag == "html":
        return "html"
    if head.startswith("<?xml") or ENDINGS.get(ending(name)) == "feed":
        what = f"its root is {shown(tag)}" if tag else "it has no root"
        raise PipelineError(f"{name}: is XML, but no feed ({what}); save it as HTML, RSS, CSV or JSONL")
    return None


def _json_kind(head: str, content: bytes, promised: str) -> str:
    """Return "jsonl" for an object on each line, "json" for one value in all."""
    end = content.find(b"\n")
    last, below = content[max(0, end - 9) : max(0, end)].rstrip()[-1:], content[end + 1 : end + 999].lstrip()[:1]
    many = end >= 0 and (last, below) in ((b"}", b"{"), (b"]", b"["), (b"]", b"{"))
    if head.startswith("["):
        whole = not many and content[-999:].rstrip(b" \t\r\n\0").endswith(b"]")
        return "jsonl" if promised == "jsonl" and not whole else "json"
    return "jsonl" if many or promised == "jsonl" else "json"
