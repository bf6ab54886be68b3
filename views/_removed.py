"""Draw how articles are removed from the library and put back; what that means for the tables is the library's job."""

import pandas as pd
import streamlit as st

from pipeline.library import Library

from ._filters import distinct
from ._library import outlet_list
from ._safe import as_text
from ._text import say
from ._words import NO_HEADLINE, UNKNOWN_OUTLET, counted


def remove_articles(library: Library, articles: pd.DataFrame) -> None:
    """Draw the choice of what to remove, with undo: whole outlets, and of these rows of `Library.article_list`."""
    last: list[str] = st.session_state.get("removed_last", [])
    there = library.removed()
    undoable = sorted(set(last) & set(there["article_id"]))
    if undoable:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(say("add.remove_done", articles=counted(len(undoable), "article")))
            st.button(say("add.remove_undo"), key="remove_undo", on_click=library.restore, args=(undoable,))
    if len(articles):
        with st.expander(say("add.remove"), icon=":material/remove_circle:"):
            outlets = outlet_list(library)
            names = distinct({name: as_text(name or UNKNOWN_OUTLET) for name in outlets})
            whole = st.multiselect(say("add.remove_whole"), list(names), format_func=names.__getitem__)
            titles = _titles(articles)
            label = say("add.remove_some") if len(titles) == sum(outlets.values()) else say("add.remove_shown")
            some = st.multiselect(label, list(titles), format_func=titles.__getitem__)
            st.button(
                say("add.remove"), key="remove", disabled=not (whole or some), on_click=_remove,
                args=(library, some, whole),
            )  # fmt: skip
    if len(there):
        with st.expander(f"{say('add.removed')}: {len(there)}", icon=":material/restore:"):
            shown = {"Outlet": there["outlet"], "Headline": there["title"], "Removed": there["when"].str[:10]}
            cells = {name: [as_text(cell or "") for cell in column] for name, column in shown.items()}
            alt = say("add.removed_alt", articles=counted(len(there), "article"))
            st.dataframe(pd.DataFrame(cells), hide_index=True, alt=alt)
            titles = _titles(there)
            back = st.multiselect(say("add.restore_some"), list(titles), format_func=titles.__getitem__)
            st.button(say("add.restore"), key="restore", disabled=not back, on_click=library.restore, args=(back,))


def _remove(library: Library, articles: list[str], outlets: list[str]) -> None:
    chosen = sorted({*articles, *library.articles_of(outlets)})
    library.remove(chosen)
    st.session_state["removed_last"] = chosen


def _titles(articles: pd.DataFrame) -> dict[str, str]:
    return distinct(
        {
            row["article_id"]: as_text(f"{row['outlet'] or UNKNOWN_OUTLET}: {row['title'] or NO_HEADLINE}", most=120)
            for row in articles.to_dict("records")
        }
    )
