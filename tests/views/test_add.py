import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, Selectbox, TextInput

import pipeline.encoder
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.jobs import queue
from pipeline.jobs.folder import folders, jobs_of, lock_of, write, write_state
from pipeline.jobs.worker import next_job, work
from pipeline.library import Library
from pipeline.read import FileReading, read_bytes
from pipeline.read.reading import Progress
from tests.conftest import ALPHA, BETA
from views._jobs import duration

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
HOSTILE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"
TABLE = (
    "outlet,title,date,text,desk\n"
    'Alpha Example,Mayor praised,2024-03-04,"The council praised Anna Berg on Monday.\n\nBerg was in court.",city\n'
    'Beta Example,Plan blamed,,"Anna Berg was blamed for a reckless plan in the harbour town.",city\n'
)


def _work_here(root: Path) -> None:
    """Stand in for the worker's process: do what there is to do, at once; one that only warms itself does nothing."""
    if next_job(root):
        work(root, idle=0)


@pytest.fixture(autouse=True)
def _shipped(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the tiny model stand in for the shipped one, and let no test see another's."""
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tiny_folder)
    monkeypatch.setattr(queue, "_spawn", _work_here)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def _page(root: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(root))
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/add.py").run()
    assert not page.exception
    return page


def _upload(page: AppTest, **files: str) -> AppTest:
    for name, content in files.items():
        page.file_uploader(key="files").upload(name.replace("_", "."), content.encode())
    page.run()
    assert not page.exception
    return page


def _key(page: AppTest, name: str) -> str:
    (key,) = [editor.key for editor in page.data_editor if editor.key.startswith(f"{name}-")]
    return str(key)


def _rows(page: AppTest, name: str) -> pd.DataFrame:
    table: pd.DataFrame = page.data_editor(key=_key(page, name)).value
    return table


def _type(page: AppTest, name: str, row: int, **cells: str | None) -> AppTest:
    """Type into cells. AppTest has no setter for an editor, so this sends what the browser does."""
    edits = {"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []}
    states = page._tree.get_widget_states()
    states.widgets.add(id=page.data_editor(key=_key(page, name)).proto.id, string_value=json.dumps(edits))
    page._run(states)
    assert not page.exception
    return page


def test_files_are_shown_before_they_are_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "__init__", lambda *_, **__: pytest.fail("the model was loaded"))
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    rows = _rows(page, "read")
    assert rows["outlet"].to_list() == ["Alpha Example", "Beta Example"]
    assert rows["state"].to_list() == ["new", "new"]
    assert rows["date"].isna().to_list() == [False, True]
    assert "outlet: column outlet" in rows["found"].iloc[0]


def test_scoring_stores_the_articles_and_leads_to_compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = TABLE.replace("desk", "event").replace("city", "Harbour vote")
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=named)
    assert page.selectbox(key="score_into").value == "Harbour vote"
    page.button(key="score").click().run()
    assert not page.exception
    library = Library.open(tmp_path / "new")
    assert len(library.articles()) == 2
    assert library.events()["name"].to_list() == ["Harbour vote"]
    assert len(library.sentences()) > 2
    assert any("2 scored now" in markdown.value for markdown in page.markdown)
    assert [link.value for link in page.page_link] == ["See what differs", "Compare the outlets"]
    (event,) = library.events()["event_id"]
    assert {link.proto.query_string for link in page.page_link} == {f"library=main&event={event}"}
    assert _rows(page, "read")["state"].to_list() == ["in the library"] * 2


def test_events_are_found_in_the_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fire = "Fire fighters saved the old granary of Tessel on Sunday night. The granary roof fell and nobody was hurt."
    vote = "The council of Norland voted for the tram line. Mayor Anna Berg praised the tram vote as a great day."
    rows = [f"Alpha Example,Granary fire in Tessel,2024-03-04,{fire}", f"Beta Example,Tram vote,2024-03-04,{vote}"]
    rows.append(f"Gamma Example,Granary roof falls in Tessel fire,2024-03-04,{fire} The owner wept.")
    page = _upload(_page(tmp_path / "new", monkeypatch), three_csv="outlet,title,date,text\n" + "\n".join(rows))
    page.selectbox(key="score_into").set_value("As the texts tell: find the events").run()
    page.button(key="score").click().run()
    assert not page.exception
    articles = Library.open(tmp_path / "new").articles().set_index("outlet")
    assert articles["event"]["Alpha Example"] == articles["event"]["Gamma Example"] != articles["event"]["Beta Example"]
    assert len(Library.open(tmp_path / "new").events()) == 2


