"""Read a text or Markdown file as one article: front matter, else the lines at the head of the page."""

import re

from ..errors import PipelineError
from . import dates
from .charset import decode
from .fields import FIELD_OF, Draft, genre_of
from .frontmatter import front_matter
from .furniture import byline, date_line, ends_a_sentence, furniture, is_breadcrumb, is_masthead
from .hints import hint
from .reading import MOST_CHARACTERS, FileReading, shown

_MOST_HEAD_LINES = 12
_MARKUP = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+?)\s*#*")


def read_text(name: str, content: bytes) -> FileReading:
    """Read one article from a text file."""
    return _read(name, content, kind="txt")


def read_markdown(name: str, content: bytes) -> FileReading:
    """Read one article from a Markdown file; links, emphasis and heading marks are taken off, their words kept."""
    return _read(name, content, kind="md")


def _read(name: str, content: bytes, *, kind: str) -> FileReading:
    decoded = decode(name, content)
    if _MARKUP.match(decoded.text):
        raise PipelineError(f"{name}: this is HTML under another name; rename it to .html")
    whole = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "txt":
        from . import exports  # which builds on readers

        if (export := exports.split_lines(name, whole.split("\n"), kind=kind)) is not None:
            return export
    fields, text = front_matter(whole)
    if kind == "md":
        text = _without_marks(text)
    if not text.strip():
        raise PipelineError(f"{name}: holds no text below its front matter; add the article's text")
    if len(text) > MOST_CHARACTERS:
        raise PipelineError(f"{name}: holds {len(text):,} characters, more than one article; split it")
    draft = Draft(source=name)
    problems = decoded.problems(name)
    if decoded.charset != "utf-8":
        draft.found["charset"] = decoded.charset
    for key, value in fields.items():
        problems += _take(draft, key, value)
    read_head(draft, text)
    hint(draft, name=name, text=text)
    return FileReading(name, kind, (draft.article(text),), tuple(problems))


def _take(draft: Draft, key: str, value: str) -> list[str]:
    """Take one pair of the front matter; return a problem where it cannot be read."""
    if key == "tags" and genre_of(value):
        draft.give("genre", value, "front matter")
        return []
    field = FIELD_OF.get(key.replace(" ", "_").replace("-", "_"))
    if field in (None, "text"):
        draft.extra[key] = value
    elif not draft.give(field or "", value, "front matter"):
        if field == "date" and value.strip():
            return [f'{draft.source}: date "{shown(value)}" {dates.why_not(value)}; write it as 2026-03-01']
        draft.extra[key] = value
    return []


def read_head(draft: Draft, text: str) -> None:
    """Take title, author, date and section from the lines above the article."""
    lines = [" ".join(line.split()) for line in text.split("\n", 200)[:200]]
    seen = 0
    for number, line in enumerate(lines):
        if not line:
            continue
        seen += 1
        if seen > _MOST_HEAD_LINES:
            return
        rest = lines[number + 1 :]
        if is_breadcrumb(line):
            draft.give("section", line, "breadcrumb line")
        elif _URL.fullmatch(line):
            draft.give("url", line, "line at the head of the text")
        elif author := byline(line):
            draft.give("author", author, "byline")
        elif day := date_line(line):
            draft.give("date", day, "line at the head of the text")
        elif is_masthead(line):
            draft.give("outlet", line, "masthead")
        elif not furniture(line):
            if "title" not in draft.values and is_headline(line, rest):
                draft.give("title", line, "first line")
            elif line.casefold() != draft.values.get("title", "").casefold():
                return


def is_headline(line: str, rest: list[str]) -> bool:
    """Say whether a line is a headline: short, no full stop, then a blank line, a byline or a date, then a text."""
    words = line.split()
    if not 2 <= len(words) <= 25 or len(line) > 200 or line[-1] in ",;:-–—" or line[0] in "-•*([":
        return False
    if ends_a_sentence(line) and not line.endswith(("?", "!")):
        return False
    below = rest[0] if rest else ""
    return (not below or bool(byline(below) or date_line(below))) and any(rest)


def _without_marks(text: str) -> str:
    """Return Markdown as plain text; its backslashes are left for cleaning, which every text needs."""
    text = re.sub(r"(?<!\\)!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)", "", text)
    text = re.sub(r"(?<![\\!])\[([^\]\n]{1,500})\]\([^)\n]{0,2000}\)", r"\1", text)
    text = re.sub(r"(?<![\\\w*])(\*\*|__|\*|_)(?=\S)([^*_\n]{1,1000}?)(?<=\S)\1(?![\w*])", r"\2", text)
    return "\n".join(match["title"] if (match := _HEADING.fullmatch(line)) else line for line in text.split("\n"))
