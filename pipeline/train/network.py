"""The trained network: one shared encoder, and small heads that read its tokens.

It has two exits. The *teacher* reads the encoder's last layer; the *student* reads the layer at which the
shipped model ends, and learns from the labels and from the teacher in the same pass. What scoring does in
NumPy (`pipeline.measures`) is written here once more in torch, so that it can be trained; a test holds the
two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from ..types import FRAMES, ROLES, STANCES, Span
from .corpora.example import UNKNOWN, Example

MAX_TOKENS = 128
NARROW = 256  # hidden units of the heads that read each token, and of the frames' head


class Heads(nn.Module):
    """The heads of one exit. Widths in, labels out:

    stance (target, sentence) -> 3; relation (holder or author, target, sentence) -> 3;
    frame (sentence) -> 15; role (target, sentence) -> 3; loaded (token) -> 1;
    attribution (token) -> content, source, cue; vector (sentence) -> the base encoder's sentence vector.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.stance = new_head(2 * width, width, len(STANCES))
        self.relation = new_head(3 * width, width, len(STANCES))
        self.author = nn.Parameter(torch.zeros(width))
        self.frame = new_head(width, NARROW, len(FRAMES))
        self.role = new_head(2 * width, width, len(ROLES))
        self.loaded = new_head(width, NARROW, 1)
        self.attribution: nn.Module = new_head(width, NARROW, 3)  # a tagger takes its place at the end
        self.vector = nn.Linear(width, width, bias=False)

    def forward(self, states: torch.Tensor, batch: "Batch") -> "Logits":
        """Return every head's logits for a batch whose token states are (sentences, tokens, width)."""
        sentences = pooled(states, batch.attention_mask)
        targets = pooled(states[batch.stance_rows], batch.stance_masks)
        aims = pooled(states[batch.relation_rows], batch.aim_masks)
        holders = pooled(states[batch.relation_rows], batch.holder_masks)
        holders = torch.where(batch.holder_masks.any(1, keepdim=True), holders, self.author.float())
        played = pooled(states[batch.role_rows], batch.role_masks)
        return Logits(
            stance=self.stance(torch.cat([targets, sentences[batch.stance_rows]], -1)).float(),
            relation=self.relation(torch.cat([holders, aims, sentences[batch.relation_rows]], -1)).float(),
            frame=self.frame(sentences).float(),
            role=self.role(torch.cat([played, sentences[batch.role_rows]], -1)).float(),
            loaded=self.loaded(states).squeeze(-1).float(),
            attribution=self.attribution(states).float(),
            vector=self.vector(sentences).float(),
        )


@dataclass(frozen=True, slots=True)
class Logits:
    """What the heads say of a batch; for the widths see `Heads`."""

    stance: torch.Tensor  # (targets, 3)
    relation: torch.Tensor  # (pairs, 3)
    frame: torch.Tensor  # (sentences, 15)
    role: torch.Tensor  # (targets, 3)
    loaded: torch.Tensor  # (sentences, tokens)
    attribution: torch.Tensor  # (sentences, tokens, 3)
    vector: torch.Tensor  # (sentences, width)

    def detached(self) -> "Logits":
        """Return the same numbers, through which no gradient flows."""
        return Logits(*(getattr(self, field.name).detach() for field in fields(self)))


