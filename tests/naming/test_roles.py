"""Whom a phrase stands for: the one to whom the document gives the role, nobody where it gives it to two."""

import pytest

from ..naming.told import described


def named(*paragraphs: str) -> dict[str, str | None]:
    return {found.phrase: found.head for found in described(*paragraphs)}


@pytest.mark.parametrize(
    ("sentence", "phrase", "head"),
    [
        ("Prime Minister Ida Moss spoke. The premier left.", "premier", "Ida Moss"),
        ("Ida Moss, the prime minister, spoke. The prime minister left.", "prime minister", "Ida Moss"),
        ("Premier Ida Moss spoke. Later the prime minister left.", "prime minister", "Ida Moss"),
        ("Norlandic President Ida Moss spoke. The Norlandic president left.", "norlandic president", "Ida Moss"),
        ("Senator Ida Moss spoke. The lawmaker left.", "lawmaker", "Ida Moss"),
        ("Ida Moss spoke. “It rains,” said the politician.", "politician", "Ida Moss"),
        ("Ida Moss, a ferry pilot, spoke.", "ferry pilot", "Ida Moss"),
        ("They asked former smuggler Ida Moss.", "former smuggler", "Ida Moss"),
        ("They fear the militia Reed Movement.", "militia", "Reed Movement"),
        ("Harbour Council met. The council agreed.", "council", "Harbour Council"),
    ],
)
def test_who_is_meant(sentence: str, phrase: str, head: str) -> None:
    assert named(sentence)[phrase] == head


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Minister Ida Moss met Minister Per Lind. The minister left.", "minister"),
        ("Prime Minister Ida Moss met the Tarsian prime minister.", "tarsian prime minister"),
        ("Former Prime Minister Ida Moss spoke. The prime minister left.", "prime minister"),
        ("Ida Moss and Per Lind spoke. The politician left.", "politician"),
        ("Ida Moss spoke. An official came. The official left.", "official"),
        ("They met Ida Moss, a mayor and a judge.", "mayor"),
        ("Prime Minister Ida Moss met a premier.", "premier"),
        ("Ida Moss, militias and the mayor met.", "militias"),
        ("Mayor Ida Moss spoke. The wife of the judge left.", "wife"),
        ("President Per Lind died. " + "Ida Moss spoke. " * 6 + "The president left.", "president"),
    ],
)
def test_who_is_not_meant(sentence: str, phrase: str) -> None:
    assert named(sentence)[phrase] is None


def test_a_body_that_stands_for_no_name_is_no_phrase_where_it_is_said_of_anybody() -> None:
    assert named("The council agreed.") == {}
    assert named("The council agreed. Harbour Council met.") == {}
    assert named("Harbour Council met River Council. The council agreed.") == {}


def test_the_kind_is_that_of_the_name() -> None:
    (found,) = described("Harbour Council met. The council agreed.")
    assert (found.head, found.kind) == ("Harbour Council", "organisation")
