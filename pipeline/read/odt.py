"""Read an OpenDocument text as one article, or as the export of a database: its paragraphs, no notes or changes."""

from typing import Any

from ..errors import PipelineError
from .archive import open_zip, unpacked
from .exports import split_lines
from .fields import Draft
from .hints import hint
from .plain import read_head
from .reading import MOST_BYTES, MOST_CHARACTERS, FileReading
from .xmltree import local, parse_xml, space

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
# What stands in the document and is none of its text: deleted passages, comments, footnotes, indexes.
_SILENT = frozenset(
    ["tracked-changes", "annotation", "annotation-end", "note", "forms", "table-of-content", "alphabetical-index"]
    + ["bibliography", "sequence-decls", "variable-decls", "user-field-decls", "ruby-text", "desc"]
)
_BREAKS = {"tab": " ", "line-break": "\n", "s": " "}


def read_odt(name: str, content: bytes) -> FileReading:
    """Read the articles of an OpenDocument text."""
    archive = open_zip(name, content)
    members = set(archive.namelist())
    if "META-INF/manifest.xml" in members and b"encryption-data" in unpacked(name, archive, "META-INF/manifest.xml"):
        raise PipelineError(f"{name}: is protected by a password; open it, and save it without one")
    root, problems = parse_xml(name, unpacked(name, archive, "content.xml", most=MOST_BYTES))
    paragraphs, title = _paragraphs(root)
    lines = [line for text, _ in paragraphs for line in text.split("\n")]
    if not any(line.strip() for line in lines):
        raise PipelineError(f"{name}: holds no text; add the article's text")
    if (export := split_lines(name, lines, kind="odt")) is not None:
        return export
    text = "\n\n".join(line for line in lines if line.strip())
    if len(text) > MOST_CHARACTERS:
        raise PipelineError(f"{name}: holds {len(text):,} characters, more than one article; split it")
    draft = Draft(source=name)
    draft.give("title", title, "title of the document")
    read_head(draft, text)
    hint(draft, name=name, text=text)
    if "meta.xml" in members:
        _take_metadata(draft, name, unpacked(name, archive, "meta.xml", most=MOST_BYTES))
    return FileReading(name, "odt", (draft.article(text),), tuple(problems))


def _paragraphs(root: Any) -> tuple[list[tuple[str, Any]], str]:
    """Return the paragraphs and headings in their order, each with its element, and the one that is the title."""
    from lxml import etree

    found: list[tuple[str, Any]] = []
    inside: list[list[str]] = []  # the pieces of each paragraph that is open: one may stand in a frame in another
    body = next((el for el in root.iter("{*}text") if space(el).endswith(":office:1.0")), None)
    if body is None:
        return [], ""
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, el in walk:
        kind = local(el)
        is_paragraph = kind in ("p", "h") and space(el) == _TEXT
        if event == "start":
            if kind in _SILENT or (kind == "title" and space(el) != _TEXT):  # a picture's title
                walk.skip_subtree()
                continue
            if is_paragraph:
                inside.append([])
            if inside:
                inside[-1].append(_BREAKS.get(kind, "") + _plain(el.text))
            continue
        if is_paragraph:
            text = "".join(inside.pop())
            found.append(("\n".join(" ".join(line.split()) for line in text.split("\n")), el))
        if inside and el is not body:
            inside[-1].append(_plain(el.tail))
    return found, _title(root, found)


def _plain(text: str | None) -> str:
    """Return a piece of text as it is shown: a line end in the file is a space."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def _title(root: Any, paragraphs: list[tuple[str, Any]]) -> str:
    """Return the first paragraph in the style "Title", else the first heading of the highest level."""
    parents = {el.get(f"{_STYLE}name"): el.get(f"{_STYLE}parent-style-name") for el in root.iter(f"{_STYLE}style")}
    first = ""
    for text, el in paragraphs:
        style = el.get(f"{{{_TEXT}}}style-name") or ""
        if text.strip() and "Title" in (style, parents.get(style)):
            return text
        if not first and local(el) == "h" and el.get(f"{{{_TEXT}}}outline-level", "1") == "1":
            first = text
    return first


def _take_metadata(draft: Draft, name: str, content: bytes) -> None:
    """Give the draft what the document says of itself: least trusted, for it is often of the file it was made from."""
    try:
        root, _ = parse_xml(name, content)
    except PipelineError:
        return  # the text is there; what its description says is a hint only
    for element in root.iter("{http://purl.org/dc/elements/1.1/}title"):
        draft.give("title", element.text, "document metadata")
    for element in root.iter("{*}initial-creator", "{*}creator"):
        draft.give("author", element.text, "document metadata")
