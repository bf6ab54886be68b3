"""The evidence: one row a scored span, as a view over sentences, mentions, loaded words and relations."""

import re
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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Between a name and what comes before it: the phrase stands for more than the name, or for what is only near it.
_JOINT = re.compile(
    r"[,;:(\[&/—–]|(?<![\w-])(?:of|for|and|or|nor|by|from|in|at|on|to|with|against|near|under|than|as)(?![\w-])",
    re.IGNORECASE,
)
_CLOSING = ' \t\n”"»)].,;:!?'
_OFFICES = _set(
    "secretary undersecretary minister chancellor president premier governor mayor commissioner ambassador attorney "
    "chief head director chair chairman chairwoman speaker leader senator congressman congresswoman judge general "
    "colonel captain commander king queen prince princess bishop archbishop professor spokesman spokeswoman"
)
_NO_OFFICE = _set("the a an his her its their late then former mr mrs ms miss dr sir sen gov gen")  # before a name


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
    names = mentions[["article_id", "start", "entity"]].drop_duplicates(["article_id", "start"], keep="last")
    table = relations.astype({"holder_start": "Int32", "holder_end": "Int32"})

    def named(role: str) -> pd.Series:
        at = names.rename(columns={"start": f"{role}_start"}).astype({f"{role}_start": table[f"{role}_start"].dtype})
        return table[["article_id", f"{role}_start"]].merge(at, how="left", validate="many_to_one")["entity"]

    nobody = table["speaker"].where(table["voice"] == "speaker", AUTHOR).fillna(NOT_FOUND)
    table["holder"] = named("holder").where(table["holder_start"].notna(), nobody).astype("str")
    table["target"] = named("target").astype("str")
    return table


def as_now(attributions: pd.DataFrame) -> pd.DataFrame:
    """Return stored attributions with what an older scorer did not write: it knew quotations, and numbered none."""
    older = attributions["attribution_id"].isna()
    if not older.any():
        return attributions
    number = attributions.groupby("article_id").cumcount()
    return attributions.assign(
        attribution_id=attributions["attribution_id"].where(~older, number),
        manner=attributions["manner"].where(~older, "direct"),
        quoted=attributions["quoted"].where(~older, attributions["content"]),
        words=attributions["words"].fillna(0),
        quoted_words=attributions["quoted_words"].fillna(0),
    )


