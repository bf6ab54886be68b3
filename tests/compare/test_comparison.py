from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.compare import LOADED, comparison, figures, loaded_spans, main_entities, role_spans, stance_spans
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.types import ROLES

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


def _event(library: Library) -> str:
    return str(library.events()["event_id"].iloc[0])


def test_every_measure_is_compared_but_relation(library: Library) -> None:
    table = comparison(library)
    assert set(table["measure"]) == {"stance", "frame", "role", "loaded"}
    assert set(table.loc[table["measure"] == "role", "label"]) == set(ROLES)
    assert set(table.loc[table["measure"] == "role", "target"]) == set(
        table.loc[table["measure"] == "stance", "target"]
    )
    assert table["value"].between(table["low"], table["high"]).all()


def test_a_role_is_the_mean_probability_at_an_entitys_mentions(library: Library) -> None:
    table = figures(role_spans(library, _event(library), library.articles()))
    mentions = library.mentions()
    for row in table.itertuples():
        outlet = library.articles().set_index("article_id")["outlet"]
        at = mentions[(mentions["entity"] == row.target) & (mentions["article_id"].map(outlet) == row.group)]
        by_sentence = at.groupby("sentence_id")[row.label].mean()
        assert row.value == pytest.approx(by_sentence.mean(), abs=1e-6)


def test_loaded_words_by_outlet_are_what_the_model_finds(library: Library, tiny: Model) -> None:
    spans = loaded_spans(library, _event(library), library.articles())
    table = figures(spans).set_index("group")
    for article in library.articles().itertuples():
        sents = library.sentences().query("article_id == @article.article_id")
        texts = [article.text[s.start : s.end] for s in sents.itertuples()]
        chances = [p for words in tiny.loaded(texts) for _, _, p in words if p >= LOADED]
        n = len(article.text.split())
        assert table.loc[article.outlet, "value"] == pytest.approx(1000 * sum(chances) / n, rel=1e-5)
        assert spans.loc[spans["article_id"] == article.article_id, "factor"].sum() == n
        assert table.loc[article.outlet, "sentences"] == len(sents)


def test_a_quoted_word_is_counted_among_quoted_words(tmp_path: Path, tiny: Model) -> None:
    text = "The plan costs jobs. In the town and in the harbour, against many jobs, Tom Vale said: “It is reckless.”"
    library = _library(tmp_path / "l", tiny, replace(ALPHA, title=None, text=text))
    spans = loaded_spans(library, _event(library), library.articles())
    assert spans.groupby("voice")["factor"].sum().to_dict() == {"outlet": len(text.split()) - 3, "speaker": 3}
    assert set(library.sentences()["voice"]) == {"outlet"}  # most of each sentence is the outlet's
    own, quoted = (figures(spans[spans["voice"] == voice])["value"].iloc[0] for voice in ("outlet", "speaker"))
    words = tiny.loaded(["It is reckless"])[0]
    assert quoted == pytest.approx(1000 * sum(p for *_, p in words if p >= LOADED) / 3, rel=1e-5)
    assert own != quoted
    marked = spans[(spans["voice"] == "speaker") & (spans["value"] > 0)]
    assert {text[row.start : row.end] for row in marked.itertuples()} <= {"It", "is", "reckless"}
    assert len(marked)


def test_what_a_scorer_does_not_measure_is_not_compared(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = loaded_spans(library, _event(library), library.articles())
    assert len(rows)
    monkeypatch.setattr(Library, "measures", lambda self: ("frame", "stance"))
    none = library.loaded().head(0)
    monkeypatch.setattr(Library, "loaded", lambda self, **_: none)
    mentions = library.mentions()
    monkeypatch.setattr(Library, "mentions", lambda self, **_: mentions.assign(**dict.fromkeys(ROLES, float("nan"))))
    for spans_of in (loaded_spans, role_spans):
        assert spans_of(library, _event(library), library.articles()).empty
    assert set(comparison(library)["measure"]) == {"stance", "frame"}
