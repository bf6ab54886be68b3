import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.compare import comparison
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library, shards
from pipeline.library.evidence import EVIDENCE, MEASURES, acting
from pipeline.library.tables import arrow
from pipeline.score import score_articles
from pipeline.types import FRAMES, ROLES, STANCES

from .conftest import ALPHA, BETA


def _event(library: Library) -> str:
    return str(library.events()["event_id"].iloc[0])


def test_a_folder_without_a_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="no library here"):
        Library.open(tmp_path)


def test_an_empty_library_has_empty_tables_with_their_columns(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "new", create=True)
    assert list(library.evidence().columns) == EVIDENCE
    for name in ("articles", "sentences", "mentions", "attributions", "loaded", "relations", "descriptions"):
        table = getattr(library, name)()
        assert len(table) == 0
        assert "article_id" in table
    assert library.measures() == ()


def test_a_newer_library_is_not_touched(library: Library) -> None:
    import sqlite3

    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(PipelineError, match="newer Parallax"):
        Library.open(library.root)


def test_articles_keep_what_was_read(library: Library) -> None:
    articles = library.articles().set_index("outlet")
    assert articles.loc["The Harbour Example", "title"] == ALPHA.title
    assert articles.loc["Beta Daily", "date"] is None
    assert articles.loc["Beta Daily", "found"] == {"outlet": "file name"}
    assert articles.loc["Beta Daily", "desk"] == "city"


def test_evidence_points_at_its_words(library: Library) -> None:
    texts = library.articles().set_index("article_id")["text"]
    stance = library.evidence("stance")
    assert {"Anna Berg", "Tom Vale"} <= set(stance["target"])
    words = {texts[ev.article_id][ev.start : ev.end] for ev in stance.itertuples() if ev.target == "Anna Berg"}
    assert words == {"Anna Berg", "Berg"}
    assert stance["value"].between(-1, 1).all()
    frame = library.evidence("frame")
    assert len(frame) == 15 * len(library.sentences())
    assert set(frame["label"]) == set(FRAMES)
    assert frame["value"].between(0, 1).all()


def test_every_measure_has_evidence_with_its_own_columns(library: Library) -> None:
    assert [
        *("article_id", "sentence_id", "start", "end", "measure", "label", "target", "voice", "speaker"),
        *("section", "score", "value", "scorer", "holder"),
    ] == EVIDENCE
    everything = library.evidence()
    assert library.measures() == MEASURES == tuple(everything["measure"].unique())
    for measure, rows in everything.groupby("measure"):
        alone = library.evidence(str(measure))
        pd.testing.assert_frame_equal(alone, rows.reset_index(drop=True), check_dtype=False)
    assert everything.loc[everything["measure"] != "relation", "holder"].isna().all()


def test_loaded_words_are_evidence_of_themselves(library: Library) -> None:
    loaded = library.evidence("loaded")
    texts = library.articles().set_index("article_id")["text"]
    words = [texts[ev.article_id][ev.start : ev.end] for ev in loaded.itertuples()]
    assert words
    assert all(word and word == word.strip() and " " not in word for word in words)
    assert (set(loaded["label"]), set(loaded["target"])) == ({"loaded"}, {""})
    assert (loaded["value"] == loaded["score"]).all()
    assert loaded["value"].between(0.2, 1).all()


def test_each_role_is_evidence_at_each_mention(library: Library) -> None:
    role, mentions = library.evidence("role"), library.mentions()
    assert len(role) == len(ROLES) * len(mentions)
    keys = ["article_id", "start"]
    wide = role.pivot(index=keys, columns="label", values="value").reset_index()[[*keys, *ROLES]]
    expected = mentions[[*keys, *ROLES]].sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(wide.rename_axis(columns=None), expected)
    assert set(role["target"]) == set(mentions["entity"])


