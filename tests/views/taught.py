"""An invented library for the pages Teach and Statements: sentences about jobs and others, with vectors that tell."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Library
from pipeline.library.tables import VECTOR

from .conftest import SCORER, library_rows, write

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
HOSTILE = "<b>costs</b> [x](http://example.invalid)"


class Fake:
    """A model whose vectors tell one thing: whether a text speaks of jobs."""

    version = SCORER

    def vectors(self, texts: Sequence[str]) -> Any:
        noise = np.random.default_rng(len(texts)).normal(size=(len(texts), VECTOR)) / 20
        noise[:, 0] += [1.0 if "jobs" in text else -1.0 for text in texts]
        return noise.astype(np.float32)


def told(n: int) -> list[tuple[str, float]]:
    return [(f"The plan costs {n} jobs.", 0), (f"The sea was calm on day {n}.", 0), (f"Berg spoke {n} times.", 0.9)]


def make_taught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Return twelve articles of four sentences, with vectors; the dashboard opens it, and loads `Fake`."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "taught"))
    monkeypatch.setattr("views._model.load_model", Fake)
    articles = [
        library_rows(("Harbour Example", "Beta Daily")[n % 2], f"Headline {n}", told(n), names=("Berg",))
        for n in range(12)
    ]
    for rows in articles:
        text = rows["articles"][0]["text"]
        vectors = Fake().vectors([text[row["start"] : row["end"]] for row in rows["sentences"]])
        packed = np.rint(vectors * 127 / np.abs(vectors).max()).astype(np.int8)
        rows["vectors"] = [
            {"article_id": row["article_id"], "sentence_id": row["sentence_id"], "vector": own.tobytes()}
            for row, own in zip(rows["sentences"], packed, strict=True)
        ]
    return write(tmp_path / "taught", articles)


def open_part(part: str = "teach", **address: str) -> AppTest:
    """Open a part of the page Code."""
    page = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    for name, value in {"coder": "Ida", "part": part, **address}.items():
        page.query_params[name] = value
    page.switch_page("views/code.py").run()
    assert not page.exception
    return page


def button(page: AppTest, label: str) -> Any:
    """Return the one button of this label."""
    (found,) = [one for one in page.button if one.label == label]
    return found
