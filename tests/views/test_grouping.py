"""What is compared, as a reader chooses it: outlets, genres, months or a column of the user's, on every page."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pipeline.library import Library
from views._grouping import MOST_GROUPS, country_name, crowded_out, distinct, group_names, offered
from views._safe import md_escape

from .conftest import library_rows, write

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
PAGES = ("compare", "voices", "names")
HOSTILE = "![x](http://example.invalid/x.png) :red[now] $5 to $6"
SENTS = {"up": [("Anna Berg saved the town.", 0.9)], "down": [("Anna Berg ruined the town.", -0.9)]}


def open_page(page_: str = "compare", **address: str | list[str]) -> AppTest:
    page = AppTest.from_file(str(DASHBOARD), default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.switch_page(f"views/{page_}.py").run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    parts = [*page.title, *page.header, *page.subheader, *page.markdown, *page.caption, *page.warning, *page.info]
    return "\n".join(part.value for part in parts)


def table_of(page: AppTest, alt: str) -> pd.DataFrame:
    (table,) = [table.value for table in page.dataframe if table.proto.alt.startswith(alt)]
    return table


@pytest.fixture
def columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two outlets, two months, two genres, and a column of the user's in which a value is hostile."""
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "columns"))
    rows = [
        library_rows("Beta Daily", "March up", SENTS["up"], date="2024-03-04"),
        library_rows("Gamma Post", "March too", SENTS["up"], date="2024-03-05"),
        library_rows("Beta Daily", "April down", SENTS["down"], date="2024-04-04"),
        library_rows("Gamma Post", "April talk", SENTS["down"], date="2024-04-05", genre="opinion"),
    ]
    for article, owner in zip(rows, ("state", HOSTILE, "state", HOSTILE), strict=True):
        article["articles"][0]["extra"] = json.dumps({"owner": owner, "tags": ["a"]})
    return write(tmp_path / "columns", rows)


def test_months_can_be_compared(columns: Library) -> None:
    page = open_page(by="month", part="stance", voice="all")
    assert "compared by 2 months" in said(page)
    table = table_of(page, "Anna Berg, from")
    assert table["Month"].to_list() == ["March 2024", "April 2024"]
    assert table["Figure (95 % interval)"].str[:5].to_list() == ["+0.90", "−0.90"]
    assert "each month" in said(page)


def test_genres_compared_all_count_without_a_warning(columns: Library) -> None:
    page = open_page(by="genre", part="stance", voice="all")
    assert table_of(page, "Anna Berg, from")["Genre"].to_list() == ["News", "Opinion"]
    assert "Genres are what is compared here" in said(page)
    assert not page.warning
    assert "genre" not in page.query_params


@pytest.mark.parametrize("page_", PAGES)
@pytest.mark.parametrize("by", ["month", "genre", "x.owner"])
def test_every_page_compares_by_any_column(columns: Library, page_: str, by: str) -> None:
    page = open_page(page_, by=by)
    assert page.selectbox(key="by_box").value == by
    assert "compared by 2 " in said(page)


@pytest.mark.parametrize("page_", PAGES)
def test_a_hostile_value_of_a_users_column_is_text(columns: Library, page_: str) -> None:
    page = open_page(page_, by="x.owner", part="stance")
    for raw in (HOSTILE, "](http", ":red[", "$5 to $"):
        assert raw not in said(page)
    labels = [option for pills in page.pills for option in pills.options]
    assert not [label for label in labels if HOSTILE in label]
    if page_ == "compare":
        assert any(label.startswith(md_escape(HOSTILE)) for label in labels)


@pytest.mark.parametrize("page_", ["compare", "names"])
def test_no_caption_speaks_of_outlets_where_months_are_compared(columns: Library, page_: str) -> None:
    page = open_page(page_, by="month", part="stance", voice="all")
    tables = [table.proto.alt for table in page.dataframe if "The articles" not in table.proto.alt]
    assert tables
    assert not [
        alt for alt in tables if re.search(r"each outlet|by outlet|one outlet|other outlets|several outlets", alt)
    ]
    columns_ = {column for table in page.dataframe if table.proto.alt in tables for column in table.value.columns}
    assert "Outlet" not in columns_


