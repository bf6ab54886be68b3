import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean import clean
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score.rows import LEAST_LOADED, MOST_PAIRED, pairs
from pipeline.score.run import RULES, Report, score, score_articles
from pipeline.types import FRAMES, ROLES, STANCES, Article, Document, Mention

from .conftest import ALPHA, BETA, write_tiny_model

ROOT = Path(__file__).parents[1]


def _run(folder: Path, articles: list[Article], model: Model, **options: object) -> tuple[Library, Report]:
    library = Library.open(folder, create=True)
    return library, score_articles(articles, library=library, event="e", model=model, **options)  # type: ignore[arg-type]


def _same(one: Library, other: Library) -> None:
    for table in ("articles", "sentences", "mentions", "attributions", "loaded", "relations"):
        left, right = getattr(one, table)(), getattr(other, table)()
        assert len(left), f"no {table}: nothing is compared"
        numbers = [c for c in left if c in (*FRAMES, *STANCES, *ROLES, "probability")]
        pd.testing.assert_frame_equal(left.drop(columns=numbers), right.drop(columns=numbers))
        pd.testing.assert_frame_equal(left[numbers], right[numbers], atol=1e-5, rtol=0)


def _many(n: int) -> list[Article]:
    return [replace(ALPHA, title=f"Harbour plan number {i}", source=f"{i:03d}.txt") for i in range(n)]


def test_scoring_again_changes_nothing(tmp_path: Path, tiny: Model) -> None:
    library, first = _run(tmp_path / "l", [ALPHA, BETA], tiny)
    rows = {name: library.rows(name) for name in ("articles",)}
    _, second = _run(tmp_path / "l", [BETA, ALPHA, ALPHA], tiny)
    assert (first.scored, first.present) == (2, 0)
    assert (second.scored, second.present) == (0, 2)
    assert {name: library.rows(name) for name in rows} == rows


def test_the_order_of_files_does_not_matter(tmp_path: Path, tiny: Model) -> None:
    articles = [*_many(10), BETA]
    one, _ = _run(tmp_path / "one", articles, tiny)
    other, _ = _run(tmp_path / "other", articles[::-1], tiny)
    _same(one, other)


def test_swapping_the_outlets_changes_no_score(tmp_path: Path, tiny: Model) -> None:
    swapped = [replace(ALPHA, outlet=BETA.outlet), replace(BETA, outlet=ALPHA.outlet)]
    one, _ = _run(tmp_path / "one", [ALPHA, BETA], tiny)
    other, _ = _run(tmp_path / "other", swapped, tiny)

    def by_text(library: Library, table: str) -> pd.DataFrame:
        titles = library.articles().set_index("article_id")["title"]
        found = getattr(library, table)()
        found["article_id"] = found["article_id"].map(titles)
        return found.sort_values(["article_id", "start"], ignore_index=True)

    for table in ("sentences", "mentions", "loaded"):
        pd.testing.assert_frame_equal(by_text(one, table), by_text(other, table))


def test_identical_text_is_scored_once(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    encode = Model.encode
    monkeypatch.setattr(Model, "encode", lambda self, texts: seen.extend(texts) or encode(self, texts))
    wire = replace(ALPHA, outlet="Another Example", source="wire.txt")
    library, _ = _run(tmp_path / "l", [ALPHA], tiny)
    once = len(seen)
    _, report = _run(tmp_path / "l", [wire, replace(wire, outlet="A Third")], tiny)
    assert len(seen) == once
    assert report.scored == 2
    counts = library.sentences().groupby("article_id").size()
    assert counts.tolist() == [once] * 3
    for table in ("mentions", "loaded", "relations"):
        copies = [rows.drop(columns="article_id") for _, rows in getattr(library, table)().groupby("article_id")]
        assert len(copies) == 3
        for copy in copies[1:]:
            pd.testing.assert_frame_equal(copy.reset_index(drop=True), copies[0].reset_index(drop=True))


def test_every_sentence_is_scored(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA, BETA], tiny)
    texts = library.articles().set_index("article_id")["text"]
    for article, sents in library.sentences().groupby("article_id"):
        rest = list(texts[article])
        for sent in sents.itertuples():
            rest[sent.start : sent.end] = [" "] * (sent.end - sent.start)
        assert not "".join(rest).strip()


