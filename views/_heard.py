"""Draw who is heard: an outlet's speakers as a sentence, dots and a table, and those whom outlets share.

The dots themselves are `_speakers.py`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.compare import diversity, shared_sources, who_is_heard
from pipeline.compare.spans import spoken as spoken_rows
from pipeline.compare.speakers import NAMED, UNNAMED, UNTOLD, sourced
from pipeline.library import Library

from ._charts import show_chart
from ._filters import distinct
from ._grouping import title_of
from ._heads import show_head
from ._library import articles, attributions
from ._passages import choose_rows, show_passages, spoken
from ._safe import as_text, md_escape
from ._sections import View
from ._speakers import SOURCE_NAMES, speaker_dots, speaker_name
from ._text import say
from ._words import counted, listed, percent

SPEAKERS_SHOWN = 8  # dots
SPEAKERS_NAMED, MOST_NAMED = 3, 5  # in a sentence: so many, and with those who have as many words as the last, so many
SPEAKER_COLUMNS = {
    "Speaker": st.column_config.TextColumn(width=150),
    "Quoted": st.column_config.Column(help=say("voices.in_quotes_help")),
    "Headlines": st.column_config.Column(help=say("voices.headlines_help")),
    say("voices.first"): st.column_config.TextColumn(help=say("voices.first_help")),
    say("voices.as_told"): st.column_config.TextColumn(width=180, help=say("voices.as_told_help")),
}
DIVERSITY_COLUMNS = {
    "Words": st.column_config.Column(help=say("voices.words_help")),
    "Attributed": st.column_config.TextColumn(help=say("voices.attributed_help")),
    "Quoted": st.column_config.TextColumn(help=say("voices.quoted_help")),
    say("voices.equal"): st.column_config.TextColumn(help=say("voices.equal_help")),
    say("voices.no_name"): st.column_config.TextColumn(help=say("voices.no_name_help")),
    say("voices.not_told"): st.column_config.TextColumn(help=say("voices.not_told_help")),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What `compare.speakers` says of some articles: their attributions, speakers, spread, and shared speakers.

    `cued` are the attributions whose cues are counted: those of `said`, and those that are nobody's words but whose
    cue vouches for them or keeps its distance.
    """

    said: pd.DataFrame
    cued: pd.DataFrame
    speakers: pd.DataFrame
    spread: pd.DataFrame
    shared: pd.DataFrame


def heard_of(library: Library, event: str, chosen: tuple[str, ...], *, by: str = "outlet_id") -> Heard:
    """Return who is heard in the articles chosen, by the groups of the column `by`."""
    return _heard(str(library.root), library.digest, event, chosen, by)


def show_heard(view: View, heard: Heard) -> dict[str, go.Figure]:
    """Draw whom each outlet lets speak, and how much; return {outlet's name: chart}."""
    show_head(say("voices.heard"), "voice", view)
    if heard.said.empty:
        st.markdown(say("voices.heard_none"))
        return {}
    st.caption(say("voices.heard_about"))
    title = title_of(view.grouping)
    st.dataframe(
        diversity_table(heard.spread, view.names, title=title), hide_index=True,
        column_config={title: st.column_config.TextColumn(width=165)} | DIVERSITY_COLUMNS,
        alt=say("voices.heard_alt", noun=view.noun),
    )  # fmt: skip
    speakers = heard.speakers
    longest = int(speakers["words"].where(speakers["told"] != UNTOLD, 0).max())
    charts: dict[str, go.Figure] = {}
    for outlet, name in view.names.items():
        own, said = (rows[rows["group"] == outlet] for rows in (speakers, heard.said))
        fig = heard_in(view, outlet, own, said, longest=longest)
        charts |= {name: fig} if fig is not None else {}
    return charts


