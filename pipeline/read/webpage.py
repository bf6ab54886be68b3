"""Read a saved web page as one article: its body by trafilatura, its metadata from the page's own declarations.

Nothing is fetched. A date in the text is not taken for the day of publication, and a footer not for the outlet.
"""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from ..errors import PipelineError
from ..outlets import is_everyday, is_known, outlet_of_url
from ..types import Article
from .body import blocks, captions, completed, trimmed, unwrap_layout
from .charset import Decoded, decode
from .fields import Draft, as_line, genre_of
from .hints import hint
from .reading import MOST_CHARACTERS, FileReading

MOST_ATTRIBUTES = 2_000  # in one tag
MOST_TAGS = 100_000  # in a page: a long live page has ten thousand

_DECLARED = re.compile(rb"<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(https?://\S{4,2000}) -->")  # browsers write it into a saved page
_TAG = re.compile(r"<[A-Za-z]")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{10000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKS = (" | ", " - ", " – ", " — ")  # between a page's title and its site's name
# Each field's declarations, best first.
_METAS = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "date": ("article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publish-date")
    + ("publication_date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created"),
    "author": ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator"),
    "section": ("article:section", "parsely-section", "section"),
    "url": ("og:url",),
}
_TYPES = frozenset(
    ["Article", "NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "BlogPosting"]
    + ["BackgroundNewsArticle", "AskPersonNewsArticle", "ReviewNewsArticle", "LiveBlogPosting", "Report"]
)


def read_html(name: str, content: bytes) -> FileReading:
    """Read one article from a page, or the articles of a database's export."""
    from . import exports  # which builds on readers

    declared = _DECLARED.search(content[:4096])
    decoded = decode(name, content, declared=declared[1].decode("ascii") if declared else None)
    if (export := exports.split_html(name, decoded.text)) is not None:
        return export
    _refuse_bombs(name, decoded.text)
    return FileReading(name, "html", (_article(name, decoded),), tuple(decoded.problems(name)))


def _article(name: str, decoded: Decoded) -> Article:
    """Return the article of a page; raise PipelineError where none is found, or too much."""
    import trafilatura  # half a second, and only pages need it
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it warns of is said below, in our words
    tree = trafilatura.load_html(_XML.sub("", decoded.text))
    draft = Draft(source=name)
    if decoded.charset != "utf-8":
        draft.found["charset"] = decoded.charset
    page = None
    if tree is not None:
        _read_metadata(draft, tree)
        if saved := _SAVED.search(decoded.text[:4096]):
            draft.give("url", saved[1], "saved page")
        unwrap_layout(tree)
        page_blocks = blocks(tree)
        pictured = captions(page_blocks, tree)
        page = trafilatura.bare_extraction(
            tree,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    found: dict[str, Any] = page.as_dict() if isinstance(page, Document) else {}
    body = found.get("text") or ""
    if not any(character.isalnum() for character in body):
        raise PipelineError(f"{name}: no article found in this page; save the article's own page, or its text as .txt")
    if len(body) > MOST_CHARACTERS:
        raise PipelineError(f"{name}: the page holds {len(body):,} characters of text, more than one article")
    draft.give("title", _without_site(found.get("title") or "", ""), "page title")
    draft.give("author", _author((found.get("author") or "").replace("; ", ", ")), "page metadata")
    # One line is one paragraph there.
    lines = [line.strip() for line in body.split("\n") if line.strip()]
    text = "\n\n".join(trimmed(completed(lines, page_blocks), page_blocks, pictured))
    if not outlet_of_url(draft.values.get("url", "")):
        draft.give("outlet", _masthead(tree), "page title")
    hint(draft, name=name, text=text)
    return draft.article(text)


def _masthead(tree: Any) -> str:
    """Return the listed outlet that the page's title ends with, "Fire at the weir | BBC News"; "" for none."""
    title = " ".join((tree.findtext(".//title") or "").split())
    ends = [title.rpartition(mark)[2] for mark in _MARKS if mark in title]
    return next((end for end in sorted(ends, key=len) if is_known(end) and not is_everyday(end)), "")


def _refuse_bombs(name: str, text: str) -> None:
    """Raise PipelineError for more tags, or attributes in one tag, than a page has: a parser needs minutes for them."""
    if sum(1 for _ in _TAG.finditer(text)) > MOST_TAGS:
        raise PipelineError(
            f"{name}: holds over {MOST_TAGS:,} tags, so it is no article's page; save the article's own"
        )
    for tag in _LONG_TAG.finditer(text):
        # Embedded images make tags long, too; their values are left out of the count.
        if len(re.findall(r"[\s/]+|=", _QUOTED.sub("", tag[0]))) > MOST_ATTRIBUTES:
            raise PipelineError(
                f"{name}: holds a tag of over {MOST_ATTRIBUTES:,} attributes, so it is no article's page; save that"
            )


def _read_metadata(draft: Draft, tree: Any) -> None:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(key.strip().casefold(), meta.get("content") or "")
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and (link.get("href") or "").startswith("http"):
            draft.give("url", link.get("href"), "canonical link")
    site = metas.get("og:site_name", "")
    if is_known(outlet_of_url(draft.values.get("url", "")) or "") and not is_known(site):
        site = ""  # "Home of Better News": the listed outlet at the address is the better name
    draft.give("outlet", site, "og:site_name")
    for field, names in _METAS.items():
        for key in names:
            value = metas.get(key, "")
            if field == "title":
                value = _without_site(value, metas.get("og:site_name", ""))
            elif field == "author":
                value = _author(value)
            elif field == "url" and not value.startswith("http"):
                continue
            draft.give(field, value, key)
    articles = [item for item in _json_ld(tree) if _types(item) & _TYPES]
    for item in articles[:1]:
        _read_json_ld(draft, item)
    for key in ("og:type", "article:section"):
        if (genre := genre_of(metas.get(key, ""))) and genre != "news":
            draft.give("genre", genre, key)


def _without_site(title: str, site: str) -> str:
    """Return "Fire at the weir" for "Fire at the weir | BBC News": the site's name is no part of a title."""
    for mark in _MARKS:
        head, found, end = " ".join(title.split()).rpartition(mark)
        if found and (is_known(end) or end.casefold() == site.casefold()):
            return head
    return title


def _author(written: str) -> str:
    """Return the author without "By"; nothing for a profile's address."""
    return "" if written.startswith("http") else re.sub(r"^by\s+", "", written, flags=re.I)


def _read_json_ld(draft: Draft, item: dict[str, Any]) -> None:
    draft.give("title", _name(item.get("headline")), "JSON-LD headline")
    draft.give("date", _name(item.get("datePublished")), "JSON-LD datePublished")
    draft.give("author", _name(item.get("author")), "JSON-LD author")
    draft.give("section", _name(item.get("articleSection")), "JSON-LD articleSection")
    # A known address beats a publisher's company name; so does the name that the page gave before.
    if not is_known(outlet_of_url(draft.values.get("url", "")) or ""):
        draft.give("outlet", _name(item.get("publisher")), "JSON-LD publisher")
    for kind in sorted(_types(item)):
        # NewsArticle is what most pages say of any text; only the narrower types say something.
        if kind != "NewsArticle":
            draft.give("genre", genre_of(kind), "JSON-LD type")


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in the page's JSON-LD, those in a graph or a list too."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            found = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # a page's broken declaration: what else it says still counts
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield from (part for part in (graph if isinstance(graph, list) else [item]) if isinstance(part, dict))


def _types(item: dict[str, Any]) -> set[str]:
    kind = item.get("@type")
    return {part for part in (kind if isinstance(kind, list) else [kind]) if isinstance(part, str)}


def _name(value: object) -> str:
    """Return a value, or the name inside it: a publisher is a string or an object with a name, an author a list."""
    if isinstance(value, dict):
        return as_line(value.get("name"))
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value)))
    return as_line(value)
