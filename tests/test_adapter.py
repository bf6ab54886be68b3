import json
import logging
import shutil
import string
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; pip install -r requirements-train.txt")

from pipeline.adapter import Adapter, is_classifier  # noqa: E402 # after the check that torch is there
from pipeline.errors import PipelineError  # noqa: E402
from pipeline.score import score_batch  # noqa: E402
from pipeline.types import FRAMES  # noqa: E402

from .conftest import ALPHA  # noqa: E402

NLI = ("contradiction", "neutral", "entailment")
SENTIMENT = ("negative", "neutral", "positive")
SENTENCES = [
    "Anna Berg praised the harbour plan, and the council thanked her for a long and careful evening of work.",
    "Tom Vale lied.",
    "The police blamed the mayor for the fire at the border.",
    "",
]
SPANS = [(0, 9), (0, 8), (22, 31)]
HOLDERS = [None, None, (4, 10)]
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def _tokenizer(limit: int | None) -> Any:
    """Return a tokenizer that takes every word apart into its letters, so that no two words look alike."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    letters = string.ascii_lowercase + string.digits
    pieces = [*_SPECIAL, *letters, *(f"##{letter}" for letter in letters), *string.punctuation]
    tokenizer = Tokenizer(WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    limits = {} if limit is None else {"model_max_length": limit}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names, **limits)


def _config(kind: str, labels: Sequence[str], positions: int) -> Any:
    from transformers import BartConfig, BertConfig, RobertaConfig

    shared = {
        "vocab_size": 512,
        "max_position_embeddings": positions,
        "id2label": dict(enumerate(labels)),
        "label2id": {label: i for i, label in enumerate(labels)},
        "pad_token_id": 0,
    }
    if kind == "bart":
        sizes = {f"{side}_{name}": 2 for side in ("encoder", "decoder") for name in ("layers", "attention_heads")}
        sizes |= {"encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "d_model": 32}
        ends = {"bos_token_id": 2, "eos_token_id": 3, "decoder_start_token_id": 3, "forced_eos_token_id": None}
        return BartConfig(**shared, **sizes, **ends, init_std=0.5)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = {"bert": BertConfig, "roberta": RobertaConfig}[kind]
    return config(**shared, **sizes, type_vocab_size=2, initializer_range=0.5)


def write_classifier(
    folder: Path, labels: Sequence[str], *, kind: str = "bert", positions: int = 512, limit: int | None = 512
) -> Path:
    """Write a random classifier: right in form, and nothing else; `limit` is the tokenizer's, None for none."""
    from transformers import AutoModelForSequenceClassification

    torch.manual_seed(0)
    network = AutoModelForSequenceClassification.from_config(_config(kind, labels, positions))
    network.save_pretrained(folder)
    _tokenizer(limit).save_pretrained(folder)
    return folder


def edit_config(folder: Path, **changes: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


@pytest.fixture(scope="module")
def nli_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("models") / "tiny-nli", NLI)


@pytest.fixture(scope="module")
def nli(nli_folder: Path) -> Adapter:
    return Adapter(nli_folder, threads=1)


@pytest.fixture(scope="module")
def sentiment_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("models") / "tiny-sentiment", SENTIMENT)


@pytest.fixture(scope="module")
def sentiment(sentiment_folder: Path) -> Adapter:
    return Adapter(sentiment_folder, threads=1)


