import json
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from pipeline.encoder import SHIPPED, Model, _version
from pipeline.library import Library
from pipeline.library.tables import VECTOR, unpacked
from pipeline.score import RULES, score_articles
from pipeline.score.document import score_document
from pipeline.score.vectors import fitted, packed, projection
from tests.conftest import ALPHA, BETA


def _unit(n: int, width: int, *, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, width)).astype(np.float32)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.mark.parametrize("width", [8, VECTOR, 768])
def test_vectors_keep_their_angles_about(width: int) -> None:
    rows = _unit(40, width)
    rows[1:20] = rows[0] + 0.4 * rows[1:20]  # some that are alike
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    again = np.stack(unpacked(packed(rows, "another")))
    assert again.shape == (40, VECTOR)
    assert again.dtype == np.float32
    assert np.linalg.norm(again, axis=1) == pytest.approx(1)
    worst = np.abs(again @ again.T - rows @ rows.T).max()
    assert worst < (0.02 if width <= VECTOR else 0.3)


def test_the_projection_is_fixed_and_turns_without_stretching() -> None:
    matrix = projection(768)
    assert matrix.shape == (VECTOR, 768)
    assert matrix @ matrix.T == pytest.approx(np.eye(VECTOR), abs=1e-5)
    assert matrix[0, :3] == pytest.approx(PINNED, abs=1e-5)


PINNED = [-0.0360844, 0.0360844, -0.0360844]  # ±1 drawn, over the root of 768, before any other row bends it


def test_the_fitted_directions_are_those_of_the_shipped_model(monkeypatch: pytest.MonkeyPatch) -> None:
    card = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))
    found = fitted(_version(card))
    assert found is not None
    mean, matrix = found
    assert (mean.shape, matrix.shape) == ((768,), (VECTOR, 768))
    assert fitted("tiny-0") is None
    (none,) = unpacked(packed(mean[None, :], _version(card)))
    assert not none.any()  # what all news has in common is nothing


def test_a_vector_of_nothing_is_no_number_too_many() -> None:
    (zero,) = unpacked(packed(np.zeros((1, 768), np.float32), "another"))
    assert not zero.any()


def test_each_sentence_has_one_and_they_are_the_models(scored_library: Library, tiny: Model) -> None:
    table, sents = scored_library.vectors(), scored_library.sentences()
    keys = ["article_id", "sentence_id"]
    assert table[keys].to_numpy().tolist() == sents[keys].to_numpy().tolist()
    texts = scored_library.articles().set_index("article_id")["text"]
    words = [texts[row.article_id][row.start : row.end] for row in sents.itertuples()]
    said = tiny.vectors(words)
    stored = np.stack(list(table["vector"]))[:, : said.shape[1]]
    assert (stored * said).sum(axis=1) == pytest.approx(1, abs=1e-3)


@pytest.fixture
def scored_library(tmp_path: Path, tiny: Model) -> Library:
    library = Library.open(tmp_path / "library", create=True)
    score_articles([ALPHA, BETA], library=library, event="harbour", model=tiny)
    return library


def test_only_the_articles_that_are_asked_for_are_read(scored_library: Library) -> None:
    readers: list[Callable[..., object]] = [
        getattr(scored_library, name)
        for name in ("sentences", "mentions", "attributions", "loaded", "scare_quotes", "vectors")
    ]
    for read in readers:
        whole, part = read(), read(articles=[ALPHA.id])
        assert part.equals(whole[whole["article_id"] == ALPHA.id].reset_index(drop=True))  # type: ignore[attr-defined, index]


def test_removed_articles_have_none(scored_library: Library) -> None:
    scored_library.remove([ALPHA.id])
    assert set(scored_library.vectors()["article_id"]) == {BETA.id}


def test_what_was_scored_before_gets_them_when_scored_again(
    tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library.open(tmp_path / "old", create=True)
    run = import_module("pipeline.score.run")
    before = run.score_batch
    with monkeypatch.context() as old:
        old.setattr(run, "RULES", RULES - 1)

        def without(*given: object) -> object:
            scored = before(*given)
            scored.rows["vectors"] = []
            return scored

        old.setattr(run, "score_batch", without)
        score_articles([ALPHA], library=library, event="e", model=tiny)
    assert library.vectors().empty
    sents = library.sentences().drop(columns="scorer")
    score_articles([ALPHA], library=library, event="e", model=tiny)
    assert len(library.vectors()) == len(sents)
    assert library.scorers() == [f"{tiny.version}.{RULES - 1}", f"{tiny.version}.{RULES}"]
    assert library.sentences().drop(columns="scorer").equals(sents)


def test_a_model_without_vectors_scores_all_the_rest(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.clean import clean

    doc = clean(replace(ALPHA))
    monkeypatch.setattr(tiny, "has_vectors", False, raising=False)
    rows = score_document(doc, tiny)
    assert rows["vectors"] == []
    assert rows["sentences"]
