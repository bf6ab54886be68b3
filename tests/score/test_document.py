"""Whose words the rows of a document are, with a model that hears "said" and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean import clean
from pipeline.encoded import Encoded, words
from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.library.evidence import AUTHOR
from pipeline.score import score_articles
from pipeline.sentences import sentences
from pipeline.types import Article

STORY = Article(
    title="Vale attacked at harbour",
    text=(
        "Tom Vale said Anna Berg was reckless. He said the police attacked Anna Berg in court.\n\n"
        "“Anna Berg is a reckless mayor,” Vale said. Anna Berg was in the “brave” town.\n\n"
        "The police attacked Tom Vale at the border. Anna Berg was attacked in March."
    ),
    outlet="The Harbour Example",
    language="en",
)


def _hears_said(texts: list[str]) -> object:
    """Return an `attributions_of` for the sentences `texts`: what follows "said" is said by what stands before it."""

    def chances(self: Model, sents: Sequence[Encoded]) -> list[list[tuple[int, int, float, float, float]]]:
        found = []
        for sent in sents:
            text = next(t for t in texts if [(int(a), int(b)) for a, b in sent.words] == _words(t))
            at = text.find(" said") + 1
            rows = []
            for a, b in _words(text):
                quoted = at > 0 and text.startswith("“")
                source = text[a:b] == "Vale" if quoted else a < at
                content = at > 0 and a > at and not quoted
                rows.append((a, b, 0.9 * content, 0.9 * source, 0.9 * (at > 0 and a == at)))
            found.append(rows)
        return found

    return chances


def _words(text: str) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in words(text)]


@pytest.fixture
def told(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> Library:
    doc = clean(STORY)
    texts = [doc.text[sent.start : sent.end] for sent in sentences(doc)]
    monkeypatch.setattr(Model, "attributions_of", _hears_said(texts))
    library = Library.open(tmp_path / "library", create=True)
    score_articles([STORY], library=library, event="harbour", model=tiny)
    return library


def _text(library: Library) -> str:
    return str(library.articles()["text"].iloc[0])


def _said(table: pd.DataFrame, text: str, passage: str) -> pd.DataFrame:
    """Return the rows whose span stands in the first occurrence of `passage`."""
    at = text.index(passage)
    start = "start" if "start" in table else "target_start"
    return table[table[start].between(at, at + len(passage) - 1)]


def test_what_is_said_is_in_its_speakers_voice(told: Library) -> None:
    text = _text(told)
    mentions = told.mentions()
    for said, speaker in (
        ("Anna Berg was reckless", "Tom Vale"),
        ("Anna Berg in court", "Tom Vale"),  # "He said"
        ("Anna Berg is a reckless", "Tom Vale"),
    ):
        (row,) = _said(mentions, text, said).itertuples()
        assert (row.voice, row.speaker) == ("speaker", speaker)
    (own,) = _said(mentions, text, "Anna Berg was in the").itertuples()
    assert own.voice == "outlet"
    assert pd.isna(own.speaker)
    evidence = told.evidence("stance")
    assert evidence["speaker"].fillna("").tolist() == mentions["speaker"].fillna("").tolist()


def test_a_merge_of_entities_reaches_the_speakers(told: Library) -> None:
    (event,) = told.events()["event_id"]
    told.rename_entity(event, "Tom Vale", "The mayor's rival")
    assert set(told.attributions()["speaker"]) == {"The mayor's rival"}
    assert set(told.mentions()["speaker"].dropna()) == {"The mayor's rival"}


def test_a_quoted_sentence_scores_as_it_does_alone(told: Library, tiny: Model) -> None:
    (row,) = _said(told.mentions(), _text(told), "Anna Berg is a reckless").itertuples()
    (alone,) = tiny.stance(["Anna Berg is a reckless mayor."], [(0, 9)], prior="article")
    assert (row.against, row.neither) == pytest.approx(alone[:2], abs=1e-5)


def test_whoever_speaks_holds_the_relation(told: Library) -> None:
    text = _text(told)
    relations = told.relations()
    named = _said(relations, text, "Anna Berg was reckless")
    assert set(named["holder"]) == {"Tom Vale"}  # by his name in the sentence, and only by it
    by_pronoun = _said(relations, text, "Anna Berg in court")
    assert by_pronoun[by_pronoun["holder_start"].isna()]["holder"].tolist() == ["Tom Vale"]
    own = _said(relations, text, "Anna Berg was in the")
    assert own["holder"].tolist() == [AUTHOR]


def test_acts_and_scare_quotes_are_stored_with_whose_words_they_are(told: Library) -> None:
    acts = told.acts()
    doers = [doer if isinstance(doer, str) else "" for doer in acts["doer"]]
    columns = (acts[name] for name in ("target", "section", "voice"))
    found = list(zip(acts["act"], acts["form"], doers, *columns, strict=True))
    assert ("attack", "agentless", "", "Tom Vale", "headline", "outlet") in found
    assert ("attack", "active", "The police", "Tom Vale", "body", "outlet") in found
    assert ("attack", "active", "the police", "Anna Berg", "lede", "speaker") in found
    assert ("attack", "agentless", "", "Anna Berg", "body", "outlet") in found
    (held,) = told.scare_quotes().itertuples()
    assert (_text(told)[held.start : held.end], held.marker, held.voice) == ("brave", "“”", "outlet")
