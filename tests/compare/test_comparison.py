from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.compare import comparison, figures, main_entities, stance_spans
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import score_articles

from ..conftest import ALPHA, BETA


def _library(folder: Path, model: Model, *articles: object) -> Library:
    library = Library.open(folder, create=True)
    score_articles(articles, library=library, event="e", model=model)  # type: ignore[arg-type]
    return library


def test_spellings_of_an_outlet_are_one_group(tmp_path: Path, tiny: Model) -> None:
    other = replace(BETA, outlet="THE HARBOUR EXAMPLE")
    table = comparison(_library(tmp_path / "l", tiny, ALPHA, other))
    assert table["group"].nunique() == 1
    assert table[table["measure"] == "frame"]["articles"].unique().tolist() == [2]


def test_comments_are_not_compared_with_reports(tmp_path: Path, tiny: Model) -> None:
    table = comparison(_library(tmp_path / "l", tiny, ALPHA, replace(BETA, genre="opinion")))
    assert set(table["group"]) == {ALPHA.outlet}


def test_an_outlets_same_text_counts_once(tmp_path: Path, tiny: Model) -> None:
    twin = replace(ALPHA, outlet=None, source="pasted")
    library = _library(tmp_path / "l", tiny, ALPHA, twin)
    library.edit(twin.id, "outlet", ALPHA.outlet)
    table = comparison(library)
    assert set(table["articles"]) == {1}


def test_swapping_the_outlets_swaps_the_figures_and_nothing_else(tmp_path: Path, tiny: Model) -> None:
    articles = [
        replace(ALPHA, title=f"Plan {i} for the {name}", text=f"{ALPHA.text}\n\n{extra}", source=f"{i}{name}")
        for i in range(6)
        for name, extra in (("town", "Berg was blamed."), ("harbour", "Berg was praised. " * (i + 1)))
    ]

    def table(folder: str, first: str, second: str) -> pd.DataFrame:
        named = [replace(a, outlet=first if "town" in (a.title or "") else second) for a in articles]
        found = comparison(_library(tmp_path / folder, tiny, *named))
        return found.sort_values(["measure", "label", "target", "group"], ignore_index=True)

    one, other = table("one", "First", "Second"), table("other", "Second", "First")
    other["group"] = other["group"].map({"First": "Second", "Second": "First"})
    other = other.sort_values(["measure", "label", "target", "group"], ignore_index=True)
    pd.testing.assert_frame_equal(one, other)
    assert set(one["scope"]) == {"outlet"}


def test_the_last_digits_of_a_score_change_no_interval(library: Library) -> None:
    event = str(library.events()["event_id"].iloc[0])
    ev = stance_spans(library, event, library.articles())
    nudged = ev.assign(value=ev["value"] + 1e-8)
    keys = ["low", "high"]
    pd.testing.assert_frame_equal(figures(ev)[keys], figures(nudged)[keys], atol=1e-6, rtol=0)


def test_main_entities_are_actors_not_adjectives() -> None:
    rows = [("a", "Iraqi", "group"), ("b", "Iraqi", "group"), ("a", "Voters", "group"), ("a", "Anna Berg", "person")]
    rows += [("a", "Tom Vale", "person"), ("b", "Tom Vale", "person"), ("a", "Town", "place"), ("b", "Town", "place")]
    spans = pd.DataFrame(rows, columns=["article_id", "target", "kind"]).assign(start=0)
    spans["group"] = spans["article_id"]
    assert main_entities(spans)["target"].tolist() == ["Tom Vale", "Town", "Anna Berg", "Voters"]


def test_what_cannot_be_compared_is_named(library: Library, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match='no column "owner"'):
        comparison(library, by="owner")
    with pytest.raises(PipelineError, match="no event to compare"):
        comparison(Library.open(tmp_path / "empty", create=True))
