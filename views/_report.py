"""Offer the report of a comparison: read from the address what it is to hold, and make it when it is asked for.

What it says, `_gathered` collects; how, `_report_html` writes. Beside it stands the sealed file of the same.
"""

from datetime import date
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from pipeline.compare import main_entities

from ._chosen import Chosen
from ._comparison import Asked
from ._export import file_name
from ._gathered import gather
from ._library import attributions, spans
from ._report_html import report_html
from ._sealed import offer_sealed
from ._sections import View
from ._text import say
from ._words import SPLIT

OFFERED, NAMED = 30, 3  # people and groups that may be asked for, and that are taken where none is


def offer_report(chosen: Chosen, view: View) -> None:
    """Draw the buttons that make the report of a view, as its address asks for it, and its sealed file when pressed."""
    asked = asked_for(chosen, view)
    make = partial(_made, chosen, view, asked, date.today().isoformat())
    with st.container(horizontal=True, width="content"):
        st.download_button(
            say("report.button"), make, f"{file_name(chosen.name)}-report.html", "text/html", key="report",
            icon=":material/description:", help=say("report.help"), on_click="ignore",
        )  # fmt: skip
        offer_sealed(chosen, view, asked)


def asked_for(chosen: Chosen, view: View) -> Asked:
    """Return what the address asks for; what is none of the options is passed over, as the boxes do."""
    ev = spans(view.library, view.event, "stance", by=view.by)
    ev = ev[ev["article_id"].isin(chosen.kept_ids)]
    said = attributions(view.library, view.event)
    heard = set(said["speaker"][said["article_id"].isin(chosen.kept_ids)].dropna())
    speakers = tuple(one for one in dict.fromkeys(st.query_params.get_all("speaker")) if one in heard)
    of_them = ev[(ev["voice"] == "speaker") & ev["speaker"].isin(speakers)] if speakers else ev
    there = list(main_entities(of_them, most=OFFERED)["target"])
    named = tuple(name for name in dict.fromkeys(st.query_params.get_all("entity")) if name in there)
    voice = "speaker" if speakers else st.query_params.get("voice", "")
    asked = {"event": [view.event]} | {name: st.query_params.get_all(name) for name in st.query_params}
    query = urlencode(asked, doseq=True)
    return Asked(query, named or tuple(there[:NAMED]), voice if voice in SPLIT else "split", speakers)


def _made(chosen: Chosen, view: View, asked: Asked, made: str) -> bytes:
    return report_html(gather(chosen, view, asked, made=made)).encode("utf-8")
