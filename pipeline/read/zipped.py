"""Read a zip archive: each file in it by its own kind. A bad file costs one line, a bad archive is refused whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..errors import PipelineError
from .archive import open_zip, unpacked
from .reading import MOST_BYTES, FileReading, limited, shown, with_name
from .saved import folders_of_pages, note_on_folder, page_of

_NO_ARTICLES = frozenset(["__macosx", "thumbs.db", "desktop.ini"])  # what systems put into archives


def read_zip(name: str, content: bytes) -> FileReading:
    """Read every file in an archive; hidden files and what macOS and Windows add are left out."""
    return merged(name, read_members(name, content))


def read_members(
    name: str, content: bytes, *, start: int = 0, begin: Callable[[str], None] = lambda member: None
) -> Iterator[FileReading]:
    """Yield what each file in an archive gives, from file number `start` on; `begin` is called with its name before.

    A file's name is the archive's and its own ("archive.zip/inner/name.txt"), for display and as a hint.
    """
    from .kinds import read_one  # which knows this reader, too

    archive = open_zip(name, content)
    members = [member.filename for member in archive.infolist() if not member.is_dir()]
    folders = folders_of_pages(members)
    pages = {page: folder for folder, page in folders.items()}
    kept = [member for member in members if _is_kept(member) and not page_of(member, folders)]
    if not kept:
        raise PipelineError(f"{name}: no file in this archive; choose another")
    for member in kept[start:]:
        shown_name = shown(f"{name}/{member}", longest=200)
        begin(shown_name)
        try:
            inside = unpacked(shown_name, archive, member, most=MOST_BYTES)
        except PipelineError as error:
            yield FileReading(shown_name, "unknown", (), (str(error),))
            continue
        reading = read_one(shown_name, inside, inside=True)
        if member in pages:
            note = note_on_folder(shown_name, pages[member])
            reading = replace(reading, notes=(note, *reading.notes))
        yield reading


def merged(name: str, readings: Iterable[FileReading]) -> FileReading:
    """Return one reading for an archive; a note says how many files of which kinds it holds."""
    readings = list(readings)
    kinds = Counter(reading.kind for reading in readings)
    count = "1 file" if len(readings) == 1 else f"{len(readings)} files"
    said = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
    return FileReading(
        name,
        "zip",
        tuple(article for reading in readings for article in reading.articles),
        limited(name, [problem for reading in readings for problem in reading.problems]),
        (
            f"{name}: {count} in it: {said}",
            *(with_name(reading.name, note) for reading in readings for note in reading.notes),
        ),
    )


def _is_kept(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return not any(part.startswith(".") or part.casefold() in _NO_ARTICLES for part in parts)
