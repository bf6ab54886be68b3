import re
import time

import pytest

from pipeline.agency import acts, find
from pipeline.agency.headlines import plain
from pipeline.agency.lexicon import inflections, lexicon
from pipeline.types import Document

# A sentence, then its acts, one a line: word as it stands, form, doer, target ("-" where there is none).
BODY = """
Gunmen attacked the village of Doran on Monday.
  > attacked active Gunmen ; the village of Doran
The village was attacked by gunmen.
  > attacked passive gunmen ; The village
The village was attacked on Monday.
  > attacked agentless - ; The village
The attack by rebels on the convoy left five dead.
  > attack nominal rebels ; the convoy
A harbour alliance has warned of Verrin plots to assassinate the judge.
  > assassinate active Verrin ; the judge
The army's shelling of Doran went on.
  > shelling nominal The army ; Doran
Verrin's attack on Tarsin was its third.
  > attack nominal Verrin ; Tarsin
The killing of the judge shocked the town.
  > killing nominal - ; the judge
The journalist's killing by a guard is under review.
  > killing nominal a guard ; The journalist
Soldiers shot and killed two farmers near the border.
  > shot active Soldiers ; two farmers
  > killed active Soldiers ; two farmers
Two farmers were shot and killed by soldiers.
  > shot passive soldiers ; Two farmers
  > killed passive soldiers ; Two farmers
The men who shot him fled on foot.
  > shot active The men ; him
The man whom soldiers shot was unarmed.
  > shot active soldiers ; The man
A farmer who was beaten by guards has died.
  > beaten passive guards ; A farmer
Ann Roe was accused of killing two farmers.
  > accused agentless - ; Ann Roe
  > killing active Ann Roe ; two farmers
Prosecutors accuse the mayor of bribing a judge.
  > accuse active Prosecutors ; the mayor
The mayor accused his rival of attacking the convoy.
  > accused active The mayor ; his rival
  > attacking active his rival ; the convoy
He got shot in the leg.
  > shot agentless - ; He
Two children were killed in an attack on the school.
  > killed agentless - ; Two children
  > attack nominal - ; the school
Police opened fire on demonstrators in Verrin.
  > opened active Police ; demonstrators
Troops fired on the crowd.
  > fired active Troops ; the crowd
Troops fired rockets at a village.
  > fired active Troops ; a village
A truck rammed a group of cyclists.
  > rammed active A truck ; a group of cyclists
A van crashed into a crowd.
  > crashed active A van ; a crowd
Protesters clashed with police.
  > clashed active Protesters ; police
Clashes between protesters and police went on for hours.
  > Clashes nominal protesters and police ; -
The minister blamed the fire on the army.
  > blamed active The minister ; the army
The minister blamed the army for the fire.
  > blamed active The minister ; the army
The opposition condemned the arrest of Ann Roe.
  > condemned active The opposition ; the arrest of Ann Roe
  > arrest nominal - ; Ann Roe
The raid was condemned by the council.
  > raid nominal - ; -
  > condemned passive the council ; The raid
A former guard was charged with murder.
  > charged agentless - ; A former guard
  > murder nominal A former guard ; -
The governor faced criticism from unions.
  > criticism nominal unions ; The governor
The rebels carried out an attack on the port.
  > attack nominal The rebels ; the port
A small group claimed responsibility for the bombing of the bridge.
  > bombing nominal A small group ; the bridge
Tarsian air strikes on the port killed nine people.
  > strikes nominal Tarsian ; the port
  > killed active Tarsian air strikes ; nine people
A police raid on the paper's office drew protests.
  > raid nominal police ; the paper's office
The jets bombed the port, killing nine sailors.
  > bombed active The jets ; the port
  > killing active The jets ; nine sailors
The port was bombed by Tarsian jets, killing nine sailors.
  > bombed passive Tarsian jets ; The port
  > killing active Tarsian jets ; nine sailors
The man accused of stabbing a nurse denied it.
  > accused agentless - ; The man
  > stabbing active The man ; a nurse
Residents held the army responsible for the deaths.
  > held active Residents ; the army
The union sued the city over the plan.
  > sued active The union ; the city
The union filed a lawsuit against the city.
  > lawsuit nominal The union ; the city
Critics slammed the council, a body of nine.
  > slammed active Critics ; the council
He was not attacked by anyone.
  > attacked passive anyone ; He
The rebels threatened to shell the town.
  > shell active The rebels ; the town
He ordered soldiers to shoot the prisoners.
  > shoot active soldiers ; the prisoners
Officers tear-gassed the marchers.
  > gassed active Officers ; the marchers
Ann Roe, who leads the party, criticised the police.
  > criticised active Ann Roe ; the police
The police have arrested three men.
  > arrested active The police ; three men
Three men were arrested after the protest.
  > arrested agentless - ; Three men
The building was set on fire after a mob stormed the embassy.
  > stormed active a mob ; the embassy
Senators criticized Mr Doe for his silence.
  > criticized active Senators ; Mr Doe
The captain and his men tortured prisoners.
  > tortured active The captain and his men ; prisoners
Accusations against the minister grew.
  > Accusations nominal - ; the minister
The town came under attack at dawn.
  > attack nominal - ; The town
The president lashed out at the press.
  > lashed active The president ; the press
The leader was assassinated by his own guard in May.
  > assassinated passive his own guard ; The leader
The invasion of Tarsin by Verrin began in May.
  > invasion nominal Verrin ; Tarsin
Villagers said that soldiers had torched their homes.
  > torched active soldiers ; their homes
"""
HEADLINES = """
Three killed in raid
  > killed agentless - ; Three
  > raid nominal - ; -
Minister shot by gunmen
  > shot passive gunmen ; Minister
Gunmen kill 12 in market attack
  > kill active Gunmen ; 12
  > attack nominal - ; -
Protesters Beaten by Police in Verrin
  > Beaten passive Police ; Protesters
Police Beat Protesters in Verrin
  > Beat active Police ; Protesters
Verrin Strikes Tarsin, Killing Nine
  > Strikes active Verrin ; Tarsin
  > Killing active Verrin ; Nine
Mayor accused of fraud
  > accused agentless - ; Mayor
Mayor Accuses Rival of Lying
  > Accuses active Mayor ; Rival
Man charged with murder of teacher
  > charged agentless - ; Man
  > murder nominal Man ; teacher
Two killed, five wounded in clashes with army
  > killed agentless - ; Two
  > wounded agentless - ; five
  > clashes nominal - ; army
Army's shelling of Doran condemned
  > shelling nominal Army ; Doran
  > condemned agentless - ; Army's shelling of Doran
Ann Roe Arrested After Protest
  > Arrested agentless - ; Ann Roe
Nine dead as jets bomb port
  > bomb active jets ; port
Police arrest editor of Verrin paper
  > arrest active Police ; editor of Verrin paper
Officer Who Shot Teen Is Charged With Murder
  > Shot active Officer ; Teen
  > Charged agentless - ; Officer
  > Murder nominal Officer ; -
Troops open fire on crowd
  > open active Troops ; crowd
Dozens Wounded as Troops Fire on Crowd
  > Wounded agentless - ; Dozens
  > Fire active Troops ; Crowd
Roe slams Doe over port deal
  > slams active Roe ; Doe
Roe blasted for silence on raid
  > blasted agentless - ; Roe
  > raid nominal - ; -
Journalist stabbed to death in Doran
  > stabbed agentless - ; Journalist
Tarsian Airstrikes Kill Dozens in Doran
  > Airstrikes nominal Tarsian ; -
  > Kill active Tarsian Airstrikes ; Dozens
Attack on convoy leaves six dead
  > Attack nominal - ; convoy
Rebels blamed for attack on school
  > blamed agentless - ; Rebels
  > attack nominal Rebels ; school
Army shelled school, rebels say
  > shelled active Army ; school
POLICE SHOOT STUDENT IN VERRIN
  > SHOOT active POLICE ; STUDENT
Police officer shot dead in Doran
  > shot agentless - ; Police officer
Six Soldiers Killed
  > Killed agentless - ; Six Soldiers
Teen shot and killed by police
  > shot passive police ; Teen
  > killed passive police ; Teen
Roe condemns killing of aid workers
  > condemns active Roe ; killing of aid workers
  > killing nominal - ; aid workers
Verrin Police Accused Of Beating Students
  > Accused agentless - ; Verrin Police
  > Beating active Verrin Police ; Students
Town under attack as talks stall
  > attack nominal - ; Town
Rebels Attack Town, Kidnap 30 Girls
  > Attack active Rebels ; Town
  > Kidnap active Rebels ; 30 Girls
"""
TRAPS = """
The two sides struck a deal on Monday.
He had a heart attack at home.
She shot a film in Doran.
Roe took another shot at the plan.
Roe clashed with Doe over taxes.
He killed himself.
The council fired the minister in May.
The bank charges a fee for this.
Prisoners began a hunger strike.
Teachers went on strike over pay.
The senate killed the bill.
The shell company was sold.
The children raided the fridge.
The earthquake killed nine people.
Nine people were killed in a bus crash.
The tornado wounded five.
An attack ad ran on Sunday.
She was struck by how calm he seemed.
He wound up in Verrin.
The price of a shot of vodka rose.
A court condemned him to death.
She took charge of the office.
Mara executed the plan well.
The team beat Doran 3-1.
Five died in Doran.
Verrin banned assault weapons.
The alleged fraud was small.
Winter Storm Ann Nears Doran
"""


