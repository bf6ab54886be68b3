"""What a mention counts in an article's figure of stance: the published weights.

A figure is a weighted mean over sentences, each sentence's vote shared by its mentions of the target. A
sentence's weight is the product of the factors below that apply to it, so its share in the figure is exact
and can be shown. How the factors were found, and what they gain, stands in `data/codebook/weights.toml`.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

Factors: TypeAlias = Mapping[str, Mapping[str, float]]  # column: value: factor; what is not named counts once

WEIGHTS = Path(__file__).parents[2] / "data" / "codebook" / "weights.toml"


@cache
def published() -> Factors:
    """Return the factors by which stance figures weigh mentions: by `section`, `voice` and `place`."""
    factors: Factors = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))["factors"]
    return factors


def place_of(share: pd.Series) -> pd.Series:
    """Return opening, middle or closing for how much of the text stands before a mention, as a share."""
    return pd.Series(np.select([share < 1 / 3, share < 2 / 3], ["opening", "middle"], "closing"), share.index)


def factors_of(mentions: pd.DataFrame, factors: Factors | None = None) -> pd.Series:
    """Return what each mention counts: the product of the published factors, or of those given."""
    weight = pd.Series(1.0, mentions.index)
    for column, values in (published() if factors is None else factors).items():
        weight = weight * mentions[column].astype(object).map(dict(values)).fillna(1.0).astype("float64")
    return weight


def mention_weights(mentions: pd.DataFrame, article: list[str], factors: Factors) -> pd.Series:
    """Return each mention's weight: its factors' product, shared by the mentions in its sentence.

    `article` names the columns that, with `sentence_id`, tell which mentions share a sentence and a target.
    """
    sharing = mentions.groupby([*article, "sentence_id"])["sentence_id"].transform("size")
    weight: pd.Series = factors_of(mentions, factors) / sharing
    return weight
