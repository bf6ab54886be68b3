"""Load a trained model and run it: the only file that loads a model for scoring.

One pass of the encoder over each sentence; every head reads its tokens. Nothing is cut off: a sentence
longer than the encoder's window is read in overlapping windows. ONNX Runtime, float32, no torch.
"""

import hashlib
import json
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from .encoded import Encoded, words
from .errors import PipelineError
from .measures.frame import frames
from .measures.head import Floats, Head
from .measures.relation import relations
from .measures.role import roles
from .measures.stance import stance
from .measures.tagger import Tagger
from .measures.words import word_chances
from .types import Span

SHIPPED = Path(__file__).parents[1] / "data" / "models" / "parallax"
Prior: TypeAlias = Literal["sentence", "article"]
_BATCH = 32  # windows in one pass
_CHUNK = 1024  # sentences whose states are held at once


class Model:
    """A loaded model. Calls are safe from several threads; they take turns."""

    has_vectors = True

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        import onnxruntime
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self.folder = folder
        self.threads = threads or os.cpu_count() or 1
        self.card = _card(folder)
        self.version = _version(self.card)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        # Weights are stored as int8 and become float32 once, on load; without this they would at each pass.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._special = self._tokenizer.encode("").ids  # what opens and closes each window
        self._padding = self.card["padding_id"]
        self._window = self.card["max_tokens"] - len(self._special)
        self._overlap = self._window // 5  # tokens that neighbouring windows of a long sentence share
        tensors = {name: found.astype(np.float32) for name, found in load_file(folder / "heads.safetensors").items()}
        words = {name for name in self.card["heads"] if f"{name}.inner_weight" in tensors}
        self._taggers = {name: Tagger.of(tensors, name) for name in words}
        self._heads = {name: Head.of(tensors, name) for name in self.card["heads"] if name not in words}
        self.heads = frozenset(self.card["heads"])
        self._author = tensors.get("relation.author", np.zeros(self.card["width"], np.float32))
        self._to_vector = tensors.get("vector.weight")
        self._article_stance = None
        if "stance.article_shift" in tensors:
            self._article_stance = replace(
                self._heads["stance"], scale=tensors["stance.article_scale"], shift=tensors["stance.article_shift"]
            )
        self._lock = threading.Lock()

    # The public names: strings in, arrays out.

    def stance(self, sentences: Sequence[str], targets: Sequence[Span], *, prior: Prior = "sentence") -> Floats:
        """Return (n, 3): probabilities of against, neither, for toward each sentence's target.

        A target is a (start, end) in its sentence; PipelineError for one that is empty or outside. The
        probabilities fit sentences as NewsMTSC chose them; with `prior="article"`, all the sentences of
        whole articles, of which most take no side.
        """
        check_spans(sentences, targets, "target")
        spans = iter(targets)
        return self._rows(
            (self.stance_of(part, [next(spans) for _ in part], prior=prior) for part in self._chunks(sentences)), 3
        )

    def relations(self, sentences: Sequence[str], holders: Sequence[Span | None], targets: Sequence[Span]) -> Floats:
        """Return (n, 3): probabilities that each holder is against, neither, for its target.

        A holder is a (start, end) in its sentence, or None for the author. PipelineError as for `stance`.
        """
        check_spans(sentences, holders, "holder")
        check_spans(sentences, targets, "target")
        pairs = iter(zip(holders, targets, strict=True))

        def chances(part: list[Encoded]) -> Floats:
            mine = [next(pairs) for _ in part]
            return self.relations_of(part, [holder for holder, _ in mine], [target for _, target in mine])

        return self._rows(map(chances, self._chunks(sentences)), 3)

    def frames(self, sentences: Sequence[str]) -> Floats:
        """Return (n, 15): independent probabilities of the frames, in the order of FRAMES."""
        return self._rows((self.frames_of(part) for part in self._chunks(sentences)), 15)

    def roles(self, sentences: Sequence[str], targets: Sequence[Span]) -> Floats:
        """Return (n, 3): independent probabilities of the roles, in the order of ROLES; spans as for `stance`."""
        check_spans(sentences, targets, "target")
        spans = iter(targets)
        return self._rows((self.roles_of(part, [next(spans) for _ in part]) for part in self._chunks(sentences)), 3)

    def loaded(self, sentences: Sequence[str]) -> list[list[tuple[int, int, float]]]:
        """Return, for each sentence, (start, end, probability) of every word: how surely it judges."""
        return [found for part in self._chunks(sentences) for found in self.loaded_of(part)]

    def attributions(self, sentences: Sequence[str]) -> list[list[tuple[int, int, float, float, float]]]:
        """Return, for each sentence, (start, end, content, source, cue) of every word.

        The last three are independent probabilities that the word stands in what somebody is said to have
        said, names who says it, or carries the saying.
        """
        return [found for part in self._chunks(sentences) for found in self.attributions_of(part)]

    def vectors(self, sentences: Sequence[str]) -> Floats:
        """Return (n, d): one vector of unit length a sentence, for similarity."""
        parts = (self.vectors_of(part) for part in self._chunks(sentences))
        return self._rows(parts, self.card["width"])

    # One pass, several measures: what scoring uses. Each does what its namesake above does.

    def stance_of(self, sents: Sequence[Encoded], targets: Sequence[Span], *, prior: Prior = "sentence") -> Floats:
        """Return `stance` for sentences already encoded."""
        head = self._head("stance")
        if prior == "article" and self._article_stance is not None:
            head = self._article_stance
        return stance(head, sents, targets)

    def relations_of(self, sents: Sequence[Encoded], holders: Sequence[Span | None], targets: Sequence[Span]) -> Floats:
        """Return `relations` for sentences already encoded."""
        return relations(self._head("relation"), self._author, sents, holders, targets)

    def frames_of(self, sents: Sequence[Encoded]) -> Floats:
        """Return `frames` for sentences already encoded."""
        return frames(self._head("frame"), sents)

    def roles_of(self, sents: Sequence[Encoded], targets: Sequence[Span]) -> Floats:
        """Return `roles` for sentences already encoded."""
        return roles(self._head("role"), sents, targets)

    def loaded_of(self, sents: Sequence[Encoded]) -> list[list[tuple[int, int, float]]]:
        """Return `loaded` for sentences already encoded."""
        chances = word_chances(self._head("loaded"), sents)
        return [
            [(int(start), int(end), float(p)) for (start, end), (p,) in zip(sent.words, found, strict=True)]
            for sent, found in zip(sents, chances, strict=True)
        ]

    def attributions_of(self, sents: Sequence[Encoded]) -> list[list[tuple[int, int, float, float, float]]]:
        """Return `attributions` for sentences already encoded."""
        chances = word_chances(self._taggers.get("attribution") or self._head("attribution"), sents)
        return [
            [
                (int(start), int(end), float(content), float(source), float(cue))
                for (start, end), (content, source, cue) in zip(sent.words, found, strict=True)
            ]
            for sent, found in zip(sents, chances, strict=True)
        ]

    def vectors_of(self, sents: Sequence[Encoded]) -> Floats:
        """Return `vectors` for sentences already encoded."""
        rows = np.stack([sent.mean() for sent in sents]) if sents else np.zeros((0, self.card["width"]), np.float32)
        rows = rows @ self._to_vector.T if self._to_vector is not None else rows
        unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return unit

    def encode(self, sentences: Sequence[str]) -> list[Encoded]:
        """Read each sentence to its end and return its token states, in order."""
        with self._lock:
            tokens = [self._tokenizer.encode(text, add_special_tokens=False) for text in sentences]
            windows = [w for i, found in enumerate(tokens) for w in self._windows(i, found.ids)]
            windows.sort(key=lambda w: len(w.ids))
            states: list[dict[int, NDArray[np.float32]]] = [{} for _ in tokens]
            wholes: list[list[NDArray[np.float32]]] = [[] for _ in tokens]
            for at in range(0, len(windows), _BATCH):
                batch = windows[at : at + _BATCH]
                for window, output in zip(batch, self._pass(batch), strict=True):
                    wholes[window.sentence].append(output.mean(axis=0))
                    inner = output[1 : len(window.ids) - 1]
                    states[window.sentence][window.first] = inner[window.skip :]
        width = self.card["width"]
        encoded = []
        for i, found in enumerate(tokens):
            parts = [part for _, part in sorted(states[i].items())]
            offsets = np.array(found.offsets, dtype=np.int64).reshape(-1, 2)
            encoded.append(
                Encoded(
                    states=np.concatenate(parts) if parts else np.zeros((0, width), np.float32),
                    starts=offsets[:, 0],
                    ends=offsets[:, 1],
                    whole=np.mean(wholes[i], axis=0),
                    words=words(sentences[i]),
                )
            )
        return encoded

    def _windows(self, sentence: int, ids: list[int]) -> Iterator["_Window"]:
        opening, closing = self._special
        first = 0
        while True:
            part = ids[first : first + self._window]
            yield _Window(sentence, first, self._overlap if first else 0, [opening, *part, closing])
            if first + self._window >= len(ids):
                return
            first += self._window - self._overlap

    def _pass(self, batch: Sequence["_Window"]) -> list[NDArray[np.float32]]:
        longest = max(len(window.ids) for window in batch)
        ids = np.full((len(batch), longest), self._padding, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        states = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return [states[row, : len(window.ids)] for row, window in enumerate(batch)]

    def _chunks(self, sentences: Sequence[str]) -> Iterator[list[Encoded]]:
        for at in range(0, len(sentences), _CHUNK):
            yield self.encode(sentences[at : at + _CHUNK])

    def _head(self, name: str) -> Head:
        if name not in self._heads:
            raise PipelineError(f"{self.version} has no {name} head; load a model that was trained for it")
        return self._heads[name]

    @staticmethod
    def _rows(parts: Iterable[Floats], width: int) -> Floats:
        found = list(parts)
        return np.concatenate(found) if found else np.zeros((0, width), np.float32)


def check_spans(sentences: Sequence[str], spans: Sequence[Span | None], what: str) -> None:
    """Refuse spans that are not of their sentences; None, the author, needs no place."""
    if len(sentences) != len(spans):
        raise PipelineError(f"{len(sentences)} sentences but {len(spans)} {what}s; give one for each")
    for number, (text, span) in enumerate(zip(sentences, spans, strict=True)):
        if span is not None and not 0 <= span[0] < span[1] <= len(text):
            raise PipelineError(
                f"sentence {number}: {what} ({span[0]}, {span[1]}) is not a span of its {len(text)} characters"
            )


@dataclass(frozen=True, slots=True)
class _Window:
    sentence: int
    first: int  # which of the sentence's tokens it begins with
    skip: int  # how many of its first tokens an earlier window has read already
    ids: list[int]


def load_model(name: str | Path | None = None, *, threads: int | None = None) -> Model:
    """Load the shipped model, or the one in a folder or under a hub id ("someone/model").

    A folder or hub id may also hold any transformers NLI model or sequence classifier: it then answers under
    the same names as far as it can (`pipeline.adapter`). Only a hub id reaches the network. Raises
    PipelineError if files are missing or were changed.
    """
    if name is None:
        return Model(SHIPPED, threads=threads)
    folder = Path(name)
    if not folder.is_dir():
        folder = _from_hub(str(name))
    from .adapter import Adapter, is_classifier

    if (folder / "model.json").is_file() or not is_classifier(folder):
        return Model(folder, threads=threads)
    return cast(Model, Adapter(folder, threads=threads))  # the same names, fewer heads


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    wanted = ["*.json", "*.safetensors", "encoder.onnx", "*.txt", "*.model"]
    try:
        return Path(snapshot_download(name, allow_patterns=wanted))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise PipelineError(f'"{name}" is neither a folder nor a model on the hub; check the name') from error


def _card(folder: Path) -> dict[str, Any]:
    """Return the model's description, once every file in it has the hash that it states."""
    try:
        card: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PipelineError(f"{folder}: model.json is not there; this folder holds no Parallax model") from error
    except ValueError as error:
        raise PipelineError(f"{folder}/model.json: not JSON ({error}); fetch the model again") from error
    missing = {"name", "max_tokens", "width", "padding_id", "heads", "sha256"} - card.keys()
    if missing or not re.fullmatch(r"\w[\w.-]*", str(card.get("name"))):  # the name becomes a folder's
        raise PipelineError(f"{folder}/model.json: {', '.join(sorted(missing)) or 'name'} is missing or not right")
    for file, expected in card["sha256"].items():
        path = folder / file
        if not path.is_file():
            raise PipelineError(f"{path}: the file is missing; fetch the model again")
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != expected:
                raise PipelineError(f"{path}: the file was changed since the model was made; fetch it again")
    return card


def version_of(folder: Path) -> str:
    """Return the version of the model in `folder`: its name, and a digest of its files."""
    return _version(_card(folder))


def _version(card: dict[str, Any]) -> str:
    return f"{card['name']}-{hashlib.sha256(json.dumps(card['sha256'], sort_keys=True).encode()).hexdigest()[:8]}"
