"""Choose what is coded: draw a new sample, or go on with one that is there; define a label of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pipeline.codes import ABOUT_ENTITIES, LABELS, OWN, SPAN, UNCERTAIN, draw_sample
from pipeline.compare import main_entities
from pipeline.errors import PipelineError
from pipeline.library import Ask, Library, Mode
from pipeline.types import FRAMES

from ._chosen import Chosen
from ._coding_answer import done_keys
from ._coding_book import codebook, measure_titles, noun_of, version
from ._coding_history import when
from ._coding_labels import choose_label
from ._filters import choose_one, distinct
from ._library import measures, sentences, spans
from ._safe import as_text, md_escape
from ._text import say
from ._words import FRAME_NAMES, counted, listed, percent

SAMPLE, NEW = "sample", "new"  # in the address: the sample's id, or the wish for another
SIZE, MOST = 100, 2000
OFFERED = 30  # people and groups
FRAMES_ASKED = 3  # to begin with: those that are commonest here
SECONDS = {"stance": 8, "role": 12, "frame": 12, "loaded": 15, OWN: 8}  # a span, until the coder's own pace is known


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sample is to be drawn of: a measure, its labels, the entities; `n` spans there are."""

    measure: str
    labels: tuple[str, ...]
    targets: tuple[str, ...]
    n: int


def name_of(ask: Ask) -> str:
    """Say what a sample asks about, as a line of text: "Stance: Anna Berg", "Frames: Economic and Morality"."""
    about = {
        "stance": ask.targets,
        "role": ask.targets,
        "frame": tuple(FRAME_NAMES.get(one, one) for one in ask.labels),
    }
    topics = about.get(ask.measure, ask.labels if ask.measure == OWN else ())
    title = measure_titles().get(ask.measure, ask.measure)
    if len(topics) > 3:
        topics = (*topics[:2], say("code.and_more", n=len(topics) - 2))
    return as_text(f"{title}: {listed(list(topics))}" if topics else title, most=100)


def codebook_of(library: Library, ask: Ask) -> str:
    """Return the version of the codebook that a sample is coded by now."""
    return _version(library, ask.measure, ask.labels)


def choose_sample(chosen: Chosen, place: DeltaGenerator) -> str | None:
    """Draw the choice of a sample in a place, and where a new one is wished for, how it is drawn.

    Returns the id of a sample that is there.
    """
    library, event = chosen.library, chosen.event
    known = library.samples(event)
    if known.empty:
        st.markdown(say("code.first"))
        _draw_new(chosen, 0)
        return None
    names = {
        row["sample_id"]: say(
            "code.sample_name", what=name_of(library.ask(row["sample_id"])), day=row["made"][:10],
            n=counted(row["drawn"], noun_of(row["measure"])), mode=_modes()[row["mode"]].lower(),
        )
        for row in known.to_dict("records")
    }  # fmt: skip
    options = distinct(names) | {NEW: say("code.new")}
    with place:
        picked = choose_one(SAMPLE, say("code.sample"), options, default=next(iter(options)))
    if picked == NEW:
        _draw_new(chosen, int(known["seed"].max()) + 1)
        return None
    return picked


def show_samples(library: Library, event: str, coder: str, opened: str) -> None:
    """Draw the list of samples with how much of each is coded, and what drops the open one while nothing of it is."""
    known = library.samples(event)
    codes = library.codes(event, history=True)
    own = codes[codes["coder"] == coder]
    with st.expander(say("code.samples", n=len(known)), icon=":material/list:"):
        if error := st.session_state.pop("sample_error", ""):
            st.error(md_escape(error), icon=":material/error:")
        rows = [_told(library, row, own) for row in known.to_dict("records")]
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=say("code.samples_alt", n=len(rows)))
        if not known.set_index("sample_id").loc[opened, "coded"]:
            icon, args = ":material/delete:", (library, opened)
            st.button(say("code.drop"), key="sample_drop", type="tertiary", on_click=_drop, args=args, icon=icon)


def _told(library: Library, row: Mapping[Any, Any], own: pd.DataFrame) -> dict[str, object]:
    """Return a sample's row in the list; `own` are a coder's codes."""
    drawn, ask = library.sampled(row["sample_id"]), library.ask(row["sample_id"])
    keys = set(zip(drawn["article_id"], drawn["start"], drawn["end"], strict=True))
    return {
        say("code.column_what"): name_of(ask),
        say("code.column_mode"): _modes()[ask.mode],
        say("code.column_drawn"): row["drawn"],
        say("code.column_you"): len(keys & done_keys(own, ask)),
        say("code.column_any"): row["coded"],
        say("code.column_uncertain"): percent(ask.uncertain),
        say("code.column_made"): when(row["made"]),
    }