def document(text: str, headline: bool = False) -> Document:
    return Document(id="a", text=text, body=(len(text), len(text)) if headline else (0, len(text)))


def rows(doc: Document) -> list[str]:
    def words(span: tuple[int, int] | None) -> str:
        return doc.text[slice(*span)] if span else "-"

    return [f"{doc.text[a.start : a.end]} {a.form} {words(a.doer)} ; {words(a.target)}" for a in acts(doc)]


def table(lines: str) -> list[tuple[str, list[str]]]:
    cells = [part.split("\n  > ") for part in re.split(r"\n(?!  > )", lines.strip())]
    return [(sentence, told) for sentence, *told in cells]


@pytest.mark.parametrize(("sentence", "told"), table(BODY))
def test_acts_of_a_sentence(sentence: str, told: list[str]) -> None:
    assert rows(document(sentence)) == told


@pytest.mark.parametrize(("headline", "told"), table(HEADLINES))
def test_acts_of_a_headline(headline: str, told: list[str]) -> None:
    assert rows(document(headline, headline=True)) == told


@pytest.mark.parametrize("sentence", TRAPS.strip().splitlines())
def test_other_senses_are_no_acts(sentence: str) -> None:
    assert rows(document(sentence)) == []


def test_an_act_has_its_lemma_kind_and_span() -> None:
    doc = document("Guards shot Ann Roe. She accused them of lying.")
    shot, accused = acts(doc)
    assert (shot.act, shot.kind, doc.text[shot.start : shot.end]) == ("shoot", "violent", "shot")
    assert (accused.act, accused.kind, doc.text[accused.start : accused.end]) == ("accuse", "accusing", "accused")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Rebels attacked the convoy.", "violent"),
        ("Roe attacked Doe for lying.", "accusing"),
        ("Roe attacked his record on taxes.", "accusing"),
        ("Roe attacked Doe over taxes.", "accusing"),
        ("The personal attacks on Roe went on.", "accusing"),
        ("Rebels attacked the convoy for carrying rockets.", "violent"),
        ("Gunmen attacked the rally of the candidate.", "violent"),
    ],
)
def test_an_attack_in_words_is_accusing(sentence: str, kind: str) -> None:
    assert [act.kind for act in acts(document(sentence))] == [kind]


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("Police shot a man who had fled.", "a man"),
        ("Police shot Ann Roe, a nurse.", "Ann Roe"),
        ("Police shot the brother of the mayor in Doran.", "the brother of the mayor"),
        ("Police shot Ann Roe (of Doran) and Bob Doe.", "Ann Roe (of Doran) and Bob Doe"),
        ("Police arrested Roe, Doe and Poe.", "Roe, Doe and Poe"),
        ("Police arrested the “leader” of the gang.", "the “leader” of the gang"),
    ],
)
def test_a_phrase_ends_before_clauses_and_appositions(sentence: str, target: str) -> None:
    (act,) = acts(document(sentence))
    assert act.target
    assert sentence[slice(*act.target)] == target


