"""The codebook's words under every form."""

import pytest

from pipeline.naming.lexicon import lexicon, plural


@pytest.mark.parametrize(
    ("noun", "several"),
    [("militia", "militias"), ("gunman", "gunmen"), ("woman", "women"), ("agency", "agencies"), ("boy", "boys")]
    + [("boss", "bosses"), ("child", "children"), ("person", "people"), ("coach", "coaches")],
)
def test_plurals(noun: str, several: str) -> None:
    assert plural(noun) == several


@pytest.mark.parametrize(
    ("form", "verb"),
    [("fled", "flee"), ("admitting", "admit"), ("denies", "deny"), ("shelled", "shell"), ("held", "hold")],
)
def test_verbs_lead_to_their_lemma(form: str, verb: str) -> None:
    assert lexicon().verbs[form] == verb


def test_nouns_know_their_number() -> None:
    nouns = lexicon().nouns
    assert nouns["militias"].plural
    assert nouns["militias"].body
    assert not nouns["militia"].plural
    assert not nouns["gunman"].body
    assert nouns["police"].plural
    assert "force" not in nouns  # in the singular it is mostly something else
    assert nouns["forces"].general


def test_the_lists_name_no_state_and_have_no_form_twice() -> None:
    nouns, known = lexicon().nouns, lexicon()
    assert all(word == word.lower() for word in [*nouns, *known.modifiers, *known.verbs] if word not in ("us", "u.s"))
    assert known.covers["prime minister"] >= {"premier"}
    assert known.base <= known.verbs.keys()
    assert known.past <= known.verbs.keys()