def with_speakers(table: pd.DataFrame, attributions: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `speaker`: who says the attribution that a span belongs to, missing where none is told."""
    keys = ["article_id", "attribution_id"]
    told = attributions.dropna(subset=keys)[[*keys, "speaker"]].astype({"attribution_id": "Int32"})
    table = table.astype({"attribution_id": "Int32"})
    speakers = table[keys].merge(told, on=keys, how="left", validate="many_to_one")["speaker"]
    return table.assign(speaker=speakers.astype("str").set_axis(table.index))


def acting(acts: pd.DataFrame, mentions: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    """Return the acts with `doer` and `target`: the entity that the phrase names, else its words; missing without one.

    A phrase names the entity whose mention ends it ("Prime Minister Ann Roe"), unless what comes before joins it to
    others or makes it theirs ("Ann Roe and Ben Doe", "supporters of Ann Roe"); an office may ("Secretary of State").
    """
    # As lists: to go through a column of strings takes six times as long.
    keys, spans = (
        list(zip(*(mentions[column].to_list() for column in columns), strict=True))
        for columns in (("article_id", "end"), ("start", "entity", "kind"))
    )
    ending = dict(zip(keys, spans, strict=True))

    def named(article: str, first: "int | float", last: "int | float") -> str | None:
        if pd.isna(first):
            return None
        start, end = int(first), int(last)
        phrase = texts[article][start:end]
        for stop in range(end, start + len(phrase.rstrip(_CLOSING)) - 1, -1):
            at, entity, kind = ending.get((article, stop), (-1, "", ""))
            if start <= at and _stands_alone(phrase[: at - start], is_person=kind == "person"):
                return str(entity)
        return " ".join(phrase.split())

    for role in ("doer", "target"):
        columns = ("article_id", f"{role}_start", f"{role}_end")
        places = zip(*(acts[column].to_list() for column in columns), strict=True)
        acts = acts.assign(**{role: pd.Series([named(*place) for place in places], index=acts.index, dtype="str")})
    return acts


def described(
    descriptions: pd.DataFrame, links: Mapping[tuple[str, str], tuple[str, str]], agreed: pd.DataFrame
) -> pd.DataFrame:
    """Return one event's descriptions with `entity` and `kind` as people decided, missing where they stand for none.

    What the document says goes first, unless it was refused; then what was agreed for the phrase. An agreement leads
    to an entity or to another phrase, which then is an entity of its own, of kind "description".
    """
    heads = zip(descriptions["head"].to_list(), descriptions["kind"].to_list(), strict=True)
    told = [None if pd.isna(head) else links.get((head, kind), (head, kind)) for head, kind in heads]
    phrases = descriptions["phrase"].to_list()
    pairs = list(zip(agreed["phrase"], agreed["entity"], strict=True))
    refused = {pair for pair, yes in zip(pairs, agreed["agreed"], strict=True) if not yes}
    told = [
        None if entity and (phrase, entity[0]) in refused else entity
        for phrase, entity in zip(phrases, told, strict=True)
    ]
    leads = {phrase: entity for (phrase, entity), yes in zip(pairs, agreed["agreed"], strict=True) if yes}
    kinds = dict(links.values())
    of_phrase: dict[str, set[tuple[str, str]]] = {}
    for phrase, entity in zip(phrases, told, strict=True):
        if entity:
            of_phrase.setdefault(phrase, set()).add(entity)

    def end(phrase: str) -> tuple[str, str] | None:
        """Return where the agreements lead from a phrase, None where there is none."""
        seen = {phrase}
        while (step := leads.get(phrase)) is not None and step not in seen:
            seen.add(step)
            phrase = step
        if len(seen) == 1 and phrase not in leads.values():
            return None
        if phrase in kinds:
            return phrase, kinds[phrase]
        known = of_phrase.get(phrase, set())
        return next(iter(known)) if len(known) == 1 else (phrase, "description")

    ends = {phrase: end(phrase) for phrase in set(phrases)}
    named = [entity or ends[phrase] or (None, None) for phrase, entity in zip(phrases, told, strict=True)]
    found = pd.DataFrame(named, columns=["entity", "kind"], index=descriptions.index, dtype="str")
    return descriptions.assign(entity=found["entity"], kind=found["kind"])


def _stands_alone(before: str, *, is_person: bool) -> bool:
    """Say whether a name after the words `before` is what the phrase stands for."""
    joint = _JOINT.search(before)
    if joint is None:
        return True
    if not is_person or joint[0].casefold() not in ("of", "for") or _JOINT.search(before, joint.end()):
        return False
    # "Secretary of State", but not "the secretary of President" or "the secretary of the late"
    holder, office = (
        [word.rstrip(".") for word in part.casefold().split()]
        for part in (before[: joint.start()], before[joint.end() :])
    )
    is_office = bool(office) and office[-1] not in _NO_OFFICE and _OFFICES.isdisjoint(office)
    return is_office and bool(holder) and holder[-1] in _OFFICES


def _likeliest(table: pd.DataFrame) -> pd.DataFrame:
    chances = table[list(STANCES)].to_numpy()
    likeliest = chances.argmax(axis=1) if len(chances) else np.zeros(0, dtype=int)
    label = pd.Series(np.array(STANCES)[likeliest], dtype="str")
    score = chances[np.arange(len(chances)), likeliest]
    return table.assign(label=label, score=score, value=table["for"] - table["against"])
