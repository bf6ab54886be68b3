import sqlite3
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.commits import Pending
from pipeline.library.doctor import examine, repair

from .made import SCORER, batch, ids, library_of, state


def _shard(library: Library, name: str, number: int = 0) -> Path:
    return library.root / library._files(name, "" if name == "articles" else SCORER)[number]  # type: ignore[arg-type]


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def _kinds(root: Path) -> set[str]:
    return {finding.kind for finding in examine(root)}


def test_a_whole_library_has_nothing_wrong(made: Library) -> None:
    assert examine(made.root) == []


@pytest.mark.parametrize("name", ["articles", "vectors"])
@pytest.mark.parametrize("harm", [_flip, Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-40])])
def test_a_damaged_shard_is_found_set_aside_and_comes_back_when_it_is_added_again(
    made: Library, name: str, harm: object
) -> None:
    before = state(made)
    path = _shard(made, name)
    harm(path)  # type: ignore[operator]
    (finding,) = examine(made.root)
    assert (finding.kind, finding.file) == ("shard", path.relative_to(made.root).as_posix())
    (line,) = repair(made.root, [finding])
    assert f"{finding.file}: taken out" in line
    assert examine(made.root) == []
    opened = Library.open(made.root)
    lost = {article for seed in (1, 2, 3) for article in ids(batch(seed))} - opened.scored_articles(SCORER)
    assert len(lost) == 3
    opened.restore(lost)
    for seed in (1, 2, 3):
        opened.add(batch(seed), scorer=SCORER, event="event")
    assert state(opened) == before
    assert examine(made.root) == []


def test_reading_a_damaged_shard_names_it_and_the_doctor(made: Library) -> None:
    path = _shard(made, "sentences")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(
        PipelineError, match=f"{path.name}: the shard cannot be read .*; run `python -m pipeline doctor"
    ):
        made.sentences()
    path.unlink()
    with pytest.raises(PipelineError, match=f"{path.name}: the shard is missing; run `python -m pipeline doctor"):
        made.sentences()
    assert len(made.mentions())


def test_what_is_left_over_is_found_and_removed(made: Library) -> None:
    before = state(made)
    stray = made.root / "articles" / "articles-0.parquet"
    stray.write_bytes(_shard(made, "articles").read_bytes())
    (made.root / "evidence" / SCORER / "vectors-1.tmp").write_bytes(b"PAR1")
    (made.root / "articles" / "articles-2.new").write_bytes(b"PAR1")
    Pending(["articles/articles-0.parquet"]).write(made.root)
    findings = examine(made.root)
    assert {finding.kind for finding in findings} == {"orphan"}
    assert len(findings) == 4
    assert len(repair(made.root, findings)) >= 3
    assert examine(made.root) == []
    assert state(made) == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("delete from articles where article_id = (select min(article_id) from articles)", "does not know"),
        ("insert into articles values ('nobody', 'x', 'y')", "1 article (nobody) that no shard has"),
        ("insert into shards select replace(file, '-', '-0'), name, scorer, rows, sha256 from shards", "in two shards"),
        ("update shards set rows = rows + 1 where name = 'articles'", "rows, the catalog says"),
    ],
)
def test_a_catalog_that_tells_of_other_rows_is_found(made: Library, statement: str, said: str) -> None:
    for path in made.root.rglob("*.parquet"):
        path.with_name(path.name.replace("-", "-0")).write_bytes(path.read_bytes())
    with sqlite3.connect(made.root / "catalog.sqlite") as db:
        db.execute(statement)
    assert any(said in finding.what for finding in examine(made.root))


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scramble(path: Path) -> None:
    path.write_bytes(b"not a database, but as long as one " * 200)