def test_a_relation_goes_from_a_holder_to_a_target(tmp_path: Path, tiny: Model) -> None:
    article = replace(BETA, text="Anna Berg blamed Tom Vale, and Vale said so.", title="A plan")
    library = Library.open(tmp_path / "l", create=True)
    score_articles([article], library=library, event="e", model=tiny)
    stored, ev = library.relations(), library.evidence("relation")
    assert len(stored) == 3 + 6  # the author toward each of three mentions, and each toward the two others
    pairs = set(zip(ev["holder"], ev["target"], strict=True))
    author = {("the author", "Anna Berg"), ("the author", "Tom Vale")}
    assert pairs == {("Anna Berg", "Tom Vale"), ("Tom Vale", "Anna Berg")} | author
    assert len(ev) == 3 + 4  # nobody is for or against himself
    text = library.articles()["text"].iloc[0]
    at = ev.iloc[0]
    assert text[at["start"] : at["end"]] in ("Anna Berg", "Tom Vale", "Vale")
    chances = stored[stored["holder"] != stored["target"]][list(STANCES)].to_numpy()
    assert ev["value"].to_numpy() == pytest.approx(chances[:, 2] - chances[:, 0])
    assert ev["score"].to_numpy() == pytest.approx(chances.max(axis=1))
    assert ev["label"].tolist() == [STANCES[i] for i in chances.argmax(axis=1)]
    library.rename_entity(_event(library), "Anna Berg", "The mayor")
    assert ("The mayor", "Tom Vale") in set(zip(*library.relations()[["holder", "target"]].T.to_numpy(), strict=True))


def _made_older(library: Library) -> None:
    """Take out of a library what one written before roles, loaded words, relations and speakers does not have."""
    import sqlite3

    for path in library.root.glob("evidence/*/mentions-*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns([*ROLES, "attribution_id"]), path)
    for path in library.root.glob("evidence/*/sentences-*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns(["attribution_id"]), path)
    for path in library.root.glob("evidence/*/attributions-*.parquet"):
        table = pq.read_table(path).select(["article_id", "content", "source", "cue", "speaker", "endorsement"])
        pq.write_table(table.append_column("direct", [[True] * len(table)]), path)
    with sqlite3.connect(library.root / "catalog.sqlite") as db:
        db.execute("delete from shards where name in ('loaded', 'relations', 'scare_quotes', 'acts')")


def test_an_older_library_opens_and_has_no_scores_of_newer_measures(library: Library) -> None:
    before = library.mentions()
    _made_older(library)
    older = Library.open(library.root)
    after = older.mentions()
    assert after[list(ROLES)].isna().all(axis=None)
    newer = [*ROLES, "attribution_id"]
    pd.testing.assert_frame_equal(after.drop(columns=newer), before.drop(columns=newer))
    assert (len(older.loaded()), len(older.relations()), len(older.acts()), len(older.scare_quotes())) == (0, 0, 0, 0)
    found = older.attributions()
    assert found["content"].tolist() == library.attributions()["content"].tolist()
    assert found["direct"].all()
    assert found["attribution_id"].notna().all()
    assert set(comparison(older)["voice"]) == {"all", "outlet", "speaker"}
    assert older.measures() == ("frame", "stance")
    assert set(older.evidence()["measure"]) == {"frame", "stance"}


def test_older_and_newer_shards_are_read_together(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "l", create=True)
    score_articles([ALPHA], library=library, event="e", model=tiny)
    _made_older(library)
    score_articles([BETA], library=library, event="e", model=tiny)
    measured = library.mentions().set_index("article_id")["protagonist"].notna()
    assert not measured[ALPHA.id].any()
    assert measured[BETA.id].all()
    assert set(library.evidence("role")["article_id"]) == {BETA.id}


def test_a_quoted_mention_is_in_a_speakers_words(library: Library) -> None:
    texts = library.articles().set_index("article_id")["text"]
    sentences = library.sentences()
    voices = {texts[s.article_id][s.start : s.end]: s.voice for s in sentences.itertuples()}
    quoted = [voice for text, voice in voices.items() if "many jobs" in text]
    assert quoted == ["speaker"]
    assert set(voices.values()) == {"outlet", "speaker"}


ENTITIES = {"Ann Roe": "person", "Ben Doe": "person", "Harbour Authority": "organisation", "Norland": "place"}


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Ann Roe", "Ann Roe"),
        ("Prime Minister Ann Roe", "Ann Roe"),
        ("Norland’s Prime Minister Ann Roe", "Ann Roe"),
        ("“Captain” Ann Roe”", "Ann Roe"),
        ("Secretary of State Ann Roe", "Ann Roe"),
        ("the former minister for trade Ben Doe", "Ben Doe"),
        ("the Harbour Authority", "Harbour Authority"),
        ("the  Harbour Authority’s\nguards", "the Harbour Authority’s guards"),
        ("Supporters of Ann Roe", "Supporters of Ann Roe"),
        ("Supporters of President Ann Roe", "Supporters of President Ann Roe"),
        ("the secretary of the late Ann Roe", "the secretary of the late Ann Roe"),
        ("the secretary of Mayor Ann Roe", "the secretary of Mayor Ann Roe"),
        ("the chief of Harbour Authority", "the chief of Harbour Authority"),
        ("Ann Roe’s rival", "Ann Roe’s rival"),
        ("Ann Roe’s", "Ann Roe’s"),
        ("The wife of Ben Doe", "The wife of Ben Doe"),
        ("Ann Roe and Ben Doe", "Ann Roe and Ben Doe"),
        ("President of Norland and Ben Doe", "President of Norland and Ben Doe"),
        ("a clerk, Ben Doe", "a clerk, Ben Doe"),
        ("a man from Norland", "a man from Norland"),
        ("Ann Roe (Norland)", "Ann Roe (Norland)"),
        ("The shelling of Norland by the army", "The shelling of Norland by the army"),
        ("The shelling of Norland", "The shelling of Norland"),
    ],
)
def test_an_act_is_an_entitys_only_where_the_phrase_stands_for_it(phrase: str, name: str) -> None:
    text = f"Then {phrase} left."
    act = {"article_id": "A", "doer_start": 5, "doer_end": 5 + len(phrase), "target_start": None, "target_end": None}
    found = [
        {"article_id": article, "start": at, "end": at + len(entity), "entity": entity, "kind": kind}
        for entity, kind in ENTITIES.items()
        if (at := text.find(entity)) >= 0
        for article in ("A", "B")
    ]
    numbers = dict.fromkeys(["doer_start", "doer_end", "target_start", "target_end"], "Int32")
    told = acting(pd.DataFrame([act]).astype(numbers), pd.DataFrame(found), {"A": text})
    assert told["doer"].to_list() == [name]
    assert told["target"].isna().all()


