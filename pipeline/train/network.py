"""The trained network: one shared encoder, and small heads that read its tokens.

What scoring does in NumPy (`pipeline.measures`) is written here once more in torch, so that it can be
trained; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from ..types import FRAMES, STANCES, Span

MAX_TOKENS = 128


class Network(nn.Module):
    """An encoder with a stance head (target's tokens, sentence) and a frame head (sentence)."""

    def __init__(self, encoder: PreTrainedModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.stance = _head(2 * width, width, len(STANCES))
        self.frame = _head(width, width, len(FRAMES))

    def states(self, batch: "Batch") -> torch.Tensor:
        """Return the token states, (sentences, tokens, width)."""
        states: torch.Tensor = self.encoder(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask
        ).last_hidden_state
        return states

    def stance_logits(self, states: torch.Tensor, batch: "Batch") -> torch.Tensor:
        """Return (targets, 3): each target's mean token beside its sentence's."""
        sentences = pooled(states, batch.attention_mask)[batch.rows]
        targets = pooled(states[batch.rows], batch.target_mask)
        logits: torch.Tensor = self.stance(torch.cat([targets, sentences], dim=-1))
        return logits

    def frame_logits(self, states: torch.Tensor, batch: "Batch") -> torch.Tensor:
        """Return (sentences, 15)."""
        logits: torch.Tensor = self.frame(pooled(states, batch.attention_mask))
        return logits


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences as tokens, and targets as (row of their sentence, mask over its tokens)."""

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    rows: torch.Tensor
    target_mask: torch.Tensor


def collate(
    tokenizer: PreTrainedTokenizerFast,
    texts: Sequence[str],
    targets: Sequence[Sequence[Span]],
    *,
    device: torch.device,
) -> Batch:
    """Tokenise `texts`; a target beyond MAX_TOKENS falls back on the sentence's tokens."""
    tokens = tokenizer(
        list(texts),
        padding=True,
        truncation=True,
        max_length=MAX_TOKENS,
        pad_to_multiple_of=16,  # few shapes: the processor's kernels are compiled once for each
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    starts, ends = tokens["offset_mapping"].unbind(-1)
    real = (ends > starts) & tokens["attention_mask"].bool()
    rows, masks = [], []
    for row, spans in enumerate(targets):
        for start, end in spans:
            inside = real[row] & (starts[row] < end) & (ends[row] > start)
            rows.append(row)
            masks.append(inside if inside.any() else real[row])
    empty = torch.zeros((0, real.shape[1]), dtype=torch.bool)
    return Batch(
        tokens["input_ids"].to(device),
        tokens["attention_mask"].to(device),
        torch.tensor(rows, dtype=torch.long, device=device),
        (torch.stack(masks) if masks else empty).to(device),
    )


def pooled(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of the states under the mask, in float32."""
    weights = mask.unsqueeze(-1).float()
    return (states.float() * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def _head(width_in: int, hidden: int, width_out: int) -> nn.Sequential:
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(width_in, hidden), nn.Tanh(), nn.Linear(hidden, width_out))
