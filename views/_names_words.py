"""Show the words that set each outlet apart on this event: the statistic of the names, over all words."""

from typing import Any

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN, distinctive_words
from pipeline.compare.columns import OUTLET
from pipeline.library import Library

from ._grouping import group_names
from ._library import articles
from ._safe import as_text, md_escape
from ._sections import View
from ._text import say
from ._words import NO_DIFFERENCE, per_thousand, with_a

WORDS_SHOWN = 30


def show_distinctive(view: View, chosen: tuple[str, ...]) -> pd.DataFrame:
    """Draw for each outlet the words that it uses more often than the others for sure; return what is drawn."""
    st.header(say("names.words"), anchor=False)
    known = [(outlet, name) for outlet, name in view.names.items() if outlet != UNKNOWN]
    if len(known) < 2:
        st.markdown(say("names.words_one", noun=view.noun))
        return pd.DataFrame()
    st.caption(say("names.words_about", one=with_a(view.noun)))
    every = articles(view.library, view.event)
    names = group_names(every[every["article_id"].isin(chosen)], OUTLET)  # whatever is compared
    found = distinctive_of(view.library, view.event, chosen, tuple(names.values()), by=view.by)
    found = found[found["group"].isin([outlet for outlet, _ in known]) & (found["low"] > 0)]
    for pair in (known[at : at + 2] for at in range(0, len(known), 2)):  # in rows, so that on a phone the order stays
        for column, (outlet, name) in zip(st.columns(2, gap="medium"), pair, strict=False):
            with column:
                _show_words(view, found[found["group"] == outlet], name)
    return found


def _show_words(view: View, own: pd.DataFrame, name: str) -> None:
    st.subheader(md_escape(name), anchor=False)
    if own.empty:
        st.markdown(say("names.words_none", none=NO_DIFFERENCE))
        return
    first = ", ".join(as_text(word) for word in own["word"].head(5))
    st.dataframe(
        word_table(own), hide_index=True, column_config=_columns(view), height=min(35 * len(own) + 38, 330),
        alt=say("names.words_alt", name=name, first=first),
    )  # fmt: skip


def _columns(view: View) -> dict[str, Any]:
    odds = say("names.words_odds_help", nouns=view.grouping.nouns)
    return {
        "Times": st.column_config.TextColumn(help=say("names.words_times_help", noun=view.noun)),
        say("names.words_rate"): st.column_config.TextColumn(help=say("names.words_rate_help", noun=view.noun)),
        "Log-odds": st.column_config.TextColumn(width=150, help=odds),
    }


def word_table(own: pd.DataFrame) -> pd.DataFrame:
    """Return one outlet's distinctive words as they are shown."""
    rows = own.to_dict("records")
    return pd.DataFrame(
        {
            "Word": [as_text(row["word"], most=60) for row in rows],
            "Times": [f"{row['count']} · {row['others']}" for row in rows],
            say("names.words_rate"): [per_thousand(row["rate"]) for row in rows],
            "Log-odds": [f"{row['log_odds']:.1f} ({row['low']:.1f} to {row['high']:.1f})" for row in rows],
        }
    )


def distinctive_of(
    library: Library, event: str, chosen: tuple[str, ...], names: tuple[str, ...], *, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.naming.distinctive_words` of the articles chosen; `names` are the outlets' own."""
    return _distinctive(str(library.root), library.digest, event, chosen, names, by)


@st.cache_data(max_entries=40, show_spinner=say("names.words_counting"))
def _distinctive(
    root: str, digest: str, event: str, chosen: tuple[str, ...], names: tuple[str, ...], by: str
) -> pd.DataFrame:
    every = articles(Library.open(root), event)
    return distinctive_words(every[every["article_id"].isin(chosen)], names=names, most=WORDS_SHOWN, by=by)
