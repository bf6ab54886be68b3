"""The evidence: one row a scored span, as a view over sentences, mentions, loaded words and relations."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..types import FRAMES, ROLES, STANCES
from .tables import Name

EVIDENCE = (
    ["article_id", "sentence_id", "start", "end", "measure", "label", "target", "voice", "speaker"]
    + ["section", "score", "value", "scorer", "holder"]
)  # fmt: skip
STORED_IN: Mapping[str, Name] = {
    "frame": "sentences",
    "stance": "mentions",
    "role": "mentions",
    "loaded": "loaded",
    "relation": "relations",
}
MEASURES = tuple(STORED_IN)
AUTHOR = "the author"  # the holder of a relation where nobody who is named is


def frame_evidence(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sentence and frame."""
    keys = ["article_id", "sentence_id", "start", "end", "voice", "section", "scorer"]
    table = sentences.melt(keys, list(FRAMES), var_name="label", value_name="score").dropna(subset="score")
    table["value"] = table["score"]
    return table.assign(measure="frame", target="", speaker=None, holder=None)


def stance_evidence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mention, labelled with its likeliest stance."""
    table = _likeliest(mentions.rename(columns={"entity": "target"}))
    return table.assign(measure="stance", speaker=None, holder=None)


def role_evidence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mention and role; none for mentions whose scorer does not measure roles."""
    keys = ["article_id", "sentence_id", "start", "end", "entity", "voice", "section", "scorer"]
    table = mentions.melt(keys, list(ROLES), var_name="label", value_name="score").dropna(subset="score")
    table["value"] = table["score"]
    return table.rename(columns={"entity": "target"}).assign(measure="role", speaker=None, holder=None)


def loaded_evidence(loaded: pd.DataFrame) -> pd.DataFrame:
    """Return one row a stored word."""
    table = loaded.assign(score=loaded["probability"], value=loaded["probability"])
    return table.assign(measure="loaded", label="loaded", target="", speaker=None, holder=None)


def relation_evidence(relations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair, labelled with its likeliest stance; the span is the target's.

    Two mentions of one entity say nothing of it toward itself: such a pair has no row.
    """
    table = _likeliest(relations[relations["holder"] != relations["target"]].reset_index(drop=True))
    table = table.rename(columns={"target_start": "start", "target_end": "end"})
    return table.assign(measure="relation", speaker=None)


def with_entities(relations: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the relations with the names of `holder` and `target`, found by where their mentions begin."""
    places = zip(mentions["article_id"], mentions["start"], strict=True)
    names = dict(zip(places, mentions["entity"], strict=True))
    table = relations.astype({"holder_start": "Int32", "holder_end": "Int32"})
    holders = zip(table["article_id"], table["holder_start"], strict=True)
    targets = zip(table["article_id"], table["target_start"], strict=True)
    table["holder"] = pd.Series([AUTHOR if pd.isna(at) else names[article, at] for article, at in holders], dtype="str")
    table["target"] = pd.Series([names[place] for place in targets], dtype="str")
    return table


def _likeliest(table: pd.DataFrame) -> pd.DataFrame:
    chances = table[list(STANCES)].to_numpy()
    likeliest = chances.argmax(axis=1) if len(chances) else np.zeros(0, dtype=int)
    label = pd.Series(np.array(STANCES)[likeliest], dtype="str")
    score = chances[np.arange(len(chances)), likeliest]
    return table.assign(label=label, score=score, value=table["for"] - table["against"])
