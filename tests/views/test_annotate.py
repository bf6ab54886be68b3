import html
import re
import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.types import FRAMES, STANCES
from views._annotate import (
    ANCHOR,
    FrameTag,
    Pair,
    article_html,
    chances_in_words,
    frame_tags,
    likeliest,
    loaded_marks,
    paragraph_frames,
    parse_span,
    read_share,
    role_marks,
    stance_marks,
)
from views._safe import Mark
from views._speech import NOT_TOLD, Speech, Stretch, Who
from views._style import STYLE, Layers, legend

TEXT = "Berg hailed\n\nAnna Berg was blamed. “It costs jobs,” Vale said."
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://example.invalid/x.png) </div><style>*{}</style> & \"'"


def _mention(start: int, end: int, chances: tuple[float, float, float], voice: str = "outlet") -> dict[str, object]:
    return {
        "start": start,
        "end": end,
        "entity": "Anna Berg",
        "voice": voice,
        **dict(zip(STANCES, chances, strict=True)),
    }


def _shown(markup: str) -> str:
    """Return what a reader sees of `markup`, without what stands in the margin and the handles."""
    markup = re.sub(r'<div class="px-margin">.*?</div>', "", markup)
    markup = re.sub(r'<a class="px-to"[^>]*>\d+</a>', "", markup)
    markup = re.sub(r'<span class="px-who" tabindex="0">[^<]*<span class="px-note">[^<]*</span></span>', "", markup)
    return html.unescape(re.sub(r"<[^>]*>", "", markup.replace("</p><p>", "\n\n")))


@pytest.mark.parametrize(
    ("value", "span"),
    [
        ("0-4", (0, 4)),
        ("3-58", (3, 58)),
        (None, None),
        ("", None),
        ("4-4", None),
        ("9-4", None),
        ("3-99", None),
        ("-3-4", None),
        ("a-b", None),
        ("1-2-3", None),
        ("١-٢", None),
        ("1-99999999999999999999", None),
    ],
)
def test_an_address_gives_a_span_of_the_text_or_none(value: str | None, span: tuple[int, int] | None) -> None:
    assert parse_span(value, 58) == span


@pytest.mark.parametrize(
    ("chances", "stance"),
    [
        ((0.6, 0.3, 0.1), "against"),
        ((0.1, 0.3, 0.6), "for"),
        ((0.3, 0.4, 0.3), "neither"),
        ((0.5, 0.0, 0.5), "neither"),
        ((0.4, 0.4, 0.2), "neither"),
    ],
)
def test_only_the_likeliest_stance_is_a_mark_and_a_tie_is_neither(chances: tuple[float, ...], stance: str) -> None:
    assert likeliest(chances) == stance


def test_a_mark_says_who_whose_words_and_how_likely() -> None:
    assert chances_in_words((0.714, 0.24, 0.046)) == "against 71 %, neither 24 %, for 5 %"
    table = pd.DataFrame([_mention(13, 22, (0.7, 0.2, 0.1)), _mention(0, 4, (0.1, 0.2, 0.7), "speaker")])
    against, favour = stance_marks(table)
    assert (against.start, against.end, against.kind) == (13, 22, "against")
    assert against.label == "Anna Berg, in the outlet's own words: against 70 %, neither 20 %, for 10 %"
    assert favour.kind == "for"
    assert "in the words of a speaker who is not told" in favour.label
    (told,) = stance_marks(table.tail(1).assign(speaker="Ida Roe"))
    assert told.label.startswith("Anna Berg, in the words of Ida Roe: against")


def test_loaded_words_and_roles_are_marks_of_their_own() -> None:
    place = {"start": [13], "end": [22], "voice": ["speaker"], "probability": [0.714]}
    (loaded,) = loaded_marks(pd.DataFrame(place))
    assert loaded == Mark(13, 22, "loaded", "Loaded word, in the words of a speaker who is not told: 71 %")
    (role,) = role_marks(pd.DataFrame(place | {"entity": [HOSTILE], "role": ["innocent"]}))
    assert role == Mark(13, 22, "role", f"{HOSTILE}, in the words of a speaker who is not told: innocent 71 %")
    markup = article_html(TEXT, [loaded, role])
    assert _shown(markup) == TEXT
    assert {match[1] for match in re.finditer(r"<(/?[a-z]+)", markup)} == {"div", "/div", "p", "/p", "mark", "/mark"}


