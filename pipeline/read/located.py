"""Give a page's article the address that it was saved from, where the page itself names none."""

from dataclasses import replace

from ..types import Article
from .fields import Draft
from .hints import hint
from .reading import FileReading

_FIELDS = ("title", "outlet", "date", "time", "author", "url", "genre", "language", "section")
_WEAK = ("file name", "folder name")  # an address knows better


def located(reading: FileReading, url: str, how: str) -> FileReading:
    """Return the reading with the address in each article that has none, and what the address tells of it."""
    if not url.startswith(("http://", "https://")):
        return reading
    return replace(reading, articles=tuple(_located(article, url, how, reading.name) for article in reading.articles))


def _located(article: Article, url: str, how: str, name: str) -> Article:
    if article.url:
        return article
    weak = {key for key, found in article.found.items() if found in _WEAK}
    values = {key: getattr(article, key) for key in _FIELDS if getattr(article, key) and key not in weak}
    found = {key: found for key, found in article.found.items() if key not in weak}
    draft = Draft(article.source, values=values, found=found, extra=dict(article.extra))
    draft.give("url", url, how)
    hint(draft, name=name, text=article.text)
    return draft.article(article.text)
