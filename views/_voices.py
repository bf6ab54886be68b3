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
from ._library import articles, measures, reading, spans
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
from ._text import say
from ._words import THESE, counted, not_measured, signed

Spans: TypeAlias = Literal["relations", "acts", "scare_quotes"]

HOLDERS_SHOWN, TARGETS_SHOWN = 10, 8
ENTITIES_COUNTED = 24
ACT_COLUMNS = {
    say("voices.without_doer"): st.column_config.TextColumn(help=say("voices.without_doer_help")),
    say("voices.in_headlines"): st.column_config.TextColumn(help=say("voices.headlines_without_help")),
}
ACTS = {"violent": say("voices.acts_violent"), "accusing": say("voices.acts_accusing")}
CUE_NAMES = {
    "distancing": say("voices.cues_distancing"),
    "endorsing": say("voices.cues_endorsing"),
    "neutral": say("voices.cues_neutral"),
    "no_cue": say("voices.cues_none"),
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


def show_relations(view: View, shown: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Draw who is for or against whom in one outlet's articles, and the sentences behind each cell.

    Returns the cells of all outlets, none where nothing is drawn.
    """
    show_head(say("voices.relations"), "relation", view, kept=set(shown["article_id"]))
    if "relation" not in measures(view.library):
        st.markdown(not_measured(say("voices.relations_what")))
        return pd.DataFrame()
    chosen = tuple(shown["article_id"])
    stance = spans(view.library, view.event, "stance", by=view.by)
    names = tuple(main_entities(stance[stance["article_id"].isin(chosen)], most=ENTITIES_COUNTED)["target"])
    cells = cells_of(view.library, view.event, chosen, names, voice, by=view.by)
    there = {outlet: name for outlet, name in view.names.items() if outlet in set(cells["group"])}
    if not there:
        st.markdown(say("voices.relations_none"))
        return pd.DataFrame()
    about = [say("voices.relations_about", noun=view.noun, pairs=counted(len(cells), "pair"))]
    about += [say("voices.relations_mixed")] if view.mixed_scope else []
    st.caption(" ".join(about))
    outlet = choose_one("teller", md_escape(view.grouping.title), there, default=next(iter(there)))
    own = cells[cells["group"] == outlet]
    targets = busiest(own, "target", most=TARGETS_SHOWN)
    holders = busiest(own[own["target"].isin(targets)], "holder", most=HOLDERS_SHOWN)
    says = say("voices.relations_caption", name=there[outlet])
    st.html(matrix_html(own, holders, targets, caption=says))
    if len(holders) < own["holder"].nunique() or len(targets) < own["target"].nunique():
        st.caption(say("voices.relations_most"))
    pairs = st.columns(2)
    with pairs[0]:
        every = distinct({name: name for name in busiest(own, "holder", most=len(own))})
        holder = choose_one("holder", "Holder", every, default=_clearest(own)["holder"])
    toward = own[own["holder"] == holder]
    with pairs[1]:
        every = distinct({name: name for name in busiest(toward, "target", most=len(toward))})
        target = choose_one("toward", "Toward", every, default=_clearest(toward)["target"])
    (cell,) = toward[toward["target"] == target].to_dict("records")
    st.markdown(cell_in_words(cell, tested=len(cells), noun=view.noun))
    rows = in_voice(span_table(view.library, view.event, "relations"), voice)
    rows = relation_spans(rows, shown, names=names, by=view.by)
    rows = rows[(rows["group"] == outlet) & (rows["holder"] == holder) & (rows["target"] == target)]
    strongest = rows.sort_values("value", key=lambda value: -value.abs(), kind="stable")
    show_passages(view, strongest, related, key=f"passages relation {outlet} {holder} {target}")
    return cells


def show_acts(view: View, shown: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Draw in which forms each outlet tells of acts, who does them and to whom; return the counts of all acts."""
    show_head(say("voices.acts"), "act", view, kept=set(shown["article_id"]))
    acts = act_spans(in_voice(span_table(view.library, view.event, "acts"), voice), shown, by=view.by)
    if acts.empty:
        st.markdown(say("voices.acts_none"))
        return pd.DataFrame()
    st.caption(say("voices.acts_about"))
    table = agency(acts, shown, by=view.by)
    kind = choose_one("act", "Acts", ACTS, default="violent")
    acts = acts[acts["kind"] == kind]
    forms = agency_table(table[table["kind"] == kind], view.names, title=title_of(view.grouping))
    alt = say("voices.acts_alt", acts=ACTS[kind], noun=view.noun)
    st.dataframe(forms, hide_index=True, column_config=_column(view) | ACT_COLUMNS, alt=alt)
    outlet = choose_outlet(view, acts, key="acts of")
    if outlet is None:
        return table
    own = acts[acts["group"] == outlet].reset_index(drop=True)
    found = doers(own, shown, by=view.by)
    st.dataframe(doer_table(found), hide_index=True, alt=say("voices.doers_alt", name=view.names[outlet]))
    nobody = own["doer"].isna()
    in_headline = own["part"] == "headline"
    offered = {
        "all": (say("voices.acts_all"), own["kind"].notna()),
        "headline": (say("voices.in_headlines"), in_headline),
        "nobody": (say("voices.without_doer"), nobody),
        "headline_nobody": (say("voices.headlines_without"), nobody & in_headline),
    }
    offered |= {form: (title, own["form"] == form) for form, title in FORM_NAMES.items()}
    for row in found.drop_duplicates(["doer", "target"]).to_dict("records"):
        is_pair = (own["doer"].fillna("") == row["doer"]) & (own["target"].fillna("") == row["target"])
        offered[f"{row['doer']}\x1f{row['target']}"] = (pair_of(row), is_pair)
    rows = choose_rows(say("voices.acts_which"), offered, key=f"which acts {kind} {outlet}", start="all")
    if rows is not None:
        show_passages(view, own[rows], acted, key=f"passages acts {outlet}")
    return table


def show_distance(view: View, cued: pd.DataFrame, shown: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Draw which words outlets hold at a distance: scare quotes, and cues that vouch for words or do not.

    `cued` are the attributions whose cues are counted; the voice limits the scare quotes. Returns the counts, one row
    an outlet.
    """
    st.header(say("voices.distance"), anchor=False)
    scare = in_voice(span_table(view.library, view.event, "scare_quotes"), voice)
    scare = act_spans(scare, shown, by=view.by).assign(what="scare")
    told = cued.assign(what=cued["endorsement"].fillna("no_cue"))
    if scare.empty and not (told["what"] != "no_cue").any():
        st.markdown(say("voices.distance_none"))
        return pd.DataFrame()
    st.caption(say("voices.distance_about"))
    what = {"scare": say("voices.scare")} | CUE_NAMES
    both = pd.concat([scare[["group", "what"]], told[["group", "what"]]], ignore_index=True)
    counts = pd.crosstab(both["group"], both["what"]).reindex(index=list(view.names), columns=list(what), fill_value=0)
    table = counts.rename(columns=what).reset_index(drop=True)
    table.insert(0, title_of(view.grouping), [as_text(name) for name in view.names.values()])
    alt = say("voices.distance_alt", noun=view.noun)
    st.dataframe(table, hide_index=True, column_config=_column(view), alt=alt)
    counts = (
        counts.rename(columns={"scare": "scare_quotes"}).rename_axis("group").rename_axis(None, axis=1).reset_index()
    )
    outlet = choose_outlet(view, both, key="distance of")
    if outlet is None:
        return counts
    scare, told = (part[part["group"] == outlet].reset_index(drop=True) for part in (scare, told))
    sizes = {"scare": len(scare)} | {cue: int((told["what"] == cue).sum()) for cue in CUE_NAMES}
    labels = {one: f"{title} ({sizes[one]})" for one, title in what.items() if sizes[one]}
    chosen = choose_one("distance", say("voices.distance_which"), labels, default=next(iter(labels)))
    if chosen == "scare":
        show_passages(view, scare, held_off, key=f"passages scare {outlet}")
    else:
        show_passages(view, told[told["what"] == chosen], spoken, key=f"passages {chosen} {outlet}")
    return counts


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


def cell_in_words(cell: Row, *, tested: int, noun: str = "outlet") -> str:
    """Say one cell with its interval in Markdown; `tested` is among how many it was to be clear."""
    return say(
        "voices.cell",
        pair=say("voices.pair", holder=md_escape(cell["holder"]), target=md_escape(cell["target"])),
        side=cell["side"] or say("voices.not_clear"),
        value=signed(cell["value"]), low=signed(cell["low"]), high=signed(cell["high"]),
        pairs=counted(tested, "pair"),
        about=say("voices.the_group", noun=noun) if cell["scope"] == "outlet" else THESE,
        sentences=counted(cell["sentences"], "sentence"), articles=counted(cell["articles"], "article"),
    )  # fmt: skip


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
        without = {say("voices.without_doer"): _of_all(every), say("voices.in_headlines"): _of_all(headline)}
        table.append({title: as_text(name), "Acts": every["acts"], **forms, **without})
    return pd.DataFrame(table)


def _of_all(row: Row) -> str:
    return f"{row['without_doer']} of {row['acts']}" if row["acts"] else ""


def doer_table(found: pd.DataFrame) -> pd.DataFrame:
    """Return one outlet's rows of `compare.doers` as they are shown."""
    table = pd.DataFrame({"Doer": [as_text(doer or NOBODY, most=120) for doer in found["doer"]]})
    table[say("passages.acted_on")] = [as_text(target or NOBODY, most=120) for target in found["target"]]
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
    table: pd.DataFrame = getattr(reading(root, digest), name)(event=event)
    return table


@st.cache_data(max_entries=40, show_spinner="Comparing")
def _cells(
    root: str, digest: str, event: str, chosen: tuple[str, ...], names: tuple[str, ...], voice: str, by: str
) -> pd.DataFrame:
    library = Library.open(root)
    table = articles(library, event)
    rows = in_voice(_spans(root, digest, event, "relations"), voice)
    return relation_matrix(rows, table[table["article_id"].isin(chosen)], names=names, by=by)