def _draw_new(chosen: Chosen, seed: int) -> None:
    """Draw what a new sample needs to know, and the button that draws it."""
    library = chosen.library
    with st.container(border=True):
        wish = _choose_wish(chosen)
        if wish is None:
            return
        size_at, mode_at = st.columns(2)
        with size_at:
            most = max(min(wish.n, MOST), 1)
            size = st.number_input(
                say("code.size"), 1, most, min(SIZE, most), step=10, key=f"sample_size {most}",
                help=say("code.size_help"),
            )  # fmt: skip
            minutes = max(round(size * SECONDS[wish.measure] / 60), 1)
            st.caption(say("code.takes", n=counted(wish.n, noun_of(wish.measure)), time=counted(minutes, "minute"),
                           seconds=SECONDS[wish.measure]))  # fmt: skip
        with mode_at:
            mode = _choose_mode(wish.measure)
        with st.expander(say("code.how"), icon=":material/casino:"):
            st.markdown(say("code.how_about", noun=chosen.grouping.noun, nouns=chosen.grouping.nouns))
            share = st.slider(
                say("code.uncertain"), 0, 80, round(100 * UNCERTAIN), 10, format="%d %%", key="sample_uncertain",
                help=say("code.uncertain_help"), disabled=wish.measure == OWN,
            )  # fmt: skip
        if not st.button(say("code.draw"), type="primary", key="sample_draw", icon=":material/casino:"):
            return
        made = draw_sample(
            library, chosen.event, chosen.shown, wish.measure, labels=wish.labels, targets=wish.targets, size=size,
            uncertain=share / 100, seed=seed, mode=mode, by=chosen.by,
            codebook=_version(library, wish.measure, wish.labels),
        )  # fmt: skip
        st.query_params[SAMPLE] = made
        st.rerun()


def _choose_wish(chosen: Chosen) -> Wish | None:
    """Draw the choice of the measure and what of it is asked; None where something is still missing."""
    titles = measure_titles()
    scored = set(measures(chosen.library))
    there = [name for name in titles if name == OWN or name in scored]
    captions = [codebook()[name]["about"] for name in there]
    titled = titles.__getitem__
    measure = st.radio(say("code.measure"), there, format_func=titled, captions=captions, key="sample_measure")
    if measure == OWN:
        label = choose_label(chosen.library)
        sents = sentences(chosen.library, chosen.event)
        n = int(sents["article_id"].isin(chosen.kept_ids).sum())
        return Wish(OWN, (label,), (), n) if label and n else None
    ev = spans(chosen.library, chosen.event, measure, by=chosen.by)
    ev = ev[ev["article_id"].isin(chosen.kept_ids)]
    labels: tuple[str, ...] = LABELS[measure]
    targets: tuple[str, ...] = ()
    if measure in ABOUT_ENTITIES:
        names = list(main_entities(ev, most=OFFERED)["target"])
        targets = tuple(
            _choose_several("sample_entity", say("code.entities"), names, names[:1], say("code.entities_help"))
        )
        ev = ev[ev["target"].isin(targets)]
        missing = say("code.no_entity") if names else say("code.nobody")
    elif measure == "frame":
        common = list(ev.groupby("label")["value"].mean().drop("other", errors="ignore").nlargest(FRAMES_ASKED).index)
        frames = _choose_several(
            "sample_frame", say("code.frames"), FRAMES, common, say("code.frames_help"), FRAME_NAMES
        )
        labels, missing = tuple(frame for frame in FRAMES if frame in frames), say("code.no_frame")
        ev = ev[ev["label"].isin(labels)]
    else:
        missing = say("code.nothing")
    if ev.empty:
        st.caption(missing)
        return None
    keys = SPAN[:2] if measure == "loaded" else SPAN
    return Wish(measure, labels, targets, len(ev[keys].drop_duplicates()))


def _choose_several(
    key: str, label: str, options: "list[str] | tuple[str, ...]", default: list[str], help_: str,
    names: Mapping[str, str] | None = None,
) -> list[str]:  # fmt: skip
    shown = names or distinct({name: name for name in options})
    return st.multiselect(label, options, default, format_func=shown.__getitem__, key=key, help=help_)


def _choose_mode(measure: str) -> Mode:
    if measure == OWN:
        st.caption(say("code.mode_own"))
        return "blind"
    names, captions = _modes(), [say("code.blind_about"), say("code.sighted_about")]
    title, options = say("code.mode"), get_args(Mode)
    mode: Mode = st.radio(title, options, format_func=names.__getitem__, captions=captions, key="sample_mode")
    return mode


def show_mode(mode: Mode) -> None:
    """Draw whether the model's answer is shown."""
    if mode == "sighted":
        st.badge(say("code.sighted"), icon=":material/visibility:", color="orange", help=say("code.sighted_about"))
    else:
        st.badge(say("code.blind"), icon=":material/visibility_off:", color="gray", help=say("code.blind_about"))


def _modes() -> dict[str, str]:
    return {"blind": say("code.blind"), "sighted": say("code.sighted")}


def _version(library: Library, measure: str, labels: tuple[str, ...]) -> str:
    """Return the codebook's version; for a label of the user's own, with the time at which it was defined."""
    if measure != OWN:
        return version()
    at = library.labels().set_index("name")["at"]
    return f"{version()}, {at[labels[0]]}" if labels[0] in at.index else version()


def _drop(library: Library, sample: str) -> None:
    try:
        library.drop_sample(sample)
    except PipelineError as error:
        st.session_state["sample_error"] = str(error)
    else:
        st.query_params.pop(SAMPLE, None)
