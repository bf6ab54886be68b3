"""List the events of a library, so that one can be found among thousands and opened."""

import math

import pandas as pd
import streamlit as st

from pipeline.library import Library

from ._filters import choose_one
from ._home_search import show_articles
from ._libraries import PARAMETER
from ._safe import as_text, md_escape
from ._text import say
from ._words import counted, listed

ON_A_PAGE = 20
OUTLETS_SAID = 4


def events_of(library: Library) -> pd.DataFrame:
    """Return `Library.event_list`."""
    return _events(str(library.root), library.digest)


def show_events(library: Library) -> None:
    """Draw the list of events, searchable, a page of it at a time; each opens its own Home. Articles come after it."""
    every = events_of(library)
    st.title(say("home.events"), anchor=False)
    n = counted(int(every["articles"].sum()), "article")
    st.markdown(say("home.events_says", n=counted(len(every), "event"), articles=n))
    search, order_box = st.columns([3, 2])
    with search:
        # Not bound to the address: what is typed is no short stable id.
        word = st.text_input(say("home.find_event"), placeholder=say("home.find_placeholder"), key="find_event").strip()
    orders = {
        "newest": say("home.order_newest"),
        "most": say("home.order_most"),
        "name": say("home.order_name"),
    }
    with order_box:
        order = choose_one("order", say("home.order"), orders, default="newest")
    found = in_order(matching(every, word), order)
    _list(found, key=f"{word} {order}")
    if not show_articles(library, word) and found.empty:
        st.markdown(say("home.none_found", word=md_escape(word)))


def _list(found: pd.DataFrame, *, key: str) -> None:
    pages = math.ceil(len(found) / ON_A_PAGE)
    page = 1
    if pages > 1:
        label = say("home.page_of", n=pages)
        page = int(st.number_input(label, 1, pages, key=f"events_page {key}", width=160))
    kept = {name: st.query_params[name] for name in (PARAMETER,) if name in st.query_params}
    for row in found.iloc[(page - 1) * ON_A_PAGE : page * ON_A_PAGE].to_dict("records"):
        with st.container(border=True, gap="xxsmall"):
            where = {**kept, "event": row["event_id"]}
            st.page_link("views/home.py", label=f"**{md_escape(row['name'])}**", query_params=where)
            st.caption(md_escape(" · ".join(_facts(row["first"], row["last"], row["articles"], row["outlets"]))))


def matching(events: pd.DataFrame, word: str) -> pd.DataFrame:
    """Return the events that have all these words in their names or among their outlets, whatever the case."""
    named = zip(events["name"], events["outlets"], strict=True)
    said = [" ".join([name, *outlets]).casefold() for name, outlets in named]
    parts = word.casefold().split()
    return events[[all(part in one for part in parts) for one in said]]


def in_order(events: pd.DataFrame, order: str) -> pd.DataFrame:
    """Return the events by "newest" (those without a date last), "most" articles, or "name"."""
    if order == "name":
        return events.sort_values("name", key=lambda names: names.str.casefold(), kind="stable")
    column = "articles" if order == "most" else "last"
    return events.sort_values(["name", "event_id"]).sort_values(column, ascending=False, kind="stable")


def _facts(first: str, last: str, articles: int, outlets: tuple[str, ...]) -> list[str]:
    days = [] if not first else [first] if first == last else [f"{first} to {last}"]
    names = [as_text(name, most=40) for name in outlets[:OUTLETS_SAID]]
    if len(outlets) > OUTLETS_SAID:
        names.append(say("home.and_more", n=len(outlets) - OUTLETS_SAID))
    return [*days, counted(articles, "article"), listed(names)] if names else [*days, counted(articles, "article")]


@st.cache_data(max_entries=10, show_spinner=say("home.reading"))
def _events(root: str, digest: str) -> pd.DataFrame:
    return Library.open(root).event_list()
