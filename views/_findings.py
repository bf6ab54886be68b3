"""Read an event's findings and say each as a sentence: what differs, by how much, from how many articles.

What is a finding, `pipeline.compare.findings` decides; its sentences are shown by `_home`. A sentence names only the
rows that it was given, in their order: nothing is ranked or left out here. Where people's codes corrected a row its
sentence says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd
import streamlit as st

from pipeline.compare import UNKNOWN, findings, name_spans, voice_spans
from pipeline.library import Library

from ._coded import corrected_found, with_findings
from ._coded_words import by_codes
from ._library import articles, measures, reading, spans
from ._safe import md_escape
from ._text import say
from ._words import FRAME_NAMES, SCALES, Scale, counted, listed, percent

Row: TypeAlias = Mapping[Any, Any]

TIES = 4  # lines that say on what groups are alike
SHARED_MEASURES = ("stance", "frame", "role", "loaded")  # those that `_library.spans` reads
OWN_MEASURES = ("voice", "name")
_ROLES = {
    "protagonist": say("home.as_protagonist"),
    "antagonist": say("home.as_antagonist"),
    "innocent": say("home.as_innocent"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows of `compare.findings` that make one sentence, the surest first, and the sentence, in Markdown.

    `side` is that of the group that all rows share, with which the sentence begins: "a" has more, "b" less.
    """

    rows: tuple[Row, ...]
    says: str
    strength: str
    side: str = "a"

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups that the sentence names, in its order."""
        order = [self.rows[0][f"group_{self.side}"]]
        order += [row[f"group_{side}"] for row in self.rows for side in "ab"]
        return tuple(dict.fromkeys(order))

    def row_of(self, group: str) -> Row:
        """Return the row that one of the groups is told by: where it has more, else where another has."""
        rows = [row for row in self.rows if group in (row["group_a"], row["group_b"])]
        return next((row for row in rows if row["group_a"] == group), rows[0])

    @property
    def key(self) -> str:
        """Return what tells this finding from all others of its page."""
        first = self.rows[0]
        return " ".join(str(first[part]) for part in ("measure", "label", "target", "group_a", "group_b"))


def findings_of(library: Library, event: str, chosen: tuple[str, ...], *, by: str = "outlet_id") -> pd.DataFrame:
    """Return `compare.findings` of these articles over all measures that the library has.

    Where people's codes say enough their differences stand in the place of the model's: see `compare.correcting`.
    """
    return _found(str(library.root), library.digest, event, chosen, by)


def spans_of(library: Library, event: str, measure: str, *, by: str = "outlet_id") -> pd.DataFrame:
    """Return the scored spans of all articles of an event on a measure, with those of voices and names."""
    if measure in SHARED_MEASURES:
        return spans(library, event, measure, by=by)
    return _own_spans(str(library.root), library.digest, event, measure, by)


def behind(ev: pd.DataFrame, row: Row, group: str, chosen: Iterable[str]) -> pd.DataFrame:
    """Return the spans that a group's figure in this row is made of.

    Of names, all namings of the entity, those with this name first: a group that never uses it has others to show.
    """
    own = ev[(ev["group"] == group) & (ev["target"] == row["target"]) & (ev["label"] == row["label"])]
    own = own[own["article_id"].isin(list(chosen))]
    if row["measure"] in OWN_MEASURES or row["measure"] == "loaded":
        used = own[own["value"] > 0]
        return used if len(used) or row["measure"] != "name" else own
    return own


def told(rows: pd.DataFrame, names: Mapping[str, str]) -> list[Finding]:
    """Return the rows as findings, in their order: what a group has more of than several others is one sentence."""
    return [
        Finding(tuple(group), _sentence(group, side, names) + _by(group), _strength(group, side, names), side)
        for side, group in _together(rows.to_dict("records"))
    ]


def ties_in_words(tied: pd.DataFrame) -> list[str]:
    """Say on what all groups may well be alike, with how much they may still differ, in Markdown, a line each.

    `tied` are rows of `compare.ties`.
    """
    lines = []
    for row in tied.to_dict("records"):
        scale = scale_of(row["measure"])
        lowest, highest = scale.say(row["lowest"]), scale.say(row["highest"])
        bound = scale.say_difference(row["bound"]) + scale.unit
        lines.append(say("home.tie", what=topic_of(row), lowest=lowest, highest=highest, bound=bound))
    return lines


def topic_of(row: Row) -> str:
    """Say what a row is about, in Markdown."""
    measure, label, target = row["measure"], row["label"], md_escape(row["target"])
    if measure == "stance":
        return say("home.topic_stance", target=target)
    if measure == "frame":
        return say("home.topic_frame", frame=md_escape(FRAME_NAMES.get(label, label)))
    if measure == "role":
        return say("home.topic_role", target=target, role=_ROLES.get(label, md_escape(label)))
    if measure == "loaded":
        return say("home.topic_loaded")
    if measure == "name":
        return say("home.topic_name", target=target, name=md_escape(label))
    if label == "speaker":
        return say("home.topic_speaker", target=target)
    if label == "direct":
        return say("home.topic_direct")
    return say("home.topic_unnamed") if label == "unnamed" else say("home.topic_attributed")


def _together(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows that make one sentence together, with the side of the group that they share.

    Each sentence stands at the place of its first row. It begins with the group that has more than others, or with
    the one that has less, whichever more rows share; where that is even, a stance that is against is told as such.
    Two groups that each have a name of their own for somebody are told in one.
    """
    shared = Counter((*_about(row), side, row[f"group_{side}"]) for row in rows for side in "ab")
    ways = {(row["target"], row["group_a"], row["group_b"]) for row in rows if row["measure"] == "name"}
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        a, b = (shared[(*_about(row), side, row[f"group_{side}"])] for side in "ab")
        side = "b" if b > a or (a == b and row["measure"] == "stance" and round(row["value_a"], 2) < 0) else "a"
        key: tuple[str, ...] = (side, *_about(row), row[f"group_{side}"])
        if row["measure"] == "name" and (row["target"], row["group_b"], row["group_a"]) in ways:
            key = ("a", "name", row["target"], *sorted((row["group_a"], row["group_b"])))
            half = groups.get(key)
            if half and (len(half) > 1 or half[0]["group_a"] == row["group_a"]):
                key = (*key, row["label"])
        groups.setdefault(key, []).append(row)
    return [(key[0], group) for key, group in groups.items()]


