"""Show which sentences are about a statement of the user's, how far that hangs on its wording, and who is for it.

For and against come from what people coded of 25 sentences (`_teach`), or from a model that the user names.
"""

import json
import random
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.encoder import load_model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.teach.claims import ABOUT, Claim, Near, by_group, judged, near
from pipeline.teach.coded import SPAN, encode_for, spans, texts_of
from pipeline.teach.taught import CLAIM, LONGEST_TEXT

from ._chosen import Chosen
from ._filters import choose_one, distinct
from ._library import articles, reading
from ._model import the_model
from ._passages import Passage, Row, choose_outlet, show_passages
from ._safe import as_text, md_escape
from ._sections import View
from ._teach import show_label
from ._text import say
from ._words import counted

STATEMENT, NEW = "claim", "new"  # in the address: the statement's id, or the wish for another


def show_claims(chosen: Chosen, coder: str) -> None:
    """Draw the user's statements, the sentences about one, and what these hold of it."""
    st.markdown(say("teach.claims_about"))
    if error := st.session_state.pop("claim_error", ""):
        st.error(md_escape(error), icon=":material/error:")
    known = claims_of(chosen.library)
    names = distinct({one: as_text(claim.statement, most=100) for one, claim in known.items()})
    picked = NEW
    if known:
        options = names | {NEW: say("teach.claim_new")}
        picked = choose_one(STATEMENT, say("teach.claim"), options, default=next(iter(options)))
    if picked == NEW:
        _define(chosen.library)
        return
    claim = known[picked]
    _show_claim(chosen, claim)
    found = _found(chosen, claim)
    if found is not None:
        _show_near(chosen, claim, *found)
        _show_sides(chosen, claim, coder, *found)


def claims_of(library: Library) -> dict[str, Claim]:
    """Return {id: claim} of the library's; one that cannot be read is passed over."""
    found = {}
    for one, body in library.claims().items():
        try:
            told = json.loads(body)
            found[one] = Claim(str(told["statement"]), tuple(map(str, told["paraphrases"])))
        except (ValueError, KeyError, TypeError, PipelineError):
            continue
    return found


def _define(library: Library) -> None:
    with st.form("claim"):
        statement = st.text_input(
            say("teach.claim_text"), max_chars=LONGEST_TEXT, placeholder=say("teach.claim_example")
        )
        wordings = st.text_area(
            say("teach.claim_wordings"), max_chars=10 * LONGEST_TEXT, placeholder=say("teach.claim_wordings_example"),
            help=say("teach.claim_wordings_help"),
        )  # fmt: skip
        if not st.form_submit_button(say("teach.claim_keep"), type="primary", icon=":material/search:"):
            return
    try:
        lines = [as_text(line, most=LONGEST_TEXT) for line in wordings.splitlines() if line.strip()]
        claim = Claim(as_text(statement, most=LONGEST_TEXT), tuple(lines))
        body = {"statement": claim.statement, "paraphrases": list(claim.paraphrases)}
        library.keep_claim(claim.id, json.dumps(body, ensure_ascii=False))
    except PipelineError as error:
        st.error(md_escape(error), icon=":material/error:")
    else:
        st.query_params[STATEMENT] = claim.id
        st.rerun()


def _show_claim(chosen: Chosen, claim: Claim) -> None:
    st.subheader(md_escape(claim.statement), anchor=False)
    if claim.paraphrases:
        st.caption(say("teach.claim_wording_list", wordings=" · ".join(map(md_escape, claim.paraphrases))))
    else:
        st.caption(say("teach.claim_alone"))
    st.button(
        say("teach.claim_drop"), key="claim_drop", type="tertiary", icon=":material/delete:",
        help=say("teach.claim_drop_help"), on_click=_drop, args=(chosen.library, claim.id),
    )  # fmt: skip


def _drop(library: Library, claim: str) -> None:
    try:
        library.drop_claim(claim)
    except PipelineError as error:
        st.session_state["claim_error"] = str(error)
    st.query_params.pop(STATEMENT, None)


