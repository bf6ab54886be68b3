"""What people decide about events and names holds, whatever is scored afterwards."""

import sqlite3
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import RULES, score_articles

from .conftest import ALPHA, BETA


@pytest.fixture
def event(library: Library) -> str:
    return str(library.events()["event_id"].iloc[0])


def _event_of(library: Library) -> dict[str, str]:
    return library.articles().set_index("article_id")["event"].to_dict()


def _entities(library: Library) -> set[str]:
    return set(library.mentions()["entity"])


def test_a_library_of_the_first_version_opens_and_can_be_decided_in(library: Library, event: str) -> None:
    before = library.mentions()
    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.executescript(
            "drop table pins; drop table called; drop table forwards; drop table removed; drop table about;"
            "pragma user_version = 1;"
        )
    again = Library.open(library.root)
    assert again.mentions().equals(before)
    again.pin(event, [ALPHA.id])
    assert Library.open(library.root).pinned() == {ALPHA.id: event}


def test_a_pinned_article_stays_until_it_is_let_go(library: Library, event: str) -> None:
    library.add_event("other", "Another event")
    library.pin(event, [ALPHA.id])
    library.assign("other", [ALPHA.id, BETA.id])
    assert _event_of(library) == {ALPHA.id: event, BETA.id: "other"}
    library.unpin([ALPHA.id])
    library.assign("other", [ALPHA.id])
    assert _event_of(library)[ALPHA.id] == "other"


def test_a_pin_can_be_moved(library: Library, event: str) -> None:
    library.add_event("other", "Another event")
    library.pin(event, [ALPHA.id])
    library.pin("other", [ALPHA.id])
    assert _event_of(library)[ALPHA.id] == "other"
    assert library.pinned() == {ALPHA.id: "other"}


def test_merged_events_are_one_and_keep_what_was_decided(library: Library, event: str, tiny: Model) -> None:
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    third = replace(ALPHA, title="The mayor again", text="Anna Berg spoke. Tom Vale left.", outlet="Gamma Post")
    score_articles([third], library=library, event="later", model=tiny)
    later = next(e for e in library.events()["event_id"] if e != event)
    library.merge_events(event, later)
    assert set(library.events()["event_id"]) == {later}
    assert set(_event_of(library).values()) == {later}
    assert "Tom Vale" not in _entities(library)
    library.assign("elsewhere", [ALPHA.id])
    assert _event_of(library)[ALPHA.id] == later


def test_a_split_event_keeps_its_name_its_articles_and_what_was_decided(library: Library, event: str) -> None:
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    library.agree(event, "the dockers", "Anna Berg")
    made = library.split_event(event, [BETA.id], "The other story")
    assert library.events().set_index("event_id")["name"][made] == "The other story"
    assert _event_of(library) == {ALPHA.id: event, BETA.id: made}
    assert "Tom Vale" not in _entities(library)
    assert list(library.agreed(made)["phrase"]) == ["the dockers"]
    assert library.split_event(event, [ALPHA.id], "x") != made


@pytest.mark.parametrize("articles", [[], ["0123"], [ALPHA.id, "0123"]])
def test_only_articles_of_an_event_can_be_split_off(library: Library, event: str, articles: list[str]) -> None:
    with pytest.raises(PipelineError, match="choose articles of the event"):
        library.split_event(event, articles, "x")
    assert set(_event_of(library).values()) == {event}


def test_events_and_articles_that_are_not_there_are_named(library: Library, event: str) -> None:
    for decide in (
        lambda: library.pin("none", [ALPHA.id]),
        lambda: library.merge_events(event, "none"),
        lambda: library.merge_events("none", event),
        lambda: library.split_event("none", [ALPHA.id], "x"),
        lambda: library.agree("none", "the dockers", "Anna Berg"),
    ):
        with pytest.raises(PipelineError, match='"none" is not an event'):
            decide()
    with pytest.raises(PipelineError, match="not an article"):
        library.pin(event, ["0123"])


def test_a_head_splits_off_and_can_be_merged_again(library: Library, event: str) -> None:
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    library.split_entity(event, "Tom Vale", "person")
    assert {"Tom Vale", "Anna Berg"} <= _entities(library)
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    assert "Tom Vale" not in _entities(library)


def test_a_head_that_lent_its_name_leaves_another_to_the_rest(library: Library, event: str) -> None:
    heads = {("Anna Berg", "person"): ("Anna Berg", "person"), ("Berg", "person"): ("Anna Berg", "person")}
    library.link(event, heads)
    library.split_entity(event, "Anna Berg", "person")
    assert library.linked(event) == {key: key for key in heads}


def test_a_split_outlives_a_new_run(library: Library, event: str, tiny: Model) -> None:
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    library.split_entity(event, "Tom Vale", "person")
    score_articles([ALPHA, BETA], library=library, event="harbour", model=tiny)
    assert {"Tom Vale", "Anna Berg"} <= _entities(library)


