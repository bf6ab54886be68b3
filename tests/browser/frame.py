"""The dashboard in Chromium: start it, visit it, see all that it asks for. Used by the browser tests and timings."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import urlopen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = ("Home", "Compare", "Voices", "Names", "Read", "Code", "Add", "Method")
WAIT = 20_000  # milliseconds for one thing to appear
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Visit:
    """A page in Chromium, and what it asked for."""

    page: "Page"
    url: str
    library: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, name: str) -> None:
        """Open a page by its name in the navigation, behind a button where the window is narrow."""
        self.page.get_by_role("heading", level=1).first.wait_for()
        link = self.page.get_by_role("link", name=name, exact=True).first
        box = link.bounding_box()
        if box is None or box["x"] + box["width"] <= 0:  # it counts as visible while it waits beside the window
            self.page.get_by_test_id("stExpandSidebarButton").first.click()
        link.click()
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run to its end."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_function(
            '() => !document.querySelector(\'[data-testid="stApp"][data-test-script-state="running"]\')', timeout=WAIT
        )

    def strangers(self) -> list[str]:
        """Return the requests that were meant for another machine."""
        local = {"127.0.0.1", "localhost"}
        parts = [(url, urlsplit(url)) for url in self.requests]
        return [url for url, part in parts if part.scheme not in ("data", "blob") and part.hostname not in local]


@contextmanager
def serving(library: Path, cache: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve the dashboard on a library; yield its address and its process. What it wrote is printed at the end."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    surroundings = os.environ | {"PARALLAX_LIBRARY": str(library), "XDG_CACHE_HOME": str(cache)}
    with TemporaryFile() as log:
        server = subprocess.Popen(
            [*command, "--server.headless", "true"], cwd=ROOT, env=surroundings, stdout=log, stderr=log
        )
        try:
            _wait_for(server, url)
            yield url, server
        finally:
            server.terminate()
            server.wait(10)
            subprocess.run(["pkill", "-f", f"pipeline work {library}"], check=False)  # it would wait for more work
            log.seek(0)
            print(log.read().decode(errors="replace")[-4000:])  # pytest shows it with a failure


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Open Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def visiting(browser: "Browser", url: str, library: Path, **context: Any) -> Visit:
    """Open a new window on the dashboard that remembers every request and every error of a script."""
    page = browser.new_context(**context).new_page()
    page.set_default_timeout(WAIT)
    visit = Visit(page, url, library)
    page.context.on("request", lambda request: visit.requests.append(request.url))
    page.on("websocket", lambda opened: visit.requests.append(opened.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.goto(url)
    return visit


def look(scheme: str, width: int) -> Mapping[str, Any]:
    """Return the settings of a window in a colour scheme, "light" or "dark", so many pixels wide.

    A narrow one is a phone's: Streamlit folds its side bar away after a choice only where the browser says so.
    """
    phone = {"user_agent": PHONE} if width < 600 else {}
    return {"color_scheme": scheme, "viewport": {"width": width, "height": 900}, **phone}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the dashboard did not start")