def test_an_unknown_measure_is_named(library: Library) -> None:
    with pytest.raises(PipelineError, match='"bias" is not a measure'):
        library.evidence("bias")


def test_a_correction_scores_nothing_and_loses_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "encode", lambda *_: pytest.fail("a model was asked"))
    before, digest = library.evidence(), library.digest
    article = library.articles().iloc[0]
    library.edit(article["article_id"], "outlet", "Somebody Else")
    assert library.digest != digest
    pd.testing.assert_frame_equal(library.evidence(), before)
    changed = library.articles().iloc[0]
    assert changed["outlet"] == "Somebody Else"
    assert changed["found"]["outlet"] == "set by you"
    library.edit(article["article_id"], "outlet", None)
    assert library.articles().iloc[0]["outlet"] == article["outlet"]


def test_what_cannot_be_edited_is_named(library: Library) -> None:
    article = library.articles()["article_id"].iloc[0]
    with pytest.raises(PipelineError, match='"text" cannot be set'):
        library.edit(article, "text", "x")
    with pytest.raises(PipelineError, match="not an article"):
        library.edit("0123", "outlet", "x")


def test_heads_of_an_event_are_those_of_its_articles_together(library: Library) -> None:
    event = _event(library)
    every, of = library.heads(event), library.heads_by_article(event)
    assert set(of) == {ALPHA.id, BETA.id}
    assert every == {head: sum(own.get(head, 0) for own in of.values()) for head in every}
    assert sum(every.values()) == len(library.mentions())
    assert sum(of[ALPHA.id].values()) < sum(every.values())


