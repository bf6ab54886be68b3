"""A library of invented articles whose probabilities are such, and codes of it."""

from pathlib import Path

import pandas as pd

from pipeline.compare import with_columns
from pipeline.library import Library
from pipeline.types import STANCES

from ..library.made import SCORER, batch

SEEDS = (1, 2, 3, 4, 5, 6)


def library_to_code(folder: Path) -> Library:
    """Return a library of 18 articles of three outlets in the event "event"."""
    library = Library.open(folder, create=True)
    library.name_event("event", "An event")
    for seed in SEEDS:
        tables = batch(seed)
        for row in tables["mentions"]:
            total = sum(row[stance] for stance in STANCES)
            row.update({stance: row[stance] / total for stance in STANCES})
        library.add(tables, scorer=SCORER, event="event")
    library.link("event", {head: head for head in library.heads("event")})
    return library


def articles_of(library: Library) -> pd.DataFrame:
    """Return the articles of "event", with the columns that can be compared."""
    return with_columns(library.articles(event="event"))


def code_all(library: Library, sample: str, value: float = 1.0, *, most: int | None = None, coder: str = "Ida") -> None:
    """Let a coder give this value to each label of the first drawn spans."""
    ask = library.ask(sample)
    spans = library.sampled(sample).head(most)[["article_id", "sentence_id", "start", "end", "head", "kind"]]
    labels = pd.DataFrame({"label": list(ask.labels)})
    codes = spans.merge(labels, how="cross").assign(measure=ask.measure, value=value, coder=coder, mode=ask.mode)
    library.add_codes(codes.assign(sample_id=sample))
