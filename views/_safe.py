"""Make untrusted text safe for each place where a page shows it: the one module that does.

Headlines, outlets, file names and sentences come from strangers. Streamlit draws most texts and all labels
as Markdown with extensions of its own, Plotly reads tags in titles and ticks, `st.html` reads HTML.
`st.text` and the cells of `st.dataframe` are inert: there `as_text` is enough.
"""

import html
import re
import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 300  # characters of a headline, a name, a message; sentences are shown whole by `marked_html`
KINDS = frozenset(["against", "neither", "for", "role", "loaded", "quote", "at"])  # what a mark may say; fixed classes

_JOINER = "\u2060"  # shows nothing, and breaks what is not stopped by a backslash
_KEPT = frozenset("\u200c\u200d")  # joiners that Persian, Hindi and many emoji are written with
_PUNCTUATION = str.maketrans({character: f"\\{character}" for character in string.punctuation})

# Streamlit reads these after Markdown is parsed, so that a backslash comes too late: `:smile:`, `:material/x:`
# and `:streamlit:`; an arrow or a sign that stands alone (`->`, `--`, `>=`); and bare addresses.
_LATE = re.compile(r":(?=[\w+-])|(?<!\S)[<>~-](?=[-=>])|www(?=\.)|@(?=\w)|:(?=//)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text to be marked: its kind gives the class, its label the tooltip."""

    start: int
    end: int
    kind: str
    label: str


def as_text(text: object, *, most: int = LONGEST) -> str:
    """Return `text` as one line of at most `most` characters, without control and direction characters."""
    line = " ".join(_visible(str(text), keep=" \t\n\r\f\v\x1c\x1d\x1e\x1f\x85\u2028\u2029").split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def md_escape(text: object) -> str:
    """Return one line of Markdown that shows `text` literally, labels of widgets included."""
    line = as_text(text, most=10 * LONGEST)
    parts, at = [], 0
    for match in _LATE.finditer(line):
        parts += [line[at : match.end()].translate(_PUNCTUATION), _JOINER]
        at = match.end()
    return "".join([*parts, line[at:].translate(_PUNCTUATION)])


def plot_label(text: object, *, most: int = 60) -> str:
    """Return `text` for Plotly's titles, ticks, legends and hovers: shown as it is, no tags, no links."""
    return html.escape(as_text(text, most=most), quote=False)


def marked_html(text: str, marks: Sequence[Mark]) -> str:
    """Return `text` escaped, with nothing but `<mark class="px-KIND" title="LABEL">` around the marks.

    Marks may nest and overlap: where two cross, the one that began later is closed and opened again.
    Those outside the text are cut to it. Raises ValueError for a kind that is not in `KINDS`.
    """
    inside = [(max(mark.start, 0), min(mark.end, len(text)), mark) for mark in marks]
    waiting = sorted((entry for entry in inside if entry[0] < entry[1]), key=lambda e: (e[0], -e[1]), reverse=True)
    cuts = sorted({0, len(text), *(cut for start, end, _ in waiting for cut in (start, end))})
    parts: list[str] = []
    is_open: list[tuple[int, Mark]] = []  # outermost first
    for at, until in zip(cuts, [*cuts[1:], len(text)], strict=True):
        ended = [depth for depth, (end, _) in enumerate(is_open) if end <= at]
        if ended:
            parts.append("</mark>" * (len(is_open) - ended[0]))
            again = [entry for entry in is_open[ended[0] :] if entry[0] > at]
            parts += [_opening(mark) for _, mark in again]
            is_open = is_open[: ended[0]] + again
        while waiting and waiting[-1][0] == at:
            _, end, mark = waiting.pop()
            parts.append(_opening(mark))
            is_open.append((end, mark))
        parts.append(html.escape(_visible(text[at:until], keep="\n\t")))
    return "".join(parts)


def _opening(mark: Mark) -> str:
    if mark.kind not in KINDS:
        raise ValueError(f"{mark.kind!r} is not a kind of mark; use one of {sorted(KINDS)}")
    return f'<mark class="px-{mark.kind}" title="{html.escape(as_text(mark.label))}">'


def _visible(text: str, *, keep: str) -> str:
    """Return `text` without control and format characters; what UTF-8 cannot hold becomes U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(character, keep) for character in text)


def _seen(character: str, keep: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return "" if category in ("Cc", "Cf") and character not in keep and character not in _KEPT else character
