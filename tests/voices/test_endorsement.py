import re
import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.types import Span
from pipeline.voices.endorsement import CODEBOOK, endorsement


def judged(text: str) -> str | None:
    """Judge the cue that `text` has in [brackets], in one piece or several."""
    cue: list[Span] = []
    plain = ""
    for number, part in enumerate(re.split(r"[\[\]]", text)):
        if number % 2:
            cue.append((len(plain), len(plain) + len(part)))
        plain += part
    return endorsement(plain, cue, (0, len(plain)))


NEUTRAL = (
    "said says told wrote written asked added announced argued warned denied suggested tweeted accused blamed "
    "criticised criticized predicted testified promised thought believed replied quipped stressed apologised retorted"
)
ENDORSING = (
    "noted notes admitted admits acknowledging conceded showed shown found proved proven confirmed recalled explained "
    "revealed recognised recognized reminded exposed demonstrates discovered realised knew knows clarifies underlined "
    "confessed identifying-not learned learnt noticed witnessed"
).replace("identifying-not ", "")
DISTANCING = (
    "claimed claims claiming alleged insisted insists asserted maintained maintains boasted bragged bragging purported "
    "ranted touted portrayed professes speculated downplayed implausibly gloating whined parroting so-called allegedly"
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((word, "neutral") for word in NEUTRAL.split()),
        *((word, "endorsing") for word in ENDORSING.split()),
        *((word, "distancing") for word in DISTANCING.split()),
    ],
)
def test_single_words(word: str, expected: str) -> None:
    assert judged(f"Roe [{word}] that it rains.") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # of several words
        ("[According to] Roe, it rains.", "neutral"),
        ("Roe [pointed out] that it rains.", "endorsing"),
        ("Roe [pointed] out that it rains.", "endorsing"),
        ("Roe [made it clear] that it rains.", "endorsing"),
        ("The letters [lay bare] how it rains.", "endorsing"),
        ("Roe [hit out] at the rain.", "neutral"),
        ("Roe [went on to say] that it rains.", "neutral"),
        ("Roe [said in a statement] that it rains.", "neutral"),
        ("Roe [acknowledged in a letter] that it rains.", "endorsing"),
        ("Roe [would have us believe] that it rains.", "distancing"),
        ("It is raining on [what it calls] the enemy.", "distancing"),
        ("They [sought to portray] Lind as rain.", "distancing"),
        ("Roe [played down] the rain.", "distancing"),
        ("Roe [has repeatedly said] that it rains.", "neutral"),
        ("Roe’s [claim] that it rains", "distancing"),
        ("Roe’s [admission] that it rains", "endorsing"),
        ("“It rains,” Roe [said], [pointing out] the drops.", "endorsing"),
        ("Roe [continues to insist] that it rains.", "distancing"),
        # other senses
        ("The Greens [claimed] responsibility for the rain.", "neutral"),
        ("The Greens [claimed responsibility] for the rain.", "neutral"),
        ("The rain [claimed] three lives.", "neutral"),
        ("The rain [claimed] the lives of three.", "neutral"),
        ("Roe was [noted] for rain.", "neutral"),
        ("Lind was [found] guilty.", "neutral"),
        ("Lind was [found guilty] of rain.", "neutral"),
        ("Roe was [admitted] to hospital.", "neutral"),
        ("Roe [admitted] to the crime.", "endorsing"),
        ("Norland [recalled] its ambassador.", "neutral"),
        ("Roe [maintained] a silence.", "neutral"),
        ("Roe [insisted] on a vote.", "neutral"),
        ("Roe [showed] no sign of rain.", "neutral"),
        ("Roe [acknowledged] receiving rain.", "endorsing"),
        # left open
        ("Roe did not [admit] that it rains.", "neutral"),
        ("Roe [did not admit] that it rains.", "neutral"),
        ("Roe didn’t [acknowledge] that it rains.", "neutral"),
        ("Roe has never [proved] that it rains.", "neutral"),
        ("Roe failed to [prove] that it rains.", "neutral"),
        ("Roe [failed to prove] that it rains.", "neutral"),
        ("Roe [refused to confirm] that it rains.", "neutral"),
        ("Roe hopes to [show] that it rains.", "neutral"),
        ("Roe might [concede] that it rains.", "neutral"),
        ("Nobody [claimed] that it rains.", "neutral"),
        ("Roe would [claim] that it rains.", "distancing"),
        ("Roe [found out] whether it rains.", "neutral"),
        ("It did not rain, Roe [admitted].", "endorsing"),
        ("Not only Lind left; Roe [admitted] that it rains.", "endorsing"),
        # turned
        ("Roe [falsely claimed] that it rains.", "distancing"),
        ("Roe [falsely said] that it rains.", "distancing"),
        ("Roe falsely [said] that it rains.", "distancing"),
        ("Roe [said] falsely that it rains.", "distancing"),
        ("Roe has baselessly [suggested] that it rains.", "distancing"),
        ("Roe [said], without evidence, that it rains.", "distancing"),
        ("Without offering any proof, Roe [said] that it rains.", "distancing"),
        ("Roe [correctly noted] that it rains.", "endorsing"),
        ("Roe rightly [said] that it rains.", "endorsing"),
        ("Roe [rightly claimed] that it rains.", "endorsing"),
        # nothing to go by
        ("Roe [gesticulated] that it rains.", "neutral"),
        ("Roe[:] it rains.", "neutral"),
        ("Roe [’s] it rains.", "neutral"),
    ],
)
def test_in_context(text: str, expected: str) -> None:
    assert judged(text) == expected


@pytest.mark.parametrize("cue", [(), ((3, 3),)])
def test_no_cue_no_endorsement(cue: tuple[Span, ...]) -> None:
    assert endorsement("It rains.", cue, (0, 9)) is None


def test_each_word_has_one_class() -> None:
    book = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    for part in ("verbs", "nouns", "adverbs", "adjectives"):
        words = [word for name in ("endorsing", "neutral", "distancing") for word in book[name].get(part, "").split()]
        assert len(words) == len(set(words)), part
    verbs = {word: name for name in ("endorsing", "neutral", "distancing") for word in book[name]["verbs"].split()}
    nouns = {word: name for name in ("endorsing", "neutral", "distancing") for word in book[name]["nouns"].split()}
    assert len(verbs) > 250
    assert all(verbs[word] == nouns[word] for word in verbs.keys() & nouns.keys())


def test_each_word_of_the_codebook_is_found() -> None:
    book = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    for name in ("endorsing", "neutral", "distancing"):
        for verb in book[name]["verbs"].split():
            assert judged(f"Roe and Lind [{verb}] that it rains.") == name, verb
        for phrase in book[name]["phrases"]:
            assert judged(f"Roe and Lind [{phrase}] that it rains.") == name, phrase


def test_idioms_are_of_words_in_the_codebook() -> None:
    book = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    judging = f"{book['endorsing']['verbs']} {book['distancing']['verbs']}".split()
    assert set(book["idioms"]) <= set(judging)


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=3))
def test_any_text_is_judged(text: str, cue: list[Span]) -> None:
    assert endorsement(text, cue, (0, len(text))) in (None, "endorsing", "neutral", "distancing")


@pytest.mark.parametrize("piece", ["without ", "claimed ", "(", "a", "\ud800’", "not, "])
def test_hostile_text_is_judged_in_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    for at in range(0, 100_000, 1000):
        endorsement(text, [(at, at + 50_000)], (0, len(text)))
    assert time.process_time() - started < 5