def _found(chosen: Chosen, claim: Claim) -> tuple[pd.DataFrame, Near] | None:
    """Return the sentences of the articles that count, and how near each lies; None after saying what is wrong."""
    try:
        library = chosen.library
        table = _nearness(str(library.root), library.digest, chosen.event, claim.wordings)
    except PipelineError as error:
        st.warning(md_escape(error), icon=":material/warning:")
        return None
    table = table[table["article_id"].isin(chosen.kept_ids)].reset_index(drop=True)
    return table, Near.of(np.stack(list(table["alike"])) if len(table) else np.zeros((0, len(claim.wordings))))


@st.cache_data(max_entries=10, show_spinner=say("teach.reading"))
def _nearness(root: str, digest: str, event: str, wordings: tuple[str, ...]) -> pd.DataFrame:
    """Return the sentences of an event, each with its likeness with each wording."""
    library = reading(root, digest)
    claim = Claim(wordings[0], wordings[1:])
    table = spans(library, event, claim.label)
    encode = encode_for(library, the_model())
    found = near(np.array(list(table["vector"])), texts_of(library, event, table), claim, encode)
    return table.drop(columns="vector").assign(alike=list(found.by_wording))


def _show_near(chosen: Chosen, claim: Claim, table: pd.DataFrame, found: Near) -> None:
    view = chosen.view()
    groups = dict(zip(chosen.shown["article_id"], chosen.shown[chosen.by].astype(object), strict=True))
    groups = {article: group for article, group in groups.items() if isinstance(group, str)}
    counts = by_group(found, list(table["article_id"]), groups)
    shown = group_table(counts, view, several=len(claim.wordings) > 1)
    st.dataframe(shown, hide_index=True, alt=say("teach.groups_alt", noun=view.noun))
    st.caption(say("teach.groups_about", cut=f"{ABOUT:.2f}"))
    rows = _about(table, found).assign(group=lambda own: own["article_id"].map(groups))
    if rows.empty:
        st.info(say("teach.found_none"), icon=":material/info:")
        return
    group = choose_outlet(view, rows, key="claim_group")
    rows = rows if group is None else rows[rows["group"] == group]
    n = len(claim.wordings)

    def read(row: Row, text: str) -> Passage:
        if n == 1:
            return Passage(row["start"], row["end"], say("teach.near_alone", score=f"{row['score']:.2f}"))
        score, low, high = (f"{row[name]:.2f}" for name in ("score", "low", "high"))
        wordings = counted(n, "wording")
        says = say("teach.near_says", score=score, low=low, high=high, n=wordings, found=row["found"])
        return Passage(row["start"], row["end"], says)

    show_passages(view, rows, read, key="claim_rows")


def group_table(counts: pd.DataFrame, view: View, *, several: bool) -> pd.DataFrame:
    """Return one row a group: how many of its sentences are about a statement, and by single wordings."""
    by_id = counts.set_index("group")
    rows = []
    for group, name in view.names.items():
        row = by_id.loc[group] if group in by_id.index else dict.fromkeys(by_id.columns, 0)
        span = say("teach.column_range", least=int(row["least"]), most=int(row["most"]))
        rows.append((as_text(name), int(row["articles"]), int(row["sentences"]), int(row["about"]), span))
    columns = [
        view.noun.capitalize(), say("teach.column_articles"), say("teach.column_sentences"), say("teach.column_about"),
        say("teach.column_wordings"),
    ]  # fmt: skip
    whole = pd.DataFrame(rows, columns=columns)
    return whole if several else whole.drop(columns=columns[-1])


def _about(table: pd.DataFrame, found: Near) -> pd.DataFrame:
    """Return the sentences about a statement, the nearest first."""
    told = table.assign(score=found.score, low=found.low, high=found.high, found=found.found)[found.about]
    return told.sort_values("score", ascending=False, ignore_index=True)


def _show_sides(chosen: Chosen, claim: Claim, coder: str, table: pd.DataFrame, found: Near) -> None:
    st.header(say("teach.sides_title"), anchor=False)
    st.markdown(say("teach.sides_about"))
    rows = _about(table, found)
    if len(rows):
        _code_next(chosen, claim, coder, rows)
    show_label(chosen, claim.label)
    if len(rows):
        _judge(chosen, claim, rows)


