import random
from importlib import import_module
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities import entities, mentions
from pipeline.linking import Head, link
from pipeline.sentences import sentences
from pipeline.types import Document, Kind

KADHIMI = Path(__file__).parents[2] / "shared" / "corpora" / "kadhimi"


def document(body: str, title: str | None = None, name: str = "d") -> Document:
    text = f"{title}\n\n{body}" if title else body
    return Document(name, text, (len(text) - len(body), len(text)), title)


def found(body: str, title: str | None = None) -> set[tuple[str, Kind, str]]:
    doc = document(body, title)
    return {(doc.text[mention.start : mention.end], mention.kind, mention.head) for mention in mentions(doc)}


def people(**counts: int) -> dict[str, str]:
    """Link people's names, written with underscores for spaces; return each one's name."""
    heads: dict[Head, int] = {(name.replace("_", " "), "person"): count for name, count in counts.items()}
    return {name: head for (name, _), (head, _) in link(heads).items()}


def same(*names: str, kind: Kind = "person") -> bool:
    """Say whether link makes one entity of the names, in whatever order they come."""
    outcomes = {frozenset(link({(name, kind): 2 for name in order}).values()) for order in permutations(names)}
    assert len(outcomes) == 1
    return len(outcomes.pop()) == 1


# --- Linking ---


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


# --- Mentions ---

STORY = (
    "Prime Minister Tarek al-Basrimi survived an attack in Verrin, Iraqi officials said.\n\n"
    "Basrimi's guards fired back. Gen. Lena Sorvane, who leads the Harbour Safety Board (HSB), blamed Iraq’s enemies. "
    "Sorvane’s troops use Counter-Rocket, Artillery, Mortar (C-RAM) systems. The C-RAM failed, al-Basrimi said. "
    "The HSB will meet the United States ambassador on Monday. Iraq hopes for calm."
)


def test_mentions_are_bare_names_with_the_fullest_head() -> None:
    expected: set[tuple[str, Kind, str]] = {
        ("Tarek al-Basrimi", "person", "Tarek al-Basrimi"),
        ("Basrimi", "person", "Tarek al-Basrimi"),
        ("al-Basrimi", "person", "Tarek al-Basrimi"),
        ("Lena Sorvane", "person", "Lena Sorvane"),
        ("Sorvane", "person", "Lena Sorvane"),
        ("Harbour Safety Board", "organisation", "Harbour Safety Board"),
        ("HSB", "organisation", "Harbour Safety Board"),
        ("Iraq", "place", "Iraq"),
        ("Iraqi", "group", "Iraqi"),
        ("United States", "place", "United States"),
    }
    assert expected <= found(STORY)


def test_equipment_titles_and_days_are_not_mentions() -> None:
    words = {word for span, _, _ in found(STORY) for word in span.split()}
    assert words.isdisjoint(
        {"Mortar", "Artillery", "Counter-Rocket", "C-RAM", "Gen.", "Minister", "Monday", "the", "The"}
    )


def test_word_written_small_elsewhere_is_no_person() -> None:
    body = "Tensions rose. Mortar fire hit Verrin. The mortar came from the hills, and tensions grew."
    assert not [span for span, kind, _ in found(body) if kind == "person"]


def test_occurrences_that_spacy_misses_are_found() -> None:
    body = "Lena Sorvane spoke in Verrin. " + "Then sorvane-watchers left; it was Sorvane who stayed. " * 3
    doc = document(body)
    last = [mention for mention in mentions(doc) if body[mention.start : mention.end] == "Sorvane"]
    assert len(last) == 3
    assert {mention.head for mention in last} == {"Lena Sorvane"}


def test_first_name_alone_joins_the_only_person_who_has_it() -> None:
    heads = {span: head for span, _, head in found("Lena Sorvane won in Iowa. On Monday Lena thanked Otto Brandt.")}
    assert heads["Lena"] == "Lena Sorvane"


def recognised(monkeypatch: pytest.MonkeyPatch, body: str, *ents: tuple[str, str]) -> list[tuple[str, Kind, str]]:
    """Return mentions as (span, kind, head) where spaCy finds `ents`, in order, as (text, label)."""
    found, at = [], 0
    for words, label in ents:
        at = body.index(words, at)
        found.append(SimpleNamespace(start_char=at, end_char=at + len(words), label_=label))
        at += len(words)
    monkeypatch.setattr(import_module("pipeline.entities"), "parse", lambda text: SimpleNamespace(ents=found))
    return [(body[mention.start : mention.end], mention.kind, mention.head) for mention in mentions(document(body))]


