"""Turn bytes into text in one place: byte order mark, declared charset, UTF-8, a guess, and windows-1252 at last.

Bytes that are no text (an archive, an image, a PDF under a wrong name) are refused in one line.
"""

import codecs
import re
from dataclasses import dataclass

from ..errors import PipelineError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What begins a file that is no text: how it begins, what it is, what to do with it.
MAGIC = (
    (b"PK\x03\x04", "a zip archive or an Office document", "give it back its own ending"),
    (b"PK\x05\x06", "an empty zip archive", "choose another"),
    (b"%PDF-", "a PDF", "name it .pdf"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as .docx or .xlsx"),
    (b"{\\rtf", "an RTF document", "name it .rtf"),
    (b"\x89PNG", "an image", "copy its text into a text file"),
    (b"GIF8", "an image", "copy its text into a text file"),
    (b"\xff\xd8\xff", "an image", "copy its text into a text file"),
    (b"II*\0", "an image", "copy its text into a text file"),
    (b"MM\0*", "an image", "copy its text into a text file"),
    (b"OggS", "a sound or a film", "save its transcript as text"),
    (b"\x1aE\xdf\xa3", "a film", "save its transcript as text"),
    (b"bplist00", "a Safari web archive", "save the page as HTML or PDF"),
    (b"!BDN", "an Outlook folder", "save its mails as .eml"),
    (b"%!PS", "a PostScript document", "save it as PDF"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"BZh91AY&SY", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it, or pack it as zip"),
    (b"Rar!", "a RAR archive", "unpack it, or pack it as zip"),
    (b"SQLite format 3", "a database", "export its table as CSV"),
    (b"PAR1", "a Parquet table", "export it as CSV or JSONL"),
    (b"\x7fELF", "a program", "choose another"),
)
# In text that was decoded rightly there are none of these; form feeds and escapes do occur in old exports.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the charset it was read in, and how many characters could not be read."""

    text: str
    charset: str
    replaced: int

    def problems(self, name: str) -> list[str]:
        """Return the problem line for characters that could not be read, if there are any."""
        if not self.replaced:
            return []
        marks = "1 character" if self.replaced == 1 else f"{self.replaced} characters"
        return [f"{name}: {marks} could not be read as {self.charset} and are shown as \ufffd; save the file as UTF-8"]


def decode(name: str, content: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text in `content`; raise PipelineError where it is empty or no text."""
    if not content.strip():
        raise PipelineError(f"{name}: the file is empty; choose another")
    for magic, what, remedy in MAGIC:
        if content.startswith(magic):
            raise PipelineError(f"{name}: this is {what}, not text; {remedy}")
    found = _decode(content, declared)
    text = found.text
    if "\0" in text:
        raise PipelineError(f"{name}: holds NUL bytes, so it is no text in a charset we can tell; save it as UTF-8")
    if len(_CONTROL.findall(text)) > max(8, len(text) // 100):
        raise PipelineError(f"{name}: holds binary content, not text; save it as UTF-8 text, HTML, CSV or JSONL")
    return found


def _decode(content: bytes, declared: str | None) -> Decoded:
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return _decoded(content, charset)
    for charset in _candidates(declared):
        if (text := _strict(content, charset)) is not None:
            return Decoded(text, _common_name(charset), text.count("\ufffd"))
    foreign = sum(byte > 127 for byte in content[: 2**20])
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text[: 2**20]) > 4 * broken:
        return Decoded(text, "utf-8", broken)  # UTF-8 with a few bytes that were cut or pasted in
    # Too few foreign bytes are no ground for a guess: western text has few, Greek or Arabic nearly all.
    if foreign * 10 > min(len(content), 2**20) and (guess := _guess(content)):
        return guess
    return _decoded(content, "cp1252")


def _candidates(declared: str | None) -> list[str]:
    """Return the charsets to try strictly, in order."""
    declared = (declared or "").strip().casefold()
    if not declared or "escape" in declared or declared.startswith(("utf-16", "utf16", "utf-32", "utf-7")):
        return ["utf-8"]  # who can read "charset=utf-16" byte by byte is not reading UTF-16
    if declared in ("ascii", "us-ascii", "latin1", "latin-1", "iso-8859-1", "windows-1252", "cp1252"):
        return ["utf-8", "cp1252"]  # these fit any bytes, so what is valid UTF-8 is that
    return [declared, "utf-8"]


def _decoded(content: bytes, charset: str) -> Decoded:
    text = content.decode(charset, errors="replace")
    return Decoded(text, _common_name(charset), text.count("\ufffd"))


def _strict(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError):  # LookupError: an unknown name, or a codec that is no charset
        return None


def _guess(content: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[: 2**20]).best()
    if best is None or (text := _strict(content, best.encoding)) is None:
        return None
    return Decoded(text, _common_name(best.encoding), 0)


def _common_name(charset: str) -> str:
    return {"utf-8-sig": "utf-8", "cp1252": "windows-1252", "ascii": "utf-8"}.get(codecs.lookup(charset).name, charset)
