import json
import math
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.train.corpora import (
    FrameExample,
    StanceExample,
    exemplars,
    normal,
    part_of,
    report_only,
    uncontaminated,
)
from pipeline.types import FRAMES

from ..conftest import CORPORA, needs_corpora


def test_a_sentence_that_is_only_measured_is_dropped() -> None:
    examples = [StanceExample(text, ((0, 1),), (0,), "d") for text in ("Berg, praised!", "Vale blamed.")]
    assert uncontaminated(examples, {normal("BERG praised")}, name="x") == examples[1:]


def test_parts_are_fixed_and_keep_groups_together() -> None:
    examples = [FrameExample(f"text {i}", (math.nan,) * 15, group=f"group {i % 200}") for i in range(1000)]
    parts = [part_of(ex) for ex in examples]
    assert parts[:200] * 5 == parts
    assert 0.1 < parts.count("test") / 1000 < 0.3
    assert 0.6 < parts.count("train") / 1000 < 0.8


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"rw_test\.jsonl: the corpus file is not there"):
        report_only(tmp_path)


def test_exemplars_are_labelled_for_every_frame() -> None:
    examples = exemplars()
    assert len({normal(ex.text) for ex in examples}) == len(examples)
    for column, frame in enumerate(FRAMES):
        assert sum(ex.labels[column] for ex in examples) >= 120, frame
    assert not any(math.isnan(label) for ex in examples for label in ex.labels)


def test_exemplars_span_issues_and_regions() -> None:
    rows = [
        json.loads(line) for path in Path("data/exemplars").glob("*.jsonl") for line in path.read_text().splitlines()
    ]
    for frame in FRAMES:
        using = [row for row in rows if frame in row["frames"]]
        assert len({row["issue"] for row in using}) >= 12, frame
        assert len({row["region"] for row in using}) >= 8, frame
        assert any(row["near"] == frame and frame not in row["frames"] for row in rows), frame


@needs_corpora
def test_the_exemplars_are_the_projects_own() -> None:
    held = report_only(CORPORA)
    assert len(held) > 10_000
    assert not held & {normal(ex.text) for ex in exemplars()}
