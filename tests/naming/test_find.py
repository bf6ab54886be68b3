"""Which words are a phrase: where it begins and ends, what is none, and what strangers may write."""

import pytest

from pipeline.naming.find import LONGEST
from pipeline.types import Document, Mention, Sentence

from ..naming.told import described, descriptions, only


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("The attackers fled.", ["attackers"]),
        ("Norland-backed militias took the bridge.", ["norland-backed militias"]),
        ("He blamed the so-called resistance groups for it.", ["so-called resistance groups"]),
        ("They shot at two masked gunmen from the hill.", ["masked gunmen"]),
        ("The other three gunmen fled.", ["gunmen"]),
        ("A crowd waited near Norlandic officials.", ["norlandic officials"]),
        ("It was built by the new coastal government.", ["new coastal government"]),
        ("Many of Norland’s elected lawmakers left.", ["elected lawmakers"]),
        ("They feared terrorist and sectarian groups.", ["terrorist and sectarian groups"]),
        ("Norlandic and Tarsian officials met.", ["norlandic and tarsian officials"]),
        ("The mayor and police officers met.", ["mayor", "police officers"]),
        ("Police closed the road.", ["police"]),
        ("She said the militia leader had left.", ["militia leader"]),
        ("The militias’ hopes were dashed.", ["militias"]),
        ("The army and other unnamed bandits fled.", ["army", "unnamed bandits"]),
        ("“We saw the “heroic” defenders,” she said.", ["heroic defenders"]),
    ],
)
def test_phrases(sentence: str, phrases: list[str]) -> None:
    assert [found.phrase for found in described(sentence)] == phrases


@pytest.mark.parametrize(
    "sentence",
    [
        "The militia bases were empty.",  # what they stand before is no people
        "The government funding bill passed.",
        "The men and women left.",  # said of anybody
        "Prime Minister Ida Moss left.",  # a title is part of the name
        "The Harbour Guard left.",  # a name
        "The Blue Army left.",
        "It was done by force, in general, by rocket.",
        "The Guild of Nine left.",
        "It is good.",
        "",
    ],
)
def test_what_is_no_phrase(sentence: str) -> None:
    assert described(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("He accused militias of theft.", "militias"),
        ("They want to attack rebels there.", "rebels"),
        ("Officials allegedly paid heavily armed gunmen.", "heavily armed gunmen"),
        ("The minister accuses militias.", "militias"),
        ("On Sunday, officials met.", "officials"),
        ("He’s directed soldiers there.", "soldiers"),
    ],
)
def test_no_verb_is_part_of_a_phrase(sentence: str, phrase: str) -> None:
    assert described(sentence)[-1].phrase == phrase


def test_a_phrase_points_at_its_words() -> None:
    text = "Then the Norland-backed\nmilitias fled."
    (found,) = described(text)
    assert text[found.start : found.end] == "Norland-backed\nmilitias"
    assert (found.phrase, found.noun) == ("norland-backed militias", "militia")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("The gunmen fled.", "gunman"),
        ("The authorities met.", "authority"),
        ("Armed people met.", "person"),
        ("The police met.", "police"),
        ("The secretary general left.", "secretary"),
        ("The general left.", "general"),
    ],
)
def test_the_lemma_of_the_noun(sentence: str, noun: str) -> None:
    assert only(sentence).noun == noun


def test_capitals_of_a_headline_say_nothing() -> None:
    found = described("It rained.", title="Masked Gunmen Attack Old Harbour Wall")
    assert [one.phrase for one in found] == ["masked gunmen"]


def test_no_phrase_crosses_a_sentence_or_a_comma() -> None:
    found = described("They were armed. Militias came.", "An armed", "soldier, masked, gunmen fled.")
    assert [one.phrase for one in found] == ["militias", "gunmen"]


def test_a_phrase_is_no_longer_than_can_be_shown() -> None:
    text = "They met the " + "extraordinarily-well-equipped-and-" * 2 + "armed coastal harbour gunmen."
    (found,) = described(text)
    assert len(found.phrase) <= LONGEST
    assert found.phrase.endswith("coastal harbour gunmen")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "a-" * 50_000,
        " \n,.;" * 20_000,
        "\ud800 militias " * 9_000,
        '"' * 100_000 + "men",
        "armed " * 20_000,
    ]
    + ["the official said the minister " * 3_000, "terrorist and " * 7_000 + "groups", "MILITIAS ATTACK " * 6_000],
)
def test_odd_texts_are_read_in_time(text: str) -> None:
    doc = Document("odd", text, (0, len(text)))
    found = descriptions(doc, [Sentence(0, len(text), "body")], [])
    assert all(text[one.start : one.end] and len(one.phrase) <= LONGEST for one in found)


def test_many_people_in_one_sentence_are_read_in_time() -> None:
    unit = "Ida Moss, the minister, said the president and the official left "
    text = unit * 1_500
    names = [Mention(at, at + 8, "person", f"Ida Moss {at}") for at in range(0, len(text), len(unit))]
    doc = Document("odd", text, (0, len(text)))
    assert len(descriptions(doc, [Sentence(0, len(text), "body")], names)) == 3 * 1_500
