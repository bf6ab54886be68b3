"""Say on what an event's groups do not differ: where codes show that they are alike, and where nothing is clear.

Sentences of what does differ are `_findings.py`'s.
"""

import pandas as pd

from pipeline.compare import ties

from ._coded_words import by_codes
from ._findings import TIES, scale_of, ties_in_words, topic_of
from ._text import say
from ._words import listed

_KEY = ["measure", "label", "target"]


def no_difference(found: pd.DataFrame, nouns: str) -> tuple[list[str], set[str]]:
    """Return the lines on what groups do not differ in, in Markdown, and the measures that they are about.

    `found` are all rows of `findings_of`. Of what is alike by people's codes no tie is told beside.
    """
    alike = alike_rows(found)
    lines = []
    for _, rows in alike.groupby(_KEY, sort=False):
        (first, *_), scale = rows.to_dict("records"), scale_of(rows["measure"].iloc[0])
        margin = scale.say_difference(first["margin"]) + scale.unit
        codes = by_codes(rows.to_dict("records"))
        lines.append(say("home.alike", what=topic_of(first), margin=margin, nouns=nouns, codes=codes))
    rest = found.drop(index=alike.index)
    tied = ties(rest, most=TIES)
    return [*lines, *ties_in_words(tied)], {*alike["measure"], *tied["measure"]}


def alike_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of topics of which codes show that no two groups differ by more than `margin`."""
    if "alike" not in found or not found["alike"].any():
        return found.head(0)
    groups = len(set(found["group_a"]) | set(found["group_b"]))
    pairs = found.groupby(_KEY)["alike"].agg(["all", "size"]).reindex(pd.MultiIndex.from_frame(found[_KEY]))
    return found[(pairs["all"] & (pairs["size"] == groups * (groups - 1) // 2)).to_numpy(bool) & ~found["holds"]]


def without_difference(found: pd.DataFrame) -> str:
    """Say in which measures nothing differs, and of how many comparisons each, in Markdown; "" where each has some."""
    differs = found["holds"] | found["here"]
    said = []
    for measure, what in _measures().items():
        rows = found[found["measure"] == measure]
        if len(rows) and not differs[rows.index].any():
            said.append(say("home.none_of", what=what, n=len(rows)))
    return listed(said)


def _measures() -> dict[str, str]:
    return {
        "stance": say("home.of_stance"),
        "frame": say("home.of_frame"),
        "role": say("home.of_role"),
        "loaded": say("home.of_loaded"),
        "voice": say("home.of_voice"),
        "name": say("home.of_name"),
    }
