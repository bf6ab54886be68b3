import json
import math
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.train.corpora import (
    Example,
    babe,
    directed,
    exemplars,
    fold,
    normal,
    polnear,
    report_only,
    seesaw,
    seesaw_mentions,
    uncontaminated,
)
from pipeline.train.corpora.example import replaced
from pipeline.train.corpora.stance import locate, locate_all
from pipeline.train.corpora.words import brat_spans, cut, role_sentences
from pipeline.types import FRAMES

from ..conftest import CORPORA, needs_corpora


def test_a_sentence_that_is_only_measured_is_dropped() -> None:
    examples = [Example(text, "c", stances=(((0, 1), 0),)) for text in ("Berg, praised!", "Vale blamed.")]
    assert uncontaminated(examples, {normal("BERG praised")}, name="x") == examples[1:]


def test_folds_are_fixed_and_keep_groups_together() -> None:
    examples = [Example(f"text {i}", "c", group=f"group {i % 200}") for i in range(1000)]
    folds = [ex.fold for ex in examples]
    assert folds[:200] * 5 == folds
    assert set(folds) == set(range(5))
    assert 0.1 < sum(ex.held for ex in examples) / 1000 < 0.3
    assert {fold(f"group {i}", 10) % 5 for i in range(200) if fold(f"group {i}") == 0} == {0}


def test_a_swapped_name_moves_every_other_span() -> None:
    text = "Anna Berg blamed Tom Vale for the reckless plan."
    example = Example(
        text,
        "c",
        stances=(((0, 9), 1), ((17, 25), 0)),
        relations=(((0, 9), (17, 25), 0), (None, (0, 9), 1)),
        roles=(((17, 25), (0.0, 1.0, 0.0), 1.0),),
        loaded=((34, 42),),
    )
    found = replaced(example, (0, 9), "Li")
    assert found.text == "Li blamed Tom Vale for the reckless plan."

    def words(span: tuple[int, int] | None) -> str | None:
        return span and found.text[slice(*span)]

    assert [(words(span), label) for span, label in found.stances] == [("Li", 1), ("Tom Vale", 0)]
    assert [(words(h), words(t)) for h, t, _ in found.relations] == [("Li", "Tom Vale"), (None, "Li")]
    assert words(found.roles[0][0]) == "Tom Vale"
    assert words(found.loaded[0] if found.loaded else None) == "reckless"


def test_names_are_found_in_full_or_by_their_telling_word() -> None:
    assert locate("Harbour Party", "The Harbour Party won, said Harbours.") == (4, 17)
    assert locate("Anna Berg", "Mr. Vale met Berg and Bergen.") == (13, 17)
    assert locate_all("Anna Berg", "Berg said Berg would go.") == [(0, 4), (10, 14)]
    assert locate("Anna Berg", "The iceberg melted.") is None
    assert locate("United Isles", "The U.I. agreed.") == (4, 8)


def test_texts_are_cut_where_sentences_end() -> None:
    text = "Berg left. “It was time,” he said.\nVale, of St. Ives, stayed at 3.5 percent! Who knew?"
    assert [text[a:b] for a, b in cut(text)] == [
        "Berg left.",
        "“It was time,” he said.",
        "Vale, of St. Ives, stayed at 3.5 percent!",
        "Who knew?",
    ]


def test_an_attribution_may_have_several_pieces() -> None:
    found = brat_spans("T1\tContent 0 4;9 12\tIt w as\nT2\tCue 5 8\tsaid\nE1\tAttribution:T3 Content:T1\n")
    assert dict(found) == {"Content": [(0, 4), (9, 12)], "Cue": [(5, 8)]}


def test_a_role_is_asked_where_the_name_stands() -> None:
    text = "The council met. Then the Council left. Nobody saw."
    places = role_sentences(text, "the council")
    assert [text[slice(*span)] for _, span in places] == ["The council", "the Council"]
    assert [text[slice(*sentence)] for sentence, _ in places] == ["The council met.", "Then the Council left."]


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"rw_test\.jsonl: the corpus file is not there"):
        report_only(tmp_path)


def test_exemplars_are_labelled_for_every_frame() -> None:
    examples = exemplars()
    assert len({normal(ex.text) for ex in examples}) == len(examples)
    for column, frame in enumerate(FRAMES):
        assert sum(ex.frames[column] for ex in examples) >= 120, frame
    assert not any(math.isnan(label) for ex in examples for label in ex.frames)


def test_exemplars_span_issues_and_regions() -> None:
    rows = [
        json.loads(line) for path in Path("data/exemplars").glob("*.jsonl") for line in path.read_text().splitlines()
    ]
    for frame in FRAMES:
        using = [row for row in rows if frame in row["frames"]]
        assert len({row["issue"] for row in using}) >= 12, frame
        assert len({row["region"] for row in using}) >= 8, frame
        assert any(row["near"] == frame and frame not in row["frames"] for row in rows), frame


@needs_corpora
def test_the_exemplars_are_the_projects_own() -> None:
    held = report_only(CORPORA)
    assert len(held) > 10_000
    assert not held & {normal(ex.text) for ex in exemplars()}


@needs_corpora
def test_spans_of_the_corpora_are_what_they_mark() -> None:
    for ex in directed(CORPORA)[:2000]:
        (p, q, _), (back, forth, _) = ex.relations
        assert (p, q) == (forth, back)
        assert "[" not in ex.text[slice(*p)]  # type: ignore[misc] # a holder of this corpus is never the author
    assert {label for ex in directed(CORPORA) for *_, label in ex.relations} == {0, 1, 2}
    marked = [ex for ex in babe(CORPORA) if ex.loaded]
    assert len(marked) > 1500
    assert all(ex.biased == 1 for ex in marked)
    speech = [ex for ex in polnear(CORPORA) if ex.attributed and ex.attributed[0]]
    assert len(speech) > 15_000
    assert all(0 <= a < b <= len(ex.text) for ex in speech for kind in ex.attributed or () for a, b in kind)


@needs_corpora
def test_seesaw_has_authors_holders_and_those_who_take_no_side() -> None:
    asked = [relation for ex in seesaw(CORPORA) for relation in ex.relations]
    for author in (True, False):
        assert {label for holder, _, label in asked if (holder is None) == author} == {0, 1, 2}
    labels = [label for ex in seesaw_mentions(CORPORA) for _, label in ex.stances]
    assert 0.6 < labels.count(1) / len(labels) < 0.9
