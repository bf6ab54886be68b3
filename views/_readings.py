"""Read uploads with progress, and show what each file gave before anything is scored, as `pipeline check` does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

import pandas as pd
import streamlit as st

from pipeline.agencies import Credit, credits
from pipeline.copies import DAYS, CopyGroup, Printed, find_copies
from pipeline.library import Library
from pipeline.read import read_bytes
from pipeline.read.checked import SCORED_LANGUAGES, Checked, check, common, warnings_of
from pipeline.read.saved import folders_of_pages, page_of
from pipeline.types import Article, Document

from ._copies import printed_of, some
from ._library import articles as stored_articles
from ._library import events
from ._safe import as_text, md_escape
from ._text import say
from ._words import UNKNOWN_OUTLET, counted

MOST_LINES = 12  # problems or notes that are written out; a table holds the rest
MOST_COMPARED = 3000  # articles of a library with which all that is read is compared, whatever the day
ROWS = 15  # of files that are shown without scrolling
_WIDTHS = {"File": 260, "Outlet": 140, "Date": 190, "Language": 90, "Warnings": 260}
_COLUMNS = {name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()}


class Upload(Protocol):
    """What Streamlit gives for an uploaded file."""

    name: str
    file_id: str

    def getvalue(self) -> bytes: ...


def read_uploads(found: Sequence[Upload]) -> list[Checked]:
    """Read what was not read before, file by file; a click that stops the page loses at most the file being read."""
    kept: dict[str, Checked] = st.session_state.setdefault("readings", {})
    for gone in kept.keys() - {file.file_id for file in found}:
        del kept[gone]
    found = [file for file in found if is_wanted(file.name, [other.name for other in found])]
    waiting = [file for file in found if file.file_id not in kept]
    if waiting:
        bar = st.progress(0.0)
        for n, file in enumerate(waiting):
            said = say("add.reading", n=n + 1, files=len(waiting))

            def progress(name: str, done: float = n / len(waiting), said: str = said) -> None:
                bar.progress(done, text=said + md_escape(as_text(name, most=80)))

            progress(file.name)
            kept[file.file_id] = check(read_bytes(file.name, file.getvalue(), progress=progress))
        bar.empty()
    return [kept[file.file_id] for file in found]


def is_wanted(name: str, names: Sequence[str]) -> bool:
    """Say whether a file of a folder is read: not what is hidden, nor what a browser saved beside a page."""
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
    return not hidden and not ("/" in name and page_of(name, folders_of_pages(names)))


# What was read, as a table and in words.


def check_table(files: Iterable[Checked]) -> pd.DataFrame:
    """Return the table of `python -m pipeline check`: one row a file, those that could not be read first."""
    seen: dict[str, str] = {}
    rows = [(*common(file), "; ".join(warnings_of(file, seen))) for file in files]
    columns = ["File", "Kind", "Articles", "Outlet", "Date", "Language", "Warnings"]
    table = pd.DataFrame([[as_text(cell) for cell in row] for row in rows], columns=columns)
    table["Articles"] = table["Articles"].astype(int)
    return table.sort_values("Articles", key=lambda n: n > 0, kind="stable", ignore_index=True)


def show_files(files: Sequence[Checked]) -> None:
    """Draw the table of files, then why each file failed and what to do, then warnings and notes."""
    if not files:
        return
    failed = [file for file in files if not file.docs]
    read = len(files) - len(failed)
    table = check_table(files)
    title = say("add.files_read", files=counted(read, "file")) + (
        say("add.files_failed", n=len(failed)) if failed else ""
    )
    if not table["Warnings"].any():
        table = table.drop(columns="Warnings")
    is_plain = not failed and "Warnings" not in table and (table["Articles"] == 1).all()
    if not is_plain:
        st.subheader(title, anchor=False)
    # Where each file is an article without a problem, the articles' own table says it all.
    place = st.expander(title, icon=":material/draft:") if is_plain else st.container()
    height: Literal["content", "auto"] = "content" if len(table) <= ROWS else "auto"
    with place:
        st.dataframe(table, hide_index=True, height=height, column_config=_COLUMNS, alt=say("add.files_alt"))
    problems = [problem for file in failed for problem in file.problems]
    show_lines(say("add.unread", files=counted(len(failed), "file")), problems, icon="error")
    warnings = [problem for file in files if file.docs for problem in file.problems]
    show_lines(counted(len(warnings), "problem"), warnings, icon="warning")
    notes = [note for file in files for note in file.notes]
    show_lines(counted(len(notes), "note"), notes, icon="info")


def show_lines(title: str, lines: Sequence[str], *, icon: str) -> None:
    """Write each line as text and nothing else; what to do stands below it."""
    if not lines:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":material/{icon}: **{title}**")
        for line in lines[:MOST_LINES]:
            reason, _, remedy = line.rpartition("; ") if icon != "info" else (line, "", "")
            st.text(as_text(reason or line, most=600))
            if reason and remedy:
                st.caption(f":material/arrow_forward: {md_escape(remedy[:1].upper() + remedy[1:])}")
        if len(lines) > MOST_LINES:
            rest = [as_text(line, most=600) for line in lines[MOST_LINES:]]
            st.dataframe({say("add.further"): rest}, hide_index=True, alt=say("add.further_alt", title=title))


# The articles in them.


@dataclass(frozen=True, slots=True)
class Found:
    """One article that was read: its text, of what kind its file is, and in which files it stands."""

    article: Article
    doc: Document
    kind: str
    sources: tuple[str, ...]

    @property
    def is_scored(self) -> bool:
        """Say whether the model reads the article's language."""
        return self.doc.language in SCORED_LANGUAGES


