import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.voices.marks import pairs


def paired(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in pieces] for pieces in pairs(text)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        "“”",
        '""',
        "‘’",
        "''",
        "„“",
        "„”",
        "«»",
        "»«",
        "‹›",
        "「」",
        "『』",
        "””",
        ("``", "''"),
        ("''", "''"),
        (",,", "''"),
    ],
)
def test_any_style_of_marks_pairs(opening: str, closing: str) -> None:
    text = f"Roe said: {opening}We go home now,{closing} and then {opening}no more.{closing} He left."
    assert paired(text) == [["We go home now,"], ["no more."]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('“We go home," he said. "We stay here,” she said.', ["We go home,", "We stay here,"]),
        ("‘We go home,' he said. 'We stay here,’ she said.", ["We go home,", "We stay here,"]),
        ("“We go home,“ he said. “We stay.”", ["We go home,", "We stay."]),
        ('the"experts"say so (“so”) and —“no”— or/“yes”', ["experts", "so", "no", "yes"]),
        ("“ We go home ” he said", ["We go home"]),
        ('He said "we won in 2016" and left', ["we won in 2016"]),
    ],
)
def test_mixed_and_misplaced_marks(text: str, expected: list[str]) -> None:
    assert [piece for pieces in paired(text) for piece in pieces] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He told me ‘go home’ and I went,” she said.", ["He told me ‘go home’ and I went,", "go home"]),
        ("‘He told me “go home” and I went,’ she said.", ["He told me “go home” and I went,", "go home"]),
        ("\"'Go home,' he told me,\" she said.", ["'Go home,' he told me,", "Go home,"]),
        ("'''Go home,' he told me,'' she said.", ["'Go home,' he told me,", "Go home,"]),
        ("''He told me, 'Go home.''' She left.", ["He told me, 'Go home.'", "Go home."]),
        ('"He said "no" to me," she said.', ['He said "no" to me,', "no"]),
        ("«He said “no” to me», she said.", ["He said “no” to me", "no"]),
    ],
)
def test_marks_within_marks(text: str, expected: list[str]) -> None:
    assert [piece for pieces in paired(text) for piece in pieces] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' plan and Liz's 'tis not '90s rock 'n' roll, o' course; class of '08, get 'em.",
        "The ministers’ plan and Liz’s ’tis not ’90s rock ’n’ roll, o’ course; class of ’08, get ’em.",
        "The ‘90s, ‘tis said, and ‘em too, in the ministers’ view.",
        'The board is 6\' 2" long, 3" wide and 5\'11" high, a 12" record.',
        '<a href="harbour.html">the harbour</a> <img alt="" src="x">',
        "A ,, B and a“ and a «",
        "“We never close this, he said.",
        "”,’ “”, '' \"\" ‘ ’ « » “ ”",
        "“",
        "",
    ],
)
def test_what_is_no_pair(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘It’s the ministers’ plan,’ he said.", ["It’s the ministers’ plan,"]),
        ("the ‘reforms’ of the ministers’ plan", ["reforms"]),
        ("the 'reforms' of the ministers and 'goin' home'", ["reforms", "goin' home"]),
        ("He said 'I'm goin' home, they're the boys' dogs.'", ["I'm goin' home, they're the boys' dogs."]),
        ("“the ministers’ plan,” he said of the ‘plan’", ["the ministers’ plan,", "plan"]),
        ("It's 'cause of the 'experts', he said; the '90s' 'best' band", ["experts", "best"]),
    ],
)
def test_apostrophes_are_told_from_marks(text: str, expected: list[str]) -> None:
    assert [piece for pieces in paired(text) for piece in pieces] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We start here.\n\n“We go on.\n\n“And we end,” he said.", [["We start here.", "We go on.", "And we end,"]]),
        ("‘We start.\n \n‘We end,’ he said.", [["We start.", "We end,"]]),
        ("He said: “We start.\n\n“We ‘go on’ now,” he said.", [["We start.", "We ‘go on’ now,"], ["go on"]]),
        ("“We start here.\n\nHe left. “We go on now,” he said.", [["We go on now,"]]),
        ("“We start here. “We go on now,” he said.", [["We go on now,"]]),
        ("“We start here. “We go on,” he said.” He left.", [["We go on,"]]),
        ("“We never close this, he said.\n\n“We go on,” she said.", [["We go on,"]]),
        ("“We start here.\n\n«We go on», he said.", [["We go on"]]),
        ("“We start,” he said. ‘No.\n\n“We go on,” she said.", [["We start,"], ["We go on,"]]),
    ],
)
def test_what_stays_open_goes_on_only_where_it_is_opened_again(text: str, expected: list[list[str]]) -> None:
    assert paired(text) == expected


def test_a_stray_mark_does_not_swallow_the_text() -> None:
    assert pairs("“We start here. " + "He left. " * 500 + "” And went.") == []


@settings(deadline=None, max_examples=400)
@given(st.text(alphabet="ab sn“”„«»\"'‘’`.,-\n\ud800", max_size=80))
def test_pairs_lie_in_the_text_apart_or_one_in_the_other(text: str) -> None:
    open_to: list[int] = []
    last = 0
    for pieces in pairs(text):
        assert pieces
        start, end = pieces[0][0], pieces[-1][1]
        assert last <= start
        last = start
        while open_to and open_to[-1] <= start:
            open_to.pop()
        assert not open_to or end <= open_to[-1]
        open_to.append(end)
        at = start
        for first, final in pieces:
            assert at <= first < final <= len(text)
            assert text[first:final] == text[first:final].strip()
            at = final


@pytest.mark.parametrize("unit", ["“", "'a ", '"', "'", "''", "\"('a", "“a ‘b ", "“\n\n", "«‹「『", "a’ ", "\n ", ","])
def test_hostile_text_is_read_in_time(unit: str) -> None:
    began = time.process_time()
    pairs(unit * (200_000 // len(unit)))
    assert time.process_time() - began < 2
