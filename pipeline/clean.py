"""Turn an article as read into a document: the title, a blank line, and the body without its page's furniture.

What counts as furniture stands in `pipeline.read.furniture`; here it is taken off, and noted. Where a rule is in
doubt the line stays: a caption too many costs less than a sentence lost. Nothing is reworded.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from .errors import PipelineError
from .read.furniture import (
    byline,
    date_line,
    dateline,
    ends_a_sentence,
    furniture,
    is_breadcrumb,
    is_masthead,
    licence,
)
from .types import Article, Document

LONGEST_WRAP = 120  # characters; a longer line was not broken by hand
MOST_SHORT_LINES = 4  # after a share bar; more of them are a list that belongs to the article
FEWEST_WORDS = 30  # for telling a language

# Zero width and direction marks, soft hyphens, tags: invisible, and able to hide words from a reader or a model.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
    # Joiners shape Arabic and Indic letters; between others they only hide.
    "|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_BULLET = re.compile(r"[-•*▪●–—] ")
# Where these stand near the end, what follows in short lines belongs to the page.
_TAIL = frozenset(
    ["share bar", "web address", "newsletter line", "app or channel line", "copyright line", "contact line"]
    + ["comment line", "subscription line"]
)


@dataclass(slots=True)
class _Taken:
    """What was taken off, by kind, in the order of first sight."""

    kinds: Counter[str] = field(default_factory=Counter)

    def notes(self) -> tuple[str, ...]:
        return tuple(kind if n == 1 else f"{kind} ({n} times)" for kind, n in self.kinds.items())


def clean(article: Article) -> Document:
    """Return the article as a document; `notes` has a line for each kind of furniture that was taken off.

    The language is told from the text where the article names none and the body has 30 words or more. Raise
    PipelineError where no body is left.
    """
    taken = _Taken()
    title = _plain(" ".join((article.title or "").split())).strip() or None
    lines = [" ".join(line.split()) for line in _plain(article.text, taken).split("\n")]
    lines = _without_head(_without_furniture(lines, taken), title, taken)
    paragraphs = _without_furniture(_paragraphs(_without_tail(lines, taken)), taken)
    body = "\n\n".join(_trimmed(paragraphs, title, taken))
    if not any(character.isalnum() for character in body):
        raise PipelineError(f"{article.source or 'article'}: no text is left after cleaning; check that it has a body")
    text = f"{title}\n\n{body}" if title else body
    return Document(
        id=article.id,
        text=text,
        body=(len(text) - len(body), len(text)),
        title=title,
        outlet=article.outlet,
        date=article.date,
        language=article.language or _language(body),
        notes=taken.notes(),
    )


def _plain(text: str, taken: _Taken | None = None) -> str:
    """Return the text in NFC, with plain line ends, without invisible characters and Markdown's backslashes."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028]", "\n", text).replace("\u2029", "\n\n")
    text = _CONTROL.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text, escapes = _ESCAPE.subn(r"\1", text)
    if escapes and taken:
        taken.kinds["Markdown escapes"] += 1
    return text


def _without_furniture(lines: list[str], taken: _Taken) -> list[str]:
    """Return the lines without those that are furniture as a whole.

    A line in the middle of a sentence, as in a text broken by hand, is never one.
    """
    kept: list[str] = []
    above = ""  # the last line of the article
    for line in lines:
        begins = not kept or not kept[-1] or ends_a_sentence(kept[-1])
        if line and begins and (kind := furniture(line)) and not (kind == "web address" and _is_open(above)):
            taken.kinds[kind if kind != "reporting credit" else f"reporting credit “{line}”"] += 1
            kept.append("")  # what stood on both sides of it are two paragraphs
            if kind in _TAIL:
                kept.append("\0")  # marks the place for `_without_tail`
        else:
            kept.append(line)
            above = line or above
    return kept


def _is_open(line: str) -> bool:
    """Say whether an address below the line completes it: "Order the crane here:", "Item 4, blue"."""
    return bool(line) and not ends_a_sentence(line) and line != "\0"


def _without_head(lines: list[str], title: str | None, taken: _Taken) -> list[str]:
    """Return the lines from where the article itself begins, past breadcrumb, masthead, title, byline and date."""
    for number, line in enumerate(lines):
        if not line or line == "\0":
            continue
        if is_breadcrumb(line):
            kind = "breadcrumb"
        elif title and _is_title(line, title):
            kind = "title repeated in the text"
        elif is_masthead(line):
            kind = "masthead"
        elif byline(line):
            kind = "byline"
        elif date_line(line):
            kind = "date line"
        else:
            return lines[number:]
        taken.kinds[kind] += 1
    return []


def _without_tail(lines: list[str], taken: _Taken) -> list[str]:
    """Return the lines without short ones after a share bar or an address at the end, such as the name of an app."""
    last = max((n for n, line in enumerate(lines) if ends_a_sentence(line) or len(line.split()) > 8), default=-1)
    first = next((n for n, line in enumerate(lines) if line == "\0" and n > last), len(lines))
    short = sum(line not in ("", "\0") for line in lines[first:])
    if last >= 0 and 0 < short <= MOST_SHORT_LINES:
        taken.kinds["short line at the end of the page"] += short
        lines = lines[:first]
    return [line for line in lines if line != "\0"]


def _paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs: blocks between blank lines, their lines joined where they were broken by hand."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    blocks = [block for block in blocks if block]
    only_newlines = len(blocks) == 1
    return [paragraph for block in blocks for paragraph in _joined(block, only_newlines=only_newlines)]


def _joined(block: list[str], *, only_newlines: bool) -> list[str]:
    """Return the paragraphs of a block: one where its lines were broken by hand, else one for each line.

    `only_newlines` says that the text has no blank lines, so that a single line end may be a paragraph's.
    """
    ended = sum(map(ends_a_sentence, block)) / len(block)
    each_is_one = max(map(len, block)) > LONGEST_WRAP or (only_newlines and ended >= 0.6)
    found = block[:1]
    for line in block[1:]:
        if _BULLET.match(line):
            found[-1] += "\n" + line
        elif each_is_one and not line[0].islower():
            found.append(line)
        else:
            found[-1] += " " + line
    return found


def _trimmed(paragraphs: list[str], title: str | None, taken: _Taken) -> list[str]:
    """Return the paragraphs without a title broken over lines, a dateline at the head and a licence at the end."""
    found = [paragraph for paragraph in paragraphs if paragraph.strip("\0")]
    if found and title and _is_title(found[0], title):
        taken.kinds["title repeated in the text"] += 1
        del found[0]
    if found and (length := dateline(found[0])):
        taken.kinds[f"dateline “{found[0][:length].strip()}”"] += 1
        found[0] = found[0][length:]
    if found and (start := licence(found[-1])) < len(found[-1]):
        taken.kinds["licence footer"] += 1
        found[-1] = found[-1][:start].rstrip()
    return list(filter(None, found))


def _is_title(line: str, title: str) -> bool:
    line, title = (re.sub(r"[\W_]+", "", text.casefold()) for text in (line, title))
    return bool(title) and line == title


def _language(body: str) -> str | None:
    if len(body.split()) < FEWEST_WORDS:
        return None
    import py3langid  # 95 MB: only where it is needed

    language, _ = py3langid.classify(body[:10_000])
    return str(language)
