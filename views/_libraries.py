"""Say which libraries there are, which one is open, and make new ones.

The address names a library by an id of the listing, never by a path: "main" for the folder that `PARALLAX_LIBRARY`
names, else `data/library`; "demo"; else the name of a folder on the shelf, which is the folder `libraries` beside the
main one. On the shelf only plain names count, no links, and only folders that hold a library. What a library is called
stands in its catalog.
"""

import os
import re
import secrets
from pathlib import Path

import streamlit as st

from pipeline.demo import demo_library
from pipeline.errors import PipelineError
from pipeline.library import Library

from ._safe import as_text
from ._text import say

FOLDER = Path(__file__).parents[1] / "data" / "library"
MAIN, DEMO = "main", "demo"
PARAMETER = "library"  # in the address
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def libraries() -> dict[str, str]:
    """Return {id: name on screen} of the libraries that can be opened: the main one, those on the shelf, the demo."""
    found = {MAIN: _name(_main(), say("add.library_mine"))}
    found |= {folder.name: _name(folder, folder.name) for folder in _shelved()}
    return found | {DEMO: say("add.library_demo")}


def library_id() -> str:
    """Return the id of the library that is open; what the address says is passed over where it is not listed."""
    asked = st.query_params.get(PARAMETER, "")
    if asked == DEMO or asked in {folder.name for folder in _shelved()}:
        return asked
    return MAIN if os.environ.get("PARALLAX_LIBRARY") or _is_filled(FOLDER) else DEMO


def library_folder() -> Path:
    """Return the folder that new articles go to: that of the open library, or the main one while the demo is open."""
    opened = library_id()
    return _main() if opened in (MAIN, DEMO) else _shelf() / opened


def open_library() -> Library:
    """Open the library that the address names, else the main one, else, while that is empty, the demo."""
    opened = library_id()
    if opened == DEMO:
        return Library.open(_demo_folder())
    return Library.open(library_folder(), create=opened == MAIN)


def is_demo(library: Library) -> bool:
    """Say whether this is the demo, which nobody edits."""
    return library.root not in (_main(), *_shelved())


def create_library(name: str) -> str:
    """Make an empty library on the shelf and return its id; the folder's name is ours, whatever the library's is."""
    called = as_text(name, most=80)
    if not called:
        raise PipelineError(say("add.library_needs_name"))
    shelf = _shelf()
    made = secrets.token_hex(6)
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        (shelf / made).mkdir(mode=0o700)
    except OSError as error:
        raise PipelineError(say("add.library_not_made", folder=shelf, why=error.strerror)) from error
    Library.open(shelf / made, create=True).rename(called)
    return made


def _main() -> Path:
    named = os.environ.get("PARALLAX_LIBRARY")
    return Path(named) if named else FOLDER


def _shelf() -> Path:
    return _main().parent / "libraries"


def _shelved() -> list[Path]:
    """Return the folders on the shelf that hold a library, in a fixed order."""
    shelf = _shelf()
    if not shelf.is_dir():
        return []
    return sorted(
        folder
        for folder in shelf.iterdir()
        if _ID.fullmatch(folder.name)
        and folder.name not in (MAIN, DEMO)
        and not folder.is_symlink()
        and (folder / "catalog.sqlite").is_file()
    )


def _name(folder: Path, otherwise: str) -> str:
    if not (folder / "catalog.sqlite").is_file():
        return otherwise
    return as_text(Library.open(folder).name or otherwise, most=80)


def _is_filled(folder: Path) -> bool:
    return (folder / "catalog.sqlite").is_file() and bool(Library.open(folder).known())


@st.cache_resource(show_spinner=say("add.library_demo_built"))
def _demo_folder() -> Path:
    return demo_library().root
