"""Figures and differences of the spans that somebody asks for, apart by whose words they are or by where they stand.

Tables in, tables out: what `figures` and `differences` give, with a column `part`.
"""

from collections.abc import Collection
from typing import Literal, TypeAlias

import pandas as pd

from .differences import differences
from .figures import figures
from .spans import UNKNOWN

Split: TypeAlias = Literal["voice", "place"]

ABOUT_ENTITIES = ("stance", "role")  # measures whose topics are targets; those of others are labels
BETWEEN = "\x1f"  # stands in no label, and in no coder's name


def kept(
    ev: pd.DataFrame, topics: Collection[str], *, voice: str = "all", speakers: Collection[str] = ()
) -> pd.DataFrame:
    """Return the spans on these targets or labels, in this voice, of these speakers, with `place`: headline or rest.

    "all" and "split" keep both voices; no speakers means everybody.
    """
    topic = ev["target"].where(ev["measure"].isin(ABOUT_ENTITIES), ev["label"])
    rows = topic.isin(list(topics))
    if voice not in ("all", "split"):
        rows &= ev["voice"] == voice
    if speakers:
        rows &= (ev["voice"] == "speaker") & ev["speaker"].isin(list(speakers))
    place = ev["section"].where(ev["section"] == "headline", "rest")
    return ev.assign(place=place)[rows]


def part_figures(
    ev: pd.DataFrame, *, voice: str = "all", split: Split = "voice", level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Return `figures` of spans that are `kept`, with `part`: the voice that was asked for.

    Where that is "split", there are figures of "all" and of each voice; with `split="place"` of "all", "headline" and
    "rest". A group that is not known is about these articles alone.
    """
    if voice != "split" and split == "voice":
        table = figures(ev, level=level, seed=seed).assign(part=voice)
    else:
        parts = with_part(figures(_in_parts(ev, split), level=level, seed=seed))
        table = pd.concat([figures(ev, level=level, seed=seed).assign(part="all"), parts], ignore_index=True)
    table.loc[table["group"] == UNKNOWN, "scope"] = "these articles"
    return table


def part_differences(
    ev: pd.DataFrame, *, voice: str = "all", split: Split = "voice", level: float = 0.95, seed: int = 0
) -> pd.DataFrame:
    """Return `differences` of spans that are `kept`, with `part`; the parts together are one family of comparisons.

    Groups are compared within each part but "all"; nobody is compared with a group that is not known.
    """
    ev = ev[ev["group"] != UNKNOWN]
    if voice != "split" and split == "voice":
        return differences(ev, level=level, seed=seed).assign(part=voice)
    return with_part(differences(_in_parts(ev, split), level=level, seed=seed))


def _in_parts(ev: pd.DataFrame, split: str) -> pd.DataFrame:
    """Return the spans with their part in the label, so that a label in two parts is two."""
    return ev.assign(label=ev["label"] + BETWEEN + ev[split])


def with_part(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with label and part apart again."""
    pairs = [label.split(BETWEEN) for label in table["label"]]
    label, part = (pd.Series([pair[n] for pair in pairs], table.index, dtype="str") for n in (0, 1))
    return table.assign(label=label, part=part)
