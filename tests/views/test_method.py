import importlib.metadata
import json
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pipeline.encoder
from pipeline.compare.passages import MATCHED
from pipeline.copies import NEAR
from pipeline.library import Library
from views._explain import weights_in_words
from views._words import percent

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"


def _page(root: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(root))
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/method.py").run()
    assert not page.exception
    return page


def test_it_says_what_is_measured_and_how_sure(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch)
    words = " ".join(markdown.value for markdown in page.markdown)
    for needed in ("Frame", "Stance", "Voice", "five articles", "Benjamini", "No clear difference", "English only"):
        assert needed in words
    frames = page.table[0].value
    assert len(frames) == 15
    assert frames.iloc[0, 0] == "Economic"


def test_it_names_the_scorers_of_this_library(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch)
    assert library.scorers()[-1] in [text.value for text in page.text]


def test_the_models_scores_come_from_its_own_card(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = [
        {
            "benchmark": "NewsMTSC",
            "set": "test",
            "metric": "macro-F1",
            "n": 100,
            "score": 0.75,
            "low": 0.7,
            "high": 0.8,
        },
        {"benchmark": "Exemplars", "set": "kept out", "metric": "macro-F1", "n": 20, "score": 0.5, "floor": 0.1},
    ]
    (tmp_path / "model.json").write_text(json.dumps({"scores": scores}))
    (tmp_path / "README.md").write_text("# A card with words of its own")
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path)
    page = _page(library.root, monkeypatch)
    table = page.dataframe[0].value
    assert table["score"].to_list() == [0.75, 0.5]
    assert table["floor"].isna().to_list() == [True, False]
    assert any("A card with words of its own" in markdown.value for markdown in page.markdown)


@pytest.mark.parametrize("content", [None, "{", "[1]"])
def test_without_a_model_it_says_so(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "model.json").write_text(content)
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path)
    page = _page(library.root, monkeypatch)
    assert any("no model" in info.value for info in page.info)
    assert not page.dataframe


def test_an_empty_library_and_a_bad_address_show_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Library.open(tmp_path / "empty", create=True)
    page = _page(tmp_path / "empty", monkeypatch, event="nope", article="<b>")
    assert len(page.table[0].value) == 15


def test_the_codebook_has_an_example_of_each_frame_and_says_who_wrote_it(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = _page(library.root, monkeypatch).table[0].value
    assert "machine-written" in frames.columns[1]
    examples = frames.iloc[:, 1].str.split(r"\*Example:\* ", regex=True).str[1]
    assert examples.str.len().gt(20).all()
    assert examples.is_unique


def test_the_contents_lead_to_headings_that_are_there(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(library.root, monkeypatch)
    (contents,) = [markdown.value for markdown in page.markdown if markdown.value.startswith("**On this page**")]
    anchors = {head.proto.anchor for head in (*page.header, *page.subheader)}
    targets = re.findall(r"\]\(#([\w-]+)\)", contents)
    assert len(targets) > 15
    assert set(targets) == anchors
    assert len(anchors) == len([*page.header, *page.subheader])


def test_it_says_how_to_cite_the_version_that_made_the_figures(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _page(library.root, monkeypatch)
    text, entry = (code.value for code in page.code)
    assert library.scorers()[-1] in text
    assert entry.startswith("@misc{")
    assert library.scorers()[-1] in entry


def test_it_names_the_versions_of_its_parts(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = _page(library.root, monkeypatch).table[1].value
    assert dict(zip(parts["Part"], parts["Version"], strict=True))["streamlit"] == importlib.metadata.version(
        "streamlit"
    )


def test_the_numbers_are_those_of_the_code(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(markdown.value for markdown in _page(library.root, monkeypatch).markdown)
    assert f"from {MATCHED:.2f} on\nthey match" in words
    assert percent(NEAR) in words
    assert weights_in_words() in words
