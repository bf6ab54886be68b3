"""Write the model card: what the model is made of, what it scored, what it cannot do."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..encoder import version_of

_TEXT = """\
# Parallax model

Version **{version}**. It reads one sentence at a time, once, and says

- *stance*: for each mention of a target, whether the sentence portrays it against, neither or for, whoever speaks;
- *relation*: whether a holder, or the author, is against, neither or for a target;
- *frame*: which of 15 policy frames the sentence uses, each with a probability of its own;
- *role*: whether it shows a named one as protagonist, antagonist or innocent (harmed);
{wordly}- *vectors*: for similarity, close to the base encoder's.

## Made of

- **Base**: {base} (Apache-2.0).
- **Teacher and student**: a teacher on all {before[layers]} layers and a student on the first {depth} are trained in
  the same pass, over all corpora at once, {before[steps]} steps of 48 sentences; the student learns from the labels and
  from the teacher. The embeddings stay as they were. {before_swapped} of the sentences had a name swapped for another
  of its kind (`data/names/names.toml`). The student after that was version {before[version]}.
- **The student alone** then goes on for {steps} steps of 48 sentences, {swapped} of them with a twin beside them: the
  same sentence with another name. The distance between twins is part of the loss (a Jeffreys divergence). CCF and GVFC
  come in here, but for a fifth of each.
- **Sentences read in training** (drawn with repetition), with the teacher:
  {before_sentences}; alone:
  {sentences}.
- The frame{loaded_too} fitted again on the finished encoder, over every corpus that labels it, also those that
  the encoder did not see.{tagger}
- A sentence that stands in a set that is only measured was dropped before training; so were the fifths of
  `directed`, CCF, GVFC and the exemplars, the half of BABE's outlets and the bias group of the narrative corpus on
  which the table below is measured.
- **Calibration**: a factor and a shift on the logits, fitted on labels kept out: stance on NewsMTSC dev, and again on
  the mentions in whole articles (SEESAW train), where most take no side; scoring articles uses the second.
- Stored as int8 with one scale a channel (heads: float16); all arithmetic is float32.
- **Time to train**, on two processor cores, in minutes: {minutes}.
- Before export, {dev}.

## Scores

On data that the model was not trained on. Intervals are 95 % bootstrap intervals over documents. The floor is the
majority label, or for frames "every text uses it", unless the set's name says otherwise.

| benchmark | set | metric | n | score | interval | floor |
|---|---|---|---|---|---|---|
{scores}

The published record on NewsMTSC is macro-F1 .831 (rw) and .825 (mt) with a model twice this size (Hamborg and
Donnay, EACL 2021). Scores on exemplars are a smoke test: machine-written sentences are easier than news.

## What it cannot do

- English only.
- **Stance needs words in the sentence.** "Vale then left for the coast with the council's money" may read as *neither*:
  the blame lies in a fact, not in a word.
- **It does not know who is right, and stance does not care who speaks**: in 'Berg called Vale a thief', Vale is
  portrayed *against*. *Relation* says who is against whom; *attribution* whose words they are.
- **A name is not nothing**: see the rows of "symmetry". Swapping one name for another moves the scores; where the worst
  shift is as large as a difference between outlets, that difference is not one of portrayal.
- **Frames out of domain are weak**: the rows "never trained on" are what to expect on a new issue (measured on the
  student before it went on alone, which had seen neither corpus). Treat them as a way to find sentences, not as a
  measurement.
- **Roles were learned from climate news**, where "the villain" is an industry or a movement more often than a person.
- **Loaded words** were marked by annotators in sentences out of context: "regime" or "crime" may be marked where a
  court or a treaty uses the word.
- Irony, headlines that are puns, and targets named only by a pronoun are often missed.

## Files

| file | sha256 |
|---|---|
{files}

{terms}
"""

_TAGGER = """ The attribution head then becomes a tagger that sees each word among its neighbours (three
  convolutions, two words on either side), fitted on all of PolNeAR's training articles but a thirtieth of their
  sentences, which calibrate it."""

_FREE = """\
The weights are made from corpora under MIT and CC BY 4.0, one that asks to be cited, and the project's own text, and
are under Apache-2.0. CCF asks for attribution: Antoine Lemor, Canadian climate framing. NewsMTSC: Felix Hamborg and
Karsten Donnay, EACL 2021. Narrative roles: Lea Frermann and others, ACL 2023. Directed sentiment: ACL Findings 2021."""

_ALL = """\
**The weights are for non-commercial use** (LICENSE): SEESAW is under CC BY-NC-SA 4.0, and models trained on BABE
are published under CC BY-NC. `python -m pipeline train --permissive` makes weights from the freely licensed corpora
alone (without loaded words, attributions and the article prior); [how they measure](../permissive.md).
NewsMTSC: Hamborg and Donnay, EACL 2021. SEESAW: EMNLP 2022. Directed sentiment: ACL Findings 2021. PolNeAR: LREC
2018. BABE: Spinde and others, EMNLP Findings 2021. CCF: Antoine Lemor, Canadian climate
framing, CC BY 4.0. GVFC: CoNLL 2019. Narrative: ACL 2023."""

_LICENCE = """\
The weights in this folder (encoder.onnx, heads.safetensors) are licensed under the Creative Commons
Attribution-NonCommercial-ShareAlike 4.0 International licence (CC BY-NC-SA 4.0),
https://creativecommons.org/licenses/by-nc-sa/4.0/, because some of the corpora that they were trained on
ask for it (see README.md in this folder). The tokenizer is that of the base model, under Apache-2.0.
"""


def write_card(folder: Path, scores: Sequence[dict[str, Any]], *, minutes: Mapping[str, float]) -> None:
    """Write README.md and LICENSE beside the model's files, and scores and minutes into `model.json`."""
    path = folder / "model.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["scores"] = list(scores)
    card["minutes"] = {name: round(spent, 1) for name, spent in minutes.items()}
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    about, free = card["about"], card["about"]["permissive"]
    wordly = "- *loaded*: how surely each word judges; *attribution*: whether it is content, source or cue;\n"
    text = _TEXT.format(
        version=version_of(folder),
        scores="\n".join(map(_row, scores)),
        files="\n".join(f"| `{name}` | `{digest}` |" for name, digest in card["sha256"].items()),
        minutes=", ".join(f"{name} {spent:.0f}" for name, spent in card["minutes"].items()),
        before=about["before"],
        before_sentences=_counts(about["before"]["sentences"]),
        before_swapped=f"{about['before']['swapped']:,}",
        sentences=_counts(about["sentences"]),
        swapped=f"{about['swapped']:,}",
        wordly="" if free else wordly,
        loaded_too=" head is" if free else " and loaded heads are",
        tagger="" if free else _TAGGER,
        terms=_FREE if free else _ALL,
        **{name: about[name] for name in ("base", "depth", "steps", "dev")},
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
    project = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")
    (folder / "LICENSE").write_text(project if free else _LICENCE, encoding="utf-8")


def _counts(sentences: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(sentences.items()))


def _row(score: dict[str, Any]) -> str:
    low, high, floor = score.get("low"), score.get("high"), score.get("floor")
    interval = f"{low:.3f} to {high:.3f}" if low is not None and high is not None else "-"
    cells = [score["benchmark"], score["set"], score["metric"], score["n"], f"{score['score']:.3f}", interval]
    return "| " + " | ".join(map(str, [*cells, "-" if floor is None else f"{floor:.3f}"])) + " |"
