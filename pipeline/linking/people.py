"""Cluster the names of people: full names first, then short ones where one person alone can be meant."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from .spelling import Person, fit, person, skeleton
from .units import RARE, Unit

MOST = 200  # people of one last name that are looked at: more are no news, and each is held against all others


class Apart:
    """What documents say of a last name beside a full name: a document that holds them apart means two people.

    `documents` holds the spellings of each. A document that could join them has done so, and has the full name alone.
    """

    def __init__(self, documents: Iterable[Collection[str]]) -> None:
        self._having: Counter[str] = Counter()
        self._both: Counter[tuple[str, str]] = Counter()
        self._generations: set[tuple[str, str]] = set()
        self._any = False
        for spellings in documents:
            self._any = True
            by_last: defaultdict[str, list[str]] = defaultdict(list)
            born: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
            for spelling in set(spellings):
                words = person(spelling).words
                by_last[words[-1]].append(spelling)
                if len(words) > 1:
                    born[words[0], words[-1]].add(person(spelling).junior)
                self._having[spelling] += 1
            for last, own in by_last.items():
                if last in own:
                    self._both.update((last, spelling) for spelling in own if spelling != last)
            self._generations |= {name for name, juniors in born.items() if len(juniors) > 1}

    def named(self, spelling: str) -> Person:
        """Return the person, without a "Jr." that no document uses to tell him from another of his name.

        Some outlets write it always, others never.
        """
        found = person(spelling)
        needed = not self._any or (found.words[0], found.words[-1]) in self._generations
        return found if needed else replace(found, junior="")

    def holds(self, name: Person, cluster: Sequence[Unit]) -> bool:
        """Say whether at least half of the documents with a name of the cluster hold `name` apart from it."""
        both = sum(self._both[name.words[-1], unit.plain] for unit in cluster)
        return both > 0 and 2 * both >= sum(self._having[unit.plain] for unit in cluster)


def people(units: Sequence[Unit], apart: Apart) -> list[list[Unit]]:
    """Cluster people, full names first: a name joins a cluster only if it fits every name in it."""
    names = {unit.plain: apart.named(max(unit.forms)) for unit in units}
    firsts = {skeleton(name.words[0]) for name in names.values() if len(name.words) > 1}
    by_last: defaultdict[str, list[list[Unit]]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: (-len(names[unit.plain].words), -unit.count, unit.plain)):
        name = names[unit.plain]
        clusters = by_last[skeleton(name.words[-1])]
        if len(clusters) >= MOST:
            clusters.append([unit])
            continue
        each = [[fit(name, names[other.plain]) for other in cluster] for cluster in clusters]
        fits = [max(fit) if all(fit) else 0 for fit in each]
        best = max(fits, default=0)
        if best == 1 and len(name.words) == 1 and skeleton(name.words[0]) in firsts:
            best = 0  # "Hossein" alone may be anybody's first name, and is no spelling of "Fuad Husain"
        fitting = [cluster for cluster, fit in zip(clusters, fits, strict=True) if best and fit == best]
        if len(name.words) == 1:
            free = [cluster for cluster in fitting if not apart.holds(name, cluster)]
            fitting = free if free or len(fitting) == 1 else fitting
        fitting.sort(key=_count, reverse=True)
        if fitting and _count(fitting[0]) >= RARE * sum(map(_count, fitting[1:])):
            fitting[0].append(unit)
        else:
            clusters.append([unit])
    return [cluster for clusters in by_last.values() for cluster in clusters]


def _count(cluster: Sequence[Unit]) -> int:
    return sum(unit.count for unit in cluster)
