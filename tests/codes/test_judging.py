"""People's codes are held against each other and against the model, by measure, label and mode."""

import numpy as np
import pandas as pd
import pytest

from pipeline.codes import (
    MODEL,
    alphas,
    calibrations,
    draw_sample,
    model_codes,
    pairs_of,
    units,
    values_of,
    weighted,
)  # fmt: skip
from pipeline.library import Library
from pipeline.types import STANCES

from .made import articles_of, code_all


def _as_the_model(library: Library, sample: str, coder: str) -> None:
    """Let a coder give the model's own answers to a sample of stance."""
    mentions = library.mentions(event="event").set_index(["article_id", "start", "end"])
    spans = library.sampled(sample)[["article_id", "sentence_id", "start", "end", "head", "kind"]]
    said = [
        mentions.loc[(row.article_id, row.start, row.end), list(STANCES)].to_numpy(float).argmax() - 1.0
        for row in spans.itertuples()
    ]
    library.add_codes(spans.assign(measure="stance", label="", value=said, coder=coder, sample_id=sample))


def test_the_model_is_a_coder_of_what_people_coded(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "stance", size=12)
    _as_the_model(made, sample, "Ida")
    codes = weighted(made, "event")
    model = model_codes(made, "event", codes)
    assert len(model) == len(codes)
    assert set(model["coder"]) == {MODEL}
    assert model["chance"].between(1 / 3, 1).all()
    (pair,) = pairs_of(codes, model).to_dict("records")
    assert {pair["coder_a"], pair["coder_b"]} == {"Ida", MODEL}
    assert (pair["agree"], pair["alpha"], pair["units"]) == (1.0, 1.0, len(codes))


def test_blind_and_sighted_codes_are_told_apart(made: Library) -> None:
    for mode, coders in (("blind", ("Ida", "Bo")), ("sighted", ("Ida", "Bo"))):
        sample = draw_sample(made, "event", articles_of(made), "frame", labels=("economic",), size=10, mode=mode)
        for coder in coders:
            code_all(made, sample, 1.0 if mode == "blind" or coder == "Ida" else 0.0, coder=coder)
    told = alphas(weighted(made, "event")).set_index("mode")
    assert told["units"].to_dict() == {"blind": 10, "sighted": 10}
    assert np.isnan(told.loc["blind", "alpha"])  # all the same: nothing tells agreement from habit
    assert told.loc["sighted", "alpha"] < 0


def test_calibration_holds_the_chance_of_the_models_answer_against_the_people(made: Library) -> None:
    sample = draw_sample(made, "event", articles_of(made), "frame", labels=("economic",), size=40, uncertain=0.0)
    code_all(made, sample, 0.0)
    codes = weighted(made, "event")
    model = model_codes(made, "event", codes)
    (row,) = calibrations(codes, model).to_dict("records")
    ev = units(made, "event", articles_of(made), "frame")
    p = ev[ev["label"] == "economic"].set_index(["article_id", "start"])["value"]
    chances = [max(p[key], 1 - p[key]) for key in zip(model["article_id"], model["start"], strict=True)]
    assert model["chance"].to_list() == pytest.approx(chances)
    assert row["n"] == len(codes)
    assert 0 < row["low"] <= row["error"] <= row["high"] < 1
    assert row["more"] > 0


def test_loaded_words_and_own_labels_have_no_calibration(made: Library) -> None:
    for measure, labels in (("loaded", ()), ("own", ("sovereignty",))):
        code_all(made, draw_sample(made, "event", articles_of(made), measure, labels=labels, size=6), 0.0)
    codes = weighted(made, "event")
    model = model_codes(made, "event", codes)
    assert set(model["measure"]) == {"loaded"}
    assert calibrations(codes, model).empty
    assert set(pairs_of(codes, model)["measure"]) == {"loaded"}


def test_without_codes_there_is_nothing_to_tell(made: Library) -> None:
    codes = weighted(made, "event")
    model = model_codes(made, "event", codes)
    assert model.empty
    assert alphas(codes).empty
    assert pairs_of(codes, model).empty
    assert calibrations(codes, model).empty


def test_values_of_a_table() -> None:
    assert values_of("stance", []) == [-1, 0, 1]
    assert values_of("frame", [1.0]) == [0, 1]
    assert values_of("loaded", [0.5, 0.25, 0.5]) == [0.25, 0.5]
    assert isinstance(alphas(pd.DataFrame(columns=["article_id", "coder", "measure", "label", "mode"])), pd.DataFrame)