def test_corrections_are_an_overlay_and_change_no_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page = _type(page, "read", 1, outlet="Gamma Example", date="2024-03-05", genre="opinion")
    page.button(key="score").click().run()
    corrected = Library.open(tmp_path / "new")
    table = corrected.articles().set_index("title").loc["Plan blamed"]
    assert (table["outlet"], table["date"], table["genre"]) == ("Gamma Example", "2024-03-05", "opinion")
    assert table["found"]["date"] == "set by you"

    plain = _upload(_page(tmp_path / "plain", monkeypatch), two_csv=TABLE)
    plain.button(key="score").click().run()
    pd.testing.assert_frame_equal(corrected.mentions(), Library.open(tmp_path / "plain").mentions())


def _set_many(page: AppTest, *, whose: str = "", field: str = "outlet", value: str = "") -> AppTest:
    page.selectbox(key="many_whose").select(whose)
    page.selectbox(key="many_field").select(field).run()
    box = page.text_input(key="many_outlet") if field == "outlet" else page.selectbox(key=f"many_{field}")
    box.set_value(value).run()
    page.button(key="many_set").click().run()
    assert not page.exception
    return page


def test_one_outlet_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _set_many(_upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE), value="Delta Example")
    assert _rows(page, "read")["outlet"].to_list() == ["Delta Example"] * 2
    page.button(key="score").click().run()
    assert set(Library.open(tmp_path / "new").articles()["outlet"]) == {"Delta Example"}


def test_a_field_of_all_articles_of_one_outlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page = _set_many(page, whose="=Beta Example", value="Gamma Example")
    assert _rows(page, "read")["outlet"].to_list() == ["Alpha Example", "Gamma Example"]
    page = _set_many(page, whose="=Gamma Example", field="genre", value="opinion")
    assert _rows(page, "read")["genre"].fillna("").to_list() == ["", "opinion"]


def test_an_emptied_cell_goes_back_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page = _type(page, "read", 0, outlet="Wrong Example")
    assert _rows(page, "read")["outlet"].iloc[0] == "Wrong Example"
    page = _type(page, "read", 0, outlet=None)
    assert _rows(page, "read")["outlet"].iloc[0] == "Alpha Example"


def test_a_bad_file_is_one_line_and_the_others_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE, empty_txt="", report_pdf="%PDF-1.7")
    lines = [text.value for text in page.text]
    assert any("report.pdf" in line and "\n" not in line for line in lines)
    assert any("empty.txt" in line for line in lines)
    assert len(_rows(page, "read")) == 2


def test_the_same_article_twice_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE, again_csv=TABLE)
    rows = _rows(page, "read")
    assert len(rows) == 2
    assert rows["source"].str.contains("two").all()
    assert rows["source"].str.contains("again").all()  # one article with two sources
    assert any("2 articles in several files, read once." in markdown.value for markdown in page.markdown)


def test_pasted_text_becomes_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch)
    page.get("segmented_control")[0].set_value("text").run()
    page.text_area(key="paste_text").set_value("The council praised Anna Berg on Monday.")
    page.text_input(key="paste_outlet").set_value("Alpha Example")
    next(button for button in page.button if button.label == "Add this text").click().run()
    assert not page.exception
    (row,) = _rows(page, "read").to_dict("records")
    assert (row["outlet"], row["found"], row["source"]) == ("Alpha Example", "outlet: typed by you", "pasted text 1")


def test_a_stopped_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Alpha Example,Plan {i},The council praised Anna Berg {i} times.\n" for i in range(20))
    encode, calls = Model.encode, []

    def stop(self: Model, texts: list[str]) -> object:
        calls.append(texts)
        if sum(map(len, calls)) > 20:  # in the second batch of eight
            raise PipelineError("the disk is full; free some of it")
        return encode(self, texts)

    page = _upload(_page(tmp_path / "new", monkeypatch), many_csv=f"outlet,title,text\n{rows}")
    monkeypatch.setattr(Model, "encode", stop)
    page.button(key="score").click().run()
    assert not page.exception
    assert "Scoring failed" in _words(page)
    assert "the disk is full" in _words(page)
    stored = len(Library.open(tmp_path / "new").articles())
    assert 0 < stored < 20
    monkeypatch.setattr(Model, "encode", encode)
    _button(page, "resume").click().run()
    assert f"{20 - stored} scored now, {stored} scored before" in _words(page)


