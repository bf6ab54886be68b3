import json
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.evaluate.article import gold, told, told_stances


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    article = {
        "story": "1",
        "doc": 0,
        "title": "Berg praised",
        "sentences": ["Anna Berg was in court.", "“Berg is a reckless mayor of the town,” Vale said."],
        "entities": [{"name": "Anna Berg", "types": ["People"]}, {"name": "harbour plan", "types": ["Topic"]}],
        "entity_sentiments": {"Anna Berg": [["Slightly Negative", "A"], ["Unknown", "B"], ["Neutral", "C"]]},
        "stances": {"1": [{"subject": "Vale", "sentiment": "NEG", "object": "Anna Berg"}]},
    }
    (tmp_path / "seesaw").mkdir()
    (tmp_path / "seesaw" / "valid.jsonl").write_text(json.dumps(article) + "\n")
    return tmp_path


def test_every_mention_is_told_with_its_place_and_voice(corpora: Path, tiny: Model) -> None:
    found = list(told(tiny, corpora, "valid"))
    assert [(m.sentence, m.text[slice(*m.span)], m.spoken, m.gold) for m in found] == [
        (-1, "Berg", False, 0.0),
        (0, "Anna Berg", False, 0.0),
        (1, "Berg", True, -1.0),
    ]


def test_votes_are_signs_and_the_unknown_does_not_vote(corpora: Path) -> None:
    table = gold(corpora, "valid")
    assert table[["entity", "value"]].to_numpy().tolist() == [["Anna Berg", -0.5]]


def test_mentions_carry_what_the_weights_need(corpora: Path, tiny: Model) -> None:
    table = told_stances(tiny, corpora, "valid")
    assert table["section"].tolist() == ["headline", "lede", "body"]
    assert table["voice"].tolist() == ["outlet", "outlet", "speaker"]
    assert (table["for"] - table["against"]).to_numpy() == pytest.approx(table["value"].to_numpy())
