"""Fitting the weights of events: on invented roundups they part the events, and what is written is read again."""

import gzip
import json
import tomllib
from pathlib import Path

import pytest

from pipeline.events import weights as stored
from pipeline.events.features import FEATURES, NEAR, PARTS
from pipeline.events.grouping import clusters
from pipeline.train import events
from pipeline.types import Article


def corpora(folder: Path) -> Path:
    """Write roundups of three articles about one invented harbour each, two and two of them somewhat alike."""
    for name in ("events", "unlabelled"):
        (folder / name).mkdir()
    rows = []
    for n in range(60):
        for k in range(3):
            own = " ".join(f"thing{n}x{m} like{n // 2}x{m % 6}" for m in range(k, k + 12))
            text = f"The council of Port{n} met about {own} and the news of note{k} with story{(n + k) % 7} was told."
            rows.append(
                {
                    "event": f"e{n}",
                    "title": f"Port{n} council",
                    "text": text,
                    "outlet": f"O{k}",
                    "date": "" if (n + k) % 5 == 0 else f"2026-01-{1 + (n + k // 2) % 28:02d}",
                }
            )
    for name in ("events", "unlabelled"):
        with gzip.open(folder / name / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_fitted_weights_part_the_events_and_survive_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_FOLDS", 2)
    found, report = events.fit_events(corpora(tmp_path))
    assert report == "1.000 with dates, 1.000 without"
    assert set(found.undated) == {*PARTS, *NEAR, "always"}
    assert set(found.dated) > set(FEATURES)
    assert found.common["council"] == 1.0
    path = tmp_path / "weights.toml"
    events.write(path, found, report)
    assert report in path.read_text(encoding="utf-8")
    tomllib.loads(path.read_text(encoding="utf-8"))
    monkeypatch.setattr(stored, "WEIGHTS", path)
    again = stored.published.__wrapped__()
    assert again.dated == pytest.approx(found.dated, abs=1e-3)
    assert again.common == pytest.approx(found.common)
    alike = "The council of Portnew met about {} and the news was told."
    told = [Article(alike.format("thing0x5 thing0x6 thing0x7")), Article(alike.format("thing0x5 thing0x6 thing0x8"))]
    assert len(clusters(told, [None, None], again)) == 1
