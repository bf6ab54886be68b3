"""Show one card after another and keep what the coder says of it: the part of Code that runs at each answer.

It is a fragment, so that an answer reads nothing but the codes again. A button's key names its card: a press that comes
twice is not taken for an answer to the next card, which nobody has seen.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

import pandas as pd
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.library import Ask, Library

from ._coding_book import KEYS, Task, noun_of
from ._coding_cards import Card
from ._safe import as_text, md_escape
from ._text import say
from ._words import counted, unbroken

Key: TypeAlias = tuple[str, int, int]  # a span: article id, start, end

DESK = "coding_desk"
AWAY = 600  # seconds after which nobody was looking at a card any more
PACED = 5  # answers after which the pace is known


@dataclass(frozen=True, slots=True)
class Work:
    """A sample that somebody codes."""

    library: Library
    event: str
    sample: str
    ask: Ask
    task: Task
    cards: tuple[Card, ...]
    coder: str
    codebook: str  # the version that a code keeps


@dataclass(slots=True)
class Desk:
    """What is remembered between two answers, so that one need not read all codes again.

    `order` moves cards: those that were skipped behind all others, one that was taken back before them.
    """

    work: Work
    cards: list[Card]  # without those of which this coder has seen the model's answer, where it should not be seen
    done: set[Key]
    acts: list[str]  # of this sample, that can be taken back
    pace: list[float]  # seconds an answer
    order: dict[int, int] = field(default_factory=dict)
    picked: set[int] = field(default_factory=set)
    shown: int | None = None  # the place of the card that is shown
    since: float = 0.0
    error: str = ""

    @classmethod
    def of(cls, work: Work) -> "Desk":
        """Return the desk of this work; whoever comes back to a sample finds what was skipped still behind."""
        last: Desk | None = st.session_state.get(DESK)
        if last is not None and last.work is work:  # only the fragment runs again
            return last
        codes = work.library.codes(work.event, history=True)
        own = codes[codes["coder"] == work.coder]
        here = own[(own["sample_id"] == work.sample) & own["withdrawn"].isna()].drop_duplicates("act")
        seen = _keys(own[(own["measure"] == work.ask.measure) & (own["mode"] == "sighted")])
        cards = [card for card in work.cards if work.ask.mode == "sighted" or card.key not in seen]
        desk = cls(work, cards, done_keys(own, work.ask), list(here["act"]), list(here["seconds"].dropna()))
        if last is not None and (last.work.sample, last.work.coder) == (work.sample, work.coder):
            desk.order, desk.picked, desk.shown, desk.since = last.order, last.picked, last.shown, last.since
            desk.error = last.error
        st.session_state[DESK] = desk
        return desk

    @property
    def left(self) -> list[Card]:
        """Return the cards that are not coded, the next one first."""
        left = [card for card in self.cards if card.key not in self.done]
        return sorted(left, key=lambda card: (self.order.get(card.place, 0), card.place))

    def show(self, card: Card) -> None:
        """Take the time when a card is shown first."""
        if self.shown != card.place:
            self.shown, self.since = card.place, time.monotonic()
            self.picked = set()

    def keep(self, card: Card, values: Mapping[str, float], note: str = "") -> None:
        """Keep what is said of the card that is shown; a press that was meant for the one before says nothing of it."""
        if self.shown != card.place:
            return
        work, seconds = self.work, round(time.monotonic() - self.since, 1)
        taken = seconds if seconds < AWAY else None
        try:
            act = work.library.code(
                card.span, values, measure=work.ask.measure, coder=work.coder, mode=work.ask.mode,
                codebook=work.codebook, seconds=taken, sample=work.sample, note=note,
            )  # fmt: skip
        except PipelineError as error:
            self.error = str(error)
            return
        self.acts.append(act)
        self.done.add(card.key)
        self.pace += [] if taken is None else [taken]
        self.order.pop(card.place, None)
        self.shown = None

    def pick(self, card: Card, n: int) -> None:
        """Choose one of several answers, or let it go."""
        if self.shown == card.place:
            self.picked ^= {n}

    def skip(self, card: Card) -> None:
        """Put a card behind all others."""
        self.order[card.place] = max([0, *self.order.values()]) + 1
        self.shown = None

    def undo(self) -> None:
        """Take the last answer back and show its card again."""
        act = self.acts.pop()
        codes = self.work.library.codes(self.work.event, history=True)
        try:
            self.work.library.undo_code(act)
        except PipelineError as error:
            self.error = str(error)
            return
        keys = _keys(codes[codes["act"] == act])
        for card in self.cards:
            if card.key in keys:
                self.order[card.place] = min([0, *self.order.values()]) - 1
        self.done -= keys
        self.shown = None


@st.fragment
def code_cards(work: Work) -> None:
    """Draw the first card that this coder has not coded, its answers, and how far the work is."""
    desk = Desk.of(work)
    left = desk.left
    _show_progress(desk, left)
    if desk.error:
        st.error(md_escape(desk.error), icon=":material/error:")
        desk.error = ""
    if not left:
        st.success(
            say("code.done", n=counted(len(desk.cards), noun_of(work.ask.measure))), icon=":material/check_circle:"
        )
        _offer_undo(desk)
        return
    card = left[0]
    desk.show(card)
    if desk.order.get(card.place, 0) > 0:
        st.caption(say("code.skipped_now"))
    with st.container(border=True):
        if card.is_headline:
            st.caption(say("code.headline"))
        st.html(card.html())
    if work.ask.mode == "sighted":
        said = say("code.model_says", model=card.model or say("code.model_none"))
        st.info(unbroken(said), icon=":material/visibility:")
    st.markdown(f"**{work.task.ask_about(card.entity)}**")
    ask = {"one": _ask_one, "several": _ask_several, "words": _ask_words}[work.task.way]
    ask(desk, card)
    with st.container(horizontal=True):
        st.button(
            say("code.skip"), key=_key(desk, card, "skip"), shortcut="s", type="tertiary", icon=":material/skip_next:",
            help=say("code.skip_help"), on_click=desk.skip, args=(card,),
        )  # fmt: skip
        _offer_undo(desk)


def done_keys(own: pd.DataFrame, ask: Ask) -> set[Key]:
    """Return (article id, start, end) of the spans of which a coder's codes have all labels that a sample asks for."""
    said = own[own["stands"] & (own["measure"] == ask.measure) & (own["mode"] == ask.mode)]
    said = said[said["label"].isin(ask.labels)]
    counts = said.groupby(["article_id", "start", "end"])["label"].nunique()
    return set(counts[counts == len(set(ask.labels))].index)