def found_in(files: Iterable[Checked]) -> dict[str, Found]:
    """Return {id: article}; an article that stands in several files is one, with several sources."""
    found: dict[str, Found] = {}
    for file in files:
        for article, doc in file.docs:
            before = found.get(article.id)
            sources = (*before.sources, article.source) if before else (article.source,)
            found[article.id] = Found(before.article if before else article, doc, file.kind, sources)
    return found


def credits_in(found: Mapping[str, Found]) -> dict[str, tuple[Credit, ...]]:
    """Return {id: the agencies that an article credits}."""
    return {
        printed.id: credits(printed.text, outlet=printed.outlet, author=printed.author, notes=printed.notes)
        for printed in map(_printed, found.values())
    }


def copies_in(found: Mapping[str, Found], library: Library | None) -> list[CopyGroup]:
    """Return the groups of copies among what was read and in the library, as far as what was read is in them.

    They are looked for anew only when other files are there, or the library has changed. Of a large library only
    articles of the same days are compared, see `is_large`.
    """
    state = (tuple(sorted(found)), library.digest if library else "")
    kept: tuple[object, list[CopyGroup]] | None = st.session_state.get("copies_found")
    if kept and kept[0] == state:
        return kept[1]
    with st.spinner(say("add.copies_sought")):
        there = printed_of(_near(found, library)) if library else []
        groups = [
            group for group in find_copies([*there, *map(_printed, found.values())]) if found.keys() & set(group.ids)
        ]
    st.session_state["copies_found"] = (state, groups)
    return groups


def is_large(library: Library) -> bool:
    """Say whether a library has so many articles that what is read is not compared with all of them."""
    return int(events(library)["articles"].sum()) > MOST_COMPARED


def _near(found: Mapping[str, Found], library: Library) -> pd.DataFrame:
    """Return the articles of the library that can be copies of what was read; of a large one as far as days tell."""
    if not is_large(library):
        return stored_articles(library, None)
    days = set()
    for one in found.values():
        with suppress(ValueError):
            day = date.fromisoformat(one.doc.date or "")
            days |= {(day + timedelta(apart)).isoformat() for apart in range(-DAYS, DAYS + 1)}
    return library.articles(articles=library.dated(days))


def _printed(one: Found) -> Printed:
    body = one.doc.text[slice(*one.doc.body)]
    return Printed(one.article.id, one.doc.outlet, body, one.doc.date, one.article.author, one.doc.notes)


def languages_in_words(found: Collection[Found]) -> str:
    """Say how many articles are in other languages than English, and in which; "" for none."""
    foreign = [one.doc.language for one in found if not one.is_scored]
    if not foreign:
        return ""
    names = some([md_escape(language) for language in sorted(set(map(str, foreign)))])
    verb = "is" if len(foreign) == 1 else "are"
    articles = f"{counted(len(foreign), 'article')} {verb}"
    return say("add.foreign", articles=articles, languages=names)


def unknown_outlets_in_words(outlets: pd.Series) -> str:
    """Say how many articles have no outlet, and what to do; "" for none."""
    unknown = int((outlets.fillna("") == "").sum())
    if not unknown:
        return ""
    if unknown == 1:
        return say("add.no_outlet_one", articles=counted(unknown, "article"), outlet=UNKNOWN_OUTLET)
    return say("add.no_outlet", articles=counted(unknown, "article"), outlet=UNKNOWN_OUTLET)


def state_of(one: Found, *, stored: bool) -> str:
    """Say where an article stands: new or in the library, and whether it is scored."""
    state = say("add.state_stored") if stored else "new"
    return state if one.is_scored else say("add.state_language", state=state)
