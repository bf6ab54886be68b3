"""Make the model files: encoder with teacher and student, heads, calibration, weights, scores, model card.

Each stage resumes: the long one from its last checkpoint in the work folder, the others are quick enough to
run again. What each cost is logged and stands in the card.
"""

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..compare.weights import WEIGHTS
from ..encoder import SHIPPED, Model, load_model
from ..evaluate import evaluate, evaluate_model
from ..evaluate.article import gold, told_stances
from ..evaluate.frame import scores_out
from .base import NAME, base_encoder
from .calibrate import calibrated
from .card import write_card
from .corpora import Example, newsmtsc, normal, report_only
from .export import HEADS, Calibration, export_encoder, export_heads, replace_head
from .fit import Plan, fit, stance_f1, with_vectors
from .frames import fit_frames, framed
from .loaded import fitted
from .mix import batches, encoder_examples, student_examples
from .network import Heads, Network
from .shipped import load_shipped
from .speech import fitted_speech
from .stages import Stages
from .weights import EVEN, cross_validated, fit_factors, write_weights

log = logging.getLogger(__name__)
FREE = ("stance", "relation", "frame", "role")  # heads that the freely licensed corpora can train
_WITH_VECTORS = 5_000


def train(
    data: Path,
    *,
    out: Path | None = None,
    work: Path = Path("build/train"),
    permissive: bool = False,
    seed: int = 1,
    start: Path | None = None,
) -> Path:
    """Train on the corpora in `data` and write the model into `out`; return that folder.

    First teacher and student together (the tower), then the student alone, which costs half as much a step.
    `start` names a folder with a model of ours: its student goes on alone, and there is no tower.

    `permissive` trains on the freely licensed corpora alone: no loaded words, no attributions, no article
    prior; its files go beside the shipped ones unless `out` is given.
    """
    folder = out or (SHIPPED.with_name("parallax-permissive") if permissive else SHIPPED)
    work = work / "permissive" if permissive else work
    work.mkdir(parents=True, exist_ok=True)
    stage = Stages(work / "stages.json")
    with stage("base"):
        plan = Plan(base=str(base_encoder(work)), seed=seed)
    dev = newsmtsc(data, "rw_dev") + newsmtsc(data, "mt_dev")
    names = FREE if permissive else HEADS
    start = start or _tower(plan, data, work, stage, dev=dev, permissive=permissive)
    before = load_model(start)
    frames_out: list[dict[str, Any]] = []
    if not permissive:  # which has seen CCF from the first
        with stage("frames out of domain"):
            frames_out = scores_out(before, data)
    alone = replace(plan, layers=plan.depth, encoder_rate=2e-5, head_rate=2e-4, twin_weight=2.0)
    with stage("corpora for the student"):
        examples = _with_some_vectors(plan, student_examples(data, permissive=permissive, seed=seed + 1), work)
        mixed = batches(examples, plan.batch, seed=seed + 1, twins=True)
        mixed = mixed[: round(alone.passes * len(mixed))]
    with stage("student alone"):
        first = load_shipped(start, alone)
        network, tokenizer = fit(alone, mixed, work / "student.pt", start=first, look=lambda n, t: _news(n, t, dev))
    with stage("export"):
        about = {
            **_about(alone, mixed, _news(network, tokenizer, dev), permissive=permissive),
            "before": {"version": before.version, **before.card["about"]},
            "frames_out": frames_out,
        }
        export_encoder(network, tokenizer, folder)
        _write(network.student, folder, names, tokenizer.pad_token_id, {}, about)
    with stage("heads and calibration"):
        heads, calibration = _finished(network.student, load_model(folder), data, permissive=permissive)
        _write(heads, folder, names, tokenizer.pad_token_id, calibration, about)
    if not permissive:
        with stage("weights"):
            _weigh(load_model(folder), data)
    with stage("evaluation"):
        scores = evaluate_model(load_model(folder), data)
    write_card(folder, scores, minutes=stage.minutes)
    return folder


