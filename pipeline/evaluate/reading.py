"""Reading, without a model: the body of web pages, the spellings of outlets, news against the rest.

The body's score is the F1 of mean precision and mean recall over pages, in 4-word shingles with their counts, beside
trafilatura's own in the same run. The rules were made while looking at every second page ("seen"). Genre is measured
on `data/codes`: an article told as nothing counts as wrong.
"""

import csv
import gzip
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from ..clean import clean
from ..outlets import is_known, outlet_id
from ..read import read_bytes
from ..read.fields import Draft
from ..read.hints import hint
from ..types import Article

Row: TypeAlias = dict[str, Any]

_CODES = Path(__file__).parents[2] / "data" / "codes" / "genre.csv"
_SHINGLE = 4  # words
_WORST = 0.9  # pages below are listed


def scores(folder: Path) -> list[Row]:
    """Return a row for each score; `folder` holds the corpora."""
    return [*_bodies(folder / "html"), *_outlets(folder), *_genres(folder)]


def _bodies(folder: Path) -> Iterator[Row]:
    import trafilatura

    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(gold)
    pages = {name: gzip.decompress((folder / f"{name}.html.gz").read_bytes()) for name in names}

    def found_by(extract: Callable[[bytes], str]) -> np.ndarray:
        return np.array([_precision_recall(extract(pages[name]), gold[name]["articleBody"]) for name in names])

    ours = found_by(_body)
    plain = _f1(found_by(lambda page: trafilatura.extract(page, include_comments=False) or ""))
    precise = _f1(found_by(lambda page: trafilatura.extract(page, include_comments=False, favor_precision=True) or ""))
    for part, picked in (("all", slice(None)), ("seen half", slice(0, None, 2)), ("unseen half", slice(1, None, 2))):
        floor = precise if part == "all" else None
        yield _row(f"html body, {part}", "F1", len(ours[picked]), _f1(ours[picked]), floor=floor, goal=0.98)
    yield _row("html body, trafilatura", "F1", len(ours), plain)
    yield _row("html body, trafilatura favor_precision", "F1", len(ours), precise)
    for name, one in zip(names, ours, strict=True):
        if (score := _f1(one[None])) < _WORST:
            yield _row(f"html body, page {name[:8]}", "F1", 1, score)


def _body(page: bytes) -> str:
    articles = read_bytes("page.html", page).articles
    if not articles:
        return ""
    doc = clean(articles[0])
    return doc.text[slice(*doc.body)]


def _precision_recall(found: str, gold: str) -> tuple[float, float]:
    a, b = _shingles(found), _shingles(gold)
    both = sum((a & b).values())
    return both / max(1, a.total()), both / max(1, b.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))


def _f1(rates: np.ndarray) -> float:
    precision, recall = rates.mean(axis=0)
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def _outlets(folder: Path) -> Iterator[Row]:
    with (folder / "narrative" / "articles.tsv").open(encoding="utf-8", newline="") as file:
        spellings = sorted({row["source"] for row in csv.DictReader(file, delimiter="\t")})
    ids: dict[str, set[str]] = defaultdict(set)
    outlets: dict[str, set[str]] = defaultdict(set)
    for spelling in spellings:
        # What stands apart by capitals, spaces and "the" alone is one outlet there; read by eye, it is all.
        outlet = re.sub(r"[\W_]", "", spelling.casefold()).removeprefix("the")
        ids[outlet].add(outlet_id(spelling))
        outlets[outlet_id(spelling)].add(outlet)
    name = f"outlets of narrative, {len(spellings)} spellings"
    yield _row(name, "outlets with one id", len(ids), _share(len(found) == 1 for found in ids.values()), goal=1.0)
    yield _row(name, "ids of one outlet", len(outlets), _share(len(of) == 1 for of in outlets.values()), goal=1.0)
    articles = list(_unlabelled(folder))
    listed = _share(is_known(article["outlet"]) for article in articles)
    yield _row("outlets of unlabelled", "articles whose outlet is listed", len(articles), listed)


def _genres(folder: Path) -> Iterator[Row]:
    with _CODES.open(encoding="utf-8", newline="") as file:
        codes = {row["article"]: (row["draw"], row["genre"]) for row in csv.DictReader(file)}
    told: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for item in _unlabelled(folder):
        digest = hashlib.sha256(f"{item['title']}\n{item['text']}".encode()).hexdigest()[:16]
        if digest in codes:
            draw, code = codes.pop(digest)  # the same text twice counts once
            told[draw][code, _read(item).genre or "unknown"] += 1
    for draw, table in sorted(told.items()):
        right = sum(n for (code, genre), n in table.items() if _is_news(code) == _is_news(genre))
        most = max(sum(n for (code, _), n in table.items() if _is_news(code) is news) for news in (True, False))
        n = table.total()
        goal = 0.9 if draw == max(told) else None  # the rules were changed after the others
        yield _row(f"genre, draw {draw}", "accuracy, news or not", n, right / n, floor=most / n, goal=goal)
        for (code, genre), count in sorted(table.items()):
            yield _row(f"genre, draw {draw}: {code} told as {genre}", "articles", count, count / n)


def _is_news(genre: str) -> bool | None:
    return None if genre == "unknown" else genre == "news"


def _read(item: Mapping[str, Any]) -> Article:
    draft = Draft("unlabelled")
    draft.give("title", item["title"], "column title")
    draft.give("url", item["url"], "column url")
    hint(draft, name="unlabelled.jsonl", is_table=True)
    return draft.article(item["text"])


def _unlabelled(folder: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "unlabelled" / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _share(right: Iterable[bool]) -> float:
    return float(np.mean(list(right)))


def _row(name: str, metric: str, n: int, score: float, **further: float | None) -> Row:
    return {"benchmark": "reading", "set": name, "metric": metric, "n": n, "score": score, **further}
