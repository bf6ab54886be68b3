"""Find articles by their words in all events of a library, under the list of events; each opens in Read."""

import pandas as pd
import streamlit as st

from pipeline.library import Library

from ._filters import distinct
from ._libraries import PARAMETER
from ._library import events
from ._safe import as_text, md_escape
from ._text import say
from ._words import NO_HEADLINE, UNKNOWN_OUTLET, counted

MOST = 20  # articles that are listed
FEWEST = 3  # letters from which on texts are searched


def show_articles(library: Library, words: str) -> int:
    """List the articles that hold all these words, best first; return how many are listed."""
    if sum(map(str.isalnum, words)) < FEWEST:
        return 0
    found = _found(str(library.root), library.digest, words)
    if found.empty:
        return 0
    names = distinct(dict(events(library)[["event_id", "name"]].itertuples(index=False, name=None)))
    st.subheader(say("home.articles_with"), anchor=False)
    first = say("home.articles_first", most=MOST)
    st.caption(say("home.articles_with_says", n=counted(len(found), "article")) if len(found) < MOST else first)
    kept = {PARAMETER: st.query_params[PARAMETER]} if PARAMETER in st.query_params else {}
    for row in found.to_dict("records"):
        where = {**kept, "article": row["article_id"], **({"event": row["event"]} if row["event"] else {})}
        with st.container(border=True, gap="xxsmall"):
            title = md_escape(as_text(row["title"] or NO_HEADLINE, most=120))
            st.page_link("views/read.py", label=f"**{title}**", query_params=where)
            facts = [as_text(row["outlet"] or UNKNOWN_OUTLET, most=60), row["date"], names.get(row["event"])]
            st.caption(" · ".join(md_escape(fact) for fact in facts if fact))
    return len(found)


@st.cache_data(max_entries=50, show_spinner=say("home.searching"))
def _found(root: str, digest: str, words: str) -> pd.DataFrame:
    return Library.open(root).search(words, most=MOST)
