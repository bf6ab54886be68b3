"""The ledger of names, by hand; proposals; the words that set a group apart."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipeline.compare import distinctive_words, ledger, log_odds, namings, proposals
from pipeline.compare.logodds import Z, informative
from pipeline.compare.naming import PRIOR_NAMINGS
from pipeline.compare.proposals import DEED, NOUN, VECTORS, plural

PLACE = {"sentence_id": 0, "section": "body", "voice": "outlet", "speaker": None}
MENTION = ["article_id", "start", "end", "entity", "kind", *PLACE]
DESCRIPTION = [*MENTION, "phrase", "noun", "slot", "verb"]


def articles(**texts: str) -> pd.DataFrame:
    """Return articles "a1", "b2" ... of the outlets "a", "b" ..."""
    rows = [
        {"article_id": one, "text_id": one, "outlet_id": one[0], "outlet": f"The {one[0].upper()} Post", "text": text}
        for one, text in texts.items()
    ]
    return pd.DataFrame(rows, columns=["article_id", "text_id", "outlet_id", "outlet", "text"])


def spans(texts: pd.DataFrame, *rows: tuple[Any, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return mentions and descriptions of (article, words, which occurrence, columns)."""
    of = dict(zip(texts["article_id"], texts["text"], strict=True))
    mentions, descriptions = [], []
    for article, words, nth, other in rows:
        start = -1
        for _ in range(nth):
            start = of[article].index(words, start + 1)
        row = PLACE | {"article_id": article, "start": start, "end": start + len(words)}
        row |= {"entity": None, "kind": None, "slot": "other", "verb": None, "phrase": words.lower()} | other
        (descriptions if "noun" in row else mentions).append(row)
    return pd.DataFrame(mentions, columns=MENTION), pd.DataFrame(descriptions, columns=DESCRIPTION)


MOSS = {"entity": "Ida Moss", "kind": "person"}
MILITIA = {"noun": "militia"}


@pytest.fixture
def told() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    texts = articles(
        a1="Ida Moss spoke. Moss left. The premier and the Reed militias met.",
        b1="MOSS fled. Reed militias fired at Moss, said Moss.",
        b2="Defenders and Moss.",
    )
    mentions, descriptions = spans(
        texts,
        ("a1", "Ida Moss", 1, MOSS | {"section": "headline"}),
        ("a1", "Moss", 2, MOSS),
        ("b1", "MOSS", 1, MOSS),
        ("b1", "Moss", 1, MOSS),
        ("b1", "Moss", 2, MOSS | {"voice": "speaker", "speaker": "Per Lind"}),
        ("b2", "Moss", 1, MOSS),
        ("a1", "premier", 1, MOSS | {"noun": "premier"}),
        ("a1", "Reed militias", 1, MILITIA),
        ("b1", "Reed militias", 1, MILITIA),
        ("b2", "Defenders", 1, {"noun": "defender"}),
    )
    return mentions, descriptions, texts


def test_namings_say_what_the_text_calls_them(told: tuple[pd.DataFrame, ...]) -> None:
    found = namings(*told)
    assert found[["group", "entity", "name", "proper"]].to_numpy().tolist() == [
        ["a", "Ida Moss", "Ida Moss", True],
        ["a", "Ida Moss", "Moss", True],
        ["a", "Ida Moss", "premier", False],
        ["a", "militias", "reed militias", False],
        ["b", "Ida Moss", "Moss", True],  # MOSS is the same name
        ["b", "militias", "reed militias", False],
        ["b", "Ida Moss", "Moss", True],
        ["b", "Ida Moss", "Moss", True],
        ["b", "defenders", "defenders", False],
        ["b", "Ida Moss", "Moss", True],
    ]
    assert found["kind"].to_list()[3] == "description"
    assert set(found.columns) >= {"sentence_id", "start", "end", "section", "voice", "speaker"}


