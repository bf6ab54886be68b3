import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import pipeline.encoder
from pipeline.encoder import Model
from pipeline.library import Library
from tests.conftest import ALPHA, BETA

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
HOSTILE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"
TABLE = (
    "outlet,title,date,text,desk\n"
    'Alpha Example,Mayor praised,2024-03-04,"The council praised Anna Berg on Monday.\n\nBerg was in court.",city\n'
    'Beta Example,Plan blamed,,"Anna Berg was blamed for a reckless plan in the harbour town.",city\n'
)


@pytest.fixture(autouse=True)
def _shipped(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the tiny model stand in for the shipped one, and let no test see another's."""
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tiny_folder)
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
    assert [link.value for link in page.page_link] == ["Compare the outlets"]
    assert _rows(page, "read")["state"].to_list() == ["in the library"] * 2


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


def test_one_outlet_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page.text_input(key="one_outlet").set_value("Delta Example").run()
    assert _rows(page, "read")["outlet"].to_list() == ["Delta Example"] * 2
    page.button(key="score").click().run()
    assert set(Library.open(tmp_path / "new").articles()["outlet"]) == {"Delta Example"}


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
    assert _rows(page, "read")["source"].str.contains("two").all()


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
        if len(calls) == 12:
            raise MemoryError("killed")
        return encode(self, texts)

    page = _upload(_page(tmp_path / "new", monkeypatch), many_csv=f"outlet,title,text\n{rows}")
    monkeypatch.setattr(Model, "encode", stop)
    page.button(key="score").click().run()
    assert page.exception
    stored = len(Library.open(tmp_path / "new").articles())
    assert 0 < stored < 20
    monkeypatch.setattr(Model, "encode", encode)
    page = _upload(_page(tmp_path / "new", monkeypatch), many_csv=f"outlet,title,text\n{rows}")
    page.button(key="score").click().run()
    assert any(f"{20 - stored} scored now, {stored} scored before" in markdown.value for markdown in page.markdown)


def test_a_missing_model_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path / "nowhere")
    page = _upload(_page(tmp_path / "new", monkeypatch), two_csv=TABLE)
    page.button(key="score").click().run()
    assert not page.exception
    assert "holds no Parallax model" in page.error[0].value.replace("\\", "")


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
    assert not page.button


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