def test_a_model_without_a_head_leaves_its_measure_out(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "model")
    card = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps(card | {"heads": ["frame", "stance"]}))
    library, report = _run(tmp_path / "l", [ALPHA, BETA], Model(folder, threads=1))
    assert report.scored == 2
    assert library.measures() == ("frame", "stance")
    assert library.mentions()[list(ROLES)].isna().all(axis=None)
    assert library.mentions()[list(STANCES)].notna().all(axis=None)
    assert (len(library.loaded()), len(library.relations())) == (0, 0)
    assert set(library.evidence()["measure"]) == {"frame", "stance"}


def test_every_word_that_may_judge_is_stored_and_no_other(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA, BETA], tiny)
    texts = library.articles().set_index("article_id")["text"]
    expected, below = {}, 0
    for sent in library.sentences().itertuples():
        (words,) = tiny.loaded([texts[sent.article_id][sent.start : sent.end]])
        for start, end, chance in words:
            below += chance < LEAST_LOADED
            if chance >= LEAST_LOADED:
                expected[sent.article_id, sent.sentence_id, sent.start + start, sent.start + end] = chance
    stored = library.loaded()
    keys = list(stored[["article_id", "sentence_id", "start", "end"]].itertuples(index=False, name=None))
    assert dict(zip(keys, stored["probability"], strict=True)) == pytest.approx(expected, abs=1e-5)
    assert below > 0
    voices = {texts[row.article_id][row.start : row.end]: row.voice for row in stored.itertuples()}
    assert (voices["jobs"], voices["plan"]) == ("speaker", "outlet")


def test_roles_and_relations_are_the_models_own(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA, BETA], tiny)
    texts = library.articles().set_index("article_id")["text"]
    sents = library.sentences().set_index(["article_id", "sentence_id"])

    def inside(row: object, start: object, end: object) -> tuple[str, tuple[int, int] | None]:
        article, at = row.article_id, sents.loc[(row.article_id, row.sentence_id)]  # type: ignore[attr-defined]
        span = None if pd.isna(start) else (start - at["start"], end - at["start"])
        return texts[article][at["start"] : at["end"]], span

    found = library.mentions()
    places = [inside(row, row.start, row.end) for row in found.itertuples()]
    expected = tiny.roles([text for text, _ in places], [span for _, span in places])
    assert found[list(ROLES)].to_numpy() == pytest.approx(expected, abs=1e-5)

    found = library.relations()
    targets = [inside(row, row.target_start, row.target_end) for row in found.itertuples()]
    holders = [inside(row, row.holder_start, row.holder_end)[1] for row in found.itertuples()]
    expected = tiny.relations([text for text, _ in targets], holders, [span for _, span in targets])
    assert found[list(STANCES)].to_numpy() == pytest.approx(expected, abs=1e-5)
    assert None in holders
    assert any(holders)


