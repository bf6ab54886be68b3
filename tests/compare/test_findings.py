"""Findings: a worked example, agreement with scipy, what is claimed of chance alone, invariances, what is tested."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import ArrayLike
from scipy import stats

from pipeline.compare import differences, findings, ties
from pipeline.compare.family import ENTITIES, NAMES, family
from pipeline.errors import PipelineError

CALM = [0.0, 0.1, -0.1, 0.2, -0.2]
WARM = [0.8, 0.6, 0.7, 0.9, 0.5]


def spans(
    group: str,
    articles: ArrayLike,
    *,
    measure: str = "stance",
    label: str = "",
    target: str = "Mayor Lund",
    variance: float = 0.0,
    kind: str = "person",
) -> pd.DataFrame:
    """Return the spans of these articles: of each its sentences' values, or the one of its only sentence."""
    rows = [
        {"article_id": f"{group}{i}", "sentence_id": j, "value": value}
        for i, article in enumerate(np.asarray(articles, dtype=object))
        for j, value in enumerate(np.atleast_1d(article))
    ]
    table = pd.DataFrame(rows, columns=["article_id", "sentence_id", "value"])
    return table.assign(
        measure=measure, label=label, target=target, variance=variance, group=group, kind=kind, factor=1.0
    )


def both(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True)


def crowd(seed: int, *, groups: int = 2, articles: int = 15, sentences: int = 8, measures: int = 6) -> pd.DataFrame:
    """Return groups that do not differ: their articles do, each more than its sentences tell."""
    rng = np.random.default_rng(seed)
    parts = []
    for frame in range(measures):
        for group in "ABCDEFGHIJKL"[:groups]:
            middle = rng.beta(1, 2, size=articles)[:, None]
            values = np.clip(middle + rng.normal(0, 0.02, (articles, sentences)), 0, 1)
            parts.append(spans(group, values, measure="frame", label=f"frame {frame}", target="", variance=0.0))
    return both(*parts)


def test_by_hand() -> None:
    (row,) = findings(both(spans("A", CALM), spans("B", WARM))).to_dict("records")
    assert (row["group_a"], row["group_b"]) == ("B", "A")  # the higher first
    assert (row["value_a"], row["value_b"], row["difference"]) == pytest.approx((0.7, 0, 0.7))
    # Of the 252 ways to deal ten articles into five and five, this one and its mirror image are as far apart: 2 / 252.
    # Student's: s² = (0.1 + 0.7² / 4) / 4 = 0.0556, t = 0.7 / sqrt(2 · 0.0556 / 5) = 4.69, 8 degrees: p = 0.0016.
    assert row["p"] == row["p_adjusted"] == pytest.approx(2 / 252)
    assert row["holds"]
    assert not row["here"]
    assert row["scope"] == "outlet"
    # so wide that its own level 2/252 would just touch zero
    error = 0.7 / stats.t.isf(1 / 252, 8)
    assert row["low"] == pytest.approx(0.7 - stats.t.isf(0.025, 8) * error, abs=1e-6)
    assert (row["articles_a"], row["articles_b"], row["count_a"], row["total_a"]) == (5, 5, 5, 5)
    assert (row["tested"], row["rank"]) == (1, 1)


@pytest.mark.parametrize("n", [5, 9, 20])
def test_no_p_is_below_those_of_scipy(n: int) -> None:
    rng = np.random.default_rng(n)
    values = {group: rng.uniform(0, 0.4, n) + shift for group, shift in (("A", 0), ("B", 0.35))}
    (row,) = findings(both(*(spans(group, own) for group, own in values.items()))).to_dict("records")
    a, b = values.values()
    dealt = stats.permutation_test(
        (a, b), lambda x, y, axis: np.abs(x.mean(axis) - y.mean(axis)), alternative="greater", n_resamples=4000
    )
    assert row["p"] >= stats.ttest_ind(a, b, equal_var=False).pvalue
    if n == 5:  # all deals, not some drawn at random
        assert row["p"] >= dealt.pvalue - 1e-9
    more = row["difference"] ** 2 / 4
    std = [np.sqrt((np.var(own) * n + more) / (n - 1)) for own in (a, b)]
    by_t = stats.ttest_ind_from_stats(a.mean(), std[0], n, b.mean(), std[1], n, equal_var=False).pvalue
    assert row["p"] >= by_t * (1 - 1e-9)


