"""Set damaged shards aside, so that the rest of a library can be read and the lost rows can be scored again."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq

from . import shards
from .forgetting import Forgetting
from .tables import Name


class Repairing(Forgetting):
    """What a library does without shards that cannot be read."""

    def held(self, name: Name, scorer: str, *, skip: Collection[str] = ()) -> Counter[str]:
        """Return in how many shards of a table each article has rows; `skip` names shards that are not looked at."""
        paths = [str((self.root / file).resolve()) for file in self._files(name, scorer) if file not in skip]
        if not paths:
            return Counter()
        with shards.connect(self.root) as connection:
            query = """select article_id, count(distinct filename) from read_parquet(?, filename = true,
                union_by_name = true, hive_partitioning = false) group by article_id"""
            return Counter(dict(connection.execute(query, [paths]).fetchall()))

    def set_aside(self, files: Sequence[str]) -> list[str]:
        """Take shards out of the library, with all rows of their articles, and return a line for each.

        An article whose text is lost counts as removed until it is scored again. The caller holds both locks.
        """
        lines = []
        listed = {
            file: (name, scorer) for file, name, scorer in self._catalog.rows("select file, name, scorer from shards")
        }
        for file in files:
            if file not in listed:
                continue
            name, scorer = listed[file]
            lost = self._lost(file, name, scorer, skip=files)
            path = self.root / file
            aside = path.with_suffix(shards.DAMAGED)
            if path.is_file():
                path.replace(aside)
            of = None if name == "articles" else scorer
            kept, old = self._without(lost, scorer=of, skip=files)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            with self._commit(kept, old=[*old, file]) as db:
                db.executemany(
                    "delete from scored where article_id = ?1 and scorer = ifnull(?2, scorer)", [(a, of) for a in lost]
                )
                if name == "articles":
                    db.executemany("delete from articles where article_id = ?", [(a,) for a in lost])
                    db.executemany("insert or ignore into removed values (?, ?)", [(a, now) for a in lost])
            what = "read and scored" if name == "articles" else f"scored by {scorer}"
            beside = f" and kept as {aside.name}" if aside.exists() else ""
            lines.append(
                f"{file}: taken out{beside}; {len(lost)} articles are no longer {what}, to score the same files again "
                "brings them back"
            )
        return lines

    def _lost(self, file: str, name: Name, scorer: str, *, skip: Iterable[str]) -> list[str]:
        """Return the articles of a damaged shard; where it no longer tells, those that the others have no rows of."""
        try:
            with pq.ParquetFile(self.root / file) as shard:
                return sorted(set(shard.read(columns=["article_id"])["article_id"].to_pylist()))
        except (OSError, pa.ArrowException, ValueError):
            known = self._stored() if name == "articles" else self.scored_articles(scorer)
            return sorted(known - self.held(name, scorer, skip=set(skip)).keys())
