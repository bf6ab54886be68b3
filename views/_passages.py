"""Choose and show passages: what is marked in each, who wrote it, and the way to its place.

What a row of each of the library's tables of voices is as a passage is said here too: attributions, relations, acts,
scare quotes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from pipeline.types import Span

from ._annotate import article_html, chances_in_words, likeliest
from ._filters import distinct, shared_choices
from ._library import articles, sentences
from ._safe import Mark, as_text, md_escape
from ._sections import View
from ._speech import Speech, Stretch, cue_stretches, note_of, scare_stretches, speaker_of, stretches
from ._text import say
from ._words import NO_HEADLINE, SECTIONS, UNKNOWN_DATE, UNKNOWN_OUTLET, counted, whose

Row: TypeAlias = Mapping[Any, Any]

FIRST, MOST = 5, 50  # passages before and after "show all"
LONGEST_PASSAGE = 1500  # characters
FORM_NAMES = {
    "active": "Active",
    "passive": say("passages.passive_with"),
    "agentless": say("passages.passive_without"),
    "nominal": "Noun",
}
NOBODY = say("passages.nobody")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article to be shown: what is marked in it and laid under it, and what is said below it.

    Offsets are the article's; `says` is plain text.
    """

    start: int
    end: int
    says: str
    marks: tuple[Mark, ...] = ()
    speech: tuple[Stretch, ...] = ()

    @property
    def reach(self) -> tuple[int, int]:
        """Return where the first of what is shown begins, and the last ends."""
        spans = [(part.start, part.end) for parts in (self.marks, self.speech) for part in parts]
        starts, ends = zip(*[(self.start, self.end), *spans], strict=True)
        return min(starts), max(ends)


def spoken(row: Row, text: str) -> Passage:
    """Return an attribution as a passage: the words, who says them, and the cue."""
    said = pd.DataFrame([row])
    speaker = speaker_of(row)
    marks = tuple(Mark(start, end, "role", say("passages.who_says", speaker=speaker)) for start, end in row["source"])
    says = f"{note_of(row, text)} · {counted(int(row['words']), 'word')}"
    start, end = min((s for s, _ in row["content"]), default=0), max((e for _, e in row["content"]), default=0)
    return Passage(start, end, says, marks, (*stretches(said, text), *cue_stretches(said)))


def related(row: Row, text: str) -> Passage:
    """Return a relation as a passage: holder and target, and the probabilities."""
    chances = [row["against"], row["neither"], row["for"]]
    names = {role: as_text(row[role]) for role in ("holder", "target")}
    says = say("voices.toward", chances=chances_in_words(chances), holder=names["holder"], target=names["target"])
    marks = [Mark(row["target_start"], row["target_end"], likeliest(chances), says)]
    if not pd.isna(row["holder_start"]):
        marks.append(Mark(int(row["holder_start"]), int(row["holder_end"]), "role", "Holder"))
    passage = Passage(row["target_start"], row["target_end"], f"{says} · {_whose(row)}", tuple(marks))
    return replace(passage, start=passage.reach[0], end=passage.reach[1])


def acted(row: Row, text: str) -> Passage:
    """Return an act as a passage: the act, its doer and whom it is done to."""
    form = FORM_NAMES.get(row["form"], str(row["form"]))
    marks = [
        Mark(row["start"], row["end"], "at", say("passages.act", kind=row["kind"], form=form.lower()).capitalize())
    ]
    for role, label in (("doer", "Doer"), ("target", say("passages.acted_on"))):
        if not pd.isna(row[f"{role}_start"]):
            marks.append(Mark(int(row[f"{role}_start"]), int(row[f"{role}_end"]), "role", label))
    says = f"{form} · {pair_of(row)} · {_whose(row)}"
    return Passage(row["start"], row["end"], says, tuple(marks))


def held_off(row: Row, text: str) -> Passage:
    """Return scare quotes as a passage."""
    words, marker = as_text(text[row["start"] : row["end"]]), as_text(row["marker"])
    says = say("passages.scare", words=words, marker=marker, whose=_whose(row))
    return Passage(row["start"], row["end"], says, speech=tuple(scare_stretches(pd.DataFrame([row]))))


def pair_of(row: Row) -> str:
    """Say who does it to whom, as a line of text."""
    doer, target = (row[role] if isinstance(row[role], str) and row[role] else NOBODY for role in ("doer", "target"))
    return f"{as_text(doer, most=80)} → {as_text(target, most=80)}"


