from importlib import import_module
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities import entities, mentions
from pipeline.sentences import sentences
from pipeline.types import Document, Kind

RECOGNISED = import_module("pipeline.entities.recognised")
KADHIMI = Path(__file__).parents[2] / "shared" / "corpora" / "kadhimi"


def document(body: str, title: str | None = None, name: str = "d") -> Document:
    text = f"{title}\n\n{body}" if title else body
    return Document(name, text, (len(text) - len(body), len(text)), title)


def found(body: str, title: str | None = None) -> set[tuple[str, Kind, str]]:
    doc = document(body, title)
    return {(doc.text[mention.start : mention.end], mention.kind, mention.head) for mention in mentions(doc)}


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
        ("Iraqi", "place", "Iraq"),
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
    monkeypatch.setattr(RECOGNISED, "parse", lambda text: SimpleNamespace(ents=found))
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


@pytest.mark.parametrize("title", ["President", "Mr.", "Sen."])
@pytest.mark.parametrize("label", ["ORG", "GPE"])
def test_title_before_a_last_name_makes_a_person(monkeypatch: pytest.MonkeyPatch, title: str, label: str) -> None:
    body = f"Sorvane spoke. Then {title} Sorvane left. Here comes Sorvane."
    kinds = recognised(monkeypatch, body, ("Sorvane", label))
    assert kinds == [("Sorvane", "person", "Sorvane")] * 3


def test_title_before_a_longer_name_says_nothing_of_its_first_word(monkeypatch: pytest.MonkeyPatch) -> None:
    found = recognised(monkeypatch, "Verrin closed. The President Verrin Bank opened.", ("Verrin", "ORG"))
    assert ("Verrin", "organisation", "Verrin") in found


def test_full_name_of_a_titled_last_name_is_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Police named Otto Brandt. Mr. Brandt is safe, and his brother, Karl Brandt, said so."
    ents = [("Otto Brandt", "ORG"), ("Brandt", "PERSON"), ("Karl Brandt", "PERSON")]
    found = recognised(monkeypatch, body, *ents)
    assert ("Otto Brandt", "person", "Otto Brandt") in found
    assert ("Brandt", "person", "Brandt") in found


@pytest.mark.parametrize(
    ("said", "kind"),
    [("Sorvane, who smiled, left.", "person"), ("They met in Sorvane. “No,” said Sorvane.", "place")],
)
def test_place_that_speaks_and_is_nowhere_to_be_in_is_the_person(
    monkeypatch: pytest.MonkeyPatch, said: str, kind: Kind
) -> None:
    body = f"Lena Sorvane came. {said}"
    ents = [("Lena Sorvane", "PERSON"), *[("Sorvane", "GPE")] * said.count("Sorvane")]
    assert {found for span, found, _ in recognised(monkeypatch, body, *ents) if span == "Sorvane"} == {kind}


