"""Say in words what people's codes corrected, by how many codes of how many people, and what lacks where they did not.

The figures are `_coded.py`'s. What comes back is Markdown but where a function says that it is plain text.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from pipeline.codes import LABELS
from pipeline.compare.corrected import ENOUGH, LEAST
from pipeline.compare.correcting import BETWEEN, SAMPLE, Corrected

from ._safe import as_text, md_escape
from ._text import say
from ._words import FRAME_NAMES, SCALES, WHERE, counted, listed

Row = Mapping[Any, Any]

TOPICS_NAMED = 4


def codes_in_words(codes: int, coders: Iterable[str]) -> str:
    """Say how many codes of how many people, in plain text: "52 codes of 2 people". `coders` are joined names."""
    people = {name for joined in coders for name in joined.split(BETWEEN) if name}
    who = say("compare.coders_one") if len(people) == 1 else say("compare.coders", n=len(people))
    return say("compare.codes_of", codes=counted(codes, "code"), who=who)


def by_codes(rows: Iterable[Row]) -> str:
    """Say the codes of both sides of differences on one topic, in plain text; each group's count once."""
    sides = {row[f"group_{side}"]: (int(row[f"codes_{side}"]), row[f"coders_{side}"]) for row in rows for side in "ab"}
    return codes_in_words(sum(codes for codes, _ in sides.values()), [coders for _, coders in sides.values()])


def lack_in_words(row: Row) -> str:
    """Say in plain text why a row of `with_figures` has no corrected figure; "" where it has one, or no code."""
    if row["lack"] == SAMPLE:
        return say("compare.lacks_sample", n=counted(row["unasked"], "article"))
    if row["lack"] == "articles":
        return say("compare.lacks_articles", least=ENOUGH, n=row["coded_articles"])
    if row["lack"] == "codes":
        return say("compare.lacks_codes", least=min(LEAST, row["spans"]), n=row["codes"])
    return ""


def corrected_in_words(told: Corrected | None) -> list[str]:
    """Say which figures of an event were corrected, and of which there are codes but too few; one line each."""
    if told is None:
        return []
    done: list[str] = []
    not_yet: list[str] = []
    for row in sorted(told.measures.to_dict("records"), key=lambda row: list(LABELS).index(row["measure"])):
        own = told.figures[told.figures["measure"] == row["measure"]]
        is_done = own["value"].notna().any()
        if not is_done and (own["lack"] == SAMPLE).all():
            continue
        rows = own[own["value"].notna()] if is_done else own
        codes = codes_in_words(int(rows.groupby("label")["coded"].sum().max()), rows["coders"])
        mode, about = say("compare.coded_sighted") if row["mode"] == "sighted" else "", topic_in_words(rows)
        (done if is_done else not_yet).append(say("compare.corrected_topic", about=about, codes=codes, mode=mode))
    lines = [say("home.corrected", said="; ".join(done))] if done else []
    lines += [say("home.not_corrected", said="; ".join(not_yet), least=LEAST, enough=ENOUGH)] if not_yet else []
    return lines


def unasked_in_words(told: Corrected | None, names: Mapping[str, str]) -> str:
    """Say of which groups nothing is corrected since some of their articles are in no sample; "" for none."""
    if told is None or not (told.figures["lack"] == SAMPLE).any():
        return ""
    rows = told.figures[told.figures["lack"] == SAMPLE]
    most = rows.groupby("group")["unasked"].max()
    who = [
        say("compare.unasked_of", name=md_escape(names.get(g, g)), n=counted(int(n), "article"))
        for g, n in most.items()
    ]
    return say("compare.unasked", who=listed(who))


def chart_key(told: Corrected | None) -> str:
    """Say what the marks of corrected figures are, by how many codes; "" where nothing on the chart is corrected."""
    if told is None or not len(told.measures):
        return ""
    (row,) = told.measures.to_dict("records")
    codes = codes_in_words(row["coded"], [row["coders"]])
    if told.figures["value"].isna().all():
        return "" if (told.figures["lack"] == SAMPLE).all() else say("compare.corrected_none", codes=codes)
    mode = say("compare.corrected_sighted") if row["mode"] == "sighted" else say("compare.corrected_blind")
    return say("compare.corrected_key", codes=codes, mode=mode)


def topic_in_words(rows: pd.DataFrame) -> str:
    """Say what figures of one measure are of: "stance toward **Anna Berg**"; those with most codes by name."""
    measure = rows["measure"].iloc[0]
    coded = rows.groupby("target" if measure in ("stance", "role") else "label", sort=False)["coded"].sum()
    coded = coded.sort_values(ascending=False, kind="stable")
    values = [FRAME_NAMES.get(str(value), value) for value in coded.index]
    named = [f"**{md_escape(value)}**" for value in values[:TOPICS_NAMED]]
    if len(values) > TOPICS_NAMED:
        named.append(say("compare.further_topics", n=len(values) - TOPICS_NAMED))
    if measure == "stance":
        return say("compare.coded_stance", topics=listed(named))
    if measure == "role":
        return say("compare.coded_role", topics=listed(named))
    return say("compare.coded_frame", topics=listed(named)) if measure == "frame" else say("compare.coded_loaded")


def alike_in_words(
    told: Corrected | None, names: Mapping[str, str], topics: Mapping[tuple[str, str], str]
) -> list[str]:
    """Say of each topic which groups differ by no more than is worth telling, a line a topic and part.

    `topics` are {(target, label): what is compared, as plain text}; others are not told.
    """
    if told is None or not len(told.differences):
        return []
    rows = told.differences[told.differences["alike"]]
    lines: dict[tuple[tuple[str, str], str], list[Row]] = {}
    for row in rows.to_dict("records"):
        if (row["target"], row["label"]) in topics:
            lines.setdefault(((row["target"], row["label"]), row["part"]), []).append(row)
    apart = {key for key, part in lines if part != "all"}  # which say more than all words together
    found = []
    for (key, part), alike in lines.items():
        if part == "all" and key in apart:
            continue
        scale = SCALES[alike[0]["measure"]]
        about = md_escape(topics[key]) + (f", {WHERE[part]}" if part in WHERE else "")
        pairs = [
            say("compare.alike_pair", a=md_escape(names[row["group_a"]]), b=md_escape(names[row["group_b"]]))
            for row in alike
        ]
        margin = scale.say_difference(alike[0]["margin"]) + scale.unit
        found.append(say("compare.alike", topic=about, margin=margin, pairs=listed(pairs)))
    return found


def to_keep(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures as they are kept in a file: coders as a number, and in words what lacks."""
    if "lack" not in figures:
        return figures
    rows = figures.to_dict("records")
    coders = [len([name for name in row["coders"].split(BETWEEN) if name]) for row in rows]
    lacks = pd.Series([as_text(lack_in_words(row)) for row in rows], figures.index, dtype="str")
    return figures.drop(columns=["spans", "unasked", "lack", "coders"]).assign(coders=coders, lacks=lacks)


def is_corrected(rows: Collection[Row]) -> bool:
    """Say whether any row of figures has a corrected one beside it."""
    return any(pd.notna(row.get("corrected")) for row in rows)
