import pytest

from pipeline.read.typeset import Line, Typeset, typeset

_LONG = "The council of Saltmarsh voted on Monday to rebuild the"


def _set(
    *texts: str, page: int = 0, x: float = 50, top: float = 700, size: float = 10, leading: float = 12
) -> list[Line]:
    return [Line(page, x, top - leading * n, size, text) for n, text in enumerate(texts)]


def _paragraphs(*lines: Line) -> tuple[str, ...]:
    return typeset(lines).paragraphs


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (("the har-", "bour wall"), "the harbour wall"),
        (("the har\u2010", "bour wall"), "the harbour wall"),
        (("the har\u00ad", "bour wall"), "the harbour wall"),
        (("a well-known quay, a well-", "known mayor"), "a well-known quay, a well-known mayor"),
        (("the self-", "proclaimed mayor"), "the self-proclaimed mayor"),
        (("it was self-", "ish of him"), "it was selfish of him"),
        (("black T-", "shirts"), "black T-shirts"),
        (("the Anglo-", "Norse bank"), "the Anglo-Norse bank"),
        (("in 2019-", "20 it rained"), "in 2019-20 it rained"),
        (("the wall –", "and the quay"), "the wall – and the quay"),
        (("the ﬁrst", "ﬂood"), "the first flood"),
    ],
)
def test_words_broken_at_a_lines_end_are_mended(texts: tuple[str, ...], joined: str) -> None:
    assert _paragraphs(*_set(*texts)) == (joined,)


def test_room_between_lines_begins_a_paragraph() -> None:
    assert _paragraphs(*_set(_LONG, "harbour wall in", top=700), *_set("April, said Vale, and", "so on", top=664)) == (
        f"{_LONG} harbour wall in",
        "April, said Vale, and so on",
    )


def test_an_indent_begins_a_paragraph_and_the_line_below_it_does_not() -> None:
    lines = [*_set(_LONG, _LONG, top=700), *_set(_LONG, x=60, top=676), *_set(_LONG, top=664)]
    assert _paragraphs(*lines) == (f"{_LONG} {_LONG}", f"{_LONG} {_LONG}")


def test_a_heading_that_is_indented_as_paragraphs_are() -> None:
    lines = [*_set(_LONG, top=712), *_set("The cover-up", _LONG, x=60, top=700), *_set(_LONG, top=676)]
    assert _paragraphs(*lines) == (_LONG, "The cover-up", f"{_LONG} {_LONG}")


def test_a_bullets_second_line_is_no_paragraph() -> None:
    lines = [*_set("• " + _LONG, top=700), *_set("harbour wall", x=60, top=688), *_set("• " + _LONG, top=676)]
    assert _paragraphs(*lines)[0] == f"• {_LONG} harbour wall"


def test_a_short_line_with_a_full_stop_ends_a_paragraph() -> None:
    assert _paragraphs(*_set(_LONG, "harbour wall.", _LONG, _LONG)) == (f"{_LONG} harbour wall.", f"{_LONG} {_LONG}")


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    lines = [*_set(_LONG, "harbour", top=100), *_set("wall, and", _LONG, x=310), *_set("town.", page=1)]
    assert _paragraphs(*lines) == (f"{_LONG} harbour wall, and {_LONG} town.",)


def test_byline_and_date_stand_alone() -> None:
    assert _paragraphs(*_set("By Anna Berg", "12 March 2024", _LONG, _LONG)) == (
        "By Anna Berg",
        "12 March 2024",
        f"{_LONG} {_LONG}",
    )


def test_a_large_first_letter_belongs_to_its_word() -> None:
    assert _paragraphs(Line(0, 50, 690, 30, "T"), *_set("he council of Saltmarsh")) == ("The council of Saltmarsh",)


def _page(page: int, body: str, head: str) -> list[Line]:
    return [
        Line(page, 50, 800, 8, head),
        *_set(f"{_LONG} {body}", f"{body} harbour", page=page),
        Line(page, 290, 20, 8, f"- {page + 11} -"),
    ]


def _book(*heads: str) -> Typeset:
    bodies = ("alpha", "beta", "gamma", "delta")
    return typeset(line for n, head in enumerate(heads) for line in _page(n, bodies[n], head))


def test_running_heads_and_page_numbers_are_no_text() -> None:
    found = _book("Saltmarsh Weekly 11", "Saltmarsh Weekly 12", "Saltmarsh Weekly 13")
    assert found.running[0] == "Saltmarsh Weekly 11"
    text = " ".join(found.paragraphs)
    assert "Weekly" not in text
    assert "- 1" not in text
    assert text.count("Saltmarsh") == 3
    assert "alpha harbour The council" in text


def test_left_and_right_pages_may_have_heads_of_their_own() -> None:
    found = _book("Saltmarsh Weekly", "Local news", "Saltmarsh Weekly", "Local news")
    assert not {"Weekly", "Local"} & set(" ".join(found.paragraphs).split())


def test_a_line_at_the_top_of_one_page_only_is_text() -> None:
    assert _book("Saltmarsh votes", "Local news", "Nothing here").paragraphs[0].startswith("Saltmarsh votes")


def test_what_a_browser_prints_gives_the_address() -> None:
    lines = [
        *_set(_LONG, _LONG),
        Line(0, 50, 780, 8, "3/12/24, 10:14 AM Harbour plan wins"),
        Line(0, 50, 20, 8, "https://lantern.example/plan 1/1"),
    ]
    found = typeset(lines)
    assert found.paragraphs == (f"{_LONG} {_LONG}",)
    assert found.url == "https://lantern.example/plan"
    own = typeset([*_set(_LONG, _LONG), Line(0, 50, 20, 8, "file:///home/a/plan.html 1/1")])
    assert (own.paragraphs, own.url) == ((f"{_LONG} {_LONG}",), None)


def test_the_labels_of_a_database_stand_alone() -> None:
    assert _paragraphs(*_set("Section: News", "Length: 20 words", _LONG))[:2] == ("Section: News", "Length: 20 words")


def test_the_largest_type_on_the_first_page() -> None:
    title = _set("Harbour plan wins", "in Saltmarsh", x=80, top=760, size=24, leading=26)
    found = typeset([*title, *_set(_LONG, _LONG), *_set("Larger than all others", page=1, size=30)])
    assert found.largest == "Harbour plan wins in Saltmarsh"
    assert typeset(_set(_LONG, _LONG)).largest is None
    assert typeset([]).paragraphs == ()