def show_passages(view: View, rows: pd.DataFrame, read: Callable[[Row, str], Passage], *, key: str) -> None:
    """Draw the passages that rows stand for, each in its sentences, with who wrote it and a link to its place.

    `read` makes a passage of a row and its article's text; `key` keeps two lists on a page apart.
    """
    is_all = len(rows) > FIRST and st.session_state.get(f"{key} all")
    st.caption(counted(len(rows), "passage"))
    by_id = articles(view.library, view.event).set_index("article_id")
    sents = sentences(view.library, view.event)
    for row in rows.head(MOST if is_all else FIRST).to_dict("records"):
        article = by_id.loc[row["article_id"]]
        passage = read(row, article["text"])
        start, end = whole_sentences(sents[sents["article_id"] == row["article_id"]], passage, len(article["text"]))
        with st.container(border=True, gap="small"):
            outlet, title = article["outlet"] or UNKNOWN_OUTLET, article["title"] or NO_HEADLINE
            day = article["date"] or say("passages.no_date", unknown=UNKNOWN_DATE)
            st.markdown(f"**{md_escape(outlet)}** · {md_escape(title)} · {md_escape(day)}")
            st.html(passage_html(article["text"], passage, (start, end)))
            section = SECTIONS[row["section"]]
            st.caption(md_escape(say("passages.found_by", says=passage.says, section=section, scorer=row["scorer"])))
            at = f"{passage.start}-{passage.end}"
            where = {**shared_choices(), "event": view.event, "article": row["article_id"], "at": at}
            label = say("passages.to_place")
            st.page_link("views/read.py", label=label, icon=":material/article:", query_params=where)
    if len(rows) > FIRST:
        st.toggle(rest_of(len(rows)), key=f"{key} all")


def rest_of(n: int) -> str:
    """Say what a switch shows of `n` rows beside the first few: all of them, or the first `MOST`."""
    rest = say("passages.show_all", n=n) if n <= MOST else say("passages.show_first", most=MOST, n=n)
    return say("passages.show_rest", rest=rest)


def passage_html(text: str, passage: Passage, span: Span) -> str:
    """Return these sentences of the text as HTML with the passage's marks; a very long stretch is cut."""
    start, end = span
    cut = min(end, start + LONGEST_PASSAGE)
    marks = [replace(mark, start=mark.start - start, end=mark.end - start) for mark in passage.marks]
    speech = [replace(part, start=part.start - start, end=part.end - start) for part in passage.speech]
    return article_html(text[start:cut] + ("…" if cut < end else ""), marks, speech=Speech(tuple(speech)))


def whole_sentences(sents: pd.DataFrame, passage: Passage, length: int) -> Span:
    """Return where the sentences begin and end that a passage and all its marks stand in."""
    first, last = passage.reach
    starts, ends = sents["start"][sents["start"] <= first], sents["end"][sents["end"] >= last]
    start = int(starts.max()) if len(starts) else max(first, 0)
    return start, int(ends.min()) if len(ends) else min(last, length)


def choose_rows(
    label: str, offered: Mapping[str, tuple[str, pd.Series]], *, key: str, start: str | None = None
) -> "pd.Series | None":
    """Draw a select box over {id: (label, which rows)}, without those that are no rows; return the rows chosen.

    The box begins at the id `start`, else at none.
    """
    there = {name: (text, rows) for name, (text, rows) in offered.items() if rows.any()}
    labels = distinct({name: f"{text} ({int(rows.sum())})" for name, (text, rows) in there.items()})
    index = list(labels).index(start) if start in labels else None
    chosen = st.selectbox(
        label, list(labels), index=index, format_func=labels.__getitem__, key=key, placeholder=say("passages.choose")
    )  # fmt: skip
    return there[chosen][1] if chosen in there else None


def choose_outlet(view: View, rows: pd.DataFrame, *, key: str) -> str | None:
    """Draw a button for each outlet that has rows; return the one that is pressed."""
    counts = rows["group"].value_counts()
    labels = {
        outlet: f"{md_escape(name)} ({counts[outlet]})" for outlet, name in view.names.items() if outlet in counts
    }
    chosen = st.pills(say("passages.show_of"), list(labels), format_func=labels.__getitem__, key=key)
    return chosen if chosen in labels else None


def _whose(row: Row) -> str:
    return whose(row["voice"], row["speaker"])