def test_frames_at_work_are_tags_and_other_is_none() -> None:
    names = {frame: frame.title() for frame in FRAMES}
    chances = dict.fromkeys(FRAMES, 0.1) | {"economic": 0.6, "policy": 0.9, "morality": 0.7, "other": 0.95}
    low = dict.fromkeys(FRAMES, 0.49)
    table = pd.DataFrame([{"start": 0, "end": 11, **chances}, {"start": 13, "end": 35, **low}])
    first, second = frame_tags(table, names)
    assert first.frames == (("Policy", 0.9), ("Morality", 0.7))
    assert second.frames == ()


def test_the_article_is_shown_whole_with_its_marks_in_place() -> None:
    marks = [Mark(13, 22, "against", "x"), Mark(36, 50, "quote", "y")]
    markup = article_html(TEXT, marks, [FrameTag(13, 34, (("Economic", 0.6),))], titled=True)
    assert _shown(markup) == TEXT
    assert re.search(r'<mark class="px-against"[^>]*>Anna Berg</mark>', markup)
    assert re.search(r'<mark class="px-quote"[^>]*>It costs jobs,</mark>', markup)
    assert '</p><div class="px-margin"><span class="px-tag">Economic <span class="px-of">1 of 1</span>' in markup
    assert 'class="px-article px-titled px-framed"' in markup


def test_the_passage_of_the_address_is_marked_and_anchored_once() -> None:
    markup = article_html(TEXT, [], at=(13, 22))
    assert markup.count(f'id="{ANCHOR}"') == 1
    assert re.search(rf'id="{ANCHOR}"></span><mark class="px-at"[^>]*>Anna Berg</mark>', markup)
    assert ANCHOR not in article_html(TEXT, [])


def test_a_paragraph_has_the_frames_of_most_of_its_sentences() -> None:
    tags = [
        FrameTag(0, 9, (("Policy", 0.9), ("Economic", 0.6))),
        FrameTag(9, 20, (("Economic", 0.7),)),
        FrameTag(20, 30, ()),
        FrameTag(30, 40, (("Morality", 0.8),)),
    ]
    assert paragraph_frames(tags) == [("Economic", 2), ("Policy", 1)]


def test_a_matching_sentence_has_a_handle_that_leads_to_its_counterpart() -> None:
    pairs = [Pair(13, 34, 1, "px-a-1", "px-b-1", HOSTILE), Pair(35, 62, 2, "px-a-2", "px-b-2", "y")]
    laid = (Stretch(35, 50, "direct", "Words of Vale"),)
    markup = article_html(TEXT, [Mark(13, 22, "against", "x")], pairs=pairs, speech=Speech(laid), at=(13, 22))
    assert _shown(markup) == TEXT
    assert re.findall(r'id="(px-[ab]-\d)"><a class="px-to" href="#(px-[ab]-\d)"', markup) == [
        ("px-a-1", "px-b-1"),
        ("px-a-2", "px-b-2"),
    ]
    assert "<img" not in markup
    assert markup.count("<span") == markup.count("</span>")


def test_a_sentence_that_crosses_paragraphs_has_one_handle() -> None:
    markup = article_html(TEXT, [], pairs=[Pair(5, 34, 1, "px-a-1", "px-b-1", "x")])
    assert _shown(markup) == TEXT
    assert markup.count("px-to") == markup.count('id="px-a-1"') == 1
    assert markup.count('class="px-pair"') == 2


def test_hostile_text_stays_text() -> None:
    tag = FrameTag(0, len(HOSTILE), ((HOSTILE, 0.9),))
    markup = article_html(HOSTILE, [Mark(0, 9, "against", HOSTILE), Mark(2, 30, "quote", HOSTILE)], [tag])
    tags = {match[1] for match in re.finditer(r"<(/?[a-z]+)", markup)}
    assert tags == {"div", "/div", "p", "/p", "mark", "/mark", "span", "/span"}
    assert _shown(markup) == HOSTILE


@given(
    st.text(alphabet='ab<&"\n “”', min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12), st.sampled_from(["against", "quote", "for", "loaded"]))),
    st.integers(0, 39),
    st.lists(st.integers(0, 40), max_size=6, unique=True),
)
def test_marks_never_change_the_text(text: str, spans: list[tuple[int, int, str]], at: int, cuts: list[int]) -> None:
    marks = [Mark(a, min(a + n, len(text)), kind, "x") for a, n, kind in spans if a < len(text)]
    span = (at, len(text)) if at < len(text) else None
    plain = re.sub(r"\s+", "", text)
    ends = sorted(min(cut, len(text)) for cut in cuts)
    each = enumerate(zip(ends[::2], ends[1::2], strict=False))
    pairs = [Pair(start, end, n, f"px-a-{n}", f"px-b-{n}", "x") for n, (start, end) in each if start < end]
    markup = article_html(text, marks, at=span, pairs=pairs)
    assert re.sub(r"\s+", "", _shown(markup)) == plain
    assert markup.count("<span") == markup.count("</span>")


