"""Every page against WCAG 2.2 AA by axe-core, in light and dark, wide and narrow: nothing of ours is wrong.

What Streamlit draws itself (its menus, its editors' canvases) is not ours to repair: a fault is ours where its element
lies in something that we wrote (Markdown, HTML, a chart), or is the page as a whole.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from .frame import PAGES, Visit, chromium, look, serving, visiting

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = ".stMarkdown, .stHtml, .stPlotlyChart, [data-testid='stCaptionContainer'], [data-testid='stHeading']"


@pytest.fixture(scope="module", params=list(product(("light", "dark"), (1280, 390))), ids=lambda p: f"{p[0]} {p[1]}")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The demo in one window for all pages."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with serving(folder / "library", folder / "cache") as (url, _), chromium() as browser:
        yield visiting(browser, f"{url}/?library=demo", folder, **look(*request.param))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_ours_breaks_the_standard_or_scrolls_sideways(demo: Visit, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    demo.page.goto(f"{demo.url.split('?')[0].rstrip('/')}/{'' if name == 'Home' else name.lower()}?library=demo")
    demo.page.get_by_role("heading", level=1).first.wait_for()
    demo.settle()
    found = Axe().run(demo.page, options={"runOnly": STANDARD, "resultTypes": ["violations"]}).response["violations"]
    faults = [(fault["id"], node) for fault in found for node in fault["nodes"]]
    others = sorted({f"{rule}: {node['html'][:120]}" for rule, node in faults if not _is_ours(demo, node)})
    print("Streamlit's own:", *others, sep="\n  ")  # pytest shows it with a failure
    assert [f"{rule}: {node['html'][:300]}" for rule, node in faults if _is_ours(demo, node)] == []
    main = "document.querySelector('[data-testid=\"stMain\"]')"
    assert demo.page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 1
    assert demo.strangers() == []


def _is_ours(visit: Visit, node: dict[str, Any]) -> bool:
    """Say whether an element that axe names is the page itself, or lies in something that we wrote."""
    (selector, *_) = node["target"]
    if selector in ("html", "body"):
        return True
    return bool(
        visit.page.evaluate("([it, ours]) => !!document.querySelector(it)?.closest(ours)", [str(selector), OURS])
    )