def test_owner_and_owned_are_two_mentions(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Verria rejoiced. Verria’s Harbour Guard came, and McAlder’s Men."
    ents = [("Verria", "GPE"), ("Verria’s Harbour Guard", "ORG"), ("McAlder’s Men", "ORG")]
    assert recognised(monkeypatch, body, *ents) == [
        ("Verria", "place", "Verria"),
        ("Verria", "place", "Verria"),
        ("Harbour Guard", "organisation", "Harbour Guard"),
        ("McAlder’s Men", "organisation", "McAlder’s Men"),
    ]


def test_last_name_taken_for_an_organisation_is_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Lena Sorvane came. Sorvane spoke. Sorvane left."
    ents = [("Lena Sorvane", "PERSON"), ("Sorvane", "ORG"), ("Sorvane", "NORP")]
    assert {head for _, _, head in recognised(monkeypatch, body, *ents)} == {"Lena Sorvane"}


@pytest.mark.parametrize(("second", "head"), [("GPE", "Jordan"), ("PERSON", "Otto Jordan")])
def test_last_name_taken_for_a_place_needs_a_vote(monkeypatch: pytest.MonkeyPatch, second: str, head: str) -> None:
    body = "Otto Jordan came. Jordan spoke. Jordan left."
    ents = [("Otto Jordan", "PERSON"), ("Jordan", "GPE"), ("Jordan", second)]
    assert [found for _, _, found in recognised(monkeypatch, body, *ents)] == ["Otto Jordan", head, head]


def test_news_agencies_and_platforms_are_organisations(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "He told al-Sahra news agency and wrote on Twitter."
    kinds = [kind for _, kind, _ in recognised(monkeypatch, body, ("al-Sahra", "PERSON"), ("Twitter", "PERSON"))]
    assert kinds == ["organisation", "organisation"]


def test_missed_last_name_is_added_unless_it_is_part_of_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Lena Sorvane lives on Sorvane Avenue with Otto Sorvane, and President Sorvane knows it."
    spans = recognised(monkeypatch, body, ("Lena Sorvane", "PERSON"))
    assert [span for span, _, _ in spans] == ["Lena Sorvane", "Sorvane"]


@pytest.mark.parametrize(
    ("ent", "label", "span"),
    [
        ("President Lena Sorvane’s", "PERSON", "Lena Sorvane"),
        ("Gen. Lena Sorvane,", "PERSON", "Lena Sorvane"),
        ("the Harbour Guard's", "ORG", "Harbour Guard"),
        ("U.S.", "GPE", "U.S."),
        ("Otto Brandt Jr.", "PERSON", "Otto Brandt Jr."),
        ("Verrin\nHarbour Guard", "ORG", "Harbour Guard"),
    ],
)
def test_spans_are_trimmed(monkeypatch: pytest.MonkeyPatch, ent: str, label: str, span: str) -> None:
    assert [found for found, _, _ in recognised(monkeypatch, f"He saw {ent} again.", (ent, label))] == [span]


@pytest.mark.parametrize(
    ("ent", "label"), [("Prime Minister", "ORG"), ("God", "PERSON"), ("Monday", "GPE"), ("…", "ORG")]
)
def test_what_is_no_name_is_left_out(monkeypatch: pytest.MonkeyPatch, ent: str, label: str) -> None:
    assert recognised(monkeypatch, f"He saw {ent} again.", (ent, label)) == []


def test_equipment_behind_a_nationality_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "The US Counter-Rocket, Artillery, Mortar (C-RAM) systems and American X-BAR systems are here with C-TEL."
    ents = [("US Counter-Rocket, Artillery", "ORG"), ("Mortar", "PERSON"), ("American X-BAR", "ORG"), ("C-TEL", "ORG")]
    assert recognised(monkeypatch, body, *ents) == [("C-TEL", "organisation", "C-TEL")]


def test_equipment_is_left_out_where_spacy_cuts_it_short(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "The US Counter-Rocket,\nArtillery, Mortar (C-RAM) is here. Mortar crews and Art Mort left."
    ents = [("US Counter-Rocket", "ORG"), ("Artillery", "ORG"), ("Mortar", "PERSON"), ("C-RAM", "ORG")]
    ents += [("Mortar", "PERSON"), ("Art", "PERSON")]
    assert [span for span, _, _ in recognised(monkeypatch, body, *ents)] == ["Art"]


def test_name_that_shares_a_word_with_a_list_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "The plan for Health, Education and Welfare (HEW) came. The World Health Organization saw it."
    assert recognised(monkeypatch, body, ("HEW", "ORG"), ("World Health Organization", "ORG")) == [
        ("World Health Organization", "organisation", "World Health Organization")
    ]


@pytest.mark.parametrize(
    ("full", "acronym"),
    [("Health, Education and Welfare", "HEW"), ("Food, Farming and Forestry Agency", "FFFA")],
)
def test_organisation_with_a_comma_is_no_equipment(monkeypatch: pytest.MonkeyPatch, full: str, acronym: str) -> None:
    body = f"The Department of {full} ({acronym}) met the World Health Organization. Then {acronym} left."
    ents = [(f"Department of {full}", "ORG"), ("World Health Organization", "ORG"), (acronym, "ORG")]
    spans = [span for span, _, _ in recognised(monkeypatch, body, *ents)]
    assert spans == [f"Department of {full}", acronym, "World Health Organization", acronym]
    weapon = body.replace(")", ") rockets")
    assert acronym not in [span for span, _, _ in recognised(monkeypatch, weapon, *ents)]


def test_plural_that_only_opens_sentences_is_no_person(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recognised(monkeypatch, "Tensions rose. Nobody slept.", ("Tensions", "PERSON")) == []
    kept = recognised(monkeypatch, "Williams rose. So did Williams.", ("Williams", "PERSON"), ("Williams", "PERSON"))
    assert len(kept) == 2


def test_editors_bracket_is_part_of_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "“I saw [Minister Hosam] Amir Basrimi,” he said. Amir Basrimi left."
    ents = [("Hosam]", "PERSON"), ("Amir Basrimi", "PERSON"), ("Amir Basrimi", "PERSON")]
    assert recognised(monkeypatch, body, *ents) == [
        ("Hosam] Amir Basrimi", "person", "Hosam Amir Basrimi"),
        ("Amir Basrimi", "person", "Hosam Amir Basrimi"),
    ]


def test_headline_in_capitals_takes_its_names_from_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = document("Mayor Lena Sorvane will unveil a plan.", "Sorvane To Unveil New Plan for Otto Brandt")
    spans = [(0, 17), (31, 42), (doc.body[0] + 6, doc.body[0] + 18)]
    ents = [SimpleNamespace(start_char=start, end_char=end, label_="PERSON") for start, end in spans]
    monkeypatch.setattr(import_module("pipeline.entities"), "parse", lambda text: SimpleNamespace(ents=ents))
    found = [(doc.text[mention.start : mention.end], mention.head) for mention in mentions(doc)]
    assert found == [("Sorvane", "Lena Sorvane"), ("Otto Brandt", "Otto Brandt"), ("Lena Sorvane", "Lena Sorvane")]


def test_other_name_of_an_introduced_group() -> None:
    heads = {
        span: head for span, _, head in found("He blamed the Popular Defence Units (PDU) or Hashd al-Sahra for it.")
    }
    assert heads["PDU"] == heads["Hashd al-Sahra"] == "Popular Defence Units"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from([*STORY.split(" "), "[Otto", "Brandt]", "(", "“", "\n\n", "\n", "\ud800", "’s"]), max_size=30
    )
)
def test_mentions_are_exact_and_in_order_and_cross_nothing(words: list[str]) -> None:
    doc = document(" ".join(words))
    ends = [sent.end for sent in sentences(doc)]
    position = 0
    heads: dict[str, Kind] = {}
    for mention in mentions(doc):
        span = doc.text[mention.start : mention.end]
        assert position <= mention.start < mention.end
        assert "\n" not in span
        assert span == span.strip()
        assert not any(mention.start < end < mention.end for end in ends)
        assert heads.setdefault(mention.head, mention.kind) == mention.kind
        position = mention.end


# --- Entities ---


def event() -> list[Document]:
    return [
        document(STORY, name="a"),
        document("Al-Basrimi is safe, America said. Lena Sorvane met Iraqi officials of the HSB.", name="b"),
        document("The U.S. condemned the attack on Tarek al-Basrimi. Basrimi thanked Iraq.", name="c"),
    ]


def test_entities_join_documents_and_sort_by_mentions() -> None:
    docs = {doc.id: doc for doc in event()}
    named = {entity.name: entity for entity in entities(docs.values())}
    basrimi = named["Tarek al-Basrimi"]
    assert basrimi.kind == "person"
    spans = [(doc_id, docs[doc_id].text[start:end]) for doc_id, start, end in basrimi.mentions]
    assert spans == [
        ("a", "Tarek al-Basrimi"),
        ("a", "Basrimi"),
        ("a", "al-Basrimi"),
        ("b", "Al-Basrimi"),
        ("c", "Tarek al-Basrimi"),
        ("c", "Basrimi"),
    ]
    assert {doc_id for doc_id, _, _ in named["United States"].mentions} == {"a", "b", "c"}
    counts = [len(entity.mentions) for entity in entities(event())]
    assert counts == sorted(counts, reverse=True)


def test_entities_do_not_depend_on_the_order_of_documents() -> None:
    assert len({tuple(entities(order)) for order in permutations(event())}) == 1


def test_no_documents_have_no_entities() -> None:
    assert entities([]) == []
    assert entities([document("")]) == []


@pytest.mark.skipif(not KADHIMI.is_dir(), reason="needs ../shared/corpora/kadhimi")
def test_real_event_has_one_row_for_each_main_actor() -> None:
    named = entities(document(path.read_text(), name=path.name) for path in sorted(KADHIMI.iterdir()))
    for form in ("Kadhimi", "Khatibzadeh", "Khazali", "United States"):
        assert len([entity for entity in named if form in entity.name]) == 1
    assert named[0].kind == "place"
