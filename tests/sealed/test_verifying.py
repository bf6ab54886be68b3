"""What differs is said, of what part and by how much; what is the same up to the processor's rounding is the same."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.sealed import Difference, Sealed, compared, of_library, opened, recounted, written
from pipeline.sealed.matching import NEAR, snapped
from pipeline.sealed.verifying import SHOWN

from ..conftest import write_tiny_model
from .conftest import ARTICLES, MAYOR


def parts(found: list[Difference]) -> set[str]:
    return {one.part for one in found}


def says(found: list[Difference]) -> str:
    return "\n".join(one.says for one in found)


@pytest.fixture(scope="session")
def read(sealed: Sealed) -> Sealed:
    """The comparison as it is read from its file."""
    return opened(written(sealed))


def test_the_library_that_it_is_of_has_the_same(read: Sealed, harbour: Library) -> None:
    assert compared(read, of_library(read, harbour)) == []


def test_what_is_decided_about_an_article_is_named(read: Sealed, copied: Library) -> None:
    first = read.articles["article_id"][0]
    copied.edit(first, "date", "2024-12-24")
    found = compared(read, of_library(read, copied))
    assert parts(found) == {"articles"}  # a date changes no number
    assert "there 2024-12-24" in says(found)


def test_an_article_that_was_removed_is_named_with_every_number_that_changes(read: Sealed, copied: Library) -> None:
    first = read.articles.to_dict("records")[0]
    copied.remove([first["article_id"]])
    found = compared(read, of_library(read, copied))
    assert f"{first['article_id']} ({first['outlet']}: {first['title']}) is not there" in says(found)
    assert parts(found) == {"articles", "evidence", "figures", "differences", "findings"}
    assert "articles 5, there 4" in says(found)
    lines = [one.says for one in found if one.part == "figures"]
    assert len(lines) == SHOWN + 1
    assert lines[-1].startswith("and ")


def test_another_scorer_is_named_and_the_files_own_is_taken_where_it_is_there(
    read: Sealed, copied: Library, tmp_path: Path
) -> None:
    other = Model(write_tiny_model(tmp_path / "other", seed=1), threads=1)
    score_articles(ARTICLES, library=copied, event="harbour", model=other)
    assert copied.scorers()[0] == read.scorers[0] != copied.scorers()[-1]
    assert compared(read, of_library(read, copied)) == []

    fresh = Library.open(tmp_path / "fresh", create=True)
    score_articles(ARTICLES, library=fresh, event="another event", model=other)
    found = compared(read, of_library(read, fresh))
    assert f"scored by {read.scorers[0]}, there by {copied.scorers()[-1]}" in says(found)
    assert {"versions", "evidence", "figures"} <= parts(found)
    assert "have other scores, by up to" in says(found)
    assert "articles" not in parts(found)


def test_the_same_text_under_another_id_is_told(read: Sealed, tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "renamed", create=True)
    changed = [replace(ARTICLES[0], date="2020-01-01"), *ARTICLES[1:]]
    score_articles(changed, library=library, event="harbour", model=tiny)
    found = compared(read, of_library(read, library), known_texts=library.scored(read.scorers[0]))
    assert f"is not there, its text is, as {changed[0].id}" in says(found)


def test_a_text_that_differs_is_told(read: Sealed) -> None:
    articles = read.articles.copy()
    articles.loc[2, "sha256"] = "0" * 64
    (one,) = compared(read, replace(read, articles=articles))
    assert one.part == "articles"
    assert one.says.endswith("its text differs")


def test_a_merged_name_is_seen_in_evidence_and_figures(read: Sealed, copied: Library) -> None:
    (event,) = copied.events()["event_id"]
    copied.merge_entities(event, "Tom Vale", MAYOR)
    found = compared(read, of_library(read, copied))
    assert {"evidence", "figures"} <= parts(found)
    assert "articles" not in parts(found)


def test_other_packages_are_told_and_do_not_matter(read: Sealed) -> None:
    (one,) = compared(read, replace(read, versions={**read.versions, "numpy": "1.0"}))
    assert (one.part, one.matters) == ("versions", False)
    assert "there 1.0" in one.says


def test_codes_that_are_not_there_are_counted(coded: Sealed, read: Sealed) -> None:
    found = compared(coded, read)
    assert f"{len(coded.codes)} of {len(coded.codes)} are not there" in says(found)
    assert {"codes", "corrected", "findings"} <= parts(found)


def test_scores_are_the_same_up_to_the_processors_rounding(read: Sealed) -> None:
    spans = read.evidence["stance"]
    moved = spans.assign(value=spans["value"] + 0.9 * NEAR).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(snapped(moved, spans), spans, check_exact=True)
    far = spans.assign(value=spans["value"].where(spans.index != 1, spans["value"] + 2 * NEAR))
    assert (snapped(far, spans)["value"] != spans["value"]).sum() == 1
    fewer = spans.drop(index=[0, 5])
    pd.testing.assert_frame_equal(snapped(fewer, spans), fewer.reset_index(drop=True), check_exact=True)


def test_a_changed_score_changes_the_numbers(read: Sealed) -> None:
    spans = read.evidence["frame"]
    changed = spans.assign(value=spans["value"].where(spans.index != 0, 0.0))
    changed["variance"] = changed["value"] * (1 - changed["value"])
    found = recounted(replace(read, evidence={**read.evidence, "frame": changed}))
    assert "figures" in parts(found)
    assert "counted again" in says(found)


def test_a_library_without_the_articles_is_refused(read: Sealed, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="none of the 10 articles of this comparison is in it"):
        of_library(read, Library.open(tmp_path / "empty", create=True))


def test_a_library_without_the_column_is_refused(read: Sealed, harbour: Library) -> None:
    with pytest.raises(PipelineError, match='have no column "mood"'):
        of_library(replace(read, choices=replace(read.choices, by="mood")), harbour)
