"""Draw how far people's codes agree with each other and with the model, and let codes out and in.

What is counted, `pipeline.codes` says. Coding itself is drawn by `_coding`.
"""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pipeline.codes import (
    CLAIM,
    MODEL,
    OWN,
    add_table,
    alphas,
    calibrations,
    code_table,
    confusion,
    model_codes,
    pairs_of,
    ratings,
    read_codes,
    values_of,
    weighted,
)  # fmt: skip
from pipeline.codes.judging import NARROW
from pipeline.errors import PipelineError
from pipeline.library import Library

from ._export import downloads
from ._libraries import is_demo
from ._safe import as_text, md_escape
from ._text import say
from ._words import FRAME_NAMES, ROLE_NAMES, counted, percent

_SPAN = ["article_id", "sentence_id", "start", "end"]
_EXAMPLE = 0.8  # a chance to explain calibration by
_ROUND = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """The codes of an event that count, the model's answers to the same, and what was counted of both."""

    codes: pd.DataFrame
    model: pd.DataFrame
    alphas: pd.DataFrame
    pairs: pd.DataFrame
    calibrations: pd.DataFrame


def show_agreement(library: Library, event: str) -> None:
    """Draw agreement, confusion and calibration of an event's codes, and the ways out and in for them."""
    judged = _judged(str(library.root), library.digest, event)
    if judged.codes.empty:
        st.markdown(say("agreement.none"))
    else:
        _show_alphas(judged)
        _show_pairs(judged)
        _show_calibrations(judged)
    _show_exchange(library, event, judged)


def what_was_coded(measure: str, label: str) -> str:
    """Name what a code is about, as plain text."""
    if measure == "frame":
        return FRAME_NAMES[label] if label in FRAME_NAMES else as_text(label)
    if measure == "role":
        return ROLE_NAMES[label] if label in ROLE_NAMES else as_text(label)
    if measure == OWN:
        return say("agreement.own", label=as_text(label))
    if measure == CLAIM:
        return say("agreement.claim", label=as_text(label))
    return {"stance": say("agreement.stance"), "loaded": say("agreement.loaded")}.get(measure, as_text(measure))


def answer_in_words(measure: str, value: float) -> str:
    """Say a coded value: against, neither, for; no, yes; of loaded words their share."""
    if measure in ("stance", CLAIM):
        told = {-1.0: say("agreement.against"), 0.0: say("agreement.neither"), 1.0: say("agreement.for")}
    else:
        told = {0.0: say("agreement.no"), 1.0: say("agreement.yes")}
    return percent(value) if measure == "loaded" or value not in told else told[value]


@st.cache_data(max_entries=10, show_spinner=False)
def _judged(root: str, digest: str, event: str) -> Judged:
    library = Library.open(root)
    codes = weighted(library, event)
    model = model_codes(library, event, codes)
    return Judged(codes, model, alphas(codes), pairs_of(codes, model), calibrations(codes, model))


def _whats(table: pd.DataFrame) -> list[str]:
    return [what_was_coded(row["measure"], row["label"]) for row in table.to_dict("records")]


def _coder(name: object) -> str:
    return say("agreement.model") if name == MODEL else as_text(str(name))


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.{_ROUND}f}"


def _show_alphas(judged: Judged) -> None:
    st.subheader(say("agreement.title"), anchor=False)
    shared = judged.alphas[judged.alphas["units"] > 0]
    if shared.empty:
        st.markdown(say("agreement.alone"))
        return
    st.markdown(say("agreement.about"))
    st.dataframe(
        pd.DataFrame(
            {
                say("agreement.what"): _whats(shared),
                say("agreement.mode"): shared["mode"].to_list(),
                say("agreement.alpha"): [_number(value) for value in shared["alpha"]],
                say("agreement.low"): [_number(value) for value in shared["low"]],
                say("agreement.high"): [_number(value) for value in shared["high"]],
                say("agreement.units"): shared["units"].to_list(),
                say("agreement.coders"): shared["coders"].to_list(),
            }
        ),
        hide_index=True, alt=say("agreement.table_alpha"),
    )  # fmt: skip
    if shared["alpha"].isna().any():
        st.caption(say("agreement.same"))


