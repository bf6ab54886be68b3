"""The way of a new user: the demo, ten files of one's own, a comparison, its sentences, two articles side by side."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import Library, score

from .frame import PAGES, Visit, chromium, look, serving, visiting

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCORING = 90_000
DEEDS = ("opened the quay", "closed the quay", "met the dockers", "praised the council", "blamed the council")
HOSTILE = "![x](http://example.invalid/x.png) <img src=x onerror=alert(1)> $5 :red[now]"
SAID = """() => {
  const main = document.querySelector('[data-testid="stMain"]').cloneNode(true);
  for (const drawn of main.querySelectorAll('.stPlotlyChart, style, canvas')) drawn.remove();
  return main.textContent;
}"""
PARTS = ("overview", "stance", "role", "frame", "loaded", "headline")


def _files(name: str = "Anna Berg", aside: str = "") -> dict[str, str]:
    """Return ten articles, five by each of two outlets, that tell the same of a mayor, kindly and not."""
    told = {"alpha-example": "a gifted leader who saves the harbour", "beta-example": "a failure who misled the town"}
    return {
        f"{outlet}_2024-03-0{day}.txt": f"Mayor {deed}\n\nMayor {name} {deed} on day {day}. Berg is {view}, people "
        f"there agreed.{aside}\n\n“The vote number {day} is due in May,” said Tom Vale. {name} spoke of {day} plans "
        f"for the quay, and Tom Vale heard her."
        for outlet, view in told.items()
        for day, deed in enumerate(DEEDS, 1)
    }


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the ten articles."""
    folder = tmp_path_factory.mktemp("scored")
    return _score(folder, _files())


def _score(folder: Path, files: dict[str, str]) -> Path:
    (folder / "files").mkdir()
    for name, text in files.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")
    score(folder / "files", library=folder / "library", event="The quay")
    return folder / "library"


@pytest.fixture
def visit(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """The dashboard on an empty library in a window of one kind."""
    library = tmp_path / "library"
    with serving(library, tmp_path / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, url, library, **look(*request.param))


@pytest.fixture
def reader(request: pytest.FixtureRequest, scored: Path, tmp_path: Path) -> Iterator[Visit]:
    """The dashboard on a copy of the scored library in a window of one kind."""
    library = tmp_path / "library"
    shutil.copytree(scored, library)
    with serving(library, tmp_path / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, url, library, **look(*request.param))


@pytest.mark.parametrize("visit", [("light", 1280), ("dark", 390)], indirect=True, ids=str)
def test_from_the_demo_to_a_first_comparison(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.url}/?library=demo")
    playwright.expect(page.get_by_role("heading", level=1)).to_contain_text("The Tessel Weir fire")
    page.get_by_role("button", name="Next").click()
    playwright.expect(page.get_by_text("step 2 of")).to_be_visible(timeout=SCORING)  # the page may still compare

    page.goto(f"{visit.url}/add")
    uploads = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in _files().items()]
    page.locator('input[type="file"]').first.set_input_files(uploads)
    playwright.expect(page.get_by_role("button", name="Score 10 articles")).to_be_visible(timeout=SCORING)
    choose(visit, "For", "Beta Example")
    page.get_by_label("to", exact=True).fill("Harbour Star")
    page.keyboard.press("Tab")
    visit.settle()
    page.get_by_role("button", name="Set", exact=True).click()
    visit.settle()
    page.get_by_role("button", name="Score 10 articles").click()
    playwright.expect(page.get_by_text("scored now")).to_be_visible(timeout=SCORING)
    page.get_by_role("link", name="Compare the outlets").click()
    visit.settle()
    playwright.expect(page.get_by_text("10 articles by 2 outlets")).to_be_visible()
    told = Library.open(visit.library).articles()
    assert set(told["outlet"]) == {"Harbour Star", "Alpha Example"}
    corrected = told[told["outlet"] == "Harbour Star"]["found"]
    assert [found["outlet"] for found in corrected] == ["set by you"] * 5

    assert visit.strangers() == []
    assert visit.errors == []


