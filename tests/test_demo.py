import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import pipeline.demo
from pipeline.compare import (
    findings,
    frame_spans,
    loaded_spans,
    name_spans,
    role_spans,
    stance_spans,
    ties,
    voice_spans,
)
from pipeline.compare.estimates import ENOUGH
from pipeline.encoder import SHIPPED, Model, load_model
from pipeline.score import RULES, score

ARTICLES = [json.loads(line) for line in (pipeline.demo.DEMO / "articles.jsonl").read_text().splitlines()]
LEAGUE = "River Keepers League"
SOME = 6  # every how manieth article is scored again: all would take a minute


def test_the_demo_is_what_it_is_said_to_be() -> None:
    assert len(ARTICLES) == 36
    assert len({article["outlet"] for article in ARTICLES}) == 6
    texts = [article["text"] for article in ARTICLES]
    assert len(set(texts)) == 35
    assert sum(article["date"] is None for article in ARTICLES) == 1
    assert Counter(article["genre"] for article in ARTICLES) == {"news": 33, "opinion": 2, "analysis": 1}
    news = Counter(article["outlet"] for article in ARTICLES if article["genre"] == "news")
    assert len(news) == 4
    assert min(news.values()) > ENOUGH


def test_it_shows_differences_of_several_kinds_and_ties(tmp_path: Path) -> None:
    library = pipeline.demo.build(tmp_path / "demo")
    (event,) = library.events()["event_id"]
    news = library.articles().query("genre == 'news'")
    spans = (stance_spans, frame_spans, role_spans, loaded_spans, voice_spans, name_spans)
    found = findings(pd.concat([of(library, event, news) for of in spans], ignore_index=True))
    clear = found[found["holds"]]
    assert set(clear["measure"]) == {"stance", "frame", "voice", "name"}
    assert 4 <= len(clear) < len(found) / 4
    stance, name = (clear[clear["measure"] == measure].iloc[0] for measure in ("stance", "name"))
    assert (stance["target"], stance["group_a"], stance["group_b"]) == (
        LEAGUE,
        "Lowbrenna Ferryman",
        "Caldrian Rampart",
    )
    assert (name["target"], name["label"], name["group_a"]) == (LEAGUE, "militants", "Caldrian Rampart")
    assert {"stance", "loaded", "voice", "name"} <= set(ties(found, most=8)["measure"])


def test_it_opens_without_a_model_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(Model, "__init__", lambda *_, **__: pytest.fail("the model was loaded"))
    library = pipeline.demo.demo_library()
    assert len(library.articles()) == 36
    assert len(library.events()) == 1
    assert set(library.evidence()["article_id"]) == set(library.articles()["article_id"])
    monkeypatch.setattr(pipeline.demo, "build", lambda *_: pytest.fail("built again"))
    assert pipeline.demo.demo_library().digest == library.digest


def test_its_scores_are_the_shipped_models(tmp_path: Path) -> None:
    model = load_model(SHIPPED)
    demo = pipeline.demo.build(tmp_path / "demo")
    (scorer,) = demo.scorers()
    assert scorer == f"{model.version}.{RULES}"
    some = tmp_path / "some.jsonl"
    some.write_text("".join(f"{json.dumps(article)}\n" for article in ARTICLES[::SOME]), encoding="utf-8")
    score(some, library=tmp_path / "new", event="again", model=model)
    again = pipeline.Library.open(tmp_path / "new")
    scored = set(again.articles()["article_id"])
    assert len(scored) == len(ARTICLES[::SOME])
    for table in ("sentences", "mentions"):
        left, right = (pd.DataFrame(library.rows(table, scorer=scorer)) for library in (demo, again))
        left = left[left["article_id"].isin(scored)]
        order = ["article_id", "start", "end"]
        left, right = (one.sort_values(order, ignore_index=True) for one in (left, right))
        pd.testing.assert_frame_equal(left[list(right)], right, atol=1e-4, rtol=0, check_dtype=False)


def test_it_shows_one_group_under_many_names(tmp_path: Path) -> None:
    descriptions = pipeline.demo.build(tmp_path / "demo").descriptions()
    decided = json.loads((pipeline.demo.DEMO / "agreed.json").read_text(encoding="utf-8"))
    agreed = {phrase for phrases in decided.values() for phrase in phrases}
    named = descriptions[descriptions["phrase"].isin(agreed)]
    assert set(named["phrase"]) == agreed
    assert set(named["entity"]) == set(decided)
