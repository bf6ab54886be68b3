"""Exports of news databases: articles found, outlet and date, and the bodies as long as the export says.

No model is needed, and nothing was fitted on these files. The speed stands beside that of a plain dump of the same
paragraphs by python-docx, where that is installed, in turns.
"""

import io
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from ..read import FileReading, read_bytes
from ..read.docx import read_docx
from ..types import Article

LENGTHS = 0.96  # of bodies within a tenth of the stated length, by words between blanks
SPEED = 0.5  # of a plain dump's articles a second
_COUNT_CAPTIONS = {"ProQuest"}  # among the words that it states
_ROUNDS = 3


def scores(folder: Path) -> list[dict[str, Any]]:
    """Return a row for each file and each figure, then the Nexis documents together; none without the files."""
    files = sorted(file for file in (folder / "exports").glob("*/*") if file.is_file())
    readings = {file: read_bytes(file.name, file.read_bytes()) for file in files}
    nexis = [file for file in files if file.parent.name == "nexis" and file.suffix.casefold() == ".docx"]
    rows = [row for file, reading in readings.items() for row in _rows(f"{file.parent.name}/{file.name}", [reading])]
    if nexis:
        together = _rows("Nexis documents", [readings[file] for file in nexis])
        goals = {"share with outlet and date": 1.0, "share within 10 % of the stated length": LENGTHS}
        rows += [{**row, "goal": goals.get(row["metric"])} for row in together] + _speed(nexis)
    return [{"benchmark": "exports", **row} for row in rows]


def _rows(name: str, readings: list[FileReading]) -> list[dict[str, Any]]:
    articles = [article for reading in readings for article in reading.articles]
    kinds = {reading.kind.partition(" ")[0] for reading in readings}
    rows: list[dict[str, Any]] = [{"set": name, "metric": "articles", "n": len(readings), "score": len(articles)}]
    whole = [bool(article.outlet and article.date) for article in articles]
    lengths = [
        abs(len(_counted(article, captions=kinds == _COUNT_CAPTIONS).split()) - stated) <= stated / 10
        for article in articles
        if isinstance(stated := article.extra.get("words stated"), int) and stated
    ]
    for metric, found in (("share with outlet and date", whole), ("share within 10 % of the stated length", lengths)):
        if found:
            rows.append({"set": name, "metric": metric, "n": len(found), "score": sum(found) / len(found)})
    return rows


def _counted(article: Article, *, captions: bool) -> str:
    return f"{article.text} {article.extra.get('graphic', '')}" if captions else article.text


def _speed(files: list[Path]) -> list[dict[str, Any]]:
    """Return articles a second of processor time, and the ratio to a plain dump of the paragraphs."""
    contents = [(file.name, file.read_bytes()) for file in files]
    taken: dict[str, list[float]] = {"ours": [], "dump": []}
    articles = 0
    for _ in range(_ROUNDS):
        began = process_time()
        articles = sum(len(read_docx(name, content).articles) for name, content in contents)
        taken["ours"].append(process_time() - began)
        if find_spec("docx"):
            began = process_time()
            for _, content in contents:
                _dump(content)
            taken["dump"].append(process_time() - began)
    name = "Nexis documents"
    rows: list[dict[str, Any]] = [
        {"set": f"{name}, {what}", "metric": "articles a second", "n": articles, "score": articles / median(seconds)}
        for what, seconds in (("read and split", taken["ours"]), ("dump by python-docx", taken["dump"]))
        if seconds
    ]
    if taken["dump"]:
        ratio = median(dump / ours for ours, dump in zip(taken["ours"], taken["dump"], strict=True))
        rows.append({"set": name, "metric": "speed beside a dump", "n": articles, "score": ratio, "goal": SPEED})
    return rows


def _dump(content: bytes) -> str:
    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
