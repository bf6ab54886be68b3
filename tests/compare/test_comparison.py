from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.compare import LOADED, comparison, figures, loaded_spans, main_entities, role_spans, stance_spans
from pipeline.compare.comparison import names
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library, Row
from pipeline.score import score_articles
from pipeline.types import FRAMES, ROLES

from ..conftest import ALPHA, BETA


def _library(folder: Path, model: Model, *articles: object) -> Library:
    library = Library.open(folder, create=True)
    score_articles(articles, library=library, event="e", model=model)  # type: ignore[arg-type]
    return library


def test_spellings_of_an_outlet_are_one_group(tmp_path: Path, tiny: Model) -> None:
    other = replace(BETA, outlet="THE HARBOUR EXAMPLE")
    table = comparison(_library(tmp_path / "l", tiny, ALPHA, other))
    assert table["group"].nunique() == 1
    every = table[table["voice"] == "all"]
    assert every[every["measure"] == "frame"]["articles"].unique().tolist() == [2]


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
        return found.sort_values(["measure", "label", "target", "group", "voice"], ignore_index=True)

    one, other = table("one", "First", "Second"), table("other", "Second", "First")
    other["group"] = other["group"].map({"First": "Second", "Second": "First"})
    other = other.sort_values(["measure", "label", "target", "group", "voice"], ignore_index=True)
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


SAID = "Mayor Lund lied shamelessly, Ida Roe said that a reckless aide had told her. It rained."


def _said(folder: Path, attributions: list[list[tuple[int, int]]], speakers: list[str | None]) -> Library:
    """A library of one article, `SAID`, with these contents; "lied" and "reckless" are loaded."""
    library = Library.open(folder, create=True)
    library.name_event("e", "The harbour")
    place = {"article_id": "a", "section": "body", "sentence_id": 0}
    loaded: list[Row] = []
    for word, chance in (("lied", 0.9), ("reckless", 0.8)):
        start = SAID.index(word)
        sizes = {n: e - s for n, ((s, e),) in enumerate(attributions) if s <= start < e}
        number = min(sizes, key=sizes.__getitem__) if sizes else None
        told = {"voice": "outlet" if number is None else "speaker", "attribution_id": number, "probability": chance}
        loaded.append({**place, **told, "start": start, "end": start + len(word)})
    end = SAID.index(" It rained")
    own = {"voice": "outlet", **dict.fromkeys(FRAMES, 0.1)}
    bounds = enumerate([(0, end), (end + 1, len(SAID))])
    said: list[Row] = [
        {"article_id": "a", "attribution_id": n, "section": "body", "manner": "indirect", "speaker": speaker}
        | {"content": [{"start": s, "end": e} for s, e in content], "cue": [], "quoted": []}
        | {"source": [] if speaker == "nobody" else [{"start": 0, "end": 1}]}
        for n, (content, speaker) in enumerate(zip(attributions, speakers, strict=True))
    ]
    found = {"source": "a.txt", "found": "{}", "notes": "[]", "extra": "{}", "genre": "news", "outlet": "Beta Daily"}
    article = {"article_id": "a", "text_id": "a", "text": SAID, "body_start": 0, "body_end": len(SAID), "words": 15}
    library.add(
        {
            "articles": [article | found],
            "sentences": [{**place, **own, "sentence_id": n, "start": s, "end": e} for n, (s, e) in bounds],
            "attributions": said,
            "loaded": loaded,
        },
        scorer="tiny",
        event="e",
    )
    return library


