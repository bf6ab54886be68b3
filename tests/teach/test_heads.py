"""Teaching: what is refused, what few codes move and what they leave, and that the model's part is kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library.tables import VECTOR
from pipeline.teach import heads
from pipeline.teach.heads import EACH, LEAST, Codes, anchor, believed, encode_with, lacking, scale, teach
from pipeline.teach.ridge import FloatArray
from pipeline.teach.taught import CLAIM, OWN, Taught

from .made import LABEL, codes, direction, label, sentences

POOL = sentences(np.zeros(300), seed=7)


def own(told: Codes, **options: FloatArray) -> Taught:
    return teach(LABEL, told, scorer="tiny-0", **{"anchored": direction(5), "pool": POOL, **options})


def test_codes_teach_what_the_vectors_tell() -> None:
    taught = own(codes())
    values = np.array([0.0, 1.0] * 100)
    chances = taught.chances(sentences(values, seed=50))
    assert chances.sum(axis=1) == pytest.approx(np.ones(200))
    assert ((chances[:, 1] > 0.5) == (values == 1)).mean() > 0.9
    assert taught.codes == 40
    assert taught.score("precision").value > 0.9
    assert taught.score("gain").low > 0
    assert np.isnan(taught.score("kappa").value)


def test_for_and_against_are_told_apart() -> None:
    taught = teach(label(CLAIM), codes(60, signed=True), scorer="tiny-0", anchored=direction(5), pool=POOL)
    assert taught.values == (0, -1, 1)
    values = np.array([-1.0, 0.0, 1.0] * 50)
    said = np.array(taught.values)[taught.chances(sentences(values, seed=51)).argmax(axis=1)]
    assert (said == values).mean() > 0.8


def test_a_side_that_hardly_anybody_coded_is_not_taught() -> None:
    told = codes(60, signed=True)
    few = np.flatnonzero(told.values == -1)[EACH - 1 :]
    keep = np.setdiff1d(np.arange(60), few)
    articles = tuple(told.articles[i] for i in keep)
    taught = teach(
        label(CLAIM), Codes(told.vectors[keep], told.values[keep], articles),
        scorer="tiny-0", anchored=direction(5), pool=POOL,
    )  # fmt: skip
    assert taught.values == (0, 1)
    assert taught.codes == len(keep) - (EACH - 1)


def test_few_codes_that_say_nothing_leave_the_definitions_ranking() -> None:
    values = (np.arange(LEAST) % 2).astype(np.int64)
    noise = sentences(np.zeros(LEAST), seed=60)
    taught = own(Codes(noise, values, tuple(f"a{i}" for i in range(LEAST))))
    asked = sentences(np.linspace(0, 1, 200), seed=61, along=5)
    assert np.corrcoef(asked @ direction(5), taught.chances(asked)[:, 1])[0, 1] > 0.6
    assert taught.score("gain").low < 0


def test_a_measure_starts_from_the_models_own_probabilities() -> None:
    told = codes(believed=True)
    taught = teach(label("frame"), told, scorer="tiny-0")
    assert taught.anchor == ()
    x = POOL[:50]
    low, high = (taught.chances(x, np.full((50, 1), base))[:, 1] for base in (-3.0, 3.0))
    assert (high > low + 0.3).all()
    with pytest.raises(PipelineError, match="it moves the scores of frame"):
        taught.chances(x)
    with pytest.raises(PipelineError, match="own probabilities are needed"):
        teach(label("frame"), codes(), scorer="tiny-0")
    with pytest.raises(PipelineError, match="its definition"):
        teach(LABEL, codes(), scorer="tiny-0")


def test_a_stance_with_one_side_coded_takes_that_sides_odds() -> None:
    told = codes(60, signed=True, believed=True)
    keep = np.flatnonzero(told.values != 1)
    assert told.believed is not None
    part = Codes(
        told.vectors[keep], told.values[keep], tuple(told.articles[i] for i in keep), told.believed[keep]
    )  # fmt: skip
    taught = teach(label("stance"), part, scorer="tiny-0")
    assert taught.values == (0, -1)
    base = np.array([[-2.0], [2.0]])
    assert np.diff(taught.chances(POOL[:1].repeat(2, axis=0), base)[:, 1])[0] > 0


@pytest.mark.parametrize(
    ("values", "articles", "message"),
    [
        ([0, 1] * 12, range(24), "24 codes; 1 more are needed"),
        ([1] * 25, range(25), "0 coded as no; 3 are needed"),
        ([0] * 23 + [1] * 2, range(25), "only 2 coded as yes; 3 are needed"),
        ([0, 1] * 13, [0, 1] * 13, "codes in 2 articles; 3 are needed"),
    ],
)
def test_too_few_codes_are_refused_in_one_line(values: list[int], articles: list[int], message: str) -> None:
    names = tuple(f"a{i}" for i in articles)
    assert message in lacking(values, names)
    told = Codes(POOL[: len(values)], np.array(values), names)
    with pytest.raises(PipelineError, match=f'label "threat" cannot be taught yet: {message}') as caught:
        own(told)
    assert "\n" not in str(caught.value)
    assert lacking([0, 1, 1] * 9, [f"a{i}" for i in range(27)]) == ""


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_log_odds_of_two_and_of_three(chances: list[float]) -> None:
    p = np.array(chances)
    two = believed(p)
    assert two.shape == (len(p), 1)
    assert np.isfinite(two).all()
    assert ((two[:, 0] > 0) == (p > 0.5))[np.abs(p - 0.5) > 1e-6].all()
    three = believed(np.column_stack([p / 2, 1 - p, p / 2]))
    assert three.shape == (len(p), 2)
    assert three[:, 0] == pytest.approx(three[:, 1])


def test_texts_are_read_as_sentences_are_stored(tiny: Model) -> None:
    encode = encode_with(tiny)
    found = encode(LABEL.texts)
    assert found.shape == (2, VECTOR)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    mean = found.astype(np.float64).mean(axis=0)
    assert anchor(LABEL, encode, tiny.version) == pytest.approx(
        mean
    )  # an unknown model's directions all count the same
    assert anchor(label(CLAIM), encode, tiny.version) == pytest.approx(mean)


def test_directions_in_which_sentences_differ_more_count_more(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.eye(VECTOR, dtype=np.float32) * np.linspace(1, 4, VECTOR, dtype=np.float32)[:, None]
    monkeypatch.setattr(heads, "fitted", lambda _: (np.zeros(VECTOR, np.float32), matrix))
    factor = scale("any")
    assert (np.diff(factor) < 0).all()
    assert factor[0] / factor[-1] == pytest.approx(2)  # the root of the spread, which is four times as large
    assert (factor**2).mean() == pytest.approx(1)
    tilted = anchor(LABEL, lambda texts: np.ones((len(texts), VECTOR), np.float32), "any")
    assert tilted == pytest.approx(factor**2)
    flat = anchor(label(CLAIM), lambda texts: np.ones((len(texts), VECTOR), np.float32), "any")
    assert flat == pytest.approx(np.ones(VECTOR))
    # What a head was fitted with is what it scores with.
    told = codes()
    taught = own(told)
    base = ((told.vectors @ np.array(taught.anchor) - taught.middle) / taught.spread)[:, None]
    every = np.arange(len(told.values))
    fitted = heads.fitting(told.vectors * factor, base, told.values)(every, every)[1]
    assert taught.chances(told.vectors) == pytest.approx(fitted, abs=1e-4)


def test_the_same_codes_teach_the_same_head() -> None:
    assert own(codes()).version == own(codes()).version
    assert own(codes()).version != own(codes(seed=1)).version
    assert own(codes()).version.startswith("threat-")
    assert LABEL.measure == OWN
