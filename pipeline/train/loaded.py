"""The loaded-word head: fitted on BABE's words and sentences, and measured one outlet out."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from ..encoded import Encoded
from ..encoder import Model
from .calibrate import scale_independent
from .corpora import Example, babe, report_only, uncontaminated
from .features import encoder_of, token_states
from .heads import Array, descended
from .loss import RARE, WEIGHTS, known_loss, strongest
from .network import NARROW, new_head


def loaded_examples(data: Path) -> list[Example]:
    """Read BABE without report-only sentences."""
    return uncontaminated(babe(data), report_only(data), name="BABE")


def fit_loaded(
    sents: Sequence[Encoded], examples: Sequence[Example], *, epochs: int = 6, seed: int = 1
) -> nn.Sequential:
    """Return a head over tokens: its words are BABE's, its largest word says whether the sentence judges."""
    torch.manual_seed(seed)
    head = new_head(sents[0].states.shape[1], NARROW, 1)
    biased = torch.tensor([ex.biased for ex in examples])
    golds = [_gold(sent, ex) for sent, ex in zip(sents, examples, strict=True)]

    def loss_of(rows: torch.Tensor) -> torch.Tensor:
        states = pad_sequence([torch.from_numpy(sents[i].states) for i in rows], batch_first=True)
        gold = pad_sequence([golds[i] for i in rows], batch_first=True, padding_value=torch.nan)
        words = torch.arange(states.shape[1]) < torch.tensor([len(sents[i].states) for i in rows])[:, None]
        logits = head(states).squeeze(-1)
        by_word = known_loss(logits, gold, rare=RARE)
        return by_word + WEIGHTS["biased"] * known_loss(strongest(logits, words), biased[rows])

    return descended(head, loss_of, len(sents), epochs=epochs, batch=32, rate=5e-4, decay=0.1)


@torch.inference_mode()
def sentence_logits(head: nn.Sequential, sents: Sequence[Encoded]) -> Array:
    """Return (sentences, 1): the largest logit over each sentence's tokens."""
    found = [float(head(torch.from_numpy(sent.states)).max()) if len(sent.states) else -30.0 for sent in sents]
    return np.array(found, np.float32).reshape(-1, 1)


_measured: dict[tuple[str, Path], Array] = {}


def outlets_out(model: Model, data: Path) -> tuple[list[Example], Array]:
    """Return BABE's examples and (n, 1) logits from heads that saw no sentence of the example's outlet."""
    examples = loaded_examples(data)
    sents = token_states(model, [ex.text for ex in examples])
    key = (encoder_of(model), data)
    if key in _measured:
        return examples, _measured[key]
    logits = np.full((len(examples), 1), np.nan, np.float32)
    for outlet in sorted({ex.group for ex in examples}):
        inside = [i for i, ex in enumerate(examples) if ex.group == outlet]
        others = [i for i, ex in enumerate(examples) if ex.group != outlet]
        head = fit_loaded([sents[i] for i in others], [examples[i] for i in others])
        logits[inside] = sentence_logits(head, [sents[i] for i in inside])
    _measured[key] = logits
    return examples, logits


def fitted(model: Model, data: Path) -> tuple[nn.Sequential, Array, Array]:
    """Return the head fitted on all of BABE, and its calibration (factor, shift) by outlets kept out in turn."""
    examples, logits = outlets_out(model, data)
    gold = np.array([[ex.biased] for ex in examples], np.float32)
    factor, shift = scale_independent(logits, gold)
    return fit_loaded(token_states(model, [ex.text for ex in examples]), examples), factor, shift


def _gold(sent: Encoded, example: Example) -> torch.Tensor:
    if example.biased and not example.loaded:  # judged, but nobody said by which word
        return torch.full((len(sent.states),), torch.nan)
    gold = np.zeros(len(sent.states), np.float32)
    for start, end in example.loaded or ():
        gold[(sent.starts < end) & (sent.ends > start)] = 1.0
    return torch.from_numpy(gold)
