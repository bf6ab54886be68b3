"""Twins, places and the student's second pass: what differs in a name only should score the same."""

import random
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; pip install -r requirements-train.txt")
pytest.importorskip("onnxscript", reason="onnxscript is not installed; pip install -r requirements-train.txt")

from pipeline.errors import PipelineError  # noqa: E402 # after the check that torch is there
from pipeline.train.corpora import Example  # noqa: E402
from pipeline.train.export import export_encoder, export_heads  # noqa: E402
from pipeline.train.fit import Plan, fit, load_base, outputs  # noqa: E402
from pipeline.train.loss import twin_loss  # noqa: E402
from pipeline.train.mix import batches, swapped  # noqa: E402
from pipeline.train.network import collate  # noqa: E402
from pipeline.train.places import lists_at, names, place  # noqa: E402
from pipeline.train.shipped import load_shipped  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore::UserWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"
)  # torch's exporter warns of itself


def _asked(name: str, *, twin: bool = False) -> Example:
    text = f"they blamed {name} ."
    target = (12, 12 + len(name))
    return Example(
        text,
        "toy",
        name,
        stances=((target, -1),),
        relations=((None, target, -1),),
        roles=((target, (0.0, 0.0, 0.0), 0.1),),
        twin=twin,
    )


def test_twins_are_paired_question_by_question(base: str) -> None:
    _, tokenizer = load_base(Plan(base=base, depth=1, layers=2))
    alone = Example("they met .", "toy")
    batch = collate(tokenizer, [alone, _asked("berg"), _asked("vale", twin=True), _asked("nordland")])
    assert batch.stance_twins.tolist() == [[0, 1]]
    assert batch.relation_twins.tolist() == [[0, 1]]
    assert batch.role_twins.tolist() == [[0, 1]]
    assert batch.frame_twins.tolist() == [[1, 2]]


def test_the_twin_loss_is_zero_for_equals_and_half_the_two_divergences_else(base: str) -> None:
    network, tokenizer = load_base(Plan(base=base, depth=1, layers=2))
    same = [_asked("berg"), _asked("berg", twin=True)]
    assert float(twin_loss(outputs(network, tokenizer, same)[0], collate(tokenizer, same))) == pytest.approx(
        0, abs=1e-6
    )
    apart = [_asked("berg"), _asked("vale", twin=True)]
    said, batch = outputs(network, tokenizer, apart)[0], collate(tokenizer, apart)
    p, q = said.stance.softmax(-1).double().numpy()
    by_hand = ((p * np.log(p / q)).sum() + (q * np.log(q / p)).sum()) / 2
    only_stance = [Example(ex.text, "toy", stances=ex.stances, twin=ex.twin) for ex in apart]
    said, batch = outputs(network, tokenizer, only_stance)[0], collate(tokenizer, only_stance)
    frames = said.frame.double()
    by_frame = float(((frames[0].sigmoid() - frames[1].sigmoid()) * (frames[0] - frames[1])).mean())  # weight 2, half
    assert float(twin_loss(said, batch)) == pytest.approx(by_hand + by_frame, rel=1e-3)
    assert by_hand > 0


def test_training_on_twins_brings_them_together(base: str, tmp_path: Path) -> None:
    examples = [_asked(name) for name in ("berg", "vale", "nordland")]
    mixed = [[examples[i], _asked(examples[(i + 1) % 3].group, twin=True)] for i in (0, 1, 2)] * 30

    def spread(weight: float) -> float:
        plan = Plan(base=base, depth=2, layers=2, encoder_rate=1e-3, head_rate=1e-3, twin_weight=weight)
        network, tokenizer = fit(plan, mixed, tmp_path / f"{weight}.pt")
        chances = torch.cat([part.stance for part in outputs(network, tokenizer, examples)]).softmax(-1)
        return float(chances.std(dim=0).max())

    assert spread(5.0) < 0.5 * spread(0.0)


def test_a_batch_keeps_a_twin_behind_its_example() -> None:
    text = "Officials said that Norway would sign the harbour treaty in spring."
    start = text.index("Norway")
    examples = [Example(text, "toy", stances=(((start, start + 6), 1),))] * 40 + [Example("They met.", "toy")] * 5
    mixed = [ex for part in batches(examples, 8, twins=True) for ex in part]
    twins = [i for i, ex in enumerate(mixed) if ex.twin]
    assert 10 < len(twins) <= 40
    assert len(mixed) == 45 + len(twins)
    for i in twins:
        (one, _), (other, _) = mixed[i - 1].stances[0], mixed[i].stances[0]
        assert not mixed[i - 1].twin
        assert mixed[i - 1].text[: one[0]] == mixed[i].text[: other[0]]
        assert mixed[i].text[slice(*other)] in names()["countries"][::2]


def test_groups_and_parties_are_swapped_without_a_second_article() -> None:
    text = "Many said the Democrats were to blame for the delay of the vote."
    start = text.index("Democrats")
    example = Example(text, "toy", stances=(((start, start + 9), 0),))
    found = {swapped(example, random.Random(seed), share=1.0).text for seed in range(40)}
    assert len(found) > 5
    assert not any("the the" in text for text in found)
    assert text[: start - 4] == "Many said "


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Officials said that Norway would sign the harbour treaty.", "countries", "Norway"),
        ("Officials said that Norway and Kenya would sign the treaty.", "countries", None),  # two of the list
        ("Their Norway policy has changed since the harbour vote, they said.", "countries", None),  # it has an owner
        ("The plan was praised by nurses and attacked by some in the council.", "groups", "nurses"),
    ],
)
def test_a_place_is_open_where_nothing_else_depends_on_the_name(text: str, kind: str, expected: str | None) -> None:
    found = place(text, kind)
    assert (found and text[slice(*found)]) == expected
    if found:
        assert kind in lists_at(text, found)


def test_training_goes_on_from_the_files_of_a_model(base: str, tmp_path: Path) -> None:
    plan = Plan(base=base, depth=1, layers=1)
    network, tokenizer = load_base(plan)
    with torch.no_grad():  # new biases are all zero, and the exporter stores equal tensors once
        for weights in network.parameters():
            weights.add_(torch.randn_like(weights) * 0.02)
    examples = [_asked(name) for name in ("berg", "vale", "nordland")]
    said = torch.cat([part.stance for part in outputs(network, tokenizer, examples)])
    export_encoder(network, tokenizer, tmp_path)
    export_heads(network.student, tmp_path, name="toy", padding_id=0, calibration={}, about={})
    again, _ = load_shipped(tmp_path, plan)
    for name, weights in network.encoder.state_dict().items():
        if "pooler" not in name and weights.dtype == torch.float32:
            step = weights.abs().max() / 100  # of the storage in int8
            assert torch.allclose(again.encoder.state_dict()[name], weights, atol=float(step) + 1e-6), name
    back = torch.cat([part.stance for part in outputs(again, tokenizer, examples)])
    assert torch.allclose(back, said, atol=0.05)
    with pytest.raises(PipelineError, match="2 layers"):
        load_shipped(tmp_path, Plan(base=base, depth=2, layers=2))
