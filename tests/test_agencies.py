"""Agencies: credited in the outlet, the byline, the dateline and the last lines; never where a sentence names one."""

import csv

import pytest

from pipeline.agencies import UNNAMED, Credit, credits, is_agency
from pipeline.clean import clean
from pipeline.types import Article

STORY = "The ferry Marlin ran aground off Port Ester on Monday.\n\nForty passengers were rescued, the coastguard said."


def found(text: str = STORY, **known: str) -> list[tuple[str, str, bool]]:
    return [(c.agency, c.where, c.part) for c in credits(text, **known)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "agency", "part"),
    [
        ("— AP", "AP", False),
        ("-AFP", "AFP", False),
        ("(Reuters)", "Reuters", False),
        ("Reuters", "Reuters", False),
        ("Source: Xinhua", "Xinhua", False),
        ("Anadolu Agency", "Anadolu Agency", False),
        ("PTI SKV ABC", "PTI", False),
        ("dpa", "dpa", False),
        ("(Reporting by Ada Quill and Tom Vale; Editing by Mo Reed)", "Reuters", False),
        ("Additional reporting by Ada Quill in Osterby; writing by Tom Vale; editing by Mo Reed", "Reuters", False),
        ("(Reporting by Ada Quill, TASS; editing by Mo Reed)", "TASS", False),
        ("The Associated Press contributed to this report.", "AP", True),
        ("Associated Press writers Ada Quill and Tom Vale contributed to this report.", "AP", True),
        ("Contributing: Ada Quill; The Associated Press", "AP", True),
        ("(With inputs from PTI)", "PTI", True),
        ("With files from The Canadian Press", "The Canadian Press", True),
        ("(With inputs from agencies)", UNNAMED, True),
        ("This story has been published from a wire agency feed without modifications to the text.", UNNAMED, False),
        ("Agencies", UNNAMED, False),
    ],
)
def test_the_last_lines_credit_an_agency(line: str, agency: str, part: bool) -> None:
    (credit,) = credits(f"{STORY}\n\n{line}")
    assert credit == Credit(agency, "last lines", line, part)
    (again,) = credits(f"{STORY}\n\n{line}\n\nMore from Osterby")  # a line of the page may follow
    assert again == credit


@pytest.mark.parametrize("end", [" (AP)", " — AFP", " (The Associated Press)", "” —Reuters"])
def test_a_credit_may_stand_behind_the_last_sentence(end: str) -> None:
    assert len(credits(STORY + end)) == 1


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        ("OSTERBY, March 4 (AP) — ", "AP"),
        ("(Reuters) - ", "Reuters"),
        ("PORT ESTER, Nordland (AFP) – ", "AFP"),
        ("Osterby, Mar 4 (PTI) ", "PTI"),
        ("OSTERBY, March 4. /TASS/. ", "TASS"),
        ("Osterby, IRNA – ", "IRNA"),
        ("OSTERBY, March 4 (Xinhua) -- ", "Xinhua"),
    ],
)
def test_the_dateline_credits_an_agency_before_cleaning_and_after(head: str, agency: str) -> None:
    assert found(head + STORY) == [(agency, "dateline", False)]
    doc = clean(Article(text=head + STORY))
    assert [c.agency for c in credits(doc.text, notes=doc.notes)] == [agency]


@pytest.mark.parametrize(
    ("author", "agency"),
    [("By ASSOCIATED PRESS", "AP"), ("Ada Quill, Reuters", "Reuters"), ("AFP", "AFP"), ("Reuters Staff", "Reuters")],
)
def test_the_byline_credits_an_agency(author: str, agency: str) -> None:
    assert found(author=author) == [(agency, "byline", False)]


def test_an_agency_credits_itself() -> None:
    assert found(outlet="The Associated Press") == [("AP", "outlet", False)]
    assert is_agency("Thomson Reuters")
    assert not is_agency("Harbour Lantern")
    assert not is_agency(None)


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        f"{STORY} The captain told Reuters that he was asleep.",
        f"The Associated Press (AP) reported that the ferry ran aground.\n\n{STORY}",
        "The captain told an agency (AFP): He was asleep.",
        "HARRISBURG (PA) — The ferry ran aground.",  # a state, too
        f"{STORY}\n\nPhoto: Ada Quill/AP",
        f"{STORY}\n\n(AP Photo/Ada Quill)",
        f"{STORY}\n\nThe storm contributed to it, a coastguard agency said, and so did the old charts on board.",
        f"{STORY}\n\nThey met at the apa.",  # codes are written in capitals
        f"{STORY}\n\nAda Quill contributed to this report.",
    ],
)
def test_to_name_an_agency_is_no_credit(text: str) -> None:
    assert found(text) == []


def test_an_agency_is_said_once_and_for_the_whole_text_where_it_is() -> None:
    text = f"OSTERBY (AP) — {STORY}\n\nAssociated Press writer Ada Quill contributed to this report."
    assert found(text) == [("AP", "dateline", False)]
    both = f"{STORY}\n\nReuters and AFP contributed to this report.\n\nAgencies"
    assert found(both) == [("Reuters", "last lines", True), ("AFP", "last lines", True)]


def test_each_agency_is_listed_once() -> None:
    with open("data/agencies.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("name", "outlet"):
        assert len({row[column] for row in rows}) == len(rows)
    codes = [code for row in rows for code in row["codes"].split("|") if code]
    assert len(set(codes)) == len(codes)
