import shutil
from pathlib import Path

import numpy as np
import pytest

from pipeline.encoder import Model, load_model
from pipeline.errors import PipelineError

from .conftest import WIDTH, write_tiny_model

SENTENCES = ["Anna Berg praised the harbour plan .", "Tom Vale said the plan was reckless .", "the mayor"]
TARGETS = [(0, 9), (0, 8), (4, 9)]


def test_shapes_and_sums(tiny: Model) -> None:
    stances, frames, vectors = tiny.stance(SENTENCES, TARGETS), tiny.frames(SENTENCES), tiny.vectors(SENTENCES)
    assert (stances.shape, frames.shape, vectors.shape) == ((3, 3), (3, 15), (3, WIDTH))
    assert {stances.dtype, frames.dtype, vectors.dtype} == {np.dtype("float32")}
    assert stances.sum(axis=1) == pytest.approx(1)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)
    assert frames.min() >= 0
    assert frames.max() <= 1


def test_nothing_in_gives_nothing_of_the_right_width(tiny: Model) -> None:
    assert tiny.stance([], []).shape == (0, 3)
    assert tiny.frames([]).shape == (0, 15)
    assert tiny.vectors([]).shape == (0, WIDTH)


def test_the_target_matters(tiny: Model) -> None:
    text = "Anna Berg blamed Tom Vale ."
    one, other = tiny.stance([text, text], [(0, 9), (17, 25)])
    assert np.abs(one - other).max() > 1e-3


def test_a_score_does_not_depend_on_its_batch_mates(tiny: Model) -> None:
    alone = [tiny.stance([text], [target])[0] for text, target in zip(SENTENCES, TARGETS, strict=True)]
    assert tiny.stance(SENTENCES, TARGETS) == pytest.approx(np.array(alone), abs=1e-6)


@pytest.mark.parametrize("words", [9, 10, 11, 40, 333])
def test_a_long_sentence_is_read_to_its_end(tiny: Model, words: int) -> None:
    text = " ".join(["the"] * (words - 1) + ["reckless"])
    (encoded,) = tiny.encode([text])
    assert len(encoded.states) == words
    (last,) = tiny.encode(["reckless"])
    assert encoded.states[-1] == pytest.approx(last.states[0])
    assert encoded.mean((len(text) - 8, len(text))) == pytest.approx(last.states[0])


def test_a_sentence_without_a_known_token_is_scored(tiny: Model) -> None:
    assert np.isfinite(tiny.frames(["", "\u200b", "☃"])).all()


@pytest.mark.parametrize("target", [(0, 0), (5, 3), (-1, 2), (0, 99)])
def test_a_target_outside_its_sentence_is_named(tiny: Model, target: tuple[int, int]) -> None:
    with pytest.raises(PipelineError, match=r"sentence 0: target .* is not a span of its 9 characters"):
        tiny.stance(["the mayor"], [target])


def test_as_many_targets_as_sentences(tiny: Model) -> None:
    with pytest.raises(PipelineError, match="2 sentences but 1 targets"):
        tiny.stance(["a", "a"], [(0, 1)])


def test_a_changed_file_is_not_loaded(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "model")
    with (folder / "heads.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(PipelineError, match="changed since the model was made"):
        load_model(folder)
    (folder / "heads.safetensors").unlink()
    with pytest.raises(PipelineError, match="missing"):
        load_model(folder)


@pytest.mark.parametrize("card", ["{", "{}", '{"name": "../../x"}'])
def test_a_broken_description_is_named(tmp_path: Path, card: str) -> None:
    folder = write_tiny_model(tmp_path / "model")
    (folder / "model.json").write_text(card)
    with pytest.raises(PipelineError, match=r"model\.json"):
        load_model(folder)


def test_another_model_has_another_version(tiny: Model, tmp_path: Path) -> None:
    assert load_model(write_tiny_model(tmp_path / "other", seed=1)).version != tiny.version


def test_a_hub_id_is_fetched_and_loaded(tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    asked = []

    def fetch(name: str, *, allow_patterns: list[str]) -> str:
        asked.append(name)
        for file in allow_patterns:
            shutil.copy(tiny.folder / file, tmp_path / file)
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    model = load_model("someone/a-model")
    assert asked == ["someone/a-model"]
    assert model.frames(SENTENCES) == pytest.approx(tiny.frames(SENTENCES))


def test_an_unknown_name_is_one_clear_line() -> None:
    with pytest.raises(PipelineError, match="neither a folder nor a model on the hub"):
        load_model("no/such/model/anywhere")


@pytest.fixture(scope="module")
def shipped() -> Model:
    return load_model()


class TestShipped:
    def test_it_tells_praise_from_blame(self, shipped: Model) -> None:
        text = "Residents thanked Anna Berg for her brave rescue, and condemned Tom Vale for his cruel lies."
        berg, vale = shipped.stance([text, text], [(18, 27), (64, 72)])
        assert berg.argmax() == 2
        assert vale.argmax() == 0

    def test_a_score_does_not_depend_on_its_batch_mates(self, shipped: Model) -> None:
        texts = [*SENTENCES, "A much longer sentence stands here so that the others are padded to its length. " * 3]
        alone = np.concatenate([shipped.frames([text]) for text in texts])
        assert shipped.frames(texts) == pytest.approx(alone, abs=1e-5)
