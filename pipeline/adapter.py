"""Run someone else's classifier behind the names of our own model: a baseline that needs no training.

Two kinds of transformers model are read, told apart by the labels in their `config.json`. An NLI model
(entailment, neutral, contradiction) judges one hypothesis for each label of a measure, as Yin, Hay and
Roth do (EMNLP 2019). A classifier of sentiment or stance (negative, neutral, positive) reads the sentence
with the target's words as its second text, and gives stance alone.

The hypotheses of one measure differ in a single word, so whatever else makes a model agree or disagree
with such a sentence moves all of them alike and drops out of their softmax. They were written once and
tuned on no benchmark. float32 on the processor; torch is needed here and nowhere else in scoring.
"""

import hashlib
import json
import logging
import os
import re
import threading
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from .encoded import words
from .encoder import Prior, check_spans
from .errors import PipelineError
from .measures.head import Floats, sigmoid, softmax
from .types import FRAMES, Span

log = logging.getLogger(__name__)

_STANCE = tuple(f"This sentence portrays {{target}} {how}." for how in ("negatively", "neutrally", "positively"))
_RELATION = tuple(
    f"In this sentence, {{holder}} takes a {which} stance toward {{target}}."
    for which in ("negative", "neutral", "positive")
)
_ROLE = tuple(f"This sentence portrays {{target}} as a {whom}." for whom in ("hero", "villain", "victim"))
_AUTHOR = "the author"
_CODEBOOK = Path(__file__).parents[1] / "data" / "codebook" / "frames.toml"

