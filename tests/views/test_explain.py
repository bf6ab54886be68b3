"""What is said about a figure: the measure, the scorer and how good it is, what was read."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pipeline.encoder
from pipeline.library import Library
from views._explain import BEHIND_FINDINGS, about, explained, how_good, reading, weights_in_words, what_was_read
from views._shipped import BENCHMARKS, card, model_of, score_in_words, scores_of, shipped_version

from .conftest import SCORER

MEASURES = ("stance", "role", "frame", "loaded", "voice", "name", "relation", "act", "finding")
METHOD = (Path(__file__).parents[2] / "views" / "method.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_leads_to_a_heading_on_method(measure: str) -> None:
    said = about(measure)
    assert f'"{said.anchor}"' in METHOD
    assert all((said.what, said.made, said.sure, said.not_told))


def test_what_is_no_measure_has_nothing_to_say() -> None:
    with pytest.raises(KeyError):
        about("bias")


@pytest.mark.parametrize("measure", sorted(BENCHMARKS))
def test_the_shipped_models_scores_stand_in_full(measure: str) -> None:
    scores = scores_of(measure)
    assert len(scores)
    stored = {(row["set"], row["metric"]): row for row in (card() or {})["scores"]}
    for _, row in scores.iterrows():
        assert stored[row["set"], row["metric"]]["score"] == row["score"]
        assert f"n = {row['n']:,}" in score_in_words(row)
        assert f"{row['score']:.3f}" in score_in_words(row)


def test_a_library_of_the_shipped_model_has_its_benchmark_and_another_does_not() -> None:
    shipped = shipped_version()
    assert shipped
    own, other = how_good("stance", [f"{shipped}.4"]), how_good("stance", ["tiny-1.4"])
    assert "another model" not in own
    assert "another model" in other
    assert "tiny\\-1\\.4" in other


def test_findings_say_how_good_each_measure_behind_them_is_and_how_many_were_false() -> None:
    said = how_good("finding", [f"{shipped_version()}.4"])
    for measure, name in BEHIND_FINDINGS.items():
        assert f"{name}: {score_in_words(scores_of(measure).iloc[0])}" in said.replace("\\", "")
    figures = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
    for figure in ("2.2 %", "3.0 %"):
        assert figure in about("finding").sure
        assert figure in figures


@pytest.mark.parametrize("measure", ["name", "act"])
def test_what_rules_find_has_no_benchmark_of_the_model(measure: str) -> None:
    assert "by rules and grammar" in how_good(measure, [SCORER])


@pytest.mark.parametrize("content", [None, "{", "[1]", '{"name": "x"}'])
def test_without_a_model_it_says_so(content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if content is not None:
        (tmp_path / "model.json").write_text(content)
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path)
    assert shipped_version() is None
    assert "no model here" in how_good("stance", [SCORER])


def test_a_model_whose_card_has_no_score_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {"name": "small", "max_tokens": 8, "width": 8, "padding_id": 0, "heads": [], "sha256": {}}
    (tmp_path / "model.json").write_text(json.dumps(whole))
    monkeypatch.setattr(pipeline.encoder, "SHIPPED", tmp_path)
    assert "No benchmark of this measure" in how_good("stance", [SCORER])


def test_what_was_read_is_counted(tiny_library: Library) -> None:
    event = tiny_library.events()["event_id"][0]
    said = what_was_read(tiny_library, event)
    sents = tiny_library.sentences(event=event)
    assert f"5 articles, {len(sents)} sentences: 100 %" in said
    assert "event as a whole" in said
    one = sents["article_id"].iloc[0]
    said = what_was_read(tiny_library, event, {one})
    assert f"1 article, {int((sents['article_id'] == one).sum())} sentences" in said
    assert "event as a whole" not in said
    assert what_was_read(tiny_library, event, ()) == "No article of this event has been scored."


def test_the_share_that_was_read_leaves_out_what_no_sentence_covers(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = tiny_library.events()["event_id"][0]
    headlines = tiny_library.sentences(event=event).query("sentence_id == 0")
    monkeypatch.setattr("views._explain.sentences", lambda *_: headlines)
    table = reading(tiny_library, event)
    texts = tiny_library.articles(event=event).set_index("article_id")
    for row in table.itertuples():
        title, text = texts.loc[row.article_id, "title"], texts.loc[row.article_id, "text"]
        assert (row.read, row.characters) == (len(title.replace(" ", "")), len("".join(text.split())))


def test_the_weights_are_said_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Every sentence counts the same" in weights_in_words()
    monkeypatch.setattr("views._explain.published", lambda: {"section": {"headline": 1.5}})
    assert "1.50 times in the headline" in weights_in_words()
    assert "1.50 times" in about("stance").made


@pytest.mark.parametrize(("scorer", "model"), [("parallax-6e9020aa.3", "parallax-6e9020aa"), ("tiny-1", "tiny-1")])
def test_a_scorer_names_its_model(scorer: str, model: str) -> None:
    assert model_of(scorer) == model


SCRIPT = """
from types import SimpleNamespace
from views._explain import explain
from views._library import open_library
library = open_library()
view = SimpleNamespace(library=library, event=library.events()["event_id"][0])
explain("stance", view=view, key="a")
"""


def test_it_reads_nothing_before_it_is_opened(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = AppTest.from_string(SCRIPT, default_timeout=30).run()
    assert not page.exception
    assert not page.markdown
    page.session_state["a about"] = True
    page.run()
    (said,) = page.markdown
    for needed in ("Stance", "How good the scorer is", "What was read", "5 articles", "method?", "#stance"):
        assert needed in said.value


def test_a_scorers_name_is_shown_literally(tiny_library: Library) -> None:
    event = tiny_library.events()["event_id"][0]
    assert SCORER.replace("-", "\\-") in explained("role", tiny_library, event)
    assert "\\!\\[x\\]" in how_good("role", ["![x](http://example.invalid)"])
