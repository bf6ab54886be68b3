"""Copies in words, in cells and as HTML, in which every piece of a text is escaped."""

import re

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pipeline.agencies import UNNAMED, Credit
from pipeline.copies import Change, Copy, CopyGroup, changes
from views._copies import (
    Told,
    alike,
    among,
    changes_html,
    copies_in_words,
    copy_cells,
    credit_cell,
    some,
    without_copies,
)

TOLD = {name: Told(f"Outlet {name}", "Title", None, "Text.") for name in "abcdef"} | {"x": Told(None, None, None, "")}
GROUP = CopyGroup("a", (Copy("b", 1.0, 1.0), Copy("c", 0.83, 0.95)), ("AP",))


def test_copies_in_words() -> None:
    assert copies_in_words([], TOLD) == ""
    assert copies_in_words([GROUP], TOLD) == (
        " 3 articles by Outlet a, Outlet b and Outlet c print one text, credited to AP."
    )
    two = [GROUP, CopyGroup("d", (Copy("x", 0.4, 0.9),), (UNNAMED, "AFP"))]
    assert copies_in_words(two, TOLD, once=True) == (
        " 5 articles by Outlet a, Outlet b, Outlet c, Outlet d and 1 more print 2 texts, credited to AP and AFP. "
        "Each text counts once."
    )


def test_cells_name_the_other_outlets_and_how_alike_the_texts_are() -> None:
    assert copy_cells([GROUP], TOLD) == {
        "a": "copied by Outlet b and Outlet c",
        "b": "copy of Outlet a, same text",
        "c": "copy of Outlet a, 83 % alike",
    }
    assert alike(Copy("x", 0.9999, 1.0)) == "99 % alike"  # not the same, so not 100 %
    assert alike(Copy("x", 0.4, 0.9)) == "cut, 40 % alike"


def test_a_credit_says_where_it_stands_and_whether_for_a_part() -> None:
    found = [Credit("AP", "dateline", "(AP)"), Credit("AFP", "last lines", "AFP contributed.", part=True)]
    assert credit_cell(found) == "AP (dateline); AFP (part, last lines)"
    assert credit_cell([Credit("Reuters", "outlet", "Reuters")]) == ""


def test_a_group_is_cut_to_the_articles_that_are_shown() -> None:
    assert among([GROUP], {"b", "c"}) == [CopyGroup("b", (Copy("c", 0.83, 0.95),), ("AP",))]
    assert among([GROUP], {"a"}) == among([GROUP], set()) == []


def test_of_each_text_one_article_counts() -> None:
    articles = pd.Series(["a", "b", "c", "d"])
    reasons = pd.Series(["", "", "outlet not chosen", ""])
    left_out = without_copies(reasons, articles, [GROUP]).to_list()
    assert left_out == ["", "copy of another article", "outlet not chosen", ""]


def test_many_names_are_counted() -> None:
    assert some(["A"]) == "A"
    assert some(list("ABCD")) == "A, B, C and D"
    assert some(list("ABCDEF")) == "A, B, C, D and 2 more"


def test_what_stayed_the_same_is_shortened_and_no_change_is() -> None:
    long = " ".join(f"w{n}" for n in range(100))
    shown = changes_html([Change("same", long), Change("cut", long), Change("same", long), Change("added", long)])
    assert f"<del>{long}</del>" in shown
    assert f"<ins>{long}</ins>" in shown
    assert "[… 88 words the same …] w88 " in shown  # at the head only what stands before a change
    assert "w11 [… 76 words the same …] w88" in shown


@given(st.text(), st.text())
def test_the_only_tags_are_ours(old: str, new: str) -> None:
    shown = changes_html(changes(f"<img src=x> {old}", f"{new} <script>"))
    assert set(re.findall(r"<[^>]*>", shown)) <= {
        '<div class="px-article px-changes">', "</div>", '<span class="px-same">', "</span>",
        "<del>", "</del>", "<ins>", "</ins>",
    }  # fmt: skip