def _show_pairs(judged: Judged) -> None:
    pairs = judged.pairs
    if pairs.empty:
        return
    st.subheader(say("agreement.model_title"), anchor=False)
    names = [(_coder(row.coder_a), _coder(row.coder_b)) for row in pairs.itertuples()]
    st.dataframe(
        pd.DataFrame(
            {
                say("agreement.what"): _whats(pairs),
                say("agreement.mode"): pairs["mode"].to_list(),
                say("agreement.coder_a"): [a for a, _ in names],
                say("agreement.coder_b"): [b for _, b in names],
                say("agreement.both"): pairs["units"].to_list(),
                say("agreement.agree"): [percent(share) for share in pairs["agree"]],
                say("agreement.alpha"): [_number(value) for value in pairs["alpha"]],
                say("agreement.low"): [_number(value) for value in pairs["low"]],
                say("agreement.high"): [_number(value) for value in pairs["high"]],
            }
        ),
        hide_index=True, alt=say("agreement.table_pairs"),
    )  # fmt: skip
    _show_confusion(judged)


def _show_confusion(judged: Judged) -> None:
    pairs = judged.pairs[judged.pairs["measure"] != "loaded"].to_dict("records")
    if not pairs:
        return
    titles = [
        say(
            "agreement.pair_is", what=what_was_coded(row["measure"], row["label"]), mode=row["mode"],
            a=_coder(row["coder_a"]), b=_coder(row["coder_b"]), n=counted(row["units"], "answer"),
        )
        for row in pairs
    ]  # fmt: skip
    st.markdown(f"**{say('agreement.confusion')}**")
    at = st.selectbox(say("agreement.pair"), range(len(pairs)), format_func=titles.__getitem__, key="confusion_pair")
    row = pairs[at or 0]
    both = pd.concat([judged.codes, judged.model], ignore_index=True)
    own = both[(both["measure"] == row["measure"]) & (both["label"] == row["label"]) & (both["mode"] == row["mode"])]
    values = values_of(row["measure"], own["value"])
    counts = confusion(ratings(own, _SPAN), row["coder_a"], row["coder_b"], values=values)
    said = [answer_in_words(row["measure"], value) for value in values]
    table = counts.set_axis(said, axis=0).set_axis(said, axis=1).rename_axis(index=None, columns=None)
    st.table(table, border="horizontal", alt=say("agreement.table_confusion"))
    a, b = (md_escape(_coder(row[f"coder_{side}"])) for side in "ab")
    st.caption(say("agreement.confusion_about", a=a, b=b))


def _show_calibrations(judged: Judged) -> None:
    table = judged.calibrations
    if table.empty:
        return
    st.subheader(say("agreement.calibration_title"), anchor=False)
    st.markdown(say("agreement.calibration_about", percent=percent(_EXAMPLE), width=percent(NARROW)))
    st.dataframe(
        pd.DataFrame(
            {
                say("agreement.what"): _whats(table),
                say("agreement.mode"): table["mode"].to_list(),
                say("agreement.error"): [percent(value) for value in table["error"]],
                say("agreement.low"): ["" if pd.isna(value) else percent(value) for value in table["low"]],
                say("agreement.high"): ["" if pd.isna(value) else percent(value) for value in table["high"]],
                say("agreement.floor"): [percent(value) for value in table["floor"]],
                say("agreement.answers"): table["n"].to_list(),
                say("agreement.more"): ["" if pd.isna(value) else f"{int(value):,}" for value in table["more"]],
            }
        ),
        hide_index=True, alt=say("agreement.table_calibration"),
    )  # fmt: skip


def _show_exchange(library: Library, event: str, judged: Judged) -> None:
    with st.expander(say("agreement.exchange"), icon=":material/swap_horiz:"):
        st.markdown(say("agreement.exchange_about"))
        if len(judged.codes):
            downloads(f"{event} codes", {say("agreement.codes"): code_table(library, event)}, key="codes")
        if is_demo(library):
            return
        with st.form("bring_codes", border=False, clear_on_submit=True):
            file = st.file_uploader(say("agreement.bring"), type=["csv", "jsonl", "parquet"], key="codes_file")
            pressed = st.form_submit_button(say("agreement.bring_in"))
        if pressed and file is not None:
            try:
                added = add_table(library, read_codes(file.getvalue(), file.name))
            except PipelineError as error:
                st.error(md_escape(error))
                return
            st.session_state["codes_brought"] = added
            st.rerun()
        if (added := st.session_state.pop("codes_brought", None)) is not None:
            codes = counted(added, "code")
            st.success(say("agreement.brought", n=codes) if added else say("agreement.brought_none"))
