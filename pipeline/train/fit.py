"""Fine-tune the network on stance and frame examples together, and choose the epoch by the dev sets."""

import copy
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast

from .corpora import Example, FrameExample, StanceExample
from .network import Network, collate, pooled

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run needs to know; the model card prints it."""

    base: str
    layers: tuple[int, ...] | None = None  # keep these layers of the base; None keeps all
    epochs: int = 3
    batch: int = 32
    frame_batch: int = 8
    encoder_rate: float = 3e-5
    head_rate: float = 5e-4
    frame_weight: float = 2.0
    seed: int = 1


def load_base(plan: Plan) -> tuple[Network, PreTrainedTokenizerFast]:
    """Load the base encoder in float32 from a local folder, with the layers that the plan keeps."""
    torch.manual_seed(plan.seed)
    tokenizer = AutoTokenizer.from_pretrained(plan.base, local_files_only=True)
    encoder = AutoModel.from_pretrained(
        plan.base,
        local_files_only=True,
        dtype=torch.float32,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,  # dropout doubles the time of a forward pass on a processor
        attention_probs_dropout_prob=0.0,
    )
    if plan.layers is not None:
        encoder.encoder.layer = torch.nn.ModuleList(encoder.encoder.layer[i] for i in plan.layers)
        encoder.config.num_hidden_layers = len(plan.layers)
    assert isinstance(tokenizer, PreTrainedTokenizerFast)
    return Network(encoder), tokenizer


def fit(
    plan: Plan,
    stances: Sequence[StanceExample],
    frames: Sequence[FrameExample],
    dev: Sequence[StanceExample],
    checkpoint: Path,
) -> tuple[Network, PreTrainedTokenizerFast]:
    """Train, keep the epoch with the best dev macro-F1 in `checkpoint`, and return it.

    Each step takes one batch of stance sentences and one of frame texts. Runs on an accelerator where
    there is one, else on the processor under bfloat16 autocast.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network, tokenizer = load_base(plan)
    network.to(device)
    rng = random.Random(plan.seed)
    network.encoder.embeddings.requires_grad_(False)  # a third of the parameters, little to learn, much to update
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder, "lr": plan.encoder_rate},
            {"params": heads, "lr": plan.head_rate},
        ],
        weight_decay=0.01,
    )
    steps = plan.epochs * -(-len(stances) // plan.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _warm_then_down(steps))
    best = -1.0
    for epoch in range(plan.epochs):
        began = time.monotonic()
        network.train()
        frame_batches = _endless(frames, plan.frame_batch, rng)
        for batch in _batches(stances, plan.batch, rng):
            with torch.autocast(device.type, dtype=torch.bfloat16):
                loss = _stance_loss(network, tokenizer, batch, device)
                loss = loss + plan.frame_weight * _frame_loss(network, tokenizer, next(frame_batches), device)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        score = stance_f1(network, tokenizer, dev)
        log.info("epoch %d: dev macro-F1 %.4f, %.0f s", epoch + 1, score, time.monotonic() - began)
        if score > best:
            best = score
            torch.save(network.state_dict(), checkpoint)
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    return network.eval(), tokenizer


def fit_frames(
    network: Network,
    tokenizer: PreTrainedTokenizerFast,
    frames: Sequence[FrameExample],
    dev: Sequence[FrameExample],
    *,
    epochs: int = 60,
    seed: int = 1,
) -> None:
    """Fit the frame head again, on the encoder as it now is; keep the epoch with the least dev loss.

    The encoder is not changed, so that exemplars can be added without another long training.
    """
    torch.manual_seed(seed)
    features, gold = _sentence_means(network, tokenizer, frames), torch.tensor([ex.labels for ex in frames])
    dev_features, dev_gold = _sentence_means(network, tokenizer, dev), torch.tensor([ex.labels for ex in dev])
    head = copy.deepcopy(network.frame)
    for layer in head:
        if isinstance(layer, torch.nn.Linear):
            layer.reset_parameters()
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=0.05)
    best, least = head.state_dict(), float("inf")
    for epoch in range(epochs):
        head.train()
        for rows in torch.chunk(torch.randperm(len(features)), -(-len(features) // 64)):
            loss = _known_loss(head(features[rows]), gold[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
            optimizer.step()
        head.eval()
        with torch.inference_mode():
            loss = _known_loss(head(dev_features), dev_gold)
        if loss < least:
            best, least = copy.deepcopy(head.state_dict()), float(loss)
            log.info("frame head, epoch %d: dev loss %.4f", epoch + 1, least)
    network.frame.load_state_dict(best)


@torch.inference_mode()
def _sentence_means(
    network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[FrameExample]
) -> torch.Tensor:
    network.eval()
    device = next(network.parameters()).device
    parts = []
    for start in range(0, len(examples), 64):
        texts = [ex.text for ex in examples[start : start + 64]]
        batch = collate(tokenizer, texts, [() for _ in texts], device=device)
        parts.append(pooled(network.states(batch), batch.attention_mask).cpu())
    return torch.cat(parts).clone()


@torch.inference_mode()
def stance_logits(
    network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[StanceExample]
) -> np.ndarray:
    """Return (targets, 3) in the order of the examples and their targets."""
    network.eval()
    device = next(network.parameters()).device
    parts = []
    for start in range(0, len(examples), 64):
        part = examples[start : start + 64]
        batch = collate(tokenizer, [ex.text for ex in part], [ex.targets for ex in part], device=device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            parts.append(network.stance_logits(network.states(batch), batch).float().cpu().numpy())
    return np.concatenate(parts)


@torch.inference_mode()
def frame_logits(network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[FrameExample]) -> np.ndarray:
    """Return (texts, 15)."""
    logits: np.ndarray = network.frame.cpu().eval()(_sentence_means(network, tokenizer, examples)).numpy()
    return logits


def stance_f1(network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[StanceExample]) -> float:
    """Return macro-F1 over all targets."""
    gold = [label for ex in examples for label in ex.labels]
    return float(f1_score(gold, stance_logits(network, tokenizer, examples).argmax(1), average="macro"))


def _stance_loss(
    network: Network, tokenizer: PreTrainedTokenizerFast, part: Sequence[StanceExample], device: torch.device
) -> torch.Tensor:
    batch = collate(tokenizer, [ex.text for ex in part], [ex.targets for ex in part], device=device)
    gold = torch.tensor([label for ex in part for label in ex.labels], device=device)
    return functional.cross_entropy(network.stance_logits(network.states(batch), batch).float(), gold)


def _frame_loss(
    network: Network, tokenizer: PreTrainedTokenizerFast, part: Sequence[FrameExample], device: torch.device
) -> torch.Tensor:
    batch = collate(tokenizer, [ex.text for ex in part], [() for _ in part], device=device)
    gold = torch.tensor([ex.labels for ex in part], device=device)
    return _known_loss(network.frame_logits(network.states(batch), batch).float(), gold)


def _known_loss(logits: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Return the mean loss over the labels that are known; NaN says that a corpus does not give one."""
    known = ~gold.isnan()
    return functional.binary_cross_entropy_with_logits(logits[known], gold[known])


def _batches(examples: Sequence[Example], size: int, rng: random.Random) -> list[list[Example]]:
    """Shuffle, then put sentences of like length together: less padding, twice the speed."""
    order = rng.sample(range(len(examples)), len(examples))
    batches = []
    for start in range(0, len(order), 16 * size):
        pool = sorted(order[start : start + 16 * size], key=lambda i: len(examples[i].text))
        batches += [[examples[i] for i in pool[at : at + size]] for at in range(0, len(pool), size)]
    rng.shuffle(batches)
    return batches


def _endless(examples: Sequence[Example], size: int, rng: random.Random) -> Iterator[list[Example]]:
    while True:
        yield from _batches(examples, size, rng)


def _warm_then_down(steps: int) -> Callable[[int], float]:
    warm = max(1, steps // 16)
    return lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))
