import random
from importlib import import_module
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.linking import Head, fit, known, link
from pipeline.types import Kind


def people(**counts: int) -> dict[str, str]:
    """Link people's names, written with underscores for spaces; return each one's name."""
    heads: dict[Head, int] = {(name.replace("_", " "), "person"): count for name, count in counts.items()}
    return {name: head for (name, _), (head, _) in link(heads).items()}


def same(*names: str, kind: Kind = "person") -> bool:
    """Say whether link makes one entity of the names, in whatever order they come."""
    outcomes = {frozenset(link({(name, kind): 2 for name in order}).values()) for order in permutations(names)}
    assert len(outcomes) == 1
    return len(outcomes.pop()) == 1


@pytest.mark.parametrize(
    "names",
    [
        ["Mustafa al-Kadhimi", "al-Kadhimi", "Kadhimi", "Al-Khadhimi", "Kazemi"],
        ["Saeed Khatibzadeh", "Khatibzadeh"],
        ["Fuad Husain", "Fouad Hussein"],
        ["Hossein Amir Abdollahian", "Amir Abdollahian", "Hossein Amir-Abdollahian"],
        ["Qassem Soleimani", "Qasem Suleimani", "Soleimani"],
        ["Barham Salih", "Barham Saleh"],
        ["Ann B. Roe", "Ann Roe", "A. Roe"],
        ["William Lind", "Bill Lind"],
        ["Ursula von der Brand", "von der Brand"],
        ["José Núñez", "Jose Nunez"],
    ],
)
def test_names_of_one_person_are_linked(names: list[str]) -> None:
    assert same(*names)


@pytest.mark.parametrize(
    "names",
    [
        ["Saeed Khatibzadeh", "Qais al-Khazali"],
        ["Khatibzadeh", "Khazali"],
        ["Barham Salih", "Barham Salah"],
        ["Salih", "Salah"],
        ["Harry Reid", "Reed"],
        ["Ann Roe", "Bo Roe"],
        ["Ann B. Roe", "Ann C. Roe"],
        ["Maria Sandoval", "Mario Sandoval"],
        ["Ted Roe", "Ted Roe Jr."],
        ["Mohammed bin Salman", "Salman"],
        ["Hossein Amir Abdollahian", "Husain"],
        ["Al Gore", "Tipper Gore"],
        ["Ann Roe", "Ann"],
    ],
)
def test_names_of_two_people_stay_apart(names: list[str]) -> None:
    assert not same(*names)


def test_first_name_of_another_is_no_spelling_of_a_last_name() -> None:
    linked = people(Hossein_Amir_Abdollahian=3, Fuad_Husain=2, Hossein=1)
    assert linked["Hossein"] == "Hossein"


def test_shared_last_name_goes_to_the_one_named_far_more_often() -> None:
    assert people(Ann_Roe=12, Bo_Roe=3, Roe=20)["Roe"] == "Ann Roe"
    assert people(Ann_Roe=11, Bo_Roe=3, Roe=20)["Roe"] == "Roe"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["U.S.", "US", "United States", "the United States", "America", "USA"], "place"),
        (["UK", "U.K.", "Britain", "United Kingdom"], "place"),
        (["Islamic Republic of Iran", "Iran"], "place"),
        (["Harbour Safety Board", "HSB", "H.S.B."], "organisation"),
        (["Fatah (Conquest) Alliance", "Fatah Alliance", "Fatah"], "organisation"),
        (["Asaib ahl al-Haq", "Asa’ib Ahl al-Haq"], "organisation"),
        (["Iraqi", "Iraqis"], "group"),
    ],
)
def test_names_of_one_thing_are_linked(names: list[str], kind: Kind) -> None:
    assert same(*names, kind=kind)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["Iran", "Iraq"], "place"),
        (["North Verria", "South Verria"], "place"),
        (["Niger", "Nigeria"], "place"),
        (["Harbour Safety Board", "Harbour Security Bureau", "HSB"], "organisation"),
        (["Popular Mobilization Units", "Popular Mobilization Forces"], "organisation"),
        (["Iraqi", "Iranian"], "group"),
        (["Swiss", "Swis"], "group"),
    ],
)
def test_names_of_two_things_stay_apart(names: list[str], kind: Kind) -> None:
    assert not same(*names, kind=kind)


