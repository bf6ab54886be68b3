import csv
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from pipeline.evaluate import reading

BODY = "The council voted on Monday for the harbour plan, officials said.\n\nTom Vale said that it was reckless."
PAGE = "<html><body><article>{}</article></body></html>"


@pytest.fixture
def corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write corpora of two pages, three spellings and two articles, one of them coded otherwise than it is told."""
    for name in ("html", "narrative", "unlabelled"):
        (tmp_path / name).mkdir()
    html = PAGE.format("".join(f"<p>{part}</p>" for part in BODY.split("\n\n")))
    for name in ("a", "b"):
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(html.encode()))
    gold = {"a": {"articleBody": BODY}, "b": {"articleBody": "Something else stands here, of which nothing was found."}}
    (tmp_path / "html" / "ground-truth.json").write_text(json.dumps(gold))
    (tmp_path / "narrative" / "articles.tsv").write_text("source\trow\nRT\t1\nrt\t2\nThe Guardian\t3\n")
    items = [
        {"title": "Opinion: Sink it", "text": "One.", "url": "", "outlet": "RT"},
        {"title": "Sink it", "text": "Two.", "url": "https://x.example/opinion/1", "outlet": "Harbour Lantern"},
    ]
    with gzip.open(tmp_path / "unlabelled" / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(item) + "\n" for item in items)
    with (tmp_path / "codes.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["draw", "article", "genre"])
        for item, genre in zip(items, ("opinion", "news"), strict=True):
            digest = hashlib.sha256(f"{item['title']}\n{item['text']}".encode()).hexdigest()[:16]
            rows.writerow([1, digest, genre])
    monkeypatch.setattr(reading, "_CODES", tmp_path / "codes.csv")
    return tmp_path


def test_the_scores_of_reading(corpora: Path) -> None:
    rows = {(row["set"], row["metric"]): (row["n"], row["score"]) for row in reading.scores(corpora)}
    assert rows["html body, seen half", "F1"] == (1, 1.0)
    assert rows["html body, unseen half", "F1"] == (1, 0.0)
    assert rows["html body, all", "F1"] == (2, 0.5)
    assert rows["html body, page b", "F1"] == (1, 0.0)
    assert ("html body, page a", "F1") not in rows
    assert rows["outlets of narrative, 3 spellings", "outlets with one id"] == (2, 1.0)
    assert rows["outlets of narrative, 3 spellings", "ids of one outlet"] == (2, 1.0)
    assert rows["outlets of unlabelled", "articles whose outlet is listed"] == (2, 0.5)
    assert rows["genre, draw 1", "accuracy, news or not"] == (2, 0.5)
    assert rows["genre, draw 1: news told as opinion", "articles"] == (1, 0.5)


def test_shingles_are_counted() -> None:
    # a b c d, twice in the one text and once in the other: 1 of 5 found, and that one of 1.
    assert reading._precision_recall("a b c d a b c d", "a b c d") == (1 / 5, 1.0)
