"""Acts by form and doer: counts by hand, headlines apart, and rows for those who tell of none."""

from typing import Any

import numpy as np
import pandas as pd

from pipeline.compare import agency, doers

COLUMNS = ["article_id", "section", "kind", "form", "doer", "target"]


def articles(*ids: str) -> pd.DataFrame:
    return pd.DataFrame([{"article_id": one, "text_id": one, "outlet_id": one[0]} for one in ids])


def act(article_id: str, form: str, doer: str | None = None, target: str | None = "the quay", **other: str) -> Any:
    row = {"article_id": article_id, "section": "body", "kind": "violent", "form": form}
    return row | {"doer": doer, "target": target} | other


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


ACTS = table(
    act("A1", "active", "the fleet"),
    act("A1", "passive", "the fleet"),
    act("A1", "agentless"),
    act("A1", "nominal", section="lede"),
    act("A1", "agentless", section="headline"),
    act("A1", "active", "Ida Moss", "Per Lind", kind="accusing"),
    act("B1", "nominal", "the fleet", None),
)


def test_forms_are_counted_by_group_kind_and_part() -> None:
    found = agency(ACTS, articles("A1", "B1", "C1")).set_index(["group", "kind", "part"])
    forms = ["active", "passive", "agentless", "nominal", "acts", "without_doer"]
    assert found.loc[("A", "violent", "all"), forms].to_list() == [1, 1, 2, 1, 5, 3]
    assert found.loc[("A", "violent", "headline"), forms].to_list() == [0, 0, 1, 0, 1, 1]
    assert found.loc[("A", "violent", "text"), forms].to_list() == [1, 1, 1, 1, 4, 2]
    assert found.loc[("A", "accusing", "all"), forms].to_list() == [1, 0, 0, 0, 1, 0]
    assert found.loc[("A", "violent", "all"), "share"] == 3 / 5


def test_a_group_that_tells_of_no_act_has_its_rows() -> None:
    found = agency(ACTS, articles("C1"))
    assert len(found) == 6
    assert set(found["acts"]) == {0}
    assert np.isnan(found["share"]).all()
    assert len(agency(table(), articles("A1"))) == 6


def test_doers_and_targets_with_headlines_apart() -> None:
    found = doers(ACTS, articles("A1", "B1"))
    columns = ["group", "kind", "part", "doer", "target", "acts"]
    assert found[columns].to_numpy().tolist() == [
        ["A", "accusing", "text", "Ida Moss", "Per Lind", 1],
        ["A", "violent", "text", "", "the quay", 2],
        ["A", "violent", "text", "the fleet", "the quay", 2],
        ["A", "violent", "headline", "", "the quay", 1],
        ["B", "violent", "text", "the fleet", "", 1],
    ]
    assert found.loc[1, ["active", "passive", "agentless", "nominal"]].to_list() == [0, 0, 1, 1]
    assert found["without_doer"].to_list() == [0, 2, 0, 1, 0]
    assert doers(table(), articles("A1")).empty


def test_an_outlets_same_text_counts_once() -> None:
    same = articles("A1", "A2").assign(text_id="same")
    twice = table(act("A1", "active", "the fleet"), act("A2", "active", "the fleet"))
    assert agency(twice, same)["acts"].max() == 1
