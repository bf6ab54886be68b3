import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

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


def test_every_head_answers_in_its_shape(tiny: Model) -> None:
    roles = tiny.roles(SENTENCES, TARGETS)
    relations = tiny.relations(SENTENCES, [None, (14, 17), None], TARGETS)
    assert (roles.shape, relations.shape) == ((3, 3), (3, 3))
    assert relations.sum(axis=1) == pytest.approx(1)
    assert roles.sum(axis=1) != pytest.approx(1)  # three questions, not one
    for text, loaded, attributed in zip(SENTENCES, tiny.loaded(SENTENCES), tiny.attributions(SENTENCES), strict=True):
        words = text.replace(" .", "").split()
        assert [text[start:end] for start, end, _ in loaded] == words
        assert [text[start:end] for start, end, *_ in attributed] == words
        assert all(0 <= chance <= 1 for *_, chance in loaded)
        assert all(len(word) == 5 for word in attributed)
    assert tiny.heads == {"stance", "relation", "frame", "role", "loaded", "attribution"}


def test_the_author_and_each_holder_are_heard_apart(tiny: Model) -> None:
    text = "Anna Berg blamed Tom Vale ."
    holders = [None, (0, 9), (10, 16)]
    found = tiny.relations([text] * 3, holders, [(17, 25)] * 3)
    assert len({tuple(row) for row in found.round(4).tolist()}) == 3
    turned = tiny.relations([text], [(17, 25)], [(0, 9)])
    assert np.abs(turned[0] - found[1]).max() > 1e-3


def test_a_words_chance_is_that_of_its_likeliest_token(tiny: Model) -> None:
    joined, *parts = (tiny.loaded([text])[0] for text in ("brave-reckless", "brave", "reckless"))
    assert [(start, end) for start, end, _ in joined] == [(0, 14)]
    assert joined[0][2] >= max(part[0][2] for part in parts) - 1e-6


def test_whole_articles_have_a_prior_of_their_own(tiny_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "m"))
    tensors = load_file(folder / "heads.safetensors")
    shift = np.array([-1, 2, -1], np.float32)
    tensors |= {"stance.article_scale": np.ones(3, np.float32), "stance.article_shift": shift}
    save_file(tensors, folder / "heads.safetensors")
    card = json.loads((folder / "model.json").read_text())
    card["sha256"]["heads.safetensors"] = hashlib.sha256((folder / "heads.safetensors").read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(card))
    model = Model(folder)
    plain, article = model.stance(SENTENCES, TARGETS), model.stance(SENTENCES, TARGETS, prior="article")
    odds = plain * np.exp(shift)
    assert article == pytest.approx(odds / odds.sum(axis=1, keepdims=True), abs=1e-5)


def test_a_head_that_was_not_trained_is_named(tiny_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_folder, tmp_path / "m"))
    card = json.loads((folder / "model.json").read_text())
    card["heads"].remove("loaded")
    (folder / "model.json").write_text(json.dumps(card))
    with pytest.raises(PipelineError, match="has no loaded head; load a model that was trained for it"):
        Model(folder).loaded(["the mayor"])


def test_nothing_in_gives_nothing_of_the_right_width(tiny: Model) -> None:
    assert tiny.stance([], []).shape == (0, 3)
    assert tiny.frames([]).shape == (0, 15)
    assert tiny.vectors([]).shape == (0, WIDTH)
    assert tiny.roles([], []).shape == tiny.relations([], [], []).shape == (0, 3)
    assert tiny.loaded([]) == tiny.attributions([]) == []
    assert tiny.loaded(["", "☃"]) == [[], []]


def test_the_target_matters(tiny: Model) -> None:
    text = "Anna Berg blamed Tom Vale ."
    one, other = tiny.stance([text, text], [(0, 9), (17, 25)])
    assert np.abs(one - other).max() > 1e-3


def test_a_score_does_not_depend_on_its_batch_mates(tiny: Model) -> None:
    alone = [tiny.stance([text], [target])[0] for text, target in zip(SENTENCES, TARGETS, strict=True)]
    assert tiny.stance(SENTENCES, TARGETS) == pytest.approx(np.array(alone), abs=1e-6)
    words = [tiny.loaded([text])[0] for text in SENTENCES]
    assert [p for found in tiny.loaded(SENTENCES) for *_, p in found] == pytest.approx(
        [p for found in words for *_, p in found], abs=1e-6
    )


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
        for file in tiny.folder.iterdir():
            if any(file.match(pattern) for pattern in allow_patterns):
                shutil.copy(file, tmp_path / file.name)
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
