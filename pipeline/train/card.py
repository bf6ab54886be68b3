"""Write the model card: what the model is made of, what it scored, what it cannot do."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..encoder import version_of

_TEXT = """\
# Parallax model

Version **{version}**. It reads one sentence at a time and says, for each mention of a target, whether the sentence
portrays it *against*, *neither* or *for*, whoever speaks; and for each sentence which of 15 policy frames it uses.

## Made of

- **Base**: {base} (Apache-2.0), layers {layers} of its twelve, fine-tuned for {epochs} epochs of which the best on the
  development sets was kept (the embeddings stay as they were), then stored as int8 with one scale a channel. All
  arithmetic is float32. Training takes about forty minutes on two processor cores.
- **Stance head**: mean of the target's tokens beside the mean of the sentence's, two layers. Trained on NewsMTSC
  (MIT), {stance_sentences} sentences.
- **Frame head**: mean of the sentence's tokens, two layers, 15 independent outputs. Trained with the encoder on CCF
  (CC BY 4.0; what it does not label is left out of the loss), then fitted again on the finished encoder with CCF and
  the project's own exemplar sentences (`data/exemplars/`, machine-written, Apache-2.0), {frame_texts} texts.
- Sentences that stand in a set that is only measured were dropped before training.
- Calibration: one factor a head on the logits, fitted on data kept out of training: stance {scales[stance]},
  frame {scales[frame]}.

## Scores

On data that the model was not trained on. Intervals are 95 % bootstrap intervals over documents. Floor: for stance the
majority label, for frames "every text uses it".

| benchmark | set | metric | n | score | interval | floor |
|---|---|---|---|---|---|---|
{scores}

The published record on NewsMTSC is macro-F1 .831 (rw) and .825 (mt) with a model twice this size (Hamborg and
Donnay, EACL 2021). Scores on exemplars are a smoke test: machine-written sentences are easier than news.

## What it cannot do

- English only.
- **Stance needs words in the sentence.** "Vale then left for the coast with the council's money" may read as *neither*:
  the blame lies in a fact, not in a word.
- **It does not know who is right, and it does not care who speaks**: in 'Berg called Vale a thief', Vale is portrayed
  *against*. The dashboard keeps quoted words apart by quotation marks only.
- **NewsMTSC is balanced by design**, real articles are not: most mentions in an article are *neither*, so that
  probabilities of *against* and *for* are too high on plain reporting.
- **Frames were learned from one issue (climate) and from machine-written sentences.** On another issue they are much
  weaker; see GVFC above, which the model never saw. Treat them as a way to find sentences, not as a measurement.
- Irony, headlines that are puns, and targets named only by a pronoun are often missed.

## Files

| file | sha256 |
|---|---|
{files}

The weights are made from corpora under MIT and CC BY 4.0 and the project's own text, and are under Apache-2.0. CCF asks
for attribution: Antoine Lemor, CCF, Canadian climate framing. NewsMTSC: Felix Hamborg and Karsten Donnay, EACL 2021.
"""


def write_card(folder: Path, scores: Sequence[dict[str, Any]]) -> None:
    """Write README.md and LICENSE beside the model's files, and the scores into `model.json`."""
    path = folder / "model.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["scores"] = list(scores)
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    text = _TEXT.format(
        version=version_of(folder),
        scores="\n".join(map(_row, scores)),
        files="\n".join(f"| `{name}` | `{digest}` |" for name, digest in card["sha256"].items()),
        **card["about"],
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
    licence = Path(__file__).parents[2] / "LICENSE"
    (folder / "LICENSE").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")


def _row(score: dict[str, Any]) -> str:
    low, high, floor = score.get("low"), score.get("high"), score.get("floor")
    interval = f"{low:.3f} to {high:.3f}" if low is not None and high is not None else "-"
    cells = [score["benchmark"], score["set"], score["metric"], score["n"], f"{score['score']:.3f}", interval]
    return "| " + " | ".join(map(str, [*cells, "-" if floor is None else f"{floor:.3f}"])) + " |"
