"""The library that is coded."""

from pathlib import Path

import pytest

from pipeline.library import Library

from .made import library_to_code


@pytest.fixture
def made(tmp_path: Path) -> Library:
    """A library of 18 articles of three outlets in one event."""
    return library_to_code(tmp_path / "made")
