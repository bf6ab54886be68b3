import csv
from pathlib import Path

import pytest

from pipeline.outlets import domain_of, is_everyday, is_known, outlet_id, outlet_name, outlet_of_name, outlet_of_url


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (["rt", "RT", "RT.com", "Russia Today", "https://www.rt.com/news/1"], "RT"),
        (["HuffPost", "thehuffingtonpost", "The Huffington Post", "huffingtonpost.com"], "HuffPost"),
        (["Fox News", "Fox News Digital", "foxnews", "FOX NEWS (Online)", "Fox Online News"], "Fox News"),
        (["New York Times - News", "thenewyorktimes", "The New York Times", "NYT"], "The New York Times"),
        (["CNN (Web News)", "CNN - Editorial", "cnn.com", "edition.cnn.com"], "CNN"),
        (["The Guardian", "Guardian", "theguardian", "ＧＵＡＲＤＩＡＮ"], "The Guardian"),
        (["press-tv", "PressTV", "Press TV"], "Press TV"),
        (["El País", "el pais"], "El País"),
    ],
)
def test_spellings_of_an_outlet_are_one(spellings: list[str], name: str) -> None:
    assert len({outlet_id(spelling) for spelling in spellings}) == 1
    assert {outlet_name(spelling) for spelling in spellings} == {name}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Harbour Lantern", "harbour-lantern"), ("'); DROP TABLE", "drop-table"), ("Times", "times"), ("nan", "nan")]
    + [("Chronicle Online", "chronicle-online"), ("Газета", "газета")],
)
def test_an_unknown_outlet_keeps_its_name(name: str, slug: str) -> None:
    assert outlet_id(name) == outlet_id(outlet_id(name)) == slug
    assert outlet_name(name) == name
    assert not is_known(name)


@pytest.mark.parametrize(
    "names",
    [
        ["The Times", "The Times of India", "The New York Times", "The Irish Times", "Financial Times", "Times"],
        [
            "Star",
            "Toronto Star",
            "The Star (Kenya)",
            "The Star (Malaysia)",
            "Daily Star (UK)",
            "The Daily Star (Lebanon)",
        ],
        ["The Star", "thestar.com", "thestar.com.my", "the-star.co.ke", "The Daily Star", "dailystar.co.uk"],
        ["The Sun", "The Baltimore Sun", "The Sun (Nigeria)", "Toronto Sun", "Herald Sun"],
        ["The Guardian", "Guardian (Nigeria)", "Trinidad and Tobago Guardian", "Mail & Guardian", "Daily Mail", "Mail"],
        ["The Independent", "Independent (Ireland)", "The Independent (Uganda)", "The Kyiv Independent"],
        ["ABC News", "ABC News (Australia)", "ABC (Spain)", "ABC Color", "ABC"],
        ["The National (UAE)", "The National (Scotland)", "The National", "National Post", "National Review"],
        ["The Nation", "Nation (Kenya)", "The Nation (Pakistan)", "The Nation (Thailand)", "Nation"],
        ["The Telegraph", "The Telegraph (India)", "The Daily Telegraph (Sydney)", "Belfast Telegraph"],
        ["The Week", "The Week (India)", "Newsweek"],
        ["The Observer", "The Guardian", "Oman Observer", "The Libya Observer"],
        ["CNN", "CNA", "Central News Agency (Taiwan)", "CNBC", "CNBC-TV18"],
        ["El Universal", "El Universal (Venezuela)", "El Mundo", "El Nacional (Venezuela)"],
        ["The Standard", "The Standard (Kenya)", "The Standard (Hong Kong)", "Evening Standard", "Business Standard"],
    ],
)
def test_no_two_outlets_are_one(names: list[str]) -> None:
    assert len({outlet_id(name) for name in names}) == len(names)


def test_an_everyday_word_may_be_listed() -> None:
    assert is_known("Commentary")
    assert is_everyday("commentary")
    assert not is_everyday("The Guardian")


def test_a_name_without_letters_has_an_id_of_its_own() -> None:
    assert outlet_id("%_") != outlet_id("%%")
    assert outlet_id("\ud800")


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://bidenwhitehouse.archives.gov/briefing-room/x/", "White House"),
        ("https://www.archives.gov/", "archives.gov"),
        ("https://edition.cnn.com/2021/11/07/x", "CNN"),
        ("nytimes.com/2020/a", "The New York Times"),
        ("http://news.sky.com/story/1", "Sky News"),
        ("https://web.archive.org/web/2020id_/https://www.rt.com/x", "RT"),
        ("https://news.harbour-lantern.co.uk/x", "harbour-lantern.co.uk"),
        ("https://notcnn.com/", "notcnn.com"),
        ("https://x.com/cnn/1", None),
        ("http://localhost:8501/", None),
        ("http://127.0.0.1/x", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_an_address_tells_the_outlet(url: str, outlet: str | None) -> None:
    assert outlet_of_url(url) == outlet


def test_the_domain_is_the_one_that_told_the_outlet() -> None:
    assert domain_of("https://bidenwhitehouse.archives.gov/x") == "bidenwhitehouse.archives.gov"
    assert domain_of("https://www.nytimes.com/x") == "nytimes.com"


@pytest.mark.parametrize(
    ("stem", "outlet"),
    [
        ("press-tv_2021-11-14", "Press TV"),
        ("tehran-times_news_466838_Title-words", "Tehran Times"),
        ("white-house_2021-11-07", "White House"),
        ("harbour-lantern_2024-03-12", "Harbour Lantern"),
        ("nyt_trump-speech", "The New York Times"),
        ("guardian", "The Guardian"),
        ("guardian-2021-11-14", "The Guardian"),
        ("2021-11-14_bbc", "BBC"),
        ("bbc (2)", "BBC"),
        ("time_2021-11-14", "Time"),
        ("time_to_act", None),
        ("fox_hunting_ban", None),
        ("Iran_condemns_attack", None),
        ("Iran-condemns-attack", None),
        ("independent-inquiry-opens", None),
        ("commentary_on_the_plan", None),
        ("focus_group", None),
        ("article_2021-11-14", None),
        ("iraq_2021-11-07", None),
        ("press-release_2021-11-07", None),
        ("466838", None),
        ("2021-11-14", None),
        ("", None),
    ],
)
def test_a_file_name_tells_the_outlet_only_where_it_plainly_does(stem: str, outlet: str | None) -> None:
    assert outlet_of_name(stem) == outlet


def test_the_list_names_no_outlet_twice() -> None:
    with (Path(__file__).parents[1] / "data" / "outlets.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 350
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        spellings = [row["name"], row["id"], *filter(None, row["aliases"].split("|")), *row["domain"].split("|")]
        assert {outlet_id(spelling) for spelling in spellings} == {row["id"]}, row["name"]
        assert {outlet_of_url(f"https://www.{domain}/x") for domain in row["domain"].split("|")} == {row["name"]}
        # An owner without a source and a date is hearsay.
        assert bool(row["owner"]) == bool(row["owner_source"]) == bool(row["owner_date"]), row["name"]
    assert len({row["country"] for row in rows}) > 80