def test_stance_is_asked_for_whole_articles(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    stance_of = Model.stance_of
    monkeypatch.setattr(Model, "stance_of", lambda *args, **options: asked.append(options) or stance_of(*args))
    _run(tmp_path / "l", [ALPHA], tiny)
    assert asked == [{"prior": "article"}]


def _mention(start: int, end: int) -> Mention:
    return Mention(start, end, "person", "X")


def test_mentions_are_paired_unless_they_touch() -> None:
    a, b, c = _mention(0, 4), _mention(4, 8), _mention(10, 12)
    assert set(pairs([c, a, b])) == {(None, a), (None, b), (None, c), (a, c), (c, a), (b, c), (c, b)}


def test_only_the_first_mentions_are_paired_with_each_other() -> None:
    many = [_mention(10 * n, 10 * n + 5) for n in range(MOST_PAIRED + 2)]
    found = list(pairs(many))
    assert [target for holder, target in found if holder is None] == many
    paired = [pair for pair in found if pair[0] is not None]
    assert len(paired) == len(set(paired)) == MOST_PAIRED * (MOST_PAIRED - 1)
    assert {mention for pair in paired for mention in pair} == set(many[:MOST_PAIRED])


def test_another_language_is_stored_and_not_scored(tmp_path: Path, tiny: Model) -> None:
    german = replace(ALPHA, language="de", source="g.txt", title="Der Plan")
    library, report = _run(tmp_path / "l", [german, BETA], tiny)
    assert report.skipped == [("g.txt", "not scored: language de, the model reads English")]
    assert len(library.articles()) == 2
    assert set(library.sentences()["article_id"]) == {BETA.id}


def test_a_bad_file_costs_only_itself(tmp_path: Path, tiny: Model) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("A plan for the harbour\n\nAnna Berg praised the plan. The council was for it.")
    (folder / "empty.txt").write_text("")
    (folder / "odd.xyz").write_text("x")
    report = score([folder], library=tmp_path / "l", model=tiny)
    assert report.scored == 1
    assert {Path(name).name for name, _ in report.failed} == {"empty.txt", "odd.xyz"}
    assert all("\n" not in reason for _, reason in report.failed)
    with pytest.raises(PipelineError, match="nothing to score"):
        score([], library=tmp_path / "l", model=tiny)


def test_the_outlet_option_is_an_overlay(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA], tiny)
    _, report = _run(tmp_path / "l", [ALPHA], tiny, outlet="Set Daily")
    assert (report.scored, report.present) == (0, 1)
    assert library.articles()["outlet"].tolist() == ["Set Daily"]


def test_progress_counts_to_the_end(tmp_path: Path, tiny: Model) -> None:
    calls: list[tuple[int, int, str]] = []
    _run(tmp_path / "l", _many(11), tiny, progress=lambda *call: calls.append(call))
    assert [done for done, _, _ in calls] == list(range(1, 12))
    assert {total for _, total, _ in calls} == {11}


def test_two_workers_give_the_same_rows(tmp_path: Path, tiny: Model) -> None:
    articles = [*_many(10), BETA]
    one, _ = _run(tmp_path / "one", articles, tiny)
    two, report = _run(tmp_path / "two", articles, tiny, workers=2)
    assert report.scored == 11
    _same(one, two)


