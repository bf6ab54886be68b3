import io
import zipfile

import pytest

from pipeline.errors import PipelineError
from pipeline.read import read_bytes
from pipeline.read.zipped import read_members, read_zip

from . import made

TEXT = b"Council votes for the harbour plan\n\nThe council voted on Monday. The plan costs the town four jobs.\n"
PAGE = b"<!doctype html><title>Plan wins</title><article><p>" + TEXT * 5 + b"</p></article>"


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def test_each_file_is_read_by_its_kind_and_named_after_the_archive() -> None:
    content = zipped(
        ("in/", b""), ("in/a.txt", TEXT), ("b.html", PAGE), ("c.jsonl", b'{"text": "One."}\n{"text": "Two."}')
    )
    reading = read_zip("x.zip", content)
    sources = ["x.zip/in/a.txt", "x.zip/b.html", "x.zip/c.jsonl, line 1", "x.zip/c.jsonl, line 2"]
    assert [article.source for article in reading.articles] == sources
    assert reading.notes == ("x.zip: 3 files in it: 1 html, 1 jsonl, 1 txt",)
    assert (reading.kind, reading.problems) == ("zip", ())
    assert read_bytes("x.zip", content) == reading


def test_a_folder_inside_is_a_hint_for_the_outlet() -> None:
    for folder, outlet in [("guardian", "The Guardian"), ("harbour-lantern", "Harbour Lantern"), ("2021", None)]:
        (article,) = read_zip("x.zip", zipped((f"{folder}/a.txt", TEXT))).articles
        assert article.outlet == outlet


def test_what_systems_add_and_hidden_files_are_left_out() -> None:
    junk = ["__MACOSX/._a.txt", ".DS_Store", "in/.hidden/a.txt", "Thumbs.db", "in/desktop.ini"]
    reading = read_zip("x.zip", zipped(*((name, b"\0\1") for name in junk), ("a.txt", TEXT)))
    assert (len(reading.articles), reading.problems) == (1, ())
    with pytest.raises(PipelineError, match=r"^x\.zip: no file in this archive; choose another$"):
        read_zip("x.zip", zipped(*((name, TEXT) for name in junk)))


def test_the_folder_of_a_complete_page_is_left_out() -> None:
    reading = read_zip("x.zip", zipped(("plan.html", PAGE), ("plan_files/frame.html", PAGE), ("plan_files/a.js", b"x")))
    assert (len(reading.articles), reading.problems) == (1, ())
    said = "the folder plan_files beside it holds its pictures and scripts; it is left out"
    assert reading.notes[1:] == (f"x.zip/plan.html: {said}",)


def test_a_bad_file_costs_one_line() -> None:
    inner = zipped(("a.txt", TEXT))
    reading = read_zip("x.zip", zipped(("a.txt", b""), ("b.png", b"\x89PNG"), ("c.zip", inner), ("d.txt", TEXT)))
    assert [article.source for article in reading.articles] == ["x.zip/d.txt"]
    assert reading.problems == (
        "x.zip/a.txt: the file is empty; choose another",
        "x.zip/b.png: is an image; copy its text into a text file",
        "x.zip/c.zip: is a zip archive in a zip archive; unpack it and add it by itself",
    )


def test_a_damaged_file_costs_one_line() -> None:
    content = zipped(("a.txt", TEXT), ("b.txt", TEXT)).replace(b"Monday", b"Sunday", 1)
    reading = read_zip("x.zip", content)
    assert [article.source for article in reading.articles] == ["x.zip/b.txt"]
    assert reading.problems == ('x.zip/a.txt: "a.txt" in it is damaged; save or download it again',)


def test_reading_goes_on_from_a_file() -> None:
    content = zipped(*((f"{n}.txt", TEXT) for n in range(4)))
    begun: list[str] = []
    assert [reading.name for reading in read_members("x.zip", content, start=2, begin=begun.append)] == begun
    assert begun == ["x.zip/2.txt", "x.zip/3.txt"]


def test_a_note_says_which_file_it_is_about() -> None:
    lines = made.nexis([made.Made()])
    notes = read_zip("x.zip", zipped(("a.docx", made.docx(lines)), ("b.md", PAGE))).notes
    assert notes[0] == "x.zip: 2 files in it: 1 Nexis docx, 1 html"
    assert notes[1].startswith("x.zip/a.docx: found 1 article")
    assert notes[-1].startswith("x.zip/b.md: named .md, read as html")