def test_acronym_of_two_names_stays_alone() -> None:
    names = ("Harbour Safety Board", "Harbour Security Bureau", "HSB")
    linked = link({(name, "organisation"): 2 for name in names})
    assert linked["HSB", "organisation"] == ("HSB", "organisation")


def test_nationality_does_not_become_the_state() -> None:
    linked = link({("Iraqi", "group"): 9, ("Iraq", "place"): 9})
    assert linked == {("Iraqi", "group"): ("Iraqi", "group"), ("Iraq", "place"): ("Iraq", "place")}


def test_a_company_is_not_the_place_it_is_called_after() -> None:
    linked = link({("Georgia Company", "organisation"): 2, ("Georgia", "place"): 2})
    assert len(set(linked.values())) == 2


def test_one_spelling_has_one_kind_and_the_acronym_takes_the_full_name() -> None:
    linked = link({("Verrin", "place"): 3, ("Verrin", "organisation"): 1, ("US", "place"): 8, ("America", "place"): 5})
    assert linked["Verrin", "organisation"] == ("Verrin", "place")
    assert linked["US", "place"] == ("America", "place")
    more = link({("US", "place"): 8, ("America", "place"): 5, ("United States", "place"): 1})
    assert set(more.values()) == {("United States", "place")}


def test_entity_takes_the_fullest_form_that_is_not_rare() -> None:
    assert people(Ann_Roe=30, Ann_Bea_Roe=1, Roe=50)["Roe"] == "Ann Roe"
    assert people(Ann_Roe=4, Ann_Bea_Roe=2, Roe=50)["Roe"] == "Ann Bea Roe"


NAMES = st.sampled_from(
    ["Mustafa al-Kadhimi", "al-Kadhimi", "Kazemi", "Ann Roe", "Bo Roe", "Roe", "A. Roe", "Ann", "Ann Roe Jr."]
    + ["Ann B. Roe", "Ann C. Roe", "Fuad Husain", "Fouad Hussein", "Hossein", "Harbour Safety Board", "HSB"]
    + ["US", "U.S.", "United States", "Iraq", "Iraqi", "Iraqis", "…", "-", ""]
)
KIND = st.sampled_from(["person", "organisation", "place", "group"])


@settings(deadline=None)
@given(st.dictionaries(st.tuples(NAMES, KIND), st.integers(1, 20), max_size=14), st.randoms())
def test_link_does_not_depend_on_order_and_answers_for_each_head(heads: dict[Head, int], rng: random.Random) -> None:
    items = list(heads.items())
    rng.shuffle(items)
    linked = link(heads)
    assert linked == link(dict(items))
    assert linked.keys() == heads.keys()
    forms = {name for name, _ in heads}
    assert all(name in forms for name, _ in linked.values())
    kinds: dict[str, Kind] = {}
    assert all(kinds.setdefault(name, kind) == kind for name, kind in linked.values())


def test_bare_organisation_that_is_rare_beside_a_person_of_that_name_is_the_person() -> None:
    heads: dict[Head, int] = {("Ann Roe", "person"): 8, ("Roe", "organisation"): 2}
    assert set(link(heads).values()) == {("Ann Roe", "person")}
    assert len(set(link({**heads, ("Roe", "organisation"): 3}).values())) == 2


@pytest.mark.parametrize(
    "names",
    [
        ["Otto Brandt", "Otto Brandt III"],
        ["Otto M. Brandt II", "Otto Brandt"],
        ["Steve Lind", "Steven Lind", "Lind"],
        ["Stephen Lind", "Steve Lind"],
        ["Edward W. Lind", "Ed Lind"],
    ],
)
def test_numerals_and_short_first_names_are_left_out_of_one_name(names: list[str]) -> None:
    assert same(*names)


@pytest.mark.parametrize("names", [["Otto Brandt II", "Otto Brandt III"], ["Ed Lind", "Edmund Lind"]])
def test_another_numeral_or_first_name_is_another_person(names: list[str]) -> None:
    assert not same(*names)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["GOP", "Republican Party"], "organisation"),
        (["ISIS", "ISIL", "Daesh", "Islamic State"], "organisation"),
        (["Justice Department", "Department of Justice"], "organisation"),
    ],
)
def test_other_names_of_the_codebook_are_linked(names: list[str], kind: Kind) -> None:
    assert same(*names, kind=kind)


