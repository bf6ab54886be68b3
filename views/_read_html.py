"""Write what Read shows as HTML: an article's column, and two articles as one page to keep. Pure, without Streamlit.

All of an article's text goes through `_annotate`; every other stranger's word through `marked_html`. A kept page has no
script and asks for nothing from outside, and its own policy refuses both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.types import Span

from ._annotate import FrameTag, Pair, article_html, frame_tags, loaded_marks, stance_marks
from ._safe import Mark, as_text, marked_html
from ._speech import Speech, cue_stretches, scare_stretches, stretches, who_tags
from ._style import STYLE, Layers, legend
from ._text import say
from ._words import FRAME_NAMES, NO_HEADLINE, UNKNOWN_OUTLET, counted

SIDES = ("a", "b")  # the first article, and the one beside it
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_PAGE = """
:root { color-scheme: light dark; }
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 76rem; font: 1rem/1.5 Georgia, 'Times New Roman', serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin-bottom: 0; }
.px-facts, .px-method { font-size: .875rem; color: light-dark(#555149, #bdb8ac); }
.px-columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 2.5rem; }
@media print { body { margin: 0; max-width: none; } .px-columns { gap: 1.5rem; } }
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the library holds of one article: its row, and its rows of the tables that Read marks."""

    article: Mapping[str, Any]
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    attributions: pd.DataFrame
    loaded: pd.DataFrame
    scare_quotes: pd.DataFrame


def body_html(
    scored: Scored,
    shown: Layers,
    *,
    spoken: pd.DataFrame,
    at: Span | None = None,
    pairs: Iterable[Pair] = (),
    anchor: bool = True,
) -> str:
    """Return the article's text with the marks that are shown.

    `spoken` are those of its attributions that are somebody's words.
    """
    text = scored.article["text"]
    marks: list[Mark] = stance_marks(scored.mentions) if shown.stance else []
    marks += loaded_marks(scored.loaded) if shown.loaded else []
    tags: list[FrameTag] = frame_tags(scored.sentences, FRAME_NAMES) if shown.frames else []
    laid = stretches(spoken, text) if shown.voices else []
    laid += cue_stretches(scored.attributions) + scare_stretches(scored.scare_quotes) if shown.cues else []
    speech = Speech(tuple(laid), tuple(who_tags(spoken, text)) if shown.voices else ())
    return article_html(
        text,
        marks,
        tags,
        speech=speech,
        at=at if anchor else None,
        titled=bool(scored.article["body_start"]),
        pairs=pairs if shown.matches else (),
    )


def column_html(body: str, name: str, *, beside: bool) -> str:
    """Return an article's column; `beside` another it scrolls by itself, and the keyboard reaches it as `name`."""
    if not beside:
        return f'<div class="px-column">{body}</div>'
    label = marked_html(as_text(name), [])
    return f'<div class="px-column px-beside" tabindex="0" role="region" aria-label="{label}">{body}</div>'


def pairs_of(
    found: pd.DataFrame, sentences: Mapping[str, pd.DataFrame], names: Mapping[str, str]
) -> dict[str, list[Pair]]:
    """Return the pairs of both sides of `SIDES` from `compare.matches`, numbered in the order of the first article.

    `sentences` has each side's sentences, `names` what its article is called.
    """
    spans = {
        side: {row.sentence_id: (int(row.start), int(row.end)) for row in table.itertuples()}
        for side, table in sentences.items()
    }
    sided: dict[str, list[Pair]] = {side: [] for side in SIDES}
    for number, row in enumerate(found.to_dict("records"), start=1):
        for here, there in (SIDES, SIDES[::-1]):
            start, end = spans[here][row[f"sentence_{here}"]]
            label = say("read.to_match", number=number, name=as_text(names[there]), near=f"{row['similarity']:.2f}")
            sided[here].append(Pair(start, end, number, f"px-{here}-{number}", f"px-{there}-{number}", label))
    return sided


def name_of(article: Mapping[str, Any]) -> str:
    """Name an article: outlet, headline."""
    return as_text(f"{article['outlet'] or UNKNOWN_OUTLET}: {article['title'] or NO_HEADLINE}")


def facts_of(article: Mapping[str, Any]) -> str:
    """Say an article's date, genre, author and length, and where it was published."""
    facts = [article["date"] or say("read.no_date"), article["genre"] or say("read.no_genre")]
    facts += [article["author"] or say("read.no_author"), counted(article["words"], "word"), article["url"] or ""]
    return " · ".join(as_text(fact) for fact in facts if fact)


def kept_page(
    title: str, columns: Sequence[tuple[Mapping[str, Any], str]], shown: Layers, method: Sequence[str]
) -> str:
    """Return articles, each as (its row, its text with marks), as one HTML page that needs nothing else.

    `method` are lines on how the marks were made.
    """

    def safe(words: object) -> str:
        return marked_html(as_text(words), [])

    parts = [
        f"<article><h2>{safe(article['outlet'] or UNKNOWN_OUTLET)}</h2>"
        f'<p class="px-facts">{safe(facts_of(article))}</p><div class="px-column">{body}</div></article>'
        for article, body in columns
    ]
    lines = "".join(f"<p>{safe(line)}</p>" for line in method)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)}</title><style>{STYLE}{_PAGE}</style></head>\n<body><h1>{safe(title)}</h1>{legend(shown)}"
        f'<div class="px-columns">{"".join(parts)}</div>\n<div class="px-method">{lines}</div></body></html>\n'
    )
