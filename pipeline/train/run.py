"""Make the model files: corpora, fine-tuning, frame head, calibration, export, scores, model card.

What each stage costs is logged. The best epoch's state is kept in the work folder, so that what comes
after the long training can be run again without it.
"""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize_scalar

from ..encoder import SHIPPED, load_model
from ..evaluate import evaluate
from .base import NAME, base_encoder
from .card import write_card
from .corpora import FrameExample, StanceExample, ccf, exemplars, newsmtsc, part_of, report_only, uncontaminated
from .export import export
from .fit import Plan, fit, fit_frames, frame_logits, load_base, stance_logits

log = logging.getLogger(__name__)
LAYERS = (0, 1, 2, 3, 4, 5)  # the lower half: what is lost by dropping the top is least (Sajjad et al. 2023)


def train(data: Path, *, out: Path | None = None, work: Path = Path("build/train"), epochs: int = 3) -> Path:
    """Train on the corpora in `data` and write the model into `out`; return that folder.

    First the encoder and both heads are trained together on NewsMTSC and CCF; then the frame head alone
    is fitted again on CCF and the exemplars.
    """
    folder = out or SHIPPED
    work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    plan = Plan(base=str(base_encoder(work)), layers=LAYERS, epochs=epochs)
    held = report_only(data)
    stances = uncontaminated(newsmtsc(data, "train"), held, name="NewsMTSC train")
    climate = uncontaminated(ccf(data), held, name="CCF")
    frames = climate + uncontaminated(exemplars(), held, name="exemplars")
    dev = newsmtsc(data, "rw_dev") + newsmtsc(data, "mt_dev")
    parts = {part: [ex for ex in frames if part_of(ex) == part] for part in ("train", "dev")}
    checkpoint = work / "best.pt"
    if checkpoint.is_file():
        log.info("%s is there: the encoder is not trained again", checkpoint)
        network, tokenizer = load_base(plan)
        network.load_state_dict(torch.load(checkpoint, weights_only=True))
    else:
        network, tokenizer = fit(plan, stances, [ex for ex in climate if part_of(ex) == "train"], dev, checkpoint)
    log.info("stage 1, encoder and heads: %.0f minutes", (time.monotonic() - began) / 60)
    began = time.monotonic()
    fit_frames(network, tokenizer, parts["train"], parts["dev"])
    log.info("stage 2, frame head: %.1f minutes", (time.monotonic() - began) / 60)

    stance_scale = _stance_scale(stance_logits(network, tokenizer, dev), dev)
    frame_scale = _frame_scale(frame_logits(network, tokenizer, parts["dev"]), parts["dev"])
    log.info("calibration: stance logits x %.3f, frame logits x %.3f", stance_scale, frame_scale)
    about: dict[str, Any] = {
        "base": NAME,
        "layers": list(LAYERS),
        "epochs": epochs,
        "stance_sentences": len(stances),
        "frame_texts": len(parts["train"]),
        "scales": {"stance": round(stance_scale, 3), "frame": round(frame_scale, 3)},
    }
    export(
        network,
        tokenizer,
        folder,
        name="parallax",
        calibration={
            "stance": (np.full(3, stance_scale), np.zeros(3)),
            "frame": (np.full(15, frame_scale), np.zeros(15)),
        },
        about=about,
    )
    write_card(folder, evaluate(("stance", "frame", "speed"), folder=data, model=load_model(folder)))
    return folder


def _stance_scale(logits: np.ndarray, examples: Sequence[StanceExample]) -> float:
    """Return the factor on the logits that gives the dev labels the highest likelihood."""
    gold = np.array([label for ex in examples for label in ex.labels])

    def loss(log_scale: float) -> float:
        scaled = logits * np.exp(log_scale)
        top = scaled.max(axis=1)
        total = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((total - scaled[np.arange(len(gold)), gold]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def _frame_scale(logits: np.ndarray, examples: Sequence[FrameExample]) -> float:
    """Return one factor for all frames' logits: few positives a frame do not bear a factor of their own."""
    gold = np.array([ex.labels for ex in examples])
    known = ~np.isnan(gold)

    def loss(log_scale: float) -> float:
        scaled = logits[known] * np.exp(log_scale)
        return float((np.logaddexp(0, scaled) - gold[known] * scaled).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))
