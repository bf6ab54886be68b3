"""Teach a label from what was coded, show how well that does on codes left out and what it finds, undo it."""

import math

import pandas as pd
import streamlit as st

from pipeline.compare import figures
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.teach.coded import coded, encode_for, same, taught_spans, teach_from
from pipeline.teach.heads import lacking
from pipeline.teach.taught import CLAIM, OWN, Label, Taught, as_json, from_json
from pipeline.types import FRAMES, ROLES

from ._chosen import Chosen
from ._coding_labels import own_labels
from ._filters import distinct
from ._library import articles, reading
from ._model import the_model
from ._passages import Passage, Row, choose_outlet, show_passages
from ._safe import as_text, md_escape
from ._tables import figure_table
from ._text import say
from ._words import FRAME_NAMES, SCALES, Scale, counted, listed, percent, signed

MEASURES = {
    "frame": say("teach.measure_frame"),
    "role": say("teach.measure_role"),
    "loaded": say("teach.measure_loaded"),
    "stance": say("teach.measure_stance"),
}


def show_teach(chosen: Chosen) -> None:
    """Draw what can be taught from the codes of an event, and what was."""
    st.markdown(say("teach.about"))
    labels = teachable(chosen.library, chosen.event)
    if not labels:
        st.info(say("teach.nothing"), icon=":material/info:")
        return
    names = distinct({key: name_of(label) for key, label in labels.items()})
    key = st.selectbox(say("teach.what"), list(labels), format_func=names.__getitem__, key="teach_what")
    show_label(chosen, labels[key])


def show_label(chosen: Chosen, label: Label) -> None:
    """Draw what is coded of a label, the button that teaches it, and the head that stands."""
    told = coded(chosen.library, chosen.event, label)
    if len(told):
        n = counted(len(told), "code")
        articles = counted(told["article_id"].nunique(), "article")
        st.caption(
            say("teach.coded", n=n, articles=articles, counts=_counts(told["value"].value_counts().to_dict(), label))
        )
    lack = lacking(told["value"].tolist(), told["article_id"].tolist())
    heads = heads_of(chosen.library, label)
    if lack:
        st.info(say("teach.lacks", lack=md_escape(lack)), icon=":material/info:")
    if error := st.session_state.pop("teach_error", ""):
        st.error(md_escape(error), icon=":material/error:")
    text = say("teach.again") if heads else say("teach.teach")
    if st.button(text, key="teach_it", type="primary", icon=":material/school:", disabled=bool(lack)):
        _teach(chosen, label)
        st.rerun()
    if heads:
        _show_head(chosen, heads[-1], earlier=len(heads) - 1, now=len(told))


def teachable(library: Library, event: str) -> dict[str, Label]:
    """Return what can be taught, by a key that stays: the user's own labels, and what was coded of a measure.

    A label that cannot be taught is left out, and the page says why.
    """
    labels = []
    for name, (definition, examples) in own_labels(library).items():
        try:
            labels.append(Label(name, definition, examples))
        except PipelineError as error:  # it has more examples, say, than can be read
            st.warning(md_escape(error), icon=":material/warning:")
    codes = library.codes(event)
    for measure, names in (("frame", FRAMES), ("role", ROLES)):
        there = set(codes.loc[codes["measure"] == measure, "label"])
        labels += [Label(name, measure=measure) for name in names if name in there]
    if (codes["measure"] == "loaded").any():
        labels.append(Label("loaded", measure="loaded"))
    targets = codes.loc[codes["measure"] == "stance", "target"].value_counts()
    if len(targets):
        labels.append(Label("stance", measure="stance"))
        labels += [Label("stance", measure="stance", target=str(target)) for target in targets.index]
    return {f"{label.measure} {label.name} {label.target}": label for label in labels}


def heads_of(library: Library, label: Label) -> list[Taught]:
    """Return the taught heads of a label, the newest last; one that cannot be read is passed over."""
    found = []
    for body in library.taught().values():
        try:
            taught = from_json(body)
        except PipelineError:
            continue
        if same(taught.label, label):
            found.append(taught)
    return found


def name_of(label: Label) -> str:
    """Say what a label is, as a line of text."""
    if label.measure == OWN:
        return as_text(say("teach.what_own", name=label.name), most=100)
    measure = MEASURES.get(label.measure, label.measure)
    if label.measure == "stance":
        target = label.target or say("teach.everybody")
        return as_text(say("teach.what_toward", measure=measure, target=target), most=100)
    name = FRAME_NAMES.get(label.name, label.name.capitalize())
    name = say("teach.any") if label.measure == "loaded" else name
    return as_text(say("teach.what_measure", measure=measure, label=name), most=100)


def _teach(chosen: Chosen, label: Label) -> None:
    try:
        with st.spinner(say("teach.teaching")):
            encode = encode_for(chosen.library, the_model()) if label.measure in (OWN, CLAIM) else None
            taught = teach_from(chosen.library, chosen.event, label, encode)
            chosen.library.keep_taught(taught.version, as_json(taught))
    except PipelineError as error:
        st.session_state["teach_error"] = str(error)


