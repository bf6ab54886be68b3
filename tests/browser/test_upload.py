"""The dashboard in Chromium: from upload to evidence, with no request that leaves this machine."""

import csv
import io
import zipfile

import pytest

from .frame import PAGES, WAIT, Visit

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCORING = 60_000
HEADLINE = "![x](http://example.invalid/x.png) $5 to $10 :red[now] =1+1"
PRAISE = (
    "Town hails brave mayor\n\n"
    "Mayor Anna Berg won warm praise on Monday for a brave plan that saves the harbour.\n\n"
    "“She listened to everybody, and she kept her word,” said Tom Vale, who leads the dockers' union. "
    "Vale called Berg a gifted leader.\n\nBerg thanked the council."
)
BLAME = (
    "Reckless harbour plan under fire\n\n"
    "Mayor Anna Berg was blamed on Tuesday for a reckless plan that wastes public money.\n\n"
    "“It will cost the town hundreds of jobs,” said Tom Vale. Critics call Berg a failure who misled the council.\n\n"
    "Vale asked the court to stop the plan."
)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _add(visit: Visit, files: dict[str, str]) -> None:
    visit.open("Add")
    uploads = [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files.items()]
    visit.page.locator('input[type="file"]').first.set_input_files(uploads)
    score = visit.page.get_by_role("button", name="Score")
    playwright.expect(score).to_be_enabled(timeout=WAIT)
    score.click()
    playwright.expect(visit.page.get_by_text("scored now")).to_be_visible(timeout=SCORING)
    visit.settle()


def test_from_upload_to_evidence_without_leaving_this_machine(visit: Visit) -> None:
    page = visit.page
    _add(visit, {"alpha-example_2024-03-04.txt": PRAISE, "beta-example_2024-03-05.txt": BLAME})

    page.get_by_role("link", name="Compare the outlets").click()
    visit.settle()
    playwright.expect(page.get_by_text("2 articles by 2 outlets")).to_be_visible()

    page.get_by_role("radio", name="People and groups").click()
    visit.settle()
    assert "part=stance" in page.url
    page.get_by_role("radiogroup", name="Show the sentences of").first.get_by_role("radio").first.click()
    visit.settle()
    playwright.expect(page.locator("mark").first).to_be_visible()
    playwright.expect(page.get_by_text("scored by").first).to_be_visible()

    page.get_by_role("link", name="Read it in its place").first.click()
    visit.settle()
    playwright.expect(page.locator("#px-at")).to_be_attached()
    playwright.expect(page.locator("mark.px-at").first).to_be_in_viewport()

    visit.open("Voices")
    playwright.expect(page.get_by_text("Most words: Tom Vale").first).to_be_visible()
    box = page.get_by_role("combobox", name="Show the passages of").first
    box.scroll_into_view_if_needed()  # a click that scrolls opens no list
    page.wait_for_timeout(300)
    box.click()
    box.press_sequentially("Tom")
    page.get_by_role("option", name="Tom Vale").click()
    visit.settle()
    playwright.expect(page.locator(".px-said", has_text="She listened to everybody").first).to_be_visible()
    playwright.expect(page.get_by_text("found by").first).to_be_visible()

    visit.open("Method")
    playwright.expect(page.get_by_text("No clear difference").first).to_be_visible()

    assert visit.requests
    assert visit.strangers() == []
    assert visit.errors == []


def test_hostile_names_stay_text_on_every_page(visit: Visit) -> None:
    page = visit.page
    article = f"{HEADLINE}\n\nMayor Anna Berg won warm praise for a brave plan. Berg thanked the council."
    table = "outlet,title,text\n=1+1,:smile: www.example.invalid,Critics call Anna Berg a failure.\n"
    _add(visit, {"<img src=x>.txt": article, "=cmd().csv": table})
    playwright.expect(page.locator("canvas td", has_text=HEADLINE).first).to_be_attached()

    visit.open("Read")
    page.get_by_role("combobox", name="Article").click()
    page.get_by_role("option", name="5 to").click()
    visit.settle()
    playwright.expect(page.locator(".px-article").get_by_text(HEADLINE)).to_be_visible()
    visit.open("Compare")
    page.locator("summary", has_text="The articles (2)").click()
    playwright.expect(page.locator("canvas td", has_text=HEADLINE).first).to_be_attached()
    page.get_by_role("radio", name="Frames").click()
    visit.settle()
    page.get_by_test_id("stPopoverButton").filter(has_text="Download").first.click()
    visit.settle()
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").filter(has_text="as CSV").first.click()
    with waiting.value.path().open(encoding="utf-8-sig", newline="") as opened:
        cells = [cell for row in csv.reader(opened) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@")) and not _is_number(cell)]
    for name in PAGES:
        visit.open(name)
        assert page.locator('img[src="x"], img[src*="example.invalid"], a[href*="example.invalid"]').count() == 0

    assert visit.strangers() == []
    assert visit.errors == []


def test_a_zip_with_copies_is_read_shown_and_counted_once(visit: Visit) -> None:
    wire = " ".join(f"Report {n} on the plan of Mayor Anna Berg praised her for {n} days." for n in range(1, 9))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/alpha-example_2024-03-04.txt", f"Plan praised\n\n{wire}")
        archive.writestr("in/beta-example_2024-03-05.txt", f"{HEADLINE}\n\n{wire} <img src=x> It was late.\n\n(AP)")
        archive.writestr("in/photo.jpg", b"\xff\xd8\xff\xe0 no text")
    page = visit.page
    visit.open("Add")
    upload = {"name": "two.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator('input[type="file"]').first.set_input_files([upload])
    playwright.expect(page.get_by_text("print one text, credited to AP")).to_be_visible(timeout=SCORING)
    playwright.expect(page.get_by_text("photo.jpg")).to_be_visible()
    page.get_by_text("What the copies cut and added").click()
    playwright.expect(page.locator(".px-changes ins").first).to_be_visible()
    page.get_by_role("button", name="Score").click()
    playwright.expect(page.get_by_text("scored now")).to_be_visible(timeout=SCORING)

    visit.open("Compare")
    playwright.expect(page.get_by_text("All of them count.")).to_be_visible()
    page.get_by_role("combobox", name="Copies").click()
    page.get_by_role("option", name="Count each text once").click()
    playwright.expect(page.get_by_text("Each text counts once.")).to_be_visible()
    assert "copies=once" in page.url
    page.reload()  # a view can be sent to a colleague
    playwright.expect(page.get_by_text("1 article by 1 outlet.")).to_be_visible()

    assert page.locator('img[src="x"], img[src*="example.invalid"]').count() == 0
    assert visit.strangers() == []
    assert visit.errors == []
