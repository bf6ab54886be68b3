"""Draw the ways in: files, a folder, pasted text; what they hold is read by `_readings` and shown by the page."""

from datetime import date

import streamlit as st

from pipeline.read import FileReading
from pipeline.read.checked import Checked, check
from pipeline.read.reading import MOST_BYTES
from pipeline.types import Article

from ._readings import read_uploads
from ._text import say


def uploads() -> list[Checked]:
    """Draw the ways in and return what was read."""
    ways = {"files": say("add.way_files"), "folder": say("add.way_folder"), "text": say("add.way_text")}
    way = st.segmented_control(
        say("add.ways"), list(ways), format_func=ways.__getitem__, default="files", key="way", required=True
    )
    if way == "text":
        return pasted()
    if way == "folder":
        found = st.file_uploader(
            say("add.folder"),
            accept_multiple_files="directory",
            key="folder",
            max_upload_size=MOST_BYTES >> 20,
            help=say("add.folder_help"),
        )
    else:
        found = st.file_uploader(
            say("add.files"),
            accept_multiple_files=True,
            key="files",
            max_upload_size=MOST_BYTES >> 20,
            help=say("add.files_help"),
        )
    return read_uploads(found)


def pasted() -> list[Checked]:
    """Draw the form for pasted text and return what this session pasted so far."""
    kept: list[Article] = st.session_state.setdefault("pasted", [])
    with st.form("paste", clear_on_submit=True):
        text = st.text_area(say("add.paste_text"), height=220, key="paste_text")
        with st.container(horizontal=True):
            outlet = st.text_input(say("add.outlet"), key="paste_outlet")
            title = st.text_input(say("add.headline"), key="paste_title")
            published = st.date_input(say("add.date"), value=None, max_value=date.today(), key="paste_date")
        if st.form_submit_button(say("add.paste"), icon=":material/add:"):
            if text.strip():
                kept.append(typed_article(text, outlet, title, published, number=len(kept) + 1))
            else:
                st.error(say("add.paste_nothing"))
    if kept and st.button(say("add.paste_forget"), icon=":material/delete:"):
        kept.clear()
    readings = [FileReading(name=article.source, kind="text", articles=(article,)) for article in kept]
    return [check(reading) for reading in readings]


def typed_article(text: str, outlet: str, title: str, published: date | None, *, number: int) -> Article:
    """Return a pasted text as an article whose known fields were found "typed by you"."""
    typed = {"outlet": outlet.strip(), "title": title.strip(), "date": published.isoformat() if published else ""}
    known = {field: value for field, value in typed.items() if value}
    return Article(
        text=text,
        title=known.get("title"),
        outlet=known.get("outlet"),
        date=known.get("date"),
        source=f"pasted text {number}",
        found=dict.fromkeys(known, "typed by you"),
    )
