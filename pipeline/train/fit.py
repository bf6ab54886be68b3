"""Train the encoder with both exits over all corpora at once, and go on where an interrupted run stopped."""

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import f1_score
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast

from .corpora import Example
from .loss import label_loss, teacher_loss, twin_loss
from .network import Logits, Network, collate, keep_layers, pooled

log = logging.getLogger(__name__)
_EVERY = 150  # steps between two checkpoints


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run needs to know; the model card prints it."""

    base: str
    depth: int = 6  # layers of the student
    layers: int = 12  # layers of the teacher; as many as `depth`: no teacher
    batch: int = 48
    passes: float = 0.8  # over the examples, of which the small corpora's stand there twice
    encoder_rate: float = 4e-5
    head_rate: float = 5e-4
    teacher_weight: float = 1.0
    twin_weight: float = 0.0  # of the distance between sentences that differ in a name only
    seed: int = 1


def load_base(plan: Plan) -> tuple[Network, PreTrainedTokenizerFast]:
    """Load the base encoder in float32 from a local folder, with new heads."""
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
    keep_layers(encoder, plan.layers)
    assert isinstance(tokenizer, PreTrainedTokenizerFast)
    return Network(encoder, depth=plan.depth), tokenizer


def with_vectors(plan: Plan, examples: Sequence[Example], work: Path) -> list[Example]:
    """Give each example the base encoder's sentence vector (mean of its last states, unit length).

    They are kept in `work`, under a digest of the texts.
    """
    digest = hashlib.sha256("\0".join(ex.text for ex in examples).encode()).hexdigest()[:12]
    cache = work / f"vectors-{digest}.npy"
    if not cache.is_file():
        network, tokenizer = load_base(plan)
        means = sentence_means(network, tokenizer, examples, exit_=1)
        np.save(cache, (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float16))
    vectors = np.load(cache).astype(np.float32)
    return [replace(ex, vector=tuple(vector)) for ex, vector in zip(examples, vectors, strict=True)]


def fit(
    plan: Plan,
    batches: Sequence[Sequence[Example]],
    checkpoint: Path,
    *,
    start: tuple[Network, PreTrainedTokenizerFast] | None = None,
    look: Callable[[Network, PreTrainedTokenizerFast], str] | None = None,
    every: int = _EVERY,
) -> tuple[Network, PreTrainedTokenizerFast]:
    """Take one step a batch and return the network; `look` is asked for a line of news at each quarter.

    It begins at the base encoder with new heads, or at `start`, which is changed in place. The state is kept in
    `checkpoint` every so many steps; with it there, training goes on from it.

    Runs on an accelerator where there is one, else on the processor under bfloat16 autocast.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network, tokenizer = start or load_base(plan)
    network.to(device)
    network.encoder.embeddings.requires_grad_(False)  # a third of the parameters, little to learn, much to update
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in network.encoder.parameters() if p.requires_grad], "lr": plan.encoder_rate},
            {"params": _head_parameters(network), "lr": plan.head_rate},
        ],
        weight_decay=0.01,
    )
    steps = len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_then_down(steps))
    first, spent = _resume(checkpoint, network, optimizer, schedule)
    began = time.monotonic() - spent
    network.train()
    for step in range(first, steps):
        batch = collate(tokenizer, batches[step]).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            low, high = network.states(batch)
            said = network.student(low, batch)
            taught = network.teacher(high, batch) if network.teacher else None
        loss = label_loss(said, batch, vectors=True)
        if taught is not None:
            loss = loss + label_loss(taught, batch, vectors=False)
            trust = min(1.0, 3 * step / steps)  # a teacher that has learned nothing yet teaches nothing
            loss = loss + trust * plan.teacher_weight * teacher_loss(said, taught.detached(), batch)
        if plan.twin_weight:
            loss = loss + plan.twin_weight * twin_loss(said, batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        done = step + 1
        if done % 25 == 0:
            log.info("step %d of %d, loss %.3f, %.0f s", done, steps, loss.item(), time.monotonic() - began)
        if look and done in {steps // 4, steps // 2, 3 * steps // 4}:
            log.info("%s", look(network, tokenizer))
            network.train()
        if done % every == 0 or done == steps:
            _save(checkpoint, network, optimizer, schedule, done, time.monotonic() - began)
    return network.eval(), tokenizer


@torch.inference_mode()
def outputs(
    network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example], *, teacher: bool = False
) -> list[Logits]:
    """Return each batch of 64 examples' logits, in order."""
    network.eval()
    device = next(network.parameters()).device
    found = []
    for start in range(0, len(examples), 64):
        batch = collate(tokenizer, examples[start : start + 64]).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            states = network.states(batch)[1 if teacher else 0]
            heads = network.teacher if teacher else network.student
            assert heads is not None
            found.append(heads(states, batch))
    return found


def stance_f1(
    network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example], *, teacher: bool = False
) -> float:
    """Return macro-F1 over all targets."""
    gold = [label for ex in examples for _, label in ex.stances]
    said = torch.cat([part.stance for part in outputs(network, tokenizer, examples, teacher=teacher)]).argmax(1)
    return float(f1_score(gold, said.cpu().numpy(), average="macro"))


@torch.inference_mode()
def sentence_means(
    network: Network, tokenizer: PreTrainedTokenizerFast, examples: Sequence[Example], *, exit_: int = 0
) -> np.ndarray:
    """Return (examples, width): each text's mean state at the student's exit (0) or the last layer (1)."""
    network.eval()
    device = next(network.parameters()).device
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].text))
    means = np.zeros((len(examples), network.encoder.config.hidden_size), np.float32)
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        batch = collate(tokenizer, [examples[i] for i in rows]).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16):
            states = network.states(batch)[exit_]
        means[rows] = pooled(states, batch.attention_mask).cpu().numpy()
    return means


def warm_then_down(steps: int) -> Callable[[int], float]:
    """Return the learning rate's factor at each step: up over a sixteenth of them, then down to nothing."""
    warm = max(1, steps // 16)
    return lambda step: min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))


def _head_parameters(network: Network) -> list[torch.nn.Parameter]:
    return [p for name, p in network.named_parameters() if not name.startswith("encoder.")]


def _save(path: Path, network: Network, optimizer: Any, schedule: Any, step: int, spent: float) -> None:
    state = {
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "step": step,
        "spent": spent,
    }
    half = path.with_suffix(".half")
    torch.save(state, half)
    half.replace(path)


def _resume(path: Path, network: Network, optimizer: Any, schedule: Any) -> tuple[int, float]:
    """Take up the state that an interrupted run left; return the steps done and the seconds they took."""
    if not path.is_file():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    log.info("%s: going on after step %d", path, state["step"])
    return int(state["step"]), float(state["spent"])