def _row(found: pd.DataFrame, name: str, group: str, voice: str = "all") -> pd.Series:
    (row,) = found[(found["name"] == name) & (found["group"] == group) & (found["voice"] == voice)].to_dict("records")
    return pd.Series(row)


def test_the_ledger_by_hand(told: tuple[pd.DataFrame, ...]) -> None:
    found = ledger(namings(*told), told[2])
    moss = _row(found, "Moss", "b")
    assert (moss["count"], moss["articles"], moss["headlines"], moss["share"]) == (4, 2, 0, 1)
    assert moss["rate"] == pytest.approx(1000 * 4 / 12)
    assert moss["first"] == pytest.approx((0 / 50 + 14 / 19) / 2)  # each article's own first
    full = _row(found, "Ida Moss", "a")
    assert (full["count"], full["headlines"], full["share"]) == (1, 1, pytest.approx(1 / 3))
    assert (_row(found, "Moss", "b", "outlet")["count"], _row(found, "Moss", "b", "speaker")["count"]) == (3, 1)
    assert _row(found, "Moss", "b", "outlet")["rate"] == pytest.approx(1000 * 3 / 12)  # of all the group's words
    assert found["entity"].iloc[0] == "Ida Moss"  # the most named


def test_a_name_that_a_group_never_uses_has_its_row(told: tuple[pd.DataFrame, ...]) -> None:
    found = ledger(namings(*told), told[2])
    never = _row(found, "premier", "b")
    assert (never["count"], never["share"], never["rate"]) == (0, 0, 0)
    assert np.isnan(never["first"])
    assert never["high"] > never["log_odds"] > never["low"]
    assert len(found) == 5 * 2 * 3  # names, groups, voices


def test_the_log_odds_are_within_the_namings_of_one_entity(told: tuple[pd.DataFrame, ...]) -> None:
    found = ledger(namings(*told), told[2])
    counts, others = np.array([1, 1, 1]), np.array([0, 4, 0])  # Ida Moss, Moss, premier
    value, variance = log_odds(counts, others, informative(counts + others, PRIOR_NAMINGS))
    moss = _row(found, "Moss", "a")
    assert moss["log_odds"] == pytest.approx(value[1])
    assert moss["low"] == pytest.approx(value[1] - Z * np.sqrt(variance[1]))
    assert _row(found, "Moss", "b")["log_odds"] == pytest.approx(-value[1])


def test_without_others_or_another_name_there_is_no_ratio(told: tuple[pd.DataFrame, ...]) -> None:
    found = ledger(namings(*told), told[2])
    assert np.isnan(_row(found, "defenders", "b")["log_odds"])  # a never names them
    assert np.isnan(_row(found, "reed militias", "a")["log_odds"])  # both do, by one name
    assert np.isnan(_row(found, "Moss", "a", "speaker")["log_odds"])
    mentions, descriptions, texts = told
    alone = ledger(namings(mentions, descriptions, texts[texts["outlet_id"] == "b"]), texts[texts["outlet_id"] == "b"])
    assert alone["log_odds"].isna().all()


def test_a_group_that_never_names_somebody_is_not_compared() -> None:
    texts = articles(a1="Rain.", b1="Ida Moss. Moss. Ida Moss.", c1="Moss.")
    mentions, descriptions = spans(
        texts,
        ("b1", "Ida Moss", 1, MOSS),
        ("b1", "Moss", 2, MOSS),
        ("b1", "Ida Moss", 2, MOSS),
        ("c1", "Moss", 1, MOSS),
    )
    found = ledger(namings(mentions, descriptions, texts), texts)
    assert np.isnan(_row(found, "Moss", "a")["log_odds"])
    assert np.isnan(_row(found, "Moss", "a")["share"])
    assert _row(found, "Moss", "c")["log_odds"] > 0


def test_counts_of_voices_add_up(told: tuple[pd.DataFrame, ...]) -> None:
    found = ledger(namings(*told), told[2])
    by_voice = found.groupby("voice")["count"].sum()
    assert by_voice["all"] == by_voice["outlet"] + by_voice["speaker"] == 10