def _about(row: Row) -> tuple[str, ...]:
    """Return what a row is about, and by whom its figures are: the model's stand in no sentence with corrected ones."""
    return row["measure"], row["label"], row["target"], "corrected" if row.get("corrected") else ""


def _by(rows: Sequence[Row]) -> str:
    return f" {say('home.corrected_by', codes=by_codes(rows))}" if rows[0].get("corrected") else ""


def _sentence(rows: Sequence[Row], side: str, names: Mapping[str, str]) -> str:
    first = rows[0]
    measure, label, target = first["measure"], first["label"], md_escape(first["target"])
    if measure == "name":
        return _naming(rows, side, names)
    a, value = _name(first, side, names), _value(first, side)
    than, less = _others(rows, names, side=_other(side)), side == "b"
    if measure == "stance":
        if less:
            return say("home.stance_less", a=a, target=target, value=value, than=than)
        return say("home.stance_more", a=a, target=target, value=value, than=than)
    if measure == "loaded":
        if less:
            return say("home.loaded_less", a=a, value=value, than=than)
        return say("home.loaded", a=a, value=value, than=than)
    more = say("home.less") if less else say("home.more_of")
    if measure == "frame":
        return say("home.frame", a=a, more=more, frame=md_escape(FRAME_NAMES.get(label, label)), value=value, than=than)
    if measure == "role":
        role = _ROLES.get(label, md_escape(label))
        return say("home.role", a=a, more=more, target=target, role=role, value=value, than=than)
    if label == "speaker":
        return say("home.speaker", a=a, more=more, target=target, value=value, than=than)
    if label == "direct":
        return say("home.direct", a=a, more=more, value=value, than=than)
    if label == "unnamed":
        return say("home.unnamed", a=a, more=more, value=value, than=than)
    return say("home.attributed", a=a, more=more, value=value, than=than)


def _other(side: str) -> str:
    return "b" if side == "a" else "a"


