"""Open Read in the tests of its parts."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"


def open_read(root: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    """Return the page Read on a library, opened at an address."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(root))
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30).run()
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page("views/read.py").run()
    assert not page.exception
    return page
