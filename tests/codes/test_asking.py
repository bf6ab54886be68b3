"""Samples are drawn from a library's event, and each code knows how likely it was to be asked for."""

import numpy as np
import pytest

from pipeline.codes import LABELS, draw_sample, uncovered, units, weighted
from pipeline.compare import corrected, figures, loaded_spans
from pipeline.errors import PipelineError
from pipeline.library import Library

from .made import articles_of, code_all


@pytest.mark.parametrize("measure", sorted(LABELS))
def test_every_measure_can_be_drawn_coded_and_corrected(made: Library, measure: str) -> None:
    sample = draw_sample(made, "event", articles_of(made), measure, size=30)
    assert len(made.sampled(sample)) == pytest.approx(30, abs=1)
    code_all(made, sample, 0.0)
    codes = weighted(made, "event")
    assert codes["probability"].between(0, 1, inclusive="right").all()
    told = corrected(units(made, "event", articles_of(made), measure), codes)
    assert set(told["label"]) == set(LABELS[measure])
    assert told["value"].notna().any()


def test_the_figure_of_sentences_with_loaded_words_is_that_of_the_words(made: Library) -> None:
    articles = articles_of(made)
    by_word = figures(loaded_spans(made, "event", articles, by="outlet_id"))
    by_sentence = figures(units(made, "event", articles, "loaded"))
    assert by_sentence["value"].to_numpy() == pytest.approx(by_word["value"].to_numpy())


def test_only_the_entities_asked_for_are_drawn(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "stance", targets=("Ann Roe",), size=8)
    frame = made.sampled(sample, drawn=False)
    assert set(frame["entity"]) == {"Ann Roe"}
    assert frame["probability"].sum() == pytest.approx(min(8, len(frame)))


def test_the_same_seed_draws_the_same_spans_and_another_others(made: Library) -> None:
    articles = articles_of(made)
    spans = [
        made.sampled(draw_sample(made, "event", articles, "frame", labels=("economic",), size=10, seed=seed))
        for seed in (1, 1, 2)
    ]
    keys = [list(zip(table["article_id"], table["start"], strict=True)) for table in spans]
    assert keys[0] == keys[1] != keys[2]


def test_who_stops_early_has_coded_a_random_part(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "frame", labels=("economic",), size=30, uncertain=0.0)
    code_all(made, sample, most=15)
    drawn, codes = made.sampled(sample), weighted(made, "event")
    chances = drawn.set_index(["article_id", "start"])["probability"]
    group = drawn.set_index(["article_id", "start"])["group"]
    share = drawn.groupby("group")["coded"].mean()
    for row in codes.itertuples():
        place = (row.article_id, row.start)
        assert row.probability == pytest.approx(chances[place] * share[group[place]])


def test_a_second_sample_adds_to_the_first(made: Library) -> None:
    articles = articles_of(made)
    for seed in (1, 2):
        sample = draw_sample(made, "event", articles, "frame", labels=("economic",), size=12, seed=seed)
        code_all(made, sample)
    codes = weighted(made, "event")
    frames = [
        made.sampled(sample, drawn=False).set_index(["article_id", "start"])["probability"]
        for sample in made.samples("event")["sample_id"]
    ]
    for row in codes.itertuples():
        one, other = (frame[row.article_id, row.start] for frame in frames)
        assert row.probability == pytest.approx(1 - (1 - one) * (1 - other))


def test_the_weighted_mean_over_many_samples_is_the_mean_of_all(made: Library) -> None:
    """Two samples, the second half coded: the codes weighted by 1/probability stand for all spans."""
    articles = articles_of(made)
    spans = units(made, "event", articles, "frame")
    truth = len(spans[spans["label"] == "economic"])
    sums = []
    for seed in range(15):
        for number, most in ((2 * seed, None), (2 * seed + 1, 9)):
            sample = draw_sample(made, "event", articles, "frame", labels=("economic",), size=15, seed=number)
            code_all(made, sample, most=most)
        codes = weighted(made, "event")
        sums.append((1 / codes["probability"]).sum())
        with made._catalog.change() as db:
            for table in ("codes", "samples", "sampled"):
                db.execute(f"delete from {table}")
    assert np.mean(sums) == pytest.approx(truth, abs=4 * np.std(sums) / np.sqrt(len(sums)))


def test_what_was_picked_by_hand_has_no_probability(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "stance", size=5)
    frame = made.sampled(sample, drawn=False)
    row = frame[frame["place"].isna()].iloc[0].to_dict()
    made.code(row, {"": 1.0}, measure="stance", coder="Ida")
    code_all(made, sample)
    codes = weighted(made, "event").sort_values("code_id")
    assert codes["probability"].isna().to_list() == [True, *[False] * (len(codes) - 1)]


def test_articles_that_came_later_are_told(made: Library) -> None:
    articles = articles_of(made)
    assert uncovered(made, "event", articles, "frame") == 0
    draw_sample(made, "event", articles.head(10), "frame", size=5)
    there = set(units(made, "event", articles, "frame")["article_id"])
    assert uncovered(made, "event", articles, "frame") == len(there - set(articles.head(10)["article_id"]))


def test_own_labels_are_drawn_from_all_sentences(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "own", labels=("sovereignty",), size=9)
    assert made.ask(sample).labels == ("sovereignty",)
    with pytest.raises(PipelineError, match="say which label"):
        draw_sample(made, "event", articles_of(made), "own")
    with pytest.raises(PipelineError, match='"mood" cannot be coded'):
        draw_sample(made, "event", articles_of(made), "mood", labels=("x",))
    with pytest.raises(PipelineError, match='"mood" is no label of role'):
        draw_sample(made, "event", articles_of(made), "role", labels=("mood",))
    with pytest.raises(PipelineError, match="no span to code"):
        draw_sample(made, "event", articles_of(made), "stance", targets=("Nobody",))
