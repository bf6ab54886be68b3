"""Fill what an article's own fields leave open: from its address, its page's furniture, its file's and folder's names.

The order is the order of trust. A licence or syndication footer is never asked: it names whoever was copied from.
"""

import re
from pathlib import PurePosixPath

from ..outlets import as_title, domain_of, is_everyday, is_known, outlet_name, outlet_of_name, outlet_of_url
from . import dates
from .fields import Draft, genre_of
from .furniture import self_reference

# Where an outlet is looked for, best first; what a page's reader finds in its declarations comes before these.
OUTLET_ORDER = (
    "your column or setting",
    "your alias table",
    "og:site_name",
    "JSON-LD publisher",
    "domain",
    "masthead or footer",
    "file name",
    "folder name",
)
# "Harbour Star - 2025-05-02 - Tram line opens": who names files so means just that.
_OUTLET_DAY_TITLE = re.compile(
    r"(?P<outlet>[^\W\d_][^_]{1,60}?) +[-–—] +(?:19|20)\d\d-\d\d-\d\d +[-–—] +(?P<title>\S.*)"
)
_INITIALS = re.compile(r"\b(U) ([SKN])\b")


def hint(draft: Draft, *, name: str, text: str = "", is_table: bool = False) -> None:
    """Give the draft what its url, its text's furniture and the file `name` say.

    A table's name tells the outlet only: its date is the export's, and its title nobody's.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    stem = path.stem
    _hint_url(draft)
    if "outlet" not in draft.values and (found := self_reference(text)):
        draft.give("outlet", *found)
    if not is_table and "outlet" not in draft.values and (parts := _OUTLET_DAY_TITLE.fullmatch(stem)):
        draft.give("outlet", outlet_name(parts["outlet"]), "file name")
        draft.give("title", parts["title"], "file name")
    if "outlet" not in draft.values and (outlet := outlet_of_name(stem)):
        draft.give("outlet", outlet, "file name")
        if not is_table and (title := title_in_name(stem)):
            draft.give("title", title, "file name")
    if "outlet" not in draft.values and (outlet := _outlet_of_folders(path)):
        draft.give("outlet", outlet, "folder name")
    if not is_table and (day := dates.day_in_name(_without_title(stem))):
        draft.give("date", day, "file name")


def title_in_name(stem: str) -> str | None:
    """Return the title in `outlet_section_id_Title-in-hyphens`, None where the last part is no such title."""
    last = stem.rpartition("_")[2]
    words = last.split("-")
    if len(words) < 3 or not last[0].isupper() or dates.day_in_name(last):
        return None
    return _INITIALS.sub(r"\1.\2.", " ".join(filter(None, words)))


def _without_title(stem: str) -> str:
    """Return a file's name without the title at its end: "What-happened-on-2021-11-07-and-why" tells no date."""
    head, _, last = stem.rpartition("_")
    inside = re.fullmatch(r"(?:[^\W\d_][\w'’]*-)+(?:19|20)\d\d-?\d\d-?\d\d(?:-[^\W_]+)+", last)
    return head if head and inside else stem


def _hint_url(draft: Draft) -> None:
    if not (url := draft.values.get("url")):
        return
    if outlet := outlet_of_url(url):
        draft.give("outlet", outlet, f"domain {domain_of(url)}")
    if day := dates.day_in_url(url):
        draft.give("date", day, "url")
    for part in (url.partition("//")[2].partition(".")[0], *url.split("/")[3:]):
        # A page below /news/ may be anything; /opinion/ and /live/ say what they are.
        if (genre := genre_of(part)) and genre != "news":
            draft.give("genre", genre, "url")


def _outlet_of_folders(path: PurePosixPath) -> str | None:
    """Return the outlet of the nearest folder that is a listed outlet, or of a folder inside the one chosen.

    The outermost folder is what somebody called a collection ("kadhimi/a.txt"): it counts only if it is listed. A
    folder below it sorts the files, and is taken for an outlet where it is words ("event/harbour-lantern/a.txt").
    """
    folders = [part for part in path.parts[:-1] if part not in ("/", ".", "..")]
    for folder in reversed(folders):
        if is_known(plain := re.sub(r"[-_]+", " ", folder)) and not is_everyday(plain):
            return outlet_name(plain)
    if len(folders) > 1 and re.fullmatch(r"[^\W\d_]{2,}(?:[-_ ][^\W\d_]+)+", folders[-1]):
        return as_title(folders[-1])
    return None