def refit_attribution(data: Path, *, folder: Path | None = None) -> Path:
    """Fit the attribution head of a finished model again, and measure it; encoder and other heads stay as they are."""
    folder = folder or SHIPPED
    tagger, factor, shift = fitted_speech(load_model(folder), data)
    replace_head(folder, "attribution", tagger, factor, shift)
    card = load_model(folder).card
    scores = evaluate(("attribution", "voice"), folder=data, model=load_model(folder))
    kept = [row for row in card["scores"] if row["benchmark"] not in {row["benchmark"] for row in scores}]
    write_card(folder, [*kept, *scores], minutes=card["minutes"])
    return folder


def _tower(plan: Plan, data: Path, work: Path, stage: Stages, *, dev: list[Example], permissive: bool) -> Path:
    """Train teacher and student together, and write the student as a model of its own; return its folder."""
    folder = work / "tower"
    with stage("corpora and vectors"):
        examples = _with_some_vectors(plan, encoder_examples(data, permissive=permissive, seed=plan.seed), work)
        mixed = batches(examples, plan.batch, seed=plan.seed)
        mixed = mixed[: round(plan.passes * len(mixed))]
    with stage("encoder, teacher and student"):
        network, tokenizer = fit(plan, mixed, work / "tower.pt", look=lambda n, t: _news(n, t, dev))
        about = _about(plan, mixed, _news(network, tokenizer, dev), permissive=permissive)
        export_encoder(network, tokenizer, folder)
        _write(network.student, folder, FREE if permissive else HEADS, tokenizer.pad_token_id, {}, about)
    return folder


def _about(plan: Plan, mixed: list[list[Example]], news: str, *, permissive: bool) -> dict[str, Any]:
    """Return what the model's description says of one pass of training."""
    log.info("%s", news)
    read = [ex.corpus for part in mixed for ex in part]
    return {
        "base": NAME,
        "depth": plan.depth,
        "layers": plan.layers,
        "steps": len(mixed),
        "dev": news,
        "sentences": dict(Counter(name.removesuffix(", swapped") for name in read)),
        "swapped": sum(name.endswith(", swapped") for name in read),
        "permissive": permissive,
    }


def _with_some_vectors(plan: Plan, examples: list[Example], work: Path) -> list[Example]:
    """Give the unlabelled sentences, or where there are none the first others, the base encoder's vectors."""
    chosen = [ex for ex in examples if ex.corpus == "unlabelled"]
    rest = [ex for ex in examples if ex.corpus != "unlabelled"]
    if not chosen:
        chosen, rest = examples[:_WITH_VECTORS], examples[_WITH_VECTORS:]
    return rest + with_vectors(plan, chosen, work)


def _news(network: Network, tokenizer: Any, dev: list[Example]) -> str:
    student = f"dev macro-F1 of stance: student {stance_f1(network, tokenizer, dev):.4f}"
    if network.teacher is None:
        return student
    return f"{student}, teacher {stance_f1(network, tokenizer, dev, teacher=True):.4f}"


def _finished(heads: Heads, model: Model, data: Path, *, permissive: bool) -> tuple[Heads, Calibration]:
    """Fit the frame, loaded and attribution heads again on the finished encoder, and calibrate every head."""
    calibration = calibrated(model, data, permissive=permissive)
    heads.frame, factor, shift = fit_frames(framed(model, data, permissive=permissive))
    calibration["frame"] = (factor, shift)
    if not permissive:
        heads.loaded, factor, shift = fitted(model, data)
        calibration["loaded"] = (factor, shift)
        heads.attribution, factor, shift = fitted_speech(model, data)
        calibration["attribution"] = (factor, shift)
    return heads, calibration


def _weigh(model: Model, data: Path) -> None:
    """Fit the weights from mentions to articles, and write them with their gain; even ones where that may be chance."""
    held = report_only(data)
    mentions = told_stances(model, data, "train")
    mentions, truth = mentions[~mentions["line"].map(normal).isin(held)], gold(data, "train")
    gain = cross_validated(mentions, truth)
    write_weights(WEIGHTS, fit_factors(mentions, truth) if gain.holds else EVEN, gain)


def _write(
    heads: Heads,
    folder: Path,
    names: tuple[str, ...],
    padding_id: int,
    calibration: Calibration,
    about: dict[str, Any],
) -> None:
    export_heads(
        heads.cpu().eval(),
        folder,
        names=names,
        name="parallax",
        padding_id=padding_id,
        calibration=calibration,
        about=about,
    )
