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
from pipeline.read import KINDS, FileReading, read_bytes
from pipeline.read.reading import MOST_BYTES
from pipeline.score import Report, score_articles
from pipeline.types import Article
from views._editors import FIELDS, Corrections, as_rows, columns, correct, for_display, refresh, rows_key, typed
from views._library import is_demo, library_folder, open_library
from views._safe import as_text, md_escape
from views._words import EMPTY_LIBRARY, counted

BY_COLUMN = "As the column event says"
MOST_LINES = 12  # problems that are written out; a table holds the rest


# Ways in.


@st.cache_data(max_entries=200, show_spinner="Reading")
def read_upload(name: str, content: bytes) -> FileReading:
    """Read one uploaded file; a rerun of the page does not read it again."""
    return read_bytes(name, content)


def uploads() -> list[FileReading]:
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
            [suffix.removeprefix(".") for suffix in KINDS],
            accept_multiple_files="directory",
            key="folder",
            max_upload_size=MOST_BYTES >> 20,
            help="Everything in it that can be read. A folder named after an outlet is a hint for the outlet.",
        )
    else:
        found = st.file_uploader(
            "Text, Markdown, HTML, CSV or JSONL",
            accept_multiple_files=True,
            key="files",
            max_upload_size=MOST_BYTES >> 20,
            help="A text or HTML file is one article; a CSV or JSONL file holds one in each row.",
        )
    return [read_upload(file.name, file.getvalue()) for file in found]


def pasted() -> list[FileReading]:
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
    return [FileReading(name=article.source, kind="text", articles=(article,)) for article in kept]


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
    articles: Sequence[Article], *, folder: Path, event: str | None, otherwise: str, corrections: Corrections
) -> None:
    """Score with a progress bar, then start the page again with the report on top; see `score_articles`."""
    bar = st.progress(0.0, text="Loading the model")

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(done / total, text=f"{done} of {total}: {md_escape(as_text(name))}")

    try:
        library = Library.open(folder, create=True)
        try:
            report = score_articles(
                articles, library=library, event=event, otherwise=otherwise, model=model(), progress=progress
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
        show_problems([f"{name}: {reason}" for name, reason in [*report.failed, *report.skipped]])
        if done:
            st.page_link(
                "views/compare.py",
                label="Compare the outlets",
                icon=":material/compare_arrows:",
                query_params={"event": report.events[0]},
            )


def show_problems(problems: Sequence[str]) -> None:
    """Write each problem as one line that is text and nothing else."""
    if not problems:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/warning: **{counted(len(problems), 'remark')}**")
        for problem in problems[:MOST_LINES]:
            st.text(problem)
        if len(problems) > MOST_LINES:
            st.dataframe({"And further": problems[MOST_LINES:]}, hide_index=True, alt="Further remarks")


# The page.

st.title("Add articles")
st.caption("They are read and scored on this machine. Nothing is sent anywhere.")
if "report" in st.session_state:
    show_report(st.session_state["report"])
folder = library_folder()
corrections: Corrections = st.session_state.setdefault("corrections", {})
readings = uploads()
show_problems([problem for reading in readings for problem in reading.problems])

read: dict[str, tuple[Article, str]] = {}
for reading in readings:
    for article in reading.articles:
        read.setdefault(article.id, (article, reading.kind))  # one article in two files is one: the first file's
articles = [article for article, _ in read.values()]
existing = Library.open(folder) if (folder / "catalog.sqlite").is_file() else None
if articles:
    st.subheader(f"Read: {counted(len(articles), 'article')}")
    st.caption("Type into a cell to correct it. Empty a cell to go back to what the file says.")
    stored = existing.articles().set_index("article_id") if existing else pd.DataFrame()
    table = as_rows(read.values(), stored, corrections)
    key = rows_key("read", table)
    st.data_editor(
        table,
        key=key,
        on_change=lambda: correct(typed(table, key)),
        column_config=columns(),
        disabled=["words", "found", "source", "kind", "state"],
        hide_index=True,
        placeholder="unknown",
        alt=f"The {len(table)} articles that were read, to correct before scoring",
    )

    def one_outlet() -> None:
        """Correct the outlet of every article that was read."""
        correct({article_id: {"outlet": st.session_state["one_outlet"].strip()} for article_id in read})
        refresh()

    events = list(existing.events()["name"]) if existing else []
    suggestion = suggested_event(articles)
    by_column = [BY_COLUMN] if len({article.extra.get("event") for article in articles} - {None, ""}) > 1 else []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("One outlet for all", key="one_outlet", placeholder="as found", on_change=one_outlet)
        event = st.selectbox(
            "Event",
            list(dict.fromkeys([*by_column, suggestion, *events])),
            key="score_into",
            accept_new_options=True,
            help="Choose an event of this library, or type the name of a new one.",
        )
        wanted = st.button(
            f"Score {counted(len(articles), 'article')}", type="primary", icon=":material/play_arrow:", key="score"
        )
    st.caption("A run that is stopped goes on where it was: what is scored stays.")
    if wanted:
        label = None if event == BY_COLUMN else event or suggestion
        score(articles, folder=folder, event=label, otherwise=suggestion, corrections=corrections)

library = open_library()
st.subheader("Articles in this library")
if not library.known():
    st.caption(EMPTY_LIBRARY)
elif is_demo(library):
    st.caption("The demo is open, and it stays as it is. Articles that you add appear here.")
else:
    own = library.articles().set_index("article_id")
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
        disabled=["words", "found", "source"],
        hide_index=True,
        placeholder="unknown",
        alt=f"The {len(own)} articles of this library, to correct",
    )