def test_offsets_are_those_of_the_document() -> None:
    title, body = (
        "Army Bombs Village as Talks Stall",
        "The army bombed Doran.\n\n  It was 5am when soldiers shelled the village.",
    )
    doc = Document(id="a", text=f"{title}\n\n{body}", body=(len(title) + 2, len(title) + 2 + len(body)))
    assert rows(doc) == [
        "Bombs active Army ; Village",
        "bombed active The army ; Doran",
        "shelled active soldiers ; the village",
    ]


def test_the_body_shows_which_words_of_a_headline_are_names() -> None:
    body = "The strike on Rose Hill came at night. A raid followed."
    assert plain("Raid and Strike on Rose Hill Came", body, lexicon()) == "Raid and strike on Rose Hill came"
    assert plain("A strike on Rose Hill", body, lexicon()) == "A strike on Rose Hill"
    assert plain("İSTANBUL POLICE SHOOT İLK MAN", body, lexicon()).startswith("İSTANBUL")


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("attack", {"attack", "attacks", "attacked", "attacking"}),
        ("accuse", {"accuse", "accuses", "accused", "accusing"}),
        ("stab", {"stab", "stabs", "stabbed", "stabbing"}),
        ("decry", {"decry", "decries", "decried", "decrying"}),
        ("torch", {"torch", "torches", "torched", "torching"}),
        ("beat", {"beat", "beats", "beated", "beating"}),
        ("raid", {"raid", "raids", "raided", "raiding"}),
    ],
)
def test_regular_inflections(verb: str, forms: set[str]) -> None:
    assert inflections(verb) == forms


