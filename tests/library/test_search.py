"""Articles are found by their words, whatever somebody typed; the index is made again from what is stored."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.errors import PipelineError
from pipeline.library import Library
from pipeline.library.search import FILE, query_of


def _titles(library: Library, words: str, **how: object) -> list[str]:
    return list(library.search(words, **how)["title"])  # type: ignore[arg-type]


def _rare_words(library: Library) -> tuple[str, str]:
    """Return the title of the first article and a word that only its text has."""
    table = library.articles()
    first, *others = table["text"]
    rest = " ".join(others).casefold()
    word = next(word for word in first.split() if word.isalpha() and len(word) > 3 and word.casefold() not in rest)
    return str(table["title"].iloc[0]), word


def test_an_article_is_found_by_a_word_of_its_text_whatever_the_case(library: Library) -> None:
    title, word = _rare_words(library)
    assert _titles(library, word.upper()) == [title]
    assert _titles(library, f"{word[:3]}*") != []
    assert _titles(library, f"{word} nowhereatall") == []
    assert _titles(library, "") == []


def test_a_phrase_stands_side_by_side(library: Library) -> None:
    text = str(library.articles()["text"].iloc[0])
    first, second = text.split()[:2]
    assert _titles(library, f'"{first} {second}"')
    assert _titles(library, f'"{second} {first}"') == []


def test_removed_articles_and_other_events_are_not_found(library: Library) -> None:
    title, word = _rare_words(library)
    assert _titles(library, word, event=str(library.events()["event_id"].iloc[0])) == [title]
    assert _titles(library, word, event="another") == []
    library.remove([library.articles()["article_id"].iloc[0]])
    assert _titles(library, word) == []


def test_a_corrected_title_is_found(library: Library) -> None:
    library.edit(library.articles()["article_id"].iloc[1], "title", "A zebra in the council")
    assert _titles(library, "zebra") == ["A zebra in the council"]


def test_only_what_is_missing_is_indexed(library: Library) -> None:
    assert library.index() == len(library.articles())
    assert library.index() == 0


def test_a_damaged_index_says_that_it_is_made_again(library: Library) -> None:
    library.index()
    (library.root / FILE).write_bytes(b"no database " * 400)
    with pytest.raises(PipelineError, match="delete this file"):
        library.search("mayor")
    (library.root / FILE).unlink()
    assert library.index() == len(library.articles())


@given(some.text(max_size=40))
def test_nothing_that_is_typed_is_an_operator(typed: str) -> None:
    import sqlite3

    db = sqlite3.connect(":memory:")
    db.execute("create virtual table texts using fts5(text)")
    if asked := query_of(typed):
        db.execute("select * from texts where texts match ?", [asked]).fetchall()
    db.close()


def test_words_are_quoted_and_phrases_kept() -> None:
    found: Callable[[str], str] = query_of
    assert found('mayor AND "brave plan" harb* -x (') == '"mayor" "AND" "brave plan" "harb"* "-x"'
    assert found("“brave plan”") == '"brave plan"'
    assert found("* ? !") == ""
