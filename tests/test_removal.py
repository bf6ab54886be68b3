import sqlite3
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import score_articles

from .conftest import ALPHA, BETA

TABLES = ["articles", "sentences", "mentions", "attributions", "loaded", "relations", "scare_quotes", "acts"]
TABLES += ["descriptions", "evidence"]


# In it is something for every table: a quotation, words at arm's length, acts, people called by common nouns.
RICH = replace(
    ALPHA,
    text=(
        f"{ALPHA.text}\n\nPolice killed two protesters at the border. Berg accused the police of murder. "
        "The protesters attacked the court. The council defended its so-called “reform” of the harbour."
    ),
)


@pytest.fixture
def rich(library: Library, tiny: Model) -> Library:
    """The library with `RICH` in the event too."""
    score_articles([RICH], library=library, event="harbour", model=tiny)
    return library


@pytest.fixture
def event(library: Library) -> str:
    return str(library.events()["event_id"].iloc[0])


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("name", [*TABLES, "vectors"])
def test_a_removed_article_is_in_no_table(rich: Library, event: str, name: str, limited: bool) -> None:
    chosen = event if limited else None
    before = getattr(rich, name)(event=chosen)
    rich.remove([RICH.id])
    left = getattr(rich, name)(event=chosen)
    # From what was there before, not from the answer itself: the others' rows stay, each of them, and no others.
    assert list(left["article_id"]) == [one for one in before["article_id"] if one != RICH.id]
    assert RICH.id in set(before["article_id"])


def test_a_restored_article_is_back_as_it_was(library: Library) -> None:
    library.edit(ALPHA.id, "outlet", "Gamma Post")
    before = {name: getattr(library, name)() for name in TABLES}
    library.remove([ALPHA.id, BETA.id])
    library.restore([ALPHA.id, BETA.id])
    for name, table in before.items():
        pd.testing.assert_frame_equal(getattr(library, name)(), table)


def test_counts_and_lists_leave_the_removed_out(library: Library, event: str) -> None:
    library.pin(event, [ALPHA.id])
    library.remove([ALPHA.id])
    assert library.events()["articles"].to_list() == [1]
    assert library.known() == set(library.homes()) == {BETA.id}
    assert library.pinned() == {}
    (row,) = library.removed().to_dict("records")
    assert (row["article_id"], row["title"], row["outlet"]) == (ALPHA.id, ALPHA.title, ALPHA.outlet)
    library.restore([ALPHA.id])
    assert library.pinned() == {ALPHA.id: event}
    assert library.removed().empty


def test_an_event_left_empty_disappears_until_an_article_is_back(library: Library, event: str) -> None:
    library.remove([ALPHA.id, BETA.id])
    assert library.events().empty
    library.restore([BETA.id])
    assert library.events()[["event_id", "articles"]].to_numpy().tolist() == [[event, 1]]


def test_each_removal_changes_the_digest(library: Library) -> None:
    seen = {library.digest}
    library.remove([ALPHA.id])
    seen.add(library.digest)
    library.restore([ALPHA.id])
    seen.add(library.digest)
    assert len(seen) == 3


def test_scoring_a_removed_article_again_restores_it_and_scores_nothing(
    library: Library, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.mentions()
    library.remove([ALPHA.id])
    monkeypatch.setattr(Model, "encode", lambda *_: pytest.fail("it was scored again"))
    report = score_articles([ALPHA], library=library, event="harbour", model=tiny)
    assert (report.scored, report.present) == (0, 1)
    pd.testing.assert_frame_equal(library.mentions(), before)


def test_names_of_a_removed_article_outlive_a_run_without_it(library: Library, event: str, tiny: Model) -> None:
    before = library.linked(event)
    library.remove([ALPHA.id])
    third = replace(BETA, title="The mayor again", text="Anna Berg spoke. Tom Vale left.", outlet="Gamma Post")
    score_articles([third], library=library, event="harbour", model=tiny)
    assert before.keys() <= library.linked(event).keys()


def test_a_removed_article_goes_along_when_its_event_is_merged(library: Library, event: str) -> None:
    library.name_event("other", "Another event")
    library.remove([ALPHA.id])
    library.merge_events(event, "other")
    library.restore([ALPHA.id])
    assert library.homes() == {ALPHA.id: "other", BETA.id: "other"}


def test_what_is_not_there_cannot_be_removed(library: Library) -> None:
    with pytest.raises(PipelineError, match="is not an article"):
        library.remove(["nothing"])


def test_a_library_of_the_second_version_opens_and_can_be_removed_from(library: Library) -> None:
    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.executescript("drop table removed; drop table about; pragma user_version = 2;")
    opened = Library.open(library.root)
    opened.remove([ALPHA.id])
    opened.rename("Harbours")
    assert (Library.open(library.root).known(), Library.open(library.root).name) == ({BETA.id}, "Harbours")