def _button(page: AppTest, what: str) -> Button:
    (button,) = [one for one in page.button if str(one.key).startswith(f"{what}-")]
    return button


@pytest.fixture
def nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a job wait until the test has it done."""
    monkeypatch.setattr(queue, "_spawn", lambda root: None)


@pytest.mark.usefixtures("nobody_works")
def test_a_job_goes_on_while_the_page_is_left_and_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "new"
    page = _upload(_page(root, monkeypatch), two_csv=TABLE)
    page = _type(page, "read", 1, outlet="Gamma Example")
    page.button(key="score").click().run()
    assert "Scoring 2 articles" in _words(page)
    assert page.get("progress")[0].proto.text == "Loading the model"
    page.switch_page("views/method.py").run()
    page.switch_page("views/add.py").run()
    assert "Scoring 2 articles" in _words(page)
    work(root, idle=0)
    page.run()
    assert "2 scored now" in _words(page)
    assert set(Library.open(root).articles()["outlet"]) == {"Alpha Example", "Gamma Example"}
    assert page.session_state["corrections"] == {}  # the library has them now
    _button(page, "dismiss").click().run()
    assert "scored now" not in _words(page)


@pytest.mark.usefixtures("nobody_works")
def test_how_far_a_job_is_and_how_long_it_will_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "new"
    page = _upload(_page(root, monkeypatch), two_csv=TABLE)
    page.button(key="score").click().run()
    (folder,) = folders(root)
    with lock_of(root):  # somebody works on it
        write_state(folder, state="running", done=1, name=HOSTILE, pace=2.0)
        page.run()
    (bar,) = page.get("progress")
    assert bar.proto.value == 50
    assert bar.proto.text.startswith("About 25 seconds left · 1 of 2 done: ")
    assert not re.search(r"(?<!\\)(<img|!\[|\$5|:red)", bar.proto.text)


@pytest.mark.usefixtures("nobody_works")
def test_a_job_can_be_stopped_and_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "new"
    page = _upload(_page(root, monkeypatch), two_csv=TABLE)
    page.button(key="score").click().run()
    _button(page, "stop").click().run()
    assert "Stopped." in _words(page)
    assert "0 of 2 articles are done" in _words(page)
    monkeypatch.setattr(queue, "_spawn", _work_here)
    _button(page, "resume").click().run()
    assert "2 scored now" in _words(page)


@pytest.mark.usefixtures("nobody_works")
def test_a_worker_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "new"
    page = _upload(_page(root, monkeypatch), two_csv=TABLE)
    page.button(key="score").click().run()
    (folder,) = folders(root)
    write(folder / "state.json", {"state": "running", "at": 0.0, "done": 1})
    page.run()
    assert "Interrupted: the program that scores has ended." in _words(page)
    assert "1 of 2 articles are done" in _words(page)


def test_a_large_job_shows_its_command_and_a_small_one_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "it's new"
    page = _upload(_page(root, monkeypatch), two_csv=TABLE.replace("desk", "event").replace("city", "`rm` $(x) 'vote'"))
    assert not page.code
    assert "Takes about a few seconds on this machine." in _words(page)
    jobs_of(root).mkdir(parents=True)
    write(jobs_of(root) / "pace.json", 150.0)
    page.run()
    words = shlex.split(page.code[0].value)
    assert words == [
        *("python", "-m", "pipeline", "score", "FOLDER", "--library", str(root.resolve())),
        *("--event", "`rm` $(x) 'vote'"),
    ]
    assert "about 1 hour" in page.info[-1].value
    page.selectbox(key="score_into").set_value("As the texts tell: find the events").run()
    assert shlex.split(page.code[0].value)[-1] == "--group"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "a few seconds"), (42, "40 seconds"), (100, "2 minutes"), (3580, "1 hour"), (7900, "2 hours 10 minutes")],
)
def test_a_time_is_said_as_roughly_as_it_is_known(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_library_is_made_opened_and_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch)
    assert _library_box(page).value == "main"
    _field(page, "library_new").set_value("Votes <b>")
    _submit(page, "Create and open").click().run()
    assert not page.exception
    made = page.query_params["library"]
    assert _library_box(page).value == made
    page = _upload(page, two_csv=TABLE)
    page.button(key="score").click().run()
    root = tmp_path / "libraries" / made
    assert len(Library.open(root).articles()) == 2
    assert {link.proto.query_string.split("&")[0] for link in page.page_link} == {f"library={made}"}
    _field(page, "library_rename").set_value("Elections")
    _submit(page, "Rename this library").click().run()
    assert Library.open(root).name == "Elections"
    _library_box(page).set_value("main").run()
    assert page.query_params["library"] == "main"
    assert not page.exception


def test_what_is_added_while_the_demo_is_open_goes_to_the_main_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = Library.open(tmp_path / "cache" / "demo", create=True)
    monkeypatch.setattr("views._libraries.demo_library", lambda: demo)
    page = _page(tmp_path / "new", monkeypatch, library="demo")
    assert "Articles that you add" in _words(page) or not demo.known()
    page = _upload(page, two_csv=TABLE)
    page.button(key="score").click().run()
    assert len(Library.open(tmp_path / "new").articles()) == 2
    assert page.query_params["library"] == "main"
    assert {link.proto.query_string.split("&")[0] for link in page.page_link} == {"library=main"}
    assert len(_rows(page, "own")) == 2


def _library_box(page: AppTest) -> Selectbox:
    (box,) = [one for one in page.selectbox if str(one.key).startswith("library_open")]
    return box


def _field(page: AppTest, form: str) -> TextInput:
    (field,) = [one for one in page.text_input if one.proto.form_id == form]
    return field


def _submit(page: AppTest, label: str) -> Button:
    (button,) = [one for one in page.button if one.label == label]
    return button


def test_a_missing_model_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path / "nowhere")
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page.button(key="score").click().run()
    assert not page.exception
    assert "Scoring failed" in _words(page)
    assert any("holds no Parallax model" in text.value for text in page.text)


def test_the_librarys_articles_are_corrected_without_the_model(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "__init__", lambda *_, **__: pytest.fail("the model was loaded"))
    page = _page(library.root, monkeypatch)
    row = int(_rows(page, "own")["title"].to_list().index(BETA.title))
    scored = library.mentions()
    page = _type(page, "own", row, outlet="Gamma Example", date="2024-03-05")
    table = library.articles().set_index("article_id").loc[BETA.id]
    assert (table["outlet"], table["date"]) == ("Gamma Example", "2024-03-05")
    pd.testing.assert_frame_equal(library.mentions(), scored)
    page = _type(page, "own", row, date=None)
    assert library.articles().set_index("article_id").loc[BETA.id, "date"] is None
    assert pd.isna(_rows(page, "own").iloc[row]["date"])


def test_an_empty_library_and_a_bad_address_show_the_way_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch, event="nope", way="<b>", article=ALPHA.id)
    assert page.file_uploader(key="files")
    assert "score" not in [button.key for button in page.button]


def test_hostile_names_show_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch)
    page.file_uploader(key="files").upload("<img src=x>.txt", f"{HOSTILE}\n\nThe council praised Anna Berg.".encode())
    page.file_uploader(key="files").upload("![x](http://example.invalid/y.png).txt", b"")
    page.run()
    assert _rows(page, "read")["title"].to_list() == [HOSTILE]
    page.button(key="score").click().run()
    assert not page.exception
    for shown in [*page.markdown, *page.caption, *page.error]:
        assert not re.search(r"(?<!\\)(<img|!\[|\$5|:red)", shown.value)


def test_a_folder_is_a_hint_for_the_outlet_and_the_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch)
    page.get("segmented_control")[0].set_value("folder").run()
    for name in ("one.txt", "two.txt"):
        text = f"Mayor praised in {name}\n\nThe council praised Anna Berg on Monday."
        page.file_uploader(key="folder").upload(f"harbour vote/{name}", text.encode())
    page.run()
    assert not page.exception
    assert _rows(page, "read")["source"].to_list() == ["harbour vote/one.txt", "harbour vote/two.txt"]
    assert page.selectbox(key="score_into").value == "harbour vote"


WIRE = " ".join(f"The council of town {n} voted on plan {n * 7} after {n * 3} hours of debate." for n in range(20))
GERMAN = (
    "Der Rat der Stadt hat am Montag nach langer Debatte für den neuen Hafen gestimmt, und die Bürgermeisterin "
    "dankte allen, die daran mitgearbeitet haben. Kritiker sagen, dass der Plan zu viel kosten werde."
)


def _words(page: AppTest) -> str:
    return "\n".join(element.value for element in [*page.markdown, *page.caption, *page.subheader, *page.text])


def test_each_file_is_a_row_with_what_it_gave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE, empty_txt="", german_txt=GERMAN)
    rows = page.dataframe[0].value.set_index("File")
    assert rows.index[0] == "empty.txt"  # what needs a look stands first
    assert rows.loc["two.csv"].to_dict() == {
        "Kind": "csv",
        "Articles": 2,
        "Outlet": "2 outlets",
        "Date": "2024-03-04",
        "Language": "unknown",
        "Warnings": "1 without date",
    }
    assert rows.loc["german.txt", "Language"] == "de"
    assert "not scored: language de (1)" in rows.loc["german.txt", "Warnings"]
    assert "2 files read, 1 not" in _words(page)
    assert "1 file could not be read" in _words(page)


def test_a_file_that_failed_says_why_and_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), empty_txt="")
    assert [text.value for text in page.text] == ["empty.txt: the file is empty"]
    assert any(caption.value.endswith("Choose another") for caption in page.caption)


def test_other_languages_are_marked_and_not_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE, german_txt=GERMAN)
    assert "1 article is not in English (de): stored and shown, not scored." in _words(page)
    rows = _rows(page, "read").set_index("source")
    assert rows.loc["german.txt", "state"] == "new, not scored: language"
    page.button(key="score").click().run()
    assert "1 article not scored" in _words(page)
    assert _rows(page, "read").set_index("source").loc["german.txt", "state"] == "in the library, not scored: language"


@pytest.mark.parametrize("most", [3000, 0])
def test_copies_are_flagged_among_what_was_added_and_against_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("views._readings.MOST_COMPARED", most)
    first = f"outlet,title,date,text\nAlpha Example,Vote,2024-03-04,{WIRE}\n"
    page = _upload(_page(tmp_path / "new", monkeypatch), one_csv=first)
    assert "copies" not in _rows(page, "read")
    page.button(key="score").click().run()

    cut = WIRE.split(". ", 3)[3]
    rest = f"outlet,title,date,text\nBeta Example,Votes,2024-03-05,OSTERBY (AP) — {cut}\nGamma,Else,,Other words.\n"
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=rest)
    assert "2 articles by Alpha Example and Beta Example print one text, credited to AP." in _words(page)
    rows = _rows(page, "read").set_index("outlet")
    assert rows.loc["Beta Example", "copies"].startswith("copy of Alpha Example, ")
    assert rows.loc["Beta Example", "agency"] == "AP (dateline)"
    assert rows.loc["Gamma", "copies"] == ""
    (shown,) = [html.value for html in page.html if "px-changes" in html.value and "<div" in html.value]
    assert "<del>The council of town 0 voted" in shown
    assert "<ins>" not in shown
    assert ("published within 2 days of these" in _words(page)) == (most == 0)


def test_copies_with_hostile_names_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = f'"{HOSTILE}","{HOSTILE}","{WIRE} <script>alert(1)</script>"\n<img src=x>,"{HOSTILE}",{WIRE}\n'
    hostile = f"outlet,title,text\n{rows}"
    page = _upload(_page(tmp_path / "new", monkeypatch), bad_csv=hostile)
    said = "\n".join(element.value for element in [*page.markdown, *page.caption, *page.subheader])
    assert "print one text" in said
    for raw in (HOSTILE, "<img src=x>", "](http", ":red[", "$5 to $10"):
        assert raw not in said
    shown = "".join(html.value for html in page.html)
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown


def test_a_file_is_read_once_however_often_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(name: str, content: bytes, *, progress: Progress) -> FileReading:
        read.append(name)
        return read_bytes(name, content, progress=progress)

    monkeypatch.setattr("views._readings.read_bytes", reading)
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page.run()
    page = _upload(page, more_txt="Plan praised\n\nThe council praised it.")
    assert read == ["two.csv", "more.txt"]


def test_any_name_may_be_uploaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(tmp_path / "new", monkeypatch)
    assert list(page.file_uploader(key="files").proto.type) == []
