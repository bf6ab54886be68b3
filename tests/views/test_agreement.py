"""The part Agreement says how far people agree, also with the model, and lets codes out and in."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipeline.codes import code_table, draw_sample
from pipeline.library import Library
from views._agreement import answer_in_words, what_was_coded
from views._safe import as_text
from views._words import ROLE_NAMES

from ..codes.made import articles_of, code_all, library_to_code

HOSTILE = "<img src=x> :red[Bo] $1$"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library of 18 articles of three outlets in one event."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "made"))
    return library_to_code(tmp_path / "made")


def _page(root: str) -> None:
    from pipeline.library import Library
    from views._agreement import show_agreement

    show_agreement(Library.open(root), "event")


def _shown(library: Library) -> AppTest:
    page = AppTest.from_function(_page, args=(str(library.root),), default_timeout=60).run()
    assert not page.exception
    return page


def _said(page: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*page.markdown, *page.caption, *page.subheader])


def test_without_codes_it_says_so_and_offers_to_bring_some(made: Library) -> None:
    page = _shown(made)
    assert "Nobody has coded anything" in _said(page)
    assert not page.dataframe
    assert page.expander[0].label == "Take codes out, or bring codes in"


def test_one_coder_is_held_against_the_model_alone(made: Library) -> None:
    code_all(made, draw_sample(made, "event", articles_of(made), "stance", size=12))
    page = _shown(made)
    assert "one person only" in _said(page)
    pairs = page.dataframe[0].value
    assert pairs[["Coder", "and"]].to_numpy().tolist() == [["Ida", "the model"]]
    assert pairs["Coded by both"].to_list() == [12]


def test_two_coders_have_an_alpha_and_a_table_of_their_answers(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "frame", labels=("economic",), size=12)
    code_all(made, sample, 1.0)
    code_all(made, sample, 0.0, coder=HOSTILE)
    page = _shown(made)
    alphas, pairs, gaps = (frame.value for frame in page.dataframe)
    assert alphas["What"].to_list() == ["Economic"]
    assert float(alphas["Alpha"][0]) < 0
    assert set(pairs["Coder"]) | set(pairs["and"]) == {"Ida", as_text(HOSTILE), "the model"}
    assert len(gaps) == 1
    assert "<img" not in _said(page).replace("\\<img", "")
    at = [option for option in page.selectbox[0].options if "the model" not in option]
    page.selectbox[0].select(at[0]).run()
    (table,) = page.table
    assert int(table.value.to_numpy().sum()) == 12
    assert sorted(table.value.to_numpy().ravel().tolist()) == [0, 0, 0, 12]


def test_codes_of_another_copy_are_brought_in_once(
    made: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_all(made, draw_sample(made, "event", articles_of(made), "stance", size=8))
    data = code_table(made, "event").to_json(orient="records", lines=True).encode()
    other = library_to_code(tmp_path / "other")
    monkeypatch.setenv("PARALLAX_LIBRARY", str(other.root))
    for expected in ("Added 8 codes.", "All of these codes were here already."):
        page = _shown(other)
        page.file_uploader(key="codes_file").upload("codes.jsonl", data)
        page.button[-1].click().run()
        assert not page.exception
        assert [part.value for part in page.success] == [expected]
    assert len(other.codes("event")) == 8


def test_a_bad_table_gets_one_line_and_adds_nothing(made: Library) -> None:
    page = _shown(made)
    page.file_uploader(key="codes_file").upload("codes.csv", b"a,b\n1,2\n")
    page.button[-1].click().run()
    assert "no column article" in page.error[0].value
    assert made.codes().empty


@pytest.mark.parametrize(
    ("measure", "label", "words"),
    [
        ("stance", "", "Stance"),
        ("role", "innocent", ROLE_NAMES["innocent"]),
        ("own", "<b>", "<b> (your label)"),
        ("frame", "economic", "Economic"),
    ],
)
def test_what_was_coded_is_named(measure: str, label: str, words: str) -> None:
    assert what_was_coded(measure, label) == as_text(words)


def test_answers_are_said_in_words() -> None:
    assert [answer_in_words("stance", value) for value in (-1.0, 0.0, 1.0)] == ["against", "neither", "for"]
    assert [answer_in_words("role", value) for value in (0.0, 1.0)] == ["no", "yes"]
    assert answer_in_words("loaded", 0.25) == "25 %"
