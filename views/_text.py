"""Say what the interface says: every fixed text of a page stands in `data/interface/`, one file a page.

A text is Markdown where it is drawn as Markdown. What it is given to fill in is not touched here: whatever comes from
an article goes through `_safe` first. Numbers and lists are put into words by `_words`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "interface"


def say(key: str, **values: object) -> str:
    """Return the text of a key, "PAGE.NAME", with the values filled in for its {names}.

    Raises KeyError where there is no such text, or where a value is missing.
    """
    page, _, name = key.partition(".")
    text: str = _page(page)[name]
    return text.format(**values) if values else text


def texts() -> dict[str, str]:
    """Return every text of the interface by its key."""
    return {
        f"{path.stem}.{name}": text for path in sorted(FOLDER.glob("*.toml")) for name, text in _page(path.stem).items()
    }


@cache
def _page(page: str) -> dict[str, Any]:
    path = FOLDER / f"{page}.toml"
    if not path.is_file():
        raise KeyError(f"{page}: there is no data/interface/{page}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
