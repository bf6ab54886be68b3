"""Copies: equal, cut and edited texts are found, whatever the order; what was cut and added is said."""

import gzip
import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.copies import Change, Printed, changes, counted_once, find_copies
from pipeline.types import Article

ROOT = Path(__file__).parents[1]
ROUNDUPS = ROOT.parent / "shared/corpora/events/articles.jsonl.gz"


def text(seed: int, sentences: int = 20) -> str:
    """Return an invented text of sentences of twelve words, the same for the same seed."""
    draw = random.Random(seed)
    words = [f"{a}{b}" for a in ("bal", "cor", "dem", "fin", "gul", "har", "lum") for b in ("ane", "ito", "ulk", "ere")]
    paragraphs = [" ".join(draw.choices(words, k=12)).capitalize() + "." for _ in range(sentences)]
    return "\n\n".join(paragraphs)


WIRE = text(1)
OTHER = text(2)


def ids(articles: list[Printed]) -> list[tuple[str, ...]]:
    return [group.ids for group in find_copies(articles)]


def test_the_same_text_under_two_outlets_is_one_text() -> None:
    a, b = Printed("a", "Alpha Post", WIRE, "2024-03-05"), Printed("b", "Beta Daily", WIRE.upper(), "2024-03-04")
    (group,) = find_copies([a, b, Printed("c", "Gamma Post", OTHER)])
    assert group.original == "b"  # a day earlier
    (copy,) = group.copies
    assert (copy.id, copy.similarity, copy.contained) == ("a", 1.0, 1.0)


def test_documents_and_triples_are_taken_too() -> None:
    doc = clean(Article(text=WIRE, title="One title", outlet="Alpha Post", date="2024-03-04", language="en"))
    (group,) = find_copies([doc, ("x", "Beta Daily", WIRE)])
    assert group.ids == (doc.id, "x")


def test_a_text_cut_from_its_end_is_a_copy_and_a_quoted_passage_is_none() -> None:
    sentences = WIRE.split("\n\n")
    half, one = "\n\n".join(sentences[:8]), "\n\n".join([*OTHER.split("\n\n"), *sentences[:3]])
    articles = [Printed("a", "Alpha Post", WIRE), Printed("b", "Beta Daily", half), Printed("c", "Gamma Post", one)]
    (group,) = find_copies(articles)
    assert group.ids == ("a", "b")
    assert group.copies[0].contained == pytest.approx(1.0)
    assert group.copies[0].similarity == pytest.approx(92 / 236, abs=0.001)  # 8 of 20 sentences: 96 of 240 words


def test_the_days_decide_where_texts_are_only_alike() -> None:
    first, later = Printed("a", "Alpha Post", WIRE, "2024-03-04"), Printed("b", "Alpha Post", WIRE, "2024-03-06")
    edited = "\n\n".join(WIRE.split("\n\n")[:14] + OTHER.split("\n\n")[:4])
    near = replace(later, text=edited)
    assert ids([first, near]) == [("a", "b")]
    assert ids([first, replace(near, date="2024-03-07")]) == []  # three days apart
    assert ids([first, replace(near, date=None)]) == [("a", "b")]
    assert ids([first, replace(near, date="some day")]) == [("a", "b")]
    assert ids([first, replace(later, date="2025-03-04")]) == [("a", "b")]  # the same words are the same


def test_the_original_is_the_agencys_else_the_earliest_else_credited_else_the_longest() -> None:
    agency = Printed("z", "Reuters", WIRE, "2024-03-05")
    early = Printed("y", "Alpha Post", WIRE, "2024-03-04")
    assert find_copies([agency, early])[0].original == "z"  # time zones, not news from the future
    undated = Printed("a", "Beta Daily", WIRE)
    assert find_copies([undated, early])[0].original == "y"
    credited = Printed("x", "Gamma Post", f"{WIRE}\n\n(AFP)")
    assert find_copies([undated, credited])[0].original == "x"
    longer = Printed("b", "Gamma Post", f"{WIRE}\n\nFive words more at last.")
    assert find_copies([undated, longer])[0].original == "b"


def test_a_group_names_the_agencies_that_it_credits() -> None:
    dated = Printed("a", "Alpha Post", WIRE, notes=("dateline “OSTERBY (AP) —”",))
    signed = Printed("b", "Beta Daily", f"{WIRE}\n\nReuters contributed to this report.", author="Associated Press")
    (group,) = find_copies([dated, signed, Printed("c", "Gamma Post", WIRE)])
    assert group.agencies == ("AP", "Reuters")


def test_each_copy_is_alike_to_its_original_and_no_chain_is_made() -> None:
    pool = [sentence for seed in range(10, 14) for sentence in text(seed).split("\n\n")]
    chain = [Printed(str(n), f"Outlet {n}", "\n\n".join(pool[4 * n : 4 * n + 20]), "2024-03-04") for n in range(4)]
    for one, other in pairwise(chain):
        assert len(find_copies([one, other])) == 1
    assert find_copies([chain[0], chain[3]]) == []
    groups = find_copies(chain)
    assert all("3" not in group.ids for group in groups if "0" in group.ids)
    assert sum(len(group.ids) for group in groups) <= 4


