"""Draw who is for or against whom, who does what to whom, and which words are held at a distance."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import pandas as pd
import streamlit as st

from pipeline.compare import agency, doers, main_entities, relation_matrix
from pipeline.compare.agency import act_spans
from pipeline.compare.relations import busiest, relation_spans
from pipeline.library import Library

from ._filters import choose_one, distinct
from ._grouping import title_of
from ._heads import show_head
from ._library import articles, measures, spans
from ._passages import (
    FORM_NAMES,
    NOBODY,
    Row,
    acted,
    choose_outlet,
    choose_rows,
    held_off,
    pair_of,
    related,
    show_passages,
    spoken,
)
from ._safe import as_text, marked_html, md_escape
from ._sections import View
from ._words import counted, not_measured, signed

Spans: TypeAlias = Literal["relations", "acts", "scare_quotes"]

HOLDERS_SHOWN, TARGETS_SHOWN = 10, 8
ENTITIES_COUNTED = 24
ACT_COLUMNS = {
    "Without a doer": st.column_config.TextColumn(help="Passives and nouns that name nobody who does it"),
    "In headlines": st.column_config.TextColumn(help="Without a doer, of the acts in headlines"),
}
ACTS = {"violent": "Violent acts", "accusing": "Accusations"}
CUE_NAMES = {
    "distancing": "Distancing cues",
    "endorsing": "Endorsing cues",
    "neutral": "Neutral cues",
    "no_cue": "No cue",
}
MATRIX_STYLE = """
.px-matrix-frame { overflow-x: auto; }
.px-matrix { border-collapse: collapse; font-size: .875rem; line-height: 1.35; }
.px-matrix caption { text-align: left; padding: 0 0 .4rem; }
.px-matrix th, .px-matrix td {
  border: 1px solid light-dark(#d9d6ce, #3c3c42); padding: .35rem .55rem; vertical-align: top; text-align: left;
  min-width: 5rem; max-width: 11rem; overflow-wrap: break-word;
}
.px-matrix th { font-weight: 600; }
.px-matrix tbody th { position: sticky; left: 0; background: light-dark(#ffffff, #17171a); }
.px-matrix small { display: block; color: light-dark(#555149, #bdb8ac); }
.px-matrix td.px-against1 { background: light-dark(#fdf0e8, #3a2013); }
.px-matrix td.px-against2 { background: light-dark(#fbdcc8, #57290f); }
.px-matrix td.px-against3 { background: light-dark(#f6bb95, #7d3a12); }
.px-matrix td.px-for1 { background: light-dark(#eaf4fb, #11293a); }
.px-matrix td.px-for2 { background: light-dark(#cfe6f7, #11384f); }
.px-matrix td.px-for3 { background: light-dark(#9dcdee, #11506f); }
"""


def show_relations(view: View, shown: pd.DataFrame, voice: str) -> None:
    """Draw who is for or against whom in one outlet's articles, and the sentences behind each cell."""
    show_head("Who is for or against whom", "relation", view, kept=set(shown["article_id"]))
    if "relation" not in measures(view.library):
        st.markdown(not_measured("who is for or against whom"))
        return
    chosen = tuple(shown["article_id"])
    stance = spans(view.library, view.event, "stance", by=view.by)
    names = tuple(main_entities(stance[stance["article_id"].isin(chosen)], most=ENTITIES_COUNTED)["target"])
    cells = cells_of(view.library, view.event, chosen, names, voice, by=view.by)
    there = {outlet: name for outlet, name in view.names.items() if outlet in set(cells["group"])}
    if not there:
        st.markdown("No sentence of these articles has one toward another in this voice.")
        return
    st.caption(
        f"From −1 (against) to +1 (for), the mean of the {view.noun}'s articles, and each of these the mean of its "
        "sentences. “The author” is the outlet in its own words; in the words of others, the speaker holds the view. "
        f"A side and a colour stand only where it is clear, of {counted(len(cells), 'pair')} tested at once."
        " In small: from how many sentences in how many articles."
        + (" Below five articles a cell speaks of these articles only." if view.mixed_scope else "")
    )
    outlet = choose_one("teller", md_escape(view.grouping.title), there, default=next(iter(there)))
    own = cells[cells["group"] == outlet]
    targets = busiest(own, "target", most=TARGETS_SHOWN)
    holders = busiest(own[own["target"].isin(targets)], "holder", most=HOLDERS_SHOWN)
    says = f"{there[outlet]}: holders down, toward whom across"
    st.html(matrix_html(own, holders, targets, caption=says))
    if len(holders) < own["holder"].nunique() or len(targets) < own["target"].nunique():
        st.caption("The most frequent are shown; the boxes below offer all.")
    pairs = st.columns(2)
    with pairs[0]:
        every = distinct({name: name for name in busiest(own, "holder", most=len(own))})
        holder = choose_one("holder", "Holder", every, default=_clearest(own)["holder"])
    toward = own[own["holder"] == holder]
    with pairs[1]:
        every = distinct({name: name for name in busiest(toward, "target", most=len(toward))})
        target = choose_one("toward", "Toward", every, default=_clearest(toward)["target"])
    (cell,) = toward[toward["target"] == target].to_dict("records")
    st.markdown(cell_in_words(cell, tested=len(cells)))
    rows = in_voice(span_table(view.library, view.event, "relations"), voice)
    rows = relation_spans(rows, shown, names=names, by=view.by)
    rows = rows[(rows["group"] == outlet) & (rows["holder"] == holder) & (rows["target"] == target)]
    strongest = rows.sort_values("value", key=lambda value: -value.abs(), kind="stable")
    show_passages(view, strongest, related, key=f"passages relation {outlet} {holder} {target}")


def show_acts(view: View, shown: pd.DataFrame, voice: str) -> None:
    """Draw in which forms each outlet tells of acts, who does them and to whom."""
    show_head("Doers and those acted on", "act", view, kept=set(shown["article_id"]))
    acts = act_spans(in_voice(span_table(view.library, view.event, "acts"), voice), shown, by=view.by)
    if acts.empty:
        st.markdown("No violent or accusing act is found in these articles in this voice.")
        return
    st.caption(
        "How the articles tell violent and accusing acts: with the doer (“X shelled Y”), as passive with or without "
        "one (“Y was shelled”), or as a noun (“the shelling of Y”). These are signals for a closer look and no "
        "verdict: all news uses passives, for a doer who is not known, or was named a sentence before."
    )
    kind = choose_one("act", "Acts", ACTS, default="violent")
    acts = acts[acts["kind"] == kind]
    table = agency(acts, shown, by=view.by)
    forms = agency_table(table[table["kind"] == kind], view.names, title=title_of(view.grouping))
    alt = f"{ACTS[kind]} by form, for each {view.noun}"
    st.dataframe(forms, hide_index=True, column_config=_column(view) | ACT_COLUMNS, alt=alt)
    outlet = choose_outlet(view, acts, key="acts of")
    if outlet is None:
        return
    own = acts[acts["group"] == outlet].reset_index(drop=True)
    found = doers(own, shown, by=view.by)
    st.dataframe(doer_table(found), hide_index=True, alt=f"{view.names[outlet]}: who does what to whom")
    nobody = own["doer"].isna()
    offered = {"all": ("All of them", own["kind"].notna()), "headline": ("In headlines", own["part"] == "headline")}
    offered["nobody"] = ("Without a doer", nobody)
    offered["headline nobody"] = ("In headlines, without a doer", nobody & (own["part"] == "headline"))
    offered |= {form: (title, own["form"] == form) for form, title in FORM_NAMES.items()}
    for row in found.drop_duplicates(["doer", "target"]).to_dict("records"):
        is_pair = (own["doer"].fillna("") == row["doer"]) & (own["target"].fillna("") == row["target"])
        offered[f"{row['doer']}\x1f{row['target']}"] = (pair_of(row), is_pair)
    rows = choose_rows("Which acts", offered, key=f"which acts {kind} {outlet}", start="all")
    if rows is not None:
        show_passages(view, own[rows], acted, key=f"passages acts {outlet}")


def show_distance(view: View, cued: pd.DataFrame, shown: pd.DataFrame, voice: str) -> None:
    """Draw which words outlets hold at a distance: scare quotes, and cues that vouch for words or do not.

    `cued` are the attributions whose cues are counted; the voice limits the scare quotes.
    """
    st.header("Words held at a distance", anchor=False)
    scare = in_voice(span_table(view.library, view.event, "scare_quotes"), voice)
    scare = act_spans(scare, shown, by=view.by).assign(what="scare")
    told = cued.assign(what=cued["endorsement"].fillna("no_cue"))
    if scare.empty and not (told["what"] != "no_cue").any():
        st.markdown("No scare quotes, and no cues that go with somebody's words, are found in these articles.")
        return
    st.caption(
        "Words in quotation marks that are nobody's speech, or after “so-called”; and the verbs that go with "
        "somebody's words: distancing (“claimed”), endorsing (“pointed out”), or neutral (“said”). Counts of these "
        "articles; the choice of whose words above is for the scare quotes alone."
    )
    what = {"scare": "Scare quotes"} | CUE_NAMES
    both = pd.concat([scare[["group", "what"]], told[["group", "what"]]], ignore_index=True)
    counts = both.groupby(["group", "what"]).size()
    rows = [
        {title_of(view.grouping): as_text(name)}
        | {title: int(counts.get((outlet, one), 0)) for one, title in what.items()}
        for outlet, name in view.names.items()
    ]
    alt = f"Scare quotes and cues of each {view.noun}"
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=_column(view), alt=alt)
    outlet = choose_outlet(view, both, key="distance of")
    if outlet is None:
        return
    scare, told = (part[part["group"] == outlet].reset_index(drop=True) for part in (scare, told))
    sizes = {"scare": len(scare)} | {cue: int((told["what"] == cue).sum()) for cue in CUE_NAMES}
    labels = {one: f"{title} ({sizes[one]})" for one, title in what.items() if sizes[one]}
    chosen = choose_one("distance", "Which words", labels, default=next(iter(labels)))
    if chosen == "scare":
        show_passages(view, scare, held_off, key=f"passages scare {outlet}")
    else:
        show_passages(view, told[told["what"] == chosen], spoken, key=f"passages {chosen} {outlet}")


def matrix_html(cells: pd.DataFrame, holders: Sequence[str], targets: Sequence[str], *, caption: str) -> str:
    """Return one outlet's cells as an HTML table, holders down and targets across; all text in it is escaped.

    Only what is clear has a side and a colour, the stronger the darker; the number stands in every cell.
    """
    found = {(row["holder"], row["target"]): row for row in cells.to_dict("records")}
    head = "".join(f'<th scope="col">{_plain(target)}</th>' for target in targets)
    body = "".join(
        f'<tr><th scope="row">{_plain(holder)}</th>'
        + "".join(_cell_html(found.get((holder, target))) for target in targets)
        + "</tr>"
        for holder in holders
    )
    return (
        f'<div class="px-matrix-frame" tabindex="0"><table class="px-matrix"><caption>{_plain(caption)}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def cell_in_words(cell: Row, *, tested: int) -> str:
    """Say one cell with its interval in Markdown; `tested` is among how many it was to be clear."""
    pair = f"**{md_escape(cell['holder'])}** toward **{md_escape(cell['target'])}**"
    n = f"{counted(cell['sentences'], 'sentence')} in {counted(cell['articles'], 'article')}"
    about = "the outlet" if cell["scope"] == "outlet" else "these articles"
    side = f"{cell['side']}, " if cell["side"] else "not clear, "
    ends = f"{signed(cell['low'])} to {signed(cell['high'])}, widened since {counted(tested, 'pair')} are tested"
    return f"{pair}: {side}{signed(cell['value'])} ({ends}), in {about}; {n}."


def _clearest(cells: pd.DataFrame) -> Row:
    """Return the first cell that has a side, else the first."""
    clear = cells[cells["side"].isin(("for", "against"))]
    row: Row = (cells if clear.empty else clear).head(1).to_dict("records")[0]
    return row


def _cell_html(cell: Row | None) -> str:
    if cell is None:
        return "<td></td>"
    strength = min(3, 1 + int(3 * abs(cell["value"])))
    kind = f' class="px-{cell["side"]}{strength}"' if cell["side"] in ("for", "against") else ""
    side = f"{cell['side']} " if cell["side"] else ""
    n = f"{cell['sentences']} in {cell['articles']}"
    return f"<td{kind}>{side}{signed(cell['value'])}<small>{n}</small></td>"


def agency_table(found: pd.DataFrame, names: Mapping[str, str], *, title: str = "Outlet") -> pd.DataFrame:
    """Return the rows of one kind of `compare.agency` as they are shown, one an outlet."""
    rows = {(row["group"], row["part"]): row for row in found.to_dict("records")}
    table = []
    for outlet, name in names.items():
        every, headline = rows.get((outlet, "all")), rows.get((outlet, "headline"))
        if every is None or headline is None:
            continue
        forms = {title: every[form] for form, title in FORM_NAMES.items()}
        without = {"Without a doer": _of_all(every), "In headlines": _of_all(headline)}
        table.append({title: as_text(name), "Acts": every["acts"], **forms, **without})
    return pd.DataFrame(table)


def _of_all(row: Row) -> str:
    return f"{row['without_doer']} of {row['acts']}" if row["acts"] else ""


def doer_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return one outlet's rows of `compare.doers` as they are shown."""
    table = pd.DataFrame({"Doer": [as_text(doer or NOBODY, most=120) for doer in found["doer"]]})
    table["Acted on"] = [as_text(target or NOBODY, most=120) for target in found["target"]]
    table["Where"] = found["part"].to_list()
    table["Acts"] = found["acts"].to_list()
    for form, title in FORM_NAMES.items():
        table[title] = found[form].to_list()
    return table


def span_table(library: Library, event: str, name: Spans) -> pd.DataFrame:
    """Return `Library.relations`, `acts` or `scare_quotes` of an event."""
    return _spans(str(library.root), library.digest, event, name)


def cells_of(
    library: Library, event: str, chosen: tuple[str, ...], names: tuple[str, ...], voice: str, *, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.relation_matrix` of the articles chosen, among these names, in this voice ("all" for both)."""
    return _cells(str(library.root), library.digest, event, chosen, names, voice, by)


def in_voice(table: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Return the rows in this voice, all of them for "all"."""
    return table if voice == "all" else table[table["voice"] == voice]


def _column(view: View) -> dict[str, Any]:
    return {title_of(view.grouping): st.column_config.TextColumn(width=170)}


def _plain(text: str) -> str:
    return marked_html(as_text(text, most=80), ())


@st.cache_data(max_entries=40, show_spinner=False)
def _spans(root: str, digest: str, event: str, name: Spans) -> pd.DataFrame:
    table: pd.DataFrame = getattr(Library.open(root), name)(event=event)
    return table


@st.cache_data(max_entries=40, show_spinner="Comparing")
def _cells(
    root: str, digest: str, event: str, chosen: tuple[str, ...], names: tuple[str, ...], voice: str, by: str
) -> pd.DataFrame:
    library = Library.open(root)
    table = articles(library, event)
    rows = in_voice(_spans(root, digest, event, "relations"), voice)
    return relation_matrix(rows, table[table["article_id"].isin(chosen)], names=names, by=by)
