"""Parse XML from strangers: no entities of its own, nothing fetched, lxml's limits on depth and size left on."""

import re
from typing import Any

from ..errors import PipelineError
from .charset import decode
from .reading import shown

_DECLARED = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
# A document type with declarations inside it: what declares entities, here or elsewhere.
_SUBSET = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,2000}\[|<!ENTITY\s")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def parse_xml(name: str, content: bytes, *, forgiving: bool = False) -> tuple[Any, list[str]]:
    """Return the root of a document, and a problem line where it is broken and was read as far as it goes.

    Raise PipelineError for one that declares entities or, unless `forgiving`, is broken.
    """
    from lxml import etree

    declared = _DECLARED.match(content)
    decoded = decode(name, content, declared=declared[1].decode("ascii") if declared else None)
    if _SUBSET.search(decoded.text):
        raise PipelineError(
            f"{name}: declares XML entities of its own, which can hide or blow up text; save it without"
        )
    text = _NOT_XML.sub("", _DECLARATION.sub("", decoded.text)).strip()
    problems = decoded.problems(name)
    for recover in (False, True) if forgiving else (False,):
        parser = etree.XMLParser(
            encoding="utf-8",
            recover=recover,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError as error:
            reason = shown(error.msg or "no element", longest=80)
            continue
        if root is not None:
            if recover:
                problems.append(
                    f"{name}: is broken XML ({reason}) and is read as far as it goes; check what is missing"
                )
            return root, problems
    raise PipelineError(f"{name}: is broken XML ({reason}); save or download it again")


def local(element: Any) -> str:
    """Return an element's name without its namespace, "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def space(element: Any) -> str:
    """Return an element's namespace, "" for none."""
    return element.tag.rpartition("}")[0].removeprefix("{") if isinstance(element.tag, str) else ""