# What a classifier of sentiment or stance may call against, neither, for.
_NAMES = (
    frozenset({"negative", "neg", "against"}),
    frozenset({"neutral", "neither", "none"}),
    frozenset({"positive", "pos", "favor", "favour", "for"}),
)
_FILES = ("config.json", "*.safetensors", "tokenizer*", "vocab*", "merges.txt", "*.model", "*_tokens*.json")
_VOCABULARIES = ("tokenizer.json", "vocab.*", "*.model")
_BATCH = 32  # pairs in one pass
_CHUNK = 1024  # pairs whose tokens are held at once


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the adapter passes it on: its text, and (words, 2) half-open spans of its words."""

    text: str
    words: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Nli:
    """Which outputs of an NLI model say that a hypothesis follows, and that it does not."""

    entailed: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class _Classes:
    """Which outputs of a classifier mean against, neither, for; one of two classes knows no neither."""

    against: int
    neither: int | None
    favours: int


class Adapter:
    """A transformers classifier under the names of `encoder.Model`. Calls from several threads take turns.

    `heads` names what it can do; everything else raises PipelineError. `cut` counts the sentences,
    once for each call, that were longer than the model's window and read in their first part only.
    """

    has_vectors = False

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the model in `folder`, from its own files alone: no pickle, no code, no network.

        `threads` holds for all of torch in this process. PipelineError, in one line, if torch is not
        installed, or the folder holds no model of the two kinds, or no safetensors weights.
        """
        self.folder = folder
        self.threads = threads or os.cpu_count() or 1
        names = _label_names(folder)
        self._labels = len(names)
        self._kind = _kind(folder, names)
        nli = isinstance(self._kind, _Nli)
        self.heads = frozenset({"stance", "frame", "relation", "role"} if nli else {"stance"})
        self._frames = _frame_hypotheses() if nli else ()
        self.version = f"{_name(folder)}-{_digest(folder, (*_STANCE, *_RELATION, *_ROLE, *self._frames))}"
        self._tokenizer, self._network = _load(folder, threads=self.threads)
        self._window = _window(self._tokenizer, self._network)
        # Without a padding token, texts of different lengths cannot share a pass.
        padded = self._tokenizer.pad_token_id is not None and self._network.config.pad_token_id is not None
        self._batch = _BATCH if padded else 1
        self.cut = 0
        self._lock = threading.Lock()

    # The public names: strings in, arrays out.

    def stance(self, sentences: Sequence[str], targets: Sequence[Span], *, prior: Prior = "sentence") -> Floats:
        """Return (n, 3): probabilities of against, neither, for toward each sentence's target.

        A target is a (start, end) in its sentence; PipelineError for one that is empty or outside. `prior`
        changes nothing: these models are calibrated for neither. A two-class classifier gives neither 0.
        """
        check_spans(sentences, targets, "target")
        return self.stance_of(self.encode(sentences), targets, prior=prior)

    def relations(self, sentences: Sequence[str], holders: Sequence[Span | None], targets: Sequence[Span]) -> Floats:
        """Return (n, 3): probabilities that each holder is against, neither, for its target.

        A holder is a (start, end) in its sentence, or None for the author. PipelineError as for `stance`.
        """
        check_spans(sentences, holders, "holder")
        check_spans(sentences, targets, "target")
        return self.relations_of(self.encode(sentences), holders, targets)

    def frames(self, sentences: Sequence[str]) -> Floats:
        """Return (n, 15): independent probabilities of the frames, in the order of FRAMES."""
        return self.frames_of(self.encode(sentences))

    def roles(self, sentences: Sequence[str], targets: Sequence[Span]) -> Floats:
        """Return (n, 3): independent probabilities of the roles, in the order of ROLES; spans as for `stance`."""
        check_spans(sentences, targets, "target")
        return self.roles_of(self.encode(sentences), targets)

    def claims(self, sentences: Sequence[str], statement: str) -> Floats:
        """Return (n, 3): the probabilities that a sentence contradicts the statement, leaves it open, entails it.

        PipelineError for a model that does not tell the three apart.
        """
        nli = self._nli("claim")
        if self._labels != 3:
            self._refuse("claim")
        order = [nli.contradicted, 3 - nli.entailed - nli.contradicted, nli.entailed]
        return softmax(self._logits([(sentence, statement) for sentence in sentences]))[:, order]

    def loaded(self, sentences: Sequence[str]) -> NoReturn:
        """Raise PipelineError: such a model reads sentences, not words."""
        self._refuse("loaded")

    def attributions(self, sentences: Sequence[str]) -> NoReturn:
        """Raise PipelineError: such a model reads sentences, not words."""
        self._refuse("attribution")

    def vectors(self, sentences: Sequence[str]) -> NoReturn:
        """Raise PipelineError: such a model was not trained for similarity."""
        self._refuse("vector")

    # The same for readings: what scoring uses.

    def encode(self, sentences: Sequence[str]) -> list[Reading]:
        """Return the sentences with their words; the model reads them later, once for each hypothesis."""
        return [Reading(text, words(text)) for text in sentences]

    def stance_of(self, sents: Sequence[Reading], targets: Sequence[Span], *, prior: Prior = "sentence") -> Floats:
        """Return `stance` for readings."""
        named = [_part(sent, span) for sent, span in zip(sents, targets, strict=True)]
        if isinstance(self._kind, _Classes):
            return self._classified(self._kind, [(sent.text, name) for sent, name in zip(sents, named, strict=True)])
        return self._chosen("stance", sents, [[one.format(target=name) for one in _STANCE] for name in named])

    def relations_of(self, sents: Sequence[Reading], holders: Sequence[Span | None], targets: Sequence[Span]) -> Floats:
        """Return `relations` for readings."""
        hypotheses = []
        for sent, holder, target in zip(sents, holders, targets, strict=True):
            who = _AUTHOR if holder is None else _part(sent, holder)
            hypotheses.append([one.format(holder=who, target=_part(sent, target)) for one in _RELATION])
        return self._chosen("relation", sents, hypotheses)

    def frames_of(self, sents: Sequence[Reading]) -> Floats:
        """Return `frames` for readings."""
        return self._judged("frame", sents, [self._frames for _ in sents], width=len(FRAMES))

    def roles_of(self, sents: Sequence[Reading], targets: Sequence[Span]) -> Floats:
        """Return `roles` for readings."""
        hypotheses = [
            [one.format(target=_part(sent, span)) for one in _ROLE] for sent, span in zip(sents, targets, strict=True)
        ]
        return self._judged("role", sents, hypotheses, width=len(_ROLE))

    def loaded_of(self, sents: Sequence[Reading]) -> NoReturn:
        """Raise PipelineError, as `loaded` does."""
        self._refuse("loaded")

    def attributions_of(self, sents: Sequence[Reading]) -> NoReturn:
        """Raise PipelineError, as `attributions` does."""
        self._refuse("attribution")

    def vectors_of(self, sents: Sequence[Reading]) -> NoReturn:
        """Raise PipelineError, as `vectors` does."""
        self._refuse("vector")

    # From logits to probabilities.

    def _classified(self, classes: _Classes, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Return (n, 3) against, neither, for; a class that the model lacks stays 0."""
        chances = softmax(self._logits(pairs))
        rows = np.zeros((len(pairs), 3), np.float32)
        for column, output in enumerate((classes.against, classes.neither, classes.favours)):
            if output is not None:
                rows[:, column] = chances[:, output]
        return rows

    def _chosen(self, head: str, sents: Sequence[Reading], hypotheses: Sequence[Sequence[str]]) -> Floats:
        """Return (n, 3): a softmax over how strongly each of three hypotheses is entailed."""
        nli = self._nli(head)
        return softmax(self._asked(sents, hypotheses, width=3)[:, :, nli.entailed])

    def _judged(
        self, head: str, sents: Sequence[Reading], hypotheses: Sequence[Sequence[str]], *, width: int
    ) -> Floats:
        """Return (n, width): for each hypothesis alone, a softmax over entailed and contradicted (Yin et al., 2019)."""
        nli = self._nli(head)
        logits = self._asked(sents, hypotheses, width=width)
        return sigmoid(logits[:, :, nli.entailed] - logits[:, :, nli.contradicted])

    def _asked(self, sents: Sequence[Reading], hypotheses: Sequence[Sequence[str]], *, width: int) -> Floats:
        """Return (n, width, labels): the logits of each sentence with each of its hypotheses."""
        pairs = [(sent.text, one) for sent, asked in zip(sents, hypotheses, strict=True) for one in asked]
        return self._logits(pairs).reshape(len(sents), width, self._labels)

    def _nli(self, head: str) -> _Nli:
        return self._kind if isinstance(self._kind, _Nli) else self._refuse(head)

    def _refuse(self, head: str) -> NoReturn:
        raise PipelineError(f"{self.version} has no {head} head; load a model that was trained for it")

    # From pairs of texts to logits.

    def _logits(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Return (n, labels), in the order given, whatever the order in which pairs are read."""
        rows = np.zeros((len(pairs), self._labels), np.float32)
        cut: dict[str, int] = {}
        with self._lock:
            for first in range(0, len(pairs), _CHUNK):
                part = pairs[first : first + _CHUNK]
                lengths = [len(ids) for ids in self._tokens(part)["input_ids"]]
                if self._window is not None:
                    cut |= {pair[0]: n for pair, n in zip(part, lengths, strict=True) if n > self._window}
                order = np.argsort(lengths, kind="stable")
                for at in range(0, len(order), self._batch):
                    batch = order[at : at + self._batch]
                    rows[first + batch] = self._pass([part[i] for i in batch])
            self._report(cut)
        return rows

    def _pass(self, pairs: Sequence[tuple[str, str]]) -> Floats:
        import torch

        whole = self._window is None
        tokens = self._tokens(
            pairs,
            truncation=False if whole else "longest_first",  # the sentence, unless its target is longer still
            max_length=self._window,
            padding=self._batch > 1,
            return_tensors="pt",
        )
        with torch.inference_mode():
            logits: Floats = self._network(**tokens).logits.numpy()
        return logits

    def _tokens(self, pairs: Sequence[tuple[str, str]], **options: Any) -> Any:
        firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
        # A sentence that happens to say "[SEP]" or "</s>" says it in plain letters.
        return self._tokenizer(firsts, seconds, split_special_tokens=True, verbose=False, **options)

    def _report(self, cut: Mapping[str, int]) -> None:
        if cut and not self.cut:
            log.warning(
                "%s: a sentence and what is asked of it have %d tokens, the model reads %d; the rest of the sentence "
                "was not read (said once; `cut` counts such sentences)",
                self.version,
                max(cut.values()),
                self._window,
            )
        self.cut += len(cut)


def is_classifier(folder: Path) -> bool:
    """Return whether the folder's `config.json` says that it holds a transformers sequence classifier."""
    try:
        return _classifies(_config(folder))
    except PipelineError:
        return False


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PipelineError(f"{path}: the file is not there; name a folder that holds a transformers model") from error
    except ValueError as error:
        raise PipelineError(f"{path}: not JSON ({error}); fetch the model again") from error
    if not isinstance(config, dict):
        raise PipelineError(f"{path}: not a model's description; fetch the model again")
    return config


def _classifies(config: Mapping[str, Any]) -> bool:
    listed = config.get("architectures")
    return isinstance(listed, list) and any(str(name).endswith("ForSequenceClassification") for name in listed)


def _label_names(folder: Path) -> list[str]:
    """Return what the model calls its outputs, in their order, in lower case."""
    config = _config(folder)
    if not _classifies(config):
        raise PipelineError(f"{folder}/config.json: not a sequence classifier; load an NLI or a sentiment model")
    names = config.get("id2label", {"0": "LABEL_0", "1": "LABEL_1"})  # what transformers takes where none are given
    if not isinstance(names, dict) or names.keys() != {str(i) for i in range(len(names))}:
        raise PipelineError(f"{folder}/config.json: id2label does not number its labels from 0; fetch the model again")
    return [str(names[str(i)]).strip().casefold() for i in range(len(names))]


def _kind(folder: Path, names: Sequence[str]) -> _Nli | _Classes:
    """Tell from the labels what the model is; PipelineError if they do not say."""
    negated = re.compile(r"(not?|non)\W*_?entail")
    entailed = [i for i, name in enumerate(names) if "entail" in name and not negated.search(name)]
    contradicted = [i for i, name in enumerate(names) if "contradict" in name or negated.search(name)]
    neutral = [i for i, name in enumerate(names) if "neutral" in name]
    if len(entailed) == len(contradicted) == 1 and len(neutral) == len(names) - 2 <= 1:
        return _Nli(entailed[0], contradicted[0])
    against, neither, favours = ([i for i, name in enumerate(names) if name in known] for known in _NAMES)
    if len(against) == len(favours) == 1 and len(neither) == len(names) - 2 <= 1:
        return _Classes(against[0], neither[0] if neither else None, favours[0])
    shown = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
    if any(re.fullmatch(r"label_\d+", name) for name in names):
        raise PipelineError(
            f"{folder}/config.json: the labels {shown} do not say what they mean; write their meanings, such as "
            "negative, neutral, positive, into id2label"
        )
    raise PipelineError(
        f"{folder}/config.json: the labels are {shown}; load a model with entailment, neutral, contradiction, "
        "or with negative, neutral, positive, or with against, neutral, favor"
    )


def _frame_hypotheses() -> tuple[str, ...]:
    """Return a hypothesis for each of FRAMES: the first sentence of its definition in the codebook."""
    codebook = tomllib.loads(_CODEBOOK.read_text(encoding="utf-8"))
    firsts = [str(codebook[frame]["definition"]).partition(". ")[0].rstrip(".") for frame in FRAMES]
    return tuple(f"This sentence is about {first[0].lower()}{first[1:]}." for first in firsts)


def _part(sent: Reading, span: Span) -> str:
    return " ".join(sent.text[span[0] : span[1]].split())


def _name(folder: Path) -> str:
    """Return a name that can be a folder's; that of the model, not of the commit, in the hub's own cache."""
    path = folder.resolve()
    cached = path.parent.name == "snapshots" and path.parent.parent.name.startswith("models--")
    name = path.parent.parent.name.split("--")[-1] if cached else path.name
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip(".-")[:64] or "model"


def _digest(folder: Path, hypotheses: Sequence[str]) -> str:
    """Return 8 hexadecimal digits over all that the scores depend on: configuration, weights, tokens, wording."""
    digest = hashlib.sha256(json.dumps(hypotheses).encode())
    for path in _files(folder):
        with path.open("rb") as file:
            digest.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}".encode())
    return digest.hexdigest()[:8]


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted({path for pattern in _FILES for path in folder.glob(pattern) if path.is_file()})


