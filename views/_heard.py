"""Draw who is heard: an outlet's speakers as a sentence, dots and a table, and those whom outlets share.

The dots themselves are `_speakers.py`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
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
from ._words import counted, listed, percent

SPEAKERS_SHOWN = 8  # dots
SPEAKERS_NAMED, MOST_NAMED = 3, 5  # in a sentence: so many, and with those who have as many words as the last, so many
SPEAKER_COLUMNS = {
    "Speaker": st.column_config.TextColumn(width=150),
    "Quoted": st.column_config.Column(help="Words in quotation marks"),
    "Headlines": st.column_config.Column(help="Passages in headlines"),
    "First heard": st.column_config.TextColumn(
        help="How far into the text the speaker's first words begin: the mean of the articles that hear them."
    ),
    "As the text has it": st.column_config.TextColumn(
        width=180, help="What the articles say the speaker is: what most passages say, of several the fullest."
    ),
}
DIVERSITY_COLUMNS = {
    "Words": st.column_config.Column(help="Of the whole articles, with their headlines"),
    "Attributed": st.column_config.TextColumn(help="The share of these words that are somebody's, quoted or not"),
    "Quoted": st.column_config.TextColumn(help="The share of attributed words that stand in quotation marks"),
    "Equal speakers": st.column_config.TextColumn(
        help="As how many speakers with equally many words each they are: the exponential of the Shannon entropy of "
        "their words (Jost 2006)."
    ),
    "No name": st.column_config.TextColumn(help="The share of attributed words by sources without a name"),
    "Not told": st.column_config.TextColumn(help="The share of attributed words whose speaker is not told"),
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


def show_heard(view: View, heard: Heard) -> None:
    """Draw whom each outlet lets speak, and how much."""
    show_head("Who is heard", "voice", view)
    if heard.said.empty:
        st.markdown("No quoted or attributed words are found in these articles.")
        return
    st.caption(
        "Words that an article says are somebody's, quoted or not, counted in these articles. “Equal speakers”: as "
        "many with equally many words each would be as evenly heard. A click on a dot opens its passages."
    )
    title = title_of(view.grouping)
    st.dataframe(
        diversity_table(heard.spread, view.names, title=title), hide_index=True,
        column_config={title: st.column_config.TextColumn(width=165)} | DIVERSITY_COLUMNS,
        alt=f"Attributed words and speakers of each {view.noun}",
    )  # fmt: skip
    speakers = heard.speakers
    longest = int(speakers["words"].where(speakers["told"] != UNTOLD, 0).max())
    for outlet in view.names:
        own, said = (rows[rows["group"] == outlet] for rows in (speakers, heard.said))
        heard_in(view, outlet, own, said, longest=longest)


def show_shared(view: View, heard: Heard) -> None:
    """Draw which speakers several outlets hear, and who is heard by one alone."""
    st.header(f"Sources that {view.grouping.nouns} share", anchor=False)
    if len(view.names) < 2:
        st.markdown(f"Only one {view.noun} is shown here: nothing can be shared.")
        return
    found, said = heard.shared, heard.said
    if found.empty:
        st.markdown("No speaker is named in these articles.")
        return
    both, alone = found[found["groups"] > 1], found[found["groups"] == 1]
    st.caption(
        f"Speakers with a name, and how many of their words each {view.noun} carries; in brackets, the passages."
    )
    if both.empty:
        st.markdown(f"No named speaker is heard by two of these {view.grouping.nouns}.")
    else:
        show_words(view, both, alt="Words of each speaker whom several outlets hear")
    if len(alone):
        speakers = counted(alone["speaker"].nunique(), "named speaker")
        with st.expander(f"{speakers} heard by one {view.noun} only"):
            show_words(view, alone, alt="Words of speakers heard by one outlet")
    names = found.drop_duplicates("speaker")["speaker"]
    offered = {
        speaker: (as_text(speaker, most=80), (said["told"] == NAMED) & (said["speaker"] == speaker))
        for speaker in names
    }
    rows = choose_rows("Show what each outlet carries of", offered, key="shared speaker")
    if rows is not None:
        show_passages(view, said[rows].sort_values("group", kind="stable"), spoken, key="passages shared")


def show_words(view: View, shared: pd.DataFrame, *, alt: str) -> None:
    """Draw rows of `compare.shared_sources` as a table of speakers and outlets."""
    table = shared_table(shared, view.names)
    widths = {column: st.column_config.TextColumn(width=150) for column in table}
    st.dataframe(table, hide_index=True, column_config=widths, alt=alt)


def heard_in(view: View, outlet: str, speakers: pd.DataFrame, said: pd.DataFrame, *, longest: int) -> None:
    """Draw whom one outlet lets speak: a sentence, dots, a table, and each speaker's passages."""
    name = view.names[outlet]
    with st.container(border=True):
        st.subheader(md_escape(name), anchor=False)
        st.markdown(heard_in_words(speakers))
        if speakers.empty:
            return
        top = speakers[speakers["told"] != UNTOLD].head(SPEAKERS_SHOWN)
        box = f"speaker {outlet}"
        words = ", ".join(f"{speaker_name(row)} {counted(row['words'], 'word')}" for row in top.to_dict("records"))
        alt = f"{name}: {words or 'no speaker is told'}"
        sides = st.columns(2, vertical_alignment="center") if len(top) else [st.container()]
        if len(top):
            with sides[0]:
                ids = [f"{row['told']}:{row['speaker']}" for row in top.to_dict("records")]
                fig = speaker_dots(top, ids, look=view.looks[outlet], longest=longest)
                show_chart(fig, alt=alt, key=f"dots {outlet}", take=partial(_choose, box))
        with sides[-1]:
            st.dataframe(speaker_table(speakers), hide_index=True, alt=alt, column_config=SPEAKER_COLUMNS)
        offered = {
            "all": ("All passages", said["told"].notna()),
            "unnamed": ("Every source without a name", said["told"] == UNNAMED),
            "headline": ("In headlines", said["section"] == "headline"),
            "quoted": ("With words in quotation marks", said["quoted_words"] > 0),
        }
        for row in speakers.to_dict("records"):
            is_own = (said["told"] == row["told"]) & (said["speaker"].fillna("") == row["speaker"])
            offered[f"{row['told']}:{row['speaker']}"] = (speaker_name(row), is_own)
        rows = choose_rows("Show the passages of", offered, key=box)
        if rows is not None:
            show_passages(view, said[rows], spoken, key=f"passages {outlet}")


