"""Untrusted text stays text: by example for what was seen to bite, by property for the rest."""

import re
import string
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views._safe import KINDS, LONGEST, Mark, as_text, marked_html, md_escape, plot_label

JOINER = "\u2060"
TEXTS = st.text() | st.lists(st.sampled_from([*string.punctuation, "a", "www", "http", " ", "material", "\n"])).map(
    "".join
)


def _read(markdown: str) -> str:
    """Return what a reader sees of escaped Markdown."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(JOINER, "")


class _Seen(HTMLParser):
    """Collects text and tags, and fails where tags do not nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.is_open: list[dict[str, str | None]] = []
        self.marked: list[tuple[str, frozenset[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "mark"
        assert [name for name, _ in attrs] == ["class", "title"]
        self.is_open.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert tag == "mark"
        self.is_open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        titles = frozenset(str(mark["title"]) for mark in self.is_open)
        self.marked += [(character, titles) for character in data]

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def _seen(markup: str) -> _Seen:
    seen = _Seen()
    seen.feed(markup)
    seen.close()
    assert not seen.is_open
    return seen


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a\n\tb  ", "a b"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("a\u2028b\x00c\x1bd", "a bcd"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (None, "None"),
        ("x" * 400, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_a_line_of_text(text: object, line: str) -> None:
    assert as_text(text) == line


@given(st.text(st.characters()))
def test_a_line_has_nothing_that_cannot_be_seen(text: str) -> None:
    line = as_text(text)
    assert len(line) <= LONGEST
    assert line == line.strip()
    line.encode()
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl") and c not in "\u200c\u200d"]


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("![x](http://example.invalid/x.png)", r"\!\[x\]"),
        ("$5 to $10", r"\$5 to \$10"),
        (":red[now]", rf"\:{JOINER}red\[now\]"),
        (":material/home:", rf"\:{JOINER}material\/home\:"),
        (":smile:", rf"\:{JOINER}smile\:"),
        ("<img src=x>", r"\<img src\=x\>"),
        ("http://example.invalid", rf"http\:{JOINER}\/\/example\.invalid"),
        ("www.example.invalid", rf"www{JOINER}\.example"),
        ("me@example.invalid", rf"me\@{JOINER}example"),
        ("a -> b", rf"a \-{JOINER}\> b"),
        ("# no heading", r"\# no"),
        ("1. no list", r"1\. no"),
        ("`a` *b* _c_ ~d~", r"\`a\` \*b\* \_c\_ \~d\~"),
        ("line\n\n---\nline", r"line \-"),
    ],
)
def test_markdown_that_was_seen_to_bite(text: str, stopped: str) -> None:
    assert stopped in md_escape(text)


@given(TEXTS)
def test_markdown_shows_what_was_written(text: str) -> None:
    escaped = md_escape(text)
    assert _read(escaped) == as_text(text, most=10 * LONGEST)
    assert not re.search(r"(?<!\\)(?:\\\\)*[!-/:-@\[\]^-`{-~]", re.sub(r"\\.", "", escaped))


@given(TEXTS)
def test_nothing_is_left_for_streamlit_to_replace_after_parsing(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", md_escape(text))
    assert not re.search(r":[\w+-]+:|:material/|:streamlit:|:[a-z][\w-]*\[", shown)
    assert not re.search(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)", shown)
    assert not re.search(r"https?://|www(?=\.)[-.\w]|[-.\w+]+@[-\w]+\.", shown, re.ASCII | re.IGNORECASE)


def test_a_label_in_a_chart_is_text() -> None:
    assert plot_label("<a href='x'>A & B</a><br>") == "&lt;a href='x'&gt;A &amp; B&lt;/a&gt;&lt;br&gt;"
    assert len(plot_label("x" * 100, most=10)) == 10


@given(TEXTS)
def test_a_label_in_a_chart_holds_no_tag(text: str) -> None:
    assert not set("<>\n") & set(plot_label(text))


def test_marks_nest_and_cross() -> None:
    marks = [Mark(0, 4, "for", "F"), Mark(0, 9, "quote", "Q"), Mark(5, 12, "against", 'A"')]
    assert marked_html("Anna <b> & co", marks) == (
        '<mark class="px-quote" title="Q"><mark class="px-for" title="F">Anna</mark> '
        '<mark class="px-against" title="A&quot;">&lt;b&gt; </mark></mark>'
        '<mark class="px-against" title="A&quot;">&amp; c</mark>o'
    )


def test_only_fixed_kinds_are_marked() -> None:
    with pytest.raises(ValueError, match="not a kind of mark"):
        marked_html("text", [Mark(0, 2, 'x" onmouseover="alert(1)', "")])


@given(
    st.text(st.sampled_from("ab<>&\"' \n\u202e\x00é"), max_size=30),
    st.lists(st.tuples(st.integers(-5, 35), st.integers(-5, 35), st.sampled_from(sorted(KINDS))), max_size=6),
)
def test_marks_cover_just_their_characters(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = [Mark(start, end, kind, f"n{n}") for n, (start, end, kind) in enumerate(spans)]
    seen = _seen(marked_html(text, marks))
    expected = [
        (character, frozenset(mark.label for mark in marks if mark.start <= at < mark.end))
        for at, character in enumerate(text)
        if character not in "\u202e\x00"
    ]
    assert seen.marked == expected


@given(st.text(), st.text())
def test_html_is_text_whatever_it_says(text: str, label: str) -> None:
    seen = _seen(marked_html(text, [Mark(0, len(text), "quote", label)]))
    kept = "".join(c for c in text if c in "\n\t\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf"))
    assert seen.text == kept
