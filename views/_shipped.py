"""Say what the shipped model's own files say of it: its version, and its scores on the benchmarks."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pipeline import encoder
from pipeline.errors import PipelineError
from pipeline.types import FRAMES

from ._safe import as_text

SCORES = ["benchmark", "set", "metric", "n", "score", "low", "high", "floor"]
# The benchmarks of each measure, as model.json names them; what is measured by rules alone has none there.
BENCHMARKS = {
    "stance": ("stance", "article"),
    "relation": ("relation",),
    "frame": ("frame",),
    "role": ("role",),
    "loaded": ("loaded",),
    "voice": ("attribution", "voice"),
}
# Rows that do not say how good the shipped scorer is: other ways to weigh, an upper bound, a part of a set.
_BESIDE = ("plain mean", "oracle", "words: ", "new documents")
_BESIDE_METRICS = ("calibration error", "share of pairs committed on", "share located")
_PARTS = tuple(f": {frame}" for frame in FRAMES)


def card(folder: Path | None = None) -> dict[str, Any] | None:
    """Return what model.json says of the shipped model, or None where there is none."""
    try:
        about = json.loads(((folder or encoder.SHIPPED) / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return about if isinstance(about, dict) else None


def shipped_version() -> str | None:
    """Return the version of the shipped model, or None where there is none that is whole."""
    if card() is None:
        return None
    return _version(str(encoder.SHIPPED), (encoder.SHIPPED / "model.json").stat().st_mtime_ns)


def model_of(scorer: str) -> str:
    """Return the model's version in a scorer's, which is that and the number of the rules."""
    return scorer.rpartition(".")[0] or scorer


def scores_table(about: dict[str, Any]) -> pd.DataFrame:
    """Return the benchmarks of model.json, one a row, in the order that they stand there."""
    return pd.DataFrame(about.get("scores", []), columns=SCORES)


def scores_of(measure: str) -> pd.DataFrame:
    """Return the shipped model's scores on a measure as a whole, in the columns `SCORES`; none where none stand."""
    scores = scores_table(card() or {})
    sets = scores["set"].astype("str")
    beside = sets.map(lambda name: name.endswith(_PARTS) or any(part in name for part in _BESIDE)).astype("bool")
    beside |= scores["metric"].isin(_BESIDE_METRICS)
    return scores[scores["benchmark"].isin(BENCHMARKS.get(measure, ())) & ~beside].reset_index(drop=True)


def score_in_words(row: "pd.Series[object]") -> str:
    """Say a score in plain text: "macro-F1 0.836 (0.808 to 0.862), n = 803, floor 0.190: NewsMTSC rw_test"."""
    interval = "" if pd.isna(row["low"]) else f" ({row['low']:.3f} to {row['high']:.3f})"
    floor = "" if pd.isna(row["floor"]) else f", floor {row['floor']:.3f}"
    n = "" if pd.isna(row["n"]) else f", n = {int(str(row['n'])):,}"
    return f"{as_text(row['metric'])} {row['score']:.3f}{interval}{n}{floor}: {as_text(row['set'])}"


@st.cache_data(max_entries=4, show_spinner=False)
def _version(folder: str, changed: int) -> str | None:
    try:
        return encoder.version_of(Path(folder))
    except PipelineError:
        return None
