"""Shares as spans: worked examples of words and names, and the same figures as the counts where articles agree."""

from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from pipeline.compare import diversity, figures, findings, name_spans, voice_spans
from pipeline.compare.shares import ATTRIBUTED, DIRECT, SPEAKER, WITHOUT_NAME
from pipeline.library import Library

TEXT = "Ida Moss said the ferry is late today. The quay was empty and very cold."
CONTENT = TEXT.index("the ferry"), TEXT.index(" today")  # 4 words of 8
PLACE: dict[str, Any] = {"section": "body", "voice": "outlet", "speaker": None, "attribution_id": None}


def library(*, articles: int = 1, outlets: str = "A", **other: Any) -> tuple[Library, pd.DataFrame]:
    """Return tables like a library's, of articles with `TEXT`, and the articles; `other` changes the attribution."""
    ids = [f"{outlet}{i}" for outlet in outlets for i in range(articles)]
    table = pd.DataFrame({"article_id": ids, "text_id": ids, "outlet": [i[0] for i in ids], "text": TEXT})
    end = TEXT.index(".") + 1
    sents = [
        {"article_id": one, "sentence_id": n, "start": start, "end": stop, "words": words, **PLACE}
        for one in ids
        for n, (start, stop, words) in enumerate([(0, end, 8), (end + 1, len(TEXT), 7)])
    ]
    said = {"attribution_id": 0, "section": "body", "content": [CONTENT], "source": [(0, 8)], "quoted": []}
    said |= {"words": 4, "quoted_words": 1, "speaker": "Ida Moss", "speaker_kind": "person", "affiliation": None}
    said |= {"endorsement": None} | other
    mentions = [
        {"article_id": one, "sentence_id": 0, "start": start, "end": stop, "entity": "Ida Moss", "kind": "person"}
        | PLACE
        for one in ids
        for start, stop in [(0, 8), (4, 8), (4, 8)]
    ]
    descriptions = [
        {"article_id": one, "sentence_id": 1, "start": 39, "end": 47, "entity": "Ida Moss", "kind": "person"}
        | {"noun": "captain", "phrase": "captain", **PLACE}
        for one in ids
    ]
    tables = {
        "sentences": pd.DataFrame(sents),
        "attributions": pd.DataFrame([{"article_id": one, **said} for one in ids]),
        "mentions": pd.DataFrame(mentions),
        "descriptions": pd.DataFrame(descriptions),
    }
    reads = {name: partial(_read, rows) for name, rows in tables.items()}
    return cast("Library", SimpleNamespace(**reads)), table


def test_words_by_hand() -> None:
    found = voice_spans(*_args(library())).set_index(["label", "sentence_id"])
    assert found.loc[(ATTRIBUTED, 0), ["value", "factor"]].tolist() == [4 / 8, 8]
    assert found.loc[(ATTRIBUTED, 1), ["value", "factor"]].tolist() == [0, 7]
    assert found.loc[(DIRECT, 0), ["value", "factor"]].tolist() == [1 / 4, 4]
    assert found.loc[(WITHOUT_NAME, 0), "value"] == 0
    assert found.loc[(SPEAKER, 0), ["value", "target"]].tolist() == [1, "Ida Moss"]
    assert tuple(found.loc[(DIRECT, 0), ["start", "end"]]) == CONTENT
    assert (found["variance"] == 0).all()


@pytest.mark.parametrize(
    ("speaker", "kind", "unnamed", "speakers"),
    [("a guard", "unnamed", 1.0, []), (None, None, 0.0, []), ("Ida Moss", "person", 0.0, ["Ida Moss"])],
)
def test_only_who_is_told_by_name_is_a_speaker(
    speaker: str | None, kind: str | None, unnamed: float, speakers: list[str]
) -> None:
    found = voice_spans(*_args(library(speaker=speaker, speaker_kind=kind)))
    assert found.loc[found["label"] == WITHOUT_NAME, "value"].tolist() == [unnamed]
    assert found.loc[found["label"] == SPEAKER, "target"].tolist() == speakers


def test_what_is_nobodys_words_is_not_counted() -> None:
    found = voice_spans(*_args(library(source=[], quoted=[])))
    assert set(found["label"]) == {ATTRIBUTED}
    assert (found["value"] == 0).all()


def test_in_one_article_the_figures_are_the_counts() -> None:
    source, articles = library()
    found = figures(voice_spans(source, "e", articles)).set_index("label")["value"]
    (counts,) = diversity(source.attributions(event="e"), articles, by="outlet").to_dict("records")
    pairs = {ATTRIBUTED: "attributed_share", DIRECT: "direct_share", WITHOUT_NAME: "unnamed_share"}
    for label, column in pairs.items():
        assert found[label] == pytest.approx(counts[column])


def test_two_attributions_in_a_sentence_each_keep_their_words() -> None:
    source, articles = library()
    said = source.attributions(event="e")
    more = said.assign(attribution_id=1, content=[[(0, 8)]], words=2, quoted_words=2)
    both = pd.concat([said, more], ignore_index=True)
    source.attributions = partial(_read, both)  # type: ignore[method-assign]
    found = figures(voice_spans(source, "e", articles)).set_index("label")["value"]
    assert found[DIRECT] == pytest.approx((1 + 2) / (4 + 2))


def test_names_by_hand() -> None:
    found = name_spans(*_args(library()))
    shares = found.groupby("label")["value"].agg(["sum", "size"])
    assert shares.to_dict("index") == {
        "Ida Moss": {"sum": 1, "size": 4},
        "Moss": {"sum": 2, "size": 4},
        "captain": {"sum": 1, "size": 4},
    }
    assert set(found["target"]) == {"Ida Moss"}


@pytest.mark.parametrize("spans_of", [voice_spans, name_spans])
def test_they_are_evidence_for_figures_and_findings(spans_of: Any) -> None:
    ev = spans_of(*_args(library(articles=5, outlets="AB")))
    assert set(figures(ev)["group"]) == {"A", "B"}
    assert findings(ev).empty  # the same everywhere
    changed = ev.assign(value=np.where(ev["group"] == "A", ev["value"], 0.0))
    assert not findings(changed).empty


@pytest.mark.parametrize("spans_of", [voice_spans, name_spans])
def test_no_articles_give_an_empty_table(spans_of: Any) -> None:
    source, articles = library()
    empty = spans_of(source, "e", articles.head(0))
    assert empty.empty
    assert findings(empty).empty


def _read(rows: pd.DataFrame, event: str) -> pd.DataFrame:
    return rows


def _args(made: tuple[Library, pd.DataFrame]) -> tuple[Library, str, pd.DataFrame]:
    return made[0], "e", made[1]
