"""Offer what a page shows as files: its tables as CSV, XLSX and JSONL, its figures as SVG and HTML.

Nothing is made before it is asked for. How cells are made safe for a spreadsheet is `pipeline.export`'s, how a figure
is drawn as SVG `_svg`'s.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from pipeline.errors import PipelineError
from pipeline.export import as_csv, as_jsonl, as_xlsx

from ._safe import as_text, md_escape
from ._svg import can_draw, svg_of
from ._text import say
from ._words import counted

SHEET_NAME = 31  # characters that a sheet's name may have
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of files in an archive: the same tables give the same bytes
_CSV, _JSONL, _ZIP = "text/csv", "application/x-ndjson", "application/zip"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Download:
    """A file on offer: what its button says, its name, its kind, and what makes it."""

    label: str
    file_name: str
    mime: str
    make: Callable[[], bytes]


def downloads(
    name: str, tables: Mapping[str, pd.DataFrame], *, key: str, figures: Mapping[str, go.Figure] | None = None
) -> None:
    """Draw the button "Download" with a file for each kind; `name` begins the files' names.

    `tables` and `figures` are {title: table or figure}. Tables without a row are left out; of nothing, nothing is
    drawn. `key` keeps two of them on a page apart.
    """
    offered = table_files(name, tables) + figure_files(name, figures or {})
    if not offered:
        return
    with st.popover(say("export.download"), icon=":material/download:", key=f"{key} downloads"):
        st.caption(say("export.about"))
        for n, file in enumerate(offered):
            st.download_button(
                md_escape(file.label), file.make, file.file_name, file.mime, key=f"{key} download {n}",
                on_click="ignore", type="tertiary", icon=":material/download:",
            )  # fmt: skip


def table_files(name: str, tables: Mapping[str, pd.DataFrame]) -> list[Download]:
    """Return the tables as CSV, XLSX and JSONL: one file of a kind, an archive of them where there are several."""
    full = {title: table for title, table in tables.items() if len(table)}
    if not full:
        return []
    base = file_name(name)
    several = say("export.files", files=counted(len(full), "file")) if len(full) > 1 else ""
    sheets = f", {counted(len(full), 'sheet')}" if len(full) > 1 else ""
    csv_name, jsonl_name = (f"{base}-{kind}.zip" if several else f"{base}.{kind}" for kind in ("csv", "jsonl"))
    make_csv, make_jsonl = partial(_files, full, ".csv", _as_csv), partial(_files, full, ".jsonl", _as_jsonl)
    return [
        Download(say("export.csv", several=several), csv_name, _ZIP if several else _CSV, make_csv),
        Download(say("export.xlsx", several=sheets), f"{base}.xlsx", _XLSX, partial(_workbook, full)),
        Download(say("export.jsonl", several=several), jsonl_name, _ZIP if several else _JSONL, make_jsonl),
    ]


def figure_files(name: str, figures: Mapping[str, go.Figure]) -> list[Download]:
    """Return each figure as SVG, where it can be drawn as one, and as a page that needs no network."""
    offered = []
    for title, fig in figures.items():
        line, base = as_text(title), f"{file_name(name)}-{file_name(title)}"
        if can_draw(fig):
            make = partial(_as_svg, fig, line)
            offered.append(Download(say("export.svg", figure=line), f"{base}.svg", "image/svg+xml", make))
        make = partial(_as_page, fig, line)
        offered.append(Download(say("export.html", figure=line), f"{base}.html", "text/html", make))
    return offered


def file_name(name: object) -> str:
    """Return a name that is safe as a file's, in lower case: letters, digits and hyphens."""
    return re.sub(r"[\W_]+", "-", as_text(name).casefold()).strip("-")[:80] or "parallax"


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Return a name for each sheet: short, without what a workbook forbids, no two alike."""
    names: list[str] = []
    for title in titles:
        name = line = re.sub(r"[\[\]:*?/\\']", " ", as_text(title)).strip()[:SHEET_NAME] or "Table"
        copies = 1
        while name.casefold() in {other.casefold() for other in names}:
            copies += 1
            name = f"{line[: SHEET_NAME - 4]} {copies}"
        names.append(name)
    return names


def figure_page(fig: go.Figure, title: str) -> str:
    """Return a figure as one HTML page with the drawing program in it; its policy forbids the page any request."""
    # The look of the page is the reader's; the figure itself has no background and grey ink for both.
    grey = {"tickfont_color": "#767676", "title_font_color": "#767676"}
    plain = go.Figure(fig).update_layout(font_color="#767676", legend_font_color="#767676")
    body = plain.update_xaxes(**grey).update_yaxes(**grey).to_html(
        full_html=False, include_plotlyjs=True, div_id="figure", config={"displaylogo": False, "responsive": True}
    )  # fmt: skip
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>:root {{ color-scheme: light dark; }} "
        "body { font-family: system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }</style>\n"
        f"</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _as_csv(table: pd.DataFrame) -> bytes:
    return as_csv(table).encode("utf-8-sig")


def _as_jsonl(table: pd.DataFrame) -> bytes:
    return as_jsonl(table).encode("utf-8")


def _as_svg(fig: go.Figure, title: str) -> bytes:
    return svg_of(fig, title=title).encode("utf-8")


def _as_page(fig: go.Figure, title: str) -> bytes:
    return figure_page(fig, title).encode("utf-8")


def _workbook(tables: Mapping[str, pd.DataFrame]) -> bytes:
    try:
        return as_xlsx(dict(zip(sheet_names(list(tables)), tables.values(), strict=True)))
    except PipelineError as error:  # the page has gone on: the workbook itself says why it is empty
        return as_xlsx({say("export.not_written"): pd.DataFrame({"why": [str(error)]})})


def _files(tables: Mapping[str, pd.DataFrame], suffix: str, make: Callable[[pd.DataFrame], bytes]) -> bytes:
    if len(tables) == 1:
        return make(next(iter(tables.values())))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for title, table in zip(sheet_names(list(tables)), tables.values(), strict=True):
            opened.writestr(zipfile.ZipInfo(f"{file_name(title)}{suffix}", _EPOCH), make(table))
    return archive.getvalue()
