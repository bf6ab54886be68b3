"""Home as a reader meets it: what differs, how surely, on what evidence, and what it never does with a name."""

import re
from pathlib import Path

import pytest

from pipeline.library import Library

from .conftest import TINY, library_rows, with_measures, write
from .homely import BETA, HARBOUR, HERE, NEITHER, fake, found_row, links, open_home, words


def test_home_opens_the_only_event(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    assert page.title[0].value == "The harbour"
    assert "4 articles by 3 outlets. 1 article left out (genre: opinion)." in words(page)


def test_a_difference_that_holds_is_a_sentence_with_its_strength(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    assert "The Harbour Example portrays Anna Berg more favourably (+0.50) than Beta Daily (−0.96)." in words(page)
    for part in ("1.46", "0.90 to 1.90", "The Harbour Example 6 and Beta Daily 5"):
        assert part in words(page)
    assert "In these articles" not in [heading.value for heading in page.subheader]


def test_each_side_of_a_difference_opens_its_sentences_in_place(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, found_row())
    page = open_home()
    assert not any("ruined" in element.value for element in page.html)
    (sides,) = [group for group in page.button_group if "stance" in str(group.key)]
    sides.set_value(BETA).run()
    assert not page.exception
    shown = " ".join(element.value for element in page.html)
    assert "ruined the harbour" in shown
    assert "saved the harbour" not in shown
    reading = [link for link, _ in links(page) if "article=" in link and "at=" in link]
    assert reading
    assert all("event=harbour" in link for link in reading)


def test_what_differs_in_these_articles_alone_has_a_heading_of_its_own(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, found_row(**HERE))
    page = open_home()
    assert "No clear difference between these outlets" in words(page)
    assert "In these articles" in [heading.value for heading in page.subheader]
    assert "There are too few articles to say any of this of the outlets." in words(page)


def test_ties_are_results(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    tied = [found_row(**NEITHER), found_row(**NEITHER, target="Tom Vale", value_a=0.1, value_b=0.05)]
    fake(monkeypatch, *tied)
    page = open_home()
    assert "No clear difference between these outlets" in words(page)
    assert "portrays" not in words(page)
    assert "Anna Berg" in words(page)
    assert "Tom Vale" in words(page)


def test_how_many_were_compared_is_said(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, found_row(tested=2), found_row(**NEITHER, target="Tom Vale", tested=2))
    assert "2 comparisons" in words(open_home())
    about = [heading.help for heading in open_home().header if heading.help]
    assert any("Benjamini and Hochberg" in text for text in about)


def test_articles_of_unknown_outlets_differ_from_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "unknown"))
    stray = library_rows(None, "Found in a drawer", [("Anna Berg came.", 0.9)])
    write(tmp_path / "unknown", [*TINY, stray])
    asked = fake(monkeypatch, found_row())
    open_home()
    assert {HARBOUR, BETA} <= set(asked[0]["group"])
    assert "Unknown" not in set(asked[0]["group"])
    comments = Library.open(tmp_path / "unknown").articles().loc[lambda rows: rows["genre"] == "opinion", "article_id"]
    assert not set(comments) & set(asked[0]["article_id"])


def test_only_what_the_filters_leave_is_compared(tiny_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch, found_row())
    open_home(outlet=[HARBOUR, "gamma-post"])
    assert BETA not in set(asked[0]["group"])
    assert HARBOUR in set(asked[0]["group"])


def test_the_comparison_is_made_once_for_a_state_of_the_library(
    tiny_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake(monkeypatch, found_row())
    open_home()
    open_home()
    assert len(asked) == 1
    write(tiny_library.root, [library_rows("Delta Echo", "Anna Berg again", [("Anna Berg left.", -0.9)])])
    open_home()
    assert len(asked) == 2


def test_one_outlet_has_nothing_to_be_compared_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "one"))
    write(tmp_path / "one", TINY[:2])
    page = open_home()
    assert "There is nothing to compare yet" in words(page)
    assert any("add" in link for link, _ in links(page))


def test_an_empty_library_says_what_to_do(empty_library: Library) -> None:
    page = open_home()
    assert "There are no articles here yet." in words(page)
    assert any("add" in link for link, _ in links(page))


def test_the_real_findings_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARALLAX_LIBRARY", str(tmp_path / "real"))
    for_her = [("Anna Berg saved the harbour.", 0.98), ("Anna Berg was right.", 0.97)]
    against = [("Anna Berg ruined the harbour.", -0.97), ("Anna Berg failed the town.", -0.98)]
    rows = [library_rows("The Harbour Example", f"Praise {n}", for_her, date=f"2024-03-0{n}") for n in range(1, 8)]
    rows += [library_rows("Beta Daily", f"Blame {n}", against, date=f"2024-03-0{n}") for n in range(1, 8)]
    write(tmp_path / "real", [with_measures(one) for one in rows])
    page = open_home()
    assert "The Harbour Example portrays Anna Berg more favourably" in words(page)


def test_hostile_text_is_shown_literally(hostile_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_home()
    drawn = [element.value for element in [*page.title, *page.markdown, *page.caption, *page.subheader]]
    for text in drawn:
        assert not re.search(r"(?<!\\)(\]\(http|!\[|:red\[)", text), text
    assert not any("<img" in element.value for element in page.html)
