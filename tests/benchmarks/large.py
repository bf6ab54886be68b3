"""Make a large library out of a small one: its articles again and again, under other ids, outlets, days and events.

    python tests/benchmarks/large.py SOURCE FOLDER ARTICLES [SIZE...]

`SOURCE` is a library with scored articles, `FOLDER` is made, as if after `compact`. Scores repeat, and so do texts but
for a line at their end; ids do not, so that every count and every query is as large as with as many real articles.
Events hold 4 to 100 articles, most of them few, after those of each `SIZE` that is given; each is told by up to 12 of
40 outlets, over ten days.
"""

import hashlib
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pyarrow as pa

from pipeline.library import Library, shards
from pipeline.library.compaction import SHARD, SORTED
from pipeline.library.tables import SCORED, Name

OUTLETS = [f"Paper {number:02d}" for number in range(40)]
SIZES = (4, 6, 8, 10, 12, 15, 20, 30, 50, 100)  # articles an event
AT_ONCE = 4000  # articles: some 200,000 sentences, a shard of them

Repeated = tuple[str, str, str, str, str]  # old id, new id, outlet, day, event


def main(source: str, folder: str, articles: int = 10_000, *sizes: int) -> None:
    """Write the library and say how large it is."""
    began = time.perf_counter()
    library = repeat(Library.open(source), Path(folder), articles, sizes=sizes)
    counts = library._catalog.rows("select name, sum(rows) from shards group by name order by name")
    print(*(f"{name}: {rows:,}" for name, rows in counts), f"{time.perf_counter() - began:.0f} s", sep="\n")


def repeat(source: Library, folder: Path, articles: int, *, sizes: Sequence[int] = (), seed: int = 0) -> Library:
    """Return a new library of so many articles that repeat those of `source`, in events of `sizes`, then of `SIZES`."""
    library = Library.open(folder, create=True)
    (scorer,) = source.scorers()[-1:]
    pool = sorted(source.scored_articles(scorer))
    tables = {name: source._read(name, scorer="" if name == "articles" else scorer) for name in ("articles", *SCORED)}
    rows_of = {name: _rows_of(table) for name, table in tables.items()}
    heads = {article: set(own) for event in source.events()["event_id"]
             for article, own in source.heads_by_article(event).items()}  # fmt: skip
    rng = random.Random(seed)
    plan = sorted(_plan(pool, articles, list(sizes), rng), key=lambda one: (one[4], one[1]))
    for first in range(0, len(plan), AT_ONCE):
        part = plan[first : first + AT_ONCE]
        written = [row for name in tables for row in _shards(library, name, tables[name], rows_of[name], part, scorer)]
        with library._catalog.change() as db:
            db.executemany("insert into shards values (?, ?, ?, ?, ?)", written)
            db.executemany("insert into articles values (?, ?, ?)", [(new, new, "repeated") for _, new, *_ in part])
            db.execute("insert or ignore into scorers values (?)", [scorer])
            db.executemany("insert into scored values (?, ?)", [(new, scorer) for _, new, *_ in part])
            events = sorted({event for *_, event in part})
            db.executemany("insert or ignore into events values (?, ?)", [(e, e.replace("-", " ")) for e in events])
            db.executemany("insert into event_articles values (?, ?)", [(new, event) for _, new, *_, event in part])
            linked = {(event, *head) for old, *_, event in part for head in heads.get(old, ())}
            db.executemany("insert or ignore into links values (?1, ?2, ?3, ?2, ?3)", sorted(linked))
    return library


def _plan(pool: list[str], articles: int, sizes: list[int], rng: random.Random) -> Iterator[Repeated]:
    """Yield what each article that is to be made repeats."""
    made, number = 0, 0
    while made < articles:
        size = min(sizes.pop(0) if sizes else rng.choice(SIZES), articles - made)
        event, told = f"event-{number:05d}", rng.sample(OUTLETS, min(12, max(2, size // 2)))
        began = date(2024, 1, 1) + timedelta(rng.randrange(300))
        for place, old in enumerate(rng.choices(pool, k=size)):
            new = hashlib.sha256(f"{event} {place}".encode()).hexdigest()[:32]
            day = (began + timedelta(rng.randrange(10))).isoformat()
            yield old, new, rng.choice(told), day, event
        made, number = made + size, number + 1


def _rows_of(table: pa.Table) -> dict[str, np.ndarray]:
    """Return {article id: its rows}."""
    articles = table["article_id"].to_pandas()
    return {str(article): rows for article, rows in articles.groupby(articles).indices.items()}


def _shards(
    library: Library,
    name: Name,
    table: pa.Table,
    rows_of: dict[str, np.ndarray],
    part: list[Repeated],
    scorer: str,
) -> Iterator[tuple[str, str, str, int, str]]:
    """Write the articles that repeat others, by event and new id, and yield what the catalog says of it."""
    none = np.empty(0, np.int64)
    taken_rows = [rows_of.get(old, none) for old, *_ in part]
    taken = pa.array(np.repeat(np.arange(len(part)), [len(rows) for rows in taken_rows]))
    if not len(taken):
        return
    own = table.take(pa.array(np.concatenate(taken_rows)))
    changed = {"article_id": [new for _, new, *_ in part]}
    if name == "articles":
        changed |= {"text_id": changed["article_id"], "outlet": [outlet for _, _, outlet, *_ in part]}
        changed |= {"date": [day for _, _, _, day, _ in part], "genre": ["news"] * len(part)}
    for column, values in changed.items():
        at = own.schema.get_field_index(column)
        own = own.set_column(at, column, pa.array(values, pa.string()).take(taken))
    if name == "articles":  # which no one dictionary holds: a text is as dear to read as any other
        texts = [f"{text}\n\n{new}" for text, (_, new, *_) in zip(own["text"].to_pylist(), part, strict=True)]
        own = own.set_column(own.schema.get_field_index("text"), "text", pa.array(texts, pa.string()))
    own = own.replace_schema_metadata(SORTED)
    folder, of = ("articles", "") if name == "articles" else (f"evidence/{scorer}", scorer)
    for first in range(0, own.num_rows, SHARD[0]):
        rows = own.slice(first, SHARD[0])
        file, digest = shards.write(library.root, folder, name, rows)
        yield file, name, of, rows.num_rows, digest


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(number) for number in sys.argv[3:]))
