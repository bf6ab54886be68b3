"""Find an article's paragraphs in a page: trafilatura's choice, completed and trimmed by the page's own blocks.

trafilatura picks one container and drops what it doubts. Paragraphs of prose that stand beside the ones it took, or in
a container of the same make, belong to the same article; captions, and the page's headline with all above it, do not.
Metadata is left to `webpage`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .furniture import byline, date_line, ends_a_sentence

MOST_BLOCKS = 50_000  # in a page; above, it is no article's, and is left as trafilatura found it
_FEWEST_WORDS = 8  # of a paragraph that is taken up again
_FEWEST_ADDED = 60  # words in all of them: less may well be a teaser that was left out rightly
_MOST_LINKED = 0.3  # of its characters: more, and it is a list of links
_LAYOUT_WORDS = 100  # in one cell: more is no table's
_KEY = 80  # letters and digits that tell one paragraph from another
_HEAD_LINES = 8

_BLOCKS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "figcaption", "td", "th", "dt", "dd", "div"]
    + ["section", "article", "main", "aside", "nav", "footer", "header", "form", "figure", "ul", "ol", "table", "body"]
    + ["center", "tr", "tbody", "thead", "dl", "button", "iframe", "noscript", "template"]
)
_UNREAD = frozenset(
    ["script", "style", "noscript", "template", "iframe", "head", "select", "button", "svg", "textarea"]
)
# Elements, and parts of classes and ids, that hold the page's own matter and never the article's.
_ASIDE = frozenset(["nav", "footer", "aside", "form", "figcaption", "figure", "button", "table"])
_ASIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert\w*|author(?:s|-?bio|-?info)?|bio|breadcrumbs?|byline|captions?|comments?|cookies?|copyright"
    r"|credits?|disclaimer|disqus|foot(?:er)?|hidden|legal|menu|meta|modal|more|most-?(?:read|popular)|nav\w*|newsletter"
    r"|outbrain|paywall|popular|popup|promo\w*|pull-?quote|recirc\w*|recommend\w*|related\w*|share|sharing|sidebar|signup"
    r"|social\w*|sponsor\w*|subscri\w*|taboola|tags?|teasers?|toolbar|trending|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text on the page: its element's name, the containers it stands in, and how much of it is links."""

    tag: str
    text: str
    parent: int  # which element it stands in
    place: str  # what that element is like: its name and class; "" where it has none
    article: int  # which <article> it stands in, 0 for none
    linked: float  # share of its characters
    aside: bool  # it stands in a menu, a footer, a list of related stories

    @property
    def key(self) -> str:
        return _key(self.text)


def blocks(tree: Any) -> list[Block]:
    """Return the page's blocks in their order; none for a page of over `MOST_BLOCKS`."""
    found: list[Block] = []
    numbers: dict[Any, int] = {}
    for element, aside, article in _elements(tree):
        if element.tag not in _BLOCKS:
            continue
        text, linked = _own_text(element)
        if text:
            parent = element.getparent()
            number = numbers.setdefault(parent, len(numbers))
            found.append(Block(element.tag, text, number, _place(parent), article, linked / len(text), aside))
        if len(found) > MOST_BLOCKS:
            return []
    return found


def unwrap_layout(tree: Any) -> None:
    """Turn the tables that lay out the page, as old pages have them, into plain containers, in place."""
    for table in list(tree.iter("table")):
        if any(_words_within(cell, _LAYOUT_WORDS) for cell in table.iter("td")):
            for part in list(table.iter("table", "tbody", "tr", "td", "th")):
                part.tag = "div"


def _words_within(element: Any, least: int) -> bool:
    """Say whether an element holds so many words; it is read no further than needed."""
    words = 0
    for text in element.itertext():
        words += len(text.split())
        if words >= least:
            return True
    return False


def captions(page: Sequence[Block], tree: Any) -> frozenset[str]:
    """Return the keys of the page's captions: what stands below a picture, and what a picture says that it shows."""
    keys = {block.key for block in page if block.tag == "figcaption"}
    keys |= {_key(image.get(name) or "") for image in tree.iter("img") for name in ("alt", "title", "data-caption")}
    return frozenset(key for key in keys if len(key) > 8)


