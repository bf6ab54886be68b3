"""Who is for or against whom: a cell by hand, agreement with `figures`, and what is no cell."""

from typing import Any

import pandas as pd
import pytest

from pipeline.compare import figures, relation_matrix
from pipeline.compare.relations import busiest, relation_spans
from pipeline.library.evidence import AUTHOR

AGAINST, FOR, UNSURE = (0.98, 0.02, 0.0), (0.0, 0.02, 0.98), (0.3, 0.4, 0.3)
NAMES = ["Ida Moss", "Per Lind"]


def articles(*ids: str) -> pd.DataFrame:
    return pd.DataFrame([{"article_id": one, "text_id": one, "outlet_id": one[0]} for one in ids])


def pair(
    article_id: str, sentence_id: int, holder: str, target: str, chances: tuple[float, float, float] = AGAINST
) -> dict[str, Any]:
    against, neither, for_ = chances
    start = None if holder == AUTHOR else 0
    row = {"article_id": article_id, "sentence_id": sentence_id, "holder": holder, "target": target, "voice": "outlet"}
    return row | {"holder_start": start, "against": against, "neither": neither, "for": for_}


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    made = pd.DataFrame(rows or [pair("", 0, "", "")]).astype({"holder_start": "Int32"})
    return made if rows else made.head(0)


def test_a_cell_by_hand() -> None:
    cells = relation_matrix(
        table(
            pair("A1", 0, "Ida Moss", "Per Lind", (1, 0, 0)),
            pair("A1", 0, "Ida Moss", "Per Lind", (0, 1, 0)),  # the sentence's one vote: -.5
            pair("A1", 1, "Ida Moss", "Per Lind", (1, 0, 0)),  # the article's figure: -.75
            pair("A2", 0, "Ida Moss", "Per Lind", (0, 0.75, 0.25)),
        ),
        articles("A1", "A2"),
    )
    (cell,) = cells.to_dict("records")
    assert (cell["group"], cell["sentences"], cell["articles"], cell["scope"]) == ("A", 3, 2, "these articles")
    assert cell["value"] == pytest.approx((-0.75 + 0.25) / 2)


def test_values_are_those_of_figures() -> None:
    rows = table(*(pair(f"A{n % 3}", n, "Ida Moss", "Per Lind", UNSURE if n % 2 else FOR) for n in range(9)))
    spans = relation_spans(rows, articles("A0", "A1", "A2"))
    (figure,) = figures(spans.assign(measure="relation", label="Ida Moss")).to_dict("records")
    (cell,) = relation_matrix(rows, articles("A0", "A1", "A2")).to_dict("records")
    for same in ("value", "low", "high", "sentences", "articles"):
        assert cell[same] == pytest.approx(figure[same])


def test_a_side_is_said_only_when_it_is_clear() -> None:
    cells = relation_matrix(
        table(
            *(pair("A1", n, "Ida Moss", "Per Lind") for n in range(6)),
            *(pair("A1", n, AUTHOR, "Ida Moss", FOR) for n in range(6)),
            pair("A1", 0, "Per Lind", "Ida Moss", (0.5, 0.2, 0.3)),
        ),
        articles("A1"),
    ).set_index("holder")
    assert cells["side"].to_dict() == {"Ida Moss": "against", AUTHOR: "for", "Per Lind": ""}
    assert cells.loc["Ida Moss", "high"] < 0 < cells.loc[AUTHOR, "low"]
    assert cells.loc["Per Lind", "low"] <= 0 <= cells.loc["Per Lind", "high"]


def test_the_most_frequent_pairs_come_first_and_groups_stay_apart() -> None:
    cells = relation_matrix(
        table(
            pair("A1", 0, "Per Lind", "Ida Moss"),
            pair("B1", 0, "Ida Moss", "Per Lind"),
            *(pair("A1", n, "Ida Moss", "Per Lind") for n in (1, 2)),
        ),
        articles("A1", "B1"),
    )
    assert cells[["group", "holder", "sentences"]].to_numpy().tolist() == [
        ["A", "Ida Moss", 2],
        ["A", "Per Lind", 1],
        ["B", "Ida Moss", 1],
    ]


def test_only_the_names_asked_for_and_whoever_speaks() -> None:
    rows = table(
        pair("A1", 0, "Ida Moss", "Norwegian"),
        pair("A1", 0, "Norwegian", "Ida Moss"),
        pair("A1", 1, AUTHOR, "Ida Moss"),
        pair("A1", 2, "port officials", "Ida Moss") | {"holder_start": None, "voice": "speaker"},
        pair("A1", 3, "Ida Moss", "Ida Moss"),
    )
    cells = relation_matrix(rows, articles("A1"), names=NAMES)
    assert set(cells["holder"]) == {AUTHOR, "port officials"}
    assert set(relation_matrix(rows, articles("A1"))["holder"]) == {AUTHOR, "port officials", "Ida Moss", "Norwegian"}


def test_no_relation_no_cell() -> None:
    assert relation_matrix(table(), articles("A1")).empty
    assert relation_matrix(table(pair("A1", 0, "Ida Moss", "Per Lind")), articles("B1")).empty


def test_the_author_stands_before_all_holders() -> None:
    cells = pd.DataFrame({"holder": ["Ida Moss", AUTHOR, "Per Lind", "Ida Moss"], "sentences": [4, 1, 6, 3]})
    assert busiest(cells, "holder", most=3) == [AUTHOR, "Ida Moss", "Per Lind"]
    assert busiest(cells, "holder", most=1) == [AUTHOR]
