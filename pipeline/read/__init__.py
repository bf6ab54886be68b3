"""Read articles from files and folders of any supported kind; `kinds` says which, `sandbox` reads them apart.

What a file holds decides what it is read as, not its name. Whatever is wrong with a file costs one line, never
another file.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ..errors import PipelineError
from ..outlets import is_known
from ..types import Article
from .kinds import KINDS, promised
from .reading import MOST_BYTES, FileReading, Progress, shown, silent
from .sandbox import read_apart
from .saved import folders_of_pages, note_on_folder, page_of
from .sniff import ENDINGS

__all__ = ["ENDINGS", "KINDS", "FileReading", "read", "read_bytes", "read_each"]

log = logging.getLogger(__name__)


def read(path: str | os.PathLike[str]) -> list[Article]:
    """Return the articles in a file, or in all files of a folder and the folders in it.

    What cannot be read beside others is logged as a warning. Raise PipelineError where nothing could be read.
    """
    readings = list(read_each([path]))
    articles = [article for reading in readings for article in reading.articles]
    problems = [problem for reading in readings for problem in reading.problems]
    if not articles:
        first = problems[0] if problems else f"{shown(os.fspath(path))}: no article in it; choose another"
        others = len(problems) - 1
        raise PipelineError(f"{first} (and {others} more like this)" if others > 0 else first)
    for problem in problems:
        log.warning("%s", problem)
    return articles


def read_each(paths: Iterable[str | os.PathLike[str]], *, progress: Progress = silent) -> Iterator[FileReading]:
    """Yield what each file gives, in the order of `paths`, a folder's files sorted; what is wrong is in `problems`.

    `progress` is called with the name of each file that is begun, those in archives too.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _read_folder(path, progress)
        else:
            yield _read_file(path, _name_of(path), progress)


def read_bytes(name: str, content: bytes, *, progress: Progress = silent) -> FileReading:
    """Read an upload. `name` is a hint and for display, never a path; a relative one may name the outlet's folder."""
    name = shown(name.replace("\\", "/").lstrip("./"), longest=200) or "upload"
    if problem := _too_large(name, len(content)):
        return FileReading(name, promised(name), (), (problem,))
    return read_apart(name, content, progress=progress)


def _read_folder(folder: Path, progress: Progress) -> Iterator[FileReading]:
    """Yield what each file in a folder gives; the folder that a browser saved beside a page is left out."""
    files = sorted(_files_in(folder))
    if not files:
        problem = f"{shown(folder)}: no files in this folder; choose another"
        yield FileReading(shown(folder.name), "folder", (), (problem,))
    names = [file.relative_to(folder).as_posix() for file in files]
    folders = folders_of_pages(names)
    pages = {page: beside for beside, page in folders.items()}
    for file, name in zip(files, names, strict=True):
        if page_of(name, folders):
            continue
        reading = _read_file(file, str(PurePosixPath(folder.resolve().name, name)), progress)
        if name in pages:
            note = note_on_folder(reading.name, pages[name])
            reading = replace(reading, notes=(note, *reading.notes))
        yield reading


def _read_file(path: Path, name: str, progress: Progress) -> FileReading:
    name = shown(name, longest=200)
    progress(name)
    try:
        problem = _too_large(name, path.stat().st_size)  # before a large file is in memory
        if not path.is_file():
            problem = f"{name}: this is no ordinary file; choose another"
        content = b"" if problem else path.read_bytes()
    except FileNotFoundError:
        problem = f"{shown(path, longest=200)}: there is no such file or folder; check the name"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        problem = f"{name}: cannot be opened ({reason}); check its permissions"
    return (
        FileReading(name, promised(name), (), (problem,)) if problem else read_bytes(name, content, progress=progress)
    )


def _too_large(name: str, size: int) -> str | None:
    if size <= MOST_BYTES:
        return None
    return f"{name}: the file has {size / 2**20:.1f} MB, over the {MOST_BYTES >> 20} MB limit; split it"


def _name_of(path: Path) -> str:
    """Return a single file's name, after its folder's where that is an outlet's."""
    folder = Path(os.path.abspath(path)).parent.name  # resolve() would follow links, and fails on odd names
    return f"{folder}/{path.name}" if is_known(folder) else path.name


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it; hidden ones, and links to folders, are left out."""
    for inside, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(inside, name) for name in files if not name.startswith("."))
