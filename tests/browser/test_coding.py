"""Coding by the keyboard alone: digits answer, "s" skips, "u" takes back, and a key pressed twice answers once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.codes import draw_sample
from pipeline.demo import build
from pipeline.library import Library

from .frame import WAIT, Visit, chromium, serving, visiting

SHOWN = "document.querySelector('.px-main')?.innerText"


@pytest.fixture(scope="module")
def coding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A copy of the demo in which ten frames are to be coded."""
    folder: Path = tmp_path_factory.mktemp("coding")
    library = build(folder / "library")
    (event,) = library.events()["event_id"]
    draw_sample(library, event, library.articles(event=event), "frame", labels=("economic",), size=10)
    with serving(folder / "library", folder / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, f"{url}/code?coder=Ida", folder / "library")


def _press(visit: Visit, key: str, times: int = 1) -> str:
    """Press a key and return the sentence that is shown then, once it is another."""
    before = visit.page.evaluate(SHOWN)
    for _ in range(times):
        visit.page.keyboard.press(key)
    visit.page.wait_for_function(f"before => {{ const now = {SHOWN}; return now && now !== before; }}", arg=before)
    visit.settle()
    return str(visit.page.evaluate(SHOWN))


def test_keys_answer_skip_and_take_back(coding: Visit) -> None:
    coding.page.get_by_role("button", name="Skip").wait_for(timeout=3 * WAIT)
    coding.settle()
    library = Library.open(coding.library)
    first = coding.page.evaluate(SHOWN)
    second = _press(coding, "1", times=2)
    assert list(library.codes()["value"]) == [1.0]
    _press(coding, "2")
    assert list(library.codes()["value"]) == [1.0, 0.0]
    assert _press(coding, "u") == second
    _press(coding, "s")
    assert list(library.codes()["value"]) == [1.0]
    assert _press(coding, "u") == first
    assert library.codes().empty
    assert coding.strangers() == []
    assert coding.errors == []
