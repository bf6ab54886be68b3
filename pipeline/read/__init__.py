"""Read articles from files and folders: text, Markdown, HTML, CSV and JSONL.

A new kind of file is one module with a function (name, content) -> FileReading, and one line in `KINDS`.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ..errors import PipelineError
from ..outlets import is_known
from ..types import Article
from .delimited import read_csv
from .jsonl import read_jsonl
from .plain import read_markdown, read_text
from .reading import MOST_BYTES, FileReading, Reader, shown
from .webpage import read_html

__all__ = ["KINDS", "FileReading", "read", "read_bytes", "read_each"]

log = logging.getLogger(__name__)

KINDS: Mapping[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
}


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


def read_each(paths: Iterable[str | os.PathLike[str]]) -> Iterator[FileReading]:
    """Yield what each file gives, in the order of `paths`, a folder's files sorted; what is wrong is in `problems`."""
    for path in map(Path, paths):
        if not path.is_dir():
            yield _read_file(path, _name_of(path))
            continue
        files = sorted(_files_in(path))
        if not files:
            yield FileReading(
                shown(path.name), "folder", (), (f"{shown(path)}: no files in this folder; choose another",)
            )
        for file in files:
            name = PurePosixPath(path.resolve().name, file.relative_to(path).as_posix())
            yield _read_file(file, str(name))


def read_bytes(name: str, content: bytes) -> FileReading:
    """Read an upload. `name` is a hint and for display, never a path; a relative one may name the outlet's folder."""
    name = shown(name.replace("\\", "/").lstrip("./"), longest=200) or "upload"
    suffix = PurePosixPath(name).suffix.casefold()
    kind = suffix.removeprefix(".") or "unknown"
    try:
        return _reader(name, suffix, len(content))(name, content)
    except PipelineError as error:
        return FileReading(name, kind, (), (str(error),))
    except Exception as error:  # the edge: one stranger's file must not stop the others
        log.debug("%s could not be read", name, exc_info=True)
        problem = f"{name}: could not be read ({type(error).__name__}); save it again as UTF-8 text"
        return FileReading(name, kind, (), (problem,))


def _reader(name: str, suffix: str, size: int) -> Reader:
    if suffix not in KINDS:
        raise PipelineError(f"{name}: this kind of file is not read yet; save it as text, HTML, CSV or JSONL")
    if size > MOST_BYTES:
        raise PipelineError(
            f"{name}: the file has {size / 2**20:.1f} MB, over the {MOST_BYTES >> 20} MB limit; split it"
        )
    return KINDS[suffix]


def _read_file(path: Path, name: str) -> FileReading:
    name = shown(name, longest=200)
    kind = path.suffix.casefold().removeprefix(".") or "unknown"
    try:
        _reader(name, path.suffix.casefold(), path.stat().st_size)  # before a large file is in memory
        if not path.is_file():
            raise PipelineError(f"{name}: this is no ordinary file; choose another")
        content = path.read_bytes()
    except PipelineError as error:
        return FileReading(name, kind, (), (str(error),))
    except FileNotFoundError:
        return FileReading(
            name, kind, (), (f"{shown(path, longest=200)}: there is no such file or folder; check the name",)
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return FileReading(name, kind, (), (f"{name}: cannot be opened ({reason}); check its permissions",))
    return read_bytes(name, content)


def _name_of(path: Path) -> str:
    """Return a single file's name, after its folder's where that is an outlet's."""
    folder = Path(os.path.abspath(path)).parent.name  # resolve() would follow links, and fails on odd names
    return f"{folder}/{path.name}" if is_known(folder) else path.name


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it; hidden ones, and links to folders, are left out."""
    for inside, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(inside, name) for name in files if not name.startswith("."))
