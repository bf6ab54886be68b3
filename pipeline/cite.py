"""Say how to cite Parallax, as text and as BibTeX; `CITATION.cff` is the one source, the version is the caller's."""

import re
from functools import cache
from pathlib import Path

CITATION = Path(__file__).parents[1] / "CITATION.cff"
_FIELD = re.compile(r'^(?: *- )? *([\w-]+): *"?(.+?)"?$', re.MULTILINE)


@cache
def citation() -> dict[str, str]:
    """Return the fields of `CITATION.cff`: plain values, one a line; `name` is the author's."""
    return dict(_FIELD.findall(CITATION.read_text(encoding="utf-8")))


def cite_text(version: str) -> str:
    """Return one line to cite a version by, in plain text."""
    about = citation()
    year = about["date-released"][:4]
    return f"{about['name']} ({year}). {about['title']} (version {version}) [Computer software]."


def cite_bibtex(version: str) -> str:
    """Return an entry for a bibliography, for BibLaTeX and for BibTeX with its `misc` alike."""
    about = citation()
    title = re.sub(r"[{}\\]", "", about["title"])
    key = re.sub(r"[^A-Za-z0-9_]+", "", version) or "parallax"
    return (
        f"@misc{{{key},\n"
        f"  author = {{{{{about['name']}}}}},\n"
        f"  title = {{{{{title}}}}},\n"
        f"  year = {{{about['date-released'][:4]}}},\n"
        f"  note = {{Computer software, version {version}}}\n"
        "}"
    )
