import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.encoder import Model
from pipeline.evaluate import speed
from pipeline.evaluate.speed import all_heads, beside_zero_shot, fresh, in_turns, scores, sizes, throughput
from pipeline.train.corpora import Example

EXAMPLES = [
    Example("Anna Berg blamed Tom Vale .", "newsmtsc", stances=(((0, 9), 1), ((17, 25), 0))),
    Example("the council praised the plan", "newsmtsc", stances=(((4, 11), 1),)),
]
SMALL = {
    "vocab_size": 60,
    "d_model": 8,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 8,
    "decoder_ffn_dim": 8,
}


def test_works_take_turns() -> None:
    order: list[str] = []
    taken = in_turns({"one": lambda: order.append("one"), "two": lambda: order.append("two")}, 3)
    assert order == ["one", "two"] * 3
    assert {name: len(seconds) for name, seconds in taken.items()} == {"one": 3, "two": 3}
    assert all(second >= 0 for seconds in taken.values() for second in seconds)


def test_rates_and_their_ratio_worked_by_hand(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "in_turns", lambda works, rounds: {"encoder": [1, 2, 4], "heads": [2, 2.5, 10]})
    encoder, heads, share = throughput(tiny, EXAMPLES, rounds=3)
    assert encoder["score"] == pytest.approx(2 / 2)
    assert heads["score"] == pytest.approx(2 / 2.5)
    assert share["score"] == pytest.approx(0.5)  # of .5, .8, .4, turn by turn
    assert all(head in heads["set"] for head in tiny.heads)


def test_every_head_is_run_for_each_sentence_target_or_pair() -> None:
    class Counting:
        heads = frozenset({"stance", "relation", "frame", "role", "loaded", "attribution"})

        def encode(self, texts: list[str]) -> list[str]:
            return texts

        def relations_of(self, sents: list[str], holders: list[Any], targets: list[Any]) -> list[Any]:
            return [
                (sent, h and sent[slice(*h)], sent[slice(*t)])
                for sent, h, t in zip(sents, holders, targets, strict=True)
            ]

        def __getattr__(self, name: str) -> Any:
            return lambda sents, *spans: sents

    said = all_heads(Counting(), EXAMPLES)  # type: ignore[arg-type]
    # Three targets: the author toward each, and in the first sentence each toward the other.
    assert said == {"stance": 3, "relation": 5, "frame": 2, "role": 3, "loaded": 2, "attribution": 2}


def test_only_heads_that_are_there_are_run(tiny: Model) -> None:
    assert all_heads(tiny, EXAMPLES).keys() == tiny.heads


def test_loading_and_memory_are_those_of_a_fresh_process(tiny: Model) -> None:
    ballast = np.ones(60_000_000)  # 480 MB here must not count there
    load, memory = fresh(tiny, [ex.text for ex in EXAMPLES])
    assert ballast.all()
    assert load["metric"] == "seconds"
    assert 0 < load["score"] < 120
    assert (memory["metric"], memory["n"]) == ("MB", 2)
    assert 20 < memory["score"] < 400


def test_sizes_are_those_of_the_files(tiny: Model) -> None:
    rows = sizes(tiny)
    assert {row["set"] for row in rows} == {"encoder.onnx", "heads.safetensors", "tokenizer.json"}
    for row in rows:
        assert row["score"] == len((tiny.folder / row["set"]).read_bytes()) / 1e6


def test_the_zero_shot_way_reads_18_hypotheses_a_sentence(tiny: Model) -> None:
    pytest.importorskip("torch")
    classify = speed.zero_shot_classifier(tiny, [ex.text for ex in EXAMPLES], SMALL)
    assert [classify() for _ in range(3)] == [(18, 3)] * 3


def test_the_zero_shot_way_is_set_against_ours(tiny: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(speed, "in_turns", lambda works, rounds: {"ours": [1, 3], "zero-shot": [10, 20]})
    seconds, ratio = beside_zero_shot(tiny, EXAMPLES, SMALL, times=2)
    assert seconds["score"] == 15
    assert ratio["score"] == pytest.approx(15 / (2 / len(EXAMPLES)))  # ours: 2 seconds for both sentences


@pytest.mark.parametrize("torch", [True, False])
def test_without_torch_all_but_the_zero_shot_way_is_measured(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torch: bool
) -> None:
    if torch:
        pytest.importorskip("torch")
    monkeypatch.setattr(speed, "find_spec", lambda name: name if torch else None)
    monkeypatch.setattr(speed, "fresh", lambda model, texts: [])
    (tmp_path / "newsmtsc").mkdir()
    for part in ("rw_dev", "mt_dev"):
        target = {"from": 0, "to": 9, "polarity": 4.0}
        row = {"sentence_normalized": "Anna Berg was in court .", "primary_gid": "a_b_c", "targets": [target]}
        (tmp_path / "newsmtsc" / f"{part}.jsonl").write_text("\n".join([json.dumps(row)] * 3))
    rows = scores(tiny, tmp_path, sentences=4, rounds=1, zero_shot=SMALL, zero_shot_sentences=1)
    assert {row["benchmark"] for row in rows} == {"speed"}
    assert all(row["score"] > 0 for row in rows)
    assert rows[0]["n"] == 4
    assert len(rows) == 3 + 3 + (2 if torch else 0)


def test_a_model_of_another_kind_has_no_rows(tmp_path: Path) -> None:
    assert scores(object(), tmp_path) == []  # type: ignore[arg-type]
