"""Turn an article and its scored spans into the marks and the HTML that Read shows: pure, without Streamlit.

Every piece of the article's text goes through `marked_html`; what stands around it is fixed here. Marks
carry a sign as well as a colour, so that nothing hangs on colour alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.types import FRAMES, STANCES, Span

from ._safe import Mark, marked_html
from ._words import VOICE_OF, percent

FRAME_THRESHOLD = 0.5  # a frame is at work in a sentence when it is likelier than not
MOST_TAGS = 2
ANCHOR = "px-at"


@dataclass(frozen=True, slots=True)
class Layers:
    """Which kinds of marks are shown."""

    stance: bool = True
    loaded: bool = True
    quotes: bool = True
    frames: bool = True


@dataclass(frozen=True, slots=True)
class FrameTag:
    """The frames at work in one sentence, the likeliest first, as (name on screen, probability)."""

    start: int
    end: int
    frames: tuple[tuple[str, float], ...]


def parse_span(value: str | None, length: int) -> Span | None:
    """Return the span that an address gives as "start-end", or None if it is none in this text."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", value or "", re.ASCII)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= length else None


def read_share(text: str, sents: pd.DataFrame) -> tuple[int, int]:
    """Return how many sentences were read, out of how many: a stretch of text outside them all counts as one."""
    at, missed = 0, 0
    for start, end in [*zip(sents["start"], sents["end"], strict=True), (len(text), len(text))]:
        missed += bool(text[at:start].strip())
        at = max(at, end)
    return len(sents), len(sents) + missed


def likeliest(chances: Sequence[float]) -> str:
    """Return the likeliest of `STANCES`; a tie is "neither", never for or against."""
    best = max(chances)
    winners = [stance for stance, chance in zip(STANCES, chances, strict=True) if chance == best]
    return winners[0] if len(winners) == 1 else "neither"


def chances_in_words(chances: Sequence[float]) -> str:
    """Return the probabilities of `STANCES` as "against 71 %, neither 24 %, for 5 %"."""
    return ", ".join(f"{stance} {percent(chance)}" for stance, chance in zip(STANCES, chances, strict=True))


def stance_marks(mentions: pd.DataFrame) -> list[Mark]:
    """Return one mark a mention: its kind is the likeliest stance, its label says the probabilities."""
    marks = []
    for mention in mentions.to_dict("records"):
        chances = [mention[stance] for stance in STANCES]
        label = f"{mention['entity']}, {VOICE_OF[mention['voice']]}: {chances_in_words(chances)}"
        marks.append(Mark(int(mention["start"]), int(mention["end"]), likeliest(chances), label))
    return marks


def role_marks(mentions: pd.DataFrame) -> list[Mark]:
    """Return one mark a mention and role; its label says how likely the role is."""
    return [
        Mark(start, end, "role", f"{entity}, {VOICE_OF[voice]}: {role} {percent(chance)}")
        for start, end, entity, voice, role, chance in _columns(mentions, "entity", "voice", "role", "probability")
    ]


def loaded_marks(loaded: pd.DataFrame) -> list[Mark]:
    """Return one mark a loaded word."""
    return [
        Mark(start, end, "loaded", f"Loaded word, {VOICE_OF[voice]}: {percent(chance)}")
        for start, end, voice, chance in _columns(loaded, "voice", "probability")
    ]


