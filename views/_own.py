"""Draw the articles of the library that is open: their events, a table to correct, and how to remove some."""

import math

import pandas as pd
import streamlit as st

from pipeline.library import Library

from ._editors import FIELDS, FIXED, columns, for_display, rows_key, typed
from ._events import change_events
from ._library import article_list, is_demo
from ._removed import remove_articles
from ._text import say
from ._words import EMPTY_LIBRARY, counted

ON_A_PAGE = 200  # articles


def show_own(library: Library) -> None:
    """Draw the library's articles; what is typed is an overlay, no model is loaded and nothing is scored."""
    st.subheader(say("add.own"), anchor=False)
    shown, n = article_list(library, most=ON_A_PAGE)
    if not n:
        st.caption(EMPTY_LIBRARY)
        if not is_demo(library):
            remove_articles(library, shown)
        return
    if is_demo(library):
        st.caption(say("add.own_demo"))
        return
    change_events(library)
    if n > ON_A_PAGE:
        shown = _page(library, n)
    own = shown.set_index("article_id")
    own = for_display(own[[*FIELDS, "words", "found", "source"]])
    key = rows_key("own", own)

    def keep() -> None:
        for article, changed in typed(own, key).items():
            for field, value in changed.items():
                library.edit(article, field, value or None)

    st.caption(say("add.own_correct"))
    st.data_editor(
        own,
        key=key,
        on_change=keep,
        column_config=columns(),
        disabled=FIXED,
        hide_index=True,
        placeholder="unknown",
        alt=say("add.own_alt", articles=counted(len(own), "article")),
    )
    remove_articles(library, shown)


def _page(library: Library, every: int) -> pd.DataFrame:
    """Draw what finds articles among `every` one and turns the pages, and return those of the page."""
    search, page_box = st.columns([3, 1], vertical_alignment="bottom")
    with search:
        # Not bound to the address: what is typed is no short stable id.
        words = st.text_input(say("add.own_find"), placeholder=say("add.own_find_in"), key="find_own").strip()
    found, n = article_list(library, words=words, most=ON_A_PAGE)
    pages = math.ceil(n / ON_A_PAGE)
    if pages > 1:
        with page_box:
            page = int(st.number_input(say("add.own_page", n=pages), 1, pages, key=f"own_page {words}"))
        if page > 1:
            found, _ = article_list(library, words=words, first=(page - 1) * ON_A_PAGE, most=ON_A_PAGE)
    st.caption(say("add.own_found", n=n, articles=counted(every, "article")))
    return found
