"""Read a Word document (.docx): a database's export, or one article.

Paragraphs come in order, with tables' cells and links' words; tracked deletions and comments stay out. The properties
that Word keeps tell who saved the file: a title there is the last to be asked, author and date are only kept beside.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from ..errors import PipelineError
from .archive import open_zip, unpacked
from .exports import split_lines
from .fields import Draft
from .hints import hint
from .plain import read_head
from .reading import MOST_CHARACTERS, FileReading, shown
from .xmltree import local, parse_xml

_RELATIONS = "_rels/.rels"
_MAIN = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_SMALL = 2**20  # bytes that such a part has at most
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # "strict"
)
_OUT = ("del", "moveFrom", "instrText")  # tracked deletions, and the codes of fields
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # a drawing's text once more
_TITLES = frozenset(["Title", "Titel", "Titre", "Ttulo", "Titolo"])  # the style's id in Word's languages
_NO_TITLE = re.compile(r"(?:microsoft word\b|untitled|document\d*|dokument\d*|new document|normal)", re.IGNORECASE)


def read_docx(name: str, content: bytes) -> FileReading:
    """Read the articles in a database's export, or the one article in any other document."""
    archive = open_zip(name, content)
    found = list(_paragraphs(name, unpacked(name, archive, _main_part(name, archive))))
    if (reading := split_lines(name, [text for text, _ in found], kind="docx")) is not None:
        return reading
    text = "\n\n".join(filter(None, (text.strip() for text, _ in found)))
    if not any(map(str.isalnum, text)):
        raise PipelineError(f"{name}: the document holds no text, perhaps only pictures of it; save it as text")
    if len(text) > MOST_CHARACTERS:
        raise PipelineError(f"{name}: holds {len(text):,} characters, more than one article; split it")
    draft = Draft(source=name)
    draft.give("title", next((text for text, style in found if style in _TITLES), ""), "title of the document")
    read_head(draft, text)
    hint(draft, name=name, text=text)
    if _PROPERTIES in archive.namelist():
        _read_properties(draft, name, unpacked(name, archive, _PROPERTIES, most=_SMALL))
    return FileReading(name, "docx", (draft.article(text),))


def _main_part(name: str, archive: zipfile.ZipFile) -> str:
    """Return the member that holds the text: some programs give it another name."""
    members = set(archive.namelist())
    if _RELATIONS in members:
        root, _ = parse_xml(name, unpacked(name, archive, _RELATIONS, most=_SMALL), forgiving=True)
        for relation in root.iter("{*}Relationship"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in members:
                return target
    if _MAIN not in members:
        raise PipelineError(f"{name}: there is no Word document inside; save it again as Word (.docx) or as text")
    return _MAIN


def _paragraphs(name: str, xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield the text of each paragraph, in which a line break is one, too, and the id of its style."""
    from lxml import etree

    if b"<!DOCTYPE" in xml[:10_000] or b"<!ENTITY" in xml:
        raise PipelineError(f"{name}: declares XML entities of its own, which can hide or blow up text; save it again")
    space = next((space for space in _NAMESPACES if space[1:-1].encode() in xml[:20_000]), _NAMESPACES[0])
    marks = {space + "tab": "\t", space + "noBreakHyphen": "-", space + "br": "\n", space + "cr": "\n"}
    out = (*(space + tag for tag in _OUT), _FALLBACK)
    # As it is parsed, paragraph by paragraph: a tree of the whole takes ten times the file's size.
    found = etree.iterparse(
        io.BytesIO(xml), tag=space + "p", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, el in found:
            yield _text(el, space, marks, out), _style(el, space)
            el.clear(keep_tail=False)
            while el.getprevious() is not None:
                del el.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise PipelineError(f"{name}: is damaged ({shown(error.msg or 'no XML')}); save it again") from error


def _text(paragraph: Any, space: str, marks: dict[str, str], out: tuple[str, ...]) -> str:
    pieces: list[str] = []
    skipped: set[Any] = set()
    text = space + "t"
    for el in paragraph.iter(text, *marks, *out):
        if el.tag in out:
            skipped.add(el)
        elif skipped and any(ancestor in skipped for ancestor in el.iterancestors()):
            continue
        elif el.tag == text:
            pieces.append(el.text or "")
        elif local(el.getparent()) != "tabs":  # there a tab is a place to stop at, no character
            pieces.append(marks[el.tag])
    return "".join(pieces)


def _style(paragraph: Any, space: str) -> str:
    if not len(paragraph) or paragraph[0].tag != space + "pPr" or not len(paragraph[0]):
        return ""
    first = paragraph[0][0]
    return (first.get(space + "val") or "") if first.tag == space + "pStyle" else ""


def _read_properties(draft: Draft, name: str, xml: bytes) -> None:
    try:
        root, _ = parse_xml(name, xml, forgiving=True)
    except PipelineError:
        return  # the text is there; what its properties say is a hint only
    properties = {local(el): " ".join((el.text or "").split()) for el in root}
    title = properties.get("title", "")
    if len(title.split()) > 2 and not _NO_TITLE.match(title):
        draft.give("title", title, "document properties")
    for key, column in (("creator", "document author"), ("created", "document date")):
        if properties.get(key):
            draft.extra[column] = properties[key]