def _at(words: str) -> tuple[int, int]:
    return SAID.index(words), SAID.index(words) + len(words)


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([], {-1: 16}),
        (["Mayor Lund lied shamelessly"], {-1: 12, 0: 4}),
        # Nested: a word counts for the innermost.
        ([SAID[: SAID.index(". It")], "a reckless aide had told her"], {-1: 2, 0: 8, 1: 6}),
        (["a reckless aide", "Mayor Lund lied shamelessly, Ida Roe said that a reckless aide"], {-1: 5, 0: 3, 1: 8}),
        # Overlapping: for the shorter; of a word that none holds half of, for the one that holds most.
        (["Mayor Lund lied", "lied shamelessly, Ida"], {-1: 11, 0: 3, 1: 2}),
        (["Mayor Lu", "nd lied"], {-1: 13, 0: 2, 1: 1}),
        (["Mayor L", "nd lied"], {-1: 13, 0: 1, 1: 2}),
        (["Mayor Lu"], {-1: 15, 0: 1}),  # half of a word is not more than half
    ],
)  # fmt: skip
def test_a_word_counts_once_however_contents_nest_and_overlap(
    tmp_path: Path, contents: list[str], words: dict[int, int]
) -> None:
    library = _said(tmp_path / "l", [[_at(content)] for content in contents], [None] * len(contents))
    spans = loaded_spans(library, "e", library.articles())
    assert spans["factor"].sum() == len(SAID.split())
    counts = spans.groupby(spans["attribution_id"].fillna(-1))["factor"].sum()
    assert counts.to_dict() == words
    assert (spans["voice"] == "speaker").equals(spans["attribution_id"].notna())


def test_what_is_nobodys_is_the_outlets_own_and_who_is_told_goes_first(tmp_path: Path) -> None:
    contents = [_at(SAID[: SAID.index(". It")]), _at("a reckless aide"), _at("a reckless"), _at("It rained")]
    speakers = ["Ida Roe", None, "Tom Vale", "nobody"]
    library = _said(tmp_path / "l", [[content] for content in contents], speakers)
    spans = loaded_spans(library, "e", library.articles())
    counts = spans.groupby(spans["attribution_id"].fillna(-1))["factor"].sum()
    assert counts.to_dict() == {-1: 2, 0: 12, 2: 2}


def test_spans_carry_who_speaks(tmp_path: Path) -> None:
    contents = [_at("Mayor Lund lied shamelessly"), _at("a reckless aide had told her")]
    library = _said(tmp_path / "l", [[content] for content in contents], ["Ida Roe", None])
    spans = loaded_spans(library, "e", library.articles())
    assert spans.groupby("speaker")["factor"].sum().to_dict() == {"Ida Roe": 4}
    assert spans.loc[spans["attribution_id"] == 1, "speaker"].isna().all()
    assert spans.loc[spans["voice"] == "outlet", ["speaker", "attribution_id"]].isna().all(axis=None)
    assert list(spans[:0].columns[4:8]) == ["section", "voice", "speaker", "attribution_id"]


def test_the_comparison_gives_each_figure_by_voice(tmp_path: Path) -> None:
    library = _said(tmp_path / "l", [[_at("Mayor Lund lied shamelessly")]], ["Ida Roe"])
    table = comparison(library)
    loaded = table[table["measure"] == "loaded"].set_index("voice")["value"]
    assert loaded.to_dict() == pytest.approx({"all": 1700 / 16, "outlet": 800 / 12, "speaker": 900 / 4})
    assert set(table.loc[table["measure"] == "frame", "voice"]) == {"all", "outlet"}  # no sentence is a speaker's
    assert list(table)[:6] == ["event", "measure", "label", "target", "group", "voice"]


def test_every_exported_figure_names_its_unit_its_n_and_its_scorer(library: Library) -> None:
    table = comparison(library)
    assert table["unit"].notna().all()
    assert set(zip(table["measure"], table["unit"], strict=True)) <= {
        ("stance", "-1 to 1"), ("frame", "share"), ("role", "share"), ("loaded", "per 1,000 words")
    }  # fmt: skip
    assert set(table["scorer"]) == {library.scorers()[-1]}
    assert (table[["articles", "sentences"]] > 0).all(axis=None)
    assert set(names(library)["scorer"]) == {library.scorers()[-1]}
