import io
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from pipeline.errors import PipelineError
from pipeline.read import sheet
from pipeline.read.sheet import read_xlsx

_HEAD = ("Source", "Headline", "Published At", "FullText")


def _book(*sheets: Sequence[Sequence[object]], titles: Sequence[str] = ("One", "Two", "Three")) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in zip(titles, sheets, strict=False):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _changed(content: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """Return the archive with one part of it changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, change(text) if name == member else text)
    return out.getvalue()


_SHEET = "xl/worksheets/sheet1.xml"


def _raw(rows: str) -> bytes:
    """Return a workbook whose one sheet has these rows, as XML."""
    return _changed(
        _book([_HEAD]),
        _SHEET,
        lambda text: text[: text.index("<sheetData>")] + f"<sheetData>{rows}</sheetData></worksheet>",
    )


def _cell(place: str, text: str, *, formula: str = "") -> str:
    if formula:
        return f'<c r="{place}" t="str"><f>{formula}</f><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(PipelineError) as error:
        read_xlsx("x.xlsx", content)
    assert time.process_time() - began < 20
    assert "\n" not in str(error.value)
    return str(error.value)


def test_rows_are_articles_as_in_csv() -> None:
    rows = [
        ("Source", "Headline", "Published At", "FullText", "n", "seen", "took", ""),
        ("RT.com", "A b", datetime(2024, 3, 12, 14, 5), "Some text.", 3, date(2024, 3, 13), timedelta(hours=2), "x"),
        (None, None, None, None),
        ("BBC", 1984, datetime(2024, 3, 12), "Other text.", 2.5, None, None, "y"),
        ("BBC", "No text", date(2024, 3, 12), "#N/A"),
    ]
    reading = read_xlsx("press-tv_2020-01-01.xlsx", _book(rows))
    first, second = reading.articles
    assert (first.outlet, first.title, first.date, first.time) == ("RT", "A b", "2024-03-12", "14:05")
    assert (first.text, first.source) == ("Some text.", f"{reading.name}, row 2")
    assert first.extra["n"] == 3
    assert (first.extra["seen"], first.extra["took"]) == ("2024-03-13", "2:00:00")
    assert (second.title, second.date, second.time, second.source) == (
        "1984",
        "2024-03-12",
        None,
        f"{reading.name}, row 4",
    )
    assert [problem.split(":")[0] for problem in reading.problems] == [f"{reading.name}, row 5"]


def test_the_first_sheet_with_a_text_column_is_read() -> None:
    content = _book(
        [("About",), ("this table",)], [("", ""), ("Saltmarsh corpus",), ("text", "title"), ("It is so.", "A")], [_HEAD]
    )
    reading = read_xlsx("x.xlsx", content)
    assert [(article.title, article.text) for article in reading.articles] == [("A", "It is so.")]
    assert reading.notes == ('x.xlsx: read the sheet "Two", not One, Three',)


def test_formulas_are_the_values_saved_with_them_and_texts_stay_texts() -> None:
    rows = (
        f'<row r="1">{_cell("A1", "title")}{_cell("B1", "text")}</row>'
        f'<row r="2">{_cell("A2", "=1+1")}{_cell("B2", "The text.", formula="CONCAT(1,2)")}</row>'
        f'<row r="3">{_cell("A3", "3", formula="1+2")}<c r="B3"><f>1+1</f></c></row>'
    )
    reading = read_xlsx("x.xlsx", _raw(rows))
    (article,) = reading.articles
    assert (article.title, article.text) == ("=1+1", "The text.")
    assert reading.problems[0].startswith("x.xlsx, row 3: no text")


def test_a_declared_dimension_is_not_believed() -> None:
    content = _book([("text",), ("It is so.",)])
    for dimension in ("A1:ZZZ1048576", "A1:BDWGN1048576", "A1", "A1:A999999999999", "nonsense", "XFD1048576:A1"):
        changed = _changed(content, _SHEET, lambda text, to=dimension: text.replace('ref="A1:A2"', f'ref="{to}"'))
        assert changed != content
        began = time.process_time()
        try:
            (article,) = read_xlsx("x.xlsx", changed).articles
            assert article.text == "It is so."
        except PipelineError as error:
            assert "cannot be read as an Excel table" in str(error)  # noqa: PT017 # either is a clear answer
        assert time.process_time() - began < 5


def test_rows_far_apart_and_cells_far_out() -> None:
    began = time.process_time()
    head = f'<row r="1">{_cell("A1", "text")}</row>'
    out = f'<row r="2">{_cell("A2", "It is so.")}{_cell("XFD2", "far")}</row>'
    below = f'<row r="999999999">{_cell("A999999999", "x")}</row>'
    reading = read_xlsx("x.xlsx", _raw(head + out + below))
    assert [article.text for article in reading.articles] == ["It is so."]
    assert time.process_time() - began < 10


def _sharing(text: str, cells: int) -> bytes:
    """Return a workbook with this text in the file once, and in so many cells."""
    rows = f'<row r="1">{_cell("A1", "text")}</row>' + "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, cells + 2)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/>'
    content = _changed(_raw(rows), "[Content_Types].xml", lambda xml: xml.replace("</Types>", f"{part}</Types>"))
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}"><si><t>{text}</t></si></sst>')
    return out.getvalue()


def test_a_text_that_many_cells_share_is_counted_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read_xlsx("x.xlsx", _sharing("It is so.", 3)).articles) == 3
    monkeypatch.setattr(sheet, "MOST_CHARACTERS", 1000)
    assert "over 1,000 characters" in _refused(_sharing("It is so.", 200))


_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("member", [_SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_entities_are_refused(member: str) -> None:
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}<!ENTITY f SYSTEM "file:///etc/hostname">]>'

    def change(text: str) -> str:
        text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
        return doctype + text.replace("</", "&l9;&f;</", 1)

    assert "cannot be read as an Excel table" in _refused(_changed(_sharing("It is so.", 1), member, change))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (_book([("a", "b"), (1, 2)]), "no sheet has a column text"),
        (_book([]), "no sheet has a column text"),
        (_book([("stories_id", "media_name", "title"), (1, "Saltmarsh Lantern", "A")]), "Media Cloud"),
        (_book([_HEAD])[:-30], "damaged"),
        (_changed(_book([_HEAD]), _SHEET, lambda text: "<a"), "cannot be read as an Excel table"),
        (_changed(_book([_HEAD]), "xl/workbook.xml", lambda text: ""), "cannot be read as an Excel table"),
    ],
)
def test_a_table_without_articles_says_why(content: bytes, problem: str) -> None:
    assert problem in _refused(content)


def test_a_bomb_is_refused() -> None:
    bomb = _changed(_book([("text",)]), _SHEET, lambda text: text.replace("<sheetData>", "<sheetData>" + " " * 2**22))
    assert "zip bomb" in _refused(bomb)