@pytest.mark.parametrize("reader", [("light", 1280), ("dark", 390)], indirect=True, ids=str)
def test_from_a_comparison_to_a_saved_page(reader: Visit) -> None:
    page = reader.page
    reader.open("Compare")
    page.get_by_role("radio", name="People and groups").click()
    reader.settle()
    box = page.get_by_role("combobox", name="People and groups")
    box.focus()
    page.keyboard.press("Backspace")  # leaves out the last of those shown
    reader.settle()
    page.keyboard.press("Escape")
    assert "entity=" in page.url
    playwright.expect(page.get_by_role("heading", name="Tom Vale")).to_have_count(0)
    playwright.expect(page.get_by_role("heading", name="Anna Berg")).to_be_visible()
    stays_when_reloaded(reader)  # a view can be sent

    # By keyboard alone: to the buttons under a chart, into one of them, and on to the sentences.
    buttons = page.get_by_role("radiogroup", name="Show the sentences of").first.get_by_role("radio").first
    buttons.focus()
    page.keyboard.press("Space")
    playwright.expect(page.locator("mark").first).to_be_visible()
    link = page.get_by_role("link", name="Read it in its place").first
    link.focus()
    page.keyboard.press("Enter")
    reader.settle()
    playwright.expect(page.locator("mark.px-at").first).to_be_visible()

    beside = page.get_by_role("combobox", name="Beside it")
    beside.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    beside.click()
    page.get_by_role("option").nth(1).click()
    reader.settle()
    playwright.expect(page.locator(".px-article")).to_have_count(2)
    assert "beside=" in page.url
    stays_when_reloaded(reader)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as one HTML file").click()
    assert "<script" not in waiting.value.path().read_text(encoding="utf-8")

    for name in ("Home", "Voices", "Names", "Method"):
        reader.open(name)
        stays_when_reloaded(reader)
    assert reader.strangers() == []
    assert reader.errors == []


@pytest.mark.parametrize("reader", [("light", 1280)], indirect=True, ids=str)
def test_every_view_of_compare_stays_when_it_is_reloaded(reader: Visit) -> None:
    for part in PARTS:
        reader.page.goto(f"{reader.url}/compare?part={part}&by=month&voice=outlet")
        reader.page.get_by_role("heading", level=1).first.wait_for()
        stays_when_reloaded(reader)
    assert reader.errors == []


def test_hostile_bodies_and_names_of_entities_stay_text_on_every_page(tmp_path: Path) -> None:
    library = _score(tmp_path, _files(aside=f" It cost {HOSTILE} in all."))
    stored = Library.open(library)
    (event,) = stored.events()["event_id"]
    stored.rename_entity(event, "Anna Berg", HOSTILE)
    stored.name_event(event, HOSTILE)
    with serving(library, tmp_path / "cache") as (url, _), chromium() as browser:
        visit = visiting(browser, url, library)
        views = ["", *(f"compare?part={part}" for part in PARTS), "voices", "names", "read", "code", "add", "method"]
        cell = f"compare?part=overview&row=stance:{HOSTILE}&group=alpha-example".replace("$", "%24")
        for view in [*views, cell]:
            visit.page.goto(f"{url}/{view}")
            visit.page.get_by_role("heading", level=1).first.wait_for()
            visit.settle()
            for radios in visit.page.get_by_role("radiogroup", name="Show the sentences of").all():
                radios.get_by_role("radio").first.click()
                visit.settle()
            made = visit.page.locator('img[src="x"], img[src*="example.invalid"], a[href*="example.invalid"]')
            assert made.count() == 0, view
            if not view.startswith(("add", "method")):
                playwright.expect(visit.page.get_by_text("![x](http:").first).to_be_attached()
        assert visit.strangers() == []
        assert visit.errors == []


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose from a list; a click that scrolls opens none."""
    box = visit.page.get_by_role("combobox", name=label, exact=True)
    box.scroll_into_view_if_needed()
    visit.page.wait_for_timeout(300)
    box.click()
    visit.page.get_by_role("option", name=option).click()
    visit.settle()


def stays_when_reloaded(visit: Visit) -> None:
    """Check that the address opens the same page again, word for word."""
    address, said = visit.page.url, _said(visit)
    visit.page.reload()
    visit.page.get_by_role("heading", level=1).first.wait_for()
    assert _said(visit) == said
    assert visit.page.url == address


def _said(visit: Visit) -> str:
    """Return what the page says, once it says no more; a chart is drawn in its own time, with its words beside it."""
    before = None
    while (now := visit.page.evaluate(SAID)) != before:
        before = now
        visit.settle()
        visit.page.wait_for_timeout(400)
    return str(now)


def test_all_pages_are_visited() -> None:
    assert set(PAGES) == {"Home", "Compare", "Voices", "Names", "Read", "Code", "Add", "Method"}
