"""Drawing what people code: exact probabilities, unbiased totals, cover, order and names that change nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codes import draw, inclusion, thinned, unsure
from pipeline.errors import PipelineError

SEEDS = 200


def spans(groups: tuple[int, ...] = (3, 5, 2), seed: int = 0) -> pd.DataFrame:
    """So many articles a group, of 1 to 6 spans, some of which the model is sure of."""
    rng = np.random.default_rng(seed)
    rows = [
        {"article_id": f"g{g}a{a}", "sentence_id": s, "start": 10 * s, "end": 10 * s + 5, "group": f"Outlet {g}"}
        for g, articles in enumerate(groups)
        for a in range(articles)
        for s in range(int(rng.integers(1, 7)))
    ]
    table = pd.DataFrame(rows)
    return table.assign(
        uncertainty=rng.choice([0.0, 0.1, 0.3, 0.69], len(table)), weight=rng.uniform(0.2, 2, len(table))
    )


def key(table: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(table["article_id"], table["sentence_id"], strict=True))


@pytest.mark.parametrize(("size", "uncertain"), [(6, 0.0), (9, 0.7)])
def test_spans_are_drawn_as_their_probability_says_and_totals_are_unbiased(size: int, uncertain: float) -> None:
    table = spans()
    table = table.assign(y=np.random.default_rng(5).normal(1, 1, len(table)) + 9 * table["uncertainty"])
    chance = inclusion(table, size, uncertain=uncertain)
    place = {each: n for n, each in enumerate(key(table))}
    seen, totals, plain = np.zeros(len(table)), [], []
    for seed in range(SEEDS):
        drawn = draw(table, size, uncertain=uncertain, seed=seed)
        at = [place[each] for each in key(drawn)]
        seen[at] += 1
        np.testing.assert_allclose(drawn["probability"], chance.to_numpy()[at])
        assert len(drawn) == size
        totals.append((drawn["y"] / drawn["probability"]).sum())
        plain.append(drawn["y"].mean() * len(table))
    error = np.sqrt(chance * (1 - chance) / SEEDS)
    assert (np.abs(seen / SEEDS - chance) <= 4 * error + 1e-9).all()
    reach = 4 * np.std(totals) / np.sqrt(SEEDS)
    assert abs(np.mean(totals) - table["y"].sum()) < reach
    if uncertain:  # without the weights, what the model is unsure of counts for more
        assert np.mean(plain) - table["y"].sum() > 2 * reach


def test_each_group_has_its_share_and_a_small_one_all_it_has() -> None:
    table = spans((30, 30, 1))
    small = int((table["group"] == "Outlet 2").sum())
    for seed in range(20):
        sizes = draw(table, 40, seed=seed)["group"].value_counts()
        assert sizes["Outlet 2"] == small
        assert abs(sizes["Outlet 0"] - (40 - small) / 2) < 1 + 1e-9
        assert sizes.sum() == 40


def test_a_sample_spreads_over_the_articles() -> None:
    table = spans((12,)).assign(uncertainty=0.0)
    table["weight"] = 1 / table.groupby("article_id")["article_id"].transform("size")
    for seed in range(30):
        assert draw(table, 12, uncertain=0, seed=seed)["article_id"].nunique() == 12


def test_probabilities_of_the_mixture_by_hand() -> None:
    table = spans((1,), seed=3).head(3).assign(uncertainty=[0.0, 0.1, 0.3], weight=[1.0, 1.0, 2.0])
    found = inclusion(table, 1, uncertain=0.4)
    assert found.tolist() == pytest.approx([0.6 / 4, 0.6 / 4 + 0.4 / 4, 0.6 / 2 + 0.4 * 3 / 4])
    # Of two, the third is certain, and the others share the rest as before.
    assert inclusion(table, 2, uncertain=0.4).tolist() == pytest.approx([0.15 / 0.4, 0.25 / 0.4, 1])


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.floats(0, 0.99), st.integers(-5, 2**40), st.randoms())
def test_neither_order_nor_names_nor_the_index_change_the_sample(
    size: int, uncertain: float, seed: int, rng: object
) -> None:
    table = spans()
    order = list(range(len(table)))
    rng.shuffle(order)  # type: ignore[attr-defined]
    renamed = table.assign(group=table["group"].map({"Outlet 0": "z", "Outlet 1": "b", "Outlet 2": "a"})).iloc[order]
    one, other = (draw(each, size, uncertain=uncertain, seed=seed) for each in (table, renamed))
    pd.testing.assert_frame_equal(one.drop(columns="group"), other.drop(columns="group"))
    assert inclusion(table, size, uncertain=uncertain).sum() == pytest.approx(min(size, len(table)))


def test_another_seed_is_another_sample_and_all_is_all() -> None:
    table = spans()
    assert key(draw(table, 8, seed=1)) != key(draw(table, 8, seed=2))
    every = draw(table, 500)
    assert len(every) == len(table)
    assert every["probability"].tolist() == [1.0] * len(table)


def test_who_stops_early_has_coded_every_group() -> None:
    drawn = draw(spans((20, 20, 20)), 30, seed=4)
    assert drawn.head(9)["group"].value_counts().tolist() == [3, 3, 3]


def test_a_part_of_a_sample_is_a_sample() -> None:
    table = spans((6, 6)).assign(y=1.0)
    totals = []
    for seed in range(SEEDS):
        drawn = draw(table, 12, uncertain=0.5, seed=seed)
        own = thinned(drawn, pd.Series(np.arange(len(drawn)) < 6, drawn.index))
        assert len(own) == 6
        totals.append((own["y"] / own["probability"]).sum())
    assert abs(np.mean(totals) - len(table)) < 4 * np.std(totals) / np.sqrt(SEEDS)


def test_the_uncertainty_is_the_entropy_of_the_label() -> None:
    def row(sentence_id: int, value: float, variance: float, factor: float) -> dict[str, object]:
        place = {"article_id": "a", "sentence_id": sentence_id, "start": sentence_id, "end": 9, "group": "A"}
        return place | {"value": value, "variance": variance, "factor": factor}

    ev = pd.DataFrame(
        [row(0, 0.6, 0.8 - 0.36, 3.0), row(1, 0.25, 0.1875, 1.0), row(1, 0.5, 0.25, 1.0), row(2, 0.0, 0.0, 5.0)]
    )
    found = unsure(ev)
    three = -(0.7 * np.log(0.7) + 0.1 * np.log(0.1) + 0.2 * np.log(0.2))
    two = -(0.25 * np.log(0.25) + 0.75 * np.log(0.75)) + np.log(2)
    assert found["uncertainty"].tolist() == pytest.approx([three, two, 0])
    assert found["weight"].tolist() == pytest.approx([0.3, 0.2, 0.5])
    assert len(draw(found, 2)) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"uncertainty": -0.1}, "uncertainty below 0"),
        ({"weight": 0.0}, "weight that is not above 0"),
        ({"uncertainty": np.nan}, "column uncertainty: 28 empty"),
        ({"uncertainty": np.inf}, "uncertainty below 0"),
        ({"sentence_id": 0, "start": 0, "end": 5}, "stands twice"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(change: dict[str, float], message: str) -> None:
    table = spans()
    with pytest.raises(PipelineError, match=message):
        draw(table.assign(**change), 5)


@pytest.mark.parametrize(("size", "uncertain", "message"), [(0, 0.3, "ask for 1"), (5, 1.0, "never be drawn")])
def test_designs_without_a_known_probability_are_refused(size: int, uncertain: float, message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        draw(spans(), size, uncertain=uncertain)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(PipelineError, match="no column uncertainty"):
        draw(spans().drop(columns="uncertainty"), 5)