def test_a_name_that_is_not_there_cannot_be_split(library: Library, event: str) -> None:
    with pytest.raises(PipelineError, match='"Nobody" is not a name'):
        library.split_entity(event, "Nobody", "person")


def test_a_phrase_names_one_entity_and_the_last_word_counts(library: Library, event: str) -> None:
    library.agree(event, "the dockers", "Anna Berg")
    library.agree(event, "the dockers", "Tom Vale")
    library.refuse(event, "the dockers", "Anna Berg")
    found = library.agreed(event)
    assert dict(zip(found["entity"], found["agreed"], strict=True)) == {"Anna Berg": False, "Tom Vale": True}
    library.withdraw(event, "the dockers", "Tom Vale")
    assert list(library.agreed(event)["entity"]) == ["Anna Berg"]


def test_decisions_change_the_digest(library: Library, event: str, tmp_path: Path) -> None:
    seen = {library.digest}
    for decide in (
        lambda: library.pin(event, [ALPHA.id]),
        lambda: library.agree(event, "the dockers", "Anna Berg"),
        lambda: library.split_entity(event, "Tom Vale", "person"),
    ):
        decide()
        assert library.digest not in seen
        seen.add(library.digest)


def test_what_was_said_of_a_phrase_follows_its_entity(library: Library, event: str) -> None:
    library.agree(event, "mayor", "Tom Vale")
    library.refuse(event, "the chief", "Tom Vale")
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    assert set(library.agreed(event)["entity"]) == {"Anna Berg"}
    library.rename_entity(event, "Anna Berg", "The pair")
    assert set(library.agreed(event)["entity"]) == {"The pair"}
    library.withdraw(event, "mayor", "The pair")
    assert list(library.agreed(event)["phrase"]) == ["the chief"]


def test_a_renamed_entity_that_is_merged_takes_the_others_name(library: Library, event: str) -> None:
    library.rename_entity(event, "Tom Vale", "Mr Vale")
    library.merge_entities(event, "Mr Vale", "Anna Berg")
    assert not {"Mr Vale", "Tom Vale"} & _entities(library)
    assert "Anna Berg" in _entities(library)


def test_a_name_of_two_kinds_is_merged_whole(library: Library, event: str) -> None:
    heads = [("The Keepers", "group"), ("The Keepers", "organisation"), ("Norland", "place")]
    library.link(event, {head: head for head in heads})  # type: ignore[misc]
    library.merge_entities(event, "The Keepers", "Norland")
    assert set(library.linked(event).values()) == {("Norland", "place")}


def test_a_split_makes_an_event_of_its_own_each_time(library: Library, event: str) -> None:
    made = library.split_event(event, [BETA.id], "The other story")
    library.merge_events(library.split_event(made, [BETA.id], "Again"), event)
    assert library.split_event(event, [BETA.id], "Once more") != made
    assert library.events().set_index("event_id")["name"][made] == "The other story"


def test_an_event_decides_for_itself_when_another_is_merged_into_it(library: Library, event: str) -> None:
    library.name_event("other", "Another event")
    library.link("other", {head: head for head in library.heads(event)})
    library.agree("other", "the chief", "Tom Vale")
    library.agree(event, "the chief", "Anna Berg")
    library.merge_entities("other", "Tom Vale", "Anna Berg")
    library.split_entity("other", "Tom Vale", "person")
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    library.merge_events(event, "other")
    agreed = library.agreed("other")
    assert list(agreed[agreed["agreed"]]["entity"]) == ["Tom Vale"]
    assert library.linked("other")["Tom Vale", "person"] == ("Tom Vale", "person")


def test_a_merged_event_leads_to_the_other(library: Library, event: str, tiny: Model) -> None:
    library.name_event("other", "Another event")
    library.merge_events(event, "other")
    third = replace(ALPHA, title="The mayor again", text="Anna Berg spoke. Tom Vale left.", outlet="Gamma Post")
    report = score_articles([ALPHA, third], library=library, event="harbour", model=tiny)
    assert report.events == ["other"]
    assert list(library.events()["event_id"]) == ["other"]
    assert _event_of(library) == dict.fromkeys([ALPHA.id, BETA.id, third.id], "other")


def test_an_unlabelled_article_is_scored_anew_where_it_is(
    library: Library, event: str, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("pipeline.score.run"), "RULES", RULES + 1)
    report = score_articles([ALPHA], library=library, model=tiny)
    assert (report.scored, report.events) == (1, [event])
    assert set(_event_of(library).values()) == {event}


def test_articles_without_an_event_are_grouped_like_new_ones(library: Library, tiny: Model) -> None:
    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.execute("delete from event_articles where article_id = ?", [BETA.id])
    third = replace(
        ALPHA, title="Wind on the hills", text="The wind was strong on the hills of Norland.", outlet="Post"
    )
    score_articles([BETA, third], library=library, group=True, model=tiny)
    assert library.events()["articles"].sum() == 3
    assert None not in _event_of(library).values()
