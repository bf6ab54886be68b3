import json
import logging
import os
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.read import ENDINGS, KINDS, FileReading, read, read_bytes, read_each
from pipeline.read.fields import ALIASES
from pipeline.read.kinds import read_one
from pipeline.read.reading import MOST_BYTES, MOST_PROBLEMS

TEXT = b"Council votes for the harbour plan\n\nThe council voted on Monday. The plan costs the town four jobs.\n"
KADHIMI = Path(__file__).parents[3] / "shared" / "corpora" / "kadhimi"
needs_kadhimi = pytest.mark.skipif(not KADHIMI.is_dir(), reason="the acceptance files are not beside the project")


def test_a_file_gives_its_article(tmp_path: Path) -> None:
    (tmp_path / "press-tv_2021-11-14.txt").write_bytes(TEXT)
    (article,) = read(tmp_path / "press-tv_2021-11-14.txt")
    assert article.title == "Council votes for the harbour plan"
    assert (article.outlet, article.date, article.source) == ("Press TV", "2021-11-14", "press-tv_2021-11-14.txt")
    assert article.found == {"title": "first line", "outlet": "file name", "date": "file name"}


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "sub/c.md", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    (tmp_path / "empty.txt").write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        articles = read(tmp_path)
    folder = tmp_path.name
    assert [a.source for a in articles] == [f"{folder}/a.txt", f"{folder}/b.txt", f"{folder}/sub/c.md"]
    assert [r.getMessage() for r in caplog.records] == [f"{folder}/empty.txt: the file is empty; choose another"]


def test_nothing_readable_raises_one_line(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no files in this folder"):
        read(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(PipelineError, match=r"^a\.txt: the file is empty; choose another$"):
        read(tmp_path / "a.txt")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    with pytest.raises(PipelineError, match=r"a\.txt: the file is empty.*\(and 1 more like this\)"):
        read(tmp_path)


def test_read_each_never_raises_for_what_a_path_holds(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(TEXT)
    (tmp_path / "report.log").write_bytes(TEXT)
    os.mkfifo(tmp_path / "pipe.txt")
    paths = [tmp_path / name for name in ("missing.txt", "report.log", "pipe.txt", "good.txt")] + ["a\0b.txt"]
    missing, log, pipe, good, nul = read_each(paths)
    assert "there is no such file" in missing.problems[0]
    assert log.problems == (
        "report.log: this kind of file is not read yet; save it as text, HTML, PDF, Word, CSV or JSONL",
    )
    assert log.kind == "log"
    assert "no ordinary file" in pipe.problems[0]
    assert len(good.articles) == 1
    assert not good.problems
    assert len(nul.problems) == 1


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    (reading,) = read_each([tmp_path / "huge.txt"])
    assert reading.problems == ("huge.txt: the file has 64.0 MB, over the 64 MB limit; split it",)


def test_the_folder_names_a_listed_outlet(tmp_path: Path) -> None:
    (tmp_path / "guardian").mkdir()
    (tmp_path / "guardian" / "a.txt").write_bytes(TEXT)
    for (article,) in (read(tmp_path), read(tmp_path / "guardian"), read(tmp_path / "guardian" / "a.txt")):
        assert (article.outlet, article.found["outlet"]) == ("The Guardian", "folder name")


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("guardian/a.txt", "The Guardian"),
        ("event/harbour-lantern/a.txt", "Harbour Lantern"),
        ("my-articles/a.txt", None),  # the folder that was chosen is a collection, unless it is listed
        ("event/2021/a.txt", None),
        ("a.txt", None),
    ],
)
def test_an_upload_has_its_folder_for_a_last_hint(name: str, outlet: str | None) -> None:
    assert read_bytes(name, TEXT).articles[0].outlet == outlet


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/x.txt",
        "..\\x.txt",
        "a\nb.txt",
        "a\u202egpj.txt",
        "n" * 300 + ".txt",
        "CON.txt",
        "<img src=x>.txt",
        "=x().txt",
    ],
)
def test_an_uploads_name_is_only_shown(name: str) -> None:
    reading = read_bytes(name, TEXT)
    assert len(reading.articles) == 1
    assert len(reading.name) <= 200
    assert reading.name.isprintable()
    assert ".." not in reading.name
    assert reading.articles[0].source == reading.name


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n ", "the file is empty"),
        ("a.csv", b"PK\x03\x04rest", "is damaged or no zip archive"),
        ("a.md", b"\x89PNG\r\n", "is an image; copy its text"),
        ("a.txt", b"a\0b" * 9, "NUL bytes"),
        ("a.txt", "Text without a mark".encode("utf-16-le"), "NUL bytes"),
        ("a.txt", bytes(range(1, 32)) * 9, "binary content"),
        ("a.txt", b"<!DOCTYPE html><p></p>", "no article found"),
        ("a.txt", b"a" * 2_000_001, "more than one article"),
        ("a.md", b"---\ntitle: x\n---\n", "no text below its front matter"),
        ("a.html", b"<html><body></body></html>", "no article found"),
        ("a.html", b"<div>" * 100_000 + b"x", "no article found"),
        ("a.html", b"<p " + b"a " * 200_000 + b">x", "a tag of over 2,000 attributes"),
        ("a", b"x", "this kind of file is not read yet"),
    ],
)
def test_a_bad_file_is_one_line(name: str, content: bytes, problem: str) -> None:
    reading = read_bytes(name, content)
    assert reading.articles == ()
    (line,) = reading.problems
    assert line.startswith(f"{name}: ")
    assert problem in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ZeroDivisionError, "could not be read (ZeroDivisionError); save it again as UTF-8 text"),
        (MemoryError, "needs more memory than reading may take; split it"),
        (RecursionError, "is nested too deep to be read; save its text as .txt"),
    ],
)
def test_a_reader_that_breaks_spoils_only_its_file(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], said: str
) -> None:
    def broken(name: str, content: bytes) -> FileReading:
        raise error

    monkeypatch.setitem(KINDS, "txt", broken)  # type: ignore[arg-type]
    assert read_one("a.txt", TEXT).problems == (f"a.txt: {said}",)
    assert read_one("a.md", TEXT).articles


