"""The attribution tagger: it learns from neighbours, and NumPy says what torch says."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; pip install -r requirements-train.txt")
pytest.importorskip("onnxscript", reason="onnxscript is not installed; pip install -r requirements-train.txt")

from pipeline.encoded import Encoded, words  # noqa: E402 # after the check that torch is there
from pipeline.encoder import load_model  # noqa: E402
from pipeline.measures.tagger import REACH, Tagger  # noqa: E402
from pipeline.train.corpora import Example  # noqa: E402
from pipeline.train.export import replace_head  # noqa: E402
from pipeline.train.speech import fit_speech, token_logits  # noqa: E402
from pipeline.train.tagger import TokenTagger  # noqa: E402

from ..conftest import write_tiny_model  # noqa: E402

WIDTH = 8


def _sent(text: str, seed: int = 0) -> Encoded:
    """Return a sentence whose every word is a token with a state of its own."""
    spans = words(text)
    states = np.stack([np.random.default_rng([seed, *text[a:b].encode()]).normal(size=WIDTH) for a, b in spans])
    states = states.astype(np.float32)
    return Encoded(states, spans[:, 0], spans[:, 1], states.mean(axis=0), spans)


def _tagger(torch_tagger: TokenTagger) -> Tagger:
    tensors = {f"x.{name}": value for name, value in torch_tagger.tensors().items()}
    return Tagger.of(tensors | {"x.scale": np.ones(3, np.float32), "x.shift": np.zeros(3, np.float32)}, "x")


def test_numpy_says_what_torch_says_whatever_the_batch() -> None:
    torch.manual_seed(0)
    made = TokenTagger(WIDTH, units=6, layers=2).eval()
    sents = [_sent("a b c"), _sent("d"), _sent("a b c d e f g h i j k")]
    tagger = _tagger(made)
    expected = token_logits(made, sents)
    assert tagger.over_tokens(sents) == pytest.approx(expected, abs=1e-5)
    assert tagger.over_tokens(sents[::-1])[-3:] == pytest.approx(expected[:3], abs=1e-5)
    assert tagger.over_tokens([]).shape == (0, 3)


def test_a_token_is_read_among_its_neighbours_and_no_further() -> None:
    torch.manual_seed(0)
    tagger = _tagger(TokenTagger(WIDTH, units=6, layers=1).eval())
    one, other = _sent("a b c d e f g"), _sent("a b c d e f z")
    first, second = tagger.over_tokens([one]), tagger.over_tokens([other])
    changed = (np.abs(first - second) > 1e-6).any(axis=1)
    assert changed.tolist() == [False] * (7 - REACH - 1) + [True] * (REACH + 1)


def test_it_learns_what_only_the_neighbour_tells(tmp_path: Path) -> None:
    """The same name is a source before "said", and nothing before "met"."""
    examples, sents = [], []
    for name in "abcdefghijklmnopqrst":
        for verb in ("said", "met"):
            text = f"{name} {verb} something"
            source = ((0, 1),) if verb == "said" else ()
            cue = ((2, 6),) if verb == "said" else ()
            examples.append(Example(text, "toy", name, attributed=((), source, cue)))
            sents.append(_sent(text))
    made = fit_speech(sents, examples, epochs=200, units=16, layers=1)
    said, met = _sent("z said something"), _sent("z met something")
    found = _tagger(made).over_tokens([said, met])
    assert (found[0, 1] > 0, found[3, 1] > 0) == (True, False)

    folder = write_tiny_model(tmp_path / "model")
    before = load_model(folder)
    replace_head(folder, "attribution", made, np.ones(3, np.float32), np.full(3, 2.0, np.float32))
    after = load_model(folder)
    assert after.heads == before.heads
    assert after.version != before.version
    text = "mayor said"
    assert after.stance([text], [(0, 5)]) == pytest.approx(before.stance([text], [(0, 5)]), abs=2e-3)
    logits = _tagger(made).over_tokens(after.encode([text])) + 2.0
    chances = [chance for *_, a, b, c in after.attributions([text])[0] for chance in (a, b, c)]
    assert chances == pytest.approx((1 / (1 + np.exp(-logits))).ravel(), abs=2e-3)
