"""Who is doer and who is target: by the acts that were parsed, else by the words beside the phrase."""

import pytest

from pipeline.naming.slots import deed, deeds_of
from pipeline.types import Act

from ..naming.told import described


@pytest.mark.parametrize(
    ("sentence", "slot", "verb"),
    [
        ("The militias attacked the harbour.", "doer", "attack"),
        ("The militias have not yet attacked it.", "doer", "attack"),
        ("The militias, it is said, attacked it.", "other", None),
        ("The militias were attacked at dawn.", "target", "attack"),
        ("The militias attacked by sea fled.", "target", "attack"),
        ("The harbour was taken by armed militias.", "doer", "take"),
        ("He praised the militias.", "target", "praise"),
        ("It rained,” said the mayor.", "doer", "say"),
        ("He told the mayor so.", "target", "tell"),
        ("The mayor’s house burnt.", "holder", None),
        ("It is about the mayor.", "other", None),
        ("The mayor of the town left.", "other", None),
    ],
)
def test_slots_by_the_words_beside(sentence: str, slot: str, verb: str | None) -> None:
    found = described(sentence)[0]
    assert (found.slot, found.verb) == (slot, verb)


def test_an_act_goes_before_the_words_beside() -> None:
    text = "The harbour saw a raid on the coastal villagers by gunmen of the north."
    target, doer = text.index("the coastal"), text.index("gunmen")
    act = Act(
        text.index("raid"),
        text.index("raid") + 4,
        "raid",
        "violent",
        "nominal",
        (doer, len(text) - 1),
        (target, doer - 4),
    )
    found = described(text, acts=[act])
    assert [(one.phrase, one.slot, one.verb) for one in found] == [
        ("coastal villagers", "target", "raid"),
        ("gunmen", "doer", "raid"),
    ]


def test_only_what_heads_the_phrase_is_doer() -> None:
    text = "leaders of the militias"
    deeds = deeds_of([Act(30, 36, "attack", "violent", "active", (0, len(text)), None)])
    assert deed(text, (0, 7), deeds) == ("doer", "attack")
    assert deed(text, (15, 23), deeds) is None
