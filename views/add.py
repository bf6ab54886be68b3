"""Add: read files or pasted text, correct what was found, and score it into the library.

Corrections are an overlay: no score depends on them, so they can be made before scoring or after, at no cost.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath

import pandas as pd
import streamlit as st

from pipeline.encoder import Model, load_model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.read import FileReading
from pipeline.read.checked import Checked, check
from pipeline.read.reading import MOST_BYTES
from pipeline.score import Report, score_articles
from pipeline.types import Article
from views._copies import copies_in_words, copy_cells, credit_cell, show_copies
from views._editors import (
    FIELDS,
    FIXED,
    Corrections,
    as_rows,
    columns,
    correct,
    correct_many,
    for_display,
    refresh,
    rows_key,
    told_here,
    typed,
)
from views._events import change_events
from views._library import articles as stored_articles
from views._library import is_demo, library_folder, open_library
from views._readings import (
    copies_in,
    credits_in,
    found_in,
    languages_in_words,
    read_uploads,
    show_files,
    show_lines,
    unknown_outlets_in_words,
)
from views._safe import as_text, md_escape
from views._words import EMPTY_LIBRARY, counted

BY_COLUMN = "As the column event says"
BY_TEXT = "As the texts tell: find the events"


# Ways in.


def uploads() -> list[Checked]:
    """Draw the ways in and return what was read."""
    ways = {"files": "Files", "folder": "A folder", "text": "Pasted text"}
    way = st.segmented_control(
        "What to add", list(ways), format_func=ways.__getitem__, default="files", key="way", required=True
    )
    if way == "text":
        return pasted()
    if way == "folder":
        found = st.file_uploader(
            "A folder with articles",
            accept_multiple_files="directory",
            key="folder",
            max_upload_size=MOST_BYTES >> 20,
            help="Everything in it that can be read. A folder named after an outlet is a hint for the outlet.",
        )
    else:
        found = st.file_uploader(
            "Articles, exports of news databases, tables, or a zip archive of them",
            accept_multiple_files=True,
            key="files",
            max_upload_size=MOST_BYTES >> 20,
            help="What is in a file decides how it is read, not its name. A file that cannot be read costs one line; "
            "the others load.",
        )
    return read_uploads(found)


def pasted() -> list[Checked]:
    """Draw the form for pasted text and return what this session pasted so far."""
    kept: list[Article] = st.session_state.setdefault("pasted", [])
    with st.form("paste", clear_on_submit=True):
        text = st.text_area("Text", height=220, key="paste_text")
        with st.container(horizontal=True):
            outlet = st.text_input("Outlet", key="paste_outlet")
            title = st.text_input("Headline", key="paste_title")
            published = st.date_input("Date", value=None, max_value=date.today(), key="paste_date")
        if st.form_submit_button("Add this text", icon=":material/add:"):
            if text.strip():
                kept.append(typed_article(text, outlet, title, published, number=len(kept) + 1))
            else:
                st.error("There is no text; paste the article into the field *Text*.")
    if kept and st.button("Forget the pasted texts", icon=":material/delete:"):
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


# Scoring.


@st.cache_resource(show_spinner=False)
def model() -> Model:
    """Load the shipped model, once for all sessions and only when somebody scores."""
    return load_model()


def suggested_event(articles: Sequence[Article]) -> str:
    """Return the event that the files name: one value of a column "event", else one folder, else "My event"."""
    columns = {str(article.extra.get("event") or "") for article in articles}
    folders = {PurePosixPath(article.source).parent.name for article in articles}
    for names in (columns, folders):
        name = as_text(names.pop()) if len(names) == 1 else ""
        if name:
            return name
    return "My event"


def score(
    articles: Sequence[Article],
    *,
    folder: Path,
    event: str | None,
    otherwise: str,
    group: bool,
    corrections: Corrections,
) -> None:
    """Score with a progress bar, then start the page again with the report on top; see `score_articles`."""
    bar = st.progress(0.0, text="Loading the model")

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(done / total, text=f"{done} of {total}: {md_escape(as_text(name))}")

    try:
        library = Library.open(folder, create=True)
        try:
            report = score_articles(
                articles,
                library=library,
                event=event,
                otherwise=otherwise,
                group=group,
                model=model(),
                progress=progress,
            )
        finally:  # also when a click ends this run half-way: what is stored by then keeps its corrections
            stored = library.known()
            for article in corrections.keys() & stored:
                for field, value in corrections[article].items():
                    library.edit(article, field, value)
    except PipelineError as error:
        bar.empty()
        st.error(md_escape(str(error)))
        return
    for article in stored:
        corrections.pop(article, None)
    refresh()
    st.session_state["report"] = report
    st.rerun()


def show_report(report: Report) -> None:
    """Say what the last run of this session did, and where to go from there."""
    done = [f"{report.scored} scored now"] if report.scored else []
    done += [f"{report.present} scored before"] if report.present else []
    with st.container(border=True):
        st.markdown(f"**{', '.join(done) or 'Nothing was scored'}**")
        lines = [f"{name}: {reason}" for name, reason in [*report.failed, *report.skipped]]
        show_lines(f"{counted(len(lines), 'article')} not scored", lines, icon="warning")
        if done:
            st.page_link(
                "views/compare.py",
                label="Compare the outlets",
                icon=":material/compare_arrows:",
                query_params={"event": report.events[0]},
            )


# The page.

st.title("Add articles")
st.caption("They are read and scored on this machine. Nothing is sent anywhere.")
if "report" in st.session_state:
    show_report(st.session_state["report"])
folder = library_folder()
corrections: Corrections = st.session_state.setdefault("corrections", {})
files = uploads()
show_files(files)

existing = Library.open(folder) if (folder / "catalog.sqlite").is_file() else None
found = found_in(files)
articles = [one.article for one in found.values()]
if articles:
    st.subheader(f"Read: {counted(len(articles), 'article')}", anchor=False)
    stored = stored_articles(existing, None).set_index("article_id") if existing else pd.DataFrame()
    groups = copies_in(found, existing)
    told = told_here(found, stored, corrections)
    agencies = {article: credit_cell(credits) for article, credits in credits_in(found).items()}
    table = as_rows(found, stored, corrections, copies=copy_cells(groups, told), agencies=agencies)
    twice = sum(len(one.sources) > 1 for one in found.values())
    remarks = [
        f"{counted(twice, 'article')} in several files, read once." if twice else "",
        languages_in_words(found.values()),
        copies_in_words(groups, told).strip(),
        unknown_outlets_in_words(table["outlet"]),
    ]
    if any(remarks):
        st.markdown("\n".join(f"- {remark}" for remark in remarks if remark))
    st.caption(
        "Type into a cell to correct it, or set a field of many below the table. Empty a cell to go back to what the "
        "file says."
    )
    key = rows_key("read", table)
    st.data_editor(
        table,
        key=key,
        on_change=lambda: correct(typed(table, key)),
        column_config=columns(),
        disabled=FIXED,
        hide_index=True,
        placeholder="unknown",
        alt=f"The {len(table)} articles that were read, to correct before scoring",
    )
    correct_many(table)
    show_copies(groups, told, key="copy")

    events = list(existing.events()["name"]) if existing else []
    suggestion = suggested_event(articles)
    by_column = [BY_COLUMN] if len({article.extra.get("event") for article in articles} - {None, ""}) > 1 else []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        event = st.selectbox(
            "Event",
            list(dict.fromkeys([*by_column, suggestion, BY_TEXT, *events])),
            key="score_into",
            accept_new_options=True,
            help="Choose an event of this library, type the name of a new one, or let articles about the same "
            "happening be found; you can merge and split events afterwards.",
        )
        wanted = st.button(
            f"Score {counted(len(articles), 'article')}", type="primary", icon=":material/play_arrow:", key="score"
        )
    st.caption("A run that is stopped goes on where it was: what is scored stays.")
    if wanted:
        label = None if event in (BY_COLUMN, BY_TEXT) else event or suggestion
        group = event == BY_TEXT
        score(articles, folder=folder, event=label, otherwise=suggestion, group=group, corrections=corrections)

library = open_library()
st.subheader("Articles in this library")
if not library.known():
    st.caption(EMPTY_LIBRARY)
elif is_demo(library):
    st.caption("The demo is open, and it stays as it is. Articles that you add appear here.")
else:
    everything = library.articles()
    change_events(library, everything)
    own = everything.set_index("article_id")
    own = for_display(own[[*FIELDS, "words", "found", "source"]])
    own_key = rows_key("own", own)

    def keep() -> None:
        """Write what was typed into the library's overlay; no model is loaded and nothing is scored."""
        for article, changed in typed(own, own_key).items():
            for field, value in changed.items():
                library.edit(article, field, value or None)

    st.caption(
        "Type into a cell to correct it: nothing is scored again. Empty a cell to go back to what the file says."
    )
    st.data_editor(
        own,
        key=own_key,
        on_change=keep,
        column_config=columns(),
        disabled=FIXED,
        hide_index=True,
        placeholder="unknown",
        alt=f"The {len(own)} articles of this library, to correct",
    )
