"""Read a Rich Text file (.rtf): a database's export, or one article.

striprtf turns it into text; what it would stumble over, or take minutes for, is taken out or refused first.
"""

import re

from ..errors import PipelineError
from .exports import split_lines
from .fields import Draft
from .hints import hint
from .plain import read_head
from .reading import MOST_CHARACTERS, FileReading

MOST_TOKENS = 20_000_000  # control words, braces and characters outside of pictures: 20 seconds' work
MOST_DEPTH = 5_000  # groups in groups
MOST_FONTS = 2**20  # characters of the table of fonts

_HEX = re.compile(r"[0-9A-Fa-f\s]{64}[0-9A-Fa-f\s]*")
_PICTURE = 800  # characters; no text is that long without another letter
_BINARY = re.compile(r"\\bin(\d{1,9}) ?")
# Beyond the planes that there are; striprtf would fail on it, or on half a pair.
_UNICODE = re.compile(r"\\u(-?\d{6,})(?!\d)")
_UNARGUED = re.compile(r"\\uc(?!\d)|\\ansicpg(?!\d)")
_BRACE = re.compile(r"(?<!\\)[{}]")
_FONTS = re.compile(r"\{\\fonttbl")


def read_rtf(name: str, content: bytes) -> FileReading:
    """Read the articles in a database's export, or the one article in any other document."""
    text = text_of_rtf(name, content)
    lines = [line.strip() for line in text.split("\n")]
    if (reading := split_lines(name, lines, kind="rtf")) is not None:
        return reading
    text = "\n\n".join(filter(None, lines))
    if not any(map(str.isalnum, text)):
        raise PipelineError(f"{name}: the document holds no text, perhaps only pictures of it; save it as text")
    if len(text) > MOST_CHARACTERS:
        raise PipelineError(f"{name}: holds {len(text):,} characters, more than one article; split it")
    draft = Draft(source=name)
    read_head(draft, text)
    hint(draft, name=name, text=text)
    return FileReading(name, "rtf", (draft.article(text),))


def text_of_rtf(name: str, content: bytes) -> str:
    """Return the text of a Rich Text file; raise PipelineError where it is none, or cannot be read."""
    from striprtf.striprtf import rtf_to_text

    if not content.lstrip().startswith(b"{\\rtf"):
        raise PipelineError(f"{name}: this is no Rich Text; save it as Word (.docx) or as text")
    rtf = _bounded(name, content.decode("cp1252", errors="replace"))
    try:
        text = str(rtf_to_text(rtf, errors="replace"))  # type: ignore[no-untyped-call] # it has no types
    except (ValueError, OverflowError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise PipelineError(
            f"{name}: the Rich Text cannot be read ({type(error).__name__}); save it again as Word (.docx) or as text"
        ) from error
    # A table's cells come with bars between them.
    return text.replace("\0", "").replace("\u00ad", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _bounded(name: str, rtf: str) -> str:
    """Return the Rich Text without pictures and without what the parser fails on."""
    rtf = _without_binary(rtf)
    rtf = _HEX.sub(lambda run: "" if len(run[0]) >= _PICTURE else run[0], rtf)
    # A link's address is no text; its words stand in the field's other half.
    rtf = rtf.replace("HYPERLINK", "LINK")
    rtf = _UNICODE.sub(r"\\u65533 ", rtf)
    rtf = _UNARGUED.sub("", rtf)
    if len(rtf) > MOST_TOKENS:
        raise PipelineError(f"{name}: holds {len(rtf):,} characters of Rich Text without pictures; split it")
    depth = deepest = 0
    for brace in _BRACE.finditer(rtf):
        depth += 1 if brace[0] == "{" else -1
        deepest = max(deepest, depth)
    if deepest > MOST_DEPTH:
        raise PipelineError(f"{name}: holds {deepest:,} groups in groups, so it is no article; save it as text")
    _refuse_fonts(name, rtf)
    return rtf


def _without_binary(rtf: str) -> str:
    """Return the Rich Text without the bytes that a picture can hold as they are."""
    pieces, at = [], 0
    while match := _BINARY.search(rtf, at):
        pieces.append(rtf[at : match.start()])
        at = match.end() + int(match[1])
    return "".join([*pieces, rtf[at:]])


def _refuse_fonts(name: str, rtf: str) -> None:
    """Raise PipelineError for a table of fonts without an end: the parser looks through it again and again."""
    if not (start := _FONTS.search(rtf)):
        return
    depth = 0
    for brace in _BRACE.finditer(rtf, start.start()):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return
        if brace.start() - start.start() > MOST_FONTS:
            break
    raise PipelineError(f"{name}: its table of fonts has no end; save it again as Word (.docx) or as text")