def test_merging_entities_keeps_every_span(library: Library) -> None:
    before = library.mentions()
    library.merge_entities(_event(library), "Tom Vale", "Anna Berg")
    after = library.mentions()
    assert "Tom Vale" not in set(after["entity"])
    spans = ["article_id", "start", "end", "against", "neither", "for"]
    pd.testing.assert_frame_equal(after[spans], before[spans])
    assert (after["entity"] == "Anna Berg").sum() == before["entity"].isin(["Anna Berg", "Tom Vale"]).sum()


def test_merges_chain_and_outlive_a_new_run(library: Library, tiny: Model) -> None:
    event = _event(library)
    library.merge_entities(event, "Tom Vale", "Anna Berg")
    library.rename_entity(event, "Anna Berg", "The pair")
    score_articles([ALPHA, BETA], library=library, event="harbour", model=tiny)
    assert "The pair" in set(library.mentions()["entity"])
    assert not {"Tom Vale", "Anna Berg"} & set(library.mentions()["entity"])
    with pytest.raises(PipelineError, match='"Nobody" is not an entity'):
        library.merge_entities(event, "Nobody", "The pair")


def test_a_shard_that_nobody_lists_is_not_read_and_goes_away(library: Library, tiny: Model) -> None:
    articles = len(library.articles())
    row = library.rows("articles")[0]
    stray, _ = shards.write(library.root, "articles", "articles", arrow("articles", [{**row, "article_id": "x"}]))
    (library.root / "articles" / "half.tmp").write_bytes(b"PAR1")
    assert len(library.articles()) == articles
    library.add({"articles": []}, scorer="")
    assert not (library.root / stray).exists()
    assert not list(library.root.rglob("*.tmp"))
    assert len(library.articles()) == articles


def test_a_failed_commit_leaves_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = library.rows("articles")
    row = {**before[0], "article_id": "new", "source": None}  # the catalog refuses a null source
    with pytest.raises(PipelineError):
        library.add({"articles": [row], "sentences": []}, scorer="s")
    assert library.rows("articles") == before
    assert library.scorers() == library.scorers()
    assert "s" not in library.scorers()


def test_duckdb_reads_the_library_and_nothing_else(library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(outside)
    with shards.connect(library.root) as connection, pytest.raises(duckdb.Error):
        connection.execute("select * from read_parquet(?)", [str(outside)])


def test_further_columns_cannot_hide_our_own(tmp_path: Path, tiny: Model) -> None:
    article = replace(ALPHA, extra={"text": "mine", "article_id": "x"})
    library = Library.open(tmp_path / "l", create=True)
    score_articles([article], library=library, event="e", model=tiny)
    table = library.articles()
    assert table["article_id"].iloc[0] == article.id
    assert table["text (file)"].iloc[0] == "mine"
    assert json.loads(library.rows("articles")[0]["extra"]) == {"text": "mine", "article_id": "x"}


def test_an_unknown_outlet_stays_unknown_beside_known_ones(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "l", create=True)
    score_articles([ALPHA, replace(BETA, outlet=None)], library=library, event="e", model=tiny)
    outlets = library.articles().set_index("title")["outlet"]
    assert outlets[BETA.title] is None
    assert outlets[ALPHA.title] == ALPHA.outlet


def test_two_libraries_with_as_many_changes_have_two_digests(tmp_path: Path) -> None:
    first = Library.open(tmp_path / "l", create=True).digest
    shutil.rmtree(tmp_path / "l")
    assert Library.open(tmp_path / "l", create=True).digest != first


@pytest.mark.parametrize(("field", "value"), [("date", "12 March 2024"), ("date", "2024-3-1"), ("genre", "gossip")])
def test_a_correction_that_cannot_be_is_named(library: Library, field: str, value: str) -> None:
    article = library.articles()["article_id"].iloc[0]
    with pytest.raises(PipelineError, match=value):
        library.edit(article, field, value)
