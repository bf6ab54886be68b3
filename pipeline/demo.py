"""The demo library: an invented event, scored beforehand, opened without loading the model.

`data/demo/` holds the articles and the rows that scoring them gave, as JSONL. Running this module
(`python -m pipeline.demo`) scores the articles again and rewrites the rows.
"""

import hashlib
import json
import os
import shutil
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

from .library import Library, Name, Row
from .library.catalog import VERSION
from .library.tables import SCORED

DEMO = Path(__file__).parents[1] / "data" / "demo"
_TABLES: tuple[Name, ...] = ("articles", *SCORED)


def demo_library() -> Library:
    """Return the demo as a library in the user's cache; it is built there on first use."""
    folder = _cache() / f"demo-{_digest()}"
    if not (folder / "catalog.sqlite").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="demo-", dir=folder.parent))
        build(unfinished)
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster; its copy is the same
            shutil.rmtree(unfinished)
    return Library.open(folder)


def build(folder: Path) -> Library:
    """Write the demo's rows into a new library in `folder`."""
    library = Library.open(folder, create=True)
    about = json.loads((DEMO / "scored" / "event.json").read_text(encoding="utf-8"))
    tables: dict[Name, list[Row]] = {name: _rows(DEMO / "scored" / f"{name}.jsonl") for name in _TABLES}
    library.name_event(about["event_id"], about["name"])
    library.add(tables, scorer=about["scorer"], event=about["event_id"])
    links = {(head, kind): (entity, entity_kind) for head, kind, entity, entity_kind in about["links"]}
    library.link(about["event_id"], links)
    # What somebody who read the demo's articles would agree to: these name the same people.
    agreed: dict[str, list[str]] = json.loads((DEMO / "agreed.json").read_text(encoding="utf-8"))
    for entity, phrases in agreed.items():
        for phrase in phrases:
            library.agree(about["event_id"], phrase, entity)
    return library


def rescore(name: str = "The Tessel Weir fire") -> None:
    """Score the demo's articles with the shipped model and rewrite the rows that ship."""
    from .linking import link
    from .score import score

    with tempfile.TemporaryDirectory() as folder:
        report = score(DEMO / "articles.jsonl", library=folder, event=name)
        if report.failed or report.skipped:
            raise SystemExit(f"the demo could not be scored: {report.failed + report.skipped}")
        library = Library.open(folder)
        (event,) = report.events
        scorer = library.scorers()[-1]
        links = link(library.heads(event), library.heads_by_article(event).values())
        target = DEMO / "scored"
        target.mkdir(exist_ok=True)
        for table in _TABLES:
            rows = library.rows(table, scorer="" if table == "articles" else scorer)
            lines = [json.dumps(_rounded(row), ensure_ascii=False, sort_keys=True) for row in rows]
            (target / f"{table}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        pairs = [[*head, *entity] for head, entity in sorted(links.items())]
        about = {"event_id": event, "name": name, "scorer": scorer, "links": pairs}
        (target / "event.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rounded(row: Row) -> Row:
    """Return a row as JSON holds it: numbers short, a sentence's vector in base64."""
    short = {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()}
    return {key: b64encode(value).decode() if isinstance(value, bytes) else value for key, value in short.items()}


def _rows(path: Path) -> list[Row]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [row | {"vector": b64decode(row["vector"])} if "vector" in row else row for row in rows]


def _digest() -> str:
    found = hashlib.sha256(str(VERSION).encode())
    for path in sorted(DEMO.rglob("*.json*")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def _cache() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Parallax"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parallax"


if __name__ == "__main__":
    rescore()