def test_team_of_somebody_is_an_organisation(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Lena Sorvane won. Nobody in Team Sorvane slept."
    found = recognised(monkeypatch, body, ("Lena Sorvane", "PERSON"), ("Team Sorvane", "PERSON"))
    assert found[-1] == ("Team Sorvane", "organisation", "Team Sorvane")


def test_administration_is_an_organisation_beside_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "Lena Sorvane won. The Sorvane administration and the Lena Sorvane campaign fell. Sorvane’s campaign ended."
    names = [("Lena Sorvane", "PERSON"), ("Sorvane", "PERSON"), ("Lena Sorvane", "PERSON"), ("Sorvane", "PERSON")]
    assert recognised(monkeypatch, body, *names) == [
        ("Lena Sorvane", "person", "Lena Sorvane"),
        ("Sorvane administration", "organisation", "Sorvane administration"),
        ("Lena Sorvane campaign", "organisation", "Sorvane campaign"),
        ("Sorvane", "person", "Lena Sorvane"),
    ]


@pytest.mark.parametrize(
    ("ent", "label", "span"),
    [
        ("New Verria Sen. Lena Sorvane", "GPE", "Lena Sorvane"),
        ("Sorvane’s 2015", "PERSON", "Sorvane"),
        ("anti-Sorvane", "PERSON", "Sorvane"),
        ("Blocks Sorvane", "PERSON", "Sorvane"),
        ("Clears Sorvane", "PERSON", "Sorvane"),
        ("Charles Sorvane", "PERSON", "Charles Sorvane"),
        ("Sorvane White House", "PERSON", "White House"),
    ],
)
def test_what_is_glued_to_a_name_is_cut_off(monkeypatch: pytest.MonkeyPatch, ent: str, label: str, span: str) -> None:
    body = f"He saw {ent} again, and cleared it."
    assert [found for found, _, _ in recognised(monkeypatch, body, (ent, label))] == [span]


def test_headline_in_capitals_is_cut_to_a_name_of_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = document("Mayor Lena Sorvane is gone.", "Lena Sorvane Begrudgingly Leaves Verrin Harbour Today")
    spans = [(0, 25, "ORG"), (doc.body[0] + 6, doc.body[0] + 18, "PERSON")]
    ents = [SimpleNamespace(start_char=start, end_char=end, label_=label) for start, end, label in spans]
    monkeypatch.setattr(RECOGNISED, "parse", lambda text: SimpleNamespace(ents=ents))
    first = mentions(doc)[0]
    assert (first.start, first.end, first.kind) == (0, 12, "person")


@pytest.mark.parametrize(
    ("body", "spans"),
    [
        ("The bill of Sen. Otto Brandt fell. Brandt wept.", ["Otto Brandt", "Brandt"]),
        ("Otto B. Brandt (D-Verria) left.", ["Otto B. Brandt"]),
        ("Otto Brandt left.", []),
        ("The Senator from Verria and Mr. Speaker, Prime Minister Iraqi Others left.", []),
    ],
)
def test_people_whom_spacy_misses_are_found_by_title_or_party(
    monkeypatch: pytest.MonkeyPatch, body: str, spans: list[str]
) -> None:
    assert [span for span, _, _ in recognised(monkeypatch, body)] == spans


@pytest.mark.parametrize(
    ("body", "full", "head"),
    [
        ("Sorvane came. Later his daughter Lena Sorvane left.", "Lena Sorvane", "Sorvane"),
        ("Sorvane came. Later Lena Sorvane Jr. left.", "Lena Sorvane Jr.", "Sorvane"),
        ("Sorvane came. Later Mayor Lena Sorvane left.", "Lena Sorvane", "Lena Sorvane"),
    ],
)
def test_last_name_before_a_relative_is_named_is_not_the_relatives(
    monkeypatch: pytest.MonkeyPatch, body: str, full: str, head: str
) -> None:
    found = recognised(monkeypatch, body, ("Sorvane", "PERSON"), (full, "PERSON"))
    assert found == [("Sorvane", "person", head), (full, "person", full)]


def test_last_name_after_a_relative_is_named_is_the_relatives(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "His daughter Lena Sorvane came. Later Sorvane left."
    found = recognised(monkeypatch, body, ("Lena Sorvane", "PERSON"), ("Sorvane", "PERSON"))
    assert {head for _, _, head in found} == {"Lena Sorvane"}


@pytest.mark.parametrize(
    "words",
    [
        "The Iranian government fell.",
        "Senior Iranian officials said no.",
        "Iranian security officials have denied it.",
        "The Iranian foreign ministry said no.",
        "He asked the Iranian authorities.",
        "The Iranian regime, he said, fell.",
    ],
)
def test_nationality_of_a_government_is_the_state(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert recognised(monkeypatch, words, ("Iranian", "NORP")) == [("Iranian", "place", "Iran")]


@pytest.mark.parametrize(
    "words",
    [
        "The Iranian people said no.",
        "They killed Iranian officials.",
        "Iranian officials were killed.",
        "Former Iranian officials said no.",
        "Anti-Iranian government talk.",
        "The Iranian government forces left.",
        "The Iranian foreign minister said no.",
        "Iranian government-run television.",
    ],
)
def test_nationality_of_anybody_else_stays_a_group(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert recognised(monkeypatch, words, ("Iranian", "NORP")) == [("Iranian", "group", "Iranian")]


@pytest.mark.parametrize("people", ["Georgian", "Korean", "Palestinian"])
def test_nationality_of_several_places_stays_a_group(monkeypatch: pytest.MonkeyPatch, people: str) -> None:
    found = recognised(monkeypatch, f"The {people} government said no.", (people, "NORP"))
    assert found == [(people, "group", people)]


def test_state_is_one_with_the_name_that_the_text_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "The Islamic Republic of Iran is large. Iranian officials said so."
    found = recognised(monkeypatch, body, ("Islamic Republic of Iran", "GPE"), ("Iranian", "NORP"))
    assert len({head for _, _, head in found}) == 1


def test_ministry_is_called_after_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "The Foreign Ministry spoke. The Iranian foreign ministry said no. The Health Ministry left."
    ents = [("Foreign Ministry", "ORG"), ("Health Ministry", "ORG")]
    heads = {span: head for span, _, head in recognised(monkeypatch, body, *ents)}
    assert heads == {"Foreign Ministry": "Iranian Foreign Ministry", "Health Ministry": "Health Ministry"}
    two = body.replace("The Health", "An Iraqi foreign ministry stands. The Health")
    found = recognised(monkeypatch, two, ("Foreign Ministry", "ORG"))
    assert found[0] == ("Foreign Ministry", "organisation", "Foreign Ministry")
    both = "The Iranian Foreign Ministry spoke. The Iraqi Foreign Ministry spoke."
    found = recognised(monkeypatch, both, ("Foreign Ministry", "ORG"), ("Foreign Ministry", "ORG"))
    assert [head for _, _, head in found] == ["Iranian Foreign Ministry", "Iraqi Foreign Ministry"]


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
    monkeypatch.setattr(RECOGNISED, "parse", lambda text: SimpleNamespace(ents=ents))
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
