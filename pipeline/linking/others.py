"""Cluster the names of groups, organisations and places: by spelling, by what they are known as, by acronym."""

import re
from collections import defaultdict
from collections.abc import Sequence

from .known import known
from .spelling import is_acronym, skeleton
from .units import Unit

_SMALL = frozenset(["of", "and", "the", "for", "on", "in", "to", "a", "&"])
_COMPANY = re.compile(r" (?:alliance|co|company|coalition|corp|corporation|inc|llc|ltd|movement)$")


def others(units: Sequence[Unit]) -> list[list[Unit]]:
    """Cluster groups, organisations and places: by spelling, then each acronym with its only expansion."""
    clusters: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        clusters[_key(unit)].append(unit)
    initials: defaultdict[str, set[str]] = defaultdict(set)
    for unit in units:
        words = [word for word in re.split(r"[\s-]+", unit.plain) if word and word not in _SMALL]
        if len(words) > 2:
            initials["".join(word[0] for word in words)].add(_key(unit))
    for unit in sorted(units, key=lambda unit: unit.plain):
        full = initials[unit.plain]
        if len(full) == 1 and _key(unit) in clusters and all(map(is_acronym, unit.forms)):
            clusters[min(full)] += clusters.pop(_key(unit))
    return list(clusters.values())


def _key(unit: Unit) -> str:
    """Return what all spellings of a group, organisation or place share."""
    key = re.sub(r"\s*\(.*?\)", "", unit.plain).removeprefix("islamic republic of ")
    key = known().aliases.get(key, key)
    if key in known().names:
        return key
    if unit.kind == "group":
        key = re.sub(r"(?<=[^su])s$", "", key)
    elif unit.kind == "organisation":
        key = _COMPANY.sub("", key)
    if " " in key and len(key) >= 10:
        key = " ".join(map(skeleton, re.split(r"[\s-]+", key)))
    return f"{unit.kind} {key}"
