"""The benchmark of findings: its dealing, what it plants, and its intervals, without a corpus."""

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from pipeline.evaluate import BENCHMARKS
from pipeline.evaluate.findings import PLANTED, POOL, Dealer, planted, pool, simulated, spoken_of, wilson


def evidence(articles: int = 40, sentences: int = 12) -> pd.DataFrame:
    """Return one outlet's stance spans, sure of their labels, of articles that differ a little."""
    rng = np.random.default_rng(0)
    values = (rng.normal(0, 0.05, (articles, 1)) + rng.normal(0, 0.05, (articles, sentences))).clip(-1, 1)
    rows = [
        {"article_id": f"a{i}", "sentence_id": j, "value": values[i, j], "target": target}
        for i in range(articles)
        for j in range(sentences)
        for target in (("Mayor Lund", "The Guards") if i % 2 else ("Mayor Lund",))
    ]
    further = {"measure": "stance", "label": "", "kind": "person", "variance": 0.0, "group": "one", "factor": 1.0}
    return pd.DataFrame(rows).assign(**further)


def test_articles_are_dealt_whole_and_once() -> None:
    ev = evidence()
    dealt = Dealer(ev).dealt(np.random.default_rng(1), 5)
    assert dealt.groupby("group")["article_id"].nunique().to_dict() == {"A": 5, "B": 5}
    assert dealt.groupby("article_id")["group"].nunique().max() == 1
    size = ev.groupby("article_id").size()
    assert (dealt.groupby("article_id").size() == size[dealt["article_id"].unique()].sort_index()).all()


def test_what_is_planted_is_in_one_group_and_as_large_as_said() -> None:
    ev = evidence()
    assert spoken_of(ev) == "Mayor Lund"
    ev = ev.assign(group=np.where(ev["article_id"].str[1:].astype(int) < 20, "A", "B"))
    changed = planted(ev, "Mayor Lund", np.random.default_rng(2))
    moved = (changed["value"] - ev["value"]).groupby([ev["target"], ev["group"]]).mean()
    assert moved["Mayor Lund", "B"] == pytest.approx(PLANTED, abs=0.06)
    assert moved.drop(("Mayor Lund", "B")).tolist() == [0, 0, 0]


def test_chance_is_not_found_and_what_is_planted_is() -> None:
    rows = {row["metric"]: row for row in simulated(evidence(), sides=[12], draws=20)}
    assert rows["draws with a false finding"]["score"] <= 0.1
    assert rows["draws with a line on these articles"]["score"] <= 0.1
    power = rows[f"power, {PLANTED} in stance"]
    assert power["score"] > 0.9
    assert power["low"] < power["score"] <= power["high"]


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (1, 500), (25, 500), (20, 20)])
def test_wilson_agrees_with_statsmodels(hits: int, n: int) -> None:
    assert wilson(hits, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)


def test_the_pool_is_one_outlet_on_one_topic(tmp_path: Path) -> None:
    (tmp_path / "unlabelled").mkdir()
    rows = [
        {"id": f"{outlet}{topic}", "outlet": outlet, "topic": topic, "date": None, "title": "T", "url": "", "text": "A"}
        for outlet in (POOL[0], "Harbour Example")
        for topic in (POOL[1], "weather")
    ]
    with gzip.open(tmp_path / "unlabelled" / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    assert [article.outlet for article in pool(tmp_path)] == [POOL[0]]
    assert "findings" in BENCHMARKS
