"""What the browser tests share: they are skipped where there is no Chromium, no Playwright or no model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.encoder import SHIPPED

from .frame import CHROMIUM, Visit, chromium, serving, visiting


@pytest.fixture(scope="session", autouse=True)
def _able() -> None:
    """Skip where the browser cannot be driven or nothing can be scored."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("the package chromium is not installed")
    if not (SHIPPED / "model.json").is_file():
        pytest.skip("the model files are not there")


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """The dashboard on an empty library, opened in Chromium; what the server wrote is shown if a test fails."""
    library = tmp_path / "library"
    with serving(library, tmp_path / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, url, library)
