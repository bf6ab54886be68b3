"""Show the words that set each outlet apart on this event: the statistic of the names, over all words."""

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN, distinctive_words
from pipeline.compare.columns import OUTLET
from pipeline.library import Library

from ._grouping import group_names
from ._library import articles
from ._safe import as_text, md_escape
from ._sections import View
from ._words import NO_DIFFERENCE, per_thousand

WORDS_SHOWN = 30
WORD_COLUMNS = {
    "Times": st.column_config.TextColumn(help="In this outlet, and in all the others"),
    "Per 1,000 words": st.column_config.TextColumn(help="Of the outlet's articles"),
    "Log-odds": st.column_config.TextColumn(
        width=150, help="Against the other outlets, with its 95 % interval (Monroe, Colaresi and Quinn 2008)"
    ),
}


def show_distinctive(view: View, chosen: tuple[str, ...]) -> None:
    """Draw for each outlet the words that it uses more often than the others for sure."""
    st.header("Distinctive words", anchor=False)
    known = [(outlet, name) for outlet, name in view.names.items() if outlet != UNKNOWN]
    if len(known) < 2:
        st.markdown(f"Only one {view.noun} is shown here: no word sets it apart.")
        return
    one = "an outlet" if view.noun == "outlet" else f"a {view.noun}"
    st.caption(
        f"Words that {one} uses more often on this event than the others do, the surest first: those whose 95 % "
        "interval leaves out zero. Outlets' own names are left out. Of many words, one in forty is here by chance."
    )
    every = articles(view.library, view.event)
    names = group_names(every[every["article_id"].isin(chosen)], OUTLET)  # whatever is compared
    found = distinctive_of(view.library, view.event, chosen, tuple(names.values()), by=view.by)
    for pair in (known[at : at + 2] for at in range(0, len(known), 2)):  # in rows, so that on a phone the order stays
        for column, (outlet, name) in zip(st.columns(2, gap="medium"), pair, strict=False):
            with column:
                _show_words(found[(found["group"] == outlet) & (found["low"] > 0)], name)


def _show_words(own: pd.DataFrame, name: str) -> None:
    st.subheader(md_escape(name), anchor=False)
    if own.empty:
        st.markdown(f"{NO_DIFFERENCE}: no word stands out.")
        return
    first = ", ".join(as_text(word) for word in own["word"].head(5))
    st.dataframe(
        word_table(own), hide_index=True, column_config=WORD_COLUMNS, height=min(35 * len(own) + 38, 330),
        alt=f"{name}, distinctive words: {first}",
    )  # fmt: skip


def word_table(own: pd.DataFrame) -> pd.DataFrame:
    """Return one outlet's distinctive words as they are shown."""
    rows = own.to_dict("records")
    return pd.DataFrame(
        {
            "Word": [as_text(row["word"], most=60) for row in rows],
            "Times": [f"{row['count']} · {row['others']}" for row in rows],
            "Per 1,000 words": [per_thousand(row["rate"]) for row in rows],
            "Log-odds": [f"{row['log_odds']:.1f} ({row['low']:.1f} to {row['high']:.1f})" for row in rows],
        }
    )


def distinctive_of(
    library: Library, event: str, chosen: tuple[str, ...], names: tuple[str, ...], *, by: str = "outlet_id"
) -> pd.DataFrame:
    """Return `compare.naming.distinctive_words` of the articles chosen; `names` are the outlets' own."""
    return _distinctive(str(library.root), library.digest, event, chosen, names, by)


@st.cache_data(max_entries=40, show_spinner="Counting words")
def _distinctive(
    root: str, digest: str, event: str, chosen: tuple[str, ...], names: tuple[str, ...], by: str
) -> pd.DataFrame:
    every = articles(Library.open(root), event)
    return distinctive_words(every[every["article_id"].isin(chosen)], names=names, most=WORDS_SHOWN, by=by)