def _columns(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield the start and end of each row, and its values under these names."""
    return zip(*(table[name] for name in ("start", "end", *names)), strict=True)


def quote_marks(attributions: pd.DataFrame) -> list[Mark]:
    """Return a mark for each piece of attributed speech; its label names the speaker where known."""
    marks = []
    for said in attributions.to_dict("records"):
        speaker = said["speaker"] if isinstance(said["speaker"], str) else "a speaker who is not named here"
        marks += [Mark(int(start), int(end), "quote", f"Words of {speaker}") for start, end in said["content"]]
    return marks


def frame_tags(sents: pd.DataFrame, names: Mapping[str, str]) -> list[FrameTag]:
    """Return each sentence's frames that are likelier than not, at most `MOST_TAGS`.

    "other" says only that the remaining fourteen do not fit, so it is no tag.
    """
    tags = []
    for sent in sents.to_dict("records"):
        at_work = [(frame, sent[frame]) for frame in FRAMES if frame != "other" and sent[frame] >= FRAME_THRESHOLD]
        at_work.sort(key=lambda pair: -pair[1])
        shown = tuple((names[frame], float(chance)) for frame, chance in at_work[:MOST_TAGS])
        tags.append(FrameTag(int(sent["start"]), int(sent["end"]), shown))
    return tags


def article_html(
    text: str,
    marks: Iterable[Mark],
    tags: Iterable[FrameTag] = (),
    *,
    at: Span | None = None,
    titled: bool = False,
) -> str:
    """Return `text` as paragraphs with marks, frame tags after sentences, and an anchor before the span `at`.

    Marks may overlap and cross sentences and paragraphs. With `titled` the first paragraph is the headline.
    """
    marks = list(marks)
    if at:
        marks.append(Mark(*at, "at", "The passage that the address points to"))
    tags = [tag for tag in tags if tag.frames]
    paragraphs = [_paragraph(text, span, marks, tags, at) for span in _paragraphs(text)]
    kind = "px-article px-titled" if titled else "px-article"
    return f'<div class="{kind}">{"".join(paragraphs)}</div>'


def _paragraphs(text: str) -> Iterator[Span]:
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        yield match.span()


def _paragraph(text: str, span: Span, marks: list[Mark], tags: list[FrameTag], at: Span | None) -> str:
    cuts = {tag.end: tag for tag in tags if span[0] < tag.end <= span[1]}
    parts, start = [], span[0]
    for end in sorted({*cuts, span[1], *([at[0]] if at and span[0] < at[0] < span[1] else [])}):
        if at and start == at[0]:
            parts.append(f'<span id="{ANCHOR}"></span>')
        parts.append(marked_html(text[start:end], _within(marks, start, end)))
        if end in cuts:
            parts.append(_tag_html(cuts[end]))
        start = end
    return f"<p>{''.join(parts)}</p>"


def _within(marks: Iterable[Mark], start: int, end: int) -> list[Mark]:
    return [
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.label)
        for mark in marks
        if mark.start < end and start < mark.end
    ]


def _tag_html(tag: FrameTag) -> str:
    names = ", ".join(f"{name} {percent(chance)}" for name, chance in tag.frames)
    return f' <span class="px-tag">{marked_html(names, [])}</span>'


STYLE = """
.px-article { max-width: 44rem; line-height: 1.75; overflow-wrap: anywhere; }
.px-article p { margin: 0 0 1rem; }
.px-article.px-titled p:first-child { font-size: 1.3rem; font-weight: 600; line-height: 1.45; }
.px-article mark, .px-legend mark { color: inherit; background: none; padding: 0 .1em; }
mark.px-quote {
  background: light-dark(#f0eee6, #2c2b27);
  border: solid light-dark(#9a927a, #8f8873); border-width: 0 2px;
}
mark.px-against, mark.px-for, mark.px-neither { border-radius: 2px; text-underline-offset: .2em; }
mark.px-against {
  background: light-dark(#fce3d4, #57290f);
  text-decoration: underline wavy 1px light-dark(#a63d00, #ff9a5a);
}
mark.px-for {
  background: light-dark(#d6eaf8, #11384f);
  text-decoration: underline double light-dark(#00527f, #76c2f0);
}
mark.px-neither { text-decoration: underline dotted 1.5px light-dark(#6b6b6b, #a8a8a8); }
mark.px-against::after, mark.px-for::after, mark.px-neither::after {
  font-weight: 700; font-size: .8em; margin-left: .1em;
}
mark.px-against::after { content: "\\2212"; color: light-dark(#a63d00, #ff9a5a); }
mark.px-for::after { content: "+"; color: light-dark(#00527f, #76c2f0); }
mark.px-neither::after { content: "\\00b7"; color: light-dark(#6b6b6b, #a8a8a8); }
mark.px-loaded {
  background: light-dark(#ece4f7, #35264d); border-radius: 2px;
  border-bottom: 2px dashed light-dark(#5b3a8c, #c3a6f0);
}
mark.px-loaded::after { content: "*"; color: light-dark(#5b3a8c, #c3a6f0); font-weight: 700; }
mark.px-role { border-bottom: 2px solid light-dark(#6b6b6b, #a8a8a8); }
mark.px-at { outline: 2px solid light-dark(#7a5c00, #e8c547); outline-offset: 2px; border-radius: 2px; }
.px-tag {
  font-size: .72rem; font-weight: 400; line-height: 1.2; padding: .05rem .4rem; white-space: nowrap;
  color: light-dark(#555149, #bdb8ac); border: 1px solid light-dark(#b5b0a4, #66625a); border-radius: .6rem;
}
#px-at { scroll-margin: 8rem; }
.px-legend { font-size: .875rem; line-height: 2; }
.px-legend > span { margin-right: 1.25rem; white-space: nowrap; }
"""

# The legend shows each mark with its sign, so that it is read without colours.
LEGEND = """<div class="px-legend">
<span><mark class="px-against">name</mark> portrayed against</span>
<span><mark class="px-for">name</mark> portrayed for</span>
<span><mark class="px-neither">name</mark> neither</span>
<span><mark class="px-loaded">word</mark> loaded: judges where a plain word would do</span>
<span><mark class="px-quote">quoted words</mark></span>
<span><span class="px-tag">Frame 80 %</span> frame of the sentence before it</span>
</div>"""

# A constant, kept apart from every article's HTML: the only script on the page.
SCROLL = f"<script>document.getElementById('{ANCHOR}')?.scrollIntoView({{block: 'center'}})</script>"