def _keys(codes: pd.DataFrame) -> set[Key]:
    return set(zip(codes["article_id"], codes["start"], codes["end"], strict=True))


def _key(desk: Desk, card: Card, name: object) -> str:
    return f"code {desk.work.sample} {card.place} {name}"


def _show_progress(desk: Desk, left: list[Card]) -> None:
    total, coded = len(desk.cards), len(desk.cards) - len(left)
    said = say("code.progress", coded=coded, total=total)
    if seen := len(desk.work.cards) - total:
        said += say("code.progress_seen", n=seen)
    if skipped := sum(desk.order.get(card.place, 0) > 0 for card in left):
        said += say("code.progress_skipped", n=skipped)
    if left and len(desk.pace) >= PACED:
        minutes = max(round(median(desk.pace) * len(left) / 60), 1)
        said += say("code.progress_time", time=counted(minutes, "minute"))
    st.progress(coded / total if total else 1.0, text=said)


def _ask_one(desk: Desk, card: Card) -> None:
    with st.container(horizontal=True):
        for n, answer in enumerate(desk.work.task.answers):
            key = _key(desk, card, n)
            st.button(answer.name, key=key, shortcut=KEYS[n], on_click=desk.keep, args=(card, answer.values))


def _ask_several(desk: Desk, card: Card) -> None:
    answers = desk.work.task.answers
    with st.container(horizontal=True):
        for n, answer in enumerate(answers):
            is_on = n in desk.picked
            st.button(
                answer.name, key=_key(desk, card, n), shortcut=KEYS[n], type="primary" if is_on else "secondary",
                icon=":material/check_box:" if is_on else ":material/check_box_outline_blank:",
                on_click=desk.pick, args=(card, n),
            )  # fmt: skip
    values = {label: float(n in desk.picked) for n, answer in enumerate(answers) for label in answer.values}
    _offer_next(desk, card, values, is_none=not desk.picked)


def _ask_words(desk: Desk, card: Card) -> None:
    words, start = card.words, int(card.span["start"])
    shown = [md_escape(as_text(card.text[first:last], most=60)) or say("code.unseen") for first, last in words]
    picked = st.pills(
        say("code.words"), range(len(words)), selection_mode="multi", format_func=shown.__getitem__,
        key=_key(desk, card, "words"), label_visibility="collapsed",
    )  # fmt: skip
    spans = [[start + at for at in words[n]] for n in sorted(picked)]
    (label,) = desk.work.ask.labels
    values = {label: len(picked) / max(len(words), 1)}
    # Enter would choose the word that has the focus.
    _offer_next(desk, card, values, is_none=not picked, note=json.dumps({"words": spans}), key="n")


def _offer_next(
    desk: Desk, card: Card, values: Mapping[str, float], *, is_none: bool, note: str = "", key: str = "Enter"
) -> None:
    st.button(
        say("code.none_next") if is_none else say("code.next"), key=_key(desk, card, "next"), shortcut=key,
        type="primary", icon=":material/arrow_forward:", on_click=desk.keep, args=(card, values, note),
    )  # fmt: skip


def _offer_undo(desk: Desk) -> None:
    last = desk.acts[-1] if desk.acts else None
    st.button(
        say("code.undo"), key=f"code {desk.work.sample} undo {last}", shortcut="u", type="tertiary",
        icon=":material/undo:", disabled=last is None, on_click=desk.undo,
    )  # fmt: skip
