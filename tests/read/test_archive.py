"""The zip guard against archives made by hand to harm."""

import contextlib
import io
import random
import stat
import struct
import time
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.read.archive import HARMLESS, MOST_ENTRIES, open_zip, unpacked

TEXT = b"The council voted on Monday.\n"
NOISE = random.Random(1).randbytes(100_000)


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name
        for name, content in members:
            archive.writestr(name, content, compress_type=method)
    return held.getvalue()


def _special(mode: int) -> bytes:
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (mode | 0o777) << 16
    return zipped((info, b"/etc/passwd"))


def _with_nul() -> bytes:
    return zipped(("aXb.txt", TEXT)).replace(b"aXb.txt", b"a\0b.txt")


def _encrypted() -> bytes:
    content = bytearray(zipped(("a.txt", TEXT)))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _overlapping() -> bytes:
    """Two entries of the directory for one and the same content, as in a bomb without recursion."""
    content = zipped(("a.txt", TEXT), ("b.txt", TEXT))
    at = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", at + 4)
    changed = bytearray(content)
    changed[second + 42 : second + 46] = bytes(4)  # begins where the first does
    return bytes(changed)


def _resized(size: int, *, both: bool, content: bytes = TEXT) -> bytes:
    """An archive whose directory (and header too, if `both`) gives another unpacked size."""
    made = bytearray(zipped(("a.txt", content)))
    at = made.index(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<L", size)
    if both:
        made[22:26] = struct.pack("<L", size)
    return bytes(made)


def test_what_was_packed_is_unpacked() -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        archive = open_zip("a.zip", zipped(("a.txt", TEXT), ("in/b.txt", b""), ("in/", b""), method=method))
        assert archive.namelist() == ["a.txt", "in/b.txt", "in/"]
        assert unpacked("a.zip", archive, "a.txt") == TEXT
        assert unpacked("a.zip", archive, "in/b.txt") == b""


def test_streamed_and_prefixed_archives_are_read() -> None:
    class Pipe(io.RawIOBase):  # cannot seek, so that the sizes come after the content
        def __init__(self) -> None:
            self.held = b""

        def writable(self) -> bool:
            return True

        def write(self, part: bytes) -> int:  # type: ignore[override]
            self.held += bytes(part)
            return len(part)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.writestr("a.txt", TEXT)
    assert unpacked("a.zip", open_zip("a.zip", pipe.held), "a.txt") == TEXT
    before = b"#!/bin/sh\n" + zipped(("a.txt", TEXT))
    assert unpacked("a.zip", open_zip("a.zip", before), "a.txt") == TEXT


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        *((lambda n=n: zipped((n, TEXT)), "leads outside") for n in ("../a.txt", "x/../../a.txt", "/etc/a", "C:a.txt")),
        (lambda: zipped(("..\\a.txt", TEXT)), "leads outside"),
        (_with_nul, "leads outside"),
        (lambda: _special(stat.S_IFLNK), "a link or a device"),
        (lambda: _special(stat.S_IFIFO), "a link or a device"),
        (_encrypted, "protected by a password"),
        (_overlapping, "overlaps another file"),
        (lambda: zipped(("a.txt", TEXT), ("a.txt", TEXT)), "two files of one name"),
        (lambda: zipped(("a.txt", TEXT), method=zipfile.ZIP_LZMA), "compressed in an unusual way"),
        (lambda: zipped(("a.txt", bytes(HARMLESS + 1))), "as in a zip bomb"),
        (lambda: zipped(("a.txt", bytes(HARMLESS + 1)), ("b.txt", NOISE)), r'"a\.txt" is packed more than 100 to 1'),
        (lambda: zipped(*((f"{n}.txt", bytes(HARMLESS // 9)) for n in range(10))), "its content is packed more than"),
        (lambda: zipped(*((f"{n}", b"") for n in range(MOST_ENTRIES + 1))), "more than 10,000 files"),
        (lambda: _resized(2**32 - 2, both=True), "over 256 MB"),
        (lambda: _resized(5, both=False), "not the size"),
        (lambda: zipped(("a.txt", TEXT))[:-30], "damaged or no zip"),
        (lambda: b"PK\x03\x04" + bytes(100), "damaged or no zip"),
        (lambda: b"", "damaged or no zip"),
        (lambda: b"PK\x01\x02" * 100_001, "more than 10,000 files"),
    ],
)
def test_a_harmful_directory_is_refused_in_one_line(make: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(PipelineError, match=problem) as refused:
        open_zip("a.zip", make())
    line = str(refused.value)
    assert line.startswith("a.zip: ")
    assert "; " in line
    assert line.isprintable()


@pytest.mark.parametrize("size", [5, 500])
def test_a_directory_that_lies_is_found_while_unpacking(size: int) -> None:
    archive = open_zip("a.zip", _resized(size, both=True))
    with pytest.raises(PipelineError, match=r'^a\.zip: "a\.txt"'):
        unpacked("a.zip", archive, "a.txt")


def test_a_lie_does_not_fill_the_memory() -> None:
    lying = _resized(1000, both=True, content=bytes(200 * 2**20))
    archive = open_zip("a.zip", lying)
    tracemalloc.start()
    try:
        with pytest.raises(PipelineError, match="damaged"):
            unpacked("a.zip", archive, "a.txt")
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_no_member_goes_over_what_the_caller_allows() -> None:
    archive = open_zip("a.zip", zipped(("a.txt", TEXT)))
    with pytest.raises(PipelineError, match="when unpacked"):
        unpacked("a.zip", archive, "a.txt", most=len(TEXT) - 1)
    assert unpacked("a.zip", archive, "a.txt", most=len(TEXT)) == TEXT


def test_a_damaged_and_a_missing_member_are_one_line() -> None:
    content = bytearray(zipped(("a.txt", TEXT), method=zipfile.ZIP_STORED))
    content[content.index(b"council")] ^= 1
    with pytest.raises(PipelineError, match=r'"a\.txt" in it is damaged'):
        unpacked("a.zip", open_zip("a.zip", bytes(content)), "a.txt")
    with pytest.raises(PipelineError, match=r"has no part word/document\.xml"):
        unpacked("a.docx", open_zip("a.docx", zipped(("a.txt", TEXT))), "word/document.xml")


_VALID = zipped(("a.txt", TEXT), ("in/b.txt", TEXT * 50), ("in/", b""))


@settings(max_examples=300, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, len(_VALID) - 1), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, len(_VALID)),
    before=st.binary(max_size=20),
)
def test_the_guard_raises_only_its_own_error(changes: list[tuple[int, int]], cut: int, before: bytes) -> None:
    content = bytearray(_VALID)
    for at, byte in changes:
        content[at] = byte
    content = bytearray(before) + (content[:cut] if cut % 2 else content)
    begun = time.process_time()
    with contextlib.suppress(PipelineError):
        archive = open_zip("a.zip", bytes(content))
        for member in archive.namelist():
            assert len(unpacked("a.zip", archive, member, most=10_000)) <= 10_000
    assert time.process_time() - begun < 1
