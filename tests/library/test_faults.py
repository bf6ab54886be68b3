"""A process that is killed, or refused by its disk, leaves a library whole; at every call: benchmarks/faults.py."""

from typing import Any

import pytest

from .faulty import broken, compiled

PLAN = [
    *(("add", "kill", 6), ("add", "torn", 3), ("add", "ENOSPC", 3), ("add", "EIO", 3)),
    *(("decide", "kill", 2), ("compact", "kill", 2), ("forget", "kill", 3), ("forget", "EIO", 1)),
    *(("migrate", "kill", 2), ("rebuild", "kill", 1)),
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    preload = compiled(tmp_path_factory.mktemp("preload"))
    if preload is None:
        pytest.skip("calls to the file system are broken by a C library, on Linux, with a compiler")
    return broken(preload, PLAN)


def test_nothing_is_half_there_or_lost_and_another_try_finishes(runs: list[dict[str, Any]]) -> None:
    assert len(runs) == sum(number for *_, number in PLAN)
    assert [run for run in runs if run["wrong"]] == []


def test_the_faults_did_strike(runs: list[dict[str, Any]]) -> None:
    assert all(run["died"] for run in runs if run["mode"] in ("kill", "torn"))
    assert min(run["calls"] for run in runs if run["deed"] == "add") > 100
    assert sum(bool(run["said"]) for run in runs if run["mode"] in ("ENOSPC", "EIO")) > 5


def test_what_the_disk_refuses_is_said(runs: list[dict[str, Any]]) -> None:
    said = {mode: [run["said"] for run in runs if run["said"] and run["mode"] == mode] for mode in ("ENOSPC", "EIO")}
    assert any("the disk is full; free some space" in line for line in said["ENOSPC"])
    assert any("the disk failed (input/output error)" in line for line in said["EIO"])
