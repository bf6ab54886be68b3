"""Say which reader reads which kind of file, and read one file by it, here in this process.

A new kind of file is one module with a function (name, content) -> FileReading, and one line in `KINDS`. Strangers'
files are read in a process of their own: see `sandbox`.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from ..errors import PipelineError
from .delimited import read_csv
from .docx import read_docx
from .feed import read_feed
from .jsonl import read_json, read_jsonl
from .mail import read_eml, read_mbox, read_mhtml
from .odt import read_odt
from .pdf import read_pdf
from .plain import read_markdown, read_text
from .reading import FileReading, Reader
from .rtf import read_rtf
from .sheet import read_xlsx
from .sniff import ENDINGS, ending, kind_of, note_on
from .stubs import without_stub
from .warc import read_warc
from .webpage import read_html
from .zipped import read_zip

log = logging.getLogger(__name__)

KINDS: Mapping[str, Reader] = {
    "txt": read_text,
    "md": read_markdown,
    "html": read_html,
    "mhtml": read_mhtml,
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
    "eml": read_eml,
    "mbox": read_mbox,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "json": read_json,
    "jsonl": read_jsonl,
    "feed": read_feed,
    "warc": read_warc,
    "zip": read_zip,
}


def read_one(name: str, content: bytes, *, inside: bool = False) -> FileReading:
    """Read one file, whatever is in it; a failure is one line. `inside` says that it comes out of an archive."""
    kind = promised(name)
    try:
        kind = kind_of(name, content)
        if kind == "zip" and inside:
            raise PipelineError(f"{name}: is a zip archive in a zip archive; unpack it and add it by itself")
        reading = without_stub(_reader(name, kind)(name, content), content)
    except PipelineError as error:
        problem = str(error)
    except MemoryError:
        problem = f"{name}: needs more memory than reading may take; split it"
    except RecursionError:
        problem = f"{name}: is nested too deep to be read; save its text as .txt"
    except Exception as error:  # the edge: one stranger's file must not stop the others
        log.debug("%s could not be read", name, exc_info=True)
        problem = f"{name}: could not be read ({type(error).__name__}); save it again as UTF-8 text"
    else:
        note = note_on(name, kind)
        return replace(reading, notes=(note, *reading.notes)) if note else reading
    return FileReading(name, kind, (), (problem,))


def promised(name: str) -> str:
    """Return the kind that a name's ending promises, for a file that was not looked into."""
    return ENDINGS.get(ending(name)) or ending(name).removeprefix(".") or "unknown"


def _reader(name: str, kind: str) -> Reader:
    if kind not in KINDS:
        raise PipelineError(f"{name}: this kind of file is not read yet; save it as text, HTML, CSV or JSONL")
    return KINDS[kind]
