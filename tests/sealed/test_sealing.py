"""Writing and opening: the same numbers wherever and in whatever order, the same bytes, nothing changed unseen."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.codes import units
from pipeline.compare import corrected
from pipeline.encoder import Model
from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.score import score_articles
from pipeline.sealed import Sealed, compared, gather, opened, recounted, written
from pipeline.sealed.counting import NUMBERS, rounded
from pipeline.sealed.writing import MANIFEST, as_json, digest

from .conftest import ARTICLES, CHOICES, LINES, MAYOR, codes_of

ROOT = Path(__file__).parents[2]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts: dict[str, bytes], *, resealed: bool = False) -> bytes:
    """Return a file of these parts; resealed, with a manifest that agrees with them."""
    if resealed:
        listing = json.loads(parts[MANIFEST])
        listing["sha256"] = {name: digest(part) for name, part in parts.items() if name != MANIFEST}
        parts = {**parts, MANIFEST: as_json(listing)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return made.getvalue()


def test_what_is_opened_is_what_was_sealed(sealed: Sealed) -> None:
    again = opened(written(sealed))
    for field in fields(Sealed):
        was, now = getattr(sealed, field.name), getattr(again, field.name)
        if isinstance(was, pd.DataFrame):
            pd.testing.assert_frame_equal(was, now, check_exact=True)
        elif field.name == "evidence":
            assert was.keys() == now.keys()
            for measure in was:
                pd.testing.assert_frame_equal(was[measure], now[measure], check_exact=True)
        elif field.name == "numbers":
            for name in NUMBERS:
                pd.testing.assert_frame_equal(rounded(was[name]), now[name], check_exact=True)
        elif field.name != "seal":
            assert was == now
    assert {"figures", "differences", "findings"} <= {name for name in NUMBERS if len(again.numbers[name])}
    assert recounted(again) == []


def test_written_twice_it_is_bit_identical(harbour: Library, sealed: Sealed) -> None:
    content = written(sealed)
    assert content == written(sealed) == written(gather(harbour, CHOICES, lines=LINES)) == written(opened(content))


def test_another_folder_settings_and_order_of_articles_give_the_same_bytes(
    sealed: Sealed, tmp_path: Path, tiny_folder: Path
) -> None:
    code = """if True:
        import sys
        from pathlib import Path
        from pipeline.encoder import Model
        from pipeline.library import Library
        from pipeline.score import score_articles
        from pipeline.sealed import gather, written
        from tests.sealed.conftest import ARTICLES, CHOICES, LINES
        library = Library.open(sys.argv[1], create=True)
        model = Model(Path(sys.argv[2]), threads=2)
        for some in (ARTICLES[::-3], ARTICLES[::-1]):
            score_articles(some, library=library, event="harbour", model=model)
        sys.stdout.buffer.write(written(gather(library, CHOICES, lines=LINES)))
        """
    settings = {"OMP_NUM_THREADS": "2", "LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "77"}
    made = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "elsewhere"), str(tiny_folder)],
        cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=True,
    )  # fmt: skip
    assert compared(sealed, opened(made.stdout)) == []
    assert made.stdout == written(sealed)


@pytest.mark.parametrize("measure", ["stance", "loaded"])
def test_codes_correct_the_same_figures_again(harbour: Library, sealed: Sealed, measure: str) -> None:
    (event,) = harbour.events()["event_id"]
    ev = units(harbour, event, harbour.articles(), measure, by="outlet_id")
    label = {"stance": "", "loaded": "per 1,000 words"}[measure]
    own = ev[(ev["label"] == label) & ev["target"].isin(["", MAYOR])]
    codes = own.iloc[::2].assign(value=1.0, probability=0.5, coder="Ada", mode="blind", codebook="1")
    again = opened(written(gather(harbour, CHOICES, codes=codes)))
    table = again.numbers["corrected"]
    expected = rounded(corrected(ev, codes))
    assert len(expected) > 0
    assert set(table["part"]) == {"all"}
    pd.testing.assert_frame_equal(table[expected.columns], expected, check_dtype=False, rtol=1e-7)
    assert len(again.codes) == len(codes)
    assert again.numbers["findings"]["corrected"].any() == (expected["lack"] == "").all()
    assert recounted(again) == []
    assert "coded by 1 person" in again.method


def test_an_article_that_was_left_out_counts_nowhere(harbour: Library) -> None:
    first = sorted(article.id for article in ARTICLES)[0]
    about = gather(harbour, CHOICES, left_out={first: "too long ago"})
    assert set(about.articles["left_out"]) == {"", "too long ago"}
    assert all(first not in set(spans["article_id"]) for spans in about.evidence.values())
    assert about.numbers["figures"]["articles"].min() == 4
    assert "1 further article of the event did not count" in about.method


def test_by_default_what_is_no_news_is_left_out(tmp_path: Path, tiny: Model) -> None:
    library = Library.open(tmp_path / "mixed", create=True)
    mixed = [ARTICLES[0], ARTICLES[1], replace(ARTICLES[2], genre="opinion")]
    score_articles(mixed, library=library, event="harbour", model=tiny)
    about = gather(library, replace(CHOICES, entities=()))
    assert sorted(about.articles["left_out"]) == ["", "", "genre: opinion"]
    assert MAYOR in about.choices.entities
    with pytest.raises(
        PipelineError, match=r'"elsewhere" is not the id of one event; choose one of: harbour-\w+ \(harbour\)'
    ):
        gather(library, replace(CHOICES, event="elsewhere"))
    with pytest.raises(PipelineError, match='no column "mood"'):
        gather(library, replace(CHOICES, by="mood"))
    with pytest.raises(PipelineError, match="nothing to seal"):
        gather(library, CHOICES, left_out=dict.fromkeys(about.articles["article_id"], "no"))


def test_texts_are_in_it_only_where_somebody_says_so(harbour: Library, sealed: Sealed) -> None:
    sentence = b"Tom Vale said the plan was reckless"
    assert not any(sentence in part for part in parts_of(written(sealed)).values())
    whole = written(gather(harbour, CHOICES, texts=True))
    assert sentence in parts_of(whole)["texts.jsonl"]
    texts = opened(whole).texts
    assert texts == dict(zip(*(harbour.articles()[name] for name in ("article_id", "text")), strict=True))


def test_the_articles_hashes_are_those_of_their_texts(harbour: Library, sealed: Sealed) -> None:
    texts = harbour.articles().set_index("article_id")["text"]
    for row in sealed.articles.to_dict("records"):
        assert row["sha256"] == digest(texts[row["article_id"]].encode())


def test_a_part_that_was_changed_is_seen(sealed: Sealed) -> None:
    parts = parts_of(written(sealed))
    for name in parts.keys() - {MANIFEST}:
        with pytest.raises(PipelineError, match=f"x.zip: {name} was changed after it was sealed"):
            opened(packed({**parts, name: parts[name] + b" "}), name="x.zip")


def test_a_number_that_the_evidence_does_not_give_is_seen_though_it_is_sealed_anew(sealed: Sealed) -> None:
    table = sealed.numbers["figures"]
    lied = table.assign(value=table["value"].where(table.index != 3, table["value"] + 0.001))
    again = opened(written(replace(sealed, numbers={**sealed.numbers, "figures": lied})))
    (one,) = recounted(again)
    assert one.part == "figures"
    assert f"value {lied['value'][3]:.6g}, counted again {table['value'][3]:.6g}" in one.says
    assert again.seal != opened(written(sealed)).seal


def _without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {key: part for key, part in parts.items() if key != name}


def _with(name: str, change: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda parts: {**parts, name: change(parts.get(name, b""))}


def _edited(name: str, **values: object) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return _with(name, lambda part: as_json(json.loads(part) | values))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_without("method.txt"), "its parts are not those"),
        (_with("../../evil.txt", lambda _: b"x"), "its parts are not those"),
        (_with("evidence/evil.jsonl", lambda _: b"x"), "its parts are not those"),
        (_with("articles.jsonl", lambda part: part[: len(part) // 2]), "articles.jsonl"),
        (_with("numbers/figures.jsonl", lambda _: b"[" * 100_000), "damaged"),
        (_with("numbers/figures.jsonl", lambda _: b'{"rows": 0}\n' + b"[" * 100_000), "damaged"),
        (_with("choices.json", lambda _: b"[" * 100_000), "damaged"),
        (_with("choices.json", lambda _: b"\xff"), "damaged"),
        (_with("sentences.json", lambda _: b"{}"), "a list is missing"),
        (_with("sentences.json", lambda _: b'[{"kind": "x"}]'), "a kind that there is not"),
        (_edited("choices.json", seed=-1), "a seed that cannot be"),
        (_edited("choices.json", seed=True), "a seed that cannot be"),
        (_edited("choices.json", voice="everybody"), "a voice"),
        (_edited("choices.json", entities="Anna"), "a list is missing"),
        (_edited("made_by.json", scorers=[1]), "a text is missing"),
        (_with("articles.jsonl", lambda part: part + part.splitlines()[-1]), "articles.jsonl"),
    ],
)
def test_what_is_none_of_ours_is_refused_though_its_hashes_agree(
    sealed: Sealed, change: Callable[[dict[str, bytes]], dict[str, bytes]], why: str
) -> None:
    content = packed(change(parts_of(written(sealed))), resealed=True)
    with pytest.raises(PipelineError, match=why) as refused:
        opened(content, name="x.zip")
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("x.zip: ")


def test_cut_short_anywhere_it_is_refused(sealed: Sealed) -> None:
    content = written(sealed)
    for end in (0, 1, 30, len(content) // 2, len(content) - 30, len(content) - 1):
        with pytest.raises(PipelineError, match="not a sealed comparison"):
            opened(content[:end])


@pytest.mark.parametrize("at", [100, 2000, 10_000, -40])
def test_a_byte_that_was_lost_on_the_way_is_seen(sealed: Sealed, at: int) -> None:
    content = bytearray(written(sealed))
    content[at] ^= 0x55
    with pytest.raises(PipelineError):
        opened(bytes(content))


def test_what_is_newer_says_so(sealed: Sealed) -> None:
    parts = parts_of(written(sealed))
    listing = json.loads(parts[MANIFEST]) | {"format": 99}
    with pytest.raises(PipelineError, match="sealed by a newer Parallax; update Parallax"):
        opened(packed({**parts, MANIFEST: as_json(listing)}))


def test_what_would_fill_the_memory_is_refused(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sealed.opening.MOST", 1 << 20)
    parts = parts_of(written(sealed))
    bomb = packed({**parts, "README.txt": b"0" * (2 << 20)}, resealed=True)
    assert len(bomb) < len(packed(parts)) + 5000
    with pytest.raises(PipelineError, match=r"README\.txt is too large"):
        opened(bomb)


def test_names_that_are_there_twice_are_refused(sealed: Sealed) -> None:
    made = io.BytesIO(written(sealed))
    with zipfile.ZipFile(made, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("method.txt", b"another")
    with pytest.raises(PipelineError, match="its parts are not those"):
        opened(made.getvalue())


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "x.zip"
    with zipfile.ZipFile(other, "w") as file:
        file.writestr("hello.txt", b"hello")
    with pytest.raises(PipelineError, match="it has no manifest"):
        opened(other)
    with pytest.raises(PipelineError, match="cannot be read"):
        opened(tmp_path / "none.zip")
    with pytest.raises(PipelineError, match="cannot be read"):
        opened(tmp_path)


def test_more_than_a_file_may_hold_is_not_written(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.sealed.writing.MOST", 1000)
    with pytest.raises(PipelineError, match="choose fewer articles"):
        written(sealed)


def test_codes_come_back_in_one_order_with_who_gave_them(sealed: Sealed, coded: Sealed) -> None:
    codes, again = codes_of(sealed), opened(written(coded)).codes
    assert set(again["coder"]) == {"Ada", "Bo"}
    assert set(again["at"]) == {"2024-05-06T10:00:00"}
    assert len(again) == len(codes)
    assert again["article_id"].is_monotonic_increasing
    pd.testing.assert_frame_equal(again, coded.codes, check_exact=True)