def test_countries_are_shown_by_name_and_stand_in_the_address_by_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = {"Beta Daily": "ZA", "Gamma Post": "CH", "Delta News": "ZZZ"}
    monkeypatch.setattr("pipeline.compare.columns.outlet_country", codes.get)
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "countries"))
    write(tmp_path / "countries", [library_rows(name, f"News of {name}", SENTS["up"]) for name in codes])
    page = open_page(by="country", part="stance", voice="all", country=["CH", "ZA"])
    assert table_of(page, "Anna Berg, from")["Country"].to_list() == ["South Africa", "Switzerland"]
    assert page.multiselect(key="country_box").value == ["CH", "ZA"]
    assert page.multiselect(key="country_box").options == ["South Africa", "Switzerland", "ZZZ"]


@pytest.mark.parametrize(("code", "name"), [("DE", "Germany"), ("de", "Germany"), ("ZZZ", "ZZZ"), ("", "")])
def test_a_code_that_is_no_countrys_stays(code: str, name: str) -> None:
    assert country_name(code) == name


def test_a_users_column_filters_by_its_values(columns: Library) -> None:
    page = open_page(**{"x.owner": "state"})
    assert "2 articles by 1 outlet." in said(page)
    assert "value of another column not chosen" in said(page)
    page.multiselect(key="x.owner_box").set_value([]).run()
    assert "x.owner" not in page.query_params
    assert "3 articles by 2 outlets." in said(page)


@pytest.mark.parametrize("address", [{"by": "nope"}, {"by": "x.nope"}, {"by": "x.tags"}, {"x.owner": "nope"}])
def test_a_bad_grouping_falls_back_to_outlets(columns: Library, address: dict[str, str]) -> None:
    assert "3 articles by 2 outlets." in said(open_page(**address))


def test_what_is_compared_and_its_filters_hold_across_pages(columns: Library) -> None:
    page = open_page(by="x.owner", **{"x.owner": "state", "outlet": "beta-daily"})
    for page_ in ("voices", "names", "compare"):
        page.switch_page(f"views/{page_}.py")
        for name in ("by", "x.owner", "outlet"):  # as the browser does
            del page.query_params[name]
        page.run()
        assert not page.exception
        assert page.query_params["by"] == "x.owner"
        assert page.query_params["x.owner"] == "state"
        assert page.query_params["outlet"] == "beta-daily"


def test_of_fourteen_outlets_twelve_stand_beside_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "many"))
    names = [f"{letter} Example" for letter in "ABCDEFGHIJKLMN"]
    rows = [library_rows(name, f"Report of {name}", SENTS["up"]) for name in names]
    rows += [library_rows(name, f"More of {name}", SENTS["down"]) for name in names[2:]]
    write(tmp_path / "many", rows)
    page = open_page(part="stance", voice="all")
    table = table_of(page, "Anna Berg, from")
    assert table["Outlet"].to_list() == names[2:]
    assert "12 of 14 outlets are shown" in said(page)
    assert "2 articles left out (beyond the 12 outlets shown)" in said(page)
    chosen = open_page(part="stance", voice="all", outlet=["a-example", "b-example"])
    assert table_of(chosen, "Anna Berg, from")["Outlet"].to_list() == names[:2]
    every = open_page(part="stance", outlet=[f"{name[0].lower()}-example" for name in names])
    assert len(every.multiselect(key="outlet_box").value) == MOST_GROUPS


def test_crowded_groups_are_those_of_fewest_articles_and_then_of_the_last_ids() -> None:
    ids = [f"g{n:02}" for n in range(MOST_GROUPS + 1)]
    assert crowded_out(pd.DataFrame({"g": pd.Series([*ids, "g12"], dtype=object)}), "g") == {"g11"}
    assert crowded_out(pd.DataFrame({"g": pd.Series([*ids[:-1], None, None], dtype=object)}), "g") == {"Unknown"}


def test_names_that_look_the_same_are_numbered() -> None:
    assert distinct({"a": "A", "b": "A", "c": "A (2)"}) == {"a": "A", "b": "A (2)", "c": "A (2) (2)"}


def test_groups_are_named_in_their_order(columns: Library) -> None:
    from pipeline.compare import with_columns

    table = with_columns(columns.articles())
    assert list(offered(table)) == ["outlet", "genre", "month", "x.owner"]
    assert group_names(table, "genre") == {"news": "News", "opinion": "Opinion"}
    assert group_names(table, "month") == {"2024-03": "March 2024", "2024-04": "April 2024"}
