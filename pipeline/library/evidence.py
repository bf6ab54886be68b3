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
NOT_FOUND = "a speaker not found"  # stands for whoever says attributed words whose source is not told


def frame_evidence(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sentence and frame."""
    keys = ["article_id", "sentence_id", "start", "end", "voice", "speaker", "section", "scorer"]
    table = sentences.melt(keys, list(FRAMES), var_name="label", value_name="score").dropna(subset="score")
    table["value"] = table["score"]
    return table.assign(measure="frame", target="", holder=None)


def stance_evidence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mention, labelled with its likeliest stance."""
    table = _likeliest(mentions.rename(columns={"entity": "target"}))
    return table.assign(measure="stance", holder=None)


def role_evidence(mentions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a mention and role; none for mentions whose scorer does not measure roles."""
    keys = ["article_id", "sentence_id", "start", "end", "entity", "voice", "speaker", "section", "scorer"]
    table = mentions.melt(keys, list(ROLES), var_name="label", value_name="score").dropna(subset="score")
    table["value"] = table["score"]
    return table.rename(columns={"entity": "target"}).assign(measure="role", holder=None)


def loaded_evidence(loaded: pd.DataFrame) -> pd.DataFrame:
    """Return one row a stored word."""
    table = loaded.assign(score=loaded["probability"], value=loaded["probability"])
    return table.assign(measure="loaded", label="loaded", target="", holder=None)


def relation_evidence(relations: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair, labelled with its likeliest stance; the span is the target's.

    Two mentions of one entity say nothing of it toward itself: such a pair has no row.
    """
    table = _likeliest(relations[relations["holder"] != relations["target"]].reset_index(drop=True))
    table = table.rename(columns={"target_start": "start", "target_end": "end"})
    return table.assign(measure="relation")


def with_entities(relations: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the relations with the names of `holder` and `target`, found by where their mentions begin.

    Without a mention the holder is whoever speaks: the author, or the speaker of the words that the target is in.
    """
    places = zip(mentions["article_id"], mentions["start"], strict=True)
    names = dict(zip(places, mentions["entity"], strict=True))
    table = relations.astype({"holder_start": "Int32", "holder_end": "Int32"})
    holders = zip(table["article_id"], table["holder_start"], strict=True)
    targets = zip(table["article_id"], table["target_start"], strict=True)
    nobody = table["speaker"].where(table["voice"] == "speaker", AUTHOR).fillna(NOT_FOUND)
    named = [other if pd.isna(at) else names[article, at] for (article, at), other in zip(holders, nobody, strict=True)]
    table["holder"] = pd.Series(named, dtype="str")
    table["target"] = pd.Series([names[place] for place in targets], dtype="str")
    return table


def with_speakers(table: pd.DataFrame, attributions: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `speaker`: who says the attribution that a span belongs to, missing where none is told."""
    keys = zip(attributions["article_id"], attributions["attribution_id"], strict=True)
    speakers = dict(zip(keys, attributions["speaker"], strict=True))
    table = table.astype({"attribution_id": "Int32"})
    places = zip(table["article_id"], table["attribution_id"], strict=True)
    told = [None if pd.isna(number) else speakers.get((article, number)) for article, number in places]
    return table.assign(speaker=pd.Series(told, index=table.index, dtype="str"))


def acting(acts: pd.DataFrame, mentions: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return the acts with `doer` and `target`: the entity that the phrase names, else its words; missing without one.

    A phrase names an entity where a mention of one ends it ("Prime Minister Ann Roe"), or one of a person stands
    in it.
    """
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for row in mentions[["article_id", "start", "end", "entity", "kind"]].itertuples(index=False):
        spans.setdefault(row.article_id, []).append((row.start, row.end, row.entity, row.kind))

    def named(article: str, start: "int | float", end: "int | float") -> str | None:
        if pd.isna(start):
            return None
        inside = [found for found in spans.get(article, ()) if start <= found[0] and found[1] <= end]
        whole = [entity for _, last, entity, _ in inside if last == end]
        people = [entity for *_, entity, kind in inside if kind == "person"]
        return next(iter(whole + people), " ".join(texts[article][int(start) : int(end)].split()))

    for role in ("doer", "target"):
        places = zip(acts["article_id"], acts[f"{role}_start"], acts[f"{role}_end"], strict=True)
        acts = acts.assign(**{role: pd.Series([named(*place) for place in places], index=acts.index, dtype="str")})
    return acts


def _likeliest(table: pd.DataFrame) -> pd.DataFrame:
    chances = table[list(STANCES)].to_numpy()
    likeliest = chances.argmax(axis=1) if len(chances) else np.zeros(0, dtype=int)
    label = pd.Series(np.array(STANCES)[likeliest], dtype="str")
    score = chances[np.arange(len(chances)), likeliest]
    return table.assign(label=label, score=score, value=table["for"] - table["against"])