def _code_next(chosen: Chosen, claim: Claim, coder: str, rows: pd.DataFrame) -> None:
    """Draw the next sentence that this person has not coded, in an order that chance made."""
    codes = chosen.library.codes(chosen.event)
    own = codes[(codes["measure"] == CLAIM) & (codes["label"] == claim.id) & (codes["coder"] == coder)]
    done = set(zip(own["article_id"], own["start"], own["end"], strict=True))
    order = list(range(len(rows)))
    random.Random(claim.id).shuffle(order)
    every = rows.iloc[order].to_dict("records")
    waiting = [row for row in every if (row["article_id"], row["start"], row["end"]) not in done]
    with st.container(border=True):
        if not waiting:
            st.markdown(say("teach.all_coded"))
        else:
            row = waiting[0]
            text = articles(chosen.library, chosen.event).set_index("article_id").loc[row["article_id"], "text"]
            st.caption(say("teach.next", at=len(rows) - len(waiting) + 1, n=len(rows)))
            st.markdown(md_escape(text[row["start"] : row["end"]]))
            span = {name: row[name] for name in SPAN}
            answers = {-1.0: say("teach.say_against"), 0.0: say("teach.say_neither"), 1.0: say("teach.say_for")}
            with st.container(horizontal=True):
                for value, name in answers.items():
                    about = (chosen.library, span, claim.id, value, coder)
                    st.button(name, key=f"claim_say {value:g}", on_click=_keep, args=about)
        if len(own):
            st.button(
                say("teach.take_back"), key="claim_back", type="tertiary", icon=":material/undo:",
                on_click=_take_back, args=(chosen.library, str(own.sort_values("code_id")["act"].iloc[-1])),
            )  # fmt: skip


def _keep(library: Library, span: dict[str, object], claim: str, value: float, coder: str) -> None:
    try:
        library.code(span, {claim: value}, measure=CLAIM, coder=coder)
    except PipelineError as error:
        st.session_state["claim_error"] = str(error)


def _take_back(library: Library, act: str) -> None:
    try:
        library.undo_code(act)
    except PipelineError as error:
        st.session_state["claim_error"] = str(error)


def _judge(chosen: Chosen, claim: Claim, rows: pd.DataFrame) -> None:
    """Draw the field for an NLI model, and what the one that was named says of each group's sentences."""
    with st.expander(say("teach.nli"), icon=":material/psychology:"):
        with st.form("nli"):
            name = st.text_input(say("teach.nli"), help=say("teach.nli_help"), label_visibility="collapsed")
            asked = st.form_submit_button(say("teach.nli_run"))
        key = f"nli {claim.id} {chosen.event}"
        if asked and name.strip():
            texts = articles(chosen.library, chosen.event).set_index("article_id")["text"]
            lines = [texts[row.article_id][row.start : row.end] for row in rows.itertuples()]
            try:
                with st.spinner(say("teach.nli_running", n=counted(len(lines), "sentence"))):
                    model = load_model(Path(name.strip()) if Path(name.strip()).is_dir() else name.strip())
                    chances = judged(model, claim, lines)
            except PipelineError as error:
                st.error(md_escape(error), icon=":material/error:")
                return
            st.session_state[key] = (model.version, rows.assign(side=chances.argmax(axis=1) - 1)[[*SPAN, "side"]])
        if key in st.session_state:
            version, sides = st.session_state[key]
            st.caption(md_escape(say("teach.nli_by", version=version)))
            view = chosen.view()
            told = sides.merge(chosen.shown[["article_id", chosen.by]], on="article_id")
            st.dataframe(side_table(told, view), hide_index=True, alt=say("teach.nli_alt", noun=view.noun))


def side_table(told: pd.DataFrame, view: View) -> pd.DataFrame:
    """Return one row a group: how many of its sentences about a statement are against, neither, for."""
    names = {-1: say("teach.column_against"), 0: say("teach.column_neither"), 1: say("teach.column_for")}
    rows = [
        {view.noun.capitalize(): as_text(name)}
        | {title: int(((told[view.by] == group) & (told["side"] == side)).sum()) for side, title in names.items()}
        for group, name in view.names.items()
    ]
    return pd.DataFrame(rows, columns=[view.noun.capitalize(), *names.values()])
