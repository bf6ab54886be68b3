"""Descriptions in the library: whom they stand for, as documents say and people decide."""

import sqlite3

import pandas as pd
import pytest

from pipeline.library import Library
from pipeline.library.evidence import described

LINKS = {("Ida Moss", "person"): ("Ida Moss", "person"), ("Moss", "person"): ("Ida Moss", "person")}


def table(*rows: tuple[str, str | None]) -> pd.DataFrame:
    """Return descriptions of (phrase, head)."""
    found = [{"phrase": phrase, "head": head, "kind": "person" if head else None} for phrase, head in rows]
    return pd.DataFrame(found, columns=["phrase", "head", "kind"]).astype("str")


def decided(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["phrase", "entity", "agreed"]).astype({"agreed": bool})


def entities(descriptions: pd.DataFrame, *decisions: tuple[str, str, bool]) -> list[tuple[str, str] | None]:
    found = described(descriptions, LINKS, decided(*decisions))
    pairs = zip(found["entity"], found["kind"], strict=True)
    return [None if pd.isna(entity) else (entity, kind) for entity, kind in pairs]


MOSS = ("Ida Moss", "person")


def test_a_head_stands_for_its_entity() -> None:
    assert entities(table(("premier", "Moss"), ("militias", None), ("mayor", "Per Lind"))) == [
        MOSS,
        None,
        ("Per Lind", "person"),
    ]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([("premier", "Ida Moss", True)], [MOSS, MOSS, None]),
        ([("premier", "Ida Moss", False)], [None, None, None]),
        ([("rebels", "Ida Moss", True)], [MOSS, None, MOSS]),
        ([("rebels", "militias", True)], [MOSS, None, ("militias", "description")]),
        ([("rebels", "premier", True)], [MOSS, MOSS, MOSS]),  # the document says whom the other phrase names
        ([("rebels", "gangs", True), ("gangs", "premier", True)], [MOSS, MOSS, MOSS]),
    ],
)
def test_decisions_go_on_top(decisions: list[tuple[str, str, bool]], expected: list[object]) -> None:
    rows = table(("premier", "Moss"), ("premier", None), ("rebels", None))
    assert entities(rows, *decisions) == expected


def test_both_phrases_of_an_agreement_are_one_entity() -> None:
    rows = table(("defenders", None), ("gunmen", None), ("rebels", None))
    found = entities(rows, ("defenders", "gunmen", True))
    assert found == [("gunmen", "description"), ("gunmen", "description"), None]


def test_agreements_in_a_ring_end() -> None:
    rows = table(("defenders", None), ("gunmen", None))
    found = entities(rows, ("defenders", "gunmen", True), ("gunmen", "defenders", True))
    assert None not in found


def test_the_library_keeps_what_scoring_found(library: Library) -> None:
    found = library.descriptions()
    texts = library.articles().set_index("article_id")["text"]
    assert {"police", "council"} & set(found["phrase"])
    for row in found.itertuples():
        words = texts[row.article_id][row.start : row.end]
        assert " ".join(words.casefold().split()) == row.phrase
    assert set(found["voice"]) <= {"outlet", "speaker"}
    assert found["slot"].isin(["doer", "target", "holder", "other"]).all()
    assert {"speaker", "verb", "entity", "kind", "section", "scorer"} <= set(found)


def test_what_people_agree_is_joined_when_read(library: Library) -> None:
    (event,) = library.events()["event_id"]
    phrase = library.descriptions(event=event)["phrase"].iloc[0]
    library.agree(event, phrase, "Anna Berg")
    named = library.descriptions().query("phrase == @phrase")
    assert set(named["entity"]) == {"Anna Berg"}
    assert set(named["kind"]) == {"person"}
    library.withdraw(event, phrase, "Anna Berg")
    assert "Anna Berg" not in set(library.descriptions().query("phrase == @phrase")["entity"].dropna())


def test_a_library_that_was_scored_before_has_none(library: Library) -> None:
    columns = list(library.descriptions().columns)
    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.execute("delete from shards where name = 'descriptions'")
    (event,) = library.events()["event_id"]
    for older in (Library.open(library.root).descriptions(), Library.open(library.root).descriptions(event=event)):
        assert len(older) == 0
        assert list(older.columns) == columns
