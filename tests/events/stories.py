"""Two invented stories that several tests group."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import Article

FERRY = [
    Article("The ferry Marlin ran aground off Port Ester and 40 passengers were rescued.", "Ferry aground", "A"),
    Article("Passengers were rescued after the ferry Marlin ran aground near Port Ester.", "Ferry rescue", "B"),
]
STRIKE = [
    Article("Teachers in Osterby walked out over wages as the union strike began.", "Teachers strike", "A"),
    Article("A strike by the teachers union over wages closed schools in Osterby.", "Schools closed", "C"),
]


def story(day: str | None = "2026-03-01") -> list[Article]:
    return [replace(article, date=day) for article in [*FERRY, *STRIKE]]


def same(ids: Sequence[str]) -> set[frozenset[int]]:
    return {frozenset(i for i, other in enumerate(ids) if other == id_) for id_ in ids}
