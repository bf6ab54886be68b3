"""Read the pages in a WARC file, each as a page by itself: what a crawler or a browser's recorder has saved of a site.

A page that cannot be read costs one line; those without an article, as most in an archive are, are only counted.
"""

import time
from urllib.parse import urlsplit

from ..errors import PipelineError
from ..types import Article
from .charset import decode
from .located import located
from .reading import FileReading, limited, shown
from .warcrecords import Page, pages
from .webpage import read_html

MOST_SECONDS = 22.0  # the worker that this runs in is stopped after 30


def read_warc(name: str, content: bytes) -> FileReading:
    """Read the articles among the pages of a WARC file; raise PipelineError where there is none."""
    articles: list[Article] = []
    problems: list[str] = []
    found = bare = 0
    end = time.monotonic() + MOST_SECONDS
    for page in pages(name, content):
        if page is None:
            continue
        found += 1
        if time.monotonic() > end:
            problems.append(f"{name}: takes too long, only its first {found - 1} pages are read; split it")
            break
        try:
            reading = _read_page(f"{name}/page {found}", page)
        except PipelineError as error:
            problems.append(f"{error} ({shown(page.url, longest=80)})")
            continue
        if reading is None:
            bare += 1
            continue
        articles += reading.articles
        problems += reading.problems
    if not found:
        raise PipelineError(f"{name}: no web page among its records; save the pages as HTML")
    if not articles and not problems:
        raise PipelineError(f"{name}: no article on its {_number(found)}; save the articles' own pages")
    notes = [f"{name}: {_number(found)}, {bare} of them without an article"] if bare else [f"{name}: {_number(found)}"]
    return FileReading(name, "warc", tuple(articles), limited(name, problems), tuple(notes))


def _read_page(name: str, page: Page) -> FileReading | None:
    """Return what a page gives, None where there is no article on it."""
    if page.problem:
        raise PipelineError(f"{name}: {page.problem}")
    if not page.content.strip() or _is_front(page.url):
        return None
    content = page.content
    if page.charset:  # what the server said counts before what the page says
        content = b"\xef\xbb\xbf" + decode(name, content, declared=page.charset).text.encode("utf-8", "replace")
    try:
        reading = read_html(name, content)
    except PipelineError as error:
        if "no article found" in str(error):
            return None
        raise
    return located(reading, page.url, "address in the WARC file")


def _is_front(url: str) -> bool:
    """Say whether an address is a site's front page, whose text is of no one article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query


def _number(n: int) -> str:
    return "1 page" if n == 1 else f"{n} pages"
