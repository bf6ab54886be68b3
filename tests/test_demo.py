import json
from pathlib import Path

import pandas as pd
import pytest

import pipeline.demo
from pipeline.encoder import SHIPPED, Model, load_model
from pipeline.score import RULES, score

ARTICLES = [json.loads(line) for line in (pipeline.demo.DEMO / "articles.jsonl").read_text().splitlines()]


def test_the_demo_is_what_it_is_said_to_be() -> None:
    assert len(ARTICLES) == 8
    assert len({article["outlet"] for article in ARTICLES}) == 6
    texts = [article["text"] for article in ARTICLES]
    assert len(set(texts)) == 7
    assert sum(article["date"] is None for article in ARTICLES) == 1
    assert [article["genre"] for article in ARTICLES].count("opinion") == 1


def test_it_opens_without_a_model_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Model, "__init__", lambda *_, **__: pytest.fail("the model was loaded"))
    library = pipeline.demo.demo_library()
    assert len(library.articles()) == 8
    assert len(library.events()) == 1
    assert set(library.evidence()["article_id"]) == set(library.articles()["article_id"])
    monkeypatch.setattr(pipeline.demo, "build", lambda *_: pytest.fail("built again"))
    assert pipeline.demo.demo_library().digest == library.digest


def test_its_scores_are_the_shipped_models(tmp_path: Path) -> None:
    model = load_model(SHIPPED)
    demo = pipeline.demo.build(tmp_path / "demo")
    assert demo.scorers() == [f"{model.version}.{RULES}"]
    score(pipeline.demo.DEMO / "articles.jsonl", library=tmp_path / "new", event="again", model=model)
    again = pipeline.Library.open(tmp_path / "new")
    for table in ("sentences", "mentions"):
        left, right = getattr(demo, table)(), getattr(again, table)()
        pd.testing.assert_frame_equal(left, right, atol=1e-4, rtol=0, check_dtype=False)


def test_it_shows_one_group_under_many_names(tmp_path: Path) -> None:
    descriptions = pipeline.demo.build(tmp_path / "demo").descriptions()
    decided = json.loads((pipeline.demo.DEMO / "agreed.json").read_text(encoding="utf-8"))
    agreed = {phrase for phrases in decided.values() for phrase in phrases}
    named = descriptions[descriptions["phrase"].isin(agreed)]
    assert set(named["phrase"]) == agreed
    assert set(named["entity"]) == set(decided)