def _naming(rows: Sequence[Row], side: str, names: Mapping[str, str]) -> str:
    first = rows[0]
    a, n_a = _name(first, side, names), _of(first, side)
    target, name = md_escape(first["target"]), md_escape(first["label"])
    if rows[-1]["label"] != first["label"]:
        b, other, n_b = _name(first, "b", names), md_escape(rows[-1]["label"]), _of(rows[-1], "a")
        return say("home.name_both", a=a, b=b, target=target, name=name, other=other, n_a=n_a, n_b=n_b)
    than = _other(side)
    others = listed([say("home.name_other", b=_name(row, than, names), n_b=_of(row, than)) for row in rows])
    return say("home.name", a=a, target=target, name=name, n_a=n_a, others=others)


def _name(row: Row, side: str, names: Mapping[str, str]) -> str:
    return f"**{md_escape(names[row[f'group_{side}']])}**"


def _others(rows: Sequence[Row], names: Mapping[str, str], *, side: str) -> str:
    return listed([f"{md_escape(names[row[f'group_{side}']])} ({_value(row, side)})" for row in rows])


def _value(row: Row, side: str) -> str:
    return scale_of(row["measure"]).say(row[f"value_{side}"])


def _of(row: Row, side: str) -> str:
    """Say a share as it was counted: "4 of 5"; without counts, in per cent."""
    n, total = row[f"count_{side}"], row[f"total_{side}"]
    if pd.isna(n) or pd.isna(total):
        return percent(row[f"value_{side}"])
    return say("home.of", n=int(n), total=int(total))


def _strength(rows: Sequence[Row], side: str, names: Mapping[str, str]) -> str:
    """Say by how much the first differs from each of the others, and of how many articles.

    Only of what holds there is an interval: it tells where the outlets' difference lies, and the rest is not of them.
    Of what codes corrected in these articles it tells how much the sentences that were not coded may change.
    """
    scale = scale_of(rows[0]["measure"])
    parts: list[str] = []
    for row in rows:
        size, low, high = (_minus(scale.say_difference(row[end])) for end in ("difference", "low", "high"))
        other = md_escape(names[row[f"group_{_other(side)}"]])
        size += "" if parts else scale.unit
        if row["holds"] or row.get("corrected"):
            parts.append(say("home.strength", other=other, size=size, low=low, high=high))
        else:
            parts.append(say("home.strength_here", other=other, size=size))
    said, n = listed(parts), _articles(rows, names)
    return say("home.strengths", parts=said, n=n) if rows[0]["holds"] else say("home.strengths_here", parts=said, n=n)


def _articles(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    """Say from how many articles of each group the rows are."""
    counts = {row[f"group_{side}"]: int(row[f"articles_{side}"]) for row in rows for side in "ab"}
    if len(set(counts.values())) == 1:
        return say("home.articles_each", n=counted(next(iter(counts.values())), "article"))
    said = [f"{md_escape(names[group])} {n}" for group, n in counts.items()]
    return say("home.articles", counts=listed(said))


def _minus(number: str) -> str:
    return number.replace("-", "−")


def scale_of(measure: str) -> Scale:
    """Return how figures of a measure are said; of voices and names as shares."""
    return SCALES.get(measure, SCALES["frame"])


@st.cache_data(max_entries=40, show_spinner=False)
def _own_spans(root: str, digest: str, event: str, measure: str, by: str) -> pd.DataFrame:
    library = reading(root, digest)
    made = {"voice": voice_spans, "name": name_spans}[measure]
    return made(library, event, articles(library, event), by=by)


@st.cache_data(max_entries=200, show_spinner="Comparing")
def _found(root: str, digest: str, event: str, chosen: tuple[str, ...], by: str) -> pd.DataFrame:
    library = Library.open(root)
    there = [measure for measure in SHARED_MEASURES if measure in measures(library)]
    parts = [spans_of(library, event, measure, by=by) for measure in (*there, *OWN_MEASURES)]
    kept = [part[part["article_id"].isin(chosen) & (part["group"] != UNKNOWN)] for part in parts]
    found = findings(pd.concat([part for part in kept if len(part)] or kept[:1], ignore_index=True))
    return with_findings(found, corrected_found(library, event, chosen, by=by))
