"""Say and show which articles print the same text, whom they credit, and what a copy cut and added."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pipeline.agencies import UNNAMED, Credit
from pipeline.copies import Change, Copy, CopyGroup, Printed, changes, counted_once

from ._safe import as_text, marked_html, md_escape
from ._text import say
from ._words import NO_HEADLINE, UNKNOWN_DATE, UNKNOWN_OUTLET, counted, listed, percent

COPIES = {"all": say("articles.count_all"), "once": say("articles.count_once")}
MOST_NAMED = 4  # outlets or agencies in a sentence; the others are counted
LONG = 2500  # characters of a text with its changes, from which on it scrolls
CONTEXT = 12  # words on each side of a change that are shown of what stayed the same

STYLE = """
.px-changes del { text-decoration: line-through; background: rgba(181, 101, 29, .20); }
.px-changes ins { text-decoration: underline; text-underline-offset: .15em; background: rgba(91, 75, 138, .20); }
.px-changes .px-same { opacity: .72; }
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of one article beside its text; strangers' words, to be made safe where they are shown."""

    outlet: str | None
    title: str | None
    date: str | None
    text: str

    @property
    def by(self) -> str:
        """Return the outlet's name as a line of text."""
        return as_text(self.outlet or UNKNOWN_OUTLET, most=60)


def told_of(articles: pd.DataFrame) -> dict[str, Told]:
    """Return {article id: what is said of it} for rows of `Library.articles`."""
    rows = articles.to_dict("records")
    return {row["article_id"]: Told(row["outlet"], row["title"], row["date"], _body(row)) for row in rows}


def printed_of(articles: pd.DataFrame) -> list[Printed]:
    """Return the rows of `Library.articles` as texts to be searched for copies and credits."""
    return [
        Printed(row["article_id"], row["outlet"], _body(row), row["date"], row["author"], tuple(row["notes"]))
        for row in articles.to_dict("records")
    ]


def _body(row: Mapping[Hashable, Any]) -> str:
    return str(row["text"][row["body_start"] : row["body_end"]])


def among(groups: Iterable[CopyGroup], articles: Collection[str]) -> list[CopyGroup]:
    """Return the groups that these articles form; where the original is not among them, the next takes its place."""
    found = []
    for group in groups:
        first, *others = [article for article in group.ids if article in articles] or [""]
        if others:
            known = {copy.id: copy for copy in group.copies}
            found.append(CopyGroup(first, tuple(known[other] for other in others), group.agencies))
    return found


def copies_in_words(groups: Sequence[CopyGroup], told: Mapping[str, Told], *, once: bool | None = None) -> str:
    """Say in Markdown how many articles are copies of one another, whose, and from which agency; "" for none.

    `once` says how they are counted; without it nothing is said of that.
    """
    if not groups:
        return ""
    ids = [article for group in groups for article in group.ids]
    outlets = list(dict.fromkeys(told[article].by for article in ids))
    agencies = Counter(agency for group in groups for agency in group.agencies if agency != UNNAMED)
    n, by = counted(len(ids), "article"), some([md_escape(name) for name in outlets])
    credit = say("articles.credited", agencies=some([md_escape(name) for name in agencies])) if agencies else ""
    counts = "" if once is None else say("articles.counts_once") if once else say("articles.counts_all")
    if len(groups) == 1:
        return say("articles.print_one", articles=n, outlets=by, credit=credit, counts=counts)
    return say("articles.print_several", articles=n, outlets=by, n=len(groups), credit=credit, counts=counts)


def some(names: Sequence[str]) -> str:
    """Join the first names as a sentence does, and count the rest."""
    rest = len(names) - MOST_NAMED
    return listed([*names[:MOST_NAMED], say("articles.more", n=rest)] if rest > 0 else list(names))


def copy_cells(groups: Iterable[CopyGroup], told: Mapping[str, Told]) -> dict[str, str]:
    """Return {article id: what its cell in the column "Copies" says}, as text."""
    cells = {}
    for group in groups:
        copiers = list(dict.fromkeys(told[copy.id].by for copy in group.copies))
        cells[group.original] = say("articles.copied_by", outlets=some(copiers))
        for copy in group.copies:
            cells[copy.id] = say("articles.copy_of", outlet=told[group.original].by, alike=alike(copy))
    return cells


def alike(copy: Copy) -> str:
    """Say how alike a copy is to its original: "same text", "83 % alike", "cut, 40 % alike"."""
    if copy.similarity >= 1:
        return say("articles.same_text")
    share = say("articles.alike", share=percent(min(copy.similarity, 0.99)))
    return say("articles.cut_alike", alike=share) if copy.similarity < 0.5 else share


def credit_cell(found: Iterable[Credit]) -> str:
    """Say which agencies an article credits, and where; an agency's own article says nothing."""
    said = [f"{c.agency} ({'part, ' if c.part else ''}{c.where})" for c in found if c.where != "outlet"]
    return "; ".join(said)


def without_copies(reasons: pd.Series, articles: pd.Series, groups: Iterable[CopyGroup]) -> pd.Series:
    """Return why each article is left out, where of those that count so far each text counts once."""
    copies = counted_once(groups, set(articles[reasons == ""]))
    return reasons.mask((reasons == "") & articles.isin(list(copies)), say("articles.copy_of_another"))


def show_copies(groups: Sequence[CopyGroup], told: Mapping[str, Told], *, key: str) -> None:
    """Draw, for one copy at a time, what it cut from its original and added to it."""
    pairs = {copy.id: (group.original, copy) for group in groups for copy in group.copies}
    if not pairs:
        return
    labels = {
        article: f"{told[article].by}, {told[article].date or UNKNOWN_DATE}: {told[article].title or NO_HEADLINE}"
        for article in pairs
    }
    with st.expander(say("articles.changes"), icon=":material/difference:"):
        chosen = st.selectbox(
            say("articles.copy"), list(labels), format_func=lambda article: as_text(labels[article], most=120), key=key
        )
        original, copy = pairs[chosen]
        found = changes(told[original].text, told[chosen].text)
        words = {kind: sum(len(c.text.split()) for c in found if c.kind == kind) for kind in ("cut", "added")}
        first = told[original].by
        if told[original].date:
            first = say("articles.original_of", outlet=first, day=told[original].date)
        cut, added = counted(words["cut"], "word"), counted(words["added"], "word")
        share = percent(copy.similarity)
        st.caption(say("articles.about_changes", original=md_escape(first), share=share, cut=cut, added=added))
        if any(words.values()):
            st.html(f"<style>{STYLE}</style>")
            shown = changes_html(found)
            with st.container(height=420 if len(shown) > LONG else "content", border=True):
                st.html(shown)
        else:
            st.markdown(say("articles.no_changes"))


def changes_html(found: Sequence[Change]) -> str:
    """Return the changes as HTML in which every piece of the texts is escaped; long unchanged runs are shortened."""
    parts = []
    for number, change in enumerate(found):
        if change.kind == "same":
            text = _shortened(change.text, first=number == 0, last=number == len(found) - 1)
            parts.append(f'<span class="px-same">{marked_html(text, ())}</span>')
        else:
            tag = "del" if change.kind == "cut" else "ins"
            parts.append(f"<{tag}>{marked_html(change.text, ())}</{tag}>")
    return f'<div class="px-article px-changes">{" ".join(parts)}</div>'


def _shortened(text: str, *, first: bool, last: bool) -> str:
    words = text.split()
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    left_out = len(words) - head - tail
    if left_out <= CONTEXT:
        return text
    return " ".join([*words[:head], say("articles.words_same", n=left_out), *words[len(words) - tail :]])