class Network(nn.Module):
    """An encoder, the student's heads at layer `depth`, and, where it has more layers, the teacher's at its end."""

    def __init__(self, encoder: PreTrainedModel, *, depth: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.depth = depth
        width = encoder.config.hidden_size
        self.student = Heads(width)
        self.teacher = Heads(width) if encoder.config.num_hidden_layers > depth else None

    def states(self, batch: "Batch") -> tuple[torch.Tensor, torch.Tensor]:
        """Return the token states at the student's and at the teacher's exit, each (sentences, tokens, width)."""
        found = self.encoder(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask, output_hidden_states=True
        ).hidden_states
        return found[self.depth], found[-1]

    def cut(self) -> None:
        """Drop the teacher and its layers: what is left is what ships."""
        keep_layers(self.encoder, self.depth)
        self.teacher = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences as tokens, and what was asked about them, with labels; NaN and UNKNOWN: nobody says.

    Rows are indices of sentences; masks are over a sentence's tokens. A holder with an empty mask is the author.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    words: torch.Tensor  # (sentences, tokens): tokens that stand for text
    stance_rows: torch.Tensor
    stance_masks: torch.Tensor
    stance_gold: torch.Tensor
    relation_rows: torch.Tensor
    holder_masks: torch.Tensor
    aim_masks: torch.Tensor
    relation_gold: torch.Tensor
    role_rows: torch.Tensor
    role_masks: torch.Tensor
    role_gold: torch.Tensor
    role_weights: torch.Tensor
    frame_gold: torch.Tensor  # (sentences, 15)
    loaded_gold: torch.Tensor  # (sentences, tokens)
    biased_gold: torch.Tensor  # (sentences,)
    attribution_gold: torch.Tensor  # (sentences, tokens, 3)
    vector_rows: torch.Tensor
    vector_gold: torch.Tensor  # (vector rows, width)
    # Rows of the same question in two sentences that differ in a name only, each (pairs, 2).
    stance_twins: torch.Tensor
    relation_twins: torch.Tensor
    role_twins: torch.Tensor
    frame_twins: torch.Tensor

    def to(self, device: torch.device) -> "Batch":
        """Return the batch on `device`."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def collate(tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example]) -> Batch:
    """Tokenise the examples; a target beyond MAX_TOKENS falls back on the sentence's tokens."""
    tokens = tokenizer(
        [ex.text for ex in examples],
        padding=True,
        truncation=True,
        max_length=MAX_TOKENS,
        pad_to_multiple_of=16,  # few shapes: the processor's kernels are compiled once for each
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    starts, ends = tokens["offset_mapping"].unbind(-1)
    words = (ends > starts) & tokens["attention_mask"].bool()
    size, length = words.shape

    def touching(row: int, spans: Sequence[Span]) -> torch.Tensor:
        found = torch.zeros(length, dtype=torch.bool)
        for start, end in spans:
            found |= (starts[row] < end) & (ends[row] > start)
        both: torch.Tensor = found & words[row]
        return both

    def target(row: int, span: Span) -> torch.Tensor:
        found = touching(row, [span])
        return found if found.any() else words[row]

    def masks(found: list[torch.Tensor]) -> torch.Tensor:
        return torch.stack(found) if found else torch.zeros((0, length), dtype=torch.bool)

    stances = [(row, *asked) for row, ex in enumerate(examples) for asked in ex.stances]
    relations = [(row, *asked) for row, ex in enumerate(examples) for asked in ex.relations]
    roles = [(row, *asked) for row, ex in enumerate(examples) for asked in ex.roles]
    vectors = [(row, ex.vector) for row, ex in enumerate(examples) if ex.vector]
    loaded = torch.full((size, length), torch.nan)
    attribution = torch.full((size, length, 3), torch.nan)
    for row, ex in enumerate(examples):
        if ex.loaded is not None and (ex.loaded or not ex.biased):  # judged, but nobody said by which word: unknown
            loaded[row, words[row]] = touching(row, ex.loaded)[words[row]].float()
        if ex.attributed is not None:
            kinds = torch.stack([touching(row, spans) for spans in ex.attributed], -1)
            attribution[row, words[row]] = kinds[words[row]].float()
    twins = [row for row, ex in enumerate(examples) if ex.twin]
    nothing = torch.zeros(length, dtype=torch.bool)
    unframed = (float("nan"),) * len(FRAMES)
    return Batch(
        input_ids=tokens["input_ids"],
        attention_mask=tokens["attention_mask"],
        words=words,
        stance_rows=torch.tensor([row for row, *_ in stances], dtype=torch.long),
        stance_masks=masks([target(row, span) for row, span, _ in stances]),
        stance_gold=torch.tensor([label for *_, label in stances], dtype=torch.long),
        relation_rows=torch.tensor([row for row, *_ in relations], dtype=torch.long),
        holder_masks=masks([nothing if h is None else target(row, h) for row, h, _, _ in relations]),
        aim_masks=masks([target(row, aim) for row, _, aim, _ in relations]),
        relation_gold=torch.tensor([label for *_, label in relations], dtype=torch.long),
        role_rows=torch.tensor([row for row, *_ in roles], dtype=torch.long),
        role_masks=masks([target(row, span) for row, span, _, _ in roles]),
        role_gold=torch.tensor([labels for _, _, labels, _ in roles]).reshape(-1, len(ROLES)),
        role_weights=torch.tensor([weight for *_, weight in roles]),
        frame_gold=torch.tensor([ex.frames or unframed for ex in examples]),
        loaded_gold=loaded,
        biased_gold=torch.tensor([ex.biased for ex in examples]),
        attribution_gold=attribution,
        vector_rows=torch.tensor([row for row, _ in vectors], dtype=torch.long),
        vector_gold=torch.tensor(np.array([vector for _, vector in vectors], np.float32)),
        stance_twins=_pairs([row for row, *_ in stances], twins),
        relation_twins=_pairs([row for row, *_ in relations], twins),
        role_twins=_pairs([row for row, *_ in roles], twins),
        frame_twins=torch.tensor([(row - 1, row) for row in twins], dtype=torch.long).reshape(-1, 2),
    )


def _pairs(rows: Sequence[int], twins: Sequence[int]) -> torch.Tensor:
    """Return which questions of a twin and of the sentence before it are the same; `rows` are their sentences."""
    places: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row, []).append(place)
    found = [pair for row in twins for pair in zip(places.get(row - 1, []), places.get(row, []), strict=True)]
    return torch.tensor(found, dtype=torch.long).reshape(-1, 2)


def keep_layers(encoder: PreTrainedModel, count: int) -> None:
    """Drop all but the encoder's first `count` layers."""
    stack: Any = encoder.encoder
    stack.layer = stack.layer[:count]
    encoder.config.num_hidden_layers = count


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of the states under the mask, in float32."""
    weights = mask.unsqueeze(-1).float()
    mean: torch.Tensor = (states.float() * weights).sum(1) / weights.sum(1).clamp(min=1.0)
    return mean


def new_head(width_in: int, hidden: int, width_out: int) -> nn.Sequential:
    """Return an untrained head of two layers."""
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(width_in, hidden), nn.Tanh(), nn.Linear(hidden, width_out))


__all__ = [
    "MAX_TOKENS",
    "NARROW",
    "UNKNOWN",
    "Batch",
    "Heads",
    "Logits",
    "Network",
    "collate",
    "keep_layers",
    "new_head",
    "pooled",
]
