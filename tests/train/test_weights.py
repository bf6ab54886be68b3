"""The fit of the weights: it finds what tells, and is measured on stories kept out."""

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.train.weights import EVEN, Gain, article_values, cross_validated, fit_factors, order, pairs, write_weights


def _stories(count: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return mentions whose headline follows the article's sentiment while its body is noise, and the sentiment."""
    rng = np.random.default_rng(seed)
    mentions, truth = [], []
    for story in range(count):
        for doc in range(3):
            gold = float(rng.choice([-1, 0, 1]))
            truth.append((f"{story:03}", doc, "Berg", gold))
            mentions.append((f"{story:03}", doc, "Berg", -1, "headline", "outlet", "opening", gold * 0.5))
            noise = rng.normal(size=6) * 0.5
            mentions += [
                (f"{story:03}", doc, "Berg", i, "body", "outlet", "middle", value) for i, value in enumerate(noise)
            ]
    columns = ["story", "doc", "entity", "sentence_id", "section", "voice", "place", "value"]
    return pd.DataFrame(mentions, columns=columns), pd.DataFrame(truth, columns=["story", "doc", "entity", "value"])


def test_a_section_that_tells_more_counts_more() -> None:
    mentions, truth = _stories(60)
    factors = fit_factors(mentions, truth)
    assert factors["section"]["headline"] * factors["place"]["opening"] > 2  # only headlines open these texts
    gain = cross_validated(mentions, truth)
    assert gain.fitted > gain.plain + 0.05
    assert gain.n == len(pairs(truth))
    assert gain.holds


def test_noise_gains_nothing_on_stories_kept_out() -> None:
    mentions, truth = _stories(60)
    mentions["value"] = np.random.default_rng(5).normal(size=len(mentions))
    gain = cross_validated(mentions, truth)
    assert gain.fitted == pytest.approx(0.5, abs=0.12)
    assert gain.plain == pytest.approx(0.5, abs=0.12)
    assert not gain.holds


def test_figures_and_orders_by_hand() -> None:
    mentions = pd.DataFrame(
        [
            ("s", 0, "Berg", -1, "headline", "outlet", 1.0),
            ("s", 0, "Berg", 2, "body", "outlet", 0.0),
            ("s", 0, "Berg", 2, "body", "outlet", -1.0),
            ("s", 1, "Berg", 0, "body", "outlet", 0.5),
        ],
        columns=["story", "doc", "entity", "sentence_id", "section", "voice", "value"],
    )
    assert article_values(mentions, {})["s", 0, "Berg"] == pytest.approx((1 - 0.5) / 2)
    heavy = article_values(mentions, {"section": {"headline": 3.0}})
    assert heavy["s", 0, "Berg"] == pytest.approx((3 - 0.5) / 4)
    truth = pd.DataFrame(
        [("s", 0, "Berg", 1.0), ("s", 1, "Berg", 0.0), ("s", 2, "Berg", 0.2)],
        columns=["story", "doc", "entity", "value"],
    )
    assert pairs(truth) == [(("s", 0, "Berg"), ("s", 1, "Berg"), 1.0), (("s", 0, "Berg"), ("s", 2, "Berg"), 1.0)]
    gaps, right = order(heavy, truth)
    assert gaps == pytest.approx([0.625 - 0.5, 0.625])  # the third article does not mention her: zero
    assert right.tolist() == [True, True]
    assert order(article_values(mentions, {}), truth)[1].tolist() == [False, True]


def test_the_file_says_what_the_weights_gain(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    factors = {"section": {"headline": 1.5, "lede": 0.9}, "voice": {"speaker": 0.25}}
    write_weights(path, factors, Gain(0.6, 0.5, 40, 0.021))
    assert tomllib.loads(path.read_text())["factors"] == factors
    assert "40 pairs: 0.600 in order with" in path.read_text()
    assert "p = 0.02" in path.read_text()


def test_even_weights_are_the_plain_mean() -> None:
    mentions, _ = _stories(5)
    assert article_values(mentions, EVEN).to_numpy() == pytest.approx(article_values(mentions, {}).to_numpy())