@pytest.mark.parametrize("n", [5, 8, 15])
@pytest.mark.parametrize("variance", [0.0, 0.4])
def test_from_five_articles_on_it_is_never_more_liberal_than_differences(n: int, variance: float) -> None:
    for seed in range(4):
        rng = np.random.default_rng([n, seed])
        ev = both(*(spans(g, rng.uniform(-0.5, 0.1, n) + s, variance=variance) for g, s in (("A", 0), ("B", 0.4))))
        ours, theirs = findings(ev), differences(ev)
        assert ours["holds"].to_list() <= theirs["holds"].to_list()
        if ours["holds"].any():
            assert (ours["p"] >= theirs["p"] - 1e-12).all()


def test_of_chance_alone_little_is_claimed_though_labels_are_sure() -> None:
    draws = 60
    claimed = certain = 0
    for seed in range(draws):
        ev = crowd(seed)
        found = findings(ev)
        claimed += found["holds"].any()
        # without the variance between articles, nearly every draw would claim something
        certain += (found["difference"] > 4 * np.sqrt(2 * 0.02**2 / (15 * 8))).any()
    assert claimed <= 0.1 * draws
    assert certain >= 0.9 * draws


@pytest.mark.parametrize("articles", [1, 2, 3])
def test_two_thin_groups_claim_nothing_of_themselves(articles: int) -> None:
    ev = both(spans("A", [[-0.9] * 20] * articles), spans("B", [[0.9] * 20] * articles))
    found = findings(ev)
    assert not found["holds"].any()
    assert found["here"].all()
    assert found["scope"].to_list() == ["these articles"]
    assert found["low"].item() <= 0


def test_with_many_groups_their_articles_tell_how_much_articles_differ() -> None:
    rng = np.random.default_rng(1)
    level = {group: 0.8 if group == "A" else 0.0 for group in "ABCDEFGHIJKL"}
    ev = both(*(spans(group, at + rng.normal(0, 0.05, 3)) for group, at in level.items()))
    found = findings(ev)
    assert found["tested"].unique() == [66]
    assert set(found.loc[found["holds"], "group_a"]) == {"A"}
    assert found["holds"].sum() == 11
    assert not (found["holds"] & found["here"]).any()
    assert set(found.loc[found["holds"], "scope"]) == {"outlet"}


def test_one_strange_article_makes_no_finding() -> None:
    rng = np.random.default_rng(2)
    ev = both(*(spans(g, [0.9] if g == "A" else rng.normal(0, 0.05, 3)) for g in "ABCDEFGHIJKL"))
    found = findings(both(ev, crowd(3, groups=12, articles=3)))
    assert not found["holds"].any()


def test_an_interval_excludes_zero_just_where_it_holds() -> None:
    rng = np.random.default_rng(4)
    parts = [spans(g, rng.normal(s, 0.2, 10).clip(-1, 1), target=f"T{s}") for s in (0, 0.5) for g in "A"]
    parts += [spans(g, rng.normal(0, 0.2, 10).clip(-1, 1), target=f"T{s}") for s in (0, 0.5) for g in "BC"]
    found = findings(both(*parts))
    assert ((found["low"] > 0) == found["holds"]).all()
    assert found["holds"].any()
    assert not found["holds"].all()
    assert (found["low"] <= found["difference"]).all()
    assert (found["difference"] <= found["high"]).all()
    assert found["holds"].is_monotonic_decreasing
    assert found["rank"].to_list() == list(range(1, len(found) + 1))


def test_names_and_order_change_nothing() -> None:
    ev = both(
        crowd(5, groups=4, articles=6), spans("A", WARM * 3), spans("B", CALM * 3), spans("C", [0.1]), spans("D", [0.3])
    )
    one = findings(ev)
    assert one["holds"].any()
    new = {"A": "The Zephyr", "B": "Echo", "C": "Mill Post", "D": "Bay News"}
    other = ev.sample(frac=1, random_state=1).replace({"group": new})
    other["article_id"] = other["article_id"].map(lambda article: article[::-1])
    other = findings(other)
    columns = ["measure", "label", "target", "group_a", "group_b"]
    one = one.replace({"group_a": new, "group_b": new})
    one, other = (table.sort_values(columns, ignore_index=True).drop(columns="rank") for table in (one, other))
    pd.testing.assert_frame_equal(one, other)