def _load(folder: Path, *, threads: int) -> tuple[Any, Any]:
    """Return the tokenizer and the network, ready to read."""
    if not any(folder.glob("*.safetensors")):
        raise PipelineError(
            f"{folder}: no weights in safetensors (a pickle can run code when it is opened, and is not read); "
            "fetch or convert the model as model.safetensors"
        )
    if not any(path for pattern in _VOCABULARIES for path in folder.glob(pattern)):
        # transformers would go on, with a tokenizer that knows no word
        raise PipelineError(f"{folder}: no tokenizer.json and no vocabulary; fetch the model again")
    try:
        import torch
    except ImportError as error:
        raise PipelineError(f"{folder}: this model needs torch, which is not installed; pip install torch") from error
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.set_num_threads(threads)
    local = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = _opened(folder, lambda: AutoTokenizer.from_pretrained(folder, **local))
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    network, found = _opened(
        folder,
        lambda: AutoModelForSequenceClassification.from_pretrained(
            folder, **local, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        ),
    )
    if found["missing_keys"]:
        raise PipelineError(f"{folder}: the weights lack {min(found['missing_keys'])}; fetch the model again")
    return tokenizer, network.eval()


def _opened(folder: Path, load: Callable[[], Any]) -> Any:
    """Return what `load` gives, without its progress bars; what it raises becomes one line."""
    from safetensors import SafetensorError
    from transformers.utils import logging as chatter

    shown = chatter.is_progress_bar_enabled()
    chatter.disable_progress_bar()  # type: ignore[no-untyped-call] # it has no types
    try:
        return load()
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, ImportError, SafetensorError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise PipelineError(f"{folder}: transformers cannot load it ({reason}); fetch the model again") from error
    finally:
        if shown:
            chatter.enable_progress_bar()  # type: ignore[no-untyped-call] # it has no types


def _window(tokenizer: Any, network: Any) -> int | None:
    """Return how many tokens the model reads at once, its own included; None where nothing limits them."""
    limits = [int(tokenizer.model_max_length)]
    positions = getattr(network.config, "max_position_embeddings", None)
    if positions and positions > 0:
        limits.append(int(positions) - _unused_positions(network))
    window = min(limits)
    return window if window < 1_000_000 else None  # a tokenizer that knows no limit says 1e30


def _unused_positions(network: Any) -> int:
    """Return how many positions no token ever takes: in RoBERTa and its kin, those up to the padding's."""
    for name, module in network.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return int(module.padding_idx) + 1
    return 0
