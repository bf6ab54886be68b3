"""Draw what other outlets report and an article does not, and what it has alone: sentences, each with a link to it."""

import pandas as pd
import streamlit as st

from pipeline.library import Library
from pipeline.types import Span

from ._filters import shared_choices
from ._library import articles
from ._read_html import Scored
from ._read_tables import Others, others_of
from ._safe import marked_html, md_escape
from ._text import say
from ._words import NO_HEADLINE, UNKNOWN_OUTLET, counted

FIRST, MOST = 5, 50  # sentences shown at first, and at all


def show_others(library: Library, event: str, scored: Scored) -> None:
    """Draw both lists of an article, read only once one is opened."""
    article_id = scored.article["article_id"]
    for kind, title in (("missing", say("read.left_out")), ("alone", say("read.only_here"))):
        with st.expander(title, key=f"{kind}_{article_id}", on_change="rerun") as box:
            if not box.open:
                continue
            others = others_of(library, event, article_id)
            if not others.outlets:
                st.caption(say("read.no_others"))
            elif kind == "missing":
                _show_missing(library, event, others, beside=article_id)
            else:
                _show_alone(event, scored, others)


def _show_missing(library: Library, event: str, others: Others, *, beside: str) -> None:
    table = others.left_out
    st.caption(say("read.left_out_says", outlets=counted(others.outlets, "other outlet")))
    if table.empty:
        st.markdown(say("read.nothing_left_out"))
        return
    by_id = articles(library, event).set_index("article_id")
    for row in table.head(_most(table, f"missing_all_{beside}")).itertuples():
        article = by_id.loc[str(row.article_id)]
        day = article["date"] or say("read.no_date")
        title = article["title"] or NO_HEADLINE
        source = f"**{md_escape(article['outlet'] or UNKNOWN_OUTLET)}** · {md_escape(title)} · {md_escape(day)}"
        carried = say("read.carried", outlets=counted(row.groups, "outlet"), articles=counted(row.articles, "article"))
        span = (int(row.start), int(row.end))
        _show_sentence(
            article["text"], span, source, carried, {"article": str(row.article_id), "beside": beside}, event
        )
    _offer_rest(table, f"missing_all_{beside}")


def _show_alone(event: str, scored: Scored, others: Others) -> None:
    article_id = scored.article["article_id"]
    st.caption(say("read.only_here_says", outlets=counted(others.outlets, "other outlet")))
    if not others.alone:
        st.markdown(say("read.nothing_alone"))
        return
    table = pd.DataFrame(others.alone, columns=["start", "end"])
    for start, end in others.alone[: _most(table, f"alone_all_{article_id}")]:
        _show_sentence(scored.article["text"], (start, end), "", "", {"article": article_id}, event)
    _offer_rest(table, f"alone_all_{article_id}")


def _show_sentence(text: str, span: Span, source: str, carried: str, to: dict[str, str], event: str) -> None:
    with st.container(border=True, gap="xsmall"):
        if source:
            st.markdown(source)
        st.html(f'<div class="px-article">{marked_html(text[slice(*span)], [])}</div>')
        if carried:
            st.caption(carried)
        where = {**shared_choices(), "event": event, **to, "at": f"{span[0]}-{span[1]}"}
        label = say("read.to_place") if source else say("read.to_own_place")
        st.page_link("views/read.py", label=label, icon=":material/article:", query_params=where)


def _most(table: pd.DataFrame, key: str) -> int:
    return MOST if len(table) > FIRST and st.session_state.get(key) else FIRST


def _offer_rest(table: pd.DataFrame, key: str) -> None:
    if len(table) > FIRST:
        n = len(table)
        st.toggle(say("read.show_all", n=n) if n <= MOST else say("read.show_most", most=MOST, n=n), key=key)
