"""The evidence: one row a scored span, as a view over sentences and mentions."""

import numpy as np
import pandas as pd

from ..types import FRAMES, STANCES

EVIDENCE = (
    ["article_id", "sentence_id", "start", "end", "measure", "label", "target", "voice", "speaker"]
    + ["section", "score", "value", "scorer"]
)  # fmt: skip
MEASURES = ("frame", "stance")


def frame_evidence(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sentence and frame."""
    keys = ["article_id", "sentence_id", "start", "end", "voice", "section", "scorer"]
    table = sentences.melt(keys, list(FRAMES), var_name="label", value_name="score")
    table["value"] = table["score"]
    return table.assign(measure="frame", target="", speaker=None)


def stance_evidence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mention, labelled with its likeliest stance."""
    chances = mentions[list(STANCES)].to_numpy()
    likeliest = chances.argmax(axis=1) if len(chances) else np.zeros(0, dtype=int)
    table = mentions.rename(columns={"entity": "target"})
    table["label"] = pd.Series(np.array(STANCES)[likeliest], dtype="str")
    table["score"] = chances[np.arange(len(chances)), likeliest]
    table["value"] = mentions["for"] - mentions["against"]
    return table.assign(measure="stance", speaker=None)