def test_a_file_under_another_ending_is_read_with_a_note() -> None:
    page = b"<!doctype html><title>Plan wins</title><article><p>" + TEXT * 5 + b"</p></article>"
    reading = read_bytes("a.txt", page)
    assert (reading.kind, len(reading.articles), reading.problems) == ("html", 1, ())
    assert reading.notes == ("a.txt: named .txt, read as html, which it holds",)
    assert read_bytes("a.docx", TEXT).notes == ("a.docx: named .docx, read as txt, which it holds",)
    assert read_bytes("a.txt", TEXT).notes == ()


@pytest.mark.parametrize("beside", ["plan_files", "plan-Dateien", "plan_fichiers"])
def test_the_folder_of_a_complete_page_is_left_out(tmp_path: Path, beside: str) -> None:
    page = b"<!doctype html><title>Plan wins</title><article><p>" + TEXT * 5 + b"</p></article>"
    for name in ("plan.html", f"{beside}/frame.html", f"{beside}/more/script.js", "other_files/a.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(page)
    other, plan = read_each([tmp_path])
    assert other.name.endswith("other_files/a.html")  # there is no other.html beside it
    assert (len(plan.articles), plan.problems) == (1, ())
    said = f"the folder {beside} beside it holds its pictures and scripts; it is left out"
    assert plan.notes == (f"{tmp_path.name}/plan.html: {said}",)


def test_a_million_bad_rows_are_counted_not_listed() -> None:
    reading = read_bytes("a.jsonl", b"{}\n" * 300 + b'{"text": "The council met."}\n')
    assert len(reading.articles) == 1
    assert len(reading.problems) == MOST_PROBLEMS + 1
    assert reading.problems[-1] == "a.jsonl: 250 more problems like these"


@needs_kadhimi
def test_acceptance_press_tv() -> None:
    (article,) = read(KADHIMI / "press-tv_2021-11-14.txt")
    assert (article.outlet, article.date, article.section) == ("Press TV", "2021-11-14", "News / Iraq")
    assert article.found["date"] == "file name"  # the only full date in the text is the attack's
    assert (article.title or "").startswith("US may ")


@needs_kadhimi
def test_acceptance_tehran_times() -> None:
    articles = [read(path)[0] for path in sorted(KADHIMI.glob("tehran-times*"))]
    assert len(articles) == 4
    for article in articles:
        assert (article.outlet, article.date) == ("Tehran Times", None)
        assert (article.found["outlet"], article.found["title"]) == ("file name", "file name")
        assert "date" not in article.found
    assert [len((article.title or "").split()) for article in articles] == [7, 7, 9, 7]


@needs_kadhimi
def test_acceptance_white_house() -> None:
    (article,) = read(KADHIMI / "white-house_2021-11-07.md")
    assert (article.outlet, article.date, article.genre) == ("White House", "2021-11-07", "press release")
    assert (article.title or "").startswith("Statement by President Joe Biden on")
    assert article.found["outlet"] == "domain bidenwhitehouse.archives.gov"
    assert article.found["title"] == article.found["date"] == "front matter"


def test_the_same_bytes_give_the_same_articles() -> None:
    content = json.dumps({"text": "The council met.", "title": "Council meets", "desk": "city"}).encode()
    assert read_bytes("a.jsonl", content) == read_bytes("a.jsonl", content)


def test_the_document_names_every_kind_and_column() -> None:
    document = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")
    for aliases in ALIASES.values():
        assert ", ".join(aliases) in document
    for word in ("text", "Markdown", "HTML", "CSV", "JSONL"):
        assert word in document


def test_every_ending_leads_to_a_kind_that_is_read() -> None:
    assert set(ENDINGS.values()) == set(KINDS)


@pytest.mark.parametrize(
    ("name", "outlet", "title"),
    [
        ("Harbour Star - 2025-05-02 - Tram line opens.txt", "Harbour Star", "Tram line opens"),
        ("Harbour Star – 2025-05-02 – Two - or three - votes.txt", "Harbour Star", "Two - or three - votes"),
        ("Notes - of a meeting - 2025-05-02.txt", None, None),
    ],
)
def test_a_name_of_outlet_day_and_title_says_all_three(
    tmp_path: Path, name: str, outlet: str | None, title: str | None
) -> None:
    (tmp_path / name).write_text("The line was opened on Friday, people there said.\n\nIt is two miles long.\n")
    (article,) = read(tmp_path / name)
    assert article.outlet == outlet
    assert article.date == "2025-05-02"
    if title:
        assert (article.title, article.found["title"]) == (title, "file name")