def _show_head(chosen: Chosen, taught: Taught, *, earlier: int, now: int) -> None:
    with st.container(border=True):
        st.markdown(gain_in_words(taught))
        with st.expander(say("teach.scores"), icon=":material/query_stats:"):
            table = score_table(taught)
            st.dataframe(table, hide_index=True, alt=say("teach.scores_alt", n=len(table)))
            st.caption(say("teach.scores_about"))
        counts = _counts(dict(zip(taught.values, taught.counts, strict=True)), taught.label)
        about = say(
            "teach.version",
            version=taught.version,
            scorer=taught.scorer,
            n=counted(taught.codes, "code"),
            counts=counts,
        )
        st.caption(md_escape(about + (" " + say("teach.earlier", n=earlier) if earlier else "")))
        if now != taught.codes:
            st.caption(say("teach.stale", n=counted(now, "code")))
        st.button(
            say("teach.undo"), key="teach_undo", icon=":material/undo:", help=say("teach.undo_help"),
            on_click=_undo, args=(chosen.library, taught.version),
        )  # fmt: skip
    _show_found(chosen, taught)


def gain_in_words(taught: Taught) -> str:
    """Say in Markdown whether codes help, by the scores on codes left out."""
    gain = taught.score("gain")
    if math.isnan(gain.low) or math.isnan(gain.value):
        return say("teach.gain_unknown")
    after, before = (f"{taught.score(metric).value:.2f}" for metric in ("precision", "before"))
    value, low, high = signed(gain.value), signed(gain.low), signed(gain.high)
    if gain.low > 0:
        return say("teach.gain_holds", taught=after, before=before, gain=value, low=low, high=high)
    if gain.high < 0:
        return say("teach.gain_worse", taught=after, before=before, gain=value, low=low, high=high)
    return say("teach.gain_none", taught=after, before=before, gain=value, low=low, high=high)


def score_table(taught: Taught) -> pd.DataFrame:
    """Return the scores on codes left out, as cells."""
    names = {
        "precision": say("teach.precision"),
        "before": say("teach.precision_before"),
        "gain": say("teach.precision_gain"),
        "F1": say("teach.f1"),
        "share": say("teach.share"),
    }
    rows = []
    for metric, name in names.items():
        score = taught.score(metric)
        interval = "" if math.isnan(score.low) else f"{score.low:.2f} – {score.high:.2f}".replace("-", "−")
        rows.append((name, f"{score.value:.2f}".replace("-", "−"), interval))
    return pd.DataFrame(rows, columns=[say("teach.score"), say("teach.value"), say("teach.interval")])


def _undo(library: Library, version: str) -> None:
    try:
        library.drop_taught(version)
    except PipelineError as error:
        st.session_state["teach_error"] = str(error)


def _show_found(chosen: Chosen, taught: Taught) -> None:
    """Draw the figure of each group, and the sentences that it was counted from."""
    try:
        ev = _found(str(chosen.library.root), chosen.library.digest, chosen.event, as_json(taught), chosen.by)
    except PipelineError as error:
        st.warning(md_escape(error), icon=":material/warning:")
        return
    ev = ev[ev["article_id"].isin(chosen.kept_ids)]
    if ev.empty:
        st.caption(say("teach.no_rows"))
        return
    view = chosen.view()
    scale: Scale = SCALES["stance" if -1 in taught.values else "frame"]
    # One figure a group, whoever the mentions are of; where there are two sides it is reckoned as a stance is.
    table = figures(ev.assign(target="", kind="", measure="stance" if -1 in taught.values else OWN))
    shown = figure_table(table, view.names, scale=scale, scope=view.mixed_scope, noun=view.noun)
    st.dataframe(shown, hide_index=True, alt=say("teach.figures_alt", noun=view.noun))
    st.caption(say("teach.figures_about", noun=view.noun))
    rows = ev.assign(strength=ev["value"].abs()).sort_values("strength", ascending=False, kind="stable")
    name = taught.label.name if taught.label.measure != CLAIM else say("teach.claim")

    def read(row: Row, text: str) -> Passage:
        signs = -1 in taught.values
        said = (
            say("teach.valued", label=name, value=signed(row["value"]))
            if signs
            else say("teach.likely", label=name, chance=percent(row["value"]))
        )
        return Passage(row["start"], row["end"], said)

    st.subheader(say("teach.sentences"), anchor=False)
    group = choose_outlet(view, rows, key="teach_group")
    rows = rows if group is None else rows[rows["group"] == group]
    show_passages(view, rows.assign(scorer=taught.version), read, key="teach_rows")


@st.cache_data(max_entries=10, show_spinner=say("teach.reading"))
def _found(root: str, digest: str, event: str, body: str, by: str) -> pd.DataFrame:
    library = reading(root, digest)
    return taught_spans(library, event, articles(library, event), from_json(body), by=by)


def _counts(counts: dict[int, int], label: Label) -> str:
    """Say how often each answer was given."""
    if label.measure in (CLAIM, "stance"):
        said = {
            -1: say("teach.against", n=counts.get(-1, 0)),
            0: say("teach.neither", n=counts.get(0, 0)),
            1: say("teach.for", n=counts.get(1, 0)),
        }
    else:
        said = {1: say("teach.yes", n=counts.get(1, 0)), 0: say("teach.no", n=counts.get(0, 0))}
    return listed(list(said.values()))
