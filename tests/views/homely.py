"""What the tests of Home share: findings that are made up, the page opened, and what it says."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
NAMES = {"beta-daily": "Beta Daily", "gamma-post": "Gamma Post", "the-harbour-example": "The Harbour Example"}
HARBOUR, BETA = "the-harbour-example", "beta-daily"


def found_row(**fields: Any) -> dict[str, Any]:
    """Return a row as `pipeline.compare.findings` has it: one that holds, between two of the tiny library's outlets."""
    row: dict[str, Any] = {"measure": "stance", "label": "", "target": "Anna Berg", "group_a": HARBOUR, "group_b": BETA}
    row |= {"value_a": 0.5, "value_b": -0.96, "difference": 1.46, "low": 0.9, "high": 1.9, "p": 0.001}
    row |= {"p_adjusted": 0.01, "holds": True, "here": False, "scope": "outlet", "articles_a": 6, "articles_b": 5}
    row |= {"count_a": 4, "total_a": 5, "count_b": 0, "total_b": 6, "tested": 37, "rank": 1}
    return row | fields


NEITHER = {"holds": False, "here": False, "scope": "these articles", "low": -0.2}
HERE = {"holds": False, "here": True, "scope": "these articles", "articles_a": 2, "articles_b": 1}


def fake(monkeypatch: pytest.MonkeyPatch, *rows: Mapping[str, Any]) -> list[pd.DataFrame]:
    """Let Home find those of these rows whose groups are there; return a list that all evidence is added to."""
    asked: list[pd.DataFrame] = []

    def findings(ev: pd.DataFrame, **options: object) -> pd.DataFrame:
        asked.append(ev)
        groups = set(ev["group"])
        there = [row for row in rows if {row["group_a"], row["group_b"]} <= groups]
        return pd.DataFrame(there, columns=list(found_row()))

    monkeypatch.setattr("views._findings.findings", findings)
    return asked


def open_home(**address: str | list[str]) -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    """Return what the page says outside its tables, without escapes and emphasis."""
    kinds = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.info, *page.error]
    return plain("\n".join(element.value for element in kinds))


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.replace("**", "")).replace("\u2060", "").replace("\u00a0", " ")


def links(page: AppTest) -> list[tuple[str, str]]:
    """Return (page and query, label) of each link to another page."""
    protos = [element.proto for element in page.get("page_link")]
    return [(f"{one.page}?{one.query_string}", plain(one.label)) for one in protos]