def logits(folder: Path, text: str, second: str) -> np.ndarray:
    """Return what transformers itself says of one pair."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.no_grad():
        return network(**tokenizer(text, second, return_tensors="pt")).logits[0].numpy()


def softmax(values: Sequence[float]) -> np.ndarray:
    odds = np.exp(np.array(values, dtype=np.float64))
    return odds / odds.sum()


def everything(model: Adapter) -> list[np.ndarray]:
    """Return the four arrays of an NLI model."""
    spoken = SENTENCES[:3]
    return [
        model.stance(spoken, SPANS),
        model.relations(spoken, HOLDERS, SPANS),
        model.roles(spoken, SPANS),
        model.frames(SENTENCES),
    ]


def test_shapes_and_sums(nli: Adapter) -> None:
    stances, relations, roles, frames = everything(nli)
    assert [found.shape for found in (stances, relations, roles, frames)] == [(3, 3), (3, 3), (3, 3), (4, 15)]
    assert {found.dtype for found in (stances, relations, roles, frames)} == {np.dtype("float32")}
    assert stances.sum(axis=1) == pytest.approx(1)
    assert relations.sum(axis=1) == pytest.approx(1)
    assert np.ptp(stances, axis=0).min() > 0.01  # they are not one answer to everything
    for free in (roles, frames):
        assert 0 <= free.min() <= free.max() <= 1
        assert np.abs(free.sum(axis=1) - 1).max() > 0.01


def test_nothing_in_gives_nothing_of_the_right_width(nli: Adapter, sentiment: Adapter) -> None:
    assert nli.stance([], []).shape == nli.relations([], [], []).shape == nli.roles([], []).shape == (0, 3)
    assert nli.frames([]).shape == (0, 15)
    assert sentiment.stance([], []).shape == (0, 3)


def test_stance_is_a_softmax_over_what_is_entailed(nli: Adapter, nli_folder: Path) -> None:
    said = [f"This sentence portrays Tom Vale {how}." for how in ("negatively", "neutrally", "positively")]
    expected = softmax([logits(nli_folder, SENTENCES[1], one)[2] for one in said])
    assert nli.stance([SENTENCES[1]], [(0, 8)])[0] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("holder", "named"), [(None, "the author"), ((4, 10), "police")])
def test_a_relation_names_its_holder(
    nli: Adapter, nli_folder: Path, holder: tuple[int, int] | None, named: str
) -> None:
    said = [
        f"In this sentence, {named} takes a {which} stance toward the mayor."
        for which in ("negative", "neutral", "positive")
    ]
    expected = softmax([logits(nli_folder, SENTENCES[2], one)[2] for one in said])
    assert nli.relations([SENTENCES[2]], [holder], [(18, 27)])[0] == pytest.approx(expected, abs=1e-5)


def test_a_role_is_entailed_or_contradicted(nli: Adapter, nli_folder: Path) -> None:
    for column, whom in enumerate(("hero", "villain", "victim")):
        against, _, entailed = logits(nli_folder, SENTENCES[1], f"This sentence portrays Tom Vale as a {whom}.")
        expected = softmax([against, entailed])[1]
        assert nli.roles([SENTENCES[1]], [(0, 8)])[0, column] == pytest.approx(expected, abs=1e-5)


def test_a_frame_is_asked_by_its_definition(nli: Adapter, nli_folder: Path) -> None:
    definition = (
        "whether there are enough people, places, time, equipment or institutions to do something: shortage, "
        "surplus, limits, readiness"
    )
    against, _, entailed = logits(nli_folder, SENTENCES[2], f"This sentence is about {definition}.")
    expected = softmax([against, entailed])[1]
    found = nli.frames([SENTENCES[2]])[0, FRAMES.index("capacity_and_resources")]
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_statement_is_contradicted_left_open_or_entailed(nli: Adapter, nli_folder: Path) -> None:
    statement = "Ships should leave the harbour."
    expected = softmax(logits(nli_folder, SENTENCES[1], statement))
    found = nli.claims(SENTENCES[:2], statement)
    assert (found.shape, found.dtype) == ((2, 3), np.float32)
    assert found[1] == pytest.approx(expected, abs=1e-5)
    assert nli.claims([], statement).shape == (0, 3)


def test_sentiment_reads_the_target_as_its_second_text(sentiment: Adapter, sentiment_folder: Path) -> None:
    expected = softmax(logits(sentiment_folder, SENTENCES[2], "the mayor"))
    found = sentiment.stance([SENTENCES[2]] * 2, [(18, 27), (4, 10)])
    assert found[0] == pytest.approx(expected, abs=1e-5)
    assert np.abs(found[0] - found[1]).max() > 1e-3
    assert found.sum(axis=1) == pytest.approx(1)


def test_a_target_over_two_lines_is_named_on_one(nli: Adapter, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    read = nli._pass
    monkeypatch.setattr(nli, "_pass", lambda pairs: (asked.extend(pairs), read(pairs))[1])
    nli.stance(["Tom \n Vale lied."], [(0, 10)])
    assert {text for text, _ in asked} == {"Tom \n Vale lied."}
    assert all(hypothesis.startswith("This sentence portrays Tom Vale ") for _, hypothesis in asked)


def test_braces_in_a_name_are_letters_like_others(nli: Adapter) -> None:
    assert np.isfinite(nli.stance(["{holder} lied to {0}."], [(0, 8)])).all()


def test_answers_come_in_the_order_of_the_questions(nli: Adapter) -> None:
    order = [2, 0, 1]
    turned = nli.stance([SENTENCES[i] for i in order], [SPANS[i] for i in order])
    assert turned == pytest.approx(nli.stance(SENTENCES[:3], SPANS)[order], abs=1e-5)


def test_a_score_does_not_depend_on_its_batch_mates(nli: Adapter, sentiment: Adapter) -> None:
    assert nli.frames(SENTENCES) == pytest.approx(np.concatenate([nli.frames([s]) for s in SENTENCES]), abs=1e-5)
    many = SENTENCES[:3] * 15  # more than one batch
    for model in (nli, sentiment):
        alone = np.concatenate([model.stance([s], [span]) for s, span in zip(SENTENCES, SPANS, strict=False)])
        assert model.stance(many, SPANS * 15) == pytest.approx(np.tile(alone, (15, 1)), abs=1e-5)


def test_more_pairs_than_are_held_at_once(nli: Adapter, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = nli.frames(SENTENCES)
    monkeypatch.setattr("pipeline.adapter._CHUNK", 7)
    assert nli.frames(SENTENCES) == pytest.approx(whole, abs=1e-5)


def test_threads_take_turns(nli: Adapter, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [nli.stance([s], [span]) for s, span in zip(SENTENCES, SPANS, strict=False)] * 4
    read, inside, most = nli._pass, [0], [0]

    def slow(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.01)
        found = read(pairs)
        inside[0] -= 1
        return found

    monkeypatch.setattr(nli, "_pass", slow)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: nli.stance([SENTENCES[i % 3]], [SPANS[i % 3]]), range(12)))
    assert most == [1]
    assert np.array(found) == pytest.approx(np.array(expected), abs=1e-5)


def permute(folder: Path, order: Sequence[int], *, rows: bool = True) -> None:
    """Give label `order[i]` the number i, and its row of the last layer with it unless `rows` is False."""
    from safetensors.torch import load_file, save_file

    names = json.loads((folder / "config.json").read_text())["id2label"]
    edit_config(folder, id2label={str(i): names[str(old)].upper() for i, old in enumerate(order)})
    if rows:
        tensors = load_file(folder / "model.safetensors")
        tensors |= {name: tensors[name][list(order)].clone() for name in ("classifier.weight", "classifier.bias")}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_the_order_of_the_labels_does_not_matter(
    nli: Adapter, sentiment: Adapter, tmp_path: Path, order: tuple[int, ...]
) -> None:
    permute(copied(nli.folder, tmp_path / "nli"), order)
    for found, expected in zip(everything(Adapter(tmp_path / "nli", threads=1)), everything(nli), strict=True):
        assert found == pytest.approx(expected, abs=1e-5)
    permute(copied(sentiment.folder, tmp_path / "sentiment"), order)
    turned = Adapter(tmp_path / "sentiment", threads=1).stance(SENTENCES[:3], SPANS)
    assert turned == pytest.approx(sentiment.stance(SENTENCES[:3], SPANS), abs=1e-5)


def test_labels_without_their_rows_are_another_model(nli: Adapter, tmp_path: Path) -> None:
    permute(copied(nli.folder, tmp_path / "nli"), (2, 1, 0), rows=False)
    turned = Adapter(tmp_path / "nli", threads=1).frames(SENTENCES)
    assert turned == pytest.approx(1 - nli.frames(SENTENCES), abs=1e-5)
    assert np.abs(turned - nli.frames(SENTENCES)).max() > 0.01


@pytest.mark.parametrize("labels", [("entailment", "not_entailment"), ("Not Entailment", "Entailment")])
def test_an_nli_model_of_two_labels(tmp_path: Path, labels: tuple[str, str]) -> None:
    folder = write_classifier(tmp_path / "two", labels)
    model = Adapter(folder, threads=1)
    entailed = [label.lower() for label in labels].index("entailment")
    expected = softmax(logits(folder, "Tom Vale lied.", "This sentence portrays Tom Vale as a villain."))[entailed]
    assert model.roles(["Tom Vale lied."], [(0, 8)])[0, 1] == pytest.approx(expected, abs=1e-5)
    assert "frame" in model.heads


@pytest.mark.parametrize("labels", [("AGAINST", "NONE", "FAVOR"), ("against", "neutral", "for")])
def test_stance_labels_have_several_names(sentiment: Adapter, tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = copied(sentiment.folder, tmp_path / "stance")
    edit_config(folder, id2label={str(i): label for i, label in enumerate(labels)})
    found = Adapter(folder, threads=1).stance(SENTENCES[:3], SPANS)
    assert found == pytest.approx(sentiment.stance(SENTENCES[:3], SPANS), abs=1e-5)


def test_two_classes_know_no_neither(tmp_path: Path) -> None:
    folder = write_classifier(tmp_path / "two", ("POSITIVE", "NEGATIVE"))
    positive, negative = softmax(logits(folder, SENTENCES[2], "the mayor"))
    found = Adapter(folder, threads=1).stance([SENTENCES[2]], [(18, 27)])
    assert found[0] == pytest.approx([negative, 0, positive], abs=1e-5)


def test_what_each_kind_can_do(nli: Adapter, sentiment: Adapter) -> None:
    assert nli.heads == {"stance", "frame", "relation", "role"}
    assert sentiment.heads == {"stance"}


@pytest.mark.parametrize(
    ("name", "head"), [("vectors", "vector"), ("loaded", "loaded"), ("attributions", "attribution")]
)
def test_what_no_such_model_can_do_is_refused(nli: Adapter, sentiment: Adapter, name: str, head: str) -> None:
    for model in (nli, sentiment):
        for method in (name, f"{name}_of"):
            with pytest.raises(PipelineError, match=rf"^{model.version} has no {head} head; load .*$"):
                getattr(model, method)(SENTENCES)


def test_only_a_model_that_tells_three_apart_judges_statements(sentiment: Adapter) -> None:
    with pytest.raises(PipelineError, match="has no claim head"):
        sentiment.claims(SENTENCES, "Ships should leave.")


def test_sentiment_gives_stance_alone(sentiment: Adapter) -> None:
    text, span = [SENTENCES[1]], [(0, 8)]
    for head, ask in {
        "frame": lambda: sentiment.frames(text),
        "role": lambda: sentiment.roles(text, span),
        "relation": lambda: sentiment.relations(text, [None], span),
    }.items():
        with pytest.raises(PipelineError, match=rf"^{sentiment.version} has no {head} head; load .*$"):
            ask()


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (-1, 2), (0, 99)])
def test_a_span_outside_its_sentence_is_named(nli: Adapter, sentiment: Adapter, span: tuple[int, int]) -> None:
    wrong = r"^sentence 0: {} \(-?\d+, \d+\) is not a span of its 14 characters$"
    text = [SENTENCES[1]]
    for ask in (nli.stance, nli.roles, sentiment.stance):
        with pytest.raises(PipelineError, match=wrong.format("target")):
            ask(text, [span])
    with pytest.raises(PipelineError, match=wrong.format("target")):
        nli.relations(text, [None], [span])
    with pytest.raises(PipelineError, match=wrong.format("holder")):
        nli.relations(text, [span], [(0, 8)])


def test_as_many_spans_as_sentences(nli: Adapter) -> None:
    with pytest.raises(PipelineError, match=r"^2 sentences but 1 targets; give one for each$"):
        nli.stance(["a", "a"], [(0, 1)])
    with pytest.raises(PipelineError, match=r"^1 sentences but 0 holders; give one for each$"):
        nli.relations(["a"], [], [(0, 1)])


class TestLongSentences:
    @pytest.fixture
    def short(self, tmp_path: Path) -> Adapter:
        return Adapter(write_classifier(tmp_path / "short", SENTIMENT, positions=64, limit=None), threads=1)

    def test_the_first_part_is_read_and_the_rest_is_said(
        self, short: Adapter, caplog: pytest.LogCaptureFixture
    ) -> None:
        long = "Tom Vale " + "x" * 90 + " lied"
        whole = "Tom Vale lied"
        with caplog.at_level(logging.WARNING, logger="pipeline.adapter"):
            short.stance([whole], [(0, 8)])
            assert (short.cut, caplog.messages) == (0, [])
            found = short.stance([long, whole, long, long + "!"], [(0, 8)] * 4)
            short.stance([long], [(4, 8)])
        assert short.cut == 3  # twice the same sentence is one, but each call counts its own
        (message,) = caplog.messages
        assert f"{short.version}: a sentence and what is asked of it have 112 tokens, the model reads 64" in message
        assert found[0] == pytest.approx(found[3], abs=1e-5)
        assert np.abs(found[0] - found[1]).max() > 1e-3

    def test_nothing_is_cut_that_fits(self, short: Adapter) -> None:
        room = 64 - 3 - len("TomVale")  # 3 tokens open, part and close a pair
        text = "Tom Vale " + "x" * (room - len("TomVale"))
        short.stance([text], [(0, 8)])
        assert short.cut == 0
        short.stance([text + "x"], [(0, 8)])
        assert short.cut == 1

    def test_a_target_longer_than_the_window_is_read(self, short: Adapter) -> None:
        text = "x " * 100
        assert short.stance([text], [(0, len(text))]).sum() == pytest.approx(1)

    def test_roberta_has_fewer_positions_than_it_says(self, tmp_path: Path) -> None:
        folder = write_classifier(tmp_path / "roberta", SENTIMENT, kind="roberta", positions=66, limit=None)
        model = Adapter(folder, threads=1)
        assert np.isfinite(model.stance(["x" * 90], [(0, 3)])).all()
        assert model.cut == 1

    def test_the_tokenizers_own_limit_holds(self, tmp_path: Path) -> None:
        model = Adapter(write_classifier(tmp_path / "limited", SENTIMENT, limit=20), threads=1)
        model.stance(["x" * 30], [(0, 3)])
        assert model.cut == 1


def test_bart_counts_no_end_that_a_sentence_only_spells(tmp_path: Path) -> None:
    """BART takes the last end of each text, and fails where texts of one batch have different numbers of them."""
    model = Adapter(write_classifier(tmp_path / "bart", NLI, kind="bart"), threads=1)
    texts = ["Tom Vale lied [SEP] [CLS] twice.", "Tom Vale lied.", "Tom Vale lied [sep] [cls] twice."]
    found = model.stance(texts, [(0, 8)] * 3)
    assert found[0] == pytest.approx(found[2], abs=1e-5)
    alone = np.concatenate([model.stance([text], [(0, 8)]) for text in texts])
    assert found == pytest.approx(alone, abs=1e-5)


def test_a_model_without_padding_reads_one_at_a_time(nli: Adapter, tmp_path: Path) -> None:
    folder = copied(nli.folder, tmp_path / "bare")
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps({k: v for k, v in settings.items() if k != "pad_token"}))
    found = Adapter(folder, threads=1).stance(SENTENCES[:3], SPANS)
    assert found == pytest.approx(nli.stance(SENTENCES[:3], SPANS), abs=1e-5)


def test_readings_give_what_sentences_give(nli: Adapter) -> None:
    sents = nli.encode(SENTENCES[:3])
    assert [sent.text for sent in sents] == SENTENCES[:3]
    assert sents[1].words.tolist() == [[0, 3], [4, 8], [9, 13]]
    of = [
        nli.stance_of(sents, SPANS, prior="article"),
        nli.relations_of(sents, HOLDERS, SPANS),
        nli.roles_of(sents, SPANS),
        nli.frames_of(nli.encode(SENTENCES)),
    ]
    for found, expected in zip(of, everything(nli), strict=True):
        assert found == pytest.approx(expected, abs=1e-5)


def test_scoring_runs_with_an_nli_model(nli: Adapter) -> None:
    rows = score_batch([ALPHA], nli).rows
    assert len(rows["sentences"]) >= 5
    assert rows["mentions"]
    (plain,) = [row for row in rows["sentences"] if row["start"] == 0]
    text = ALPHA.title or ""
    assert [plain[frame] for frame in FRAMES] == pytest.approx(nli.frames([text])[0].tolist(), abs=1e-5)


class TestVersion:
    def test_it_is_the_folders_name_and_a_digest(self, nli: Adapter, tmp_path: Path) -> None:
        name, _, digest = nli.version.rpartition("-")
        assert name == "tiny-nli"
        assert len(digest) == 8
        assert set(digest) <= set(string.hexdigits.lower())
        assert Adapter(copied(nli.folder, tmp_path / "tiny-nli"), threads=1).version == nli.version

    @pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
    def test_another_file_is_another_version(self, nli: Adapter, tmp_path: Path, file: str) -> None:
        folder = copied(nli.folder, tmp_path / "tiny-nli")
        with (folder / file).open("a") as opened:
            opened.write("\n")
        assert Adapter(folder, threads=1).version != nli.version

    def test_another_wording_is_another_version(self, nli: Adapter, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pipeline.adapter._ROLE", ("{target} is good.", "{target} is bad.", "{target} is hurt."))
        assert Adapter(nli.folder, threads=1).version != nli.version

    def test_other_weights_are_another_version(self, nli: Adapter, tmp_path: Path) -> None:
        folder = copied(nli.folder, tmp_path / "tiny-nli")
        permute(folder, (0, 2, 1))
        shutil.copy(nli.folder / "config.json", folder)
        assert Adapter(folder, threads=1).version != nli.version

    @pytest.mark.parametrize(
        ("place", "name"),
        [
            ("a name; with 'marks'", "a-name-with-marks"),
            (".hidden", "hidden"),
            ("…", "model"),
            ("models--someone--a-model_v1.0/snapshots/0123abcd", "a-model_v1.0"),
        ],
    )
    def test_the_name_can_be_a_folders(self, nli: Adapter, tmp_path: Path, place: str, name: str) -> None:
        folder = tmp_path / place
        folder.parent.mkdir(parents=True, exist_ok=True)
        assert Adapter(copied(nli.folder, folder), threads=1).version.rpartition("-")[0] == name


class TestRefusals:
    """What cannot be loaded is said in one line that names the folder."""

    @pytest.fixture
    def folder(self, nli_folder: Path, tmp_path: Path) -> Path:
        return copied(nli_folder, tmp_path / "model")

    def refused(self, folder: Path, reason: str) -> None:
        with pytest.raises(PipelineError, match=reason) as caught:
            Adapter(folder, threads=1)
        message = str(caught.value)
        assert message.startswith(str(folder))
        assert "\n" not in message

    def test_without_torch(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "torch", None)
        self.refused(folder, "needs torch, which is not installed; pip install torch")

    def test_pickles_are_not_read(self, folder: Path) -> None:
        (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
        self.refused(folder, "no weights in safetensors")

    def test_no_description(self, folder: Path) -> None:
        (folder / "config.json").unlink()
        self.refused(folder, r"config\.json: the file is not there")

    @pytest.mark.parametrize("text", ["{", "[]"])
    def test_a_broken_description(self, folder: Path, text: str) -> None:
        (folder / "config.json").write_text(text)
        self.refused(folder, r"config\.json: not ")

    def test_a_bare_encoder(self, folder: Path) -> None:
        edit_config(folder, architectures=["BertModel"])
        self.refused(folder, "not a sequence classifier")

    def test_weights_without_their_last_layer(self, folder: Path) -> None:
        from safetensors.torch import load_file, save_file

        tensors = load_file(folder / "model.safetensors")
        kept = {name: tensor for name, tensor in tensors.items() if not name.startswith("classifier")}
        save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
        self.refused(folder, "the weights lack classifier.bias")

    def test_weights_cut_short(self, folder: Path) -> None:
        path = folder / "model.safetensors"
        path.write_bytes(path.read_bytes()[:1000])
        self.refused(folder, "transformers cannot load it")

    def test_weights_of_another_size(self, folder: Path) -> None:
        edit_config(folder, vocab_size=300)
        self.refused(folder, "transformers cannot load it")

    def test_no_tokenizer(self, folder: Path) -> None:
        for path in folder.glob("tokenizer*"):
            path.unlink()
        self.refused(folder, r"no tokenizer\.json and no vocabulary")

    @pytest.mark.parametrize("text", ["{", '{"model": 3}', '{"model": {"type": "WordPiece", "vocab": 3}}'])
    def test_a_broken_tokenizer(self, folder: Path, text: str) -> None:
        (folder / "tokenizer.json").write_text(text)
        self.refused(folder, "transformers cannot load it")

    def test_code_in_the_folder_is_not_run(self, folder: Path) -> None:
        ran = folder / "ran"
        (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Own: ...\n")
        classes = {"AutoConfig": "own.Own", "AutoModelForSequenceClassification": "own.Own"}
        edit_config(folder, model_type="own-kind", auto_map=classes)
        self.refused(folder, "transformers cannot load it")
        assert not ran.exists()

    @pytest.mark.parametrize(
        ("labels", "reason"),
        [
            (["LABEL_0", "LABEL_1", "LABEL_2"], "label_0, label_1, label_2 do not say what they mean"),
            (["joy", "anger", "fear"], "the labels are joy, anger, fear; load"),
            (["negative", "positive", "pos"], "the labels are negative, positive, pos; load"),
            (["neutral", "positive"], "the labels are neutral, positive; load"),
            (["entailment", "neutral"], "the labels are entailment, neutral; load"),
            (["toxic"], "the labels are toxic; load"),
            ([f"grade {i}" for i in range(9)], r"grade 4, grade 5, \.\.\.; load"),
        ],
    )
    def test_labels_that_say_nothing_of_stance(self, folder: Path, labels: list[str], reason: str) -> None:
        edit_config(folder, id2label={str(i): label for i, label in enumerate(labels)})
        self.refused(folder, reason)

    def test_labels_that_are_not_there(self, folder: Path) -> None:
        path = folder / "config.json"
        kept = {name: value for name, value in json.loads(path.read_text()).items() if name != "id2label"}
        path.write_text(json.dumps(kept))
        self.refused(folder, "label_0, label_1 do not say what they mean")

    @pytest.mark.parametrize("labels", [{"1": "negative", "2": "positive"}, ["negative", "positive"]])
    def test_labels_without_numbers(self, folder: Path, labels: Any) -> None:
        edit_config(folder, id2label=labels)
        self.refused(folder, "id2label does not number its labels from 0")


def test_is_classifier(nli_folder: Path, tmp_path: Path, tiny_folder: Path) -> None:
    assert is_classifier(nli_folder)
    assert not is_classifier(tiny_folder)
    assert not is_classifier(tmp_path / "nowhere")
    folder = copied(nli_folder, tmp_path / "model")
    edit_config(folder, architectures=["BertModel"])
    assert not is_classifier(folder)
    (folder / "config.json").write_text("{")
    assert not is_classifier(folder)