def test_short_texts_are_copies_only_when_equal() -> None:
    short = [Printed("a", "A", "Subscribe to read on today."), Printed("b", "B", "Subscribe to read on, today!")]
    assert ids(short) == [("a", "b")]
    assert ids([short[0], Printed("b", "B", "Subscribe to read on today or later.")]) == []
    assert ids([Printed("a", "A", ""), Printed("b", "B", "...")]) == []


def test_many_prints_of_one_text_are_one_group() -> None:
    many = [Printed(f"{n:03}", f"Outlet {n}", WIRE, f"2024-03-{1 + n % 28:02}") for n in range(300)]
    (group,) = find_copies([*many, Printed("x", "Reuters", f"{WIRE}\n\nOne more line that ends it.", "2024-03-05")])
    assert len(group.ids) == 301
    assert group.original == "x"


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_changes_nothing(draw: random.Random) -> None:
    sentences = WIRE.split("\n\n")
    articles = [Printed(f"{n}", f"Outlet {n}", "\n\n".join(sentences[: 20 - 2 * n])) for n in range(6)]
    articles += [Printed(f"o{n}", f"Outlet {n}", OTHER) for n in range(3)]
    expected = find_copies(articles)
    draw.shuffle(articles)
    assert find_copies(articles) == expected


def test_neither_does_pythons_hash_seed() -> None:
    code = (
        "from tests.test_copies import *\n"
        "s = WIRE.split('\\n\\n')\n"
        "print(find_copies(Printed(str(n), f'O{n}', '\\n\\n'.join(s[: 20 - n])) for n in range(9)))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "7")
    }
    assert len(said) == 1


def test_of_each_text_one_counts_among_those_shown() -> None:
    groups = find_copies([Printed(name, name, WIRE, f"2024-03-0{n}") for n, name in enumerate("abc", start=1)])
    assert counted_once(groups, {"a", "b", "c"}) == {"b": "a", "c": "a"}
    assert counted_once(groups, {"b", "c", "x"}) == {"c": "b"}  # the original is not among them
    assert counted_once(groups, {"c"}) == counted_once(groups, set()) == {}


def test_what_was_cut_and_added_is_said() -> None:
    original = (
        "The ferry ran aground. Nobody was hurt. Divers went down at night. The captain had slept, a sailor said."
    )
    copy = "The ferry ran aground! Divers went down at dawn. The captain had slept, a sailor said. A tug will come."
    assert changes(original, copy) == [
        Change("same", "The ferry ran aground!"),
        Change("cut", "Nobody was hurt."),
        Change("same", "Divers went down at"),
        Change("cut", "night."),
        Change("added", "dawn."),
        Change("same", "The captain had slept, a sailor said."),
        Change("added", "A tug will come."),
    ]
    assert changes(original, original.upper()) == [Change("same", original.upper())]
    assert changes("", "") == []


@given(st.lists(st.sampled_from("abcdefgh")), st.lists(st.sampled_from("abcdefgh")))
def test_what_is_same_or_added_is_the_copy(old: list[str], new: list[str]) -> None:
    found = changes(". ".join(old) + ".", ". ".join(new) + ".")
    for kept, whole in ((("same", "added"), new), (("same", "cut"), old)):
        said = " ".join(change.text for change in found if change.kind in kept)
        assert said.replace(".", " ").split() == whole


def test_a_text_made_to_be_slow_is_not() -> None:
    begun = time.process_time()
    changes("a. b. " * 100_000, "b. a. c. " * 100_000)
    find_copies([Printed("a", "A", "a. b. " * 100_000), Printed("b", "B", "b. a. c. " * 100_000)])
    assert time.process_time() - begun < 20


def test_ten_thousand_articles_take_well_under_a_minute() -> None:
    articles = [Printed(str(n), f"Outlet {n % 50}", text(n % 8000, 50), "2024-03-04") for n in range(10_000)]
    begun = time.process_time()
    groups = find_copies(articles)
    assert time.process_time() - begun < 40
    assert sum(len(group.copies) for group in groups) == 2000


@pytest.mark.skipif(not ROUNDUPS.is_file(), reason="the corpora are not beside the project")
def test_wire_copies_among_real_articles_are_found_and_little_else() -> None:
    with gzip.open(ROUNDUPS, "rt", encoding="utf-8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    articles = [Printed(i, row["outlet"], row["text"], row["date"] or None) for i, row in rows.items()]
    groups = find_copies(articles)
    same_event = [len({rows[article]["event"] for article in group.ids}) == 1 for group in groups]
    assert all(same_event)
    assert 3 <= len(groups) <= 6
    assert {"AP", "Reuters"} <= {agency for group in groups for agency in group.agencies}