def test_another_column_can_be_compared(told: tuple[pd.DataFrame, ...]) -> None:
    mentions, descriptions, texts = told
    texts = texts.assign(desk=["city", "city", None])
    found = ledger(namings(mentions, descriptions, texts, by="desk"), texts, by="desk")
    assert set(found["group"]) == {"city", "Unknown"}


@pytest.mark.parametrize("texts", [articles(), articles(a1="A text."), articles(a1="", b1="")])
def test_nothing_to_count_gives_empty_tables(texts: pd.DataFrame) -> None:
    mentions, descriptions = spans(texts)
    found = namings(mentions, descriptions, texts)
    assert len(found) == 0
    assert len(ledger(found, texts)) == 0
    assert len(proposals(descriptions, mentions, texts)) == 0
    assert len(distinctive_words(texts)) == 0


def test_distinctive_words() -> None:
    texts = articles(
        a1="the rebels shot, the rebels fled 2024 " * 20, b1="the defenders shot, the defenders fled " * 20
    )
    found = distinctive_words(texts)
    assert found[["group", "word"]].to_numpy().tolist() == [["a", "rebels"], ["b", "defenders"]]
    rebels = found.iloc[0]
    assert (rebels["count"], rebels["others"]) == (40, 0)
    assert rebels["rate"] == pytest.approx(1000 * 40 / 120)
    assert rebels["low"] > 0


def test_surest_words_come_first_and_no_more_than_asked_for() -> None:
    texts = articles(a1="rebels " * 30 + "raids " * 9 + "walls", b1="walls walls and harbours " * 9)
    found = distinctive_words(texts, most=2)
    assert found[found["group"] == "a"]["word"].to_list() == ["rebels", "raids"]
    assert found[found["group"] == "a"]["low"].is_monotonic_decreasing


@pytest.mark.parametrize("name", ["The A Post", "A Post", "a-post", "APost", "A POST’s"])
def test_names_of_outlets_are_left_out(name: str) -> None:
    texts = articles(a1=f"Read {name} today. " * 9, b1="Post a letter. " * 9)
    assert not {"post", "apost", "a-post"} & set(distinctive_words(texts).query("group == 'a'")["word"])
    assert "post" in set(distinctive_words(texts).query("group == 'b'")["word"])


def test_further_names_and_long_runs_are_left_out() -> None:
    texts = articles(a1="Reed Wire says rain. " * 9 + "x" * 90, b1="It is dry there. " * 9)
    words = set(distinctive_words(texts, names=["Reed Wire"])["word"])
    assert not {"reed", "wire", "x" * 90} & words
    assert "rain" in words


def test_a_lone_group_has_no_distinctive_words() -> None:
    assert len(distinctive_words(articles(a1="Rebels fled.", a2="Rain fell."))) == 0


def proposed(*rows: tuple[Any, ...], **texts: str) -> list[tuple[str, str, str]]:
    own = articles(**texts)
    mentions, descriptions = spans(own, *rows)
    found = proposals(descriptions, mentions, own)
    return list(found[["phrase", "other", "reason"]].itertuples(index=False, name=None))


def test_a_phrase_that_another_document_explains_is_proposed_for_the_name() -> None:
    found = proposed(
        ("a1", "premier", 1, MOSS | {"noun": "premier"}),
        ("b1", "premier", 1, {"noun": "premier"}),
        a1="the premier",
        b1="the premier",
    )
    assert found == [("premier", "Ida Moss", NOUN)]


def test_a_phrase_with_more_words_than_the_name_is_called_by_is_somebody_else() -> None:
    found = proposed(
        ("a1", "president", 1, MOSS | {"noun": "president"}),
        ("b1", "Tarsian president", 1, {"noun": "president"}),
        a1="the president",
        b1="the Tarsian president",
    )
    assert found == []


