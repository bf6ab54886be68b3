"""Statements as a coder meets them: what is about one, for and against only after codes or by a model that is named."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pipeline.library import Library
from pipeline.teach.claims import Claim
from views import _claims

from .conftest import EVENT
from .taught import button, make_taught, open_part

STATEMENT = "The plan costs jobs. <img src=x> [a](http://example.invalid)"


@pytest.fixture
def taught_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    return make_taught(tmp_path, monkeypatch)


@pytest.fixture
def claimed(taught_library: Library) -> Library:
    page = open_part("claims")
    page.text_input[1].set_value(STATEMENT)
    page.text_area[0].set_value("Many jobs will go.\n\nThere are jobs at stake.\n")
    button(page, "Find sentences").click().run()
    assert not page.exception
    return taught_library


def test_sentences_about_a_statement_are_counted_with_their_spread(claimed: Library) -> None:
    assert list(claimed.claims()) == [Claim(STATEMENT).id]
    page = open_part("claims")
    table = page.dataframe[0].value
    assert table.to_dict("records") == [
        {"Outlet": outlet, "Articles": 6, "Sentences": 24, "About it": 6, "By single wordings": "6 to 6"}
        for outlet in ("Beta Daily", "Harbour Example")
    ]
    said = [one.value for one in page.caption]
    assert any("over 3 wordings" in one and "3 of them alone find it" in one for one in said)
    assert not any("](http" in one.replace("\\", "") and "\\" not in one for one in said)
    # Nobody has said what they hold of it, so nothing is said of for and against.
    assert len(page.dataframe) == 1
    assert button(page, "Teach it").disabled


def test_one_wording_alone_has_no_spread_and_says_so(taught_library: Library) -> None:
    taught_library.keep_claim(Claim(STATEMENT).id, '{"statement": "The plan costs jobs.", "paraphrases": []}')
    page = open_part("claims")
    assert "By single wordings" not in page.dataframe[0].value
    assert any("With one wording" in one.value for one in page.caption)


def test_an_answer_is_kept_and_can_be_taken_back(claimed: Library) -> None:
    page = open_part("claims")
    button(page, "Against it").click().run()
    (row,) = claimed.codes(EVENT).to_dict("records")
    assert (row["measure"], row["label"], row["value"], row["coder"]) == ("claim", Claim(STATEMENT).id, -1.0, "Ida")
    assert any("Sentence 2 of 12" in one.value for one in page.caption)
    button(page, "Take the last answer back").click().run()
    assert claimed.codes(EVENT).empty


def test_after_25_codes_for_and_against_can_be_taught(claimed: Library) -> None:
    table = claimed.sentences(event=EVENT).head(40)
    value = np.arange(40) % 3 - 1.0
    span = ["article_id", "sentence_id", "start", "end"]
    codes = table[span].assign(measure="claim", label=Claim(STATEMENT).id, value=value, coder="Kim")
    claimed.add_codes(codes)
    page = open_part("claims")
    button(page, "Teach it").click().run()
    assert not page.exception
    assert not page.error
    assert len(claimed.taught()) == 1
    assert len(page.dataframe) == 3  # about it; scores; figures


def test_a_model_that_judges_statements_is_named_by_the_user(claimed: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def claims(sentences: Sequence[str], statement: str) -> Any:
        assert statement == STATEMENT
        return np.tile(np.array([0.1, 0.2, 0.7], np.float32), (len(sentences), 1))

    models = {"nli": SimpleNamespace(version="nli-1", claims=claims), "other": SimpleNamespace(version="other-1")}
    monkeypatch.setattr(_claims, "load_model", lambda name: models[name])
    page = open_part("claims")
    page.text_input[-1].set_value("other")
    button(page, "Judge with it").click().run()
    assert "name an NLI model" in page.error[0].value
    page.text_input[-1].set_value("nli")
    button(page, "Judge with it").click().run()
    assert not page.exception
    assert page.dataframe[-1].value["For"].tolist() == [6, 6]


def test_a_statement_is_dropped_and_its_codes_stay(claimed: Library) -> None:
    page = open_part("claims")
    button(page, "For it").click().run()
    button(page, "Drop this statement").click().run()
    assert claimed.claims() == {}
    assert len(claimed.codes(EVENT)) == 1
    assert button(page, "Find sentences")


@pytest.mark.parametrize("body", ["{", "[]", '{"statement": ""}', '{"statement": "a", "paraphrases": ["a"]}'])
def test_a_claim_that_cannot_be_read_is_passed_over(taught_library: Library, body: str) -> None:
    taught_library.keep_claim("broken", body)
    assert button(open_part("claims"), "Find sentences")


def test_an_empty_statement_is_refused_in_one_line(taught_library: Library) -> None:
    page = open_part("claims")
    button(page, "Find sentences").click().run()
    assert "a statement is one line" in page.error[0].value
