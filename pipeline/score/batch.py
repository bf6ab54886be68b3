"""Score a batch of articles, the unit of work: one function, here, in another process or on another machine.

No disk, no network: nothing but the articles, the model, and what a library knows already.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..clean import clean
from ..encoder import Model
from ..errors import PipelineError
from ..library import Name, Row
from ..library.tables import SCORED
from ..types import Article, Document
from .document import score_documents
from .rows import article_row


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are scored together, by their ids, and the documents of those that a library has."""

    articles: Mapping[str, Article]
    stored: Mapping[str, Document] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return 32 hexadecimal digits that depend only on which articles there are."""
        return hashlib.sha256("\n".join(sorted(self.articles)).encode()).hexdigest()[:32]


@dataclass(slots=True)
class Scored:
    """A batch's rows, and what in it could not be scored."""

    rows: dict[Name, list[Row]]
    unscored: set[str] = field(default_factory=set)  # ids of articles that are stored without scores
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    set_aside: str = ""  # why the whole batch was

    @classmethod
    def nothing(cls) -> "Scored":
        """Return no rows of any table."""
        return cls({"articles": [], **{name: [] for name in SCORED}})


def score_batch(
    articles: Sequence[Article],
    model: Model,
    known: frozenset[str] = frozenset(),
    stored: Mapping[str, Document] | None = None,
) -> Scored:
    """Score a batch: no disk, no network, nothing but these articles. `known` texts get no rows.

    `stored` holds the documents of articles that a library has: they stay as they were first cleaned, since
    every span points into them.
    """
    scored = Scored.nothing()
    by_text: dict[str, list[Document]] = {}
    for article in articles:
        try:
            doc = clean(article)
        except PipelineError as error:
            scored.failed.append((article.source, str(error)))
            continue
        if before := (stored or {}).get(doc.id):
            doc = replace(before, language=doc.language)
        scored.rows["articles"].append(article_row(article, doc))
        if doc.language not in (None, "en"):
            scored.unscored.add(doc.id)
            scored.skipped.append((article.source, f"not scored: language {doc.language}, the model reads English"))
        elif (text_id := doc.text_id) not in known:
            by_text.setdefault(text_id, []).append(doc)
    firsts = [same[0] for same in by_text.values()]  # identical text is scored once
    for same, rows in zip(by_text.values(), score_documents(firsts, model), strict=True):
        for doc in same:
            for name, found in rows.items():
                scored.rows[name] += [{**row, "article_id": doc.id} for row in found]
    return scored
