"""Heads fitted on the finished encoder: quick, so that corpora can be added and folds be measured.

They read the very numbers that scoring reads: the token states of the exported encoder.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from .loss import known_loss
from .network import new_head

Array = NDArray[np.float32]


def fit_head(features: Array, gold: Array, *, hidden: int = 256, epochs: int = 15, seed: int = 1) -> nn.Sequential:
    """Return a head of independent outputs fitted on (n, width) features and (n, labels) of 1, 0 or NaN."""
    torch.manual_seed(seed)
    inputs, wanted = torch.from_numpy(features), torch.from_numpy(gold)
    head = new_head(features.shape[1], hidden, gold.shape[1])
    return descended(
        head, lambda rows: known_loss(head(inputs[rows]), wanted[rows]), len(inputs),
        epochs=epochs, batch=128, rate=1e-3, decay=0.05,
    )  # fmt: skip


def descended(
    head: nn.Sequential,
    loss_of: Callable[[torch.Tensor], torch.Tensor],
    count: int,
    *,
    epochs: int,
    batch: int,
    rate: float,
    decay: float,
) -> nn.Sequential:
    """Return `head` after so many passes over `count` rows; `loss_of` gives the loss of a batch of row numbers."""
    optimizer = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * -(-count // batch))
    head.train()
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(count), batch):
            loss = loss_of(rows)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call] # torch gives it no types
            optimizer.step()
            schedule.step()
    return head.eval()


@torch.inference_mode()
def logits_of(head: nn.Sequential, features: Array) -> Array:
    """Return (n, labels)."""
    found: Array = head(torch.from_numpy(features)).numpy()
    return found


def cross_fitted(
    features: Array,
    gold: Array,
    groups: Sequence[Hashable],
    *,
    measured: Sequence[bool] | None = None,
    fit: Callable[[Array, Array], nn.Sequential] = fit_head,
) -> Array:
    """Return (n, labels): each row's logits from a head that saw no row of its group.

    Only groups with a `measured` row get a fit of their own; other rows are NaN.
    """
    names = np.array([str(group) for group in groups])
    wanted = np.ones(len(names), bool) if measured is None else np.asarray(measured, bool)
    found = np.full(gold.shape, np.nan, np.float32)
    for name in np.unique(names[wanted]):
        inside = names == name
        found[inside] = logits_of(fit(features[~inside], gold[~inside]), features[inside])
    return found
