"""Claims: which sentences are about them, how far that hangs on the wording, and who may say for and against."""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from pipeline.errors import PipelineError
from pipeline.library.tables import VECTOR
from pipeline.measures.head import Floats
from pipeline.teach.claims import ABOUT, MOST_WORDINGS, Claim, about, by_group, judged, near
from pipeline.teach.taught import CLAIM

CLAIM_MADE = Claim("The ferry should stay.", ("Keep the ferry.", "The ferry must not be given up."))


def encode(texts: Sequence[str]) -> Floats:
    """Give each wording an axis of its own."""
    return np.eye(len(texts), VECTOR, dtype=np.float32)


def at(*cosines: float) -> np.ndarray:
    """Return a unit vector with these cosines to the first wordings."""
    found = np.zeros(VECTOR)
    found[: len(cosines)] = cosines
    found[-1] = np.sqrt(1 - found @ found)
    return found


VECTORS = np.stack([at(0.5, 0.5, 0.5), at(0.9, 0.0, 0.0), at(0.1, 0.1, 0.1), at(0.6, 0.4, 0.1)])
TEXTS = ("A b c.", "D e f.", "G h i.", "J k l.")  # without a word of any wording: a third of the cosine remains


def test_a_sentence_is_as_near_as_to_all_wordings_and_the_spread_is_kept() -> None:
    found = near(VECTORS, TEXTS, CLAIM_MADE, encode)
    assert found.score * 3 == pytest.approx([0.5, 0.3, 0.1, 1.1 / 3], abs=1e-5)
    assert found.low * 3 == pytest.approx([0.5, 0, 0.1, 0.1], abs=1e-5)
    assert found.high * 3 == pytest.approx([0.5, 0.9, 0.1, 0.6], abs=1e-5)
    assert found.spread * 3 == pytest.approx(
        [0, np.std([0.9, 0, 0], ddof=1), 0, np.std([0.6, 0.4, 0.1], ddof=1)], abs=1e-5
    )
    assert found.found.tolist() == [3, 1, 0, 2]
    assert found.about.tolist() == [True, False, False, True]
    assert pytest.approx(0.12) == ABOUT


def test_rare_words_that_are_shared_bring_a_sentence_near() -> None:
    texts = ("Passengers want to keep the ferry.", *TEXTS[1:])
    plain, told = (near(VECTORS, given, CLAIM_MADE, encode).score for given in (TEXTS, texts))
    assert told[0] > plain[0] + 0.1
    assert told[1:] == pytest.approx(plain[1:], abs=1e-5)


def test_the_mean_of_the_wordings_says_the_same() -> None:
    mean = encode(CLAIM_MADE.wordings).mean(axis=0)
    said = about(VECTORS, TEXTS, CLAIM_MADE.wordings, mean)
    assert said.tolist() == near(VECTORS, TEXTS, CLAIM_MADE, encode).about.tolist()


def test_one_wording_has_no_spread() -> None:
    found = near(VECTORS, TEXTS, Claim("The ferry should stay."), encode)
    assert np.isnan(found.spread).all()
    assert found.score.tolist() == found.low.tolist() == found.high.tolist()


def test_each_outlet_has_its_count_and_how_it_hangs_on_the_wording() -> None:
    found = near(VECTORS[[0, 3, 2, 0]], TEXTS, CLAIM_MADE, encode)
    table = by_group(found, ["a", "a", "b", "c"], {"a": "Harbour Example", "b": "Beta Daily"})
    assert table.to_dict("records") == [
        {"group": "Beta Daily", "articles": 1, "sentences": 1, "about": 0, "least": 0, "most": 0},
        {"group": "Harbour Example", "articles": 1, "sentences": 2, "about": 2, "least": 1, "most": 2},
    ]


def test_of_no_sentence_there_is_no_row() -> None:
    found = near(np.zeros((0, VECTOR)), (), CLAIM_MADE, encode)
    assert by_group(found, [], {}).empty


@pytest.mark.parametrize(
    ("wordings", "message"),
    [
        ([""], "one line of 1 to"),
        (["A\nb"], "one line of 1 to"),
        (["a" * 2000], "one line of 1 to"),
        (["Stay.", "stay. "], "given twice"),
        ([f"{n}." for n in range(MOST_WORDINGS + 1)], "11 wordings"),
    ],
)
def test_what_cannot_be_a_statement_says_why(wordings: list[str], message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        Claim(wordings[0], tuple(wordings[1:]))


def test_codes_stay_with_a_statement_whatever_its_paraphrases() -> None:
    assert Claim("The ferry should  stay.").id == CLAIM_MADE.id
    assert Claim("The ferry should go.").id != CLAIM_MADE.id
    assert CLAIM_MADE.label.measure == CLAIM
    assert CLAIM_MADE.label.texts == CLAIM_MADE.wordings


def test_only_an_nli_model_says_for_and_against() -> None:
    with pytest.raises(PipelineError, match="ours does not judge statements; name an NLI model"):
        judged(SimpleNamespace(version="ours"), CLAIM_MADE, ["The ferry stays."])

    def claims(sentences: Sequence[str], statement: str) -> Floats:
        assert statement == CLAIM_MADE.statement
        return np.tile(np.array([0.1, 0.2, 0.7], np.float32), (len(sentences), 1))

    found = judged(SimpleNamespace(version="nli", claims=claims), CLAIM_MADE, ["The ferry stays.", "It is late."])
    assert found.shape == (2, 3)