def test_what_is_tested_does_not_depend_on_the_groups() -> None:
    rng = np.random.default_rng(6)
    ev = both(
        crowd(6, articles=6),
        *(spans(g, rng.normal(0, 0.3, n).clip(-1, 1), target=f"T{n}") for g in "AB" for n in range(2, 12)),
        *(
            spans(g, rng.integers(2, size=(6, 3)), measure="name", label=f"name {n}", target="T11")
            for g in "AB"
            for n in range(9)
        ),
    )
    keys = family(ev).keys
    assert set(keys.loc[keys["measure"] == "stance", "target"]) == {f"T{n}" for n in range(12 - ENTITIES, 12)}
    assert (keys["measure"] == "name").sum() == NAMES
    groups = {article: rng.choice(["A", "B", "C"]) for article in ev["article_id"].unique()}
    dealt = family(ev.assign(group=ev["article_id"].map(groups)))
    pd.testing.assert_frame_equal(dealt.keys, keys)


@pytest.mark.parametrize(
    "left_out",
    [
        {"measure": "frame", "label": "rare", "target": "", "articles": [0.01, 0.02, 0.03, 0.04, 0.05]},
        {"measure": "frame", "label": "the same", "target": "", "articles": [0.5] * 5},
        {"measure": "name", "label": "what all say", "articles": [[1.0] * 20] * 4 + [[1.0] * 19 + [0.0]]},
        {"target": "Lundian", "kind": "group", "articles": WARM},
    ],
)
def test_what_cannot_be_found_is_not_tested(left_out: dict[str, object]) -> None:
    more = both(*(spans(group, **left_out) for group in "AB"))  # type: ignore[arg-type]
    found = findings(both(spans("A", CALM), spans("B", WARM), more))
    assert found["tested"].to_list() == [1]


def test_articles_of_unknown_group_are_nobodys() -> None:
    found = findings(both(spans("A", CALM), spans("B", WARM), spans("Unknown", WARM)))
    assert len(found) == 1


def test_counts_in_a_few_articles_must_pass_fishers_test() -> None:
    few = both(
        *(spans(g, [[v] * 3], measure="name", label="militias", target="the guards") for g, v in (("A", 1), ("B", 0)))
    )
    many = both(
        *(spans(g, [[v] * 9], measure="name", label="militias", target="the guards") for g, v in (("A", 1), ("B", 0)))
    )
    assert findings(few)["here"].to_list() == [False]  # 3 of 3 and 0 of 3: p = 0.1
    (row,) = findings(many).to_dict("records")
    assert row["here"]
    assert not row["holds"]
    assert (row["count_a"], row["total_a"], row["count_b"], row["total_b"]) == (9, 9, 0, 9)


def test_words_are_counted_per_thousand() -> None:
    parts = [spans(g, [[v, 0.0]] * 6, measure="loaded", label="l", target="") for g, v in (("A", 0.6), ("B", 0.9))]
    ev = both(*parts).assign(factor=lambda rows: np.where(rows["value"] > 0, 1.0, 49.0))
    (row,) = findings(ev).to_dict("records")
    assert (row["value_a"], row["difference"]) == pytest.approx((18, 6))
    assert (row["total_a"], row["count_a"]) == (300, 6)


def test_ties_are_what_all_groups_have_enough_of_and_no_pair_holds() -> None:
    rng = np.random.default_rng(8)
    near = [rng.normal(0.1, 0.1, 12) for _ in "ABC"]
    ev = both(
        *(spans(g, values) for g, values in zip("ABC", near, strict=True)),
        *(spans(g, rng.normal(0.1 if g == "A" else 0.8, 0.05, 12), target="The Guards") for g in "ABC"),
        *(spans(g, [0.1, 0.2], target="Harbour Board") for g in "ABC"),
        *(spans(g, near[0], target="Only Two") for g in "AB"),
    )
    found = findings(ev)
    (tie,) = ties(found).to_dict("records")
    assert (tie["target"], tie["groups"], tie["articles"]) == ("Mayor Lund", 3, 12)
    own = found[found["target"] == "Mayor Lund"]
    assert tie["bound"] == pytest.approx(own[["low", "high"]].abs().to_numpy().max())
    assert ties(found, most=0).empty


def test_nothing_to_compare_gives_an_empty_table() -> None:
    for ev in (spans("A", WARM), spans("A", WARM).head(0)):
        found = findings(ev)
        assert found.empty
        assert ties(found).empty
        assert found["holds"].dtype.kind == "b"


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(PipelineError, match="column variance"):
        findings(spans("A", WARM).drop(columns="variance"))
    with pytest.raises(PipelineError, match="2 empty"):
        findings(spans("A", [np.nan, np.nan, 0.1]))
