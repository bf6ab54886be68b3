"""Grouping while scoring: new events with names of their own, and known ones that keep id, name and articles."""

from dataclasses import replace
from pathlib import Path

from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.score.run import score_articles
from pipeline.types import Article

FERRY = [
    Article("The ferry Marlin ran aground off Port Ester and 40 passengers were rescued.", "Ferry aground", "A"),
    Article("Passengers were rescued after the ferry Marlin ran aground near Port Ester.", "Ferry rescue", "B"),
]
STRIKE = Article("Teachers in Osterby walked out over wages as the union strike began.", "Teachers strike", "A")


def homes(library: Library) -> dict[str, str]:
    return library.articles().set_index("title")["event"].to_dict()


def test_articles_without_a_label_go_to_the_events_they_tell_of(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "l", create=True)
    labelled = replace(STRIKE, title="By hand", extra={"event": "Wages"})
    report = score_articles([*FERRY, STRIKE, labelled], library=library, group=True, model=tiny)
    found = homes(library)
    assert found["Ferry aground"] == found["Ferry rescue"] != found["Teachers strike"]
    assert library.events()["name"].tolist() == ["Port Ester, Marlin: ferry aground", "Teachers strike", "Wages"]
    assert set(report.events) == set(found.values())


def test_what_comes_later_joins_the_event_that_is_there(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "l", create=True)
    score_articles(FERRY[:1], library=library, event="The grounding", model=tiny)
    score_articles([*FERRY, STRIKE], library=library, group=True, model=tiny)
    assert library.events().set_index("name")["articles"].to_dict() == {"The grounding": 2, "Teachers strike": 1}


def test_known_events_that_are_one_are_left_apart(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "l", create=True)
    for article, name in zip(FERRY, ("One", "Other"), strict=True):
        score_articles([article], library=library, event=name, model=tiny)
    before = homes(library)
    score_articles([*FERRY, STRIKE], library=library, group=True, model=tiny)
    assert {title: homes(library)[title] for title in before} == before
