"""Turn a piece of an export's HTML into lines: a block is a line with blanks around it, a break begins a new line."""

import re
from typing import Any

from ...errors import PipelineError

_BLOCKS = frozenset(
    ["article", "blockquote", "body", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"]
    + ["p", "pre", "section", "table", "td", "th", "tr", "ul"]
)
_SILENT = frozenset(["head", "noscript", "script", "style", "template", "title"])
MOST_ATTRIBUTES = 2_000  # in one tag: the parser needs minutes for 200,000 of them
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{10000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # no tree takes these from us
_SPACE = re.compile(r"[ \t\r\n\f]+")


def parsed(name: str, text: str) -> Any:
    """Return the tree of a page or a piece of one; an empty one where there is nothing in it.

    Raise PipelineError for a tag of thousands of attributes.
    """
    from lxml import etree, html

    for tag in _LONG_TAG.finditer(text):
        if len(re.findall(r"[\s/]+|=", _QUOTED.sub("", tag[0]))) > MOST_ATTRIBUTES:
            raise PipelineError(f"{name}: holds a tag of over {MOST_ATTRIBUTES:,} attributes; export it again")
    # Without a declaration inside: the text is decoded already.
    text = NOT_XML.sub("", re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = html.document_fromstring(text, parser=parser) if text.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing but comments, say
        tree = None
    return html.Element("html") if tree is None else tree


def lines_of(element: Any) -> list[str]:
    """Return the element's text as lines, without scripts and styles; what stands in bold stays in its sentence."""
    from lxml import etree

    pieces: list[str] = []
    silent = 0
    for event, el in etree.iterwalk(element, events=("start", "end")):
        tag = el.tag if isinstance(el.tag, str) else ""
        is_block = tag in _BLOCKS
        if event == "start":
            silent += tag in _SILENT
            if is_block:
                pieces.append("\n\n")
            elif tag == "br":
                pieces.append("\n")
            if el.text and not silent:
                pieces.append(_SPACE.sub(" ", el.text))
            continue
        silent -= tag in _SILENT
        if is_block:
            pieces.append("\n\n")
        if el.tail and not silent and el is not element:
            pieces.append(_SPACE.sub(" ", el.tail))
    return [line.strip() for line in re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", "".join(pieces))).split("\n")]


def text_of(element: Any) -> str:
    """Return the element's text as one line."""
    return " ".join("".join(element.itertext()).split())


def classes(element: Any) -> list[str]:
    return (element.get("class") or "").split()