def test_a_party_is_not_its_members() -> None:
    assert not same("Republican Party", "Republicans", kind="group")


@pytest.mark.parametrize("name", ["Harbour Safety Agency", "FBI", "F.B.I."])
@pytest.mark.parametrize("kind", ["place", "person", "group"])
def test_bodies_are_organisations_whatever_they_are_taken_for(name: str, kind: Kind) -> None:
    assert link({(name, kind): 3}) == {(name, kind): (name, "organisation")}


@pytest.mark.parametrize("name", ["Verrian Federation", "Oval Office", "Harbour Union", "Ice"])
def test_places_that_end_like_a_body_stay_places(name: str) -> None:
    assert link({(name, "place"): 3}) == {(name, "place"): (name, "place")}


HEADS: dict[Head, int] = {("Roe", "person"): 6, ("Mary Roe", "person"): 2}
ROE: list[list[Head]] = [[("Roe", "person"), ("Mary Roe", "person")], [("Roe", "person")]]


def test_last_name_that_a_document_holds_apart_from_a_full_name_is_somebody_elses() -> None:
    assert link(HEADS)["Roe", "person"] == ("Mary Roe", "person")
    assert link(HEADS, ROE)["Roe", "person"] == ("Roe", "person")


def test_last_name_held_apart_joins_the_one_it_is_not_held_apart_from() -> None:
    linked = link({**HEADS, ("Otto Roe", "person"): 3}, [*ROE, [("Otto Roe", "person")]])
    assert linked["Roe", "person"] == ("Otto Roe", "person")
    assert linked["Mary Roe", "person"] == ("Mary Roe", "person")


@pytest.mark.parametrize(("others", "one"), [(1, True), (2, False)])
def test_bare_organisation_is_the_person_whom_more_documents_name(others: int, one: bool) -> None:
    heads: dict[Head, int] = {("Ann Roe", "person"): 4, ("Roe", "organisation"): 9}
    documents: list[list[Head]] = [[("Ann Roe", "person")]] * 2 + [[("Roe", "organisation")]] * others
    assert (len(set(link(heads, documents).values())) == 1) is one


def test_one_document_among_many_holds_nobody_apart() -> None:
    more: list[list[Head]] = [[("Mary Roe", "person")], [("Mary Roe", "person")]]
    assert link(HEADS, [*ROE, *more])["Roe", "person"] == ("Mary Roe", "person")


def test_thousands_of_people_with_one_last_name_are_not_all_held_against_all(monkeypatch: pytest.MonkeyPatch) -> None:
    people, asked = import_module("pipeline.linking.people"), []
    monkeypatch.setattr(people, "fit", lambda a, b: asked.append(a) or fit(a, b))
    heads: dict[Head, int] = {(f"{first}{second}a Roe", "person"): 1 for first in FIRSTS for second in SECONDS}
    assert len(heads) == 4000
    assert len(set(link(heads).values())) > 3900
    assert 0 < len(asked) < 2 * len(heads) * people.MOST


FIRSTS = [chr(65 + n % 26) + chr(97 + n // 26) for n in range(80)]
SECONDS = [chr(98 + n % 20) + chr(98 + n % 7) + chr(97 + n // 20) for n in range(50)]


def test_states_and_nicknames_are_what_the_codebook_says() -> None:
    book = known()
    assert book.states["North Korean"] == "North Korea"
    assert not {"Georgian", "Korean", "Palestinian", "European"} & book.states.keys()
    assert book.nicknames["steve"] == book.nicknames["stephen"] == book.nicknames["steven"]
    assert not book.names & book.aliases.keys()


@pytest.mark.parametrize(("together", "one"), [(False, True), (True, False)])
def test_junior_is_dropped_where_no_document_tells_father_from_son(*, together: bool, one: bool) -> None:
    junior, senior = ("Ted B. Roe Jr.", "person"), ("Ted Roe", "person")
    documents = [[junior], [senior]] + [[junior, senior]] * together
    assert (len(set(link({junior: 3, senior: 3}, documents).values())) == 1) is one
    assert len(set(link({junior: 3, senior: 3}).values())) == 2
