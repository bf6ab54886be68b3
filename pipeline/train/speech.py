"""The attribution head: a tagger fitted on the finished encoder, over all of PolNeAR's training part.

In the long training a plain head stands in its place, which shapes the encoder; a tagger on the same states
finds more (`docs/voices.md` has the figures).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from ..encoded import Encoded
from ..encoder import Model
from .calibrate import scale_independent
from .corpora import Example, fold, polnear, report_only, uncontaminated
from .features import token_states
from .heads import Array
from .tagger import LAYERS, UNITS, TokenTagger

_EPOCHS, _BATCH, _RATE = 5, 32, 2e-3
_POOL = 20 * _BATCH  # sentences that are sorted by length together
_HELD = 30  # one sentence of so many is kept for the calibration


def speech_examples(data: Path) -> list[Example]:
    """Read PolNeAR's training part without report-only sentences."""
    return uncontaminated(polnear(data), report_only(data), name="PolNeAR")


def fit_speech(
    sents: Sequence[Encoded],
    examples: Sequence[Example],
    *,
    epochs: int = _EPOCHS,
    units: int = UNITS,
    layers: int = LAYERS,
    seed: int = 1,
) -> TokenTagger:
    """Return a tagger that was shown each sentence so many times, in batches of like length."""
    torch.manual_seed(seed)
    tagger = TokenTagger(sents[0].states.shape[1], units=units, layers=layers)
    golds = [_gold(sent, ex) for sent, ex in zip(sents, examples, strict=True)]
    optimizer = torch.optim.AdamW(tagger.parameters(), lr=_RATE, weight_decay=0.01)
    steps = epochs * -(-len(sents) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps + 1)
    tagger.train()
    for _ in range(epochs):
        for rows in _batches(np.array([len(sent.states) for sent in sents]), seed=int(torch.randint(2**31, ()))):
            states = pad_sequence([torch.from_numpy(sents[i].states) for i in rows], batch_first=True)
            gold = pad_sequence([golds[i] for i in rows], batch_first=True)
            mask = torch.arange(states.shape[1]) < torch.tensor([len(sents[i].states) for i in rows])[:, None]
            logits = tagger(states, mask)
            loss = nn.functional.binary_cross_entropy_with_logits(logits[mask], gold[mask])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return tagger.eval()


@torch.inference_mode()
def token_logits(tagger: TokenTagger, sents: Sequence[Encoded]) -> Array:
    """Return (tokens, labels), sentence after sentence."""
    found = [tagger(torch.from_numpy(s.states)[None], torch.ones(1, len(s.states)))[0].numpy() for s in sents]
    logits: Array = np.concatenate(found)
    return logits


def fitted_speech(model: Model, data: Path) -> tuple[TokenTagger, Array, Array]:
    """Return the tagger and its calibration (factor, shift), from sentences that it was not shown."""
    examples = [ex for ex in speech_examples(data) if ex.text.strip()]
    sents = token_states(model, [ex.text for ex in examples])
    held = [fold(ex.text, _HELD) == 0 for ex in examples]
    shown = [i for i, out in enumerate(held) if not out and len(sents[i].states)]
    tagger = fit_speech([sents[i] for i in shown], [examples[i] for i in shown])
    kept = [i for i, out in enumerate(held) if out and len(sents[i].states)]
    gold = np.concatenate([_gold(sents[i], examples[i]).numpy() for i in kept])
    factor, shift = scale_independent(token_logits(tagger, [sents[i] for i in kept]), gold)
    return tagger, factor, shift


def _batches(lengths: np.ndarray, *, seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(lengths))
    pools = [order[at : at + _POOL] for at in range(0, len(order), _POOL)]
    ordered = [pool[np.argsort(lengths[pool], kind="stable")] for pool in pools]
    found = [pool[at : at + _BATCH].tolist() for pool in ordered for at in range(0, len(pool), _BATCH)]
    rng.shuffle(found)
    return found


def _gold(sent: Encoded, example: Example) -> torch.Tensor:
    """Return (tokens, 3): whether each token touches content, source, cue."""
    assert example.attributed is not None
    gold = np.zeros((len(sent.states), len(example.attributed)), np.float32)
    for column, spans in enumerate(example.attributed):
        for start, end in spans:
            gold[(sent.starts < end) & (sent.ends > start), column] = 1.0
    return torch.from_numpy(gold)
