import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.evaluate import BENCHMARKS
from pipeline.evaluate.entities import Told, _document, basil, could_be, has_name, is_actor, outcomes, scores, seesaw


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mayor Lena Sorvane left.", "Lena Sorvane"),
        ("Then Mr. Brandt left.", "Otto Brandt"),
        ("So said Sorvane’s guards.", "lena sorvane"),
        ("The HSB met.", "Harbour Safety Board"),
        ("Many Republicans left.", "Republican Party"),
        ("José Núñez left.", "Jose Nunez"),
        ("So did President Lena Sorvane.", "Verrian President Lena Sorvane"),
    ],
)
def test_text_has_the_name(text: str, name: str) -> None:
    assert has_name(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Otto Sorvane left.", "Lena Sorvane"),
        ("The board met.", "Harbour Safety Board"),
        ("The Harbour Board met.", "Harbour Safety Board"),
        ("He bushed and brandt.", "Otto Brandt"),
        ("", "Lena Sorvane"),
        ("Nobody left.", ""),
    ],
)
def test_text_has_not_the_name(text: str, name: str) -> None:
    assert not has_name(text, name)


@pytest.mark.parametrize(
    ("entity", "name", "same"),
    [
        ("Sorvane", "Lena Sorvane", True),
        ("Lena B. Sorvane Jr.", "Lena Sorvane", True),
        ("Robert Brandt", "Bob Brandt", True),
        ("HSB", "Harbour Safety Board", True),
        ("Otto Sorvane", "Lena Sorvane", False),
        ("Lena Brandt", "Lena Sorvane", False),
        ("", "Lena Sorvane", False),
    ],
)
def test_entity_could_be_the_gold_name(entity: str, name: str, same: bool) -> None:
    assert could_be(entity, name) is same


@pytest.mark.parametrize("name", ["Lena Sorvane", "Harbour Safety Board", "Sorvane campaign", "supreme court", "HSB"])
def test_people_and_organisations_are_actors(name: str) -> None:
    assert is_actor(name)


@pytest.mark.parametrize("name", ["protestors", "HB 12 bill", "Verrian lawmakers", "Ann and Bo Roe", "a rule", ""])
def test_what_ends_in_a_common_noun_is_no_actor(name: str) -> None:
    assert not is_actor(name)


def told(*bodies: str, names: tuple[str, ...]) -> Told:
    docs = tuple(_document(str(number), None, [body]) for number, body in enumerate(bodies))
    return Told("e", docs, tuple(names for _ in docs))


def test_entity_is_one_across_the_articles_that_have_the_name() -> None:
    bodies = ("Mayor Lena Sorvane left Verrin.", "They thanked Mrs. Sorvane for all.", "Nobody came to Verrin.")
    (outcome,) = outcomes(told(*bodies, names=("Lena Sorvane",)))
    assert outcome.articles == ("0", "1")
    assert outcome.one


def test_name_that_is_given_to_a_relative_is_lent() -> None:
    body = "His brother Otto Sorvane met the press. They thanked Sorvane for all."
    (outcome,) = outcomes(told(body, names=("Lena Sorvane",)))
    assert (outcome.one, outcome.lent) == (False, (True,))


def test_place_of_the_name_is_not_found() -> None:
    (outcome,) = outcomes(told("They live in Norway, in the north of Norway.", names=("Norway",)))
    assert (outcome.one, outcome.lent) == (False, (False,))


def corpora(folder: Path) -> Path:
    """Write one invented story in the form of both corpora."""
    bodies = ["Mayor Lena Sorvane met the Harbour Safety Board in Verrin.", "Mrs. Sorvane thanked Otto Brandt for all."]
    people = [{"name": "Lena Sorvane", "types": ["People"]}, {"name": "tax", "types": ["Topic"]}]
    rows: dict[str, list[dict[str, Any]]] = {
        "seesaw/train": [
            {"story": "1", "doc": n, "title": None, "sentences": [body], "entities": people}
            for n, body in enumerate(bodies)
        ],
        "basil/articles": [
            {"event": 1, "url": str(n), "title": "News", "body": [{"sentence": body}], "main-entities": names}
            for n, (body, names) in enumerate(zip(bodies, [["Lena Sorvane", "harbour tax"], ["Sorvane"]], strict=True))
        ],
    }
    rows["seesaw/valid"] = rows["seesaw/train"]
    for name, lines in rows.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_corpora_give_the_gold_names_of_each_article(tmp_path: Path) -> None:
    folder = corpora(tmp_path)
    (event,), (story,) = basil(folder), seesaw(folder, "train")
    assert event.names == (("Lena Sorvane", "harbour tax"),) * 2
    assert story.names == (("Lena Sorvane",),) * 2
    assert [doc.title for doc in event.docs] == ["News", "News"]


def test_rows_have_their_sets_and_goals(tmp_path: Path) -> None:
    rows = {(row["set"], row["metric"]): row for row in scores(corpora(tmp_path))}
    main = rows["BASIL, main entities", "found, and one in all articles"]
    recall = rows["SEESAW valid, people", "recall"]
    assert (main["n"], main["score"], main["goal"]) == (1, 1.0, 0.95)
    assert (recall["n"], recall["score"], recall["goal"]) == (2, 1.0, 0.85)
    assert "entities" in BENCHMARKS