def test_no_pattern_of_the_codebook_holds_every_sentence() -> None:
    words = {word for each in lexicon().words.values() for word in each}
    assert len({word.act for word in words}) == len(words)
    for word in words:
        assert word.forms
        assert not word.traps.search("Nothing of the kind was seen")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n \n",
        "???!!! ... 12 %",
        "\ud800 killed \udfff attack by \ud800",
        "killed",
        "Killed Attack Shot Bombs Strikes Raid Clash",
        "attacked by by by of of of on on “ ( [ '' killed ‘",
        "( killed ) ) ( shot ( by ( gunmen",
        "killed " * 150,
        "\u202ekilled\u200b by\u00a0gunmen",
        "shot and " * 100 + "killed",
    ],
)
@pytest.mark.parametrize("headline", [False, True])
def test_hostile_text_gives_spans_of_the_text(text: str, headline: bool) -> None:
    for act in acts(document(text, headline)):
        for span in ((act.start, act.end), act.doer, act.target):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "killed " * 15_000,
        "attacked, the " * 7_000,
        "strike a " * 11_000,
        "a" * 100_000,
        "“attack " * 12_000,
        "Ads attack. " * 300,
        ("Ads " + "attack " * 160 + ". ") * 20,
        "killing of " * 10_000,
        ("killing of " * 100 + ". ") * 20,
    ],
)
def test_long_paragraphs_take_linear_time(text: str) -> None:
    acts(document("Gunmen shot him."))
    start = time.process_time()
    acts(document(text))
    assert time.process_time() - start < 5


def test_only_sentences_with_a_word_for_an_act_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = find.parse_grammar
    monkeypatch.setattr(find, "parse_grammar", lambda texts: read.extend(texts) or parse(texts))
    acts(document("It rained in Doran. They struck a deal. Gunmen shot a guard. He left."))
    assert read == ["Gunmen shot a guard."]
