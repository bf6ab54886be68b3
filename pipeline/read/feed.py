"""Read a feed, RSS 2.0, RSS 1.0 or Atom: each item is an article. Nothing is fetched, no entity is resolved.

Many feeds carry only the beginning of each article; where that is so it is noted, for such a text is no article's.
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from ..errors import PipelineError
from ..outlets import is_known, outlet_of_url
from .exports.markup import lines_of, parsed
from .fields import Draft, as_line, genre_of
from .hints import hint
from .reading import MOST_CHARACTERS, FileReading, limited
from .xmltree import local, parse_xml, space

FEWEST_WORDS = 150  # of a description that is taken for the whole text

_SPACES = frozenset(
    ["", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/"]
    + ["http://backend.userland.com/rss2", "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"]
    + ["http://purl.org/rss/1.0/modules/content/", "http://my.netscape.com/rdf/simple/0.9/"]
)
_DATES = ("pubDate", "published", "issued", "date", "created", "updated", "modified")
_MAILED = re.compile(r"\S+@\S+ \((?P<name>[^()]+)\)")
_HUGE_TAG = re.compile(r"<[A-Za-z][^<>]{10000,}>?")
_MARKUP = re.compile(r"<[A-Za-z/!]|&[A-Za-z#]\w{0,30};")
# What blogs add below each item.
_ADDED = re.compile(
    r"(?:The post )?.{1,300} (?:appeared first|first appeared) on .{1,100}|(?:Continue|Keep) reading.{0,80}"
)


def read_feed(name: str, content: bytes) -> FileReading:
    """Read the items of a feed; raise PipelineError where none has a text."""
    root, problems = parse_xml(name, content, forgiving=True)
    kind = local(root).casefold()
    channel = root if kind == "feed" else next((el for el in root if local(el) == "channel"), root)
    items = [el for parent in {root: 0, channel: 0} for el in parent if local(el) in ("item", "entry")]
    about = _fields(channel)
    articles = []
    summaries = 0
    empty = 0
    for number, item in enumerate(items, start=1):
        draft = Draft(source=f"{name}, item {number}")
        fields = _fields(item)
        text, is_whole = _text(draft.source, fields)
        if not text:
            empty += 1
            continue
        if len(text) > MOST_CHARACTERS:
            problems.append(f"{draft.source}: holds {len(text):,} characters, more than one article; it is left out")
            continue
        summaries += not is_whole
        draft.found["text"] = "feed" if is_whole else "feed: only a summary"
        _fill(draft, fields, about)
        hint(draft, name=name, is_table=True)
        articles.append(draft.article(text))
    if not articles:
        what = "its items have titles and links, but no text" if items else "no item in this feed"
        raise PipelineError(f"{name}: {what}; save the articles' own pages")
    if empty:
        problems.append(f"{name}: {_items(empty)} without a text; save their own pages")
    notes = [f"{name}: {_items(summaries)} with only a summary of the article"] if summaries else []
    return FileReading(name, "feed", tuple(articles), limited(name, problems), tuple(notes))


def _fields(element: Any) -> dict[str, list[Any]]:
    """Return the element's children of the vocabularies of feeds, by name."""
    found: dict[str, list[Any]] = {}
    for child in element:
        if space(child) in _SPACES:
            found.setdefault(local(child), []).append(child)
    return found


def _text(name: str, fields: dict[str, list[Any]]) -> tuple[str, bool]:
    """Return an item's text, and whether it is said to be the whole one, or is long enough to be it."""
    for key in ("encoded", "content"):
        for element in fields.get(key, ()):
            kind = element.get("type", "html")
            if (text := _plain(name, element)) and ("/" not in kind or kind.startswith("text/") or "xhtml" in kind):
                return text, True
    for key in ("description", "summary"):
        for element in fields.get(key, ()):
            if text := _plain(name, element):
                return text, len(text.split()) >= FEWEST_WORDS
    return "", False


def _plain(name: str, element: Any) -> str:
    """Return the text of an element that holds a text, HTML with its marks escaped, or XHTML."""
    if len(element):
        for el in element.iter("{http://www.w3.org/1999/xhtml}*"):
            el.tag = local(el)
        lines = lines_of(element)
    else:
        text = element.text or ""
        if element.get("type", "html") != "text" and _MARKUP.search(text):
            lines = lines_of(parsed(name, _HUGE_TAG.sub(" ", text)))
        else:
            lines = [line.strip() for line in text.split("\n")]
    while lines and (not lines[-1] or _ADDED.fullmatch(lines[-1])):
        del lines[-1]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _fill(draft: Draft, fields: dict[str, list[Any]], about: dict[str, list[Any]]) -> None:
    """Give the draft what the item says of itself, then what the feed says of all its items."""
    draft.give("title", _first(fields, "title"), "feed")
    draft.give("url", _link(fields), "feed")
    for written in filter(None, (_first(fields, key) for key in _DATES)):
        draft.give("date", iso_date(written), "feed")
    author = ", ".join(dict.fromkeys(_names(fields, "author"))) or _first(fields, "creator")
    draft.give("author", author, "feed")
    for category in fields.get("category", ()):
        word = category.get("term") or _line(category)
        draft.give("section", word, "feed category")
        if (genre := genre_of(word)) and genre != "news":
            draft.give("genre", genre, "feed category")
    draft.give("language", _first(fields, "language") or _first(about, "language"), "feed")
    draft.give("outlet", _first(fields, "source"), "feed: the item's source")
    own = outlet_of_url(draft.values.get("url", "")) or ""
    if not is_known(own):  # an address that is listed is asked by the hints
        site, title = outlet_of_url(_link(about)) or "", _first(about, "title")
        draft.give("outlet", site if is_known(site) else "", "feed's address")
        draft.give("outlet", title, "feed's title")


def iso_date(written: str) -> str:
    """Return a date of a feed or a mail, "Tue, 12 Mar 2024 14:05:00 +0300", in ISO 8601 with its own time and zone."""
    try:
        return parsedate_to_datetime(written[:100]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return written


def _first(fields: dict[str, list[Any]], key: str) -> str:
    return next(filter(None, map(_line, fields.get(key, ()))), "")


def _line(element: Any) -> str:
    """Return an element's text as one line; titles with HTML in them, escaped or not, lose it."""
    text = "".join(element.itertext())
    if _MARKUP.search(text):
        text = re.sub(r"</?[A-Za-z][^<>]{0,1000}>", "", unescape(text))
    return as_line(text[:10_000])


def _names(fields: dict[str, list[Any]], key: str) -> Iterator[str]:
    for element in fields.get(key, ()):
        inner = [child for child in element if local(child) == "name"]
        line = _line(inner[0]) if inner else _line(element)
        yield match["name"].strip() if (match := _MAILED.fullmatch(line)) else line


def _link(fields: dict[str, list[Any]]) -> str:
    """Return the address of an item or a feed: of its page, not of the feed itself or an attachment."""
    for element in fields.get("link", ()):
        url = (element.get("href") or element.text or "").strip()
        if element.get("rel", "alternate") == "alternate" and url.startswith(("http://", "https://")):
            return url
    for element in fields.get("guid", ()):
        url = (element.text or "").strip()
        if element.get("isPermaLink", "true") == "true" and url.startswith(("http://", "https://")):
            return url
    return ""


def _items(n: int) -> str:
    return "1 item" if n == 1 else f"{n} items"