KILLED = """
import sys, time
from pathlib import Path
from pipeline.encoder import Model
from importlib import import_module
module = import_module("pipeline.score.run")
inner = module.score_batch
def slow(*args, **kwargs):
    time.sleep(0.3)
    return inner(*args, **kwargs)
module.score_batch = slow
module.score(sys.argv[1], library=sys.argv[2], event="e", model=Model(Path(sys.argv[3]), threads=1))
"""


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, tiny: Model) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(40):
        (folder / f"example_2024-03-{i % 28 + 1:02d}_{i}.txt").write_text(f"Plan {i} for the harbour\n\n{ALPHA.text}")
    model = write_tiny_model(tmp_path / "model")
    whole = Library.open(tmp_path / "whole", create=True)
    score(folder, library=whole, event="e", model=Model(model, threads=1))

    broken = tmp_path / "broken"
    command = [sys.executable, "-c", KILLED, str(folder), str(broken), str(model)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        # A second batch is being written: the first is complete.
        while len(list(broken.glob("evidence/*/mentions-*.parquet"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    half = Library.open(broken)
    assert 0 < len(half.articles()) < 40
    report = score(folder, library=half, event="e", model=Model(model, threads=1))
    assert 0 < report.present < 40
    assert report.present + report.scored == 40
    _same(whole, half)


def test_rules_are_part_of_the_scorer(tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA], tiny)
    monkeypatch.setattr(import_module("pipeline.score.run"), "RULES", RULES + 1)
    _, report = _run(tmp_path / "l", [ALPHA], tiny)
    assert report.scored == 1
    assert len(library.scorers()) == 2
    newest = library.scorers()[-1]
    assert set(library.sentences()["scorer"]) == {newest}
    older = library.sentences(scorer=library.scorers()[0])
    assert len(older) == len(library.sentences())


def test_a_column_event_labels_what_no_option_does(tmp_path: Path, tiny: Model) -> None:
    articles = [replace(ALPHA, extra={"event": "Vote"}), BETA]
    library = Library.open(tmp_path / "l", create=True)
    report = score_articles(articles, library=library, otherwise="Rest", model=tiny)
    assert sorted(library.events()["name"]) == ["Rest", "Vote"]
    assert sorted(report.events) == sorted(library.events()["event_id"])
    assert library.events()["articles"].tolist() == [1, 1]
    score_articles(articles, library=library, event="All", model=tiny)
    assert library.events().set_index("name")["articles"].to_dict() == {"All": 2, "Rest": 0, "Vote": 0}


def test_a_language_that_was_wrong_can_be_set_right(tmp_path: Path, tiny: Model) -> None:
    wrong = replace(ALPHA, language="de")
    library, _ = _run(tmp_path / "l", [wrong], tiny)
    _, report = _run(tmp_path / "l", [ALPHA], tiny)
    assert (report.scored, report.present) == (1, 0)
    assert set(library.sentences()["article_id"]) == {ALPHA.id}


def test_the_outlet_option_survives_an_article_that_cleaning_empties(tmp_path: Path, tiny: Model) -> None:
    empty = replace(BETA, text="SHARE THIS ARTICLE", title=None)
    library, report = _run(tmp_path / "l", [ALPHA, empty], tiny, outlet="Set Daily")
    assert [name for name, _ in report.failed] == [BETA.source]
    assert library.articles()["outlet"].tolist() == ["Set Daily"]


def test_a_folder_named_like_a_column_changes_nothing(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "outlet=bbc", [ALPHA], tiny)
    assert library.articles()["outlet"].tolist() == [ALPHA.outlet]


def test_scoring_again_without_a_label_leaves_an_article_in_its_event(tmp_path: Path, tiny: Model) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA], tiny)
    event = library.events()["event_id"].iloc[0]
    library.name_event(event, "My own name")
    score_articles([ALPHA], library=library, otherwise="somewhere", model=tiny)
    _run(tmp_path / "l", [ALPHA], tiny)
    assert library.events().set_index("name")["articles"].to_dict() == {"My own name": 1}


def test_text_that_cannot_be_stored_costs_nothing(tmp_path: Path, tiny: Model) -> None:
    library, report = _run(tmp_path / "l", [replace(ALPHA, extra={"mood": "\ud83d"})], tiny)
    assert report.scored == 1
    assert library.articles()["mood"].tolist() == ["?"]


def test_no_workers_is_named(tmp_path: Path, tiny: Model) -> None:
    with pytest.raises(PipelineError, match="0 workers"):
        _run(tmp_path / "l", [ALPHA], tiny, workers=0)


def test_an_alias_table_renames_outlets_and_rescores_nothing(tmp_path: Path, tiny: Model) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    row = {"outlet": "H. Lantern", "title": "Harbour plan wins", "text": "The council praised the harbour plan."}
    (folder / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("spelling,outlet\nH. Lantern,Harbour Lantern\n", encoding="utf-8")
    first = score(folder, library=tmp_path / "l", model=tiny)
    again = score(folder, library=tmp_path / "l", model=tiny, aliases=aliases)
    assert (first.scored, again.scored, again.present) == (1, 0, 1)
    assert list(Library.open(tmp_path / "l").articles()["outlet"]) == ["Harbour Lantern"]


def test_what_is_stored_keeps_its_text_when_cleaning_changes(
    tmp_path: Path, tiny: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, _ = _run(tmp_path / "l", [ALPHA], tiny)
    text = library.articles()["text"][0]

    def cleaned_otherwise(article: Article) -> Document:
        doc = clean(article)
        return replace(doc, text="New. " + doc.text, body=(doc.body[0] + 5, doc.body[1] + 5))

    monkeypatch.setattr(import_module("pipeline.score.batch"), "clean", cleaned_otherwise)
    monkeypatch.setattr(import_module("pipeline.score.run"), "RULES", RULES + 1)
    again, report = _run(tmp_path / "l", [ALPHA, BETA], tiny)
    assert report.scored == 2
    texts = again.articles().set_index("article_id")["text"]
    assert texts[ALPHA.id] == text
    assert texts[BETA.id].startswith("New. ")
    mentions = again.mentions(scorer=f"{tiny.version}.{RULES + 1}")
    words = [texts[row.article_id][row.start : row.end] for row in mentions.itertuples()]
    assert words
    assert all(word[0].isupper() for word in words)  # names still, not pieces of other words