@pytest.mark.parametrize(
    ("spans", "share"),
    [([(0, 11), (13, 34), (35, 62)], (3, 3)), ([(0, 11), (35, 62)], (2, 3)), ([(13, 34)], (1, 3)), ([], (0, 1))],
)
def test_what_was_not_read_is_counted(spans: list[tuple[int, int]], share: tuple[int, int]) -> None:
    assert read_share(TEXT, pd.DataFrame(spans, columns=["start", "end"])) == share


def test_signs_do_not_hang_on_colour() -> None:
    for kind, sign in (("against", "\\2212"), ("for", "+"), ("neither", "\\00b7"), ("loaded", "*")):
        assert re.search(rf'mark\.px-{kind}::after {{ content: "{re.escape(sign)}"', STYLE)


def test_speech_lies_under_the_marks() -> None:
    laid = (Stretch(35, 50, "direct", "Words of Vale"), Stretch(52, 56, "indirect", "Words of Berg", inner=True))
    markup = article_html(TEXT, [Mark(39, 44, "loaded", "x")], speech=Speech(laid))
    assert _shown(markup) == TEXT
    words = '<mark class="px-quote" title="Words of Vale">“It <mark class="px-loaded" title="x">costs</mark>'
    assert f'<span class="px-said px-direct">{words}' in markup
    assert '<span class="px-said px-indirect px-inner"><mark class="px-quote" title="Words of Berg">Vale' in markup


def test_a_cue_carries_its_sign_once_however_it_is_cut() -> None:
    laid = (Stretch(56, 60, "distancing", "x"), Stretch(50, 58, "indirect", "y"))
    markup = article_html(TEXT, [], speech=Speech(laid))
    assert _shown(markup) == TEXT
    assert re.findall(r'class="px-cue ([^"]*)"', markup) == ["px-distancing", "px-distancing px-last"]


def test_a_speakers_name_is_reached_by_the_keyboard_and_is_only_text() -> None:
    who = (Who(50, HOSTILE, f"{HOSTILE}, direct"), Who(50, NOT_TOLD, NOT_TOLD))
    markup = article_html(TEXT, [], [FrameTag(35, 50, (("Economic", 0.6),))], speech=Speech((), who))
    assert _shown(markup) == TEXT
    assert markup.count('class="px-who" tabindex="0"') == 2
    assert {match[1] for match in re.finditer(r"<(/?[a-z]+)", markup)} == {
        "div", "/div", "p", "/p", "span", "/span",
    }  # fmt: skip
    assert markup.index("px-who") < markup.index("px-tag")


@given(
    st.text(alphabet='ab<&"\n “”\ud800', min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12), st.sampled_from(["direct", "scare", "endorsing"]))),
    st.lists(st.integers(0, 40)),
)
def test_speech_never_changes_the_text(text: str, spans: list[tuple[int, int, str]], ends: list[int]) -> None:
    laid = tuple(Stretch(a, a + n, look, "x") for a, n, look in spans)  # type: ignore[arg-type]
    speech = Speech(laid, tuple(Who(end, "Roe", "Roe") for end in ends))
    plain = re.sub(r"\s+", "", text.replace("\ud800", "\ufffd"))
    markup = article_html(text, [Mark(0, len(text), "for", "x")], speech=speech)
    assert re.sub(r"\s+", "", _shown(markup)) == plain


def test_the_legend_tells_what_is_shown_and_every_look_has_a_style() -> None:
    whole = legend(Layers())
    for kind in ("px-direct", "px-indirect", "px-who", "px-endorsing", "px-distancing", "px-scare", "px-loaded"):
        assert kind in whole
        assert f".{kind}" in STYLE
    assert "px-said" not in legend(Layers(voices=False))
    assert "px-cue" not in legend(Layers(cues=False))
    assert legend(Layers(False, False, False, False, False)) == ""


def test_a_long_article_is_marked_in_one_pass() -> None:
    text = "word " * 20_000
    marks = [Mark(at, at + 4, "loaded", "x") for at in range(0, len(text), 10)]
    laid = tuple(Stretch(at, at + 9, "indirect", "y") for at in range(0, len(text), 10))
    begun = time.perf_counter()
    article_html(text, marks, speech=Speech(laid, tuple(Who(one.end, "Roe", "Roe") for one in laid)))
    assert time.perf_counter() - begun < 5  # a second at most, where each piece looks at all marks a minute
