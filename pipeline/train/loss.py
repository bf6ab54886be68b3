"""The losses: each head's own on the labels that are known, and the student's distance to its teacher."""

import torch
from torch.nn import functional

from .network import UNKNOWN, Batch, Logits

WEIGHTS = {
    "stance": 1.0,
    "relation": 1.0,
    "frame": 2.0,
    "role": 0.7,
    "loaded": 1.0,
    "biased": 0.5,
    "attribution": 1.5,
    "vector": 2.0,
}
RARE = 3.0  # how much more a loaded word counts than a plain one


def label_loss(said: Logits, batch: Batch, *, vectors: bool) -> torch.Tensor:
    """Return the weighted sum of the heads' losses on what the batch's corpora label."""
    total = said.frame.sum() * 0
    for name, gold, logits in (
        ("stance", batch.stance_gold, said.stance),
        ("relation", batch.relation_gold, said.relation),
    ):
        if (gold != UNKNOWN).any():
            total = total + WEIGHTS[name] * functional.cross_entropy(logits, gold, ignore_index=UNKNOWN)
    total = total + WEIGHTS["frame"] * known_loss(said.frame, batch.frame_gold)
    if len(batch.role_gold):
        by_label = functional.binary_cross_entropy_with_logits(said.role, batch.role_gold, reduction="none")
        total = total + WEIGHTS["role"] * (by_label.mean(1) * batch.role_weights).sum() / len(batch.role_gold)
    total = total + WEIGHTS["loaded"] * known_loss(said.loaded, batch.loaded_gold, rare=RARE)
    total = total + WEIGHTS["biased"] * known_loss(strongest(said.loaded, batch.words), batch.biased_gold)
    total = total + WEIGHTS["attribution"] * known_loss(said.attribution, batch.attribution_gold)
    if vectors and len(batch.vector_rows):
        nearness = functional.cosine_similarity(said.vector[batch.vector_rows], batch.vector_gold)
        total = total + WEIGHTS["vector"] * (1 - nearness).mean()
    return total


def teacher_loss(said: Logits, taught: Logits, batch: Batch) -> torch.Tensor:
    """Return how far the student's probabilities are from the teacher's, over everything that was asked."""
    total = said.frame.sum() * 0
    for name in ("stance", "relation"):
        logits, wanted = getattr(said, name), getattr(taught, name)
        if len(logits):
            divergence = functional.kl_div(
                logits.log_softmax(-1), wanted.log_softmax(-1), log_target=True, reduction="batchmean"
            )
            total = total + WEIGHTS[name] * divergence
    total = total + WEIGHTS["frame"] * _soft(said.frame, taught.frame)
    if len(said.role):
        total = total + WEIGHTS["role"] * _soft(said.role, taught.role)
    total = total + WEIGHTS["loaded"] * _soft(said.loaded[batch.words], taught.loaded[batch.words])
    return total + WEIGHTS["attribution"] * _soft(said.attribution[batch.words], taught.attribution[batch.words])


def twin_loss(said: Logits, batch: Batch) -> torch.Tensor:
    """Return how far the probabilities of twins are apart: sentences that differ in a name only.

    Half the sum of the divergences both ways (Jeffreys 1946), so that neither twin is the yardstick.
    """
    total = said.frame.sum() * 0
    for name, pairs in (("stance", batch.stance_twins), ("relation", batch.relation_twins)):
        if len(pairs):
            one, other = (getattr(said, name)[pairs[:, side]].log_softmax(-1) for side in (0, 1))
            total = total + WEIGHTS[name] * ((one.exp() - other.exp()) * (one - other)).sum(1).mean() / 2
    for name, pairs in (("role", batch.role_twins), ("frame", batch.frame_twins)):
        if len(pairs):
            one, other = (getattr(said, name)[pairs[:, side]] for side in (0, 1))
            total = total + WEIGHTS[name] * ((one.sigmoid() - other.sigmoid()) * (one - other)).mean() / 2
    return total


def strongest(loaded: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
    """Return each sentence's largest logit over its words: what makes the sentence a loaded one."""
    return loaded.masked_fill(~words, -30.0).amax(1)


def known_loss(logits: torch.Tensor, gold: torch.Tensor, *, rare: float = 1.0) -> torch.Tensor:
    """Return the mean loss over the labels that are known; NaN says that a corpus does not give one."""
    known = ~gold.isnan()
    if not known.any():
        return logits.sum() * 0
    return functional.binary_cross_entropy_with_logits(
        logits[known], gold[known], pos_weight=torch.tensor(rare, device=logits.device)
    )


def _soft(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Return the mean divergence of independent probabilities; zero where they are the same."""
    chance = wanted.sigmoid()
    cross = functional.binary_cross_entropy_with_logits(logits, chance)
    return cross - functional.binary_cross_entropy_with_logits(wanted, chance)