@pytest.mark.parametrize("harm", [Path.unlink, _truncate, _scramble, lambda path: path.write_bytes(b"")])
def test_a_lost_catalog_is_refused_found_and_made_anew(made: Library, harm: object) -> None:
    texts = made.rows("articles")
    sentences = made.rows("sentences", scorer=SCORER)
    catalog = made.root / "catalog.sqlite"
    harm(catalog)  # type: ignore[operator]
    for create in (True, False):
        with pytest.raises(PipelineError, match=r"run `python -m pipeline doctor --library DIR` --repair"):
            Library.open(made.root, create=create).known()
    assert len(list(made.root.rglob("*.parquet"))) == 18  # nothing was removed as left over
    findings = examine(made.root)
    assert [finding.kind for finding in findings] == ["catalog"]
    lines = repair(made.root, findings)
    assert any("are lost, since no shard has them" in line for line in lines)
    assert (made.root / "catalog.sqlite.broken-1").exists() == any("kept as" in line for line in lines)
    assert examine(made.root) == []
    opened = Library.open(made.root)
    assert (opened.rows("articles"), opened.rows("sentences", scorer=SCORER)) == (texts, sentences)
    assert opened.scorers() == [SCORER]
    assert opened.scored_articles(SCORER) == opened.known()
    opened.add(batch(1), scorer=SCORER, event="event")  # it is there: nothing comes twice
    assert opened.rows("articles") == texts


def test_what_people_decided_is_saved_as_far_as_the_broken_file_can_be_read(made: Library) -> None:
    first = ids(batch(1))[0]
    with sqlite3.connect(made.root / "catalog.sqlite") as db:
        db.execute("drop table shards")
    lines = repair(made.root, examine(made.root))
    assert any("edits 1" in line for line in lines)
    opened = Library.open(made.root)
    assert opened.articles().set_index("article_id")["outlet"][first] == "Somebody Else"
    assert opened.events()["articles"].to_list() == [9]


def test_a_batch_that_was_cut_off_halfway_is_not_in_the_new_catalog(made: Library) -> None:
    before = made.known()
    other = library_of(made.root.parent / "other", 7)
    files = other._files()
    for file in files[1:]:
        (made.root / file).write_bytes((other.root / file).read_bytes())
    Pending(files).write(made.root)
    (made.root / "catalog.sqlite").unlink()
    repair(made.root, examine(made.root))
    assert Library.open(made.root).known() == before
    assert examine(made.root) == []


def test_shards_that_others_took_the_place_of_are_not_in_the_new_catalog(made: Library) -> None:
    old = {file: (made.root / file).read_bytes() for file in made._files("sentences", SCORER)}
    rows = made.rows("sentences", scorer=SCORER)
    made.compact()
    for file, content in old.items():
        (made.root / file).write_bytes(content)
    Pending(made._files("sentences", SCORER), list(old)).write(made.root)
    (made.root / "catalog.sqlite").unlink()
    repair(made.root, examine(made.root))
    assert Library.open(made.root).rows("sentences", scorer=SCORER) == rows
    assert examine(made.root) == []


def test_what_was_forgotten_does_not_come_back_with_a_new_catalog(made: Library) -> None:
    first = ids(batch(1))[0]
    before = {file: (made.root / file).read_bytes() for file in made._files()}
    made.forget([first])
    now = set(made._files())
    for file in before.keys() - now:  # as after a kill, just before these were removed
        (made.root / file).write_bytes(before[file])
    Pending(sorted(now - before.keys()), sorted(before.keys() - now)).write(made.root)
    (made.root / "catalog.sqlite").unlink()
    repair(made.root, examine(made.root))
    assert Library.open(made.root).known() == {a for seed in (1, 2, 3) for a in ids(batch(seed))} - {first}
    assert len(list(made.root.rglob("*.parquet"))) == 18


def test_a_newer_library_is_not_repaired(made: Library) -> None:
    with sqlite3.connect(made.root / "catalog.sqlite") as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(PipelineError, match="newer Parallax"):
        examine(made.root)


def test_a_folder_without_a_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no library here"):
        examine(tmp_path)


def test_kinds_are_told_apart(made: Library) -> None:
    _flip(_shard(made, "mentions"))
    (made.root / "articles" / "x.tmp").write_bytes(b"")
    assert _kinds(made.root) == {"shard", "orphan"}
