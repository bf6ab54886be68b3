"""Measure how quick the dashboard is in Chromium on a large library, and how much memory its server takes.

    python tests/benchmarks/dashboard.py LIBRARY [ROUNDS] [USERS]

`LIBRARY` is one that `large.py` made. A time is from the click or key to the last change of the page that it
leads to: median and worst over the rounds, each round on another event. With several users, each does the
rounds in a window of their own, all at once.
"""

import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.library import Library
from tests.browser.frame import Visit, chromium, serving, visiting

Times = defaultdict[str, list[float]]

# Notes when the last click or key came, and when the page last changed after it: what is drawn, or a run's end.
WATCH = """() => {
  window.pxInput = window.pxDone = 0;
  for (const kind of ['click', 'keydown'])
    document.addEventListener(kind, () => { window.pxInput = performance.now(); }, true);
  const note = () => { window.pxDone = performance.now(); };
  new MutationObserver(note).observe(document.querySelector('[data-testid="stMain"]').parentElement,
    {subtree: true, childList: true, characterData: true});
  new MutationObserver(note).observe(document.querySelector('[data-testid="stApp"]'),
    {attributes: true, attributeFilter: ['data-test-script-state']});
}"""
STILL = """() => window.pxDone > window.pxInput && performance.now() - window.pxDone > 600
  && !document.querySelector('[data-testid="stApp"][data-test-script-state="running"]')"""


def main(library: str, rounds: int = 10, users: int = 5) -> None:
    """Print the table of times."""
    with tempfile.TemporaryDirectory() as cache:
        cold(Path(library), Path(cache))
        with serving(Path(library), Path(cache)) as (url, server):
            times: Times = defaultdict(list)
            user(url, Path(library), rounds, times)
            show("one user", times)
            print(f"peak memory of the server: {peak(server.pid):.0f} MB")
            together: Times = defaultdict(list)
            threads = [threading.Thread(target=user, args=(url, Path(library), rounds, together)) for _ in range(users)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            show(f"{users} users at once", together)
            print(f"peak memory of the server: {peak(server.pid):.0f} MB")


def cold(library: Path, cache: Path) -> None:
    """Print how long it takes from starting the server to the first event's name on the page."""
    with chromium() as browser:
        began = time.perf_counter()
        with serving(library, cache) as (url, _):
            visit = visiting(browser, url, library)
            visit.page.get_by_role("heading", level=1).first.wait_for()
            print(f"cold start to first content: {time.perf_counter() - began:.2f} s")


def user(url: str, library: Path, rounds: int, times: Times) -> None:
    """Change a filter, open evidence and open Read, on one event after another."""
    with chromium() as browser:
        visit = visiting(browser, f"{url}/", library)
        for event in large_events(library, rounds):
            began = time.perf_counter()
            visit.page.goto(f"{url}/compare?part=stance&event={event}")
            visit.page.get_by_role("heading", level=1).first.wait_for()
            visit.settle()
            times["event opened anew, by its address"].append(time.perf_counter() - began - 0.4)
            visit.page.evaluate(WATCH)
            box = visit.page.get_by_role("combobox", name="Outlets").first
            box.click()
            box.press("Enter")
            times["filter changed"].append(taken(visit))
            visit.page.keyboard.press("Escape")
            visit.page.get_by_role("radiogroup", name="Show the sentences of").first.get_by_role("radio").first.click()
            times["evidence opened"].append(taken(visit))
            visit.page.get_by_role("link", name="Read it in its place").first.click()
            times["Read opened"].append(taken(visit))


def taken(visit: Visit) -> float:
    """Return the seconds between the last click or key and the last change of the page that it led to."""
    visit.page.wait_for_function(STILL, timeout=60_000)
    return float(visit.page.evaluate("() => window.pxDone - window.pxInput")) / 1000


def large_events(library: Path, count: int) -> list[str]:
    """Return the events with most articles."""
    events = Library.open(library).events().sort_values(["articles", "event_id"], ascending=[False, True])
    return list(events["event_id"].head(count))


def show(title: str, times: Times) -> None:
    """Print median and worst of each kind of time."""
    print(f"{title}:")
    for what, seconds in times.items():
        print(f"  {what}: median {median(seconds):.2f} s, worst {max(seconds):.2f} s, n {len(seconds)}")


def peak(pid: int) -> float:
    """Return a process's peak memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:4]))
