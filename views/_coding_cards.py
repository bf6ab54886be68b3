"""Make the cards that people code: each span in its sentence with those around it, and nothing that tells its outlet.

Title, outlet and date stay away, and so does the model's answer, but where somebody chose to see it. Drawing is HTML of
`marked_html`; what is asked about a card is `_coding_book.py`'s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.codes import OWN, SPAN
from pipeline.library import Ask, Library
from pipeline.types import Span

from ._evidence import chances
from ._library import articles, sentences, spans
from ._safe import Mark, marked_html
from ._text import say

BEFORE, AFTER = 2, 1  # sentences around
LONGEST = 1500  # characters of a stretch of text

STYLE = """
.px-code { line-height: 1.6; overflow-wrap: anywhere; max-width: 42rem; }
.px-code p { margin: 0 0 .6rem; }
.px-code .px-near { color: light-dark(#66625a, #a8a398); font-size: .95rem; }
.px-code .px-main { font-size: 1.2rem; line-height: 1.65; }
.px-code mark { color: inherit; background: none; padding: 0 .1em; }
.px-code mark.px-at {
  background: light-dark(#fff3c4, #463a0c); border-radius: 2px;
  outline: 2px solid light-dark(#7a5c00, #e8c547); outline-offset: 0;
}
"""


@dataclass(frozen=True, slots=True)
class Card:
    """A span to be coded: its place in the sample, what the library knows it by, and its sentence.

    `at` is where in `text` the mention stands, None where the whole sentence is asked about. `model` is the model's
    answer in Markdown, "" in a blind sample.
    """

    place: int
    span: Mapping[str, Any]
    entity: str
    before: str
    text: str
    after: str
    at: Span | None
    is_headline: bool
    model: str = ""

    @property
    def key(self) -> tuple[str, int, int]:
        """Return what tells the span from all others of its sample."""
        return (self.span["article_id"], self.span["start"], self.span["end"])

    @property
    def words(self) -> list[Span]:
        """Return the words of the sentence as offsets into it: runs of characters without space."""
        return [found.span() for found in re.finditer(r"\S+", self.text)]

    def html(self) -> str:
        """Return the card's text as HTML."""
        marks = [Mark(*self.at, "at", say("code.marked"))] if self.at else []
        near = [f'<p class="px-near">{marked_html(text, [])}</p>' if text else "" for text in (self.before, self.after)]
        return f'<div class="px-code">{near[0]}<p class="px-main">{marked_html(self.text, marks)}</p>{near[1]}</div>'


def cards_of(library: Library, event: str, sample: str, ask: Ask) -> list[Card]:
    """Return the cards of a sample in the order of coding; a span whose article left the event has none."""
    drawn = library.sampled(sample)
    texts = articles(library, event).set_index("article_id")["text"]
    drawn = drawn[drawn["article_id"].isin(texts.index)]
    sents = sentences(library, event)
    sents = sents[sents["article_id"].isin(drawn["article_id"])].sort_values("start")
    around = dict(list(sents.groupby("article_id")))
    told = _told(library, event, ask, drawn, texts) if ask.mode == "sighted" else {}
    cards = []
    for row in drawn.to_dict("records"):
        article = row["article_id"]
        span = {**{name: row[name] for name in SPAN}, "head": row["head"], "kind": row["kind"]}
        start, end, before, after, is_headline = _sentence(around.get(article), row["start"], row["end"])
        text, is_mention = texts[article], bool(row["head"])
        at = (row["start"] - start, row["end"] - start) if is_mention else None
        cards.append(
            Card(
                int(row["place"]), span, row["entity"], _joined(text, before), text[start:end], _joined(text, after),
                at, is_headline, told.get((article, row["start"], row["end"]), ""),
            )
        )  # fmt: skip
    return cards


def _sentence(own: pd.DataFrame | None, start: int, end: int) -> tuple[int, int, list[Span], list[Span], bool]:
    """Return where the sentence of a span begins and ends, those before and after it, and whether it is a headline.

    A headline is never shown beside another sentence: it would tell the article.
    """
    if own is None:
        return start, end, [], [], False
    rows = own[["start", "end", "section"]].to_numpy().tolist()
    at = max((n for n, row in enumerate(rows) if row[0] <= start), default=0)
    first, last, section = rows[at]
    if not first <= start < end <= last:
        return start, end, [], [], False
    near = [[(one[0], one[1]) for one in part if one[2] != "headline"] for part in (rows[:at], rows[at + 1 :])]
    if section == "headline":
        return first, last, [], [], True
    return first, last, near[0][-BEFORE:], near[1][:AFTER], False


def _joined(text: str, sents: list[Span]) -> str:
    if not sents:
        return ""
    start, end = sents[0][0], sents[-1][1]
    return text[start:end] if end - start <= LONGEST else "…" + text[end - LONGEST : end]


def _told(
    library: Library, event: str, ask: Ask, drawn: pd.DataFrame, texts: "pd.Series[str]"
) -> Mapping[tuple[str, int, int], str]:
    """Return the model's answer in Markdown for each drawn span."""
    if ask.measure == OWN:
        return {}
    ev = spans(library, event, ask.measure)
    place = ["article_id", "sentence_id"] if ask.measure == "loaded" else ["article_id", "start", "end"]
    ev = ev[ev["article_id"].isin(drawn["article_id"])]
    ev = ev[ev["value"] > 0] if ask.measure == "loaded" else ev[ev["label"].isin(ask.labels)]
    rows = dict(list(ev.groupby(place)))
    told = {}
    for span in drawn.to_dict("records"):
        found = rows.get(tuple(span[name] for name in place))
        none = say("code.no_words") if ask.measure == "loaded" else ""
        told[span["article_id"], span["start"], span["end"]] = (
            chances(found, texts[span["article_id"]]) if found is not None else none
        )
    return told
