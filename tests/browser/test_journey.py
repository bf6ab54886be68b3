"""The way of a new user: the demo, ten files of one's own, a comparison, its sentences, two articles side by side."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .frame import Visit, chromium, look, serving, visiting

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCORING = 90_000
DEEDS = ("opened the quay", "closed the quay", "met the dockers", "praised the council", "blamed the council")


@pytest.fixture(params=[("light", 1280), ("dark", 390)], ids=lambda p: f"{p[0]} {p[1]}")
def visit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """The dashboard on an empty library in a window of one kind."""
    library = tmp_path / "library"
    with serving(library, tmp_path / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, url, library, **look(*request.param))


def _files() -> dict[str, str]:
    """Return ten articles, five by each of two outlets, that tell the same of Mayor Anna Berg, kindly and not."""
    told = {"alpha-example": "a gifted leader who saves the harbour", "beta-example": "a failure who misled the town"}
    return {
        f"{outlet}_2024-03-0{day}.txt": f"Mayor {deed}\n\nMayor Anna Berg {deed} on day {day}. Berg is {view}, people "
        f"there agreed.\n\nThe vote number {day} is due in May. Anna Berg spoke of {day} plans for the quay."
        for outlet, view in told.items()
        for day, deed in enumerate(DEEDS, 1)
    }


def test_from_the_demo_to_two_articles_side_by_side(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.url}/?library=demo")
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("The Tessel Weir fire")
    page.get_by_role("button", name="Next").click()
    playwright.expect(page.get_by_text("step 2 of")).to_be_visible()

    page.goto(f"{visit.url}/add")
    uploads = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in _files().items()]
    page.locator('input[type="file"]').first.set_input_files(uploads)
    page.get_by_role("button", name="Score 10 articles").click(timeout=SCORING)
    playwright.expect(page.get_by_text("scored now")).to_be_visible(timeout=SCORING)
    page.get_by_role("link", name="Compare the outlets").click()
    visit.settle()
    playwright.expect(page.get_by_text("10 articles by 2 outlets")).to_be_visible()

    page.get_by_role("radio", name="People and groups").click()
    visit.settle()
    playwright.expect(page.get_by_text("Anna Berg").first).to_be_visible()
    address = page.url
    page.reload()  # a view can be sent
    playwright.expect(page.get_by_role("radio", name="People and groups")).to_be_checked()
    assert page.url == address

    # By keyboard alone: to the buttons under a chart, into one of them, and on to the sentences.
    buttons = page.get_by_role("radiogroup", name="Show the sentences of").first.get_by_role("radio").first
    buttons.focus()
    page.keyboard.press("Space")
    visit.settle()
    playwright.expect(page.locator("mark").first).to_be_visible()
    link = page.get_by_role("link", name="Read it in its place").first
    link.focus()
    page.keyboard.press("Enter")
    visit.settle()
    playwright.expect(page.locator("mark.px-at").first).to_be_visible()

    beside = page.get_by_role("combobox", name="Beside it")
    beside.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    beside.click()
    page.get_by_role("option").nth(1).click()
    visit.settle()
    playwright.expect(page.locator(".px-article")).to_have_count(2)
    assert "beside=" in page.url
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as one HTML file").click()
    assert "<script" not in waiting.value.path().read_text(encoding="utf-8")

    assert visit.strangers() == []
    assert visit.errors == []
