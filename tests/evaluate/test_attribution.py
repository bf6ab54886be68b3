import gzip
import json
from pathlib import Path

import pytest

from pipeline.encoder import Model
from pipeline.evaluate.attribution import scores


def test_words_are_counted_over_whole_articles(tmp_path: Path, tiny: Model) -> None:
    text = "Anna Berg said the plan was brave. “The plan is reckless,” Vale said."
    brat = "T1\tContent 15 33\tthe plan was brave\nT2\tSource 0 9\tAnna Berg\nT3\tCue 10 14\tsaid\nT4\tContent 36 56\tx"
    (tmp_path / "polnear").mkdir()
    with gzip.open(tmp_path / "polnear" / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": 1, "outlet": "x", "text": text, "brat": brat}) + "\n")
    content, source, cue = scores(tiny, tmp_path)
    assert [row["n"] for row in (content, source, cue)] == [8, 2, 1]
    assert content["floor"] == pytest.approx(2 * 4 / (8 + 4))  # the quotation marks find four of the eight words
    assert all(0 <= row["score"] <= 1 for row in (content, source, cue))