def _choose(box: str, speaker: str) -> None:
    st.session_state[box] = speaker


def heard_in_words(speakers: pd.DataFrame) -> str:
    """Say of the rows of one outlet in `compare.who_is_heard` who has most words, in Markdown."""
    if speakers.empty:
        return "No words of others are found."
    told = speakers[speakers["told"] != UNTOLD]
    if told.empty:
        return f"{counted(int(speakers['words'].sum()), 'word')} of others; whose they are is not told."
    most = told.nlargest(SPEAKERS_NAMED, "words", keep="all").head(MOST_NAMED)
    named = [f"**{md_escape(speaker_name(row))}** ({row['words']})" for row in most.to_dict("records")]
    of = f", of {counted(len(told), 'speaker')}" if len(told) > len(most) else ""
    return f"Most words: {listed(named)}{of}."


def diversity_table(found: pd.DataFrame, names: Mapping[str, str], *, title: str = "Outlet") -> pd.DataFrame:
    """Return `compare.diversity` as it is shown, one row an outlet in the order of `names`."""
    rows = {row["group"]: row for row in found.to_dict("records")}
    shares = {
        "Attributed": "attributed_share",
        "Quoted": "direct_share",
        "No name": "unnamed_share",
        "Not told": "untold_share",
    }
    table = [
        {
            title: as_text(name),
            "Articles": rows[outlet]["articles"],
            "Words": rows[outlet]["words"],
            "Speakers": rows[outlet]["speakers"],
            "Equal speakers": "" if pd.isna(rows[outlet]["effective"]) else f"{rows[outlet]['effective']:.1f}",
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
            "First heard": [percent(row["first"]) for row in rows],
            "Told": [SOURCE_NAMES[row["told"]] for row in rows],
            "As the text has it": [as_text(row["affiliation"], most=120) for row in rows],
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
