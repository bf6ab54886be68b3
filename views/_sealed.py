"""Offer what a page compares as a sealed file, which anybody can open to the same numbers; made when it is asked for.

What is in such a file, `pipeline.sealed` tells; the sentences that Home would show of it are put into words here.
"""

import re
from functools import partial

import streamlit as st

from pipeline.errors import PipelineError
from pipeline.sealed import Choices, Line, gather, written

from ._chosen import Chosen
from ._comparison import Asked
from ._export import file_name
from ._findings import findings_of, told
from ._findings_ties import no_difference
from ._gathered import filters_in_words
from ._sections import View
from ._text import say


def offer_sealed(chosen: Chosen, view: View, asked: Asked) -> None:
    """Draw the button that seals a view, as its address asks for it, with or without the articles' texts."""
    with st.popover(say("export.seal"), icon=":material/lock:", help=say("export.seal_help"), key="sealing"):
        st.markdown(say("export.sealed_holds"))
        texts = st.toggle(say("export.with_texts"), key="seal texts", help=say("export.with_texts_help"))
        if texts:
            st.caption(say("export.copyright"))
        st.download_button(
            say("export.seal_now"), partial(sealed_bytes, chosen, view, asked, texts=texts),
            f"{file_name(chosen.name)}-sealed.zip", "application/zip", key="seal", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip


def sealed_bytes(chosen: Chosen, view: View, asked: Asked, *, texts: bool = False) -> bytes:
    """Return the sealed file of a view; the same view of the same library gives the same bytes."""
    choices = Choices(
        event=chosen.event,
        event_name=chosen.name,
        by=view.by,
        names=view.names,
        entities=asked.entities,
        voice=asked.voice,
        speakers=asked.speakers,
        filters=filters_in_words(chosen, view, asked),
        address=f"?{asked.query}",
    )
    left_out = {
        article: plain(why) for article, why in zip(chosen.everything["article_id"], chosen.reasons, strict=True) if why
    }
    try:
        sealed = gather(chosen.library, choices, left_out=left_out, lines=lines_of(chosen, view), texts=texts)
        return written(sealed)
    except PipelineError as error:  # the page has gone on: the file itself says why it is none
        return say("export.not_sealed", why=error).encode("utf-8")


def lines_of(chosen: Chosen, view: View) -> list[Line]:
    """Return the sentences that Home has of these articles, in plain text: what holds, what differs here, the ties."""
    found = findings_of(view.library, view.event, chosen.kept_ids, by=view.by)
    said = []
    for kind in ("holds", "here"):
        said += [Line(kind, plain(one.says), plain(one.strength)) for one in told(found[found[kind]], view.names)]
    return said + [Line("tie", plain(line)) for line in no_difference(found, view.grouping.nouns)[0]]


def plain(markdown: str) -> str:
    """Return a line of our own Markdown as plain text: what a backslash escapes is literal, stars are dropped."""
    return re.sub(r"\\(.)|\*\*?|\u2060", lambda found: found[1] or "", markdown)
