"""A library of made-up batches, whose rows nobody scored."""

from pathlib import Path

import pytest

from pipeline.library import Library

from .made import library_of


@pytest.fixture
def made(tmp_path: Path) -> Library:
    """A library with three batches of three articles, all in "event"."""
    return library_of(tmp_path / "made", 1, 2, 3)
