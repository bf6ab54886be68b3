"""What the tests of sealed comparisons share: a library of two invented articles, and its comparison."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.encoder import Model
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.sealed import Choices, Line, Sealed, gather

from ..conftest import ALPHA, BETA

MAYOR = "Anna Berg"
PAPERS = ("The Harbour Example", "Beta Daily")
CHOICES = Choices("harbour", entities=(MAYOR,), voice="all")
LINES = [Line("holds", "One tells more of the plan than the other.", "By 3."), Line("tie", "Loaded words.")]
# Five articles of each of two outlets, so that figures speak of outlets.
ARTICLES = [
    replace(article, outlet=outlet, title=f"{article.title} {number}", date=f"2024-03-{number:02}")
    for number in range(1, 6)
    for article, outlet in zip((ALPHA, BETA), PAPERS, strict=True)
]


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory, tiny: Model) -> Library:
    """A library in which the event "harbour" holds `ARTICLES`; nobody may change it."""
    library = Library.open(tmp_path_factory.mktemp("sealed") / "library", create=True)
    score_articles(ARTICLES, library=library, event="harbour", model=tiny)
    return library


@pytest.fixture(scope="session")
def sealed(harbour: Library) -> Sealed:
    return gather(harbour, CHOICES, lines=LINES)


@pytest.fixture(scope="session")
def coded(harbour: Library, sealed: Sealed) -> Sealed:
    """The same comparison with `codes_of` two people, given in another order."""
    return gather(harbour, CHOICES, lines=LINES, codes=codes_of(sealed).sample(frac=1, random_state=1))


@pytest.fixture
def copied(harbour: Library, tmp_path: Path) -> Library:
    """The library again, in another folder, to change."""
    from shutil import copytree

    return Library.open(copytree(harbour.root, tmp_path / "an other place"))


def codes_of(sealed: Sealed, measure: str = "frame", label: str = "policy") -> pd.DataFrame:
    """Return two coders' codes of every second span: the first has the model's label, the second always 1."""
    spans = sealed.evidence[measure]
    spans = (
        spans[spans["label"] == label].iloc[::2].assign(measure=measure, probability=0.5, codebook="1", mode="blind")
    )
    values = {"Ada": (spans["value"] > 0.5) * 1.0, "Bo": 1.0}
    parts = [spans.assign(value=value, coder=coder, at="2024-05-06T10:00:00") for coder, value in values.items()]
    return pd.concat(parts, ignore_index=True)