def show_shared(view: View, heard: Heard) -> None:
    """Draw which speakers several outlets hear, and who is heard by one alone."""
    st.header(say("voices.shared", nouns=view.grouping.nouns), anchor=False)
    if len(view.names) < 2:
        st.markdown(say("voices.shared_one", noun=view.noun))
        return
    found, said = heard.shared, heard.said
    if found.empty:
        st.markdown(say("voices.shared_nobody"))
        return
    both, alone = found[found["groups"] > 1], found[found["groups"] == 1]
    st.caption(say("voices.shared_about", noun=view.noun))
    if both.empty:
        st.markdown(say("voices.shared_none", nouns=view.grouping.nouns))
    else:
        show_words(view, both, alt=say("voices.shared_alt", nouns=view.grouping.nouns))
    if len(alone):
        speakers = counted(alone["speaker"].nunique(), "named speaker")
        with st.expander(say("voices.shared_alone", speakers=speakers, noun=view.noun)):
            show_words(view, alone, alt=say("voices.shared_alone_alt", noun=view.noun))
    names = found.drop_duplicates("speaker")["speaker"]
    offered = {
        speaker: (as_text(speaker, most=80), (said["told"] == NAMED) & (said["speaker"] == speaker))
        for speaker in names
    }
    rows = choose_rows(say("voices.shared_show", noun=view.noun), offered, key="shared speaker")
    if rows is not None:
        show_passages(view, said[rows].sort_values("group", kind="stable"), spoken, key="passages shared")


def show_words(view: View, shared: pd.DataFrame, *, alt: str) -> None:
    """Draw rows of `compare.shared_sources` as a table of speakers and outlets."""
    table = shared_table(shared, view.names)
    widths = {column: st.column_config.TextColumn(width=150) for column in table}
    st.dataframe(table, hide_index=True, column_config=widths, alt=alt)


def heard_in(view: View, outlet: str, speakers: pd.DataFrame, said: pd.DataFrame, *, longest: int) -> go.Figure | None:
    """Draw whom one outlet lets speak: a sentence, dots, a table, and each speaker's passages; return the dots."""
    name = view.names[outlet]
    with st.container(border=True):
        st.subheader(md_escape(name), anchor=False)
        st.markdown(heard_in_words(speakers))
        if speakers.empty:
            return None
        top = speakers[speakers["told"] != UNTOLD].head(SPEAKERS_SHOWN)
        box = f"speaker {outlet}"
        words = ", ".join(f"{speaker_name(row)} {counted(row['words'], 'word')}" for row in top.to_dict("records"))
        alt = f"{name}: {words or say('voices.heard_nobody')}"
        fig = None
        sides = st.columns(2, vertical_alignment="center") if len(top) else [st.container()]
        if len(top):
            with sides[0]:
                ids = [f"{row['told']}:{row['speaker']}" for row in top.to_dict("records")]
                fig = speaker_dots(top, ids, look=view.looks[outlet], longest=longest)
                show_chart(fig, alt=alt, key=f"dots {outlet}", take=partial(_choose, box))
        with sides[-1]:
            st.dataframe(speaker_table(speakers), hide_index=True, alt=alt, column_config=SPEAKER_COLUMNS)
        offered = {
            "all": (say("voices.all_passages"), said["told"].notna()),
            "unnamed": (say("voices.every_unnamed"), said["told"] == UNNAMED),
            "headline": (say("voices.in_headlines"), said["section"] == "headline"),
            "quoted": (say("voices.with_quotes"), said["quoted_words"] > 0),
        }
        for row in speakers.to_dict("records"):
            is_own = (said["told"] == row["told"]) & (said["speaker"].fillna("") == row["speaker"])
            offered[f"{row['told']}:{row['speaker']}"] = (speaker_name(row), is_own)
        rows = choose_rows(say("passages.show_of"), offered, key=box)
        if rows is not None:
            show_passages(view, said[rows], spoken, key=f"passages {outlet}")
    return fig


def _choose(box: str, speaker: str) -> None:
    st.session_state[box] = speaker


