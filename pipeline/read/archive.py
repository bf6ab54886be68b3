"""Open a zip archive that a stranger made: its whole directory is checked before a byte of it is unpacked.

Every kind of file that is a zip inside (zip, docx, odt, xlsx) comes through here. Nothing is ever written to disk,
and the names inside are for display only.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ..errors import PipelineError
from .reading import shown

MOST_ENTRIES = 10_000
MOST_RATIO = 100
MOST_UNPACKED = 256 * 2**20  # of one member, and of all members together
HARMLESS = 2 * 2**20  # unpacked; below this no ratio does harm

_ENTRY = b"PK\x01\x02"  # begins each entry of a directory, also those of the documents inside
_LOCAL = struct.Struct("<4s5H3L2H")  # the header before each member's content
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 2**16
# What zipfile raises for archives that are broken, in whichever way.
_DAMAGED: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, OverflowError)
_DAMAGED += (struct.error, NotImplementedError, RuntimeError)


def open_zip(name: str, content: bytes) -> zipfile.ZipFile:
    """Return the archive in `content`; raise PipelineError for anything in its directory that is not as it should be.

    Refused are overlapping members, more than 10,000 of them, ratios over 100, too much content, names that lead
    outside or stand twice, links, and encryption.
    """
    # A directory of a million entries would fill the memory before it could be counted.
    if content.count(_ENTRY) > 10 * MOST_ENTRIES:
        raise _refusal(name, f"holds more than {MOST_ENTRIES:,} files", "pack fewer files into one archive")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise _refusal(name, "is damaged or no zip archive", "save or download it again") from error
    members = archive.infolist()
    if len(members) > MOST_ENTRIES:
        raise _refusal(name, f"holds more than {MOST_ENTRIES:,} files", "pack fewer files into one archive")
    for member in members:
        _check_name(name, member)
        _check_kind(name, member)
    _check_sizes(name, members, len(content))
    _check_places(name, members, content, archive.start_dir)
    if len({_path(member) for member in members}) < len(members):
        raise _refusal(name, "holds two files of one name", "pack it again")
    return archive


def unpacked(name: str, archive: zipfile.ZipFile, member: str, *, most: int = MOST_UNPACKED) -> bytes:
    """Return the content of one member, counted while it is inflated; raise PipelineError over `most` bytes."""
    try:
        found = archive.getinfo(member)
    except KeyError as error:
        raise _refusal(name, f"has no part {shown(member)}", "save or download it again") from error
    parts: list[bytes] = []
    size = 0
    try:
        for part in _parts(archive, found):
            size += len(part)
            if size > most:
                raise _refusal(
                    name, f"{_quoted(found)} has over {most / 2**20:.0f} MB when unpacked", "split it or leave it out"
                )
            parts.append(part)
    except _DAMAGED as error:
        raise _refusal(name, f"{_quoted(found)} in it is damaged", "save or download it again") from error
    if size != found.file_size:
        raise _refusal(name, f"{_quoted(found)} has not the size that its directory says", "pack it again")
    return b"".join(parts)


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as file:
        while part := file.read(_CHUNK):
            yield part


def _check_name(name: str, member: zipfile.ZipInfo) -> None:
    # `filename` ends at a NUL, `orig_filename` does not.
    path = member.orig_filename.replace("\\", "/")
    if "\0" in path or path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        raise _refusal(name, f"the name {_quoted(member)} in it leads outside the archive", "pack it again")


def _check_kind(name: str, member: zipfile.ZipInfo) -> None:
    mode = stat.S_IFMT(member.external_attr >> 16)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _refusal(name, f"{_quoted(member)} in it is a link or a device, not a file", "pack the files themselves")
    if member.flag_bits & 0x2041:  # encrypted, strongly encrypted, directory encrypted
        raise _refusal(name, "is protected by a password", "remove the password and save it again")
    if member.compress_type not in _METHODS:
        raise _refusal(name, f"{_quoted(member)} in it is compressed in an unusual way", "pack it as an ordinary zip")


def _check_sizes(name: str, members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(member.file_size for member in members)
    if total > MOST_UNPACKED:
        raise _refusal(name, f"has {total / 2**20:,.0f} MB when unpacked, over {MOST_UNPACKED >> 20} MB", "split it")
    bombs = [m for m in members if m.file_size > max(HARMLESS, MOST_RATIO * m.compress_size)]
    if bombs or total > max(HARMLESS, MOST_RATIO * packed):
        what = _quoted(bombs[0]) if bombs else "its content"
        raise _refusal(name, f"{what} is packed more than {MOST_RATIO} to 1, as in a zip bomb", "choose another")


def _check_places(name: str, members: list[zipfile.ZipInfo], content: bytes, end: int) -> None:
    """Raise PipelineError where members share bytes, reach into the directory, or have another size in their header."""
    free = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        start = member.header_offset
        try:
            mark, _, flags, *_, packed, size, name_length, extra_length = _LOCAL.unpack_from(content, max(start, 0))
        except struct.error:
            mark = b""
        if start < 0 or mark != b"PK\x03\x04":
            raise _refusal(name, f"{_quoted(member)} is not where its directory says", "save or download it again")
        stop = start + _LOCAL.size + name_length + extra_length + member.compress_size
        if start < free or stop > end:
            raise _refusal(name, f"{_quoted(member)} overlaps another file in it", "pack it again")
        # The sizes stand behind the content (bit 3), or are too large for this header (all ones).
        if (
            not flags & 8
            and 0xFFFFFFFF not in (packed, size)
            and (packed, size)
            != (
                member.compress_size,
                member.file_size,
            )
        ):
            raise _refusal(name, f"{_quoted(member)} has not the size that its directory says", "pack it again")
        free = stop


def _path(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/")


def _quoted(member: zipfile.ZipInfo) -> str:
    return f'"{shown(member.orig_filename)}"'


def _refusal(name: str, what: str, remedy: str) -> PipelineError:
    return PipelineError(f"{name}: {what}; {remedy}")