def completed(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """Return the lines with the paragraphs beside them that were left out, in the page's order."""
    heads = {_key(line) for line in lines}
    tails = {_key(line, end=True) for line in lines}

    def is_taken(block: Block) -> bool:
        return block.key in heads or _key(block.text, end=True) in tails

    taken = [block for block in page if is_taken(block) and _is_prose(block)]
    parents, articles = {block.parent for block in taken}, {block.article for block in taken}
    places = {block.place for block in taken} - {""}

    def is_left_out(block: Block) -> bool:
        beside = block.article in articles and (block.parent in parents or block.place in places)
        return beside and _is_prose(block) and not block.aside and block.key not in heads

    at = {_key(line): number for number, line in enumerate(lines)}
    added: dict[int, list[str]] = {}
    words = 0
    last = -1
    for block in page:
        if is_taken(block):
            last = max(last, at.get(block.key, -1))
        elif block.tag == "h1" and last >= 0:
            break  # the next article of an endless page
        elif is_left_out(block):
            heads.add(block.key)
            added.setdefault(last, []).append(block.text)
            words += len(block.text.split())
    if words < _FEWEST_ADDED:
        return list(lines)
    return [
        *added.get(-1, []),
        *(text for number, line in enumerate(lines) for text in (line, *added.get(number, []))),
    ]


def trimmed(lines: Sequence[str], page: Sequence[Block], pictured: frozenset[str]) -> list[str]:
    """Return the lines below the page's headline, byline and date, without captions."""
    headlines = {block.key for block in page if block.tag == "h1"}
    begin = 0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        below = begin == number > 0 and bool(byline(line) or date_line(line))
        if _key(line) in headlines or below:
            begin = number + 1
    kept = [line for line in lines[begin:] if not (_key(line) in pictured and not _is_long(line))]
    return kept or list(lines)


def _is_long(line: str) -> bool:
    """Say whether a line is a paragraph, though a picture's description repeats it."""
    return len(line) > 400


def _is_prose(block: Block) -> bool:
    """Say whether a block reads as a paragraph of an article."""
    long_enough = len(block.text.split()) >= _FEWEST_WORDS and block.linked <= _MOST_LINKED
    return block.tag in ("p", "blockquote", "div") and long_enough and ends_a_sentence(block.text)


def _elements(tree: Any) -> Iterator[tuple[Any, bool, int]]:
    """Yield the elements that are read, in the page's order.

    With each, whether it stands among the page's own matter, and the number of the <article> that it stands in.
    """
    articles = 0
    stack = [(tree, False, 0)]
    while stack:
        element, aside, article = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _UNREAD:
            continue
        aside = aside or _is_aside(element)
        if element.tag == "article":
            articles += 1
            article = articles
        yield element, aside, article
        stack.extend((child, aside, article) for child in reversed(element))


def _is_aside(element: Any) -> bool:
    if element.tag in _ASIDE or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if element.tag in ("html", "body", "article", "main"):
        return False  # "post has-sidebar" is said of the whole page
    return bool(_ASIDE_WORDS.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _own_text(element: Any) -> tuple[str, int]:
    """Return an element's text without that of the blocks in it, on one line, and how much of it is links."""
    parts: list[str] = [element.text or ""]
    linked = 0
    stack = [(child, False) for child in reversed(element)]
    while stack:
        inside, in_link = stack.pop()
        if inside is None or not isinstance(inside.tag, str) or inside.tag in _BLOCKS or inside.tag in _UNREAD:
            parts.append((inside.tail if inside is not None else "") or "")
            continue
        in_link = in_link or inside.tag == "a"
        parts.append(" " if inside.tag == "br" else inside.text or "")
        linked += len(inside.text or "") if in_link else 0
        # The tail comes after the children: they are pushed last, and so read first.
        stack.append((_Tail(inside.tail or ""), False))
        stack.extend((child, in_link) for child in reversed(inside))
    text = " ".join("".join(parts).split())
    return text, min(linked, len(text))


class _Tail:
    """The text behind an element, in the place of an element."""

    tag = None

    def __init__(self, tail: str) -> None:
        self.tail = tail


def _place(parent: Any) -> str:
    kind = " ".join((parent.get("class") or "").split()) if parent is not None else ""
    return f"{parent.tag} {kind}" if kind else ""


def _key(text: str, *, end: bool = False) -> str:
    """Return the letters and digits that a paragraph begins, or ends, with."""
    letters = "".join(
        character for character in (text[-3 * _KEY :] if end else text[: 3 * _KEY]) if character.isalnum()
    )
    return (letters[-_KEY:] if end else letters[:_KEY]).casefold()
