"""Fuzz the zip guard: an archive is refused, or each member of it is unpacked within bounds."""

import io
import zipfile

from fuzzing import followed, fuzz

guard = followed("pipeline.read.archive")


def read(content: bytes) -> None:
    """Open an archive and unpack all of it."""
    archive = guard.open_zip("a.zip", content)
    for member in archive.namelist():
        assert len(guard.unpacked("a.zip", archive, member, most=100_000)) <= 100_000


def seeds() -> list[bytes]:
    """Return archives of both methods, with folders, and one inside another."""
    made = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", method) as archive:
            archive.writestr("a.txt", b"The council voted on Monday.")
            archive.writestr("in/b.txt", b"The plan wins. " * 99)
            archive.writestr("in/", b"")
            archive.writestr("c.zip", made[0] if made else b"")
        made.append(held.getvalue())
    return made


if __name__ == "__main__":
    fuzz(read, seeds())