def test_the_same_place_in_the_same_deed_is_proposed_across_groups() -> None:
    shell = {"slot": "doer", "verb": "shell"}
    rows = [
        ("a1", "resistance groups", 1, {"noun": "group"} | shell),
        ("b1", "reed militias", 1, MILITIA | shell),
        ("a1", "gunmen", 1, {"noun": "gunman", "slot": "target", "verb": "shell"}),
    ]
    texts = {"a1": "resistance groups, gunmen, reed militias", "b1": "reed militias"}
    # Of equally frequent ones, the first by the alphabet is the other.
    assert proposed(*rows, **texts) == [("resistance groups", "reed militias", DEED)]
    one = [rows[0], ("a1", "reed militias", 1, MILITIA | shell)]
    assert proposed(*one, **texts) == []  # one outlet that tells of both means two
    said = [(*row[:3], row[3] | {"verb": "say"}) for row in rows]
    assert proposed(*said, **texts) == []


def test_phrases_that_hold_different_names_are_not_proposed() -> None:
    shell = {"slot": "doer", "verb": "shell"}
    rows = [
        ("a1", "Norlandic troops", 1, {"noun": "troop"} | shell),
        ("b1", "Tarsian troops", 1, {"noun": "troop"} | shell),
    ]
    texts = {"a1": "Norlandic troops", "b1": "Tarsian troops"}
    assert proposed(*rows, **texts) == [("tarsian troops", "norlandic troops", DEED)]
    names = [
        ("a1", "Norlandic", 1, {"entity": "Norlandic", "kind": "group"}),
        ("b1", "Tarsian", 1, {"entity": "Tarsian", "kind": "group"}),
    ]
    assert proposed(*rows, *names, **texts) == []


def test_phrases_of_one_noun_are_proposed_once_for_the_nearest() -> None:
    texts = {"a1": "militias militias, masked militias", "b1": "heavily masked militias, a militia"}
    found = proposed(
        ("a1", "militias", 1, MILITIA),
        ("a1", "militias", 2, MILITIA),
        ("a1", "masked militias", 1, MILITIA),
        ("b1", "heavily masked militias", 1, MILITIA),
        ("b1", "militia", 2, MILITIA),
        **texts,
    )
    assert found == [
        ("heavily masked militias", "militias", NOUN),
        ("masked militias", "heavily masked militias", NOUN),
    ]


def test_with_a_model_other_nouns_are_proposed_too() -> None:
    texts = articles(a1="protesters", b1="demonstrators, soldiers")
    mentions, descriptions = spans(
        texts,
        ("a1", "protesters", 1, {"noun": "protester"}),
        ("b1", "demonstrators", 1, {"noun": "demonstrator"}),
        ("b1", "soldiers", 1, {"noun": "soldier"}),
    )
    near = {"protesters": (1, 0), "demonstrators": (1, 0), "soldiers": (0, 1)}

    def model(phrases: list[str]) -> np.ndarray:
        return np.array([near[phrase] for phrase in phrases], np.float32)

    found = proposals(descriptions, mentions, texts, model=model)
    assert found[["phrase", "other", "reason", "similarity"]].to_numpy().tolist() == [
        ["protesters", "demonstrators", VECTORS, 1.0]
    ]
    assert len(proposals(descriptions, mentions, texts)) == 0


def test_a_phrase_that_holds_another_is_about_it() -> None:
    texts = articles(a1="the ministry", b1="the ministry spokesman")
    rows = [("a1", "ministry", 1, {"noun": "ministry"}), ("b1", "ministry spokesman", 1, {"noun": "spokesman"})]
    mentions, descriptions = spans(texts, *rows)
    found = proposals(descriptions, mentions, texts, model=lambda phrases: np.ones((len(phrases), 1), np.float32))
    assert len(found) == 0


@pytest.mark.parametrize(
    ("noun", "several"), [("militia", "militias"), ("gunman", "gunmen"), ("ally", "allies"), ("police", "police")]
)
def test_plurals(noun: str, several: str) -> None:
    assert plural(noun) == several
