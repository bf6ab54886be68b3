"""Draw the articles of the library that is open: their events, a table to correct, and how to remove some."""

import streamlit as st

from pipeline.library import Library

from ._editors import FIELDS, FIXED, columns, for_display, rows_key, typed
from ._events import change_events
from ._library import is_demo
from ._removed import remove_articles
from ._text import say
from ._words import EMPTY_LIBRARY, counted


def show_own(library: Library) -> None:
    """Draw the library's articles; what is typed is an overlay, no model is loaded and nothing is scored."""
    st.subheader(say("add.own"), anchor=False)
    if not library.known():
        st.caption(EMPTY_LIBRARY)
        if not is_demo(library):
            remove_articles(library, library.articles())
        return
    if is_demo(library):
        st.caption(say("add.own_demo"))
        return
    everything = library.articles()
    change_events(library, everything)
    own = everything.set_index("article_id")
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
    remove_articles(library, everything)