def heard_in_words(speakers: pd.DataFrame) -> str:
    """Say of the rows of one outlet in `compare.who_is_heard` who has most words, in Markdown."""
    if speakers.empty:
        return say("voices.heard_no_words")
    told = speakers[speakers["told"] != UNTOLD]
    if told.empty:
        return say("voices.heard_untold", words=counted(int(speakers["words"].sum()), "word"))
    most = told.nlargest(SPEAKERS_NAMED, "words", keep="all").head(MOST_NAMED)
    named = [f"**{md_escape(speaker_name(row))}** ({row['words']})" for row in most.to_dict("records")]
    of = say("voices.heard_of", speakers=counted(len(told), "speaker")) if len(told) > len(most) else ""
    return say("voices.heard_most", speakers=listed(named), of=of)


def diversity_table(found: pd.DataFrame, names: Mapping[str, str], *, title: str = "Outlet") -> pd.DataFrame:
    """Return `compare.diversity` as it is shown, one row an outlet in the order of `names`."""
    rows = {row["group"]: row for row in found.to_dict("records")}
    shares = {
        "Attributed": "attributed_share",
        "Quoted": "direct_share",
        say("voices.no_name"): "unnamed_share",
        say("voices.not_told"): "untold_share",
    }
    table = [
        {
            title: as_text(name),
            "Articles": rows[outlet]["articles"],
            "Words": rows[outlet]["words"],
            "Speakers": rows[outlet]["speakers"],
            say("voices.equal"): "" if pd.isna(rows[outlet]["effective"]) else f"{rows[outlet]['effective']:.1f}",
        }
        | {share: "" if pd.isna(rows[outlet][key]) else percent(rows[outlet][key]) for share, key in shares.items()}
        for outlet, name in names.items()
        if outlet in rows
    ]
    return pd.DataFrame(table)


def speaker_table(heard: pd.DataFrame) -> pd.DataFrame:
    """Return `compare.who_is_heard` of one outlet as it is shown."""
    rows = heard.to_dict("records")
    return pd.DataFrame(
        {
            "Speaker": [speaker_name(row) for row in rows],
            "Words": heard["words"].to_list(),
            "Quoted": heard["quoted_words"].to_list(),
            "Passages": heard["attributions"].to_list(),
            "Articles": heard["articles"].to_list(),
            "Headlines": heard["headlines"].to_list(),
            say("voices.first"): [percent(row["first"]) for row in rows],
            "Told": [SOURCE_NAMES[row["told"]] for row in rows],
            say("voices.as_told"): [as_text(row["affiliation"], most=120) for row in rows],
        }
    )


def shared_table(shared: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return rows of `compare.shared_sources` as they are shown: one row a speaker, one column an outlet."""
    words = {(row["speaker"], row["group"]): row for row in shared.to_dict("records")}
    titles = distinct({"": "Speaker", **names})
    table = []
    for speaker in dict.fromkeys(shared["speaker"]):
        cells = {titles[""]: as_text(speaker, most=80)}
        for outlet in names:
            row = words.get((speaker, outlet))
            cells[titles[outlet]] = f"{counted(row['words'], 'word')} ({row['attributions']})" if row else ""
        table.append(cells)
    return pd.DataFrame(table)


@st.cache_data(max_entries=40, show_spinner=False)
def _heard(root: str, digest: str, event: str, chosen: tuple[str, ...], by: str) -> Heard:
    library = Library.open(root)
    every, table = articles(library, event), attributions(library, event)
    shown = every[every["article_id"].isin(chosen)]
    said = table[spoken_rows(table)]
    cued = table[spoken_rows(table) | table["endorsement"].isin(("endorsing", "distancing"))]
    found = (of(said, shown, by=by) for of in (who_is_heard, diversity, shared_sources))
    return Heard(sourced(said, shown, by=by), sourced(cued, shown, by=by), *found)
