"""Make a large library out of a small one: its articles again and again, under other ids, outlets, days and events.

    python tests/benchmarks/large.py SOURCE FOLDER ARTICLES

`SOURCE` is a library with scored articles, `FOLDER` is made. Texts and scores repeat, ids do not, so that every count
and every query is as large as with as many real articles. Events hold 4 to 100 articles, most of them few; each is
told by up to 12 of 40 outlets, over ten days.
"""

import hashlib
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pyarrow as pa

from pipeline.library import Library, shards
from pipeline.library.tables import SCORED, Name

OUTLETS = [f"Paper {number:02d}" for number in range(40)]
SIZES = (4, 6, 8, 10, 12, 15, 20, 30, 50, 100)  # articles an event
IN_A_SHARD = 2000  # articles: some 90,000 sentences


def main(source: str, folder: str, articles: int = 10_000) -> None:
    """Write the library and say how large it is."""
    began = time.perf_counter()
    library = repeat(Library.open(source), Path(folder), articles)
    counts = library._catalog.rows("select name, sum(rows) from shards group by name order by name")
    print(*(f"{name}: {rows:,}" for name, rows in counts), f"{time.perf_counter() - began:.0f} s", sep="\n")


def repeat(source: Library, folder: Path, articles: int, *, seed: int = 0) -> Library:
    """Return a new library of so many articles that repeat those of `source`, in events of `SIZES`."""
    library = Library.open(folder, create=True)
    (scorer,) = source.scorers()[-1:]
    pool = sorted(source.scored_articles(scorer))
    tables = {name: source._read(name, scorer="" if name == "articles" else scorer) for name in ("articles", *SCORED)}
    rows_of = {name: _rows_of(table) for name, table in tables.items()}
    heads = {article: set(own) for event in source.events()["event_id"]
             for article, own in source.heads_by_article(event).items()}  # fmt: skip
    rng = random.Random(seed)
    plan = list(_plan(pool, articles, rng))
    for first in range(0, len(plan), IN_A_SHARD):
        part = plan[first : first + IN_A_SHARD]
        written = [_shard(library, name, tables[name], rows_of[name], part, scorer) for name in tables]
        with library._catalog.change() as db:
            db.executemany("insert into shards values (?, ?, ?, ?, ?)", [row for row in written if row])
            db.executemany("insert into articles values (?, ?, ?)", [(new, new, "repeated") for _, new, *_ in part])
            db.execute("insert or ignore into scorers values (?)", [scorer])
            db.executemany("insert into scored values (?, ?)", [(new, scorer) for _, new, *_ in part])
            events = sorted({event for *_, event in part})
            db.executemany("insert or ignore into events values (?, ?)", [(e, e.replace("-", " ")) for e in events])
            db.executemany("insert into event_articles values (?, ?)", [(new, event) for _, new, *_, event in part])
            linked = {(event, *head) for old, *_, event in part for head in heads.get(old, ())}
            db.executemany("insert or ignore into links values (?1, ?2, ?3, ?2, ?3)", sorted(linked))
    return library


def _plan(pool: list[str], articles: int, rng: random.Random) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (old id, new id, outlet, day, event) for each article to be made."""
    made, number = 0, 0
    while made < articles:
        size = min(rng.choice(SIZES), articles - made)
        event, told = f"event-{number:05d}", rng.sample(OUTLETS, min(12, max(2, size // 2)))
        began = date(2024, 1, 1) + timedelta(rng.randrange(300))
        for place, old in enumerate(rng.choices(pool, k=size)):
            new = hashlib.sha256(f"{event} {place}".encode()).hexdigest()[:32]
            day = (began + timedelta(rng.randrange(10))).isoformat()
            yield old, new, rng.choice(told), day, event
        made, number = made + size, number + 1


def _rows_of(table: pa.Table) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, article in enumerate(table["article_id"].to_pylist()):
        rows.setdefault(article, []).append(row)
    return rows


def _shard(
    library: Library,
    name: Name,
    table: pa.Table,
    rows_of: dict[str, list[int]],
    part: list[tuple[str, str, str, str, str]],
    scorer: str,
) -> tuple[str, str, str, int, str] | None:
    taken = [(row, one) for one in part for row in rows_of.get(one[0], ())]
    if not taken:
        return None
    own = table.take([row for row, _ in taken])
    changed = {"article_id": [one[1] for _, one in taken]}
    if name == "articles":
        changed |= {"text_id": changed["article_id"], "outlet": [one[2] for _, one in taken]}
        changed |= {"date": [one[3] for _, one in taken], "genre": ["news"] * len(taken)}
    for column, values in changed.items():
        own = own.set_column(own.schema.get_field_index(column), column, pa.array(values, pa.string()))
    folder = "articles" if name == "articles" else f"evidence/{scorer}"
    file, digest = shards.write(library.root, folder, name, own)
    return file, name, "" if name == "articles" else scorer, own.num_rows, digest


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(number) for number in sys.argv[3:4]))
