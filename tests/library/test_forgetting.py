import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.doctor import examine
from pipeline.score import score_articles

from ..conftest import ALPHA, BETA
from .made import SCORER, batch, ids, state

# What only this article says: words, a name, a phrase.
SECRET = replace(
    ALPHA,
    title="Zebulon Quist sells the lighthouse",
    text="Quist sold the lighthouse of Marrowby. The keeper of Marrowby wept. “Marrowby is gone,” Quist said.",
    outlet="The Marrowby Mirror",
    source="marrowby.txt",
    extra={"desk": "Marrowby desk"},
)
WORDS = ("Quist", "Zebulon", "Marrowby", "rowby", SECRET.id)


def _bytes(root: Path) -> dict[str, str]:
    """Return the content of each file, that of shards decompressed."""
    found = {}
    for path in (path for path in root.rglob("*") if path.is_file()):
        content = path.read_bytes().decode("utf-8", "replace")
        if path.suffix not in (".sqlite", ".lock", ".json", ".jsonl") and content.startswith("PAR1"):
            content += repr(pq.ParquetFile(path).read().to_pydict())
        found[path.relative_to(root).as_posix()] = content
    return found


def _with(root: Path, word: str) -> list[str]:
    return [name for name, content in _bytes(root).items() if word in content]


@pytest.fixture
def secret(library: Library, tiny: Model) -> Library:
    """The library of ALPHA and BETA with SECRET in their event, and all sorts of decisions about it."""
    score_articles([SECRET], library=library, event="harbour", model=tiny)
    event = str(library.events()["event_id"].iloc[0])
    library.edit(SECRET.id, "outlet", "Marrowby Post")
    library.edit(ALPHA.id, "outlet", "Gamma Post")
    library.pin(event, [SECRET.id])
    library.rename_entity(event, "Zebulon Quist", "Mr Quist")
    library.agree(event, "the keeper of Marrowby", "Anna Berg")
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    assert len(library.search("Marrowby")) == 1
    staged = library.root / "staging" / "batch"
    staged.mkdir(parents=True)
    (staged / "rows.jsonl").write_text(f"{SECRET.id} Marrowby", encoding="utf-8")
    job = library.root / "jobs" / "0123456789abcdef"
    job.mkdir(parents=True)
    (job / "articles.jsonl").write_text(json.dumps(asdict(SECRET)) + "\n")
    (library.root / "articles" / "articles-0.damaged").write_text("Zebulon Quist of Marrowby")
    (library.root / "catalog.sqlite.v3").write_bytes((library.root / "catalog.sqlite").read_bytes())
    return library


@pytest.mark.parametrize("compacted", [False, True])
def test_no_byte_of_a_forgotten_article_is_left(secret: Library, compacted: bool) -> None:
    if compacted:
        secret.compact()
    assert all(_with(secret.root, word) for word in WORDS)
    assert "search.sqlite" in _with(secret.root, "rowby")
    done = secret.forget([SECRET.id])
    assert {word: _with(secret.root, word) for word in WORDS} == {word: [] for word in WORDS}
    assert (done.articles, done.jobs, done.same_text) == (1, 1, [])
    assert examine(secret.root) == []


def test_the_others_stay_as_they_were(secret: Library) -> None:
    tables = ("articles", "sentences", "attributions", "loaded", "relations", "acts", "descriptions", "evidence")
    secret.remove([SECRET.id])  # what is shown without it ...
    before = {name: getattr(secret, name)() for name in tables}
    secret.forget([SECRET.id])
    for name, table in before.items():  # ... is what is left
        assert (
            getattr(secret, name)()
            .drop(columns="desk", errors="ignore")
            .equals(table.drop(columns="desk", errors="ignore"))
        ), name
    assert secret.known() == {ALPHA.id, BETA.id}
    assert "Tom Vale" not in set(secret.mentions()["entity"])  # the merge holds


def test_what_was_deleted_before_leaves_the_catalog_too(made: Library) -> None:
    first = ids(batch(1))[0]
    with closing(sqlite3.connect(made.root / "catalog.sqlite")) as db:  # as an older Parallax deleted
        db.execute("pragma secure_delete = off")
        db.executemany("insert into edits values (?, ?, 'of Marrowby')", [(first, f"field {n}") for n in range(300)])
        db.commit()
        db.execute("delete from edits where value = 'of Marrowby'")
        db.commit()
    assert _with(made.root, "Marrowby") == ["catalog.sqlite"]
    made.forget([first])
    assert _with(made.root, "Marrowby") == []


def test_an_event_left_empty_goes_with_its_name(library: Library, tiny: Model) -> None:
    score_articles([SECRET], library=library, event="The sale of Marrowby", model=tiny)
    library.forget([SECRET.id])
    assert library.events()["name"].to_list() == ["harbour"]
    assert not _with(library.root, "Marrowby")


def test_an_event_named_by_a_forgotten_title_loses_the_name(library: Library, tiny: Model) -> None:
    event = str(library.events()["event_id"].iloc[0])
    score_articles([SECRET], library=library, event="harbour", model=tiny)
    library.name_event(event, str(SECRET.title))
    library.forget([SECRET.id])
    assert library.events()["name"].to_list() == [event]


def test_an_entity_called_by_a_forgotten_name_takes_another_of_its_names(made: Library) -> None:
    first = ids(batch(1))[0]
    own, other = (f"Nan {first}", "person"), ("Ann Roe", "person")
    assert {own, other} <= set(made.heads("event"))
    made.link("event", {head: own if head in (own, other) else head for head in made.heads("event")})
    made.forget([first])
    assert made.linked("event")[other] == other
    assert own not in made.linked("event")


def test_the_same_text_elsewhere_is_told(library: Library, tiny: Model) -> None:
    copy = replace(ALPHA, outlet="Gamma Post")
    score_articles([copy], library=library, event="harbour", model=tiny)
    assert library.forget([ALPHA.id]).same_text == [copy.id]
    assert copy.id in library.known()


def test_a_removed_article_can_be_forgotten(made: Library) -> None:
    first = ids(batch(1))[0]
    made.remove([first])
    made.forget([first])
    assert made.removed().empty
    assert not _with(made.root, first)


def test_forgetting_all_leaves_an_empty_library(made: Library) -> None:
    made.forget(made.known())
    assert made.articles().empty
    assert not list(made.root.rglob("*.parquet"))
    assert examine(made.root) == []
    made.add(batch(1), scorer=SCORER, event="event")
    assert len(made.articles()) == 3


def test_an_unknown_article_changes_nothing(made: Library) -> None:
    before = state(made)
    with pytest.raises(PipelineError, match='"nobody" is not an article'):
        made.forget([ids(batch(1))[0], "nobody"])
    assert state(made) == before


def test_a_job_at_work_keeps_its_articles(secret: Library) -> None:
    before = state(secret)
    with FileLock(secret.root / "jobs" / "worker.lock"), pytest.raises(PipelineError, match="may be scoring"):
        secret.forget([SECRET.id])
    assert state(secret) == before


def test_rows_of_a_table_of_codes_go_with_the_article(made: Library) -> None:
    first, second = ids(batch(1))[:2]
    with made._catalog.change() as db:
        db.execute("create table their_codes (article_id text, code text)")
        db.executemany("insert into their_codes values (?, 'x')", [(first,), (second,)])
    made.forget([first])
    assert made._catalog.rows("select article_id from their_codes") == [(second,)]
