"""Cluster articles from the chances of pairs: average linkage, which needs most pairs of two groups to agree.

Pairs that are not given count as chance zero. Nothing here knows of texts or dates.
"""

import heapq
from collections.abc import Iterable, Sequence

Pair = tuple[int, int, float]


def average_linkage(pairs: Iterable[Pair], together: Sequence[str | None], threshold: float) -> list[list[int]]:
    """Merge the likeliest groups until none has a mean chance of `threshold`.

    Nodes that share a name in `together` begin as one group. Ties go to the earliest members.
    """
    first: dict[str, int] = {}
    start = [i if name is None else first.setdefault(name, i) for i, name in enumerate(together)]
    members: dict[int, list[int]] = {}
    for i, group in enumerate(start):
        members.setdefault(group, []).append(i)
    links: dict[int, dict[int, float]] = {group: {} for group in members}
    for i, j, chance in pairs:
        a, b = start[i], start[j]
        if a != b:
            links[a][b] = links[b][a] = links[a].get(b, 0.0) + chance

    def offer(a: int, b: int) -> None:
        mean = links[a][b] / (len(members[a]) * len(members[b]))
        if mean >= threshold:
            low, high = sorted((a, b))
            heapq.heappush(queue, (-round(mean, 9), low, high, len(members[low]), len(members[high])))

    queue: list[tuple[float, int, int, int, int]] = []
    for a in links:
        for b in links[a]:
            if a < b:
                offer(a, b)
    while queue:
        _, a, b, size_a, size_b = heapq.heappop(queue)
        if len(members.get(a, ())) != size_a or len(members.get(b, ())) != size_b:
            continue  # one of them has been merged since
        members[a] += members.pop(b)
        for other, chance in links.pop(b).items():
            del links[other][b]
            if other != a:
                links[a][other] = links[other][a] = links[a].get(other, 0.0) + chance
        for other in links[a]:
            offer(a, other)
    return list(members.values())
