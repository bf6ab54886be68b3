import numpy as np
import pytest

from pipeline.evaluate.loaded import _lexicon, _recall
from pipeline.train.corpora import Example


def test_the_lexicon_holds_words_marked_twice() -> None:
    examples = [
        Example("A reckless, brave plan.", "c", loaded=((2, 10), (12, 17)), biased=1.0),
        Example("Reckless talk.", "c", loaded=((0, 8),), biased=1.0),
        Example("The plan is brave.", "c", loaded=(), biased=0.0),
    ]
    assert _lexicon(examples) == {"reckless": pytest.approx(np.log(2.5 / 0.5))}


def test_recall_takes_five_marks_from_each_article() -> None:
    truth = np.array([True] + [False] * 6 + [True, True])
    ranks = np.array([0.1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2])
    home = np.array([0] * 7 + [1, 1])
    assert _recall(truth, ranks, home) == pytest.approx(2 / 3)  # the first stands seventh in its article
